//! Values of the same shape that are nobody's.
//!
//! A surrogate has letters where the value has letters and digits where it has digits. Which ones is
//! drawn from HMAC-SHA-256 (RFC 2104) of the value under the run's key: the same value gives the same
//! surrogate in a run, and without the key neither can be told from the other. What is drawn must
//! fail every check of the detector, so that no surrogate is somebody else's value.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use super::{Detector, Kind};

/// How many draws are made before a value gets its placeholder instead.
const DRAWS: u32 = 64;

/// The key of a run, from which surrogates are drawn.
#[derive(Clone)]
pub struct Key(Vec<u8>);

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Key({})", self.name())
    }
}

/// A key shorter than [`Key::LEAST`] bytes.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a key of {0} bytes is too short: it has at least 16, better 32 random ones")]
pub struct ShortKey(pub usize);

impl Key {
    /// Least length, in bytes.
    pub const LEAST: usize = 16;

    /// A key of these bytes; white space around them is left out, as editors add some.
    ///
    /// # Errors
    /// When it is shorter than [`Key::LEAST`].
    pub fn new(bytes: &[u8]) -> Result<Self, ShortKey> {
        let bytes = bytes.trim_ascii();
        if bytes.len() < Self::LEAST {
            return Err(ShortKey(bytes.len()));
        }
        Ok(Self(bytes.to_vec()))
    }

    /// A name by which two runs can be told to have had the same key, and which does not give it away.
    #[must_use]
    pub fn name(&self) -> String {
        let stream = self.stream(&[b"tamis surrogate key"], 0);
        stream.iter().take(8).map(|b| format!("{b:02x}")).collect()
    }

    fn stream(&self, parts: &[&[u8]], block: u32) -> [u8; 32] {
        // A key of any length is a valid HMAC key.
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&self.0) else {
            return [0; 32];
        };
        for part in parts {
            mac.update(&(part.len() as u64).to_le_bytes());
            mac.update(part);
        }
        mac.update(&block.to_le_bytes());
        mac.finalize().into_bytes().into()
    }
}

/// Numbers drawn for one value.
struct Draw<'a> {
    key: &'a Key,
    kind: Kind,
    value: &'a str,
    draw: u32,
    block: u32,
    left: Vec<u8>,
}

impl Draw<'_> {
    /// A number below `n`, at most 64.
    fn below(&mut self, n: u8) -> u8 {
        // Without bias: bytes beyond the last multiple of n are passed over.
        let most = 255 - (256 % u16::from(n)) as u8;
        loop {
            let Some(byte) = self.left.pop() else {
                let kind = self.kind.as_str().as_bytes();
                let parts = [kind, self.value.as_bytes(), &self.draw.to_le_bytes()[..]];
                self.left = self.key.stream(&parts, self.block).to_vec();
                self.block += 1;
                continue;
            };
            if byte <= most {
                return byte % n;
            }
        }
    }

    fn like(&mut self, c: char) -> char {
        match c {
            '0'..='9' => char::from(b'0' + self.below(10)),
            'A'..='Z' => char::from(b'A' + self.below(26)),
            c if c.is_numeric() => char::from(b'0' + self.below(10)),
            c if c.is_uppercase() => char::from(b'A' + self.below(26)),
            c if c.is_alphabetic() => char::from(b'a' + self.below(26)),
            c => c,
        }
    }
}

/// A surrogate for `value`; none if nothing that was drawn is nobody's.
pub(super) fn surrogate(kind: Kind, value: &str, key: &Key, detector: &Detector) -> Option<String> {
    (0..DRAWS).find_map(|draw| {
        let mut draw = Draw {
            key,
            kind,
            value,
            draw,
            block: 0,
            left: Vec::new(),
        };
        let made = match kind {
            Kind::Email => email(value, &mut draw),
            Kind::Ip => ip(value, &mut draw),
            Kind::Secret => secret(value),
            Kind::Phone => phone(value, &mut draw),
            Kind::Iban => iban(value, &mut draw),
            Kind::CreditCard | Kind::Crypto | Kind::NationalId => {
                value.chars().map(|c| draw.like(c)).collect()
            }
        };
        (made != value && detector.is_nobodys(kind, &made)).then_some(made)
    })
}

/// The domain ends in `.invalid`, which no name server ever knows (RFC 2606).
fn email(value: &str, draw: &mut Draw<'_>) -> String {
    let (local, domain) = value.rsplit_once('@').unwrap_or((value, "a"));
    let domain = domain.rsplit_once('.').map_or(domain, |(head, _)| head);
    let mut made: String = local.chars().map(|c| draw.like(c)).collect();
    made.push('@');
    made.extend(domain.chars().map(|c| draw.like(c)));
    made + ".invalid"
}

/// An address set aside for documentation: 192.0.2.0/24, 198.51.100.0/24 and 203.0.113.0/24 (RFC
/// 5737), 2001:db8::/32 (RFC 3849).
fn ip(value: &str, draw: &mut Draw<'_>) -> String {
    if !value.contains(':') {
        let nets = ["192.0.2", "198.51.100", "203.0.113"];
        let net = nets.get(usize::from(draw.below(3))).unwrap_or(&"192.0.2");
        let host = 1 + 16 * u16::from(draw.below(15)) + u16::from(draw.below(14));
        return format!("{net}.{host}");
    }
    let mut groups = String::from("2001:db8:");
    for n in 0..6 {
        let group: String = (0..4)
            .filter_map(|_| char::from_digit(draw.below(16).into(), 16))
            .collect();
        groups.push_str(&group);
        if n < 5 {
            groups.push(':');
        }
    }
    groups
}

/// No plan gives out numbers of zeros: a number in national form begins with four, one in international
/// form has three behind the first digits of the country's calling code, which say little.
fn phone(value: &str, draw: &mut Draw<'_>) -> String {
    let mut seen = 0;
    let plus = value.starts_with('+');
    value
        .chars()
        .map(|c| {
            // Full-width and Arabic digits too: none of the value may stay.
            if !c.is_numeric() {
                return c;
            }
            seen += 1;
            let (kept, zeros) = if plus { (2, 5) } else { (0, 4) };
            match seen {
                n if n <= kept => c,
                n if n <= zeros => '0',
                _ => draw.like(c),
            }
        })
        .collect()
}

/// The country is kept; check digits of 00 are never right (ISO 13616 gives 02 to 98).
fn iban(value: &str, draw: &mut Draw<'_>) -> String {
    let like = |(n, c): (usize, char)| match n {
        0 | 1 => c,
        2 | 3 => '0',
        _ => draw.like(c),
    };
    value.chars().enumerate().map(like).collect()
}

/// Nothing of a secret stays: half of a short password would be a help to whoever guesses the rest. What
/// kind it is stands in its subtype.
fn secret(value: &str) -> String {
    let blank = |c: char| if c.is_alphanumeric() { 'x' } else { c };
    value.chars().map(blank).collect()
}
