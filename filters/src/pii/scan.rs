//! One pass over a folded text: every place that may begin a value is asked what it is.

use memchr::memchr_iter;

use super::context::{Cue, Near};
use super::hit::Hit;
use super::kind::{Found, Kind, Subtype};
use super::languages::{COMMON, Language};
use super::phone::{Evidence, Stretch};
use super::rules::Rules;
use super::text::{byte_at, byte_before};
use super::{card, crypto, email, iban, ip, national, secret, spelled};

/// Bytes between an e-mail address and a number beside it, such as a telephone number in a footer.
const BESIDE: usize = 48;
/// Characters from which on a word says nothing about a telephone number any more: there is a name or
/// half a sentence between them.
const FAR: usize = 20;
/// What an earlier search put in place of an address.
const ADDRESS: &str = Kind::Email.placeholder();

fn from(kind: Kind, hit: Hit<'_>) -> Found {
    Found {
        kind,
        subtype: Subtype::intern(hit.subtype),
        start: hit.start,
        end: hit.end,
    }
}

/// A text being searched.
pub(super) struct Scan<'a> {
    pub(super) text: &'a str,
    pub(super) rules: &'a Rules,
    pub(super) language: &'a Language,
    /// ISO 639-3 of the document, if known.
    pub(super) code: Option<&'a str>,
    /// Whether spelt-out addresses are looked for.
    pub(super) spelled_out: bool,
    /// Where e-mail addresses and accounts were found.
    pub(super) addresses: Vec<(usize, usize)>,
}

impl Scan<'_> {
    /// All values of the text; they may overlap.
    pub(super) fn run(&mut self) -> Vec<Found> {
        let mut found = Vec::new();
        for at in memchr_iter(b'@', self.text.as_bytes()) {
            found.extend(email::at(self.text, at, &self.rules.email));
        }
        if self.spelled_out {
            spelled::find(
                self.text,
                &self.language.words,
                &self.rules.email,
                &mut found,
            );
        }
        self.accounts(&mut found);
        self.addresses
            .extend(found.iter().map(|f| (f.start, f.end)));
        self.addresses.sort_unstable();
        self.colons(&mut found);
        self.numbers(&mut found);
        let mut hits = Vec::new();
        crypto::find(self.text, &mut hits);
        found.extend(hits.drain(..).map(|hit| from(Kind::Crypto, hit)));
        if let Some(rules) = &self.rules.secrets {
            secret::find(self.text, rules, &mut hits);
        }
        found.extend(hits.into_iter().map(|hit| from(Kind::Secret, hit)));
        found
    }

    /// IPv6 addresses.
    fn colons(&self, found: &mut Vec<Found>) {
        let mut until = 0;
        for at in memchr_iter(b':', self.text.as_bytes()) {
            if at >= until {
                let (span, end) = ip::v6(self.text, at, until, &self.rules.ip);
                found.extend(span);
                until = end;
            }
        }
    }

    /// Account numbers: a country's letters, and digits right after them.
    fn accounts(&self, found: &mut Vec<Found>) {
        let digits = |b: &[u8]| b.first().is_some_and(u8::is_ascii_digit);
        let letters = |b: &[u8]| b.iter().all(u8::is_ascii_alphabetic);
        for (at, pair) in self.text.as_bytes().windows(3).enumerate() {
            if pair.get(2..).is_some_and(digits) && pair.get(..2).is_some_and(letters) {
                found.extend(iban::at(self.text, at + 2, &self.rules.iban));
            }
        }
    }

    /// Everything else that has a digit in it.
    fn numbers(&self, found: &mut Vec<Found>) {
        let bytes = self.text.as_bytes();
        let mut at = 0;
        // The word whose first digit was met last: its later digits are not its beginning.
        let mut word_end = 0;
        while let Some(next) = bytes
            .get(at..)
            .and_then(|b| b.iter().position(u8::is_ascii_digit))
        {
            let first = at + next;
            let tail = bytes.get(first..).unwrap_or_default();
            let digits = tail.iter().take_while(|b| b.is_ascii_digit()).count();
            at = first + digits;
            found.extend(self.v4(first));
            self.card(first, found);
            self.phone(first, found);
            if first >= word_end {
                let head = bytes.get(..first).unwrap_or_default();
                let letters = head
                    .iter()
                    .rev()
                    .take(8)
                    .take_while(|b| b.is_ascii_alphabetic())
                    .count();
                let rest = tail
                    .iter()
                    .take_while(|b| b.is_ascii_alphanumeric())
                    .count();
                word_end = first + rest;
                let start = first - letters;
                match self.apart(start).filter(|_| letters == 0) {
                    Some(letter) if self.national(letter, found) => {}
                    _ => {
                        self.national(start, found);
                    }
                }
            }
        }
    }

    fn near(&self, start: usize, end: usize) -> Option<Near<'_>> {
        self.language.words.near(&COMMON, self.text, start, end)
    }

    fn v4(&self, start: usize) -> Option<Found> {
        let address = ip::v4(self.text, start, &self.rules.ip)?;
        let kept = match self.near(address.start, address.end) {
            Some(near) if near.says(Cue::Ip) => true,
            Some(near) if near.says(Cue::Version) || near.says(Cue::Phone) => false,
            _ => !ip::counts_up(self.text.get(address.start..address.end)?),
        };
        kept.then_some(address)
    }

    fn card(&self, start: usize, found: &mut Vec<Found>) {
        if let Some(card) = card::at(self.text, start, &self.rules.cards) {
            let near = self.near(card.value.start, card.value.end);
            let said = near.is_some_and(|near| near.says(Cue::Card));
            let other = near.is_some_and(|near| {
                let phone = near.says(Cue::Phone) && near.distance < FAR;
                near.says(Cue::Other) || near.says(Cue::Version) || phone
            });
            // In print a card number is grouped like little else.
            if said || card.grouped || !(other || card.needs_word) {
                found.push(card.value);
            }
        }
    }

    fn phone(&self, first: usize, found: &mut Vec<Found>) {
        // The sign or parenthesis before the first digit belongs to the number.
        let start = match byte_before(self.text, first) {
            Some(b'+') if byte_before(self.text, first - 1) == Some(b'(') => first - 2,
            Some(b'+' | b'(') => first - 1,
            Some(b' ') if byte_before(self.text, first - 1) == Some(b'+') => first - 2,
            _ => first,
        };
        // A parenthesis that is not closed after the area code stands around more than the number.
        let inside = || match byte_at(self.text, start) {
            Some(b'(') => Stretch::read(self.text, start + 1),
            _ => None,
        };
        let Some(stretch) = Stretch::read(self.text, start).or_else(inside) else {
            return;
        };
        let end = stretch.end();
        let evidence = match self.near(start, end) {
            Some(near) if near.says(Cue::Phone) => Evidence::Word(near.distance),
            Some(near) if near.distance < FAR => Evidence::Against,
            _ if self.is_beside(start, end) => Evidence::Beside,
            _ => Evidence::Nothing,
        };
        if matches!(evidence, Evidence::Word(_) | Evidence::Beside)
            || stretch.stands_alone(self.text)
        {
            found.extend(stretch.number(self.text, &self.language.regions, evidence));
        }
    }

    /// Where a letter or two stand that are parted from the number at `start`: `X-1234567-L`.
    fn apart(&self, start: usize) -> Option<usize> {
        let head = self.text.as_bytes().get(..start)?;
        let signs = head
            .iter()
            .rev()
            .take(3)
            .take_while(|b| matches!(b, b' ' | b'-' | b'.'))
            .count();
        let letters = head
            .iter()
            .rev()
            .skip(signs)
            .take(3)
            .take_while(|b| b.is_ascii_alphabetic())
            .count();
        (signs > 0 && (1..=2).contains(&letters)).then(|| start - signs - letters)
    }

    /// Whether there is one.
    fn national(&self, start: usize, found: &mut Vec<Found>) -> bool {
        for candidate in national::candidates(&self.rules.identifiers, self.text, start) {
            let near = self.near(candidate.start, candidate.end);
            let among = self.is_beside(candidate.start, candidate.end);
            if let Some(value) = candidate.decide(self.text, near, self.code, among) {
                found.push(value);
                return true;
            }
        }
        false
    }

    /// True when an e-mail address or an account stands beside `start..end`.
    fn is_beside(&self, start: usize, end: usize) -> bool {
        let next = self.addresses.partition_point(|&(from, _)| from < end);
        let after = self
            .addresses
            .get(next)
            .is_some_and(|&(from, _)| from - end <= BESIDE);
        let before = next.checked_sub(1).and_then(|n| self.addresses.get(n));
        let before = before.is_some_and(|&(_, to)| start.saturating_sub(to) <= BESIDE);
        after || before || self.beside_placeholder(start, end)
    }

    fn beside_placeholder(&self, start: usize, end: usize) -> bool {
        let floor = |mut at: usize| {
            while !self.text.is_char_boundary(at) {
                at -= 1;
            }
            at
        };
        let from = floor(start.saturating_sub(BESIDE + ADDRESS.len()));
        let to = floor((end + BESIDE + ADDRESS.len()).min(self.text.len()));
        byte_at(self.text, from).is_some()
            && self
                .text
                .get(from..to)
                .is_some_and(|around| around.contains(ADDRESS))
    }
}
