//! Text of others in Markdown, in YAML and on pages: it must say what it says, and do nothing.

/// The text with every character that cannot be seen, or that turns the text around it, written out:
/// `U+202E`. A line break becomes a space.
#[must_use]
pub fn visible(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' | '\r' | '\t' => out.push(' '),
            c if is_hidden(c) => out.push_str(&format!("U+{:04X}", u32::from(c))),
            c => out.push(c),
        }
    }
    out
}

/// Controls, what sets the direction of text (UAX #9), what has no width, line and paragraph
/// separators, tags, and what is no character at all.
fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e007f}')
        || (u32::from(c) & 0xfffe) == 0xfffe
}

/// One line of Markdown (CommonMark 0.31, section 2.4, and tables of GFM) that shows the text and
/// nothing else: no markup, no HTML, no link, no column of a table.
#[must_use]
pub fn markdown(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in visible(text).chars() {
        if "\\`*_[]<>|~&#$^".contains(c) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// Paragraphs of Markdown: blank lines of the text part them, and no line begins a list, a heading
/// or a rule.
#[must_use]
pub fn paragraphs(text: &str) -> String {
    let text = text.replace("\r\n", "\n");
    let parts = text
        .split("\n\n")
        .map(str::trim)
        .filter(|part| !part.is_empty());
    let escaped = parts.map(|part| {
        let line = markdown(part);
        let digits = line.chars().take_while(char::is_ascii_digit).count();
        let rest = line.get(digits..).unwrap_or_default();
        if digits > 0 && rest.starts_with(['.', ')']) {
            return format!("{}\\{rest}", line.get(..digits).unwrap_or_default());
        }
        match line.starts_with(['-', '+', '=', ':']) {
            true => format!("\\{line}"),
            false => line,
        }
    });
    escaped.collect::<Vec<_>>().join("\n\n")
}

/// A name as code where its characters allow it, else as text.
#[must_use]
pub fn code(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || " _.:/,@+=*{}()-".contains(c);
    match !text.is_empty() && text.trim() == text && text.chars().all(plain) {
        true => format!("`{text}`"),
        false => markdown(text),
    }
}

/// A link where the text is a URL, else text.
#[must_use]
pub fn link(text: &str) -> String {
    match crate::provider::is_url(text) {
        true => format!("<{text}>"),
        false => markdown(text),
    }
}

/// A fenced block that holds the text as it is, whatever fences are in it.
#[must_use]
pub fn block(text: &str, kind: &str) -> String {
    let mut longest = 0;
    for run in text.split(|c| c != '`') {
        longest = longest.max(run.len());
    }
    let fence = "`".repeat(longest.max(2) + 1);
    let lines: Vec<String> = text.trim_end().lines().map(visible).collect();
    format!("{fence}{kind}\n{}\n{fence}\n", lines.join("\n"))
}

/// A YAML scalar (YAML 1.2, sections 7.3.1 and 7.3.3) that every version of YAML reads as this
/// string: plain where nothing in it can be taken for anything else, else in double quotes, with the
/// escapes of JSON.
#[must_use]
pub fn yaml(text: &str) -> String {
    let mut chars = text.chars();
    let first = chars.next().is_some_and(|c| c.is_ascii_alphabetic());
    let rest = chars.all(|c| c.is_ascii_alphanumeric() || "_./*-".contains(c));
    // YAML 1.1 has these for true, false, null and numbers.
    let words = [
        "y", "n", "yes", "no", "on", "off", "true", "false", "null", "nan", "inf",
    ];
    let word = text.to_ascii_lowercase();
    if first && rest && !words.contains(&word.as_str()) {
        return text.to_owned();
    }
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            // YAML has them unescaped up to here only (section 5.1).
            c if is_hidden(c) && u32::from(c) <= 0xffff => {
                out.push_str(&format!("\\u{:04x}", u32::from(c)));
            }
            // A pair of surrogates is JSON's way; YAML has eight digits.
            c if is_hidden(c) => out.push_str(&format!("\\U{:08x}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_would_do_something_only_says_it() {
        assert_eq!(visible("a\u{202e}b\nc\u{0}"), "aU+202Eb cU+0000");
        assert_eq!(markdown("<b>|*x*"), "\\<b\\>\\|\\*x\\*");
        assert_eq!(paragraphs("1. a\n\n- b\n\nc\nd"), "1\\. a\n\n\\- b\n\nc d");
        assert_eq!(
            (code("a/b.c").as_str(), code("a`b").as_str()),
            ("`a/b.c`", "a\\`b")
        );
        assert_eq!(link("https://a.b/c_d"), "<https://a.b/c_d>");
        assert_eq!(link("javascript:1"), "javascript:1");
        assert!(block("a ```` b", "text").starts_with("`````text\n"));
    }

    #[test]
    fn yaml_is_quoted_where_it_has_to_be() {
        for plain in ["mlt_Latn", "data/mlt_Latn/train-*.parquet", "n10"] {
            assert_eq!(yaml(plain), plain);
        }
        for quoted in [
            "no", "Yes", "", "1.0", "- a", "a: b", "a #b", "*a", "é", "null", "1e5",
        ] {
            assert_eq!(yaml(quoted), format!("\"{quoted}\""));
        }
        assert_eq!(
            yaml("a\"\\\n\u{85}\u{1ffff}"),
            "\"a\\\"\\\\\\u000a\\u0085\\U0001ffff\""
        );
    }

    proptest! {
        /// Within the basic plane the quoted form is JSON, which says the same string.
        #[test]
        fn a_quoted_scalar_is_json(text in "[\u{0}-\u{d7ff}\u{e000}-\u{ffff}]{0,40}") {
            let quoted = yaml(&text);
            if quoted.starts_with('"') {
                prop_assert_eq!(serde_json::from_str::<String>(&quoted).unwrap(), text);
            } else {
                prop_assert_eq!(quoted, text);
            }
        }

        /// No character of Markdown stands without its backslash, and there is one line.
        #[test]
        fn markdown_is_one_line_without_markup(text in any::<String>()) {
            let line = markdown(&text);
            let hidden = line.contains(['\n', '\r', '\u{2028}', '\u{202e}']);
            prop_assert!(!hidden, "{line:?}");
            let mut escaped = false;
            for c in line.chars() {
                prop_assert!(escaped || !"`*_[]<>|~&#$".contains(c), "{line}");
                escaped = c == '\\' && !escaped;
            }
            prop_assert!(!escaped);
        }
    }
}
