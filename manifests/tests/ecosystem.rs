//! What is rendered for readers of other tools: the whole text of each file for one realistic account
//! and for an empty one, and names that try to do something in it.
#![allow(clippy::unwrap_used, clippy::panic)]

mod common;

use common::{HOSTILE, domains, empty, files, provider, realistic, schema};
use serde_json::Value;
use tamis_manifests::Manifest;
use tamis_manifests::ecosystem::{card, counts, croissant, datasheet};
use tamis_manifests::provider::Provider;
use tamis_manifests::summary::Summary;

#[test]
fn card_of_a_dataset() {
    insta::assert_snapshot!(card::render(&realistic(), &provider(), &schema()));
}

#[test]
fn card_without_a_provider() {
    insta::assert_snapshot!(card::render(&realistic(), &Provider::default(), &schema()));
}

#[test]
fn card_of_nothing() {
    insta::assert_snapshot!(card::render(&empty(), &Provider::default(), &schema()));
}

#[test]
fn counts_of_a_dataset() {
    let manifest = realistic();
    let mut text = counts::whole(&manifest, &schema()).render();
    for (language, counts) in counts::languages(&manifest, &schema()) {
        text += &format!("--- {language}\n{}", counts.render());
    }
    insta::assert_snapshot!(text);
    insta::assert_snapshot!(counts::whole(&empty(), &schema()).render());
}

#[test]
fn datasheets() {
    insta::assert_snapshot!(datasheet::render(&realistic(), &provider()));
    insta::assert_snapshot!(datasheet::render(&empty(), &Provider::default()));
}

#[test]
fn croissant_of_a_dataset() {
    let value = croissant::describe(&realistic(), &provider(), &schema(), &files());
    insta::assert_snapshot!(croissant::render(&value));
    assert_eq!(croissant::check(&value), Vec::<String>::new());
}

#[test]
fn croissant_names_what_nobody_said() {
    let value = croissant::describe(&empty(), &Provider::default(), &schema(), &[]);
    insta::assert_snapshot!(croissant::check(&value).join("\n"));
    let value = croissant::describe(&realistic(), &Provider::default(), &schema(), &files());
    insta::assert_snapshot!(croissant::check(&value).join("\n"));
}

/// Every key of the description that can be taken away is missed.
#[test]
fn croissant_misses_each_key_that_is_taken_away() {
    let whole = croissant::describe(&realistic(), &provider(), &schema(), &files());
    // These may be absent: schema.org has them, Croissant asks for none of them here.
    let free = [
        "alternateName",
        "dateModified",
        "maintainer",
        "usageInfo",
        "recordSet",
        "prov:wasAttributedTo",
    ];
    for key in whole.as_object().unwrap().keys() {
        let mut less = whole.clone();
        less.as_object_mut().unwrap().remove(key);
        assert_eq!(
            croissant::check(&less).is_empty(),
            free.contains(&key.as_str()),
            "{key}"
        );
    }
    for (pointer, key) in [
        ("/distribution/0", "sha256"),
        ("/distribution/0", "contentUrl"),
        ("/recordSet/0/field/0", "source"),
        ("/recordSet/0/field/0", "dataType"),
        ("/recordSet/1", "field"),
    ] {
        let mut less = whole.clone();
        less.pointer_mut(pointer)
            .unwrap()
            .as_object_mut()
            .unwrap()
            .remove(key);
        assert!(!croissant::check(&less).is_empty(), "{pointer} {key}");
    }
}

#[test]
fn croissant_refuses_what_its_reader_lets_pass() {
    let whole = croissant::describe(&realistic(), &provider(), &schema(), &files());
    for (pointer, value) in [
        ("/rai:dataColection", "x"),
        ("/recordSet/0/rai:bias", "x"),
        ("/conformsTo", "http://mlcommons.org/croissant/1.0"),
        ("/@type", "Dataset"),
        ("/license", " "),
        ("/distribution/0/sha256", "00"),
        ("/distribution/1/@id", "README.md"),
        ("/recordSet/0/field/0/source/fileSet/@id", "nowhere"),
    ] {
        let mut other = whole.clone();
        let (at, key) = pointer.rsplit_once('/').unwrap();
        let parent = other.pointer_mut(at).unwrap().as_object_mut().unwrap();
        parent.insert(key.to_owned(), Value::from(value));
        assert_ne!(croissant::check(&other), Vec::<String>::new(), "{pointer}");
    }
}

fn summary(manifest: &Manifest, provider: &Provider) -> Summary {
    Summary::new(manifest, provider, domains()).unwrap()
}

#[test]
fn summary_of_a_dataset() {
    let summary = summary(&realistic(), &provider());
    insta::assert_snapshot!("summary_json", summary.to_json());
    insta::assert_snapshot!("summary_markdown", summary.to_markdown());
    insta::assert_snapshot!("summary_html", summary.to_html());
    assert_eq!(summary.missing, []);
    let read: Summary = serde_json::from_str(&summary.to_json()).unwrap();
    assert_eq!(read, summary);
}

#[test]
fn summary_without_a_provider() {
    let summary = summary(&realistic(), &Provider::default());
    insta::assert_snapshot!("summary_unanswered_markdown", summary.to_markdown());
    let read: Summary = serde_json::from_str(&summary.to_json()).unwrap();
    assert_eq!(read, summary);
    let html = summary.to_html();
    let marks = html.matches("class=\"missing\"").count();
    assert_eq!(marks, summary.missing.len());
}

#[test]
fn summary_of_nothing() {
    let summary = Summary::new(&empty(), &Provider::default(), []).unwrap();
    insta::assert_snapshot!("summary_empty_json", summary.to_json());
    insta::assert_snapshot!("summary_empty_markdown", summary.to_markdown());
}

/// The same account with a name in every place that a name can come from.
fn named(name: &str) -> (Manifest, Provider) {
    let mut manifest = realistic();
    manifest.name = name.to_owned();
    manifest.code.version = name.to_owned();
    manifest.run.operator = Some(name.to_owned());
    manifest.resources[0].name = name.to_owned();
    manifest.stages[1].name = name.to_owned();
    let counts = manifest.counts.remove("urls").unwrap();
    manifest.counts.insert(name.to_owned(), counts);
    for input in &mut manifest.inputs {
        input.dump = name.to_owned();
        input.file_path = format!("{name}{}", input.file_path);
    }
    for version in &mut manifest.history {
        version.takedown.reason = name.to_owned();
    }
    let flows = manifest.counts.get_mut("select").unwrap();
    flows
        .get_mut("deu_Latn")
        .unwrap()
        .removed
        .insert(name.to_owned(), 5);
    let rights = manifest.rights.as_mut().unwrap();
    rights.policy.name = name.to_owned();
    let signal = rights.counts.signals.remove("license").unwrap();
    rights.counts.signals.insert(name.to_owned(), signal);
    let mut provider = provider();
    provider.provider.name = Some(name.to_owned());
    provider.dataset.title = Some(name.to_owned());
    provider.dataset.description = Some(name.to_owned());
    provider.dataset.license = Some(name.to_owned());
    provider.dataset.citation = Some(name.to_owned());
    provider.dataset.tags = Some(vec![name.to_owned()]);
    provider.dataset.limitations = Some(vec![name.to_owned()]);
    provider.sources[0].dump = Some(name.to_owned());
    provider.sources[0].name = Some(name.to_owned());
    provider.summary.changes = Some(name.to_owned());
    (manifest, provider)
}

/// Columns of a table of Markdown: its pipes without a backslash.
fn columns(line: &str) -> usize {
    line.replace("\\\\", "")
        .replace("\\|", "")
        .matches('|')
        .count()
}

fn tables_hold(markdown: &str) {
    let mut within = None;
    let mut fenced = false;
    for line in markdown.lines() {
        fenced ^= line.starts_with("```");
        if fenced || !line.starts_with('|') {
            within = None;
            continue;
        }
        let n = columns(line);
        assert_eq!(*within.get_or_insert(n), n, "{line}");
    }
}

/// What is not in fenced blocks.
fn unfenced(markdown: &str) -> String {
    markdown.split("```").step_by(2).collect()
}

#[test]
fn names_do_nothing_but_say_what_they_say() {
    let rows = |text: &str| text.lines().filter(|line| line.starts_with('|')).count();
    let headings = |text: &str| text.lines().filter(|line| line.starts_with('#')).count();
    let (plain, said) = named("plain");
    let usual = card::render(&plain, &said, &schema());
    let usual_page = summary(&plain, &said).to_markdown();
    let usual_tags = summary(&plain, &said).to_html().matches('<').count();
    for name in HOSTILE {
        let (manifest, provider) = named(name);
        let card = card::render(&manifest, &provider, &schema());
        assert_eq!(card.matches("\n---\n").count(), 1, "{card}");
        let (head, body) = card
            .strip_prefix("---\n")
            .unwrap()
            .split_once("---\n")
            .unwrap();
        let title = head
            .lines()
            .find_map(|line| line.strip_prefix("pretty_name: "))
            .unwrap();
        assert!(title.starts_with('"') && title.ends_with('"'), "{title}");
        for text in [body, &datasheet::render(&manifest, &provider)] {
            assert!(
                !text.contains(['\u{202e}', '\u{200b}', '\u{1b}', '\u{2028}']),
                "{text}"
            );
            tables_hold(text);
        }
        let (own, plain) = (unfenced(&card), unfenced(&usual));
        assert_eq!(
            (rows(&own), headings(&own)),
            (rows(&plain), headings(&plain)),
            "{card}"
        );

        let value = croissant::describe(&manifest, &provider, &schema(), &files());
        let read: Value = serde_json::from_str(&croissant::render(&value)).unwrap();
        assert_eq!(read["name"], *name);
        assert_eq!(croissant::check(&value), Vec::<String>::new());

        let summary = summary(&manifest, &provider);
        let read: Summary = serde_json::from_str(&summary.to_json()).unwrap();
        assert_eq!(read, summary);
        let page = summary.to_markdown();
        tables_hold(&page);
        assert_eq!(
            (rows(&page), headings(&page)),
            (rows(&usual_page), headings(&usual_page)),
            "{page}"
        );
        let html = summary.to_html();
        assert!(!html.contains("<script") && !html.contains('\u{202e}'));
        // As many tags as with a plain name, but for the paragraphs that it has.
        let paragraphs = name.matches("\n\n").count();
        let extra = html.matches('<').count() - usual_tags;
        assert!(extra <= paragraphs * 4 * 4, "{extra} {name}");
    }
}
