//! Languages of documents and of their parts: what `identify` answers, and what a run does with it.

use arrow_array::Array;
use arrow_array::cast::AsArray;
use arrow_array::types::UInt32Type;
use serde_json::{Value, json};

use super::common::{Place, fed, files, kept, parquet, profile, removed};
use super::warc::{page, record};

const MALTESE: [&str; 3] = [
    "Kull filgħodu n-nanna kienet tmur il-qasam biex tara l-ħaxix u s-siġar, u jien kont immur magħha \
     meta ma kellix skola. Hi kienet tgħidli li l-art trid min jaħsibha u li l-ilma hu aktar minn flus.",
    "Fil-ħarifa konna niġbru l-ħarrub u l-lewż, u filgħaxija konna noqogħdu bilqiegħda quddiem id-dar \
     nitkellmu mal-ġirien sakemm jidlam. Kulħadd kien jaf lil kulħadd, u ħadd ma kien jagħlaq il-bieb.",
    "Illum il-qasam għadu hemm, imma s-siġar xjaħu u l-ħitan tas-sejjieħ waqgħu f'xi postijiet. Ta' kull \
     sena ngħid li se nirranġahom, u kull sena jiġi x-xitwa qabel ma nibda x-xogħol.",
];
const ENGLISH: &str = "This website uses cookies so that we can provide you with the best experience. By \
    continuing to browse you agree to our use of cookies and to the terms that are described below here.";
const SERBIAN: &str = "Tokom nedelje u beogradskom pozorištu otvorena je izložba o istoriji voza. Ko je \
    želeo, mogao je tačno u podne da vidi i fudbalere.";

fn lines_of(text: &str) -> Vec<Value> {
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

#[test]
fn parts_and_shares_are_told_on_request() {
    let place = Place::demo("");
    let text = format!("{}\n{ENGLISH}\n{}", MALTESE[0], MALTESE[1]);
    let input = json!({"id": "a", "text": text}).to_string();
    let ran = fed(
        place.path(),
        &["identify", "--segments", "-"],
        input.as_bytes(),
    )
    .expect(0);
    let [found] = &lines_of(&ran.out)[..] else {
        panic!("{}", ran.out)
    };
    assert_eq!(
        (&found["language"], &found["script"]),
        (&"mlt_Latn".into(), &"Latn".into())
    );
    let parts: Vec<(&str, &str)> = found["segments"]
        .as_array()
        .unwrap()
        .iter()
        .map(|part| {
            let at = |key: &str| usize::try_from(part[key].as_u64().unwrap()).unwrap();
            (
                part["language"].as_str().unwrap(),
                text[at("start")..at("end")].trim_end(),
            )
        })
        .collect();
    let expected = [
        ("mlt_Latn", MALTESE[0]),
        ("eng_Latn", ENGLISH),
        ("mlt_Latn", MALTESE[1]),
    ];
    assert_eq!(parts, expected);
    assert_eq!(found["shares"][0][0], "mlt_Latn");
    // Without being asked nothing is told of them.
    let ran = fed(place.path(), &["identify", "-"], input.as_bytes()).expect(0);
    assert!(lines_of(&ran.out)[0].get("segments").is_none());
}

#[test]
fn reasons_are_told_to_people() {
    let place = Place::demo("");
    let input = json!({
        "id": "a", "url": "https://novine.rs/1", "html_lang": "sr-Latn", "text": SERBIAN,
    });
    let ran = fed(
        place.path(),
        &["identify", "--explain", "-"],
        input.to_string().as_bytes(),
    )
    .expect(0);
    assert!(
        ran.out.lines().all(|line| line.chars().count() <= 80),
        "{}",
        ran.out
    );
    for part in [
        "a: srp_Latn",
        "close group",
        "address, declarations",
        "share of the group",
        "text",
    ] {
        assert!(ran.out.contains(part), "{part}\n{}", ran.out);
    }
    let words = ["pozorištu", "nedelje", "želeo", "-deo", "tačno"];
    assert!(
        words.iter().any(|word| ran.out.contains(word)),
        "{}",
        ran.out
    );
}

#[test]
fn hints_tip_the_scales_and_change_nothing_else() {
    let place = Place::demo("");
    let neutral = "To je dobro. Sada imamo mnogo novih knjiga i mapa.";
    let ask = |text: &str, url: &str, lang: &str| {
        let input = json!({"id": 1, "url": url, "html_lang": lang, "text": text}).to_string();
        let ran = fed(place.path(), &["identify", "-"], input.as_bytes()).expect(0);
        lines_of(&ran.out)[0]["language"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    assert_eq!(ask(neutral, "https://a.hr/", "hr"), "hrv_Latn");
    assert_eq!(ask(neutral, "https://a.rs/", "sr"), "srp_Latn");
    assert_eq!(ask(SERBIAN, "https://a.hr/", "hr"), "srp_Latn");
    assert_eq!(ask(MALTESE[0], "https://a.it/", "it"), "mlt_Latn");
}

/// A run over one archive, with profiles of its own.
fn run(records: &[Vec<u8>], identify: &str, profiles: &[(&str, String)]) -> Place {
    let mine = if profiles.is_empty() {
        ""
    } else {
        "profiles = \"mine\"\n"
    };
    let place = Place::new(&format!(
        "[run]\nname = \"languages\"\noutput = \"out\"\n{mine}\
         [sources.files]\ntype = \"warc\"\npaths = [\"a.warc\"]\n{identify}"
    ));
    place.write("a.warc", records.concat());
    for (code, text) in profiles {
        place.write(&format!("mine/{code}.toml"), text);
    }
    place.run();
    place
}

fn mixed() -> Vec<u8> {
    page(1, &[MALTESE[0], MALTESE[1], ENGLISH, MALTESE[2]])
}

/// The built-in Maltese profile with other keys in `[identify]`.
fn maltese(keys: &str) -> String {
    profile("mlt_Latn", 50).replacen("[identify]", &format!("[identify]\n{keys}"), 1)
}

fn without(text: &str, keys: &[&str]) -> String {
    let kept = |line: &&str| {
        !keys
            .iter()
            .any(|key| line.starts_with(&format!("{key} = ")))
    };
    text.lines().filter(kept).collect::<Vec<_>>().join("\n") + "\n"
}

/// Language, text and bytes taken out, of each part of the only document.
fn parts(place: &Place) -> Vec<(String, String, u32)> {
    let [document] = &kept(&place.out())[..] else {
        panic!("one document")
    };
    let shards = files(&place.out(), &|name| name.starts_with("data/"));
    let batch = &parquet(&place.out().join(shards.first().unwrap()))[0];
    let list = batch
        .column_by_name("seg_langs")
        .unwrap()
        .as_list::<i32>()
        .value(0);
    let rows = list.as_struct();
    let number = |name: &str, row: usize| {
        rows.column_by_name(name)
            .unwrap()
            .as_primitive::<UInt32Type>()
            .value(row)
    };
    (0..rows.len())
        .map(|row| {
            let language = rows
                .column_by_name("language")
                .unwrap()
                .as_string::<i32>()
                .value(row);
            let (start, end) = (number("start", row) as usize, number("end", row) as usize);
            let text = document.text[start..end].to_owned();
            (language.to_owned(), text, number("trimmed", row))
        })
        .collect()
}

#[test]
fn the_languages_of_parts_go_with_a_document() {
    let place = run(&[mixed()], "", &[]);
    let found: Vec<(String, bool)> = parts(&place)
        .into_iter()
        .map(|(language, text, trimmed)| (language, text.contains(ENGLISH) && trimmed == 0))
        .collect();
    let of = |language: &str, english| (language.to_owned(), english);
    assert_eq!(
        found,
        [
            of("mlt_Latn", false),
            of("eng_Latn", true),
            of("mlt_Latn", false)
        ]
    );
}

#[test]
fn a_profile_takes_foreign_parts_out() {
    let text = without(&maltese(""), &["trim_foreign"]);
    let text = text.replacen("[identify]", "[identify]\ntrim_foreign = true", 1);
    let place = run(&[mixed()], "", &[("mlt_Latn", text)]);
    let [document] = &kept(&place.out())[..] else {
        panic!("one document")
    };
    assert_eq!(document.text, MALTESE.join("\n"));
    let found = parts(&place);
    let whole: String = found.iter().map(|(_, text, _)| text.as_str()).collect();
    assert_eq!(whole, document.text);
    let gone: Vec<_> = found
        .iter()
        .filter(|(_, _, trimmed)| *trimmed > 0)
        .collect();
    let bytes = u32::try_from(ENGLISH.len() + 1).unwrap();
    assert_eq!(gone, [&("eng_Latn".to_owned(), String::new(), bytes)]);
}

#[test]
fn a_profile_refuses_documents_with_too_much_of_another_language() {
    let text = without(&maltese(""), &["max_foreign_share"]);
    let limit = |share: &str| {
        text.replacen(
            "[identify]",
            &format!("[identify]\nmax_foreign_share = {share}"),
            1,
        )
    };
    let place = run(&[mixed()], "", &[("mlt_Latn", limit("0.1"))]);
    let [row] = &removed(&place.out())[..] else {
        panic!("one removal")
    };
    assert_eq!(
        (row.reason.as_str(), row.language.as_str()),
        ("identify.foreign_share", "mlt_Latn")
    );
    assert!(
        row.value.unwrap() > 0.1 && row.value.unwrap() < 0.4,
        "{row:?}"
    );
    assert!((row.threshold.unwrap() - 0.1).abs() < 1e-6);
    let place = run(&[mixed()], "", &[("mlt_Latn", limit("0.4"))]);
    assert_eq!(kept(&place.out()).len(), 1);
}

#[test]
fn what_has_no_letters_has_no_language() {
    let body = "HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n12.50 € 13.70 €\n+356 2122 0000\n";
    let kind = "application/http; msgtype=response";
    let place = run(
        &[
            record(
                "response",
                1,
                "https://www.example/1",
                kind,
                body.as_bytes(),
            ),
            mixed(),
        ],
        "",
        &[],
    );
    let [row] = &removed(&place.out())[..] else {
        panic!("one removal")
    };
    assert_eq!(
        (row.reason.as_str(), row.stage.as_str()),
        ("identify.undetermined", "identify")
    );
}

#[test]
fn a_second_model_must_agree() {
    let place = Place::demo("");
    // A model that calls everything Maltese English.
    let wrong: String = MALTESE
        .iter()
        .flat_map(|text| {
            text.split(' ')
                .collect::<Vec<_>>()
                .chunks(6)
                .map(|c| c.join(" "))
                .collect::<Vec<_>>()
        })
        .map(|words| format!("eng_Latn\t{words}\n"))
        .collect();
    let other = "mlt_Latn\tdas ist ein ganz anderer Satz\n".repeat(40);
    place.write("wrong.tsv", wrong.repeat(20) + &other);
    let train = [
        "model",
        "train",
        "wrong.tsv",
        "-o",
        "wrong.ftz",
        "--epochs",
        "20",
        "--bucket",
        "1000",
    ];
    place.tamis(&train).expect(0);
    let model = place.join("wrong.ftz");
    let agree = format!(
        "[stages.identify]\nagree = {:?}\n",
        model.display().to_string()
    );
    let checked = run(&[mixed()], &agree, &[]);
    let [row] = &removed(&checked.out())[..] else {
        panic!("one removal")
    };
    assert_eq!(
        (row.reason.as_str(), row.language.as_str()),
        ("identify.disagreed", "mlt_Latn")
    );
    // The command tells what both say.
    let input = json!({"id": 1, "text": MALTESE[0]}).to_string();
    let args = ["identify", "--agree", "wrong.ftz", "-"];
    let ran = fed(place.path(), &args, input.as_bytes()).expect(0);
    let found = &lines_of(&ran.out)[0];
    assert_eq!(
        (&found["second"], &found["agrees"]),
        (&"eng_Latn".into(), &false.into())
    );
    // What the second model has no label for is not asked.
    let input = json!({"id": 1, "text": SERBIAN}).to_string();
    let ran = fed(place.path(), &args, input.as_bytes()).expect(0);
    assert_eq!(lines_of(&ran.out)[0]["agrees"], Value::Null);
}

#[test]
fn models_that_are_none_are_told_from_those_that_are() {
    let place = Place::demo("");
    let lines = "ces_Latn\tpříliš žluťoučký kůň\nest_Latn\tvery good indeed\n";
    place.write("lines.tsv", lines.repeat(50));
    let train = [
        "model",
        "train",
        "lines.tsv",
        "-o",
        "good.ftz",
        "--epochs",
        "2",
        "--bucket",
        "1000",
    ];
    place.tamis(&train).expect(0);
    // The same with another label of the same length.
    let mut bad = std::fs::read(place.join("good.ftz")).unwrap();
    let label = b"est_Latn";
    let at = bad
        .windows(label.len())
        .position(|bytes| bytes == label)
        .unwrap();
    bad[at..at + label.len()].copy_from_slice(b"positive");
    place.write("bad.ftz", bad);
    // Training refuses such a label at once.
    place.write(
        "wrong.tsv",
        lines.replace("est_Latn", "positive").repeat(50),
    );
    let train = ["model", "train", "wrong.tsv", "-o", "never.ftz"];
    let refused = place.tamis(&train).expect(1);
    assert!(
        refused.err.contains("`positive` is no language code"),
        "{}",
        refused.err
    );
    let told = |name: &str| {
        let ran = place
            .tamis(&["identify", "--lines", "--model", name, "tamis.toml"])
            .expect(2);
        assert!(
            ran.err.contains(name) && ran.err.contains("help"),
            "{}",
            ran.err
        );
        ran.err
    };
    assert!(told("bad.ftz").contains("`positive`"));
    let whole = std::fs::read(place.join("bad.ftz")).unwrap();
    place.write("cut.ftz", &whole[..whole.len() / 2]);
    assert!(told("cut.ftz").contains("cut short"));
    place.write(
        "text.ftz",
        "this is no model at all, but a text of some length",
    );
    assert!(told("text.ftz").contains("fastText"));
}

#[test]
fn trimming_keeps_code_and_offsets_hold_at_the_ends() {
    let text = without(&maltese(""), &["trim_foreign"]);
    let text = text.replacen("[identify]", "[identify]\ntrim_foreign = true", 1);
    let records = [page(
        1,
        &[ENGLISH, MALTESE[0], MALTESE[1], MALTESE[2], ENGLISH],
    )];
    let place = run(&records, "", &[("mlt_Latn", text)]);
    let [document] = &kept(&place.out())[..] else {
        panic!("one document")
    };
    assert_eq!(document.text, MALTESE.join("\n"));
    let found = parts(&place);
    assert_eq!(found.len(), 3, "{found:?}");
    assert!(
        found[0].2 > 0 && found[1].1 == document.text && found[2].2 > 0,
        "{found:?}"
    );
}

#[test]
fn a_long_document_loses_only_what_is_foreign() {
    // Beyond its first lines a document is read in part: what looks foreign is read as a whole.
    let quoting: Vec<String> = (0..14)
        .map(|at| format!("{} {}", &ENGLISH[..70], MALTESE[at % 3].repeat(2)))
        .collect();
    let quoting: Vec<&str> = quoting.iter().map(String::as_str).collect();
    let mut lines = vec![MALTESE[0], MALTESE[1], MALTESE[2]];
    lines.extend(quoting);
    lines.push(ENGLISH);
    let input = json!({"id": 1, "text": lines.join("\n")}).to_string();
    let place = Place::demo("");
    let ran = fed(
        place.path(),
        &["identify", "--segments", "-"],
        input.as_bytes(),
    )
    .expect(0);
    let found = &lines_of(&ran.out)[0];
    let segments = found["segments"].as_array().unwrap();
    let foreign: Vec<u64> = segments
        .iter()
        .filter(|part| part["language"] != "mlt_Latn")
        .map(|part| part["end"].as_u64().unwrap() - part["start"].as_u64().unwrap())
        .collect();
    assert_eq!(foreign, [ENGLISH.len() as u64], "{found}");
}

#[cfg(unix)]
#[test]
fn an_output_that_is_no_file_is_written_to() {
    let place = Place::demo("");
    place.write("target.txt", "old");
    std::os::unix::fs::symlink(place.join("target.txt"), place.join("link.txt")).unwrap();
    let args = ["identify", "--lines", "-", "-o", "link.txt"];
    fed(place.path(), &args, SERBIAN.as_bytes()).expect(0);
    assert!(
        std::fs::read_to_string(place.join("target.txt"))
            .unwrap()
            .starts_with("srp_Latn")
    );
    assert!(
        place
            .join("link.txt")
            .symlink_metadata()
            .unwrap()
            .is_symlink()
    );
    let pipe = place.join("pipe");
    let made = std::process::Command::new("mkfifo")
        .arg(&pipe)
        .status()
        .unwrap();
    assert!(made.success());
    let reader = std::thread::spawn({
        let pipe = pipe.clone();
        move || std::fs::read_to_string(pipe).unwrap()
    });
    fed(
        place.path(),
        &["identify", "--lines", "-", "-o", "pipe"],
        SERBIAN.as_bytes(),
    )
    .expect(0);
    assert!(reader.join().unwrap().starts_with("srp_Latn"));
    assert!(!pipe.metadata().unwrap().is_file());
}
