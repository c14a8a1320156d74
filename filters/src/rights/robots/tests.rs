//! Behaviours that Google publishes test cases for (<https://github.com/google/robotstxt>,
//! `robots_test.cc`), as a table of our own, and those that RFC 9309 and the drafts on use add.

use super::super::{AgentList, Evidence, Evidences};
use super::*;

/// A file, and whether agents may fetch paths of it.
type Case = (&'static str, &'static [(&'static str, &'static str, bool)]);

const GROUPS: &str = "allow: /foo/bar/\n\nuser-agent: FooBot\ndisallow: /\nallow: /x/\n\
    user-agent: BarBot\ndisallow: /\nallow: /y/\n\n\nallow: /w/\nuser-agent: BazBot\n\n\
    user-agent: FooBot\nallow: /z/\ndisallow: /\n";

#[rustfmt::skip]
const CASES: &[Case] = &[
    // Lines: a key nobody knows is none, a missing colon is forgiven.
    ("user-agent: FooBot\ndisallow: /\n", &[("FooBot", "/x/y", false)]),
    ("foo: FooBot\nbar: /\n", &[("FooBot", "/x/y", true)]),
    ("user-agent FooBot\ndisallow /\n", &[("FooBot", "/x/y", false)]),
    // Groups: blank lines end none, groups of one agent count together, rules outside count for nobody.
    (GROUPS, &[
        ("FooBot", "/x/b", true), ("FooBot", "/z/d", true), ("FooBot", "/y/c", false),
        ("BarBot", "/y/c", true), ("BarBot", "/w/a", true), ("BarBot", "/z/d", false),
        ("BazBot", "/z/d", true),
        ("FooBot", "/foo/bar/", false), ("BarBot", "/foo/bar/", false), ("BazBot", "/foo/bar/", false),
    ]),
    // A line that is no rule does not end the list of agents.
    ("User-agent: BarBot\nSitemap: https://foo.bar/sitemap\nUser-agent: *\nDisallow: /\n",
     &[("FooBot", "/", false), ("BarBot", "/", false)]),
    ("User-agent: FooBot\nInvalid-Unknown-Line: unknown\nUser-agent: *\nDisallow: /\n",
     &[("FooBot", "/", false), ("BarBot", "/", false)]),
    // Keys in any case.
    ("USER-AGENT: FooBot\nALLOW: /x/\nDISALLOW: /\n", &[("FooBot", "/x/y", true), ("FooBot", "/a/b", false)]),
    ("uSeR-aGeNt: FooBot\nAlLoW: /x/\ndIsAlLoW: /\n", &[("FooBot", "/x/y", true), ("FooBot", "/a/b", false)]),
    // Agents in any case, and up to the first space.
    ("User-Agent: FOO BAR\nAllow: /x/\nDisallow: /\n",
     &[("Foo", "/x/y", true), ("Foo", "/a/b", false), ("foo", "/x/y", true), ("foo", "/a/b", false)]),
    ("User-Agent: *\nDisallow: /\nUser-Agent: Foo Bar\nAllow: /x/\nDisallow: /\n",
     &[("Foo", "/x/y", true), ("Foo Bar", "/x/y", false)]),
    // `*` is for those without a group.
    ("", &[("FooBot", "/x/y", true)]),
    ("user-agent: *\nallow: /\nuser-agent: FooBot\ndisallow: /\n", &[("FooBot", "/x/y", false), ("BarBot", "/x/y", true)]),
    ("user-agent: FooBot\nallow: /\nuser-agent: BarBot\ndisallow: /\nuser-agent: BazBot\ndisallow: /\n",
     &[("QuxBot", "/x/y", true)]),
    // Paths in their case.
    ("user-agent: FooBot\ndisallow: /x/\n", &[("FooBot", "/x/y", false)]),
    ("user-agent: FooBot\ndisallow: /X/\n", &[("FooBot", "/x/y", true)]),
    // The longest rule, and Allow among equal ones.
    ("user-agent: FooBot\ndisallow: /x/page.html\nallow: /x/\n", &[("FooBot", "/x/page.html", false)]),
    ("user-agent: FooBot\nallow: /x/page.html\ndisallow: /x/\n", &[("FooBot", "/x/page.html", true), ("FooBot", "/x/", false)]),
    ("user-agent: FooBot\ndisallow: \nallow: \n", &[("FooBot", "/x/page.html", true)]),
    ("user-agent: FooBot\ndisallow: /\nallow: /\n", &[("FooBot", "/x/page.html", true)]),
    ("user-agent: FooBot\ndisallow: /x\nallow: /x/\n", &[("FooBot", "/x", false), ("FooBot", "/x/", true)]),
    ("user-agent: FooBot\ndisallow: /x/page.html\nallow: /x/page.html\n", &[("FooBot", "/x/page.html", true)]),
    ("user-agent: FooBot\nallow: /page\ndisallow: /*.html\n", &[("FooBot", "/page.html", false), ("FooBot", "/page", true)]),
    ("user-agent: FooBot\nallow: /x/page.\ndisallow: /*.html\n", &[("FooBot", "/x/page.html", true), ("FooBot", "/x/y.html", false)]),
    ("User-agent: *\nDisallow: /x/\nUser-agent: FooBot\nDisallow: /y/\n", &[("FooBot", "/x/page", true), ("FooBot", "/y/page", false)]),
    // Encoding.
    ("User-agent: FooBot\nDisallow: /\nAllow: /foo/bar?qux=taz&baz=http://foo.bar?tar&par\n",
     &[("FooBot", "/foo/bar?qux=taz&baz=http://foo.bar?tar&par", true)]),
    ("User-agent: FooBot\nDisallow: /\nAllow: /foo/bar/ツ\n", &[("FooBot", "/foo/bar/%E3%83%84", true)]),
    ("User-agent: FooBot\nDisallow: /\nAllow: /foo/bar/%E3%83%84\n", &[("FooBot", "/foo/bar/%E3%83%84", true)]),
    ("User-agent: FooBot\nDisallow: /\nAllow: /foo/bar/%62%61%7A\n", &[("FooBot", "/foo/bar/%62%61%7A", true)]),
    // Special characters.
    ("User-agent: FooBot\nDisallow: /foo/bar/quz\nAllow: /foo/*/qux\n",
     &[("FooBot", "/foo/bar/quz", false), ("FooBot", "/foo/quz", true), ("FooBot", "/foo//quz", true), ("FooBot", "/foo/bax/quz", true)]),
    ("User-agent: FooBot\nDisallow: /foo/bar$\nAllow: /foo/bar/qux\n",
     &[("FooBot", "/foo/bar", false), ("FooBot", "/foo/bar/qux", true), ("FooBot", "/foo/bar/", true), ("FooBot", "/foo/bar/baz", true)]),
    ("User-agent: FooBot\n# Disallow: /\nDisallow: /foo/quz#qux\nAllow: /\n", &[("FooBot", "/foo/bar", true), ("FooBot", "/foo/quz", false)]),
    // Google's own: index.html stands for its directory.
    ("User-Agent: *\nAllow: /allowed-slash/index.html\nDisallow: /\n",
     &[("foobot", "/allowed-slash/", true), ("foobot", "/allowed-slash/index.htm", false),
       ("foobot", "/allowed-slash/index.html", true), ("foobot", "/anyother-url", false)]),
    // Google's documentation, "URL matching based on path values".
    ("user-agent: FooBot\ndisallow: /\nallow: /fish\n", FISH),
    ("user-agent: FooBot\ndisallow: /\nallow: /fish*\n", FISH),
    ("user-agent: FooBot\ndisallow: /\nallow: /fish/\n",
     &[("FooBot", "/bar", false), ("FooBot", "/fish/", true), ("FooBot", "/fish/salmon", true), ("FooBot", "/fish/?salmon", true),
       ("FooBot", "/fish/salmon.html", true), ("FooBot", "/fish/?id=anything", true), ("FooBot", "/fish", false),
       ("FooBot", "/fish.html", false), ("FooBot", "/Fish/Salmon.html", false)]),
    ("user-agent: FooBot\ndisallow: /\nallow: /*.php\n",
     &[("FooBot", "/bar", false), ("FooBot", "/filename.php", true), ("FooBot", "/folder/filename.php", true),
       ("FooBot", "/folder/filename.php?parameters", true), ("FooBot", "//folder/any.php.file.html", true),
       ("FooBot", "/filename.php/", true), ("FooBot", "/index?f=filename.php/", true), ("FooBot", "/php/", false),
       ("FooBot", "/index?php", false), ("FooBot", "/windows.PHP", false)]),
    ("user-agent: FooBot\ndisallow: /\nallow: /*.php$\n",
     &[("FooBot", "/bar", false), ("FooBot", "/filename.php", true), ("FooBot", "/folder/filename.php", true),
       ("FooBot", "/filename.php?parameters", false), ("FooBot", "/filename.php/", false), ("FooBot", "/filename.php5", false),
       ("FooBot", "/php/", false), ("FooBot", "/filename?php", false), ("FooBot", "/aaaphpaaa", false), ("FooBot", "//windows.PHP", false)]),
    ("user-agent: FooBot\ndisallow: /\nallow: /fish*.php\n",
     &[("FooBot", "/bar", false), ("FooBot", "/fish.php", true), ("FooBot", "/fishheads/catfish.php?parameters", true), ("FooBot", "/Fish.PHP", false)]),
    ("user-agent: FooBot\nallow: /p\ndisallow: /\n", &[("FooBot", "/page", true)]),
    ("user-agent: FooBot\nallow: /folder\ndisallow: /folder\n", &[("FooBot", "/folder/page", true)]),
    ("user-agent: FooBot\nallow: /page\ndisallow: /*.htm\n", &[("FooBot", "/page.htm", false)]),
    ("user-agent: FooBot\nallow: /$\ndisallow: /\n", &[("FooBot", "/", true), ("FooBot", "/page.html", false)]),
];

#[rustfmt::skip]
const FISH: &[(&str, &str, bool)] = &[
    ("FooBot", "/bar", false), ("FooBot", "/fish", true), ("FooBot", "/fish.html", true), ("FooBot", "/fish/salmon.html", true),
    ("FooBot", "/fishheads", true), ("FooBot", "/fishheads/yummy.html", true), ("FooBot", "/fish.html?id=anything", true),
    ("FooBot", "/Fish.asp", false), ("FooBot", "/catfish", false), ("FooBot", "/?id=fish", false),
];

/// Where RFC 9309 says another thing than Google's cases, the RFC holds.
#[rustfmt::skip]
const RFC: &[Case] = &[
    // 2.2.2: octets of the URI outside ASCII are encoded before comparing. Google leaves that to the caller.
    ("User-agent: FooBot\nDisallow: /\nAllow: /foo/bar/ツ\n", &[("FooBot", "/foo/bar/ツ", true)]),
    ("User-agent: FooBot\nDisallow: /\nAllow: /foo/bar/%E3%83%84\n", &[("FooBot", "/foo/bar/ツ", true)]),
    // 2.2.2, table 4: encoded unreserved octets are decoded before comparing. Google's do not match.
    ("User-agent: FooBot\nDisallow: /\nAllow: /foo/bar/%62%61%7A\n", &[("FooBot", "/foo/bar/baz", true)]),
    // 2.2.2: robots.txt itself is always allowed.
    ("User-agent: *\nDisallow: /\n", &[("FooBot", "/robots.txt", true), ("FooBot", "/robots.txt?x", false)]),
    // 2.2.1: a token is matched whole.
    ("User-agent: Foo\nDisallow: /\n", &[("FooBot", "/x", true)]),
    ("User-agent: FooBot/2.1\nDisallow: /\n", &[("FooBot", "/x", false)]),
    ("User-agent: AI2Bot\nDisallow: /\n", &[("AI2Bot", "/x", false), ("AI", "/x", true)]),
    // 5.1 and 5.2.
    ("User-Agent: *\nDisallow: *.gif$\nDisallow: /example/\nAllow: /publications/\n\
      User-Agent: foobot\nDisallow:/\nAllow:/example/page.html\nAllow:/example/allowed.gif\n\
      User-Agent: barbot\nUser-Agent: bazbot\nDisallow: /example/page.html\n\nUser-Agent: quxbot\n",
     &[("anybot", "/a.gif", false), ("anybot", "/example/x", false), ("anybot", "/publications/x", true),
       ("foobot", "/x", false), ("foobot", "/example/page.html", true), ("foobot", "/example/allowed.gif", true),
       ("barbot", "/example/page.html", false), ("bazbot", "/example/page.html", false), ("bazbot", "/x", true),
       ("quxbot", "/example/page.html", true)]),
    ("User-Agent: foobot\nAllow: /example/page/\nDisallow: /example/page/disallowed.gif\n",
     &[("foobot", "/example/page/disallowed.gif", false), ("foobot", "/example/page/x", true)]),
];

#[test]
fn published_cases() {
    for (name, cases) in [("google", CASES), ("rfc", RFC)] {
        for (text, asked) in cases {
            let robots = Robots::parse(text.as_bytes());
            for (agent, path, want) in *asked {
                let url = format!("http://foo.bar{path}");
                assert_eq!(
                    robots.allows(agent, &url),
                    *want,
                    "{name}: {agent} {path} in\n{text}"
                );
            }
        }
    }
}

#[test]
fn long_lines_are_cut() {
    // Google cuts lines at 8 × 2083 octets.
    let long = format!("/x/{}", "a".repeat(16_664 - 10 - 3 - 1));
    let robots = Robots::parse(format!("user-agent: FooBot\ndisallow: {long}/qux\n").as_bytes());
    assert_eq!(robots.notes().long, 1);
    assert!(robots.allows("FooBot", "/fux"));
    assert!(!robots.allows("FooBot", &format!("{long}/fux")));
}

#[test]
fn line_ends_and_marks() {
    for text in [
        "User-Agent: foo\nAllow: /some/path\nUser-Agent: bar\n\n\nDisallow: /\n",
        "User-Agent: foo\r\nAllow: /some/path\r\nUser-Agent: bar\r\n\r\n\r\nDisallow: /\r\n",
        "User-Agent: foo\rAllow: /some/path\rUser-Agent: bar\r\r\rDisallow: /\r",
        "User-Agent: foo\nAllow: /some/path\nUser-Agent: bar\n\n\nDisallow: /",
        "User-Agent: foo\nAllow: /some/path\r\nUser-Agent: bar\n\r\n\nDisallow: /",
    ] {
        for mark in [&b""[..], b"\xef\xbb\xbf", b"\xef\xbb", b"\xef"] {
            let robots = Robots::parse(&[mark, text.as_bytes()].concat());
            assert_eq!(robots.notes().lines, 6, "{text:?}");
            assert_eq!(robots.notes().unknown, 0, "{text:?}");
            assert!(
                !robots.allows("bar", "/x") && robots.allows("foo", "/x"),
                "{text:?}"
            );
        }
        for big in [false, true] {
            let units = std::iter::once(0xfeff).chain(text.encode_utf16());
            let bytes: Vec<u8> = units
                .flat_map(|unit| {
                    if big {
                        unit.to_be_bytes()
                    } else {
                        unit.to_le_bytes()
                    }
                })
                .collect();
            let robots = Robots::parse(&bytes);
            assert!(
                robots.notes().utf16 && !robots.allows("bar", "/x"),
                "{text:?}"
            );
        }
    }
    // A broken mark spoils its line, and a mark elsewhere that line.
    let robots = Robots::parse(b"\xef\x11\xbfUser-Agent: foo\nDisallow: /\n");
    assert_eq!((robots.notes().unknown, robots.notes().outside), (1, 1));
    let robots = Robots::parse(b"User-Agent: foo\n\xef\xbb\xbfDisallow: /\n");
    assert_eq!(robots.notes().unknown, 1);
    assert!(robots.allows("foo", "/x"));
}

fn evidence(text: &str, path: &str) -> Vec<String> {
    let mut out = Evidences::new();
    Robots::parse(text.as_bytes()).evidence(path, AgentList::shipped(), &mut out);
    out.iter().map(Evidence::to_string).collect()
}

#[test]
fn preferences_of_use_by_path() {
    // draft-ietf-aipref-attach, 3.4.
    let text = "User-Agent: *\nAllow: /\nDisallow: /never/\nContent-Usage: train-ai=n\n\
        Content-Usage: /ai-ok/ train-ai=y\n\nUser-Agent: GPTBot\nAllow: /\nContent-Usage: train-ai=y\n";
    for (path, want) in [
        (
            "/test",
            &[
                "robots.txt robots-txt for *: Allow: /",
                "robots.txt content-usage for *: train-ai=n",
            ][..],
        ),
        (
            "/never/test",
            &["robots.txt robots-txt for *: Disallow: /never/"],
        ),
        (
            "/ai-ok/test",
            &[
                "robots.txt robots-txt for *: Allow: /",
                "robots.txt content-usage for *: train-ai=y",
            ],
        ),
    ] {
        let mut got = evidence(text, path);
        let own = got.split_off(want.len());
        assert_eq!(got, want, "{path}");
        assert_eq!(
            own,
            [
                "robots.txt robots-txt for GPTBot: Allow: /",
                "robots.txt content-usage for GPTBot: train-ai=y"
            ]
        );
    }
    // 3.1: with the same path, all of them.
    let text = "User-agent: *\nContent-Usage: /a train-ai=n\nContent-Usage: /a search=y # x\n\
        Content-usage : /b\ttrain-ai=n\nContent-Usage: / search=n\n";
    assert_eq!(
        evidence(text, "/a"),
        [
            "robots.txt content-usage for *: train-ai=n",
            "robots.txt content-usage for *: search=y"
        ]
    );
    assert_eq!(
        evidence(text, "/b"),
        ["robots.txt content-usage for *: train-ai=n"]
    );
    assert_eq!(
        evidence(text, "/c"),
        ["robots.txt content-usage for *: search=n"]
    );
}

#[test]
fn signals_end_a_group_and_licences_do_not() {
    let text = "License: https://x.eu/l.xml\nUser-agent: *\nContent-Signal: search=yes, ai-train=no\n\
        \nUser-agent: Kangaroo Bot\nLicense: https://x.eu/m.xml\nUser-agent: AhrefsBot\nDisallow: /\n";
    assert_eq!(
        evidence(text, "https://x.eu/a?b"),
        [
            "robots.txt rsl: https://x.eu/l.xml",
            "robots.txt rsl: https://x.eu/m.xml",
            "robots.txt content-signal for *: search=yes",
            "robots.txt content-signal for *: ai-train=no",
            "robots.txt robots-txt for Kangaroo Bot: Disallow: /",
        ]
    );
}

#[test]
fn responses_that_have_no_file() {
    assert!(!Robots::of_response(200, b"User-agent: *\nDisallow: /").allows("x", "/"));
    assert!(Robots::of_response(404, b"User-agent: *\nDisallow: /").allows("x", "/"));
    let down = Robots::of_response(503, b"");
    assert!(!down.allows("x", "/"));
    let mut out = Evidences::new();
    down.evidence("/", AgentList::shipped(), &mut out);
    assert_eq!(
        out[0].to_string(),
        "robots.txt robots-txt-unreachable for *: 503"
    );
}

#[test]
fn a_page_in_place_of_a_file_is_counted() {
    let robots = Robots::parse("<!doctype html>\n<title>Nothing: here</title>\n<p>é\n".as_bytes());
    assert_eq!(robots.notes().unknown, 3);
    let robots = Robots::parse(b"User-agent: *\nDisallow: private/\nDisallow: /\xff\n");
    assert_eq!((robots.notes().no_path, robots.notes().no_utf8), (1, 1));
    assert!(!robots.allows("x", "/%FF"));
    let robots = Robots::parse(&b"# x\n".repeat(200_000));
    assert_eq!(robots.notes().beyond, 800_000 - 512_000);
}

/// Rules made to be slow: the time must grow with their length, not explode.
#[test]
fn hostile_files_take_linear_time() {
    let stars = format!("User-agent: *\nDisallow: /{}b\n", "*a".repeat(8000));
    let many = format!("User-agent: *\n{}", "Disallow: /*a*b*c*d$\n".repeat(25_000));
    let agents = format!("{}Disallow: /*x\n", "User-agent: GPTBot\n".repeat(25_000));
    let groups = "User-agent: GPTBot\nDisallow: /*y\n".repeat(16_000);
    let path = format!("/{}", "a".repeat(8000));
    let start = std::time::Instant::now();
    for text in [stars, many, agents, groups] {
        evidence(&text, &path);
    }
    let took = start.elapsed().as_secs_f64();
    assert!(took < 20.0, "{took} s");
}

#[test]
fn a_reduced_file_has_what_speaks_to_the_agents() {
    let text = b"\xef\xbb\xbf# hi\r\n\r\nUser-Agent: AhrefsBot\rUser agent: GPTBot # and\n  Dissallow: /a:b \nSiteMap: http://x/\n\
        User-agent: MJ12bot\nDisallow: /\n\nUser-agent: CCBot\nDisallow:\nUser-agent: *\nLicense: /l.xml\nAllow: x\nCrawl-delay: 3\n\
        Content-Usage: /a train-ai=n\noops\n";
    let (reduced, notes) = Robots::reduce(text, AgentList::shipped());
    assert_eq!(
        String::from_utf8(reduced).unwrap(),
        "user agent:GPTBot\ndissallow:/a:b\nuser-agent:CCBot\nallow:\nuser-agent:*\nlicense:/l.xml\n\
        content-usage:/a train-ai=n\n"
    );
    assert_eq!(notes, *Robots::parse(text).notes());
    assert_eq!((notes.known, notes.unknown, notes.no_path), (13, 1, 1));
    // Found by fuzzing: what ends a group is not written behind the last one.
    let (reduced, _) = Robots::reduce(
        b"User-agent: GPTBot\nDisallow:\nUser-agent: X\n",
        AgentList::shipped(),
    );
    assert_eq!(reduced, b"user-agent:GPTBot\n");
    for text in [
        &b"<html>"[..],
        b"",
        b"User-agent: X\nDisallow: /\n",
        b"Disallow: /\n",
    ] {
        assert_eq!(Robots::reduce(text, AgentList::shipped()).0, b"");
    }
}
