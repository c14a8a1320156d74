//! One way to write what people and typesetters write in several: digits of other scripts and
//! full-width forms become ASCII, all spaces one space, all hyphens one hyphen, and characters that
//! nobody sees are left out. Detectors read the folded text; offsets lead back.

use std::borrow::Cow;

use memchr::memchr3;

/// A text as detectors read it.
pub(super) struct Folded<'a> {
    text: Cow<'a, str>,
    steps: Vec<Step>,
}

/// A character that was replaced or left out.
struct Step {
    /// Where the folded text goes on.
    folded: usize,
    /// Where the original goes on.
    original: usize,
    /// Nothing stands for it.
    left_out: bool,
}

/// What stands for `c`: itself (`None`), another character, or nothing.
fn fold(c: char) -> Option<Option<char>> {
    Some(match c {
        '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}' => Some(' '),
        '\u{2010}'..='\u{2013}' | '\u{2212}' | '\u{fe63}' => Some('-'),
        // Soft hyphen, zero-width characters, marks of direction, byte order mark.
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' => None,
        '\u{2060}'..='\u{2069}' | '\u{feff}' => None,
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xff01 + 0x21),
        '\u{660}'..='\u{669}' => char::from_digit(c as u32 - 0x660, 10),
        '\u{6f0}'..='\u{6f9}' => char::from_digit(c as u32 - 0x6f0, 10),
        _ => return None,
    })
}

/// First bytes of all characters that [`fold`] knows: the common ones, and those (Arabic digits, the
/// ideographic space) of which most texts have none.
const COMMON: [u8; 3] = [0xc2, 0xe2, 0xef];
const RARE: [u8; 3] = [0xd9, 0xdb, 0xe3];

fn find(of: [u8; 3], bytes: &[u8]) -> Option<usize> {
    memchr3(of[0], of[1], of[2], bytes)
}

impl<'a> Folded<'a> {
    /// Folds `text`; borrows it when there is nothing to fold.
    pub(super) fn new(text: &'a str) -> Self {
        let bytes = text.as_bytes();
        let rare = find(RARE, bytes).is_some();
        let (mut out, mut steps) = (String::new(), Vec::new());
        let (mut done, mut at) = (0, 0);
        loop {
            let rest = bytes.get(at..).unwrap_or_default();
            let next = if rare {
                rest.iter()
                    .position(|b| COMMON.contains(b) || RARE.contains(b))
            } else {
                find(COMMON, rest)
            };
            let Some(found) = next.map(|next| at + next) else {
                break;
            };
            let Some(c) = text.get(found..).and_then(|rest| rest.chars().next()) else {
                break;
            };
            at = found + c.len_utf8();
            if let Some(new) = fold(c) {
                out.push_str(text.get(done..found).unwrap_or_default());
                out.extend(new);
                done = at;
                steps.push(Step {
                    folded: out.len(),
                    original: at,
                    left_out: new.is_none(),
                });
            }
        }
        if steps.is_empty() {
            let text = Cow::Borrowed(text);
            return Self { text, steps };
        }
        out.push_str(text.get(done..).unwrap_or_default());
        let text = Cow::Owned(out);
        Self { text, steps }
    }

    /// The folded text.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// Where in the original a value begins that begins at `at` in the folded text.
    pub(super) fn start(&self, at: usize) -> usize {
        self.after(self.steps.partition_point(|s| s.folded <= at), at)
    }

    /// Where in the original a value ends that ends at `at` in the folded text. What was left out
    /// behind it does not belong to it.
    pub(super) fn end(&self, at: usize) -> usize {
        let inside = |s: &Step| s.folded < at || (s.folded == at && !s.left_out);
        self.after(self.steps.partition_point(inside), at)
    }

    /// The place `at`, before which `steps` steps lie.
    fn after(&self, steps: usize, at: usize) -> usize {
        match steps.checked_sub(1).and_then(|last| self.steps.get(last)) {
            Some(step) => step.original + (at - step.folded),
            None => at,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn offsets_lead_back() {
        let text = "tel\u{a0}\u{200b}６0\u{ad}3\u{feff}x";
        let folded = Folded::new(text);
        assert_eq!(folded.text(), "tel 603x");
        let original = &text[folded.start(4)..folded.end(7)];
        assert_eq!(original, "６0\u{ad}3");
        assert!(matches!(Folded::new("plain – text").text, Cow::Owned(_)));
        assert!(matches!(Folded::new("plain ěšč").text, Cow::Borrowed(_)));
    }

    proptest! {
        #[test]
        fn every_folded_character_is_one_of_the_original(text in "[a1 \u{a0}\u{ad}\u{200b}٣３é–\u{feff}]{0,40}") {
            let folded = Folded::new(&text);
            let mut end = 0;
            for (at, c) in folded.text().char_indices() {
                let (from, to) = (folded.start(at), folded.end(at + c.len_utf8()));
                prop_assert!(end <= from && from < to);
                let one: Vec<char> = text[from..to].chars().collect();
                prop_assert_eq!(one.len(), 1);
                prop_assert_eq!(fold(one[0]).map_or(one[0], Option::unwrap), c);
                end = to;
            }
        }
    }
}
