//! Documents leave a finished dataset: only what has to change changes, and the account holds.

use std::collections::BTreeMap;
use std::fs;
use std::time::Duration;

use arrow_array::cast::AsArray;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::common::{ALL_ONCE, Place, command, files, kept, manifest, parquet, removed};

/// A dataset of many shards, signed.
fn place() -> Place {
    let more = format!(
        "{ALL_ONCE}\n[sinks.emit]\nshard_bytes = 65536\n\n[sinks.manifest]\nkey = \"us.pem\"\n"
    );
    let place = Place::demo(&more);
    place.tamis(&["keygen", "us"]).expect(0);
    place.run();
    place
}

const WITH_KEY: [&str; 2] = ["--key", "us.pem"];

fn forget(place: &Place, arguments: &[&str]) -> String {
    let mut all = vec!["forget", "out"];
    all.extend(arguments);
    place.tamis(&all).expect(0).out
}

#[track_caller]
fn verifies(place: &Place) {
    place
        .tamis(&["verify", "out", "--key", "us.pub.pem", "--texts"])
        .expect(0);
}

/// A host of which several documents are kept, and one of several others.
fn host(url: &str) -> String {
    url.split('/').nth(2).unwrap().to_owned()
}

#[test]
fn a_document_goes_and_the_rest_stays() {
    let place = place();
    let before = place.dataset();
    let rows = kept(&place.out());
    let one = &rows[rows.len() / 2];
    let told = forget(
        &place,
        &[&["--id", &one.id, "--reason", "request 1"], &WITH_KEY[..]].concat(),
    );
    assert!(told.starts_with("1 document (1 row) went\n"), "{told}");
    assert!(told.contains(".tamis/work still has the texts"), "{told}");
    verifies(&place);
    let after = place.dataset();
    let shards = |tree: &BTreeMap<String, Vec<u8>>| {
        let mut tree = tree.clone();
        tree.retain(|name, _| name.starts_with("data/") && name.ends_with(".parquet"));
        tree
    };
    let (old, new) = (shards(&before), shards(&after));
    assert_eq!(
        old.keys().collect::<Vec<_>>(),
        new.keys().collect::<Vec<_>>()
    );
    let changed = old
        .iter()
        .filter(|(name, bytes)| new[*name] != **bytes)
        .count();
    assert_eq!(changed, 1, "only the shard concerned is written again");
    let left: Vec<String> = kept(&place.out()).into_iter().map(|row| row.id).collect();
    assert_eq!(left.len(), rows.len() - 1);
    assert!(!left.contains(&one.id));
    let row = removed(&place.out())
        .into_iter()
        .find(|row| row.id == one.id)
        .unwrap();
    assert_eq!(
        (row.stage.as_str(), row.reason.as_str()),
        ("forget", "forget.id")
    );
    assert_eq!(row.url, "");
    let digest: String = Sha256::digest(&one.url)
        .iter()
        .map(|b| format!("{b:02x}"))
        .collect();
    // Who knows the URL finds the row by it; nobody else learns it from the dataset.
    let told = place.tamis(&["why", "out", "--url", &one.url, "--json"]);
    let told = told.expect(0).out;
    assert!(
        told.contains(&digest) && told.contains("forget.id"),
        "{told}"
    );
    let asked = format!("{}/", one.url);
    let told = place.tamis(&["why", "out", "--url", &asked]).expect(0).out;
    assert!(
        told.starts_with("not under that URL, but") && told.contains("forget.id"),
        "{told}"
    );
    let folders = ["data/", "removed/", "rights/"];
    let tables = |name: &str| {
        let of_data = folders.iter().any(|folder| name.starts_with(folder));
        of_data && name.ends_with(".parquet")
    };
    for name in files(&place.out(), &tables) {
        for batch in parquet(&place.out().join(&name)) {
            let urls = batch.column_by_name("url").unwrap().as_string::<i32>();
            assert!(urls.iter().flatten().all(|url| url != one.url), "{name}");
        }
    }
}

#[test]
fn a_domain_goes_with_its_hosts_and_history_keeps_the_roots() {
    let place = place();
    let before: Value = manifest(&place.out());
    let domains = before["domains"]["top"].as_array().unwrap();
    let domain = domains
        .iter()
        .find(|d| d["documents"].as_u64() > Some(1))
        .unwrap();
    let name = domain["domain"].as_str().unwrap();
    let count = domain["documents"].as_u64().unwrap();
    let dry = forget(&place, &["--domain", name, "--dry-run"]);
    assert!(dry.starts_with(&format!("{count} documents")), "{dry}");
    assert_eq!(manifest(&place.out()), before, "a dry run changes nothing");
    forget(
        &place,
        &[
            "--domain",
            name,
            "--key",
            "us.pem",
            "--reason",
            "they asked",
        ],
    );
    verifies(&place);
    let after: Value = manifest(&place.out());
    let version = &after["history"][0];
    assert_eq!(version["trees"], before["trees"]);
    assert_eq!(version["takedown"]["documents"], json!(count));
    assert_eq!(version["takedown"]["reason"], "they asked");
    assert_eq!(version["takedown"]["asked"], json!({ "domain": 1 }));
    assert_eq!(
        after["domains"]["kept"].as_u64(),
        before["domains"]["kept"].as_u64().map(|n| n - 1)
    );
    let below = |url: &str| {
        let host = host(url);
        host == name || host.ends_with(&format!(".{name}"))
    };
    assert!(!kept(&place.out()).iter().any(|row| below(&row.url)));
    // A second one adds to the first.
    let next = kept(&place.out()).into_iter().next().unwrap();
    forget(&place, &["--url", &next.url, "--key", "us.pem"]);
    verifies(&place);
    assert_eq!(
        manifest(&place.out())["history"].as_array().unwrap().len(),
        2
    );
    // And a run does not undo them.
    let again = place.tamis(&["run", "tamis.toml", "--update"]).expect(2);
    assert!(again.err.contains("taken down"), "{}", again.err);
}

#[test]
fn a_signed_dataset_needs_a_key_and_bad_values_are_named() {
    let place = place();
    let before = place.dataset();
    let refused = |arguments: &[&str], word: &str| {
        let mut all = vec!["forget", "out"];
        all.extend(arguments);
        let ran = place.tamis(&all).expect(2);
        assert!(ran.err.contains(word), "{}", ran.err);
        assert_eq!(before, place.dataset());
    };
    refused(&["--domain", "example.org"], "signed");
    refused(&[], "nothing is asked for");
    refused(&["--id", "12", "--key", "us.pem"], "32 hexadecimal digits");
    refused(
        &["--url", "@no-such-list", "--key", "us.pem"],
        "no-such-list",
    );
    place.write("list", "\u{feff}# ours\r\n\nexample.org\nnot a domain\n");
    refused(&["--domain", "@list", "--key", "us.pem"], "list, line 4");
    refused(
        &["--domain", "example.org", "--key", "us.pub.pem"],
        "us.pub.pem",
    );
    let none = forget(&place, &["--domain", "nobody.invalid", "--key", "us.pem"]);
    assert!(none.contains("nothing was changed"), "{none}");
    let unmatched = "1 of 1 values named no document:\n  domain nobody.invalid\n";
    assert!(none.contains(unmatched), "{none}");
    refused(&["--domain", "co.uk", "--key", "us.pem"], "public suffix");
    assert_eq!(before, place.dataset());

    // With another key than before, whoever has the first one's public half has to be told.
    place.tamis(&["keygen", "them"]).expect(0);
    let url = kept(&place.out())[0].url.clone();
    let told = forget(&place, &["--url", &url, "--key", "them.pem"]);
    assert!(told.contains("is gone"), "{told}");
    let again = kept(&place.out())[0].url.clone();
    let told = forget(&place, &["--url", &again, "--key", "them.pem"]);
    assert!(!told.contains("is gone"), "{told}");
}

#[test]
fn a_killed_takedown_is_undone_or_carried_out() {
    let place = place();
    let before = place.dataset();
    let domain = host(&kept(&place.out())[0].url);
    let arguments = ["forget", "out", "--domain", &domain, "--key", "us.pem"];
    let (mut undone, mut done) = (0, 0);
    for pause in 0..60 {
        let mut child = command(place.path(), &arguments)
            .stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_millis(2 * pause));
        child.kill().unwrap();
        child.wait().unwrap();
        let waiting = place.out().join(".tamis/forget").exists();
        let verified = place.tamis(&["verify", "out", "--key", "us.pub.pem"]);
        if waiting {
            assert_eq!(verified.code, Some(1), "{}", verified.out);
            // Without a request, what was begun is ended.
            place.tamis(&["forget", "out"]).expect(0);
        }
        verifies(&place);
        if place.dataset() == before {
            undone += 1;
        } else {
            assert_eq!(
                manifest(&place.out())["history"].as_array().unwrap().len(),
                1
            );
            done += 1;
            break;
        }
    }
    if done == 0 {
        place.tamis(&arguments).expect(0);
        verifies(&place);
    }
    assert!(undone > 0, "no kill came in time");
    assert!(
        !kept(&place.out())
            .iter()
            .any(|row| host(&row.url) == domain)
    );
    assert!(!fs::exists(place.out().join(".tamis/forget")).unwrap());
}

#[test]
fn texts_with_an_address_go_where_addresses_were_kept() {
    let profiles = "[run]\n";
    let place = Place::demo(ALL_ONCE);
    let config = fs::read_to_string(place.join("tamis.toml")).unwrap();
    let config = config.replacen(profiles, "[run]\nprofiles = \"profiles\"\n", 1);
    place.write("tamis.toml", config);
    for code in [
        "eng_Latn", "deu_Latn", "fra_Latn", "ces_Latn", "mlt_Latn", "pol_Latn", "ita_Latn",
    ] {
        let shown = place.tamis(&["langs", "show", code]).expect(0).out;
        let kept: Vec<&str> = shown
            .lines()
            .map(|line| {
                if line.starts_with("email = ") {
                    "email = \"annotate\""
                } else {
                    line
                }
            })
            .collect();
        place.write(&format!("profiles/{code}.toml"), kept.join("\n") + "\n");
    }
    place.run();
    let rows = kept(&place.out());
    let address = rows.iter().find_map(|row| {
        let at = row.text.find('@')?;
        let rest = &row.text[at + 1..];
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != '.');
        let domain = rest[..end.unwrap_or(rest.len())].trim_end_matches('.');
        domain
            .contains('.')
            .then(|| (row.id.clone(), domain.to_owned()))
    });
    let (id, domain) = address.expect("the demo has an address in one of these languages");
    let told = forget(&place, &["--email-domain", &domain]);
    assert!(told.contains("by email-domain"), "{told}");
    assert!(!kept(&place.out()).iter().any(|row| row.id == id));
    place.tamis(&["verify", "out", "--texts"]).expect(0);
}
