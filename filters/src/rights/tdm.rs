//! TDMRep: `tdm-reservation` and `tdm-policy` in headers and meta elements (TDM Reservation
//! Protocol, W3C Community Group Final Report, sections 5.2 and 5.3).

use super::{Evidence, Place, shorten};

/// Reads a header or a meta element if it is one of the protocol's.
pub(super) fn read(name: &str, value: &str, place: Place, out: &mut Vec<Evidence>) {
    if name.eq_ignore_ascii_case("tdm-reservation") {
        // Repeated headers may come joined by commas.
        out.extend(value.split(',').map(|value| Evidence {
            signal: "tdm-reservation",
            place,
            agent: None,
            value: shorten(bare(value)),
        }));
    } else if name.eq_ignore_ascii_case("tdm-policy") {
        out.push(Evidence {
            signal: "tdm-policy",
            place,
            agent: None,
            value: shorten(value),
        });
    }
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

/// What the protocol's declarations come to.
pub(super) enum Reservation<'a> {
    /// Reserved by this declaration.
    Reserved(&'a Evidence),
    /// No declaration that can be read, or an explicit 0.
    Open,
}

/// The page's meta element stands over the server's header. A value that is neither 0 nor 1 counts
/// as a reservation when `unclear_reserves`, and otherwise as if it were not there.
pub(super) fn resolve(evidence: &[Evidence], unclear_reserves: bool) -> Reservation<'_> {
    for place in [Place::Meta, Place::Header] {
        let here = || {
            let declared = evidence.iter().filter(move |e| e.place == place);
            declared.filter(|e| e.signal == "tdm-reservation")
        };
        let reserves = |e: &&Evidence| e.value == "1" || (unclear_reserves && e.value != "0");
        if let Some(found) = here().find(reserves) {
            return Reservation::Reserved(found);
        }
        if here().any(|e| e.value == "0") {
            return Reservation::Open;
        }
    }
    Reservation::Open
}
