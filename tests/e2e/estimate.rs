//! What a run will take: measured on a part of the input, scaled, and set beside what it took.

use std::fs;

use serde_json::Value;

use super::common::{Place, manifest};

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

#[test]
fn an_estimate_stands_beside_what_the_run_took() {
    let place = Place::demo("[sinks.manifest]\ncalibration = \"calibration.json\"\n");
    let said = place.tamis(&["run", "tamis.toml"]).expect(2).err;
    assert!(said.contains("tamis bench calibrate"), "{said}");
    let bytes: u64 = ["demo-00000.warc.gz", "demo-00001.warc.gz"]
        .iter()
        .map(|name| fs::metadata(place.join(name)).unwrap().len())
        .sum();
    // The config names a file that is made from it.
    let config = fs::read_to_string(place.join("tamis.toml")).unwrap();
    place.write(
        "tamis.toml",
        config.replace("calibration =", "# calibration ="),
    );
    fs::create_dir(place.join("scratch")).unwrap();
    let args = [
        "bench",
        "calibrate",
        "tamis.toml",
        "--seconds",
        "1",
        "--scratch",
        "scratch",
    ];
    place.tamis(&args).expect(0);
    assert_eq!(fs::read_dir(place.join("scratch")).unwrap().count(), 0);
    assert!(!place.out().exists());
    place.write("tamis.toml", config);
    let calibration = json(&fs::read_to_string(place.join("calibration.json")).unwrap());
    let measured = &calibration["runs"][0];
    assert_eq!(measured["bytes"], bytes);

    let args = [
        "plan",
        "tamis.toml",
        "--estimate",
        "--nodes",
        "3",
        "--cores",
        "4",
    ];
    let table = place.tamis(&args).expect(0).out;
    assert!(
        table.lines().all(|line| line.chars().count() <= 80),
        "{table}"
    );
    assert!(table.contains("3 nodes of 4 cores"), "{table}");
    let estimate = json(
        &place
            .tamis(&[&args[..], &["--json"]].concat())
            .expect(0)
            .out,
    );
    assert_eq!(estimate["factor"], 1.0);
    assert_eq!(estimate["unknown"], Value::Array(Vec::new()));
    for (group, rate) in estimate["groups"]
        .as_array()
        .unwrap()
        .iter()
        .zip(measured["groups"].as_array().unwrap())
    {
        assert_eq!(group["group"], rate["group"]);
        assert!(group["tasks"].is_null() || group["tasks"] == rate["tasks"]);
        assert_eq!(group["written"], rate["bytes_written"]);
    }

    place.run();
    place.tamis(&["verify", "out"]).expect(0);
    let cost = &manifest(&place.out())["cost"];
    let expected = cost["total"]["estimated_cpu_seconds"].as_f64().unwrap();
    assert!(expected > 0.0);
    let report = fs::read_to_string(place.out().join("report.html")).unwrap();
    assert!(report.contains("CPU time to its estimate"));
    // A finished run is a calibration too.
    place
        .tamis(&["plan", "tamis.toml", "--estimate", "--calibration", "out"])
        .expect(0);
}

#[test]
fn what_is_no_calibration_is_said() {
    let place = Place::demo("");
    let none = place
        .tamis(&["plan", "tamis.toml", "--estimate"])
        .expect(2)
        .err;
    assert!(
        none.contains("calibration.json") && none.contains("tamis bench calibrate"),
        "{none}"
    );
    place.write("calibration.json", "{\"groups\": 3}");
    let wrong = place
        .tamis(&["plan", "tamis.toml", "--estimate"])
        .expect(2)
        .err;
    assert!(wrong.contains("calibration.json"), "{wrong}");
    let time = place
        .tamis(&["bench", "calibrate", "tamis.toml", "--seconds=-1"])
        .expect(2)
        .err;
    assert!(time.contains("no time"), "{time}");
}
