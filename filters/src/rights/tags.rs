//! `X-Robots-Tag` and `<meta name="robots">`: comma lists of rules, in the header with an agent
//! before them (Google Search Central, "Robots meta tag, data-nosnippet, and X-Robots-Tag
//! specifications": "Valid indexing and serving rules", "Using the X-Robots-Tag HTTP header";
//! `noai` and `noimageai` are a convention that DeviantArt began in 2022).

use super::evidence::{Evidences, Signal, Source};
use super::{Moment, agents};

/// Rules without a value that are known; a colon after one does not make it an agent.
const RULES: [&str; 22] = [
    "all",
    "archive",
    "follow",
    "index",
    "indexifembedded",
    "noai",
    "noarchive",
    "nocache",
    "nofollow",
    "noimageai",
    "noimageindex",
    "noindex",
    "noml",
    "none",
    "noodp",
    "nopagereadaloud",
    "nositelinkssearchbox",
    "nosnippet",
    "notranslate",
    "noydir",
    "noyaca",
    "snippet",
];

/// Rules that reserve nothing, as they say what holds without them.
const DEFAULTS: [&str; 5] = ["all", "archive", "follow", "index", "snippet"];

/// Rules that have a value after a colon, which are no agents.
const VALUED: [&str; 6] = [
    "max-image-preview",
    "max-snippet",
    "max-video-preview",
    "rating",
    "revisit-after",
    "unavailable_after",
];

const UNAVAILABLE: &str = "unavailable_after";

/// Reads one value. An agent holds for all rules after it, until the next agent or the value's
/// end. `agent` is the name of the `meta` element when it addresses one crawler.
pub(super) fn read(value: &str, source: Source, agent: Option<&str>, out: &mut Evidences) {
    let mut agent = agent;
    // Quotes and brackets are no part of the syntax, but servers send them.
    let mut parts = value
        .split([',', ';', '"', '\'', '[', ']'])
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .peekable();
    while let Some(part) = parts.next() {
        let mut rest = part;
        while let Some((left, right)) = rest.split_once(':') {
            let left = left.trim_end();
            let (before, last) = left.rsplit_once(char::is_whitespace).unwrap_or(("", left));
            let lower = last.to_ascii_lowercase();
            if lower == UNAVAILABLE {
                rules(before, source, agent, out);
                let right = right.trim();
                let day = parts.next_if(|_| is_weekday(right));
                rest = date(right, day, source, agent, out);
            } else if VALUED.contains(&lower.as_str()) {
                // "noindex max-snippet:0" without a comma: the rules before the name count.
                rules(before, source, agent, out);
                let right = right.trim_start();
                let end = right.find(char::is_whitespace).unwrap_or(right.len());
                let (value, after) = right.split_at_checked(end).unwrap_or((right, ""));
                if !is_default(&lower, value) {
                    let value = format!("{lower}:{}", value.to_ascii_lowercase());
                    out.push(Signal::RobotsTag, source, agent, &value);
                }
                rest = after;
            } else if RULES.contains(&lower.as_str()) {
                // "noai:" is a rule with a stray colon, not an agent of that name.
                rules(left, source, agent, out);
                rest = right;
            } else {
                let name = after_rules(left, source, agent, out);
                let all = name == "*" || name.eq_ignore_ascii_case("robots");
                agent = (!all).then_some(name);
                rest = right;
            }
        }
        rules(rest, source, agent, out);
    }
}

/// The words of a list as rules.
fn rules(text: &str, source: Source, agent: Option<&str>, out: &mut Evidences) {
    for rule in text.split_whitespace() {
        let rule = rule.to_ascii_lowercase();
        if !DEFAULTS.contains(&rule.as_str()) {
            out.push(Signal::RobotsTag, source, agent, &rule);
        }
    }
}

/// What stands before a colon is an agent, except for the known rules that it starts with.
fn after_rules<'a>(
    text: &'a str,
    source: Source,
    agent: Option<&str>,
    out: &mut Evidences,
) -> &'a str {
    let mut name = text.trim();
    while let Some((first, rest)) = name.split_once(char::is_whitespace) {
        if !RULES.contains(&first.to_ascii_lowercase().as_str()) {
            break;
        }
        rules(first, source, agent, out);
        name = rest.trim_start();
    }
    name
}

/// Records the date of `unavailable_after`, and gives what stands after it. `more` is the part
/// after the comma that follows a day of the week.
fn date<'a>(
    text: &'a str,
    more: Option<&'a str>,
    source: Source,
    agent: Option<&str>,
    out: &mut Evidences,
) -> &'a str {
    let last = more.unwrap_or(text);
    // A rule that stands behind the date without a comma is still a rule.
    let mut at = 0;
    let mut end = last.len();
    for word in last.split_whitespace() {
        let start = at + last.get(at..).and_then(|rest| rest.find(word)).unwrap_or(0);
        let lower = word.to_ascii_lowercase();
        let name = lower.split(':').next().unwrap_or_default();
        if RULES.contains(&name) || VALUED.contains(&name) {
            end = start;
            break;
        }
        at = start + word.len();
    }
    let (last, rest) = last.split_at_checked(end).unwrap_or((last, ""));
    let text = match more {
        Some(_) => format!("{text}, {}", last.trim()),
        None => last.trim().to_owned(),
    };
    if Moment::parse(&text).is_none() {
        out.unread.date = out.unread.date.saturating_add(1);
    }
    out.push(
        Signal::RobotsTag,
        source,
        agent,
        &format!("{UNAVAILABLE}: {text}"),
    );
    rest
}

/// The moment of a value that [`read`] recorded, if it is one of `unavailable_after`.
pub(super) fn unavailable_after(value: &str) -> Option<Moment> {
    Moment::parse(value.strip_prefix(UNAVAILABLE)?.strip_prefix(':')?)
}

fn is_weekday(text: &str) -> bool {
    let days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    let start = text.get(..3).unwrap_or_default().to_ascii_lowercase();
    text.len() <= 9 && days.contains(&start.as_str())
}

/// A limit that limits nothing: `-1`, and the largest preview.
fn is_default(rule: &str, value: &str) -> bool {
    rule.starts_with("max-") && (value == "-1" || value.eq_ignore_ascii_case("large"))
}

/// Reads a `meta` element if its name is `robots` or that of a crawler.
pub(super) fn read_meta(name: &str, content: &str, out: &mut Evidences) -> bool {
    let all = name.eq_ignore_ascii_case("robots") || name.eq_ignore_ascii_case("x-robots-tag");
    if !all && !agents::is_agent_name(name) {
        return false;
    }
    read(content, Source::Meta, (!all).then_some(name), out);
    true
}

#[cfg(test)]
mod tests {
    use super::super::{Evidences, Signal, from_header, from_meta};

    fn header(value: &str) -> Vec<String> {
        let mut out = Evidences::new();
        from_header("X-Robots-Tag", value, &mut out);
        assert!(out.iter().all(|e| e.signal == Signal::RobotsTag));
        out.iter()
            .map(|e| match &e.scope {
                Some(agent) => format!("{agent}> {}", e.value),
                None => e.value.clone(),
            })
            .collect()
    }

    #[test]
    fn lists_agents_and_values_with_colons() {
        for (value, want) in [
            ("noai, noimageai", &["noai", "noimageai"][..]),
            ("NoIndex,nofollow", &["noindex", "nofollow"]),
            ("GPTBot: noai", &["GPTBot> noai"]),
            ("*: none", &["none"]),
            (
                "googlebot: noindex, noarchive, CCBot: noai nofollow",
                &[
                    "googlebot> noindex",
                    "googlebot> noarchive",
                    "CCBot> noai",
                    "CCBot> nofollow",
                ],
            ),
            ("Kangaroo Bot: noai", &["Kangaroo Bot> noai"]),
            (
                "noindex googlebot: nofollow",
                &["noindex", "googlebot> nofollow"],
            ),
            (
                "unavailable_after: Wed, 25 Jun 2010 15:00:00 PST, noindex",
                &[
                    "unavailable_after: Wed, 25 Jun 2010 15:00:00 PST",
                    "noindex",
                ],
            ),
            (
                "unavailable_after: 25 Jun 2010 15:00:00 PST noindex",
                &["unavailable_after: 25 Jun 2010 15:00:00 PST", "noindex"],
            ),
            (
                "otherbot: unavailable_after: 2020-09-21, CCBot: noai",
                &["otherbot> unavailable_after: 2020-09-21", "CCBot> noai"],
            ),
            (
                "unavailable_after: soon, googlebot: noindex",
                &["unavailable_after: soon", "googlebot> noindex"],
            ),
            (
                "max-snippet:0, max-image-preview:none, max-video-preview: -1",
                &["max-snippet:0", "max-image-preview:none"],
            ),
            (
                "noindex max-snippet: 0 noai",
                &["noindex", "max-snippet:0", "noai"],
            ),
            ("\"noai\"", &["noai"]),
            ("[noai, noindex]", &["noai", "noindex"]),
            ("noai:", &["noai"]),
            (
                "index, follow, noodp, notranslate",
                &["noodp", "notranslate"],
            ),
            (
                "index, follow, max-snippet:-1, max-image-preview:large",
                &[],
            ),
            ("", &[]),
        ] {
            assert_eq!(header(value), want, "{value}");
        }
    }

    #[test]
    fn meta_elements_address_all_or_one() {
        let mut out = Evidences::new();
        from_meta("ROBOTS", "noindex nofollow", &mut out);
        from_meta("CCBot", "noai", &mut out);
        from_meta("description", "noai, noindex", &mut out);
        let got: Vec<_> = out
            .iter()
            .map(|e| (e.value.as_str(), e.scope.as_deref()))
            .collect();
        assert_eq!(
            got,
            [
                ("noindex", None),
                ("nofollow", None),
                ("noai", Some("CCBot"))
            ]
        );
    }

    #[test]
    fn dates_that_cannot_be_read_are_counted() {
        let mut out = Evidences::new();
        from_header("X-Robots-Tag", "unavailable_after: soon", &mut out);
        assert_eq!((out.len(), out.unread.date), (1, 1));
    }
}
