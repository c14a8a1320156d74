//! A run as arrays of jobs, as far as it can be looked at without Slurm: scripts, elements beside each
//! other, signals, archives that cannot be read. `tests/slurm` has the rest, on a real cluster.

use std::fs;
use std::process::{Child, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant, SystemTime};

use insta::{assert_snapshot, with_settings};

use super::common::{Place, Ran, command, files, manifest, removed, same};
use super::warc::{copies, members};

const CONFIG: &str = "[run]\nname = \"slurm\"\noutput = \"out\"\nthreads = 2\n\n\
    [sources.crawl]\ntype = \"warc\"\npaths = [\"in/*.warc.gz\"]\n\n\
    [stages.balance]\nmethod = \"proportional\"\n\n[sinks.manifest]\ncost = false\n";

/// Several copies of the demo in five archives.
fn place(more: &str) -> Place {
    let place = Place::new(&format!("{CONFIG}{more}"));
    let members = members();
    for i in 0..5 {
        place.write(
            &format!("in/{i}.warc.gz"),
            copies(&members, 2 * i, 1 + i % 3),
        );
    }
    place
}

fn start(place: &Place, args: &[&str]) -> Child {
    command(place.path(), args)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

fn records(place: &Place, group: &str) -> usize {
    let folder = format!(".tamis/records/{group}/");
    files(&place.out(), &|name| {
        name.starts_with(&folder) && !name.contains("/.")
    })
    .len()
}

/// Waits until something is so.
fn until(what: &str, so: impl Fn() -> bool) {
    let clock = Instant::now();
    while !so() {
        assert!(clock.elapsed() < Duration::from_secs(60), "{what}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// The groups of the built-in DAG.
const GROUPS: [&str; 11] = [
    "annotate", "exact", "buckets", "attach", "verify", "clusters", "select", "balance", "collate",
    "emit", "manifest",
];

#[test]
fn scripts_that_a_person_can_read() {
    let place = place(
        "\n[slurm]\naccount = \"project_1\"\nmodules = [\"Local\"]\nmemory = \"224G\"\n\
         sbatch = [\"--exclusive\"]\nnodes = 3\nenvironment = { A = \"it's\" }\n",
    );
    place.write(
        "site.toml",
        "[slurm]\npartition = \"standard\"\naccount = \"another\"\ntime = \"48:00:00\"\n\
         memory_per_cpu = \"1750M\"\ncpus_per_task = 128\n",
    );
    let ran = place.tamis(&["slurm", "tamis.toml", "--site", "site.toml"]);
    let ran = ran.expect(0);
    let here = place.path().canonicalize().unwrap();
    let binary = std::path::Path::new(super::common::TAMIS).canonicalize();
    let filters = [
        (
            regex_of(&binary.unwrap().display().to_string()),
            "/bin/tamis",
        ),
        (regex_of(&place.path().display().to_string()), "/here"),
        (regex_of(&here.display().to_string()), "/here"),
    ];
    with_settings!({ filters => filters.iter().map(|(a, b)| (a.as_str(), *b)).collect::<Vec<_>>() }, {
        assert_snapshot!("slurm_table", ran.out);
        let script = |name: &str| fs::read_to_string(place.join(&format!("out/.tamis/slurm/{name}")));
        assert_snapshot!("slurm_annotate", script("01-annotate.sh").unwrap());
        assert_snapshot!("slurm_submit", script("submit.sh").unwrap());
    });
    for name in files(&place.out(), &|name| name.ends_with(".sh")) {
        let checked = std::process::Command::new("bash")
            .arg("-n")
            .arg(place.out().join(&name))
            .output()
            .unwrap();
        assert!(checked.status.success(), "{name}: {checked:?}");
    }
}

fn regex_of(text: &str) -> String {
    text.replace('.', "\\.").replace('-', "\\-")
}

#[test]
fn mistakes_in_the_table_point_at_their_place() {
    for (name, line) in [
        ("slurm_unknown_key", "partitoin = \"small\""),
        ("slurm_time", "time = \"two days\""),
        (
            "slurm_both_memories",
            "memory = \"1G\"\nmemory_per_cpu = \"1G\"",
        ),
    ] {
        let place = place(&format!("\n[slurm]\n{line}\n"));
        assert_snapshot!(name, place.tamis(&["plan", "tamis.toml"]).expect(2).err);
    }
    let place = place("");
    place.write("site.toml", "[slurm]\ntime = \"1\"\n[run]\nname = \"x\"\n");
    let args = ["slurm", "tamis.toml", "--site", "site.toml"];
    assert_snapshot!("slurm_site", place.tamis(&args).expect(2).err);
}

/// All groups, each by two elements beside each other.
#[test]
fn elements_beside_each_other_give_the_same_bytes() {
    let plain = place("");
    plain.run();
    // A table that decides on nothing but jobs.
    let shared = place("\n[slurm]\npartition = \"small\"\n");
    for group in GROUPS {
        let element = |n: &str| {
            let args = ["task", "tamis.toml", group, "--element", n, "--of", "2"];
            start(&shared, &[&args[..], &["--heartbeat", "0.2"]].concat())
        };
        let children = [element("0"), element("1")];
        for mut child in children {
            assert_eq!(child.wait().unwrap().code(), Some(0), "{group}");
        }
    }
    same(&plain.dataset(), &shared.dataset(), "two elements");
    shared.tamis(&["verify", "out"]).expect(0);
    let again = shared.run();
    assert!(again.out.contains("nothing to do"), "{}", again.out);
}

/// `tamis slurm` has noted the archives: elements look for none.
#[test]
fn elements_read_what_was_noted_for_them() {
    let plain = place("");
    plain.run();
    let shared = place("");
    shared.tamis(&["slurm", "tamis.toml"]).expect(0);
    // One that comes later is none of these jobs'.
    fs::copy(shared.join("in/0.warc.gz"), shared.join("in/9.warc.gz")).unwrap();
    for group in GROUPS {
        let args = ["task", "tamis.toml", group, "--element", "0", "--of", "1"];
        shared.tamis(&args).expect(0);
    }
    same(&plain.dataset(), &shared.dataset(), "with noted archives");
    let later = shared.tamis(&["run", "tamis.toml"]).expect(2);
    assert!(later.err.contains("--update"), "{}", later.err);
}

/// One element does what another leaves: it was killed, and its sign of life is the last of it.
#[test]
fn what_a_lost_element_leaves_is_done_by_another() {
    let place = place("");
    let element = |n: &str| {
        let args = [
            "task",
            "tamis.toml",
            "annotate",
            "--element",
            n,
            "--of",
            "2",
        ];
        start(
            &place,
            &[&args[..], &["--heartbeat", "0.2", "-t", "1"]].concat(),
        )
    };
    let mut lost = element("1");
    until("a sign of life", || {
        place
            .join("out/.tamis/elements/annotate/00001.json")
            .exists()
    });
    lost.kill().unwrap();
    lost.wait().unwrap();
    let done = records(&place, "annotate");
    assert!(done < 5, "too late: {done}");
    assert_eq!(element("0").wait().unwrap().code(), Some(0));
    assert_eq!(records(&place, "annotate"), 5);
    let status = place.tamis(&["status", "out"]).expect(0).out;
    assert!(status.contains("annotate             5/5"), "{status}");
    place.tamis(&["task", "tamis.toml", "emit", "0"]).expect(2);
}

#[test]
fn sigterm_ends_a_run_between_tasks() {
    let place = place("");
    let mut child = command(place.path(), &["run", "tamis.toml", "-t", "1"])
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    until("a record", || records(&place, "annotate") > 0);
    terminate(&child);
    let code = child.wait().unwrap().code();
    let mut said = String::new();
    std::io::Read::read_to_string(&mut child.stderr.take().unwrap(), &mut said).unwrap();
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("resume with the same command"), "{said}");
    let left = files(&place.out(), &|name| name.ends_with(".tmp"));
    assert!(left.is_empty(), "left behind: {left:?}");
    let done = records(&place, "annotate");
    assert!(done < 5, "too late: {done}");
    let resumed = place.run();
    assert_eq!(resumed.started()[0].1, done as u64, "tasks were done again");
}

/// An element that is asked to stop tells the script to queue it again.
#[test]
fn sigusr1_ends_an_element_between_tasks() {
    let place = place("");
    let args = [
        "task",
        "tamis.toml",
        "annotate",
        "--element",
        "0",
        "--of",
        "1",
    ];
    let mut child = start(&place, &[&args[..], &["-t", "1"]].concat());
    until("a record", || records(&place, "annotate") > 0);
    signal(&child, "-USR1");
    assert_eq!(child.wait().unwrap().code(), Some(75));
    assert_eq!(place.tamis(&args).expect(0).stages(), ["annotate"]);
}

fn terminate(child: &Child) {
    signal(child, "-TERM");
}

fn signal(child: &Child, name: &str) {
    let sent = std::process::Command::new("kill")
        .args([name, &child.id().to_string()])
        .status();
    assert!(sent.unwrap().success());
}

/// Runs with somebody who writes to an archive all the time, so that it can never be read to its end.
fn run_with_a_writer(place: &Place, args: &[&str]) -> Ran {
    let file = fs::File::options()
        .append(true)
        .open(place.join("in/2.warc.gz"))
        .unwrap();
    let over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            for second in 1.. {
                if over.load(Ordering::Relaxed) {
                    return;
                }
                let time = SystemTime::UNIX_EPOCH + Duration::from_secs(second);
                file.set_modified(time).unwrap();
                std::thread::sleep(Duration::from_millis(1));
            }
        });
        let ran = place.tamis(args);
        over.store(true, Ordering::Relaxed);
        ran
    })
}

#[test]
fn an_archive_that_cannot_be_read_is_set_aside() {
    let lenient = |place: Place| {
        let config = fs::read_to_string(place.join("tamis.toml")).unwrap();
        let config = config.replace("threads = 2", "threads = 2\nmax_damaged = 0.9");
        place.write("tamis.toml", config);
        place
    };
    let place = lenient(place(""));
    let ran = run_with_a_writer(&place, &["run", "tamis.toml"]).expect(3);
    assert!(ran.out.contains("in/2.warc.gz, byte "), "{}", ran.out);
    let warnings = ran.events("warning");
    let again = warnings
        .iter()
        .filter(|w| w["message"].to_string().contains("trying again"));
    assert_eq!(again.count(), 2, "{}", ran.err);
    let row = removed(&place.out())
        .into_iter()
        .find(|row| row.reason == "source.unreadable");
    assert_eq!(row.unwrap().file_path, "in/2.warc.gz");
    let manifest = manifest(&place.out());
    let counts = &manifest["counts"]["crawl"]["und"]["removed"];
    assert_eq!(counts["source.unreadable"], 1, "{counts}");
    assert_eq!(manifest["inputs"].as_array().map(Vec::len), Some(4));
    place.tamis(&["verify", "out"]).expect(0);
    let status = place.tamis(&["status", "out"]).expect(0).out;
    assert!(
        status.contains("given up\n  in/2.warc.gz, byte "),
        "{status}"
    );

    // The next start tries it again, and it is there.
    let second = place.run();
    assert_eq!(second.started()[0], ("annotate".to_string(), 4, 5));
    let whole = lenient(self::place(""));
    whole.run();
    same(
        &whole.dataset(),
        &place.dataset(),
        "an archive that can be read again",
    );
    let left = files(&place.out(), &|name| name.starts_with(".tamis/quarantine/"));
    assert!(left.is_empty(), "{left:?}");
}

/// More than `max_damaged` of the input's bytes: the run fails.
#[test]
fn too_much_that_cannot_be_read_fails_the_run() {
    let place = place("");
    let ran = run_with_a_writer(&place, &["run", "tamis.toml"]).expect(1);
    assert!(ran.err.contains("of the input's bytes"), "{}", ran.err);
    assert!(!place.join("out/manifest.json").exists());
    place.run();
}
