//! What pages say about themselves, and what is not believed.

use insta::assert_debug_snapshot;
use proptest::prelude::*;
use tamis_extract::{Metadata, Page};

fn read(html: &str) -> Metadata {
    Page::parse(html).metadata()
}

fn json_ld(json: &str) -> Metadata {
    read(&format!(
        "<script type=\"application/ld+json\">{json}</script>"
    ))
}

#[test]
fn an_article_that_says_everything() {
    let html = r#"<html lang="cs"><head><title>Vlci se vracejí do Beskyd | Denní zprávy</title>
<meta property="og:title" content="Vlci se vracejí do Beskyd | Denní zprávy">
<meta property="og:site_name" content="Denní zprávy"><meta property="og:locale" content="cs_CZ">
<meta property="og:type" content="Article"><meta name="description" content="Po sto letech &amp; navždy.">
<meta property="article:published_time" content="2024-01-01">
<link rel="canonical" href="https://zpravy.example/vlci?a=1&amp;b=2">
<link rel="license" href="https://creativecommons.org/licenses/by/4.0/">
<script type="application/ld+json">
{"@context":"https://schema.org","@graph":[
 {"@type":"WebSite","name":"Zprávy","inLanguage":"en"},
 {"@type":"Organization","@id":"/#org","name":"Denní zprávy s.r.o."},
 {"@type":"NewsArticle","headline":"Vlci jsou zpět","author":[{"@type":"Person","name":"Jana Nová"},
  {"@id":"/#org"},"https://zpravy.example/autor/x"],"datePublished":"2024-03-05 06:00:00+0100",
  "dateModified":"2024-03-06","publisher":{"@id":"/#org"},"license":"https://creativecommons.org/licenses/by/4.0/",
  "inLanguage":"cs","articleBody":"V Beskydech opět žijí vlci."}]}
</script></head><body><h1>Vlci</h1><time datetime="2020-01-01">dávno</time>"#;
    assert_debug_snapshot!(read(html));
    let body = Page::parse(html).article_body();
    assert_eq!(body.as_deref(), Some("V Beskydech opět žijí vlci."));
}

#[test]
fn a_page_that_says_nothing() {
    assert_eq!(
        read("<p>3. mai 2024, Kari Nordmann: Hei!"),
        Metadata::default()
    );
    assert_eq!(read(""), Metadata::default());
}

#[test]
fn titles_without_the_name_of_the_site() {
    let og = |title: &str, site: &str| {
        let metas = [("og:title", title), ("og:site_name", site)];
        metas
            .map(|(name, value)| format!("<meta property='{name}' content='{value}'>"))
            .concat()
    };
    for (html, expected) in [
        (og("Tit - Blog", "Blog"), "Tit"),
        (og("Blog: Tit", "Blog"), "Tit"),
        (og("Tit | Blog", "Muu"), "Tit | Blog"),
        (og("Tit | Hírek | BLOG.hu", "Blog"), "Tit | Hírek"),
        (og("Bloggar - Blog", "Blog"), "Bloggar"),
        (og("Hvor: Oslo", "Oslo"), "Hvor: Oslo"),
        (og("Blog", "Blog"), "Blog"),
        (og("&lt;b>Tit&lt;/b> {{x", ""), "Hela resten"),
        (og("Vec&lt;T> i Box&lt;T>", ""), "Vec<T> i Box<T>"),
        ("<meta name=DC:title content=Dublin>".to_owned(), "Dublin"),
        (
            "<h1>Esimene <i>pealkiri</i></h1>".to_owned(),
            "Esimene pealkiri",
        ),
        ("<h1>a</h1><h1>Resten</h1>".to_owned(), "Resten"),
        (og("Tit", "Blog") + "<h1>Resten</h1>", "Resten"),
        (og("Tit", "Blog") + "<h1>Re</h1>", "Tit"),
        (og("Tit", "Blog") + "<h1>Annat</h1>", "Tit"),
        ("<h1>a</h1><h1>b</h1>".to_owned(), "Hela resten"),
        (
            "<meta property=og:site_name content=Logo><h1>Logo</h1>".to_owned(),
            "Hela resten",
        ),
        (
            "<link rel=canonical href=https://www.hela-resten.example/a>".to_owned(),
            "av sidan",
        ),
    ] {
        let html = format!("<title>Hela resten | av sidan</title>{html}");
        assert_eq!(read(&html).title.as_deref(), Some(expected), "{html}");
    }
    for (title, expected) in [
        ("Een lang artikel | Krant", "Een lang artikel"),
        ("Een lang artikel - Krant", "Een lang artikel"),
        ("Krant | Een lang artikel", "Krant | Een lang artikel"),
        ("Wat nu: een lang artikel", "Wat nu: een lang artikel"),
        ("Zwart-wit", "Zwart-wit"),
        ("| -", "| -"),
    ] {
        let found = read(&format!("<title>{title}</title>")).title;
        let expected = expected
            .chars()
            .any(char::is_alphanumeric)
            .then_some(expected);
        assert_eq!(found.as_deref(), expected, "{title}");
    }
}

#[test]
fn dates_come_from_markup_in_a_stated_order() {
    for (html, published, modified) in [
        (
            "<meta itemprop=datePublished content=2024-01-02>",
            Some("2024-01-02"),
            None,
        ),
        (
            "<meta name=citation_date content=2024/01/02>",
            Some("2024-01-02"),
            None,
        ),
        (
            "<meta name=dcterms.modified content=2024-01-02>",
            None,
            Some("2024-01-02"),
        ),
        (
            "<time pubdate datetime=2024-01-02>x</time>",
            Some("2024-01-02"),
            None,
        ),
        (
            "<time datetime=2019-01-01></time><time class='entry-date published' datetime=2024-01-02T10:00>x</time>\
             <time class=updated datetime=2024-01-03>x</time>",
            Some("2024-01-02T10:00:00"),
            Some("2024-01-03"),
        ),
        (
            "<time datetime=2024-01-02>x</time><time datetime=2024-01-02T09:00>y</time>",
            Some("2024-01-02"),
            None,
        ),
        (
            "<time datetime=2024-01-02>x</time><time datetime=2024-01-03>y</time>",
            None,
            None,
        ),
        ("<time datetime=PT2H>x</time>", None, None),
        ("<time>2024-01-02</time>", None, None),
    ] {
        let found = read(html);
        let dates = (
            found.date_published.as_deref(),
            found.date_modified.as_deref(),
        );
        assert_eq!(dates, (published, modified), "{html}");
    }
}

#[test]
fn authors_are_names_and_not_addresses() {
    for (html, expected) in [
        (
            "<meta name=author content='Иван Петров'>",
            vec!["Иван Петров"],
        ),
        (
            "<meta property=article:author content=https://facebook.example/x>",
            vec![],
        ),
        (
            "<meta name=citation_author content='Å, B'><meta name=citation_author content='C, D'><meta name=author content=E>",
            vec!["Å, B", "C, D"],
        ),
        (
            "<meta name=author content='&lt;script>alert(1)&lt;/script>'>",
            vec![],
        ),
        ("<meta name=author content='undefined'>", vec![]),
    ] {
        assert_eq!(read(html).authors, expected, "{html}");
    }
    let long = format!("<meta name=author content='{}'>", "a".repeat(1000));
    assert!(read(&long).authors.is_empty());
}

#[test]
fn of_several_articles_only_the_one_of_this_address_counts() {
    let json = r#"[{"@type":"Article","headline":"A","url":"https://x.example/a/"},
        {"@type":"http://schema.org/BlogPosting","headline":"B","url":"https://x.example/b"}]"#;
    assert_eq!(json_ld(json).title, None);
    let html = "<link rel=canonical href=http://x.example/b/>";
    let html = format!("{html}<script type='application/ld+json; charset=utf-8'>{json}</script>");
    assert_eq!(read(&html).title.as_deref(), Some("B"));
    assert_eq!(json_ld(r#"{"@type":"Comment","headline":"A"}"#).title, None);
}

#[test]
fn json_that_is_none_costs_nothing_else() {
    let broken = r#"{"@type":"Article","headline":"A",}"#;
    assert_eq!(json_ld(broken), Metadata::default());
    let html = "<script type=application/ld+json>{\"@type\":\"Article\",\"headline\":\"Á\nb\"}";
    assert_eq!(
        read(&format!("{html}</script>")).title.as_deref(),
        Some("Á b")
    );
    // Not JSON-LD by its type.
    assert_eq!(
        read(&format!("{}</script>", html.replace("ld+", ""))).title,
        None
    );
    let deep = format!("{}1{}", "[".repeat(5000), "]".repeat(5000));
    assert_eq!(json_ld(&deep), Metadata::default());
}

#[test]
fn addresses_are_of_the_web() {
    for (href, expected) in [
        ("/relative/path?a=b:c", Some("/relative/path?a=b:c")),
        ("https://a.example/ü", Some("https://a.example/ü")),
        ("javascript:alert(1)", None),
        ("data:text/html,x", None),
        ("a b", None),
    ] {
        let html =
            format!("<link rel='canonical' href='{href}'><a rel=license href='{href}'>x</a>");
        let found = read(&html);
        assert_eq!(found.canonical_url.as_deref(), expected, "{href}");
        assert_eq!(found.license_links, Vec::from_iter(expected), "{href}");
    }
}

#[test]
fn links_about_rights() {
    let html = "<link rel='stylesheet' href=a.css><link rel='Alternate License' \
        type='application/rsl+xml; charset=utf-8' href='/rsl.xml?a&amp;b'>\
        <link rel=alternate type=application/rsl+xml href=r.xml>\
        <a href='https://www.creativecommons.org/licenses/by/4.0/'>x</a>\
        <a href='/?u=https://creativecommons.org/licenses/by/4.0/'>x</a>\
        <a property='cc:license' href=l>x</a><a rel=copyright href=c>x</a><a href=d>x</a>\
        <script type='application/rsl+xml'><rsl>1</rsl></script>\
        <script type='application/ld+json'>{\"a\":1}</script>";
    let page = Page::parse(html);
    let links: Vec<_> = page
        .rights_links()
        .map(|link| [&link.rel, &link.property, &link.href, &link.kind].map(String::as_str))
        .collect();
    assert_eq!(
        links,
        [
            [
                "alternate license",
                "",
                "/rsl.xml?a&b",
                "application/rsl+xml"
            ],
            ["alternate", "", "r.xml", "application/rsl+xml"],
            [
                "",
                "",
                "https://www.creativecommons.org/licenses/by/4.0/",
                ""
            ],
            ["", "cc:license", "l", ""],
            ["copyright", "", "c", ""],
        ]
    );
    let meta = Page::parse("<meta itemprop=isAccessibleForFree content=False>");
    assert_eq!(
        meta.itemprops().collect::<Vec<_>>(),
        [("isaccessibleforfree", "False")]
    );
    assert_eq!(page.json_ld().collect::<Vec<_>>(), ["{\"a\":1}"]);
    assert_eq!(page.rsl().collect::<Vec<_>>(), ["<rsl>1</rsl>"]);
    let many = "<a rel=license href=a>".repeat(1000);
    assert_eq!(Page::parse(&many).rights_links().count(), 64);
}

proptest! {
    #[test]
    fn nothing_panics_and_every_value_is_short(
        json in "[\\[\\]{}\":,@a-z0-9\\\\]{0,80}", value in "\\PC{0,60}", name in "(og:title|author|dc.date|og:url)",
    ) {
        let html = format!(
            "<meta name='{name}' content='{value}'><script type=application/ld+json>{json}</script>\
             <script type=application/ld+json>{{\"@type\":\"Article\",\"author\":{json}}}</script><time datetime='{value}'>"
        );
        let found = read(&html);
        prop_assert!(found.title.iter().chain(&found.authors).all(|text| text.chars().count() <= 500));
    }
}
