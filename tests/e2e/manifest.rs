//! What the manifest says beside counts: trees, domains, signals, personal data, cost.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use arrow_array::Array;
use arrow_array::cast::AsArray;
use arrow_array::types::Int64Type;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::common::{ALL_ONCE, Place, files, kept, manifest, parquet};

type Hash = [u8; 32];

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The root as RFC 9162, section 2.1.1, defines it.
fn root(leaves: &[Vec<u8>]) -> Hash {
    match leaves {
        [] => Sha256::digest([]).into(),
        [leaf] => Sha256::new()
            .chain_update([0])
            .chain_update(leaf)
            .finalize()
            .into(),
        _ => {
            let half = leaves.len().next_power_of_two() / 2;
            let (left, right) = (root(&leaves[..half]), root(&leaves[half..]));
            Sha256::new()
                .chain_update([1])
                .chain_update(left)
                .chain_update(right)
                .finalize()
                .into()
        }
    }
}

/// JSON whose keys are sorted and whose strings need no thought is canonical.
fn leaf(value: &Value) -> Vec<u8> {
    value.to_string().into_bytes()
}

fn column(batch: &arrow_array::RecordBatch, name: &str, row: usize) -> String {
    let column = batch.column_by_name(name).unwrap().as_string::<i32>();
    column.value(row).to_owned()
}

/// Leaves of a shard, or of a part of the ledger without numbers.
fn rows(place: &Place, path: &str) -> Vec<Vec<u8>> {
    let mut leaves = Vec::new();
    for batch in parquet(&place.out().join(path)) {
        for row in 0..batch.num_rows() {
            let text = |name: &str| column(&batch, name, row);
            let language = format!("{}_{}", text("language"), text("language_script"));
            leaves.push(leaf(&json!({
                "digest": text("digest"), "id": text("id"), "language": language,
                "record_id": text("record_id"), "url": text("url"),
            })));
            assert_eq!(text("digest"), hex(&Sha256::digest(text("text"))));
        }
    }
    leaves
}

#[test]
fn trees_are_those_of_the_rows() {
    let place = Place::demo("[sinks.emit]\nshard_bytes = 65536\n");
    place.run();
    let manifest = manifest(&place.out());
    let mut shards = Vec::new();
    for output in manifest["outputs"].as_array().unwrap() {
        if output["kind"] == "shard" {
            let path = output["path"].as_str().unwrap();
            let of_rows = hex(&root(&rows(&place, path)));
            assert_eq!(output["root"], json!(of_rows), "{path}");
            shards.push(leaf(&json!({
                "path": path, "root": of_rows, "rows": output["rows"],
            })));
        }
    }
    assert!(shards.len() > 10);
    let kept = &manifest["trees"]["kept"];
    assert_eq!(kept["root"], json!(hex(&root(&shards))));
    assert_eq!(kept["leaves"], json!(shards.len()));

    let mut domains: BTreeMap<Hash, u64> = BTreeMap::new();
    for batch in parquet(&place.out().join("domains.parquet")) {
        let documents = batch.column_by_name("documents").unwrap();
        let documents = documents.as_primitive::<Int64Type>();
        for row in 0..batch.num_rows() {
            let hash = Sha256::digest(column(&batch, "domain", row)).into();
            *domains.entry(hash).or_default() += documents.value(row) as u64;
        }
    }
    let leaves: Vec<Vec<u8>> = domains
        .iter()
        .filter(|(_, documents)| **documents > 0)
        .map(|(hash, documents)| leaf(&json!({ "documents": documents, "domain": hex(hash) })))
        .collect();
    assert!(leaves.len() > 5);
    let tree = &manifest["trees"]["domains"];
    assert_eq!(tree["root"], json!(hex(&root(&leaves))));
    assert_eq!(tree["leaves"], json!(leaves.len()));
}

#[test]
fn every_document_is_counted_under_its_domain() {
    let place = Place::demo(ALL_ONCE);
    place.run();
    let manifest = manifest(&place.out());
    let mut sums: BTreeMap<&str, u64> = BTreeMap::new();
    let mut by_domain: BTreeMap<String, u64> = BTreeMap::new();
    for batch in parquet(&place.out().join("domains.parquet")) {
        for name in [
            "documents_read",
            "bytes_read",
            "documents",
            "bytes",
            "tokens",
        ] {
            let numbers = batch
                .column_by_name(name)
                .unwrap()
                .as_primitive::<Int64Type>();
            *sums.entry(name).or_default() +=
                numbers.iter().map(|n| n.unwrap() as u64).sum::<u64>();
            if name == "documents" {
                for row in 0..batch.num_rows() {
                    let domain = column(&batch, "domain", row);
                    *by_domain.entry(domain).or_default() += numbers.value(row) as u64;
                }
            }
        }
    }
    let flows = |stage: &str| manifest["counts"][stage].as_object().unwrap().values();
    let damaged = flows("demo").map(|flow| &flow["removed"]["source.damaged"]);
    let damaged: u64 = damaged.filter_map(Value::as_u64).sum();
    let read: u64 = flows("demo").map(|flow| flow["in"].as_u64().unwrap()).sum();
    assert_eq!(sums["documents_read"], read - damaged);
    let extracted = flows("extract").map(|flow| flow["bytes_out"].as_u64().unwrap());
    assert_eq!(sums["bytes_read"], extracted.sum::<u64>());
    let rows = kept(&place.out());
    assert_eq!(sums["documents"], rows.len() as u64);
    assert_eq!(
        sums["bytes"],
        rows.iter().map(|row| row.text.len() as u64).sum::<u64>()
    );
    // Every document is given once here, and counted once under its domain.
    let given = manifest["mix"].as_object().unwrap().values();
    let tokens = given.map(|mix| mix["tokens_given"].as_u64().unwrap());
    assert_eq!(sums["tokens"], tokens.sum::<u64>());
    for row in &rows {
        let host = row.url.split('/').nth(2).unwrap().to_lowercase();
        let host = host.split(':').next().unwrap().to_owned();
        let under = |domain: &String| host == *domain || host.ends_with(&format!(".{domain}"));
        assert!(by_domain.iter().any(|(d, n)| under(d) && *n > 0), "{host}");
    }
    assert_eq!(
        manifest["domains"]["kept"],
        manifest["trees"]["domains"]["leaves"]
    );
    let top = manifest["domains"]["top"].as_array().unwrap();
    let sizes: Vec<u64> = top
        .iter()
        .map(|d| d["bytes_read"].as_u64().unwrap())
        .collect();
    assert!(
        sizes.is_sorted_by(|a, b| a >= b) && sizes[0] > 0,
        "{sizes:?}"
    );
}

#[test]
fn every_measured_document_is_in_one_bin_of_each_signal() {
    let place = Place::demo("");
    place.run();
    let manifest = manifest(&place.out());
    let signals = &manifest["signals"];
    let edges = signals["edges"].as_array().unwrap().len();
    let mut looked_at = 0;
    for (language, of_language) in signals["languages"].as_object().unwrap() {
        let flow = &manifest["counts"]["annotate"][language];
        for (signal, bins) in of_language.as_object().unwrap() {
            let bins = bins.as_array().unwrap();
            assert!(bins.len() <= edges, "{signal}");
            let sum: u64 = bins.iter().map(|n| n.as_u64().unwrap()).sum();
            assert_eq!(Some(sum), flow["out"].as_u64(), "{language} {signal}");
            looked_at += 1;
        }
        let bounds = signals["bounds"][language].as_array().unwrap();
        assert!(
            bounds.iter().any(|b| b["rule"] == "quality.min_words"),
            "{language}"
        );
    }
    assert!(looked_at > 500, "{looked_at}");
}

#[test]
fn personal_data_and_clusters_are_told_by_language() {
    let place = Place::demo(ALL_ONCE);
    place.run();
    let manifest = manifest(&place.out());
    let mut handled = 0;
    for (language, of) in manifest["personal_data"].as_object().unwrap() {
        assert_eq!(of["actions"]["email"], "tag", "{language}");
        for (kind, count) in of["kinds"].as_object().unwrap() {
            let number = |key: &str| count[key].as_u64().unwrap();
            assert!(number("found") >= number("documents"), "{language} {kind}");
            handled += number("handled");
        }
    }
    let rows: usize = files(&place.out(), &|name| {
        name.starts_with("data/") && name.ends_with(".parquet")
    })
    .iter()
    .flat_map(|name| parquet(&place.out().join(name)))
    .map(|batch| {
        batch
            .column_by_name("pii")
            .unwrap()
            .as_list::<i32>()
            .values()
            .len()
    })
    .sum();
    assert_eq!(handled, rows as u64);
    assert!(handled > 0);
    // Each cluster has one document that was kept among its own; the others went for it.
    let mut clustered = 0;
    for sizes in manifest["clusters"]["languages"]
        .as_object()
        .unwrap()
        .values()
    {
        for (size, count) in sizes.as_object().unwrap() {
            clustered += (size.parse::<u64>().unwrap() - 1) * count.as_u64().unwrap();
        }
    }
    let select = manifest["counts"]["select"].as_object().unwrap().values();
    let removed = select.flat_map(|flow| flow["removed"].as_object().into_iter().flatten());
    let near = removed.filter(|(reason, _)| {
        ["dedup.near", "dedup.exact", "dedup.url"].contains(&reason.as_str())
    });
    assert_eq!(
        clustered,
        near.map(|(_, n)| n.as_u64().unwrap()).sum::<u64>()
    );
    assert!(clustered > 0);
}

#[test]
fn the_list_of_digests_is_whole_and_right() {
    let place = Place::demo("");
    place.run();
    let list = fs::read_to_string(place.out().join("SHA256SUMS")).unwrap();
    let named: BTreeMap<&str, &str> = list
        .lines()
        .map(|line| line.split_once("  ").unwrap())
        .map(|(digest, path)| (path, digest))
        .collect();
    let there: BTreeSet<String> = files(&place.out(), &|name| {
        !name.starts_with(".tamis/") && name != "SHA256SUMS"
    });
    assert_eq!(
        named
            .keys()
            .map(|p| (*p).to_owned())
            .collect::<BTreeSet<_>>(),
        there
    );
    for (path, digest) in named {
        let bytes = fs::read(place.out().join(path)).unwrap();
        assert_eq!(hex(&Sha256::digest(bytes)), digest, "{path}");
    }
}

#[test]
fn what_a_run_took_is_told_unless_it_is_not_asked_for() {
    let place = Place::demo("");
    place.run();
    let told = manifest(&place.out());
    let cost = &told["cost"];
    let groups = cost["groups"].as_array().unwrap();
    assert!(groups.len() >= 5, "{groups:?}");
    for group in groups.iter().chain([&cost["total"]]) {
        assert!(group["tasks"].as_u64().unwrap() > 0, "{group}");
        assert!(group["peak_memory"].as_u64().unwrap() > 1 << 20, "{group}");
    }
    assert!(cost["total"]["cpu_seconds"].as_f64().unwrap() > 0.0);
    let inputs = told["inputs"].as_array().unwrap();
    let bytes: u64 = inputs
        .iter()
        .map(|input| input["bytes"].as_u64().unwrap())
        .sum();
    assert_eq!(cost["total"]["bytes_read"], json!(bytes));
    assert!(cost["started"].as_str().unwrap() <= cost["finished"].as_str().unwrap());
    let text = fs::read_to_string(place.out().join("manifest.json")).unwrap();
    if let Ok(host) = fs::read_to_string("/proc/sys/kernel/hostname") {
        assert!(!told["environment"].to_string().contains(host.trim()));
    }
    assert!(!text.contains(place.path().to_str().unwrap()));
    for input in inputs {
        let (first, last) = (&input["first_date"], &input["last_date"]);
        assert!(first.as_str().unwrap() <= last.as_str().unwrap(), "{input}");
        assert_eq!(
            (&input["source"], &input["dump"]),
            (&json!("demo"), &json!("TAMIS-DEMO-2026"))
        );
    }

    let silent = Place::demo("[sinks.manifest]\ncost = false\noperator = \"us\"\n");
    silent.run();
    let other = manifest(&silent.out());
    assert!(other.get("cost").is_none() && other.get("environment").is_none());
    assert_eq!(other["run"]["operator"], "us");
    assert_eq!(other["outputs"], told["outputs"]);
    assert_eq!(other["trees"], told["trees"]);
}

/// No share of documents beyond a bound is told as anything between none and all.
#[test]
fn the_report_tells_what_lies_beyond_each_bound() {
    let place = Place::demo("");
    place.run();
    let report = std::fs::read_to_string(place.out().join("report.html")).unwrap();
    let (_, table) = report
        .split_once("Bounds of all languages together")
        .unwrap();
    let (table, _) = table.split_once("</table>").unwrap();
    assert!(table.contains("quality.min_words"));
    assert!(!table.contains("0\u{202f}% to 100"), "{table}");
    // Nothing in the demo is damaged, and the bound is told from that.
    let row = table
        .split("<tr")
        .find(|row| row.contains("max_replacement_ratio"))
        .unwrap();
    assert!(row.contains(">0\u{202f}%<"), "{row}");
}
