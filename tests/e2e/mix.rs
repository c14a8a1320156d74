//! The mix: what is asked, what is given, and in what files.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use arrow_array::Array;
use arrow_array::cast::AsArray;
use serde_json::Value;

use super::common::{ALL_ONCE, Place, Random, files, kept, manifest, parquet, removed};

/// Names of files below a folder of the dataset.
fn names(place: &Place, folder: &str) -> BTreeSet<String> {
    files(&place.out(), &|name| name.starts_with(folder))
}

#[test]
fn held_out_documents_are_given_once_and_stay_where_they_are() {
    let place = Place::demo("[stages.balance]\nmethod = \"temperature\"\nvalidation = 0.3\n");
    place.run();
    place.tamis(&["verify", "out", "--texts"]).expect(0);
    let manifest = manifest(&place.out());
    let mix = manifest["mix"].as_object().unwrap();
    let of = |key: &str| {
        mix.values()
            .map(|m| m[key].as_u64().unwrap_or(0))
            .sum::<u64>()
    };
    let mut held: BTreeMap<String, String> = BTreeMap::new();
    let mut given: BTreeSet<String> = BTreeSet::new();
    for name in names(&place, "data/") {
        for batch in parquet(&place.out().join(&name)) {
            let ids = batch.column_by_name("id").unwrap().as_string::<i32>();
            for id in ids.iter().flatten() {
                if name.contains("/validation-") {
                    assert!(held.insert(id.into(), name.clone()).is_none(), "{id} twice");
                } else {
                    given.insert(id.into());
                }
            }
        }
    }
    assert_eq!(held.len() as u64, of("documents_held_out"));
    assert!(!held.is_empty());
    assert!(given.iter().all(|id| !held.contains_key(id)));
    // Less input, and every document is in the split that it was in before.
    let less = Place::demo("[stages.balance]\nmethod = \"temperature\"\nvalidation = 0.3\n");
    let config = fs::read_to_string(less.join("tamis.toml")).unwrap();
    let one = config.replace("demo-*.warc.gz", "demo-00000.warc.gz");
    assert_ne!(one, config);
    less.write("tamis.toml", one);
    less.run();
    let mut seen = 0;
    for name in names(&less, "data/") {
        for batch in parquet(&less.out().join(&name)) {
            let ids = batch.column_by_name("id").unwrap().as_string::<i32>();
            for id in ids.iter().flatten() {
                if held.contains_key(id) || given.contains(id) {
                    assert_eq!(held.contains_key(id), name.contains("/validation-"), "{id}");
                    seen += 1;
                }
            }
        }
    }
    assert!(seen > 10, "{seen}");
}

/// Of a small language all documents may be held out. It has its shard all the same, where documents are
/// weighed by a score too.
#[test]
fn a_language_of_which_all_is_held_out_loses_nothing() {
    let place = Place::demo(
        "[stages.balance]\nmethod = \"proportional\"\nvalidation = 0.45\n\
         quality = { signal = \"quality_score\", points = [[0.2, 0.5], [0.9, 1]] }\n",
    );
    place.run();
    place.tamis(&["verify", "out", "--texts"]).expect(0);
    let manifest = manifest(&place.out());
    let mix = manifest["mix"].as_object().unwrap();
    let whole: Vec<&String> = mix
        .iter()
        .filter(|(_, m)| {
            m["documents_held_out"]
                .as_u64()
                .is_some_and(|held| held > 0)
        })
        .filter(|(_, m)| m["documents_held_out"] == m["documents_available"])
        .map(|(language, _)| language)
        .collect();
    assert!(
        !whole.is_empty(),
        "no language of the demo is held out whole"
    );
    for language in whole {
        let validation = format!("data/{language}/validation-");
        assert!(!names(&place, &validation).is_empty(), "{language}");
    }
}

#[test]
fn json_lines_are_the_rows_of_the_shards() {
    for (columns, text, id, cluster) in [
        ("fineweb-2", "text", "id", "minhash_cluster_size"),
        ("hplt-v4", "text", "id", "cluster_size"),
    ] {
        let place = Place::demo(&format!(
            "{ALL_ONCE}\n[sinks.emit]\nshard_rows = 3\njsonl = true\ncolumns = \"{columns}\"\n"
        ));
        place.run();
        place.tamis(&["verify", "out", "--texts"]).expect(0);
        let shards = names(&place, "data/");
        let lines = names(&place, "jsonl/");
        assert_eq!(shards.len(), lines.len());
        assert!(shards.len() > 30);
        for shard in &shards {
            let name = shard
                .replace("data/", "jsonl/")
                .replace(".parquet", ".jsonl.zst");
            let file = fs::File::open(place.out().join(&name)).unwrap();
            let lines = std::io::read_to_string(zstd::Decoder::new(file).unwrap()).unwrap();
            let lines: Vec<Value> = lines
                .lines()
                .map(|line| serde_json::from_str(line).unwrap())
                .collect();
            let mut rows = Vec::new();
            for batch in parquet(&place.out().join(shard)) {
                let texts = batch.column_by_name("text").unwrap().as_string::<i32>();
                let ids = batch.column_by_name("id").unwrap().as_string::<i32>();
                rows.extend(
                    (0..ids.len()).map(|i| (texts.value(i).to_owned(), ids.value(i).to_owned())),
                );
            }
            assert!(rows.len() <= 6, "{shard}");
            let found: Vec<(String, String)> = lines
                .iter()
                .map(|line| {
                    (
                        line[text].as_str().unwrap().into(),
                        line[id].as_str().unwrap().into(),
                    )
                })
                .collect();
            assert_eq!(found, rows, "{name}");
            assert!(
                lines.iter().all(|line| line[cluster].as_u64().is_some()),
                "{name}"
            );
        }
    }
}

/// Ids with their copies, by language, in the order of the files.
fn rows(place: &Place, folder: &str) -> Vec<(String, String)> {
    let mut rows = Vec::new();
    for name in names(place, folder) {
        for batch in parquet(&place.out().join(&name)) {
            let column = |name: &str| {
                batch
                    .column_by_name(name)
                    .unwrap()
                    .as_string::<i32>()
                    .clone()
            };
            let (ids, languages) = (column("id"), column("language"));
            rows.extend((0..ids.len()).map(|i| (languages.value(i).into(), ids.value(i).into())));
        }
    }
    rows
}

#[test]
fn languages_are_interleaved_on_request() {
    let place = Place::demo("[sinks.emit]\ninterleave = true\nshard_rows = 20\n");
    place.run();
    place.tamis(&["verify", "out", "--texts"]).expect(0);
    let (mut alone, mut mixed) = (rows(&place, "data/"), rows(&place, "mixed/"));
    let changes = mixed.windows(2).filter(|two| two[0].0 != two[1].0).count();
    assert!(changes > mixed.len() / 2, "{changes} of {}", mixed.len());
    alone.sort();
    mixed.sort();
    assert_eq!(alone, mixed);
    let one = mixed[0].1.clone();
    place.tamis(&["forget", "out", "--id", &one]).expect(0);
    place.tamis(&["verify", "out", "--texts"]).expect(0);
    assert!(rows(&place, "mixed/").iter().all(|(_, id)| *id != one));
}

#[test]
fn who_goes_leaves_the_json_lines_too() {
    let place = Place::demo(&format!("{ALL_ONCE}\n[sinks.emit]\njsonl = true\n"));
    place.run();
    let one = kept(&place.out()).into_iter().next().unwrap();
    place.tamis(&["forget", "out", "--id", &one.id]).expect(0);
    place.tamis(&["verify", "out", "--texts"]).expect(0);
    for name in names(&place, "jsonl/") {
        let file = fs::File::open(place.out().join(&name)).unwrap();
        let lines = std::io::read_to_string(zstd::Decoder::new(file).unwrap()).unwrap();
        assert!(!lines.contains(&one.id), "{name}");
    }
}

#[test]
fn fractions_of_a_file_are_given() {
    let place = Place::demo(
        "[stages.balance]\nmethod = \"fixed\"\nmix = \"mix.txt\"\ntokens = 2000\nmax_repeats = 8\n",
    );
    place.write(
        "mix.txt",
        "# name fraction\nmlt_Latn 0.5\neng_Latn 0.25\nfra_Latn 0.25\n",
    );
    let told = place.tamis(&["plan", "tamis.toml", "--mix"]);
    assert_eq!(told.code, Some(2), "{}", told.err);
    assert!(told.err.contains("--until select"), "{}", told.err);
    let stopped = place
        .tamis(&["run", "tamis.toml", "--until", "select"])
        .expect(0);
    assert!(!place.out().join("manifest.json").exists());
    assert_eq!(stopped.stages().last().map(String::as_str), Some("select"));
    let table = place
        .tamis(&["plan", "tamis.toml", "--mix", "--picture", "mix.svg"])
        .expect(0)
        .out;
    assert!(
        table.lines().all(|line| line.chars().count() <= 80),
        "{table}"
    );
    assert!(
        fs::read_to_string(place.join("mix.svg"))
            .unwrap()
            .starts_with("<svg")
    );
    let json = place
        .tamis(&["plan", "tamis.toml", "--mix", "--json"])
        .expect(0)
        .out;
    let planned: Value = serde_json::from_str(&json).unwrap();
    place.run();
    let manifest = manifest(&place.out());
    for language in ["mlt_Latn", "eng_Latn", "fra_Latn"] {
        let (planned, given) = (&planned["languages"][language], &manifest["mix"][language]);
        for key in ["tokens_asked", "tokens_given", "rows_given"] {
            assert_eq!(planned[key], given[key], "{language} {key}");
        }
    }
    // The others are left out, each document with its reason.
    let out = removed(&place.out());
    let left_out = out.iter().filter(|row| row.reason == "balance.budget");
    assert!(left_out.filter(|row| row.language == "deu_Latn").count() > 0);
    assert_eq!(manifest["mix"]["deu_Latn"]["rows_given"], 0);
    place.tamis(&["verify", "out", "--texts"]).expect(0);
}

#[test]
fn numbers_alone_make_a_plan() {
    let place = Place::demo("[stages.balance]\nmethod = \"unimax\"\ntokens = 100_000_000_000\n");
    place.write(
        "there.txt",
        "deu_Latn 934.6e9\nfra_Latn 974.5e9\nmlt_Latn 0.97e9 # little\n",
    );
    let table = place
        .tamis(&["plan", "tamis.toml", "--mix", "--available", "there.txt"])
        .expect(0);
    insta::assert_snapshot!(table.out);
    place.write("there.txt", "deu_Latn 934.6e9\ndeu_Latn 1e9\n");
    let twice = place.tamis(&["plan", "tamis.toml", "--mix", "--available", "there.txt"]);
    assert_eq!(twice.code, Some(2), "{}", twice.err);
    assert!(twice.err.contains("there.txt, line 2"), "{}", twice.err);
}

#[test]
fn what_cannot_be_asked_is_said() {
    let mut told = String::new();
    for (key, mix) in [
        ("method = \"fixed\"", ""),
        ("method = \"fixed\"\nmix = \"none.txt\"", ""),
        (
            "method = \"fixed\"\nmix = \"mix.txt\"",
            "mlt_Latn 0.4\neng_Latn 0.5\n",
        ),
        (
            "method = \"fixed\"\nmix = \"mix.txt\"",
            "mlt_Latn 0.4\neng_Latin 0.6\n",
        ),
        (
            "method = \"fixed\"\nmix = \"mix.txt\"",
            "mlt_Latn 0.4\nmlt_Latn 0.6\n",
        ),
        ("mix = \"mix.txt\"", "mlt_Latn 1\n"),
        ("method = \"unimax\"\nexponent = 0.5", ""),
        ("exponent = 1.5", ""),
        ("floor = 10\ncap = 5", ""),
        ("rehydrate = \"fineweb-3\"", ""),
        ("quality = { signal = \"wdz\", points = [[0, 1]] }", ""),
        ("validation = 0.7", ""),
        ("[stages.balance.languages.mlt_Latin]\ncap = 5", ""),
    ] {
        let place = Place::demo(&format!("[stages.balance]\n{key}\n"));
        place.write("mix.txt", mix);
        let ran = place.tamis(&["plan", "tamis.toml"]);
        assert_eq!(ran.code, Some(2), "{key}: {}", ran.err);
        let folder = place.path().display().to_string();
        told += &format!("-- {key}\n{}\n", ran.err.replace(&folder, "FOLDER"));
    }
    insta::assert_snapshot!(told);
}

/// A mix that takes a tenth of what there is takes it for every shard alike.
#[test]
fn shards_are_even_whatever_the_mix_takes() {
    let place = Place::new(
        "[run]\nname = \"even\"\noutput = \"out\"\nprofiles = \"profiles\"\n\
         [sources.one]\ntype = \"jsonl\"\npaths = [\"one.jsonl\"]\ntrust_language = true\nweight = 4.0\n\
         [sources.two]\ntype = \"jsonl\"\npaths = [\"two.jsonl\"]\ntrust_language = true\n\
         [stages.balance]\nmethod = \"proportional\"\ntokens = 24_000\nvalidation = 0.1\n\
         [sinks.emit]\nshard_rows = 30\ninterleave = true\n",
    );
    place.write(
        "profiles/default.toml",
        "[identify]\nthreshold = 0.0\n[quality]\nmin_words = 1\nmin_stop_words = false\n",
    );
    let mut random = Random(1);
    for source in ["one", "two"] {
        let mut lines = String::new();
        for row in 0..2000 {
            let words: Vec<String> = (0..40)
                .map(|_| format!("kelma{}", random.below(5000)))
                .collect();
            let row = serde_json::json!({
                "id": format!("{source}-{row}"), "text": words.join(" ") + ".", "language": "mlt_Latn",
            });
            lines += &format!("{row}\n");
        }
        place.write(&format!("{source}.jsonl"), lines);
    }
    place.run();
    place.tamis(&["verify", "out", "--texts"]).expect(0);
    for folder in ["data/mlt_Latn/train-", "mixed/"] {
        let mut rows: Vec<(usize, usize)> = Vec::new();
        let mut count = 0;
        for name in names(&place, folder) {
            count = name[name.len() - 13..name.len() - 8].parse().unwrap();
            let (mut all, mut of_one) = (0, 0);
            for batch in parquet(&place.out().join(&name)) {
                let sources = batch.column_by_name("source").unwrap().as_string::<i32>();
                all += sources.len();
                of_one += sources.iter().flatten().filter(|s| *s == "one").count();
            }
            rows.push((all, of_one));
        }
        // No shard is missing, and none is of one source alone.
        assert_eq!(rows.len(), count, "{rows:?}");
        assert!(count >= 4, "{rows:?}");
        for (all, of_one) in &rows {
            assert!((12..60).contains(all), "{rows:?}");
            assert!(0 < *of_one && of_one < all, "{rows:?}");
        }
    }
}
