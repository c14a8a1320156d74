//! Character references, as a reader of the page sees them.

use tamis_extract::Page;

fn text(html: &str) -> String {
    Page::parse(&format!("<body><p>{html}</p>")).all_text()
}

#[test]
fn references_in_text() {
    for (html, expected) in [
        ("caf&eacute;", "café"),
        ("&#1046;&#x443;&#X43A", "Жук"),
        ("a&NotEqualTilde;b", "a\u{2242}\u{338}b"),
        ("&bigstar; &Zopf;", "★ ℤ"),
        ("I&notit; &notin; &copy2024", "I¬it; ∉ ©2024"),
        ("&#150; &#0; &#xD800;", "– \u{FFFD} \u{FFFD}"),
        (
            "AT&T &nosuch; & &; &#; &pm 1",
            "AT&T &nosuch; & &; &#; &pm 1",
        ),
        ("&lt;b&gt; &amp;lt;", "<b> &lt;"),
        ("a&nbsp;b c&shy;d", "a b cd"),
    ] {
        assert_eq!(text(html), expected, "{html}");
    }
}

#[test]
fn references_do_not_make_markup() {
    assert_eq!(text("a&lt;script&gt;b&#60;/p&#62;c"), "a<script>b</p>c");
}
