//! Preferences of use: AIPREF's `Content-Usage` and Cloudflare's `Content-Signal`, in headers and in
//! robots.txt.

use sfv::{BareItem, Dictionary, ListEntry, Parser};

use super::evidence::{Evidences, Signal, Source};

/// Reads an AIPREF statement (draft-ietf-aipref-vocab, 6.5): a dictionary of RFC 9651, of which each
/// member is one declaration. The last of a repeated key holds. Keys are case-sensitive, and a
/// statement that cannot be read states nothing: it is kept whole, and counted.
///
/// Repeated header fields are read one by one, and not joined to one dictionary (RFC 9651, 4.2), so
/// that their order does not matter: of two that contradict each other, both are kept.
pub(super) fn content_usage(value: &str, source: Source, scope: Option<&str>, out: &mut Evidences) {
    if value.trim().is_empty() {
        return;
    }
    let Ok(members) = Parser::new(value.trim()).parse::<Dictionary>() else {
        out.unread.content_usage = out.unread.content_usage.saturating_add(1);
        out.push(Signal::ContentUsage, source, scope, value);
        return;
    };
    for (key, entry) in &members {
        let value = match entry {
            ListEntry::Item(item) => match &item.bare_item {
                BareItem::Token(token) => token.as_str().to_owned(),
                // Only tokens are preferences (6.2).
                BareItem::String(text) => format!("\"{}\"", text.as_str()),
                BareItem::Boolean(flag) => format!("?{}", u8::from(*flag)),
                BareItem::Integer(number) => number.to_string(),
                _ => "?".to_owned(),
            },
            ListEntry::InnerList(_) => "(list)".to_owned(),
        };
        let member = format!("{key}={value}");
        out.push(Signal::ContentUsage, source, scope, &member);
    }
}

/// Reads a Content Signals statement, `search=yes, ai-train=no` (contentsignals.org; Cloudflare,
/// "Content Signals Policy"): members with commas between, of which each is one declaration, in
/// lower case and without spaces.
pub(super) fn content_signal(
    value: &str,
    source: Source,
    scope: Option<&str>,
    out: &mut Evidences,
) {
    for member in value.split([',', ';']).map(str::trim) {
        if member.is_empty() {
            continue;
        }
        let (key, value) = member.split_once('=').unwrap_or((member, ""));
        let (key, value) = (
            key.trim().to_ascii_lowercase(),
            value.trim().to_ascii_lowercase(),
        );
        if !matches!(value.as_str(), "yes" | "no") && key != "use" {
            out.unread.content_signal = out.unread.content_signal.saturating_add(1);
        }
        let member = format!("{key}={value}");
        out.push(Signal::ContentSignal, source, scope, &member);
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Evidences, from_header};

    fn read(name: &str, value: &str) -> (Vec<String>, u32) {
        let mut out = Evidences::new();
        from_header(name, value, &mut out);
        (
            out.iter().map(|e| e.value.clone()).collect(),
            out.unread.total(),
        )
    }

    #[test]
    fn aipref_statements() {
        for (value, want, unread) in [
            ("train-ai=n", &["train-ai=n"][..], 0),
            ("train-ai=y, search=n", &["train-ai=y", "search=n"], 0),
            // draft-ietf-aipref-vocab, 6.5.1: the last holds, and only tokens are preferences.
            (
                "train-ai=y, train-ai, search=n, search=\"n\"",
                &["train-ai=?1", "search=\"n\""],
                0,
            ),
            // 6.5.2: parameters are not the value.
            ("train-ai;allow=n, train-ai=y", &["train-ai=y"], 0),
            ("train-ai=n;x=1", &["train-ai=n"], 0),
            ("Train-AI=n", &["Train-AI=n"], 1),
            ("train-ai=n,", &["train-ai=n,"], 1),
            ("train-ai=N", &["train-ai=N"], 0),
            ("train-ai=(n y)", &["train-ai=(list)"], 0),
            ("", &[], 0),
        ] {
            let (got, count) = read("Content-Usage", value);
            assert_eq!(
                (got.as_slice(), count),
                (
                    want.iter()
                        .map(|s| (*s).to_owned())
                        .collect::<Vec<_>>()
                        .as_slice(),
                    unread
                ),
                "{value}"
            );
        }
    }

    #[test]
    fn content_signals() {
        let (got, unread) = read(
            "content-signal",
            "Search=yes, ai-train = NO,use=reference,,x",
        );
        assert_eq!(got, ["search=yes", "ai-train=no", "use=reference", "x="]);
        assert_eq!(unread, 1);
    }
}
