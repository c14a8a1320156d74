//! Links to licences: `<link>`, `<a>` and the `Link` header.

use super::evidence::{Evidences, Signal, Source};

/// The media type of an RSL document (RSL 1.0, "Adding RSL to HTTP headers", "… to web pages").
const RSL: &str = "application/rsl+xml";

/// Reads the `rel`, `type` and `href` of one `link` or `a` element. `rel` is a list of words;
/// `license` (HTML, 4.6.7.9) of the type `application/rsl+xml` is an RSL licence.
pub fn from_link(rel: &str, media_type: &str, href: &str, out: &mut Evidences) {
    read(rel, media_type, href, Source::Link, out);
}

fn read(rel: &str, media_type: &str, href: &str, source: Source, out: &mut Evidences) {
    let href = href.trim();
    if href.is_empty() {
        return;
    }
    for word in rel.split_ascii_whitespace() {
        // RDFa writes `dct:license`, `cc:license`.
        let word = word.rsplit([':', '.']).next().unwrap_or(word);
        let is = |name: &str| word.eq_ignore_ascii_case(name);
        let essence = media_type.split(';').next().unwrap_or_default().trim();
        let signal = if is("license") && essence.eq_ignore_ascii_case(RSL) {
            Signal::Rsl
        } else if is("license") || is("licence") {
            Signal::License
        } else if is("copyright") {
            Signal::Copyright
        } else if is("terms-of-service") {
            Signal::UsageInfo
        } else {
            continue;
        };
        out.push(signal, source, None, href);
    }
}

/// Reads a `Link` header field (RFC 8288, 3): `<url>; rel="license"; type="…", <url2>; …`. Reading
/// stops where the form is broken, which is counted. A link with an `anchor` speaks of something
/// else than the response (3.2) and is not read.
pub fn from_link_header(value: &str, out: &mut Evidences) {
    let mut rest = value.trim_start_matches([' ', '\t', ',']);
    while !rest.is_empty() {
        let Some((target, after)) = rest.strip_prefix('<').and_then(|rest| rest.split_once('>'))
        else {
            out.unread.link = out.unread.link.saturating_add(1);
            return;
        };
        let (mut rel, mut media_type, mut anchor) = (None, None, false);
        rest = after;
        loop {
            rest = rest.trim_start_matches([' ', '\t']);
            let Some(parameter) = rest.strip_prefix(';') else {
                break;
            };
            let parameter = parameter.trim_start_matches([' ', '\t']);
            let end = parameter.find(['=', ';', ',']).unwrap_or(parameter.len());
            let (name, after) = parameter.split_at_checked(end).unwrap_or((parameter, ""));
            let name = name.trim();
            let mut value = String::new();
            rest = after;
            if let Some(after) = after.strip_prefix('=') {
                (value, rest) = word(after.trim_start_matches([' ', '\t']));
            }
            // The first of a repeated parameter holds (3.3, 3.4.1).
            if name.eq_ignore_ascii_case("rel") {
                rel.get_or_insert(value);
            } else if name.eq_ignore_ascii_case("type") {
                media_type.get_or_insert(value);
            } else if name.eq_ignore_ascii_case("anchor") {
                anchor = true;
            }
        }
        if let (Some(rel), false) = (rel, anchor) {
            let media_type = media_type.unwrap_or_default();
            read(&rel, &media_type, target, Source::Header, out);
        }
        if !rest.is_empty() && !rest.starts_with(',') {
            out.unread.link = out.unread.link.saturating_add(1);
            return;
        }
        rest = rest.trim_start_matches([' ', '\t', ',']);
    }
}

/// A token or a quoted string, and what stands after it.
fn word(text: &str) -> (String, &str) {
    let Some(quoted) = text.strip_prefix('"') else {
        let end = text.find([';', ',', ' ', '\t']).unwrap_or(text.len());
        let (token, rest) = text.split_at_checked(end).unwrap_or((text, ""));
        return (token.to_owned(), rest);
    };
    let mut value = String::new();
    let mut escaped = false;
    for (at, c) in quoted.char_indices() {
        match c {
            '\\' if !escaped => escaped = true,
            '"' if !escaped => return (value, quoted.get(at + 1..).unwrap_or_default()),
            _ => {
                escaped = false;
                value.push(c);
            }
        }
    }
    (value, "")
}

#[cfg(test)]
mod tests {
    use super::super::{Evidence, Evidences, from_header, from_link};

    fn shown(out: &Evidences) -> Vec<String> {
        out.iter().map(Evidence::to_string).collect()
    }

    #[test]
    fn elements() {
        let mut out = Evidences::new();
        for (rel, media_type, href) in [
            ("license", "application/rsl+xml", "/license.xml"),
            (
                "License noopener",
                "",
                "https://creativecommons.org/licenses/by/4.0/",
            ),
            ("dct:license", "", "https://x.eu/l"),
            ("copyright", "", "/c"),
            ("terms-of-service", "", "/terms"),
            ("stylesheet", "", "/s.css"),
            ("license", "", " "),
        ] {
            from_link(rel, media_type, href, &mut out);
        }
        assert_eq!(
            shown(&out),
            [
                "link rsl: /license.xml",
                "link license: https://creativecommons.org/licenses/by/4.0/",
                "link license: https://x.eu/l",
                "link copyright: /c",
                "link usage-info: /terms",
            ]
        );
    }

    #[test]
    fn header_fields() {
        for (value, want, unread) in [
            (
                "<https://x.eu/l.xml>; rel=\"license\"; type=\"application/rsl+xml\"",
                &["header rsl: https://x.eu/l.xml"][..],
                0,
            ),
            (
                "</a,b;c>; rel=next, </l>;type=text/html ;rel=license",
                &["header license: /l"],
                0,
            ),
            (
                "</l>; title=\"a, \\\"b; rel=license\"; rel=\"x license\"",
                &["header license: /l"],
                0,
            ),
            ("</l>; rel=license; anchor=\"/other\"", &[], 0),
            ("</l>; rel=next; rel=license", &[], 0),
            ("</l>; rel", &[], 0),
            ("/l; rel=license", &[], 1),
            (
                "</l>; rel=license </m>; rel=license",
                &["header license: /l"],
                1,
            ),
            ("</l", &[], 1),
            ("", &[], 0),
        ] {
            let mut out = Evidences::new();
            from_header("Link", value, &mut out);
            assert_eq!(shown(&out), want, "{value}");
            assert_eq!(out.unread.link, unread, "{value}");
        }
    }
}
