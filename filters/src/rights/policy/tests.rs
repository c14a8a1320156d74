//! What each shipped policy makes of each declaration, and what is told of mistakes in one.

use super::super::{
    AgentList, Evidences, Robots, TdmRep, from_header, from_json_ld, from_link, from_meta,
};
use super::*;

/// Reads lines: `h:` header, `m:` meta, `r:` robots.txt with `|` for line ends, `t:` tdmrep.json, `j:`
/// JSON-LD, `l:` a link to an RSL licence.
fn read(lines: &[&str]) -> Evidences {
    let mut out = Evidences::new();
    for line in lines {
        let (place, rest) = line.split_once(':').unwrap();
        let pair = || rest.split_once('=').unwrap();
        match place {
            "h" => from_header(pair().0, pair().1, &mut out),
            "m" => from_meta(pair().0, pair().1, &mut out),
            "r" => Robots::parse(rest.replace('|', "\n").as_bytes()).evidence(
                "/page",
                AgentList::shipped(),
                &mut out,
            ),
            "t" => TdmRep::parse(rest.as_bytes())
                .unwrap()
                .evidence("/page", &mut out),
            "j" => from_json_ld(rest, &mut out),
            _ => from_link("license", "application/rsl+xml", rest, &mut out),
        }
    }
    out
}

/// The reasons, without `rights.`, under standard, strict and oellm-compat.
fn reasons(lines: &[&str]) -> [&'static str; 3] {
    let evidence = read(lines);
    let fetched = Moment::parse("2026-11-27T12:00:00Z");
    let ask = |name: &str| match Policy::shipped(name).unwrap().decide(&evidence, fetched) {
        Verdict::Drop(removal) => removal.reason.strip_prefix("rights.").unwrap(),
        _ => "",
    };
    assert_eq!(ask("record-only"), "", "{lines:?}");
    ["standard", "strict", "oellm-compat"].map(ask)
}

#[test]
#[rustfmt::skip]
fn each_declaration_under_each_policy() {
    for (lines, want) in [
        (&["h:X-Robots-Tag=noindex"][..], ["noindex", "noindex", "robots_tag"]),
        (&["m:robots=none"], ["noindex", "noindex", "robots_tag"]),
        (&["m:robots=noai"], ["noai", "noai", "robots_tag"]),
        (&["h:x-robots-tag=GPTBot: noai"], ["noai", "noai", ""]),
        (&["h:x-robots-tag=ccbot: noindex"], ["noindex", "noindex", ""]),
        (&["h:x-robots-tag=googlebot: noindex"], ["", "noindex", ""]),
        (&["m:googlebot=noindex"], ["", "noindex", ""]),
        (&["h:x-robots-tag=ChatGPT-User: noai"], ["", "noai", ""]),
        // What speaks of search results only is no reservation, except for the fork.
        (&["m:robots=nofollow, noodp"], ["", "", ""]),
        (&["m:robots=notranslate"], ["", "", "robots_tag"]),
        (&["m:robots=nosnippet, noimageai"], ["", "", "robots_tag"]),
        (&["m:robots=noarchive"], ["", "noarchive", "robots_tag"]),
        (&["m:robots=max-snippet:0"], ["", "", ""]),
        (&["m:robots=noai", "h:X-Robots-Tag=noindex"], ["noindex", "noindex", "robots_tag"]),
        (&["h:X-Robots-Tag=unavailable_after: 25 Jun 2010 15:00:00 PST"], ["unavailable_after", "unavailable_after", ""]),
        (&["h:X-Robots-Tag=unavailable_after: 2030-01-01"], ["", "", ""]),
        (&["h:X-Robots-Tag=googlebot: unavailable_after: 2010-01-01"], ["", "unavailable_after", ""]),
        // TDMRep and its precedence.
        (&["h:TDM-Reservation=1"], ["tdm", "tdm", "tdm"]),
        (&["h:tdm-reservation= 1 "], ["tdm", "tdm", "tdm"]),
        (&["h:tdm-reservation=0"], ["", "", ""]),
        (&["h:tdm-reservation=yes"], ["", "tdm", "tdm"]),
        (&["h:tdm-reservation="], ["", "tdm", "tdm"]),
        (&["h:tdm-reservation=0, 1"], ["tdm", "tdm", "tdm"]),
        (&["m:tdm-reservation=1"], ["tdm", "tdm", "tdm"]),
        (&["m:tdm-reservation=0", "h:tdm-reservation=1"], ["", "", "tdm"]),
        (&["m:tdm-reservation=1", "h:tdm-reservation=0"], ["tdm", "tdm", "tdm"]),
        (&["m:tdm-reservation=x", "h:tdm-reservation=1"], ["tdm", "tdm", "tdm"]),
        (&["m:tdm-reservation=x", "h:tdm-reservation=0"], ["", "tdm", "tdm"]),
        (&["t:[{\"location\":\"/\",\"tdm-reservation\":1}]"], ["tdm", "tdm", ""]),
        (&["t:[{\"location\":\"/\",\"tdm-reservation\":1}]", "h:tdm-reservation=0"], ["", "", ""]),
        (&["t:[{\"location\":\"/\",\"tdm-reservation\":0}]", "m:tdm-reservation=1"], ["tdm", "tdm", "tdm"]),
        (&["h:tdm-policy=https://x.eu/p"], ["", "", ""]),
        // Preferences of use.
        (&["h:Content-Usage=train-ai=n"], ["content_usage", "content_usage", ""]),
        (&["h:Content-Usage=train-ai=y, search=n"], ["", "", ""]),
        (&["h:Content-Usage=train-ai"], ["", "content_usage", ""]),
        (&["h:Content-Usage=train-ai=n, Broken"], ["", "content_usage", ""]),
        (&["h:Content-Usage=train-ai=y", "r:User-agent: *|Content-Usage: train-ai=n"], ["content_usage", "content_usage", ""]),
        (&["r:User-agent: Googlebot|Content-Usage: train-ai=n"], ["", "content_usage", ""]),
        (&["h:Content-Signal=ai-train=no, search=yes"], ["content_signal", "content_signal", ""]),
        (&["r:User-agent: *|Content-Signal: search=yes,ai-train=no|Allow: /"], ["content_signal", "content_signal", ""]),
        (&["h:Content-Signal=ai-input=no, ai-train=yes"], ["", "content_signal", ""]),
        // robots.txt.
        (&["r:User-agent: GPTBot|Disallow: /"], ["robots_txt", "robots_txt", ""]),
        (&["r:User-agent: GPTBot|Disallow: /other"], ["", "", ""]),
        (&["r:User-agent: *|Disallow: /"], ["robots_txt", "robots_txt", ""]),
        (&["r:User-agent: Googlebot|Disallow: /"], ["", "robots_txt", ""]),
        (&["r:User-agent: AhrefsBot|Disallow: /"], ["", "", ""]),
        // Terms, and paid text.
        (&["l:/l.xml"], ["", "rsl", ""]),
        (&["r:License: https://x.eu/l.xml"], ["", "rsl", ""]),
        (&["j:{\"@type\":\"NewsArticle\",\"isAccessibleForFree\":false}"], ["", "not_free", ""]),
        (&["j:{\"isAccessibleForFree\":\"False\"}"], ["", "not_free", ""]),
        (&["j:{\"@type\":\"Event\",\"isAccessibleForFree\":false}"], ["", "", ""]),
        (&["j:{\"isAccessibleForFree\":true,\"license\":\"/l\"}"], ["", "", ""]),
        (&["m:copyright=all rights reserved", "m:dcterms.rights=©"], ["", "", ""]),
        (&["h:content-type=noindex"], ["", "", ""]),
        (&[], ["", "", ""]),
    ] {
        assert_eq!(reasons(lines), want, "{lines:?}");
    }
}

#[test]
fn a_fetch_without_a_day_has_passed_no_date() {
    let evidence = read(&["h:X-Robots-Tag=unavailable_after: 2010-01-01"]);
    let policy = Policy::shipped("strict").unwrap();
    assert_eq!(policy.decide(&evidence, None), Verdict::Keep);
}

#[test]
fn the_ledger_says_what_was_found_and_by_which_rule() {
    let evidence = read(&["h:X-Robots-Tag=GPTBot: noindex, noai"]);
    let Verdict::Drop(removal) = Policy::shipped("standard").unwrap().decide(&evidence, None)
    else {
        panic!()
    };
    assert_eq!(removal.reason, "rights.noindex");
    assert_eq!(
        removal.detail.as_deref(),
        Some("header robots-tag for GPTBot: noindex (rule noindex of standard 2)")
    );
}

#[test]
fn shipped_policies_are_read() {
    for (name, text) in SHIPPED {
        let policy = Policy::parse(text, &format!("{name}.toml")).unwrap();
        assert_eq!(policy.name(), name);
        assert_eq!(policy.text(), text);
        assert_eq!(Policy::named(name).unwrap().digest(), policy.digest());
        assert!(!policy.description().is_empty());
    }
    let error = Policy::named("standart").unwrap_err().to_string();
    assert_eq!(
        error,
        "unknown rights policy `standart`, expected standard, strict, record-only, oellm-compat \
         or a file; did you mean `standard`?"
    );
}

#[test]
fn digests_follow_rules_and_agents_and_not_comments() {
    let (_, text) = SHIPPED[0];
    let policy = Policy::parse(text, "a.toml").unwrap();
    let other = Policy::parse(&format!("# more\n{text}"), "b.toml").unwrap();
    assert_eq!(policy.digest(), other.digest());
    assert_eq!(policy.digest().len(), 64);
    let other = Policy::parse(&text.replace("\"noai\", ", ""), "a.toml").unwrap();
    assert_ne!(policy.digest(), other.digest());
    let agents = "name = \"mine\"\ndate = \"2026-11-27\"\n[training]\nMyBot = \"me\"\n";
    let agents = AgentList::parse(agents, "agents.toml").unwrap();
    let mine = policy.clone().with_agents(agents);
    assert_ne!(policy.digest(), mine.digest());
    assert!(mine.canonical().contains("MyBot") && policy.canonical().contains("GPTBot"));
    let evidence = read(&["h:X-Robots-Tag=MyBot: noai, GPTBot: noindex"]);
    let reason = |policy: &Policy| match policy.decide(&evidence, None) {
        Verdict::Drop(removal) => removal.reason,
        _ => "",
    };
    assert_eq!(
        (reason(&policy), reason(&mine)),
        ("rights.noindex", "rights.noai")
    );
}

#[test]
fn rules_of_ones_own() {
    let text = r#"
name = "mine"
version = 1
date = 2026-11-27

[[rules]]
name = "free"
action = "keep"
signals = ["license"]
values = ["CC0-*", "CC-BY-4.0"]
about = ["", "*Article"]
source = "mine"

[[rules]]
name = "non_commercial"
signals = ["license"]
values = ["CC-*-NC*"]
source = "mine"

[[rules]]
name = "noai"
signals = ["robots-tag"]
values = ["noai"]
agents = []
source = "mine"
"#;
    let policy = Policy::parse(text, "mine.toml").unwrap();
    assert_eq!(
        policy.rules().collect::<Vec<_>>(),
        ["free", "non_commercial", "noai"]
    );
    let by = "m:license=https://creativecommons.org/licenses/by/4.0/";
    let nc = "m:license=https://creativecommons.org/licenses/by-nc/4.0/";
    let image =
        r#"j:{"@type":"ImageObject","license":"https://creativecommons.org/licenses/by/4.0"}"#;
    for (lines, want) in [
        (&["m:robots=noai"][..], "rights.noai"),
        (&["m:robots=noai", by], ""),
        (&["m:robots=noai", image], "rights.noai"),
        (&["m:GPTBot=noai"], ""),
        (&[nc], "rights.non_commercial"),
        (&[nc, by], ""),
        (&["m:license=CC-BY-NC-4.0"], "rights.non_commercial"),
    ] {
        let reason = match policy.decide(&read(lines), None) {
            Verdict::Drop(removal) => removal.reason,
            _ => "",
        };
        assert_eq!(reason, want, "{lines:?}");
    }
}

#[test]
fn mistakes_have_a_line_and_the_nearest_word() {
    let head = "name = \"x\"\nversion = 1\ndate = \"2026-11-27\"\n";
    for (rest, want) in [
        (
            "rule = 1\n",
            "p.toml:4:1: unknown key `rule`, expected one of: name, version, date, description, rules; did you mean `rules`?",
        ),
        (
            "rules = 1\n",
            "p.toml:4:9: `rules` must be a list of tables, [[rules]], not integer",
        ),
        ("[[rules]]\n", "this entry of [[rules]] lacks `name`"),
        (
            "[[rules]]\nname = \"a\"\n",
            "this entry of [[rules]] lacks `signals`",
        ),
        (
            "[[rules]]\nname = \"a\"\nsignal = []\n",
            "p.toml:6:1: unknown key `signal` in [[rules]], expected one of: name, action, signals,",
        ),
        (
            "[[rules]]\nname = \"a\"\nsignals = [\"robot-tag\"]\n",
            "p.toml:6:12: unknown word `robot-tag` in `signals`",
        ),
        (
            "[[rules]]\nname = \"a\"\nsignals = [\"robot-tag\"]\n",
            "did you mean `robots-tag`?",
        ),
        (
            "[[rules]]\nname = \"a\"\nsignals = \"rsl\"\n",
            "`signals` must be a list of strings, not string",
        ),
        (
            "[[rules]]\nname = \"a\"\nsignals = []\n",
            "`signals` is empty",
        ),
        (
            "[[rules]]\nname = \"No AI\"\nsignals = [\"rsl\"]\n",
            "p.toml:5:8: the reason `rights.No AI` is made of this name",
        ),
        (
            "[[rules]]\nname = \"a\"\nsignals = [\"robots-tag\"]\n",
            "this rule lacks `agents`, as `robots-tag` may address one",
        ),
        (
            "[[rules]]\nname = \"a\"\nsignals = [\"robots-tag\"]\nagents = \"all\"\n",
            "p.toml:7:10: `agents` is `all`, expected \"any\" or a list of: training,",
        ),
        (
            "[[rules]]\nname = \"a\"\nsignals = [\"robots-tag\"]\nagents = [\"traning\"]\n",
            "did you mean `training`?",
        ),
        (
            "[[rules]]\nname = \"a\"\nsignals = [\"rsl\"]\n",
            "this entry of [[rules]] lacks `source`",
        ),
        (
            "[[rules]]\nname = \"a\"\nsignals = [\"rsl\"]\nexpired = true\n",
            "`expired` speaks of unavailable_after",
        ),
        (
            "[[rules]]\nname = \"a\"\nsignals = [\"rsl\"]\nvalid = [\"0\"]\n",
            "`valid` says which values take part in `precedence`",
        ),
        (
            "[[rules]]\nname = \"a\"\nsignals = [\"rsl\"]\nsource = \"x\"\naction = \"remove\"\n",
            "unknown action `remove`, expected one of: drop, keep",
        ),
        (
            "[[rules]]\nname = \"a\"\nsignals = [\"rsl\"]\nsource = \"x\"\n[[rules]]\nname = \"a\"\nsignals = [\"rsl\"]\nsource = \"x\"\n",
            "p.toml:9:8: there is a rule `a` already",
        ),
        ("x = [\n", "p.toml:"),
    ] {
        let error = Policy::parse(&format!("{head}{rest}"), "p.toml").unwrap_err();
        assert!(error.to_string().contains(want), "{error}\nfor\n{rest}");
    }
    let error = Policy::parse("version = -1\n", "p.toml")
        .unwrap_err()
        .to_string();
    assert!(error.contains("`name`"), "{error}");
    let error = Policy::parse("name = \"x\"\nversion = -1\n", "p.toml")
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("`version` must be a whole number from 0"),
        "{error}"
    );
}
