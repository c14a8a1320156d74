//! The numbers of a manifest that somebody else may have written: small enough that JSON holds each, and that no
//! sum of them overflows, which a check of sums would be deceived by.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};

use crate::canonical::MOST;

/// All whole numbers in a JSON text, wherever they stand.
#[derive(Debug, Default)]
pub(super) struct Numbers {
    largest: u64,
    total: u128,
}

impl Numbers {
    /// What is too large: one number, or all of them together.
    pub(super) fn too_large(&self) -> Option<u128> {
        // Sums take a number in twice at most; that is far from the end of 64 bits.
        let all = (self.total > u128::from(u64::MAX >> 4)).then_some(self.total);
        (self.largest > MOST).then_some(self.largest.into()).or(all)
    }

    fn add(&mut self, other: &Self) {
        self.largest = self.largest.max(other.largest);
        self.total = self.total.saturating_add(other.total);
    }
}

impl<'de> Deserialize<'de> for Numbers {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Walk)
    }
}

struct Walk;

impl<'de> Visitor<'de> for Walk {
    type Value = Numbers;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_u64<E>(self, number: u64) -> Result<Numbers, E> {
        Ok(Numbers {
            largest: number,
            total: number.into(),
        })
    }

    fn visit_i64<E>(self, _: i64) -> Result<Numbers, E> {
        Ok(Numbers::default())
    }

    fn visit_f64<E>(self, _: f64) -> Result<Numbers, E> {
        Ok(Numbers::default())
    }

    fn visit_bool<E>(self, _: bool) -> Result<Numbers, E> {
        Ok(Numbers::default())
    }

    fn visit_str<E>(self, _: &str) -> Result<Numbers, E> {
        Ok(Numbers::default())
    }

    fn visit_unit<E>(self) -> Result<Numbers, E> {
        Ok(Numbers::default())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Numbers, A::Error> {
        let mut all = Numbers::default();
        while let Some(numbers) = list.next_element()? {
            all.add(&numbers);
        }
        Ok(all)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Numbers, A::Error> {
        let mut all = Numbers::default();
        while let Some((_, numbers)) = map.next_entry::<serde::de::IgnoredAny, Numbers>()? {
            all.add(&numbers);
        }
        Ok(all)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn too_large(json: &str) -> Option<u128> {
        serde_json::from_str::<Numbers>(json).unwrap().too_large()
    }

    #[test]
    fn numbers_count_wherever_they_stand() {
        assert_eq!(
            too_large(r#"{"a":[1,-2,3.5,null,true,"99999999999999999999"]}"#),
            None
        );
        assert_eq!(too_large(&format!(r#"{{"a":{{"b":[{MOST}]}}}}"#)), None);
        assert_eq!(
            too_large(&format!("[[{}]]", MOST + 1)),
            Some(u128::from(MOST) + 1)
        );
        let many = vec![MOST.to_string(); 130].join(",");
        assert_eq!(
            too_large(&format!("[{many}]")),
            Some(u128::from(MOST) * 130)
        );
    }
}
