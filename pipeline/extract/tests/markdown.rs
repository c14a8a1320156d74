//! Pages as Markdown: what they look like, and that a Markdown parser gives back their words.

use insta::assert_snapshot;
use proptest::prelude::*;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use tamis_extract::{MarkdownOptions, Mode, Page};

const EMPHASIS: MarkdownOptions = MarkdownOptions { emphasis: true };

fn all(html: &str) -> String {
    Page::parse(html).markdown(Mode::AllText, &MarkdownOptions::default())
}

fn main_markdown(html: &str) -> String {
    Page::parse(html).markdown(Mode::Main, &MarkdownOptions::default())
}

/// The text of a Markdown document, with a space wherever a block, cell or line ends.
fn parsed_words(markdown: &str) -> Vec<String> {
    let options =
        Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS;
    let mut text = String::new();
    for event in Parser::new_ext(markdown, options) {
        match event {
            Event::Text(part) | Event::Code(part) => text.push_str(&part),
            Event::Start(tag) if !is_inline(&tag) => text.push('\n'),
            Event::End(tag) if !is_inline_end(tag) => text.push('\n'),
            Event::SoftBreak | Event::HardBreak => text.push('\n'),
            Event::Start(Tag::Emphasis | Tag::Strong) | Event::End(_) => {}
            // Anything else (HTML, links, rules, tasks) was never meant.
            other => text.push_str(&format!(" [{other:?}] ")),
        }
    }
    words(&text)
}

fn is_inline(tag: &Tag<'_>) -> bool {
    matches!(
        tag,
        Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Link { .. } | Tag::Image { .. }
    )
}

fn is_inline_end(tag: TagEnd) -> bool {
    matches!(
        tag,
        TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link | TagEnd::Image
    )
}

fn words(text: &str) -> Vec<String> {
    text.split_whitespace().map(str::to_owned).collect()
}

#[test]
fn an_article_with_everything() {
    let html = r##"<html lang=de><body><nav><a href=/>Start</a> <a href=/b>Blog</a></nav><main>
<h1>Brot backen</h1>
<p>Ein <b>gutes</b> Brot braucht <i>Zeit</i>, sagt <a href=/baecker>der Bäcker</a> im Dorf.
<h2>Zutaten</h2>
<ul><li>Mehl, am besten frisch gemahlen<li>Wasser<ul><li>lauwarm<li>ohne Chlor</ul><li>Salz</ul>
<ol start=3><li>Mischen.<li>Kneten, mindestens zehn Minuten.<p>Wer mag, lässt den Teig dazwischen ruhen.</p>
<li value=9>Backen.</ol>
<h3>Mengen</h3>
<table><caption>Für ein Brot</caption><tr><th>Zutat<th>Menge<tr><td>Mehl<td>500 g<tr><td>Salz<td>10 g | 2 TL
<tr><td><td>Summe</table>
<blockquote><p>Der Teig sagt, wann er fertig ist.<p>Großmutter<blockquote>Immer.</blockquote></blockquote>
<p>Die Adresse:<br>Dorfstraße 3<br>01234 Brotdorf<br><br>Täglich geöffnet.
<p>Gerechnet wird mit <code>mehl * 0.65</code>:
<pre><code class="language-Python">def wasser(mehl):
    return mehl * 0.65  # `g`
</code></pre>
<dl><dt>Stockgare<dd>Die erste Ruhe.<dd>Sie dauert lang.<dt>Stückgare<dd>Die zweite.</dl><hr>
<p>Ende.</main>"##;
    assert_snapshot!(all(html));
    assert_snapshot!(
        "an_article_with_emphasis",
        Page::parse(html)
            .markdown(Mode::AllText, &EMPHASIS)
            .lines()
            .nth(4)
            .unwrap_or_default(),
    );
    assert_eq!(
        parsed_words(&main_markdown(html)),
        words(&Page::parse(html).main_text())
    );
}

#[test]
fn tables_of_layout_are_blocks_and_tables_of_data_are_tables() {
    for (html, expected) in [
        (
            "<table><tr><td>a<td>b<tr><td>c<td>d</table>",
            "| | |\n| --- | --- |\n| a | b |\n| c | d |",
        ),
        (
            "<table><thead><tr><td>a<td>b</thead><tr><td colspan=2>c<tr><td><td>d</table>",
            "| a | b |\n| --- | --- |\n| c | |\n| | d |",
        ),
        (
            "<table><tr><td>a<br>b<td>c<tr><td>d<td>e</table>",
            "| | |\n| --- | --- |\n| a b | c |\n| d | e |",
        ),
        ("<table><tr><td>a<td>b</table>", "a\n\nb"),
        ("<table><tr><td>a<tr><td>b</table>", "a\n\nb"),
        (
            "<table><tr><td><p>a<p>b<td>c<tr><td>d<td>e</table>",
            "a\n\nb\n\nc\n\nd\n\ne",
        ),
        (
            "<table><tr><td>a<br><br>b<td>c<tr><td>d<td>e</table>",
            "a\n\nb\n\nc\n\nd\n\ne",
        ),
        (
            "<table><tr><td><h2>a</h2><td>c<tr><td>d<td>e</table>",
            "## a\n\nc\n\nd\n\ne",
        ),
        (
            "<table><tr><td><ul><li>a</ul><td>c<tr><td>d<td>e</table>",
            "- a\n\nc\n\nd\n\ne",
        ),
        (
            "<table><tr><td><table><tr><td>a<td>b<tr><td>c<td>d</table><td>e<tr><td>f<td>g</table>",
            "| | |\n| --- | --- |\n| a | b |\n| c | d |\n\ne\n\nf\n\ng",
        ),
        (
            "<li><table><tr><th>a<th>b|<tr><td>`<td>d</table>",
            "- | a | b\\| |\n  | --- | --- |\n  | \\` | d |",
        ),
    ] {
        assert_eq!(all(html), expected, "{html}");
        assert_eq!(
            parsed_words(&all(html)),
            words(&Page::parse(html).all_text()),
            "{html}"
        );
    }
}

#[test]
fn what_would_be_read_as_markup_is_escaped_and_nothing_else() {
    for (text, expected) in [
        ("# 1", "\\# 1"),
        ("#1", "#1"),
        ("- nein", "\\- nein"),
        ("-5 °C", "-5 °C"),
        ("+ ja", "\\+ ja"),
        ("* vielleicht", "\\* vielleicht"),
        ("> so", "\\> so"),
        ("1. Mai", "1\\. Mai"),
        ("1.5 km", "1.5 km"),
        ("2024) x", "2024\\) x"),
        ("---", "\\---"),
        ("===", "\\==="),
        ("***", "\\*\\*\\*"),
        ("[ ] offen", "\\[ ] offen"),
        ("[1] Quelle", "[1] Quelle"),
        ("[1]: http://a", "[1\\]: http://a"),
        ("[a](b)", "[a\\](b)"),
        ("snake_case_name", "snake_case_name"),
        ("_x_ und _y", "\\_x\\_ und \\_y"),
        ("Preis*", "Preis*"),
        ("2 * 3 * 4", "2 * 3 * 4"),
        ("2*3*4", "2\\*3\\*4"),
        ("~~weg~~", "\\~\\~weg\\~\\~"),
        ("~ 5", "~ 5"),
        ("a &lt; b", "a < b"),
        ("&lt;b>", "\\<b>"),
        ("&amp;amp; &amp;c", "\\&amp; &c"),
        ("C:\\dir\\*", "C:\\dir\\\\*"),
        ("a `b` c", "a \\`b\\` c"),
        ("a | b", "a | b"),
        ("Ende\\", "Ende\\\\"),
    ] {
        let html = format!("<p>{text}");
        assert_eq!(all(&html), expected, "{text}");
        assert_eq!(
            parsed_words(&all(&html)),
            words(&Page::parse(&html).all_text()),
            "{text}"
        );
    }
    assert_eq!(all("<h2>C #</h2>"), "## C \\#");
    assert_eq!(all("<h2>#</h2>"), "## \\#");
    assert_eq!(all("<h2>C#<br>und F#</h2>"), "## C# und F#");
}

#[test]
fn code_is_fenced_longer_than_what_it_holds() {
    for (html, expected) in [
        ("<p>a <code>b`c</code>, <tt>`</tt>", "a ``b`c``, `` ` ``"),
        (
            "<p>a<code> b </code>c <kbd>d</kbd><samp>e</samp>",
            "a `b` c `de`",
        ),
        ("<pre>```\nx\n```</pre>", "````\n```\nx\n```\n````"),
        (
            "<pre class=lang-c>\n  a\n\n b\n</pre>",
            "```c\n  a\n\n b\n```",
        ),
        (
            "<pre>a<br>b</pre><pre>c</pre>",
            "```\na\nb\n```\n\n```\nc\n```",
        ),
        ("<div class='source'><pre>fn</pre></div>", "```\nfn\n```"),
        (
            "<div class='highlight highlight-source-rust'><pre>fn</pre></div>",
            "```rust\nfn\n```",
        ),
        ("<pre class=lang-c></pre><pre>x</pre>", "```\nx\n```"),
        (
            "<ul><li><pre>a\n b</pre><li>c</ul>",
            "- ```\n  a\n   b\n  ```\n\n- c",
        ),
    ] {
        assert_eq!(all(html), expected, "{html}");
        assert_eq!(
            parsed_words(&all(html)).len(),
            parsed_words(expected).len(),
            "{html}"
        );
    }
}

#[test]
fn emphasis_is_marked_only_where_it_parses() {
    for (html, expected) in [
        ("<p><b>a</b> <i>b</i> <b><i>c</i></b>", "**a** *b* ***c***"),
        ("<p>zwei<b>fel</b>los", "zwei**fel**los"),
        ("<p>x<b>(y)</b>z", "x(y)z"),
        ("<p><b> a </b>b", "**a** b"),
        ("<p><b>a <i>b</i> c</b>", "**a b c**"),
        ("<p><b>a <code>b*</code></b>* 5*", "a `b*`\\* 5\\*"),
    ] {
        let page = Page::parse(html);
        let markdown = page.markdown(Mode::AllText, &EMPHASIS);
        assert_eq!(markdown, expected, "{html}");
        assert_eq!(parsed_words(&markdown), words(&page.all_text()), "{html}");
    }
}

#[test]
fn lists_nest_and_flatten_and_begin_where_they_say() {
    for (html, expected) in [
        ("<ol><li>a<ul><li>b</ul><li>c</ol>", "1. a\n   - b\n2. c"),
        (
            "<ul><li>a<ol start=4><li>b<li>c</ol></ul>",
            "- a\n\n  4. b\n  5. c",
        ),
        (
            "<ol><li>a<li value=x>b<li value=7>c<li>d</ol>",
            "1. a\n2. b\n7. c\n8. d",
        ),
        ("<ul><li><p>a<p>b<li>c</ul><p>d", "- a\n\n  b\n- c\n\nd"),
        ("<ul><li>a</ul><ul><li>b</ul>", "- a\n\n- b"),
        ("<ul><li><ul><li>a</ul></ul>", "- - a"),
        (
            "<blockquote><ul><li>a<li>b</ul>c</blockquote>d",
            "> - a\n> - b\n>\n> c\n\nd",
        ),
        ("<ol start=123456789012><li>a</ol>", "1. a"),
        ("<ol start=123456789><li>a</ol>", "9999. a"),
    ] {
        assert_eq!(all(html), expected, "{html}");
    }
    let deep = "<ul><li>x".repeat(200);
    assert!(all(&deep).lines().all(|line| line.len() < 32));
}

/// Words and marks that Markdown reads something into.
fn text() -> impl Strategy<Value = String> {
    let marks = "[-+*_#>=~`|:.)(!&;<\\[\\]\\\\0-9xa ]{1,6}";
    let piece = prop_oneof![
        3 => "[a-zéß]{1,5}",
        2 => marks,
        1 => prop_oneof![
            Just("---".to_owned()), Just("1.".to_owned()), Just("| --- |".to_owned()),
            Just("[a](b)".to_owned()), Just("[a]: /b".to_owned()), Just("&amp;".to_owned()),
            Just("<!-- x".to_owned()), Just("<b>".to_owned()), Just("http://a.b".to_owned()),
            Just("```".to_owned()), Just("~~~".to_owned()), Just("**".to_owned()),
            Just("\\|".to_owned()), Just("[x] ".to_owned()), Just("[^1]".to_owned()),
        ],
    ];
    proptest::collection::vec((piece, prop::bool::ANY), 1..5).prop_map(|pieces| {
        let mut out = String::new();
        for (piece, space) in pieces {
            out.push_str(&piece.replace('&', "&amp;").replace('<', "&lt;"));
            out.push_str(if space { " " } else { "" });
        }
        out
    })
}

fn page() -> impl Strategy<Value = String> {
    let inline = prop_oneof![
        6 => text(),
        1 => text().prop_map(|text| format!("<code>{text}</code>")),
        1 => text().prop_map(|text| format!("<b>{text}</b>")),
        1 => text().prop_map(|text| format!("<i>{text}</i>")),
        1 => text().prop_map(|text| format!("<b>{text}<i>{text}</b>{text}</i>")),
        1 => Just("<br>".to_owned()),
    ];
    let line = proptest::collection::vec(inline, 1..4).prop_map(|parts| parts.concat());
    let leaf = prop_oneof![
        3 => line.clone().prop_map(|line| format!("<p>{line}</p>")),
        1 => line.clone(),
        1 => (line.clone(), 1..7).prop_map(|(line, level)| format!("<h{level}>{line}</h{level}>")),
        1 => (text(), text()).prop_map(|(one, two)| format!("<pre class=lang-c>{one}\n  {two}\n</pre>")),
        1 => Just("<hr>".to_owned()),
    ];
    let tree = leaf.prop_recursive(4, 40, 5, move |inner| {
        let many = proptest::collection::vec(inner.clone(), 1..4);
        let cells = proptest::collection::vec(prop_oneof![4 => line.clone(), 1 => inner], 2..7);
        prop_oneof![
            many.clone()
                .prop_map(|items| format!("<ul><li>{}</ul>", items.join("<li>"))),
            (many.clone(), 0..12_u32)
                .prop_map(|(items, at)| format!("<ol start={at}><li>{}</ol>", items.join("<li>"))),
            many.clone()
                .prop_map(|items| format!("<blockquote>{}</blockquote>", items.concat())),
            many.clone()
                .prop_map(|items| format!("<dl><dt>{}</dl>", items.join("<dd>"))),
            many.prop_map(|items| format!("<div>{}</div>", items.concat())),
            (cells, prop::bool::ANY).prop_map(|(cells, head)| {
                let rows = cells.chunks(2).map(|row| {
                    let tag = if head { "<th>" } else { "<td>" };
                    format!("<tr>{tag}{}", row.join(tag))
                });
                format!("<table>{}</table>", rows.collect::<String>())
            }),
        ]
    });
    proptest::collection::vec(tree, 1..6).prop_map(|parts| parts.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, ..ProptestConfig::default() })]

    #[test]
    fn markdown_parses_back_to_the_words_of_the_page(html in page()) {
        let page = Page::parse(&html);
        for options in [MarkdownOptions::default(), EMPHASIS] {
            let markdown = page.markdown(Mode::AllText, &options);
            prop_assert_eq!(parsed_words(&markdown), words(&page.all_text()), "{}", markdown);
            let markdown = page.markdown(Mode::Main, &options);
            prop_assert_eq!(parsed_words(&markdown), words(&page.main_text()), "{}", markdown);
        }
    }

    #[test]
    fn nothing_panics_and_nothing_grows_out_of_bounds(html in "[<>/a-z=\" |`*&#;\n-]{0,300}") {
        let markdown = all(&html);
        prop_assert!(markdown.len() <= html.len() * 40 + 40);
    }
}
