//! What a run does again, and what it trusts.

use std::fs::{self, File};
use std::time::{Duration, SystemTime};

use super::common::{Place, Ran, profile, same};
use super::warc::members;

const CONFIG: &str = "[run]\nname = \"resume\"\noutput = \"out\"\n\n\
    [sources.crawl]\ntype = \"warc\"\npaths = [\"in/*.warc\"]\n\n[sinks.manifest]\ncost = false\n";

/// Two archives without compression, so that a test can change a few bytes of them.
fn place(config: &str) -> Place {
    let place = Place::new(config);
    let members = members();
    for (i, half) in members.chunks(members.len().div_ceil(2)).enumerate() {
        place.write(&format!("in/{i}.warc"), half.concat());
    }
    place
}

fn nothing_to_do(ran: &Ran) {
    assert!(ran.started().is_empty(), "{}", ran.err);
    assert!(ran.out.contains("nothing to do"), "{}", ran.out);
}

/// Sets the time of last change to an hour ago.
fn touch(place: &Place, name: &str) {
    let file = File::options().write(true).open(place.join(name)).unwrap();
    file.set_modified(SystemTime::now() - Duration::from_secs(3600))
        .unwrap();
}

/// Runs, disturbs, runs again: the dataset is the same, and only these groups ran, with so many
/// tasks trusted.
#[track_caller]
fn mends(disturb: impl FnOnce(&Place), ran: &[(&str, u64)]) {
    let place = place(CONFIG);
    place.run();
    let expected = place.dataset();
    disturb(&place);
    let again = place.run();
    same(&expected, &place.dataset(), "after the disturbance");
    let started = again.started();
    let started: Vec<(&str, u64)> = started
        .iter()
        .map(|(s, done, _)| (s.as_str(), *done))
        .collect();
    assert_eq!(started, ran);
    nothing_to_do(&place.run());
}

#[test]
fn a_complete_run_has_nothing_to_do() {
    mends(|_| (), &[]);
}

#[test]
fn a_new_time_alone_is_no_change() {
    mends(|place| touch(place, "in/0.warc"), &[]);
}

#[test]
fn a_deleted_work_file_is_made_again() {
    let path = "out/.tamis/work/annotate/00001.parquet";
    mends(
        |place| fs::remove_file(place.join(path)).unwrap(),
        &[("annotate", 1), ("manifest", 0)],
    );
}

#[test]
fn a_truncated_work_file_is_made_again() {
    let path = "out/.tamis/work/select/00000.parquet";
    let cut = |place: &Place| {
        let file = File::options().write(true).open(place.join(path)).unwrap();
        file.set_len(file.metadata().unwrap().len() / 2).unwrap();
    };
    mends(cut, &[("select", 1), ("manifest", 0)]);
}

#[test]
fn a_flipped_bit_in_a_shard_is_mended() {
    let flip = |place: &Place| {
        let path = place.join("out/data/eng_Latn/train-00000-of-00001.parquet");
        let mut bytes = fs::read(&path).unwrap();
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        fs::write(path, bytes).unwrap();
    };
    let place = place(CONFIG);
    place.run();
    let expected = place.dataset();
    flip(&place);
    let again = place.run();
    same(&expected, &place.dataset(), "after the flip");
    assert_eq!(again.stages(), ["emit", "manifest"]);
    let (_, done, tasks) = again.started()[0].clone();
    assert_eq!(done + 1, tasks);
}

#[test]
fn a_damaged_completion_record_counts_as_none() {
    for bytes in [&b""[..], b"{\"group\": \"select\"", b"\xff\xfe"] {
        let path = "out/.tamis/records/select/00001.json";
        mends(
            |place| place.write(path, bytes),
            &[("select", 1), ("manifest", 0)],
        );
    }
}

#[test]
fn a_lost_manifest_is_written_again() {
    mends(
        |place| fs::remove_file(place.join("out/manifest.json")).unwrap(),
        &[("manifest", 0)],
    );
}

#[test]
fn foreign_files_among_the_shards_are_not_kept() {
    // They would be read by whoever loads the folder, and the manifest does not know them.
    let stray = "out/data/eng_Latn/train-00001-of-00001.parquet";
    let place = place(CONFIG);
    place.run();
    let expected = place.dataset();
    place.write(stray, "stray");
    fs::remove_file(place.join("out/manifest.json")).unwrap();
    place.run();
    same(&expected, &place.dataset(), "after the stray file");
}

#[test]
fn a_changed_input_of_the_same_length_is_read_again() {
    let place = place(CONFIG);
    place.run();
    let before = place.dataset();
    let path = place.join("in/0.warc");
    let bytes = fs::read(&path).unwrap();
    let changed = replaced(&bytes, b"https://verein.", b"https://vorein.");
    assert!(changed != bytes);
    fs::write(&path, &changed).unwrap();
    let again = place.run();
    assert_eq!(again.started()[0], ("annotate".to_string(), 1, 2));
    assert!(place.dataset() != before);
    assert_fresh(&place, CONFIG, |fresh| {
        fs::write(fresh.join("in/0.warc"), &changed).unwrap()
    });
}

fn replaced(bytes: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    let mut out = bytes.to_vec();
    for at in 0..=out.len() - from.len() {
        if out[at..].starts_with(from) {
            out[at..at + to.len()].copy_from_slice(to);
        }
    }
    out
}

/// The dataset of `place` is that of a fresh run.
#[track_caller]
fn assert_fresh(place: &Place, config: &str, prepare: impl FnOnce(&Place)) {
    let fresh = self::place(config);
    prepare(&fresh);
    fresh.run();
    same(&fresh.dataset(), &place.dataset(), "a fresh run");
}

#[test]
fn a_changed_threshold_runs_select_and_what_follows() {
    let config = CONFIG.replace("[run]", "[run]\nprofiles = \"profiles\"");
    let place = place(&config);
    place.write("profiles/eng_Latn.toml", profile("eng_Latn", 50));
    place.run();
    let before = place.dataset();

    place.write("profiles/eng_Latn.toml", profile("eng_Latn", 195));
    let refused = place.tamis(&["run", "tamis.toml"]).expect(2);
    assert!(refused.err.contains("--update"), "{}", refused.err);
    same(&before, &place.dataset(), "a refused run");

    let updated = place.tamis(&["run", "tamis.toml", "--update"]).expect(0);
    assert_eq!(
        updated.stages(),
        ["select", "balance", "collate", "emit", "manifest"]
    );
    assert!(place.dataset() != before);
    assert_fresh(&place, &config, |fresh| {
        fresh.write("profiles/eng_Latn.toml", profile("eng_Latn", 195));
    });
    nothing_to_do(&place.run());
}

#[test]
fn a_changed_mix_runs_balance_and_what_follows() {
    let place = place(CONFIG);
    place.run();
    let config = format!("{CONFIG}\n[stages.balance]\nexponent = 0.2\n");
    place.write("tamis.toml", &config);
    place.tamis(&["run", "tamis.toml"]).expect(2);
    let updated = place.tamis(&["run", "tamis.toml", "--update"]).expect(0);
    assert_eq!(updated.stages()[0], "balance");
    assert_fresh(&place, &config, |_| ());
}

#[test]
fn a_new_archive_reads_only_that_archive() {
    let place = place(CONFIG);
    let third = fs::read(place.join("in/1.warc")).unwrap();
    let third = replaced(
        &third,
        b"WARC-Record-ID: <urn:uuid:",
        b"WARC-Record-ID: <urn:uuix:",
    );
    place.run();
    place.write("in/2.warc", &third);
    place.tamis(&["run", "tamis.toml"]).expect(2);
    let updated = place.tamis(&["run", "tamis.toml", "--update"]).expect(0);
    assert_eq!(updated.started()[0], ("annotate".to_string(), 2, 3));
    assert_fresh(&place, CONFIG, |fresh| fresh.write("in/2.warc", &third));
}

#[test]
fn fewer_archives_leave_nothing_of_the_others() {
    let place = place(CONFIG);
    place.run();
    fs::remove_file(place.join("in/1.warc")).unwrap();
    place.tamis(&["run", "tamis.toml", "--update"]).expect(0);
    assert_fresh(&place, CONFIG, |fresh| {
        fs::remove_file(fresh.join("in/1.warc")).unwrap()
    });
}

#[test]
fn without_work_files_a_run_is_still_trusted_and_mended() {
    let config = CONFIG.replace("[run]", "[run]\nkeep_work = false");
    let place = place(&config);
    place.run();
    assert!(!place.join("out/.tamis/work").exists());
    let expected = place.dataset();
    nothing_to_do(&place.run());
    same(&expected, &place.dataset(), "nothing to do");
    let shard = place.join("out/data/mlt_Latn/train-00000-of-00001.parquet");
    fs::remove_file(shard).unwrap();
    place.run();
    same(&expected, &place.dataset(), "a lost shard");
    nothing_to_do(&place.run());
}

#[test]
fn the_folder_of_another_run_is_left_alone() {
    let place = place(CONFIG);
    place.run();
    let before = place.dataset();
    for (from, to) in [
        ("name = \"resume\"", "name = \"other\""),
        ("output = \"out\"", "output = \"out\"\nseed = 2"),
        ("in/*.warc", "in/0.warc"),
    ] {
        place.write("tamis.toml", CONFIG.replace(from, to));
        let refused = place.tamis(&["run", "tamis.toml"]).expect(2);
        assert!(refused.err.contains("another run"), "{}", refused.err);
        same(&before, &place.dataset(), to);
    }
    // Settings that do not decide the output may change.
    place.write(
        "tamis.toml",
        CONFIG.replace("[run]", "[run]\nthreads = 1\nmax_damaged = 0.9"),
    );
    nothing_to_do(&place.run());
}

#[test]
fn archives_of_one_name_in_two_folders_elsewhere_are_two_archives() {
    // A crawl has many segments, and each of them has a 00000.warc.
    let elsewhere = self::place(CONFIG);
    fs::create_dir(elsewhere.join("a")).unwrap();
    fs::create_dir(elsewhere.join("b")).unwrap();
    fs::rename(elsewhere.join("in/0.warc"), elsewhere.join("a/0.warc")).unwrap();
    fs::rename(elsewhere.join("in/1.warc"), elsewhere.join("b/0.warc")).unwrap();
    let path = |part: &str| format!("{}/{part}/0.warc", elsewhere.path().display());
    let place = Place::new(&format!(
        "[run]\nname = \"two\"\noutput = \"out\"\n\n\
         [sources.a]\ntype = \"warc\"\npaths = [\"{}\"]\n\n\
         [sources.b]\ntype = \"warc\"\npaths = [\"{}\"]\n",
        path("a"),
        path("b")
    ));
    place.run();
    let manifest = super::common::manifest(&place.out());
    let names: Vec<&str> = manifest["inputs"]
        .as_array()
        .unwrap()
        .iter()
        .map(|input| input["file_path"].as_str().unwrap())
        .collect();
    assert_eq!(names.len(), 2);
    assert_ne!(
        names[0], names[1],
        "the manifest cannot tell the inputs apart"
    );
    nothing_to_do(&place.run());
}
