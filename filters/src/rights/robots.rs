//! `X-Robots-Tag` and `<meta name="robots">`: comma lists of rules, in the header with an agent
//! before them ("Robots meta tag, data-nosnippet, and X-Robots-Tag specifications", Google Search
//! Central; `noai` and `noimageai` are a convention that DeviantArt began in 2022).

use super::{Evidence, Place, shorten};

/// Rules that are evidence; `index`, `follow` and the like reserve nothing.
const RULES: [&str; 6] = [
    "noindex",
    "none",
    "noai",
    "noimageai",
    "noarchive",
    "nosnippet",
];

/// Rules that have a value after a colon, which are no agents.
const VALUED: [&str; 6] = [
    "unavailable_after",
    "max-snippet",
    "max-image-preview",
    "max-video-preview",
    "indexifembedded",
    "rating",
];

/// Reads one value. An agent holds for all rules after it, until the next agent or the value's
/// end. `agent` is the name of the `meta` element when it addresses one crawler.
pub(super) fn read(value: &str, place: Place, agent: Option<&str>, out: &mut Vec<Evidence>) {
    let mut agent = agent.map(str::to_owned);
    // Quotes and brackets are no part of the syntax, but servers send them.
    for part in value.split([',', ';', '"', '\'', '[', ']']) {
        let rules = match part.split_once(':') {
            Some((left, right)) => match before_colon(left) {
                Left::Agent(name) => {
                    agent = name;
                    right
                }
                // "noindex max-snippet:0" without a comma: the rules before the name count.
                Left::Rules(rules) => rules,
            },
            None => part,
        };
        for rule in rules.split_whitespace() {
            let Some(signal) = RULES.into_iter().find(|r| r.eq_ignore_ascii_case(rule)) else {
                continue;
            };
            let evidence = Evidence {
                signal,
                place,
                agent: agent.clone(),
                value: shorten(value),
            };
            if !out.contains(&evidence) {
                out.push(evidence);
            }
        }
    }
}

/// What stands left of a colon.
enum Left<'a> {
    /// The agent that the rules after the colon address; none for all.
    Agent(Option<String>),
    /// Rules and the name of one that has a value; the value is not ours.
    Rules(&'a str),
}

fn before_colon(left: &str) -> Left<'_> {
    let last = left.split_whitespace().next_back().unwrap_or_default();
    let valued = VALUED.iter().any(|rule| rule.eq_ignore_ascii_case(last));
    let name = left.trim();
    // A date after unavailable_after has colons too: "25 Jun 2010 15:00:00 PST".
    let named = name.starts_with(|c: char| c.is_ascii_alphabetic()) || name == "*";
    if valued || !named {
        return Left::Rules(left);
    }
    // "noai:" is a rule with a stray colon, not an agent of that name.
    if RULES.iter().any(|rule| rule.eq_ignore_ascii_case(name)) {
        return Left::Rules(left);
    }
    let all = name == "*" || name.eq_ignore_ascii_case("robots");
    Left::Agent((!all).then(|| shorten(name)))
}

#[cfg(test)]
mod tests {
    fn header(value: &str) -> Vec<(&'static str, Option<String>)> {
        let mut out = Vec::new();
        super::super::from_header("X-Robots-Tag", value, &mut out);
        out.into_iter().map(|e| (e.signal, e.agent)).collect()
    }

    #[test]
    fn lists_agents_and_values_with_colons() {
        let to = |agent: &str| Some(agent.to_owned());
        assert_eq!(
            header("noai, noimageai"),
            [("noai", None), ("noimageai", None)]
        );
        assert_eq!(header("NoIndex,nofollow"), [("noindex", None)]);
        assert_eq!(header("GPTBot: noai"), [("noai", to("GPTBot"))]);
        assert_eq!(header("*: none"), [("none", None)]);
        assert_eq!(
            header("googlebot: noindex, noarchive, CCBot: noai nofollow"),
            [
                ("noindex", to("googlebot")),
                ("noarchive", to("googlebot")),
                ("noai", to("CCBot")),
            ]
        );
        assert_eq!(header("Kangaroo Bot: noai"), [("noai", to("Kangaroo Bot"))]);
        assert_eq!(
            header("unavailable_after: Wed, 25 Jun 2010 15:00:00 PST, noindex"),
            [("noindex", None)]
        );
        assert_eq!(
            header("max-snippet:0, max-image-preview:none, max-video-preview: -1"),
            []
        );
        assert_eq!(header("noindex max-snippet: 0"), [("noindex", None)]);
        assert_eq!(header("\"noai\""), [("noai", None)]);
        assert_eq!(
            header("[noai, noindex]"),
            [("noai", None), ("noindex", None)]
        );
        assert_eq!(header("noai:"), [("noai", None)]);
        assert_eq!(header("index, follow, noodp, notranslate"), []);
        assert_eq!(header(""), []);
    }

    #[test]
    fn meta_elements_address_all_or_one() {
        let mut out = Vec::new();
        super::super::from_meta("ROBOTS", "noindex nofollow", &mut out);
        super::super::from_meta("CCBot", "noai", &mut out);
        super::super::from_meta("description", "noai, noindex", &mut out);
        let got: Vec<_> = out.iter().map(|e| (e.signal, e.agent.as_deref())).collect();
        assert_eq!(got, [("noindex", None), ("noai", Some("CCBot"))]);
    }
}
