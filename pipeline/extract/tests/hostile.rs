//! Pages that try to break the parse: arbitrary text, and shapes that make a careless parser
//! slow, deep or hungry.

use proptest::prelude::*;
use tamis_extract::charset::{Hints, decode};
use tamis_extract::{Limits, Page};

fn read_all(html: &str) -> Page<'_> {
    let page = Page::parse(html);
    let (all, main) = (page.all_text(), page.main_text());
    assert!(all.len() <= html.len() * 2 + 2 && main.len() <= all.len() + 1);
    page
}

/// Parses `make(n)` and `make(4 n)`: the larger may take no more than some four times the steps.
fn is_linear(make: impl Fn(usize) -> String) {
    let steps = |size| {
        let html = make(size);
        let limits = Limits {
            max_steps: u64::MAX,
            ..Limits::default()
        };
        Page::parse_with(&html, &limits).steps()
    };
    let (small, large) = (steps(25_000), steps(100_000));
    assert!(large <= small * 5 + 1000, "{small} for n, {large} for 4 n");
    // With the usual limits, through to the text.
    read_all(&make(20_000));
}

#[test]
fn deep_nesting() {
    is_linear(|n| "<div>".repeat(n) + "middle" + &"</div>".repeat(n) + "<p>after");
    let html = "<div>".repeat(100_000) + "middle" + &"</div>".repeat(100_000) + "<p>after";
    assert_eq!(read_all(&html).all_text(), "middle\nafter");
    is_linear(|n| "<table><tr><td>x".repeat(n / 3));
    is_linear(|n| "<b><i>x".repeat(n));
}

#[test]
fn unclosed_and_misnested_tags() {
    is_linear(|n| "<p>".repeat(n));
    is_linear(|n| "<p>word".repeat(n));
    is_linear(|n| "<li>word<a href=x>link".repeat(n));
    is_linear(|n| "</div></p></b>x".repeat(n));
    is_linear(|n| "<div><b>x</i></div>".repeat(n));
}

#[test]
fn elements_without_an_end() {
    for name in [
        "svg",
        "noscript",
        "template",
        "select",
        "canvas",
        "title",
        "annotation",
    ] {
        is_linear(|n| format!("<{name}>x").repeat(n));
    }
    is_linear(|n| "<script>".repeat(n));
    is_linear(|n| "<!--".repeat(n));
    is_linear(|n| "<!-->".repeat(n));
    is_linear(|n| "<a b='".repeat(n));
    is_linear(|n| "<".repeat(n));
    is_linear(|n| "</".repeat(n));
}

#[test]
fn bombs() {
    is_linear(|n| format!("<p {}>text", "a=1 class=b ".repeat(n)));
    is_linear(|n| format!("<p class='{}'>text", "nav-menu ".repeat(n)));
    is_linear(|n| {
        (0..n / 4)
            .map(|i| format!("<p class=c{i}>text{i}"))
            .collect()
    });
    is_linear(|n| "&amp;&nosuch;&#x41;&".repeat(n));
    is_linear(|n| format!("&{}", "a".repeat(n)));
    is_linear(|n| format!("&#{}", "9".repeat(n)));
    is_linear(|n| "<meta name=a content=b>".repeat(n));
    is_linear(|n| "<h1>x</h1><h2>y</h2>".repeat(n));
}

#[test]
fn the_work_budget_and_the_cap_on_blocks_end_a_page() {
    let page = |html: &str| {
        let page = Page::parse(html);
        (
            page.exhausted().map(|e| e.what),
            page.all_text().lines().count(),
        )
    };
    let limits = Limits::default();
    assert_eq!(page(&"<p>".repeat(100_000)), (None, 0));
    // More blocks than may be.
    let html = "<p>a".repeat(limits.max_blocks + 10);
    assert_eq!(page(&html), (Some("blocks of text"), limits.max_blocks));
    // Elements without end around little text.
    let html = ("<div>".repeat(400) + "x" + &"</div>".repeat(400)).repeat(1_500);
    let page = Page::parse(&html);
    assert!(page.exhausted().is_some() && page.all_text().lines().count() < 1_300);
    // Deep nesting that every end tag has to be looked for in.
    let html = "<div>".repeat(600) + &"<b></i>x</b></u>".repeat(100_000);
    let limits = Limits {
        max_steps: 100_000,
        ..limits
    };
    let page = Page::parse_with(&html, &limits);
    assert!(
        page.exhausted().is_some_and(|e| e.what == "steps of work") && page.steps() < 102_000,
        "{}",
        page.steps()
    );
    assert_eq!(
        page.main_text(),
        Page::parse_with(&html, &limits).main_text()
    );
}

/// Tags, pieces of tags, entities and text in any order: what arbitrary strings rarely hit.
fn soup() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        proptest::sample::select(vec![
            "<p>",
            "</p>",
            "<div class=nav>",
            "</div>",
            "<table>",
            "<tr>",
            "<td>",
            "</table>",
            "<li>",
            "<ul>",
            "</ul>",
            "<a href=x>",
            "</a>",
            "<b>",
            "</b>",
            "<script>",
            "</script>",
            "<!--",
            "-->",
            "<svg",
            "<pre>",
            "</pre>",
            "<br>",
            "&amp;",
            "&#",
            "&#x41",
            "<",
            ">",
            "\"",
            "'",
            "<title>",
            "</title>",
            "<noscript>",
            "<button>",
            "<h1>",
            "</h1>",
            "<span hidden>",
            "</span>",
            "<body class=forum>",
            "<x-y>",
            "</x-y>",
            "<!doctype html>",
            "</",
            "<?xml",
        ])
        .prop_map(str::to_owned),
        "\\PC{0,6}",
        "[a-z \u{AD}\u{200B}\u{A0}\n]{0,8}",
    ];
    proptest::collection::vec(piece, 0..80).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn any_string_is_a_page(html in "\\PC{0,300}") {
        read_all(&html);
    }

    #[test]
    fn any_tag_soup_is_a_page(html in soup()) {
        read_all(&html);
    }

    #[test]
    fn any_limits_hold(html in soup(), max_depth in 0_usize..6, max_blocks in 0_usize..6, max_metas in 0_usize..3) {
        let limits = Limits { max_depth, max_blocks, max_metas, ..Limits::default() };
        let page = Page::parse_with(&html, &limits);
        prop_assert!(page.all_text().lines().filter(|line| !line.is_empty()).count() <= html.len());
        prop_assert!(page.main_text().len() <= page.all_text().len() + 1);
    }

    #[test]
    fn any_bytes_are_a_page(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        read_all(&decode(&bytes, &Hints::default()).text);
    }

    /// Words in blocks come back as exactly those words, in order.
    #[test]
    fn words_are_neither_glued_nor_split(
        blocks in proptest::collection::vec(
            (
                proptest::sample::select(vec!["p", "div", "li", "td", "h2", "section", "dd", "x-card"]),
                proptest::collection::vec("[a-zäöüßčšžąęłñαβγдж]{1,9}", 1..6),
                any::<bool>(),
            ),
            1..12,
        ),
    ) {
        let mut html = String::new();
        let mut expected = Vec::new();
        for (tag, words, closed) in &blocks {
            html.push_str(&format!("<{tag}> "));
            for word in words {
                // An inline tag in the middle of every word, a soft hyphen behind it.
                let middle = word.char_indices().nth(1).map_or(word.len(), |(at, _)| at);
                let (left, right) = word.split_at(middle);
                html.push_str(&format!("{left}<i>\u{AD}{right}</i>\n"));
                expected.push(word.as_str());
            }
            if *closed {
                html.push_str(&format!("</{tag}>"));
            }
        }
        let text = Page::parse(&html).all_text();
        prop_assert_eq!(text.split_whitespace().collect::<Vec<_>>(), expected);
    }
}
