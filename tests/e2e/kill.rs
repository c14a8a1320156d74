//! SIGKILL at any moment, the same command again, and the output is what an undisturbed run gives.

use std::fs;
use std::path::Path;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;
use sha2::{Digest, Sha256};

use super::common::{Place, Random, command, files, manifest, parquet, same, seed};
use super::warc::{copies, gzip, members, record};

/// Kills that hit a run at work.
const KILLS: usize = 20;

const CONFIG: &str = "[run]\nname = \"kill\"\noutput = \"out\"\nthreads = 2\n\n\
    [sources.crawl]\ntype = \"warc\"\npaths = [\"in/*.warc.gz\"]\n\n\
    [stages.balance]\nmethod = \"proportional\"\n\n[sinks.manifest]\ncost = false\n";

/// Several copies of the demo in four archives.
fn place() -> Place {
    let place = Place::new(CONFIG);
    let members = members();
    for i in 0..4 {
        place.write(&format!("in/{i}.warc.gz"), copies(&members, 2 * i, 2));
    }
    place
}

fn start(place: &Place) -> Child {
    command(place.path(), &["run", "tamis.toml"])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// Starts the run and kills it after a while; tells whether it was still at work.
fn kill_after(place: &Place, pause: Duration) -> bool {
    let mut child = start(place);
    std::thread::sleep(pause);
    let running = child.try_wait().unwrap().is_none();
    child.kill().unwrap();
    child.wait().unwrap();
    running
}

/// Whatever has its final name is whole. Files that are being written start with a dot.
fn nothing_is_half_written(out: &Path) {
    let whole = |name: &str| !name.rsplit('/').next().unwrap().starts_with('.');
    let folders = ["data/", "removed/", "rights/"];
    for name in files(out, &|name| {
        folders.iter().any(|f| name.starts_with(f)) && whole(name)
    }) {
        assert!(name.ends_with(".parquet"), "{name}");
        parquet(&out.join(name));
    }
    for name in files(out, &|name| {
        name.starts_with(".tamis/records/") && whole(name)
    }) {
        let bytes = fs::read(out.join(&name)).unwrap();
        let record: Value =
            serde_json::from_slice(&bytes).unwrap_or_else(|error| panic!("{name}: {error}"));
        for output in record["outputs"].as_array().unwrap() {
            whole_file(out, output);
        }
    }
    if out.join("manifest.json").exists() {
        manifest(out)["outputs"]
            .as_array()
            .unwrap()
            .iter()
            .for_each(|o| whole_file(out, o));
    }
}

/// A file is as long as its account says, and its bytes are the same.
fn whole_file(out: &Path, account: &Value) {
    let name = account["path"].as_str().unwrap();
    let bytes = fs::read(out.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"));
    assert_eq!(
        account["bytes"].as_u64(),
        Some(bytes.len() as u64),
        "{name}"
    );
    let sha256: String = Sha256::digest(&bytes)
        .iter()
        .map(|b| format!("{b:02x}"))
        .collect();
    assert_eq!(account["sha256"].as_str(), Some(sha256.as_str()), "{name}");
}

/// Completion records of a group.
fn records(out: &Path, group: &str) -> u64 {
    let folder = format!(".tamis/records/{group}/");
    files(out, &|name| {
        name.starts_with(&folder) && !name.contains("/.")
    })
    .len() as u64
}

/// Kills a run as often, each time at another moment, resumes it, and compares it with an undisturbed
/// one. `groups` are the names of its groups of tasks. Gives the stages that were caught at work.
fn survives(place: &Place, random: &mut Random, most: usize, groups: &[&str]) -> Vec<String> {
    let clock = Instant::now();
    place.run();
    let whole = clock.elapsed();
    let expected = place.dataset();

    let mut kills = 0;
    let mut late = 0;
    let mut caught = Vec::new();
    while kills < most {
        fs::remove_dir_all(place.out()).unwrap();
        // Now and then the resumed run is killed as well.
        for _ in 0..1 + random.below(4) / 3 {
            let pause = whole.mul_f64(random.below(1000) as f64 / 1000.0);
            if kill_after(place, pause) {
                kills += 1;
            } else {
                late += 1;
            }
            nothing_is_half_written(&place.out());
        }
        assert!(
            late <= most,
            "{late} kills came after the end, {kills} before"
        );
        let done: Vec<u64> = groups
            .iter()
            .map(|group| records(&place.out(), group))
            .collect();
        if place.join("out/.tamis/run.json").exists() {
            place.tamis(&["status", "out"]).expect(0);
        }
        let resumed = place.run();
        for (stage, kept, tasks) in resumed.started() {
            let index = groups.iter().position(|group| *group == stage).unwrap();
            assert_eq!(kept, done[index], "{stage} does finished tasks again");
            assert!(kept < tasks, "{stage} starts, but has nothing to do");
            caught.push(stage);
        }
        same(
            &expected,
            &place.dataset(),
            &format!("kill {kills}, records before {done:?}"),
        );
        let left = files(&place.out(), &|name| name.ends_with(".tmp"));
        assert!(left.is_empty(), "left behind: {left:?}");
    }
    println!("{kills} kills hit a run at work, {late} came late; a whole run takes {whole:?}");
    caught
}

const GROUPS: [&str; 11] = [
    "annotate", "exact", "buckets", "attach", "verify", "clusters", "select", "balance", "collate",
    "emit", "manifest",
];

#[test]
fn twenty_kills_do_not_change_a_byte() {
    let mut random = Random(seed("kill"));
    let caught = survives(&place(), &mut random, KILLS, &GROUPS);
    assert!(caught.iter().any(|stage| stage == "emit"));
}

/// What sites answered lies beside two of the archives and in a folder.
#[test]
fn kills_do_not_change_a_byte_of_what_was_reserved() {
    let mut random = Random(seed("kill rights"));
    let place = Place::new(&CONFIG.replace("in/*", "in/warc/*").replace(
        "[stages.balance]",
        "[stages.rights]\nrobots = [\"beside\", \"sites\"]\n\n[stages.balance]",
    ));
    let members = members();
    for i in 0..4 {
        place.write(&format!("in/warc/{i}.warc.gz"), copies(&members, 2 * i, 2));
    }
    let refused = |host: &str, agent: &str| {
        let text = format!("User-agent: {agent}\nDisallow: /\n");
        let block = format!("HTTP/1.1 200 OK\r\n\r\n{text}");
        let kind = "application/http; msgtype=response";
        let url = format!("https://{host}/robots.txt");
        (
            text,
            gzip(&record("response", 1, &url, kind, block.as_bytes())),
        )
    };
    let (_, beside) = refused("verein.fr.example", "CCBot");
    place.write("in/robotstxt/0.warc.gz", &beside);
    place.write("in/robotstxt/3.warc.gz", &beside[..beside.len() - 9]);
    let (text, _) = refused("verein.pl.example", "*");
    place.write("sites/verein.pl.example/robots.txt", text);
    survives(&place, &mut random, KILLS / 2, &GROUPS);

    let manifest = manifest(&place.out());
    let rights = &manifest["rights"];
    assert!(rights["rules"]["robots_txt"].as_u64() > Some(0), "{rights}");
    assert_eq!(rights["robots"].as_array().map(Vec::len), Some(5));
}

#[test]
fn a_second_process_is_refused_while_one_is_at_work() {
    let place = place();
    let mut first = start(&place);
    let clock = Instant::now();
    while !place.join("out/.tamis/run.json").exists() && clock.elapsed().as_secs() < 10 {
        std::thread::sleep(Duration::from_millis(2));
    }
    let second = place.tamis(&["run", "tamis.toml"]);
    let still = first.try_wait().unwrap().is_none();
    first.kill().unwrap();
    first.wait().unwrap();
    assert!(still, "the first run ended too early for this test");
    let second = second.expect(2);
    assert!(
        second.err.contains("another tamis is at work"),
        "{}",
        second.err
    );
    // The lock dies with its process.
    place.run();
}
