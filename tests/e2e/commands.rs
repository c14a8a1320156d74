//! The commands over files and standard input: their formats, and what they do with bad lines.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use serde_json::Value;

use super::common::{ALL_ONCE, Place, Ran, fed, kept, profile, removed};
use super::warc::gzip;

const ENGLISH: &str = "The path begins behind the church, where a gate with a broken latch opens \
                       onto a meadow, and nobody knows who made it.";
const MALTESE: &str = "Jien kollox milli niftakar qed nitkellem, u naħseb li l-opinjoni tal-poplu \
                       hija xi ħaġa importanti ħafna għalina.";

/// The JSON lines of stdout.
fn lines(ran: &Ran) -> Vec<Value> {
    ran.out
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

fn keys(value: &Value) -> BTreeSet<&str> {
    value
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect()
}

fn line(id: &str, text: &str) -> String {
    serde_json::json!({ "id": id, "text": text }).to_string() + "\n"
}

fn place() -> Place {
    Place::demo(ALL_ONCE)
}

/// A page whose main text is plain.
fn html(text: &str) -> String {
    format!(
        "<!doctype html><html><head><title>T</title></head><body><nav><a href=/>Home</a></nav>\
         <main><p>{text}</p><p>{text}</p></main></body></html>"
    )
}

#[test]
fn extract_gives_the_documents_of_a_run() {
    let place = place();
    place.run();
    let ran = place
        .tamis(&["extract", "demo-00000.warc.gz", "demo-00001.warc.gz"])
        .expect(3);
    assert!(
        ran.err.contains("2 places could not be used"),
        "{}",
        ran.err
    );
    assert!(ran.err.contains("demo-00000.warc.gz"), "{}", ran.err);
    let lines = lines(&ran);
    let mut texts = BTreeMap::new();
    for line in &lines {
        assert_eq!(keys(line), BTreeSet::from(["id", "text", "url"]));
        texts.insert(line["id"].as_str().unwrap(), line);
    }
    assert_eq!(texts.len(), lines.len(), "ids are unique");
    let kept = kept(&place.out());
    for row in &kept {
        let line = texts[row.id.as_str()];
        assert_eq!(line["url"], row.url.as_str());
        // Personal data is replaced only in the corpus.
        if !row.url.contains("pii-") {
            assert_eq!(line["text"], row.text.as_str());
        }
    }
    // What stages before the text removed has no line, but for reservations of rights, which are
    // the business of a run.
    for row in removed(&place.out())
        .iter()
        .filter(|row| row.stage == "demo")
    {
        assert!(!texts.contains_key(row.id.as_str()), "{row:?}");
    }
}

#[test]
fn extract_reads_pages_folders_and_standard_input() {
    let place = place();
    place.write("pages/a.html", html(ENGLISH));
    place.write("pages/deep/b.html.gz", gzip(html(ENGLISH).as_bytes()));
    place.write(
        "pages/c.v2.htm.zst",
        zstd::encode_all(html(MALTESE).as_bytes(), 3).unwrap(),
    );
    place.write("pages/notes.txt", "not a page");
    let ran = place.tamis(&["extract", "pages"]).expect(0);
    let ids: Vec<Value> = lines(&ran).iter().map(|line| line["id"].clone()).collect();
    assert_eq!(ids, ["a", "c.v2", "b"]);
    for line in lines(&ran) {
        assert_eq!(keys(&line), BTreeSet::from(["id", "text", "url"]));
        let text = line["text"].as_str().unwrap();
        assert!(
            text.contains("church") || text.contains("niftakar"),
            "{text}"
        );
        assert!(!text.contains("Home"), "{text}");
    }
    let one = place.tamis(&["extract", "pages/a.html"]).expect(0);
    assert_eq!(one.out, ran.out.lines().next().unwrap().to_string() + "\n");

    let page = fed(place.path(), &["extract", "-"], html(ENGLISH).as_bytes()).expect(0);
    assert_eq!(lines(&page)[0]["id"], "-");
    let archive = fs::read(place.join("demo-00001.warc.gz")).unwrap();
    let piped = fed(place.path(), &["extract", "-"], &archive).expect(3);
    let named = place.tamis(&["extract", "demo-00001.warc.gz"]).expect(3);
    let text = |ran: &Ran| {
        lines(ran)
            .iter()
            .map(|l| l["text"].clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(text(&piped), text(&named));

    place
        .tamis(&["extract", "pages", "-o", "out.jsonl"])
        .expect(0);
    assert_eq!(
        fs::read_to_string(place.join("out.jsonl")).unwrap(),
        ran.out
    );
}

#[test]
fn extract_tells_what_it_could_not_read() {
    let place = place();
    fs::create_dir(place.join("empty")).unwrap();
    let ran = place.tamis(&["extract", "empty"]).expect(3);
    assert!(
        ran.err.contains("empty: no HTML or WARC file"),
        "{}",
        ran.err
    );
    place.write("a.html.gz", &gzip(html(ENGLISH).as_bytes())[..40]);
    place.write("b.html", html(ENGLISH));
    let ran = place.tamis(&["extract", "a.html.gz", "b.html"]).expect(3);
    assert!(ran.err.contains("a.html.gz"), "{}", ran.err);
    assert_eq!(lines(&ran).len(), 1);
}

#[test]
fn identify_names_languages() {
    let place = place();
    place.write("in.jsonl", line("e", ENGLISH) + &line("m", MALTESE));
    let ran = place.tamis(&["identify", "in.jsonl"]).expect(0);
    let found = lines(&ran);
    for (line, (id, language)) in found.iter().zip([("e", "eng_Latn"), ("m", "mlt_Latn")]) {
        assert_eq!(
            keys(line),
            BTreeSet::from(["id", "language", "score", "script", "top"])
        );
        assert_eq!(line["script"], "Latn");
        assert_eq!(
            (&line["id"], &line["language"]),
            (&id.into(), &language.into())
        );
        let score = line["score"].as_f64().unwrap();
        assert!((0.5..=1.0).contains(&score), "{line}");
        let top = line["top"].as_array().unwrap();
        assert_eq!(top[0][0], language);
        let scores: Vec<f64> = top.iter().map(|t| t[1].as_f64().unwrap()).collect();
        assert!(scores.is_sorted_by(|a, b| a >= b), "{line}");
        assert!(scores.iter().sum::<f64>() <= 1.0001, "{line}");
    }
    let piped = fed(
        place.path(),
        &["identify", "-"],
        &fs::read(place.join("in.jsonl")).unwrap(),
    );
    assert_eq!(piped.out, ran.out);
    place.write(
        "in.jsonl.gz",
        gzip(&fs::read(place.join("in.jsonl")).unwrap()),
    );
    assert_eq!(
        place.tamis(&["identify", "in.jsonl.gz"]).expect(0).out,
        ran.out
    );
}

#[test]
fn identify_lines_gives_label_tab_score() {
    let place = place();
    let input = format!("{ENGLISH}\n\n{MALTESE}\r\n中文的句子是这样写的，没有空格。\n");
    let ran = fed(
        place.path(),
        &["identify", "--lines", "-"],
        input.as_bytes(),
    )
    .expect(0);
    let found: Vec<(&str, f64)> = ran
        .out
        .lines()
        .map(|line| {
            let (label, score) = line.split_once('\t').unwrap();
            (label, score.parse().unwrap())
        })
        .collect();
    // An empty line has an answer as well, so that lines stay in step.
    let labels: Vec<&str> = found.iter().map(|(label, _)| *label).collect();
    assert_eq!(
        (labels.len(), labels[0], labels[2], labels[3]),
        (4, "eng_Latn", "mlt_Latn", "oth")
    );
    assert!(found.iter().all(|(_, score)| (0.0..=1.0).contains(score)));
}

#[test]
fn pii_gives_spans_in_bytes() {
    let place = place();
    let text = "Ħarġa: ikteb lil anna.borg@kunsill.zz jew 199.7.91.13.";
    place.write("in.jsonl", line("p", text) + &line("q", ENGLISH));
    let ran = place.tamis(&["pii", "in.jsonl"]).expect(0);
    let found = lines(&ran);
    assert_eq!(keys(&found[0]), BTreeSet::from(["id", "spans"]));
    let spans = found[0]["spans"].as_array().unwrap();
    let at = |span: &Value| {
        assert_eq!(keys(span), BTreeSet::from(["end", "kind", "start"]));
        let (start, end) = (
            span["start"].as_u64().unwrap(),
            span["end"].as_u64().unwrap(),
        );
        &text[start as usize..end as usize]
    };
    let told: Vec<(&str, &str)> = spans
        .iter()
        .map(|span| (span["kind"].as_str().unwrap(), at(span)))
        .collect();
    assert_eq!(
        told,
        [("email", "anna.borg@kunsill.zz"), ("ip.v4", "199.7.91.13")]
    );
    assert_eq!(found[1]["spans"], serde_json::json!([]));

    let redacted = lines(&place.tamis(&["pii", "--redact", "in.jsonl"]).expect(0));
    assert_eq!(keys(&redacted[0]), BTreeSet::from(["id", "spans", "text"]));
    let clean = redacted[0]["text"].as_str().unwrap();
    assert!(
        !clean.contains("anna.borg") && !clean.contains("199.7"),
        "{clean}"
    );
    assert!(clean.starts_with("Ħarġa: ikteb lil "), "{clean}");
    assert_eq!(redacted[1]["text"], ENGLISH);
    // A second pass finds nothing that the first one has not.
    place.write("again.jsonl", line("p", clean));
    assert_eq!(
        lines(&place.tamis(&["pii", "again.jsonl"]).expect(0))[0]["spans"],
        serde_json::json!([])
    );
}

#[test]
fn pii_knows_a_language_by_any_of_its_names() {
    let place = place();
    // A number without a word beside it: at home only.
    place.write(
        "in.jsonl",
        line("p", "zítra 226 289 599 nebo tel. 603 123 456"),
    );
    let of = |code: &str| {
        let ran = place.tamis(&["pii", "--language", code, "in.jsonl"]);
        lines(&ran.expect(0))[0]["spans"].clone()
    };
    let found = of("ces_Latn");
    assert_eq!(found.as_array().map(Vec::len), Some(2), "{found}");
    for code in ["cs", "ces", "cs-CZ"] {
        assert_eq!(of(code), found, "{code}");
    }
    let wrong = place.tamis(&["pii", "--language", "klingon", "in.jsonl"]);
    let wrong = wrong.expect(2).err;
    assert!(
        wrong.contains("`klingon` is no language that we know"),
        "{wrong}"
    );
}

#[test]
fn annotate_measures_and_gives_the_verdict_of_a_run() {
    let place = place();
    place.run();
    let extracted = place.tamis(&["extract", "demo-00000.warc.gz", "-o", "texts.jsonl"]);
    extracted.expect(3);
    let ran = place.tamis(&["annotate", "texts.jsonl"]).expect(0);
    let kept: BTreeSet<String> = kept(&place.out()).into_iter().map(|row| row.id).collect();
    let removed: BTreeMap<String, String> = removed(&place.out())
        .into_iter()
        .map(|row| (row.id, row.reason))
        .collect();
    let mut seen = 0;
    for line in lines(&ran) {
        let expected = ["id", "language", "pii", "score", "signals", "verdict"];
        assert_eq!(keys(&line), BTreeSet::from(expected));
        let id = line["id"].as_str().unwrap();
        if kept.contains(id) {
            assert_eq!(line["verdict"], "keep", "{line}");
            assert!(line["signals"].as_object().unwrap().len() > 10, "{line}");
            seen += 1;
        }
        if let Some(reason) = removed
            .get(id)
            .filter(|reason| reason.starts_with("quality."))
        {
            assert_eq!(line["verdict"]["reason"], reason.as_str(), "{line}");
            assert!(
                line["verdict"]["value"].is_number() && line["verdict"]["threshold"].is_number()
            );
            seen += 1;
        }
    }
    assert!(seen > 30, "{seen}");
    // A language that is given is not guessed again.
    let given = serde_json::json!({ "id": 1, "text": ENGLISH, "language": "mlt_Latn" }).to_string();
    let ran = fed(place.path(), &["annotate", "-"], given.as_bytes()).expect(0);
    assert_eq!(lines(&ran)[0]["language"], "mlt_Latn");
}

/// Every kind of line that cannot be used, with a good one at each end.
fn bad_lines() -> Vec<u8> {
    let mut bytes = line("first", ENGLISH).into_bytes();
    bytes.extend_from_slice(b"not json\n[1, 2]\n{\"id\": \"x\"}\n{\"id\": \"x\", \"text\": 5}\n");
    bytes.extend_from_slice(b"{\"id\": \"x\", \"text\": \"caf\xe9\"}\n\n");
    bytes.extend_from_slice(line("last", ENGLISH).as_bytes());
    bytes
}

#[test]
fn bad_lines_are_told_with_their_place_and_cost_nothing_else() {
    let place = place();
    place.write("bad.jsonl", bad_lines());
    for command in ["identify", "pii", "annotate"] {
        let ran = place.tamis(&[command, "bad.jsonl"]).expect(3);
        let ids: Vec<Value> = lines(&ran).iter().map(|line| line["id"].clone()).collect();
        assert_eq!(ids, ["first", "last"], "{command}");
        told_with_places(&ran, command);
    }
}

fn told_with_places(ran: &Ran, command: &str) {
    // Line 7 is blank, which is no mistake.
    for number in 2..=6 {
        let place = format!("bad.jsonl:{number}: ");
        assert!(ran.err.contains(&place), "{command}: {place}\n{}", ran.err);
    }
    assert!(
        ran.err
            .ends_with("5 lines could not be used; the others were\n"),
        "{}",
        ran.err
    );
}

#[test]
fn a_reader_that_stops_early_is_no_error() {
    let place = place();
    let many: String = (0..20_000).map(|i| line(&i.to_string(), ENGLISH)).collect();
    place.write("many.jsonl", many);
    let mut child = super::common::command(place.path(), &["pii", "many.jsonl"])
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let mut first = [0u8; 16];
    let mut stdout = child.stdout.take().unwrap();
    std::io::Read::read_exact(&mut stdout, &mut first).unwrap();
    drop(stdout);
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
}

#[test]
fn langs_lists_shows_and_checks() {
    let place = place();
    let listed = place.tamis(&["langs", "list"]).expect(0).out;
    let codes: Vec<&str> = listed
        .lines()
        .skip(1)
        .map(|line| line.split_whitespace().next().unwrap())
        .collect();
    assert!(codes.len() >= 42, "{} profiles", codes.len());
    let official = "bul_Cyrl ces_Latn dan_Latn deu_Latn ell_Grek eng_Latn est_Latn fin_Latn \
        fra_Latn gle_Latn hrv_Latn hun_Latn ita_Latn lav_Latn lit_Latn mlt_Latn nld_Latn pol_Latn \
        por_Latn ron_Latn slk_Latn slv_Latn spa_Latn swe_Latn";
    let others = "cat_Latn eus_Latn glg_Latn bos_Latn srp_Latn srp_Cyrl mkd_Cyrl sqi_Latn \
        tur_Latn ukr_Cyrl kat_Geor isl_Latn nob_Latn nno_Latn ltg_Latn";
    for code in official.split_whitespace().chain(others.split_whitespace()) {
        assert!(codes.contains(&code), "{code} has no profile");
        let shown = place.tamis(&["langs", "show", code]).expect(0).out;
        assert!(shown.contains(&format!("code = \"{code}\"")), "{code}");
    }
    let checked = place.tamis(&["langs", "check"]).expect(0).out;
    assert!(
        checked.ends_with(" 0 with another verdict than they must get\n"),
        "{checked}"
    );

    // A profile of one's own replaces the built-in one, and its examples are checked too.
    let shown = place.tamis(&["langs", "show", "mlt_Latn"]).expect(0).out;
    place.write("mine/mlt_Latn.toml", profile("mlt_Latn", 5000));
    let checked = place
        .tamis(&["langs", "check", "--profiles", "mine"])
        .expect(1);
    assert!(checked.out.contains("mlt_Latn.toml"), "{}", checked.out);
    assert!(checked.out.contains("quality.min_words"), "{}", checked.out);
    // Without `extends` the words of the built-in one are gone.
    place.write(
        "bare/mlt_Latn.toml",
        "code = \"mlt_Latn\"\nname = \"Maltese\"\n[quality]\nmin_words = 40 # ours\n",
    );
    let bare = place
        .tamis(&["langs", "check", "--profiles", "bare"])
        .expect(0);
    assert!(
        bare.out.contains("note: mlt_Latn has no stop words"),
        "{}",
        bare.out
    );
    // A misspelt key is told with its line and the nearest valid one.
    let wrong = shown.replacen("[quality]", "[quality]\nmin_wrods = 5", 1);
    let number = wrong
        .lines()
        .position(|line| line.starts_with("min_wrods"))
        .unwrap()
        + 1;
    place.write("mine/mlt_Latn.toml", wrong);
    let told = place
        .tamis(&["langs", "check", "--profiles", "mine"])
        .expect(2);
    for part in [
        "mlt_Latn.toml",
        "min_wrods",
        "min_words",
        &format!("{number}"),
    ] {
        assert!(told.err.contains(part), "{part} is not in:\n{}", told.err);
    }
}

#[test]
fn model_info_tells_labels_and_digest() {
    let place = place();
    let out = place.tamis(&["model", "info"]).expect(0).out;
    let digest = out.lines().next().unwrap().strip_prefix("sha256 ").unwrap();
    assert_eq!(digest.len(), 64);
    assert!(digest.bytes().all(|b| b.is_ascii_hexdigit()));
    let labels: Vec<&str> = out
        .split("labels: ")
        .nth(1)
        .unwrap()
        .split_whitespace()
        .collect();
    assert!(labels.len() >= 43 && labels.contains(&"oth") && labels.contains(&"mlt_Latn"));
    assert!(
        out.contains(&format!("\n{} labels: ", labels.len())),
        "{out}"
    );
    // The manifest of a run names the same model.
    place.run();
    let manifest = super::common::manifest(&place.out());
    let stages = manifest["stages"].as_array().unwrap();
    let identify = stages
        .iter()
        .find(|stage| stage["type"] == "identify")
        .unwrap();
    assert!(identify.to_string().contains(digest), "{identify}");
}
