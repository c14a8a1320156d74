//! Lists of URLs: what they match, and above all what they do not.

use proptest::prelude::*;
use tamis_filters::url::{Kind, ListBuilder, SUFFIX_LIST, UrlLists};

/// One list with these lines.
fn lists(domains: &str, urls: &str, words: &str) -> UrlLists {
    let mut list = ListBuilder::new("adult");
    list.domains("domains", domains.as_bytes())
        .urls("urls", urls.as_bytes())
        .words("words", words.as_bytes());
    UrlLists::new(vec![list.finish()])
}

/// Asserts what each URL matches; nothing where the entry is empty.
fn check(lists: &UrlLists, kind: Kind, cases: &[(&str, &str)]) {
    for &(url, want) in cases {
        let hit = lists.find(url);
        let got = hit.as_ref().map(|hit| (hit.kind, hit.entry.as_str()));
        assert_eq!(got, (!want.is_empty()).then_some((kind, want)), "{url}");
    }
}

#[test]
fn domains() {
    let lists = lists(
        "sex.ac.uk\nexample.com\nyoutube.com\nbücher.example\n192.0.2.7\n2001:db8::7\nco.uk\n\
         blogspot.com\nbad.blogspot.com\nwww.shop.example\ndept.gov.example\nwww.gov.uk",
        "",
        "",
    );
    let cases = [
        ("http://sex.ac.uk/", "sex.ac.uk"),
        ("http://www.sex.ac.uk/", "sex.ac.uk"),
        ("http://essex.ac.uk/", ""),
        ("http://www.sussex.ac.uk/", ""),
        ("http://ac.uk/", ""),
        ("https://example.com/a", "example.com"),
        ("https://a.b.example.com", "example.com"),
        ("https://notexample.com/", ""),
        ("https://example.com.evil.example/", ""),
        ("https://example.community/", ""),
        ("https://a.example/example.com", ""),
        ("https://a.example/?u=http://example.com/", ""),
        ("https://m.youtube.com/watch?v=1", "youtube.com"),
        ("https://youtube.com.br/", ""),
        ("https://myyoutube.com/", ""),
        ("http://BÜCHER.example/", "xn--bcher-kva.example"),
        ("http://b%C3%BCcher.example/", "xn--bcher-kva.example"),
        ("http://a.XN--BCHER-KVA.example/", "xn--bcher-kva.example"),
        ("http://bucher.example/", ""),
        ("http://192.0.2.7:8080/", "192.0.2.7"),
        ("http://0xC0.0.2.7/", "192.0.2.7"),
        ("http://192.0.2.70/", ""),
        ("http://1.192.0.2.7/", ""),
        ("http://[2001:db8:0:0::7]/", "[2001:db8::7]"),
        ("http://[2001:db8::8]/", ""),
        ("http://co.uk/", "co.uk"),
        ("http://www.co.uk/", "co.uk"),
        ("http://bbc.co.uk/", ""),
        ("http://blogspot.com/", "blogspot.com"),
        ("http://www.blogspot.com/", "blogspot.com"),
        ("http://good.blogspot.com/", ""),
        ("http://www.bad.blogspot.com/", "bad.blogspot.com"),
        ("http://shop.example/", "shop.example"),
        ("http://dept.gov.example/", "dept.gov.example"),
        ("http://a.dept.gov.example/", "dept.gov.example"),
        ("http://gov.example/", ""),
        ("http://www.gov.uk/", "www.gov.uk"),
        ("http://www.dept.gov.uk/", ""),
        ("http://good.example@example.com/", "example.com"),
        ("http://example.com@good.example/", ""),
        ("http://example.com:80@good.example/", ""),
        ("http:\\\\example.com\\a", "example.com"),
        ("HTTP://EXAMPLE.COM./", "example.com"),
        ("  http://example.com/\n", "example.com"),
        ("ftp://example.com/", "example.com"),
        ("data:text/html,http://example.com/", ""),
        ("mailto:someone@example.com", ""),
        ("javascript:location='//example.com'", ""),
        ("other://example.com/", ""),
        ("example.com", ""),
        ("//example.com/", ""),
        ("http://", ""),
        ("http:///", ""),
        ("http://.", ""),
        ("", ""),
    ];
    check(&lists, Kind::Domain, &cases);
    assert_eq!(lists.lists()[0].entries().suffixes, 2);
    assert_eq!(lists.lists()[0].problems().count, 0);
}

#[test]
fn urls() {
    let lists = lists(
        "",
        "example.org/~bad\nWWW.Example.net:8080/Dir/\nhttps://example.edu/view?id=3\n\
         bücher.example/süß\nwhole.example\nexample.info/a?\n192.0.2.7/x",
        "",
    );
    let cases = [
        ("http://example.org/~bad", "example.org/~bad"),
        ("https://www.example.org/%7Ebad/a.html", "example.org/~bad"),
        ("https://example.org/%7ebad?x", "example.org/~bad"),
        ("https://example.org/~bad#x", "example.org/~bad"),
        ("https://example.org/./a/../~bad", "example.org/~bad"),
        ("https://example.org/~badger", ""),
        ("https://example.org/~BAD", ""),
        ("https://example.org/~bad%2Fa", ""),
        ("https://example.org/a/~bad", ""),
        ("https://sub.example.org/~bad", ""),
        ("https://example.org/?/~bad", ""),
        ("https://example.org/", ""),
        ("https://u:p@example.net:81/Dir", "example.net/Dir"),
        ("https://example.net/Dir/a", "example.net/Dir"),
        ("https://example.net/dir/", ""),
        ("https://example.edu/view?id=3", "example.edu/view?id=3"),
        (
            "https://example.edu/view?id=3&l=fr",
            "example.edu/view?id=3",
        ),
        ("https://example.edu/view?id=34", ""),
        ("https://example.edu/view?l=fr&id=3", ""),
        ("https://example.edu/view", ""),
        (
            "http://xn--bcher-kva.example/s%c3%bc%C3%9f",
            "xn--bcher-kva.example/s%C3%BC%C3%9F",
        ),
        ("http://whole.example/", "whole.example"),
        ("http://www.whole.example/a?b", "whole.example"),
        ("http://a.whole.example/", ""),
        ("http://example.info/a", "example.info/a"),
        ("http://192.0.2.7/x/y", "192.0.2.7/x"),
        ("data:example.org/~bad", ""),
    ];
    check(&lists, Kind::Url, &cases);
    assert_eq!(lists.lists()[0].problems().count, 0);
}

#[test]
fn words() {
    let lists = lists("", "", "Sex\nпорно\nmöse\nOΔΟΣ");
    let cases = [
        ("http://a.example/sex/", "sex"),
        ("http://free-sex.example/", "sex"),
        ("http://a.example/?q=free+SEX", "sex"),
        ("http://a.example/free%20sex", "sex"),
        ("http://a.example/a_sex_b.html", "sex"),
        ("http://a.sex/", "sex"),
        ("http://www.essex.ac.uk/", ""),
        ("http://sussex.example/middlesex", ""),
        ("http://a.example/sextafeira", ""),
        ("http://a.example/sexta-feira", ""),
        ("http://a.example/sex18", ""),
        ("http://a.example/se%CC%81x", ""),
        ("http://a.example/se-x", ""),
        ("http://sex:sex@a.example/#sex", ""),
        ("http://порно.example/", "порно"),
        ("http://xn--m1abbbg.example/", "порно"),
        ("http://a.example/%D0%9F%D0%9E%D0%A0%D0%9D%D0%9E", "порно"),
        ("http://M%C3%96SE.example/", "möse"),
        ("data:sex", ""),
        ("mailto:sex@a.example", ""),
    ];
    check(&lists, Kind::Word, &cases);
}

#[test]
fn problems_are_counted_and_the_first_kept() {
    let mut list = ListBuilder::new("adult");
    list.domains(
        "adult/domains",
        b"\xef\xbb\xbfexample.org\r\n# none\r\ntwo words\r\n\xff\r\n",
    );
    list.urls("adult/urls", b"/path\n");
    list.words("words", "a-b\n".repeat(20).as_bytes());
    let list = list.finish();
    assert_eq!(list.problems().count, 23);
    assert_eq!(list.problems().first.len(), 10);
    let shown: Vec<_> = list
        .problems()
        .first
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(
        shown[..4],
        [
            "adult/domains:3: expected a host such as example.org, found \"two words\"",
            "adult/domains:4: expected text in UTF-8, found \"\"",
            "adult/urls:1: expected a host such as example.org, found \"/path\"",
            "words:1: expected one word of letters and digits, found \"a-b\"",
        ]
    );
    assert_eq!((list.name(), list.entries().domains), ("adult", 1));
}

#[test]
fn lists_are_asked_in_their_order() {
    let one = |name: &str, domains: &str, words: &str| {
        let mut list = ListBuilder::new(name);
        list.domains("domains", domains.as_bytes())
            .words("words", words.as_bytes());
        list.finish()
    };
    let lists = UrlLists::new(vec![
        one("first", "", "bad"),
        one("second", "example.org\nA.example.org", "bad"),
    ]);
    let hit = lists.find("http://a.example.org/bad").unwrap();
    assert_eq!((hit.list, hit.kind), ("first", Kind::Word));
    let hit = lists.find("http://b.a.example.org/").unwrap();
    assert_eq!(
        (hit.list, hit.kind, hit.entry.as_str()),
        ("second", Kind::Domain, "a.example.org")
    );
    assert_eq!(UrlLists::default().find("http://example.org/"), None);
}

#[test]
fn very_long_urls_take_no_longer_than_they_must() {
    let lists = lists("example.com", "example.org/bad", "bad");
    for url in [
        format!("http://{}example.com/", "a.".repeat(500_000)),
        format!("http://{}.example.net/", "a".repeat(1_000_000)),
        format!("http://example.org{}", "/a".repeat(500_000)),
        format!("http://example.org/?{}", "&a".repeat(500_000)),
        format!("http://example.org/{}", "%20".repeat(300_000)),
        format!("http://{}/", "%C3%BC".repeat(100_000)),
        "/".repeat(1_000_000),
    ] {
        let start = std::time::Instant::now();
        lists.find(&url);
        assert!(start.elapsed().as_secs() < 2, "{:.40}", url);
    }
}

#[test]
fn the_suffix_list_is_the_one_that_is_built_in() {
    let lock = concat!(env!("CARGO_MANIFEST_DIR"), "/../Cargo.lock");
    // The lock file is no part of the crate when it is published.
    let Ok(lock) = std::fs::read_to_string(lock) else {
        return;
    };
    let (name, version) = SUFFIX_LIST.split_once(' ').unwrap();
    let entry = format!("name = \"{name}\"\nversion = \"{version}\"");
    assert!(
        lock.replace('\r', "").contains(&entry),
        "Cargo.lock has another than {SUFFIX_LIST}"
    );
}

/// A host of two labels and more, none with two hyphens, which would be Punycode or nothing.
const HOST: &str =
    "([a-z0-9]{1,4}(-[a-z0-9]{1,3})?\\.){1,4}(com|de|co\\.uk|example|blogspot\\.com)";

proptest! {
    #[test]
    fn no_text_panics(text in any::<String>(), rest in "\\PC{0,30}", bytes in any::<Vec<u8>>()) {
        let mut list = ListBuilder::new("any");
        list.domains("d", &bytes).urls("u", &bytes).words("w", &bytes);
        list.domains("d", text.as_bytes()).urls("u", rest.as_bytes()).words("w", text.as_bytes());
        let lists = UrlLists::new(vec![list.finish()]);
        for url in [&text, &rest, &format!("http://{rest}"), &format!("http://a.example/{text}")] {
            lists.find(url);
        }
    }

    #[test]
    fn a_listed_domain_matches_itself_and_all_below(
        domain in HOST, below in "([a-z0-9]{1,4}\\.){0,3}", path in "[a-z/?%&]{0,10}",
    ) {
        // Some short names, such as 4u.com, are public suffixes.
        prop_assume!(psl::domain_str(&domain).is_some());
        let lists = lists(&domain, "", "");
        prop_assert_eq!(lists.lists()[0].entries().domains, 1);
        let hit = lists.find(&format!("https://{below}{domain}/{path}"));
        let entry = hit.map(|hit| hit.entry).unwrap_or_default();
        prop_assert!(entry == domain || format!("www.{entry}") == domain, "{} {}", entry, domain);
    }

    #[test]
    fn a_host_that_only_ends_alike_does_not_match(domain in HOST, before in "[a-z0-9]{1,5}") {
        prop_assume!(!domain.starts_with("www."));
        let lists = lists(&domain, "", "");
        prop_assert_eq!(lists.find(&format!("http://{before}{domain}/")), None);
        prop_assert_eq!(lists.find(&format!("http://{domain}.{before}.net/")), None);
    }

    #[test]
    fn a_listed_url_matches_itself_and_all_below(
        host in HOST, path in "[a-zA-Z0-9~_][a-zA-Z0-9~_.%!()'é-]{0,7}", rest in "([/?][a-z0-9?/&]{0,8})?",
    ) {
        let lists = lists("", &format!("{host}/{path}/"), "");
        prop_assert_eq!(lists.lists()[0].problems().count, 0);
        let url = format!("https://www.{host}/{path}{rest}");
        prop_assert!(lists.find(&url).is_some_and(|hit| hit.kind == Kind::Url), "{}", url);
        prop_assert_eq!(lists.find(&format!("https://{host}/{path}z")), None);
    }
}
