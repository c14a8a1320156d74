//! TDMRep: `tdm-reservation` and `tdm-policy` in headers, in meta elements and in a file of the host
//! (TDM Reservation Protocol, W3C Community Group Final Report, as of 2025-12-07; its sections are
//! cited by name).

use serde_json::Value;

use super::evidence::{Evidences, Signal, Source};
use super::pattern::{Pattern, path_of};

/// Reads a header or a meta element if it is one of the protocol's; `tdm:reservation` is the form
/// of EPUB, which pages use too.
pub(super) fn read(name: &str, value: &str, source: Source, out: &mut Evidences) -> bool {
    let is = |known: [&str; 2]| known.iter().any(|known| name.eq_ignore_ascii_case(known));
    if is(["tdm-reservation", "tdm:reservation"]) {
        // Repeated headers may come joined by commas.
        for value in value.split(',') {
            reservation(bare(value), source, None, out);
        }
    } else if is(["tdm-policy", "tdm:policy"]) {
        out.push(Signal::TdmPolicy, source, None, value);
    } else {
        return false;
    }
    true
}

fn reservation(value: &str, source: Source, scope: Option<&str>, out: &mut Evidences) {
    if !matches!(value, "0" | "1") {
        out.unread.tdm = out.unread.tdm.saturating_add(1);
    }
    out.push(Signal::TdmReservation, source, scope, value);
}

/// A value without the quotes and parameters (`"1"; policy=x`) that some servers add.
fn bare(value: &str) -> &str {
    value
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .trim_matches(['"', '\''])
}

/// A `/.well-known/tdmrep.json` that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TdmRepError {
    /// It is no JSON: often the page that a server shows for what it does not have.
    #[error("tdmrep.json is no JSON: {0}")]
    Json(String),
    /// It is JSON, but not the array of rules that "TDM File on the Origin Server" asks for.
    #[error("tdmrep.json is {0}, expected an array of rules")]
    NoArray(&'static str),
}

/// The rules of a `/.well-known/tdmrep.json` (TDMRep, "TDM File on the
/// Origin Server").
#[derive(Debug, Clone, Default)]
pub struct TdmRep {
    rules: Vec<Rule>,
    /// Rules that lack `location` or `tdm-reservation`, or whose location is no text.
    pub unread: u32,
}

#[derive(Debug, Clone)]
struct Rule {
    location: String,
    pattern: Pattern,
    reservation: String,
    policy: Option<String>,
}

impl TdmRep {
    /// Reads the file. A rule that is not as the protocol has it is counted and left out.
    ///
    /// # Errors
    /// [`TdmRepError`] for what is no JSON array. Then the host states nothing (it "does not
    /// implement this protocol").
    pub fn parse(bytes: &[u8]) -> Result<Self, TdmRepError> {
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let value: Value =
            serde_json::from_slice(bytes).map_err(|error| TdmRepError::Json(error.to_string()))?;
        let items = match value {
            Value::Array(items) => items,
            Value::Object(_) => return Err(TdmRepError::NoArray("an object")),
            Value::String(_) => return Err(TdmRepError::NoArray("a string")),
            _ => return Err(TdmRepError::NoArray("a single value")),
        };
        let mut read = Self::default();
        for item in &items {
            match rule(item) {
                Some(rule) => read.rules.push(rule),
                None => read.unread = read.unread.saturating_add(1),
            }
        }
        Ok(read)
    }

    /// How many rules were read.
    #[must_use]
    pub fn rules(&self) -> usize {
        self.rules.len()
    }

    /// Adds what the first rule whose location matches says of a path ("the most specific
    /// match is the first in sequence"); its location is the scope. `path` is a path with
    /// its query, or a whole URL.
    pub fn evidence(&self, path: &str, out: &mut Evidences) {
        let path = path_of(path);
        let Some(rule) = self.rules.iter().find(|rule| rule.pattern.matches(&path)) else {
            return;
        };
        let scope = Some(rule.location.as_str());
        reservation(&rule.reservation, Source::TdmRep, scope, out);
        if let Some(policy) = &rule.policy {
            out.push(Signal::TdmPolicy, Source::TdmRep, scope, policy);
        }
    }
}

fn rule(item: &Value) -> Option<Rule> {
    let location = item.get("location")?.as_str()?;
    // A number by the protocol's examples; a text where authors quote it.
    let reservation = match item.get("tdm-reservation")? {
        Value::String(text) => text.trim().to_owned(),
        other => other.to_string(),
    };
    Some(Rule {
        location: location.to_owned(),
        pattern: Pattern::new(location.trim().as_bytes()),
        reservation,
        policy: item
            .get("tdm-policy")
            .and_then(Value::as_str)
            .map(str::to_owned),
    })
}

#[cfg(test)]
mod tests {
    use super::super::Evidence;
    use super::*;

    #[test]
    fn the_first_location_that_matches_holds() {
        // The second example of "TDM File on the Origin Server", with what authors get wrong.
        let file = br#"[
            {"location": "/a/", "tdm-reservation": 1},
            {"location": "/b/html/", "tdm-reservation": "1", "tdm-policy": "https://x.eu/p.json"},
            {"location": "/b/images/*.jpg$", "tdm-reservation": 0},
            {"location": "/b/", "tdm-reservation": true},
            {"location": "/c"}, {"tdm-reservation": 1}, 7
        ]"#;
        let read = TdmRep::parse(file).unwrap();
        assert_eq!((read.rules(), read.unread), (4, 3));
        for (path, want) in [
            ("/a/x.pdf", &["tdmrep.json tdm-reservation for /a/: 1"][..]),
            (
                "https://x.eu/a/x.pdf?y",
                &["tdmrep.json tdm-reservation for /a/: 1"],
            ),
            (
                "/b/html/1",
                &[
                    "tdmrep.json tdm-reservation for /b/html/: 1",
                    "tdmrep.json tdm-policy for /b/html/: https://x.eu/p.json",
                ],
            ),
            (
                "/b/images/1.jpg",
                &["tdmrep.json tdm-reservation for /b/images/*.jpg$: 0"],
            ),
            (
                "/b/images/1.jpg?x",
                &["tdmrep.json tdm-reservation for /b/: true"],
            ),
            ("/A/", &[]),
            ("/", &[]),
        ] {
            let mut out = Evidences::new();
            read.evidence(path, &mut out);
            let got: Vec<_> = out.iter().map(Evidence::to_string).collect();
            assert_eq!(got, want, "{path}");
        }
    }

    #[test]
    fn files_that_are_none() {
        for (file, want) in [
            (
                &b"<html>"[..],
                "tdmrep.json is no JSON: expected value at line 1 column 1",
            ),
            (
                b"{\"location\": \"/\"}",
                "tdmrep.json is an object, expected an array of rules",
            ),
            (
                b"1",
                "tdmrep.json is a single value, expected an array of rules",
            ),
        ] {
            assert_eq!(TdmRep::parse(file).unwrap_err().to_string(), want);
        }
        assert_eq!(TdmRep::parse(b"\xef\xbb\xbf[]").unwrap().rules(), 0);
    }
}
