//! Which characters may stand in a part of a number, and places in it.

use serde::Deserialize;

/// Characters of the same length each: `["01-95", "2A", "2B"]`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "Vec<String>")]
pub(super) struct Set {
    ranges: Vec<(Vec<u8>, Vec<u8>)>,
    len: usize,
}

impl TryFrom<Vec<String>> for Set {
    type Error = String;

    fn try_from(texts: Vec<String>) -> Result<Self, String> {
        let ranges: Vec<_> = texts
            .iter()
            .map(|text| range(text))
            .collect::<Result<_, _>>()?;
        let len = ranges.first().map_or(0, |(low, _)| low.len());
        if len == 0 || ranges.iter().any(|(low, _)| low.len() != len) {
            return Err("a set needs entries, and all of the same length".to_owned());
        }
        Ok(Self { ranges, len })
    }
}

/// `71-96` or a single text. A range is of digits or of letters.
fn range(text: &str) -> Result<(Vec<u8>, Vec<u8>), String> {
    let bytes = text.as_bytes();
    if !text.is_ascii() || bytes.is_empty() {
        return Err(format!("`{text}` is neither a text in ASCII nor a range"));
    }
    let Some((low, high)) = text.split_once('-').filter(|(low, _)| !low.is_empty()) else {
        return Ok((bytes.to_vec(), bytes.to_vec()));
    };
    let of = |class: fn(&u8) -> bool| low.bytes().chain(high.bytes()).all(|b| class(&b));
    if low.len() == high.len()
        && low <= high
        && (of(u8::is_ascii_digit) || of(u8::is_ascii_uppercase))
    {
        Ok((low.into(), high.into()))
    } else {
        Err(format!(
            "`{text}` is no range: two texts of the same length, both of digits or both of capital letters, the smaller first"
        ))
    }
}

impl Set {
    pub(super) fn len(&self) -> usize {
        self.len
    }

    pub(super) fn contains(&self, text: &[u8]) -> bool {
        self.ranges.iter().any(|(low, high)| {
            // Without the second look "2A" would lie between "29" and "30".
            let class = text
                .iter()
                .zip(low)
                .all(|(a, b)| a.is_ascii_digit() == b.is_ascii_digit());
            low.as_slice() <= text && text <= high.as_slice() && text.len() == low.len() && class
        })
    }
}

/// A part of the compact form and what it may be.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Part {
    /// First place, from 1; from the end if negative (-1 is the last).
    at: i8,
    /// What must stand there.
    #[serde(rename = "in")]
    within: Option<Set>,
    /// What must not.
    not: Option<Set>,
}

impl Part {
    pub(super) fn accepts(&self, compact: &[u8]) -> bool {
        let text = |set: &Set| {
            let start = if self.at < 0 {
                compact
                    .len()
                    .checked_sub(usize::from(self.at.unsigned_abs()))?
            } else {
                usize::from(self.at.unsigned_abs()).checked_sub(1)?
            };
            compact.get(start..start + set.len())
        };
        let within = self.within.as_ref();
        let not = self.not.as_ref();
        within.is_none_or(|set| text(set).is_some_and(|t| set.contains(t)))
            && not.is_none_or(|set| text(set).is_some_and(|t| !set.contains(t)))
    }

    /// What is wrong with it in a number of `longest` characters.
    pub(super) fn verify(&self, longest: usize) -> Result<(), String> {
        let Some(set) = self.within.as_ref().or(self.not.as_ref()) else {
            return Err("a part needs `in` or `not`".to_owned());
        };
        let place = usize::from(self.at.unsigned_abs());
        let last = if self.at < 0 {
            place
        } else {
            place + set.len() - 1
        };
        if self.at == 0 || last > longest {
            return Err(format!(
                "`at` = {} with {} characters does not fit into {longest} places, which count from 1",
                self.at,
                set.len()
            ));
        }
        Ok(())
    }
}

/// Places from 1, `"1-11,13"`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub(super) struct Places(Vec<u8>);

impl TryFrom<String> for Places {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let mut places = Vec::new();
        for part in text.split(',') {
            let (first, last) = part.split_once('-').unwrap_or((part, part));
            let (Ok(first), Ok(last)) = (first.trim().parse::<u8>(), last.trim().parse::<u8>())
            else {
                return Err(format!("`{text}` are no places, as in \"1-11,13\""));
            };
            if first == 0 || first > last {
                return Err(format!("`{part}`: places count from 1 upwards"));
            }
            places.extend(first..=last);
        }
        Ok(Self(places))
    }
}

impl Places {
    /// The characters there; none once a place lies beyond the end.
    pub(super) fn of<'a>(
        &'a self,
        compact: &'a [u8],
    ) -> impl DoubleEndedIterator<Item = Option<u8>> {
        self.0
            .iter()
            .map(|&place| compact.get(usize::from(place).checked_sub(1)?).copied())
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    pub(super) fn verify(&self, longest: usize) -> Result<(), String> {
        match self.0.iter().max() {
            Some(&last) if usize::from(last) > longest => {
                Err(format!("place {last} lies beyond the {longest} characters"))
            }
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(texts: &[&str]) -> Result<Set, String> {
        texts
            .iter()
            .map(|&t| t.to_owned())
            .collect::<Vec<_>>()
            .try_into()
    }

    #[test]
    fn ranges_hold_no_letters_between_digits() {
        let set = set(&["01-19", "21-95", "2A", "2B"]).unwrap();
        for (text, is) in [
            ("01", true),
            ("20", false),
            ("2A", true),
            ("2C", false),
            ("1A", false),
        ] {
            assert_eq!(set.contains(text.as_bytes()), is, "{text}");
        }
        assert!(!set.contains(b"010"));
    }

    #[test]
    fn a_hyphen_alone_is_itself() {
        let set = set(&["-", "U-Y"]).unwrap();
        assert!(set.contains(b"-") && set.contains(b"W") && !set.contains(b"A"));
    }

    #[test]
    fn what_is_no_set() {
        for texts in [&["9-1"][..], &["1-B"], &["1", "22"], &[], &["é"]] {
            assert!(set(texts).is_err(), "{texts:?}");
        }
    }

    #[test]
    fn places() {
        let places = Places::try_from("1-3,5".to_owned()).unwrap();
        let got: Option<Vec<u8>> = places.of(b"abcde").collect();
        assert_eq!(got.unwrap(), b"abce");
        assert!(places.of(b"abc").any(|c| c.is_none()));
        assert!(places.verify(4).is_err() && places.verify(5).is_ok());
        assert!(Places::try_from("0-3".to_owned()).is_err());
    }
}
