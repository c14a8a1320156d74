//! What a linguist does: adds a language, names lists, trains a model, asks why.

use serde_json::{Value, json};

use super::common::{Place, fed, files, kept, manifest, parquet, profile, removed};
use super::warc::page;

/// Võro, which no built-in profile and no built-in model knows. Written for this project.
const VORO: &[&str] = &[
    "Hummogu tull vanaimä tarrõ ja pandsõ leevä lavva pääle ni küsse, kas mi olõ-i vil süümä naanu.",
    "Timahavva oll' talvõl pall'o lummõ, a kevväi tull' varra ja nurmõ päält sai lumi ruttu är.",
    "Minno naabrimiis ütel', et täämbä lätt vihmalõ ja hain tulõ inne õdagut kuhjo panda.",
    "Võro liinan om keväjäne laat, kon müvväs uma tettüt mett, leibä ja kõiksugust käsitüüd.",
    "Latsõ joosiva järve viirde ja kaiva, kuis kalamehe võrku vette laskva ja tõõsõ kala vällä võtva.",
    "Ku süküs kätte jõud, sis korjatas ubina är ja pandas keldrihe, et talvõl olõs midägi süvvä.",
];
const ESTONIAN: &[&str] = &[
    "Hommikul tuli vanaema tuppa ja pani leiva lauale ning küsis, kas me ei ole veel sööma läinud.",
    "Sel aastal oli talvel palju lund, aga kevad tuli vara ja põllult sai lumi ruttu ära.",
    "Minu naabrimees ütles, et täna läheb vihmale ja hein tuleb enne õhtut kuhja panna.",
    "Võru linnas on kevadine laat, kus müüakse omatehtud mett, leiba ja kõiksugust käsitööd.",
    "Lapsed jooksid järve äärde ja vaatasid, kuidas kalamehed võrku vette lasevad ja teised kala välja võtavad.",
    "Kui sügis kätte jõuab, siis korjatakse õunad ära ja pannakse keldrisse, et talvel oleks midagi süüa.",
];

/// Labelled lines of four words each.
fn lines(label: &str, texts: &[&str]) -> String {
    let words: Vec<&str> = texts.iter().flat_map(|text| text.split(' ')).collect();
    words
        .windows(4)
        .map(|four| format!("{label}\t{}\n", four.join(" ")))
        .collect()
}

#[test]
fn a_language_is_one_profile_and_a_model_that_knows_it() {
    let place = Place::new(
        "[run]\nname = \"new\"\noutput = \"out\"\nprofiles = \"mine\"\n\
         [sources.files]\ntype = \"warc\"\npaths = [\"a.warc\"]\n\
         [stages.identify]\nmodel = \"own.bin\"\n",
    );
    // The one file.
    place.write(
        "mine/vro_Latn.toml",
        "code = \"vro_Latn\"\nname = \"Võro\"\n[words]\n\
         stop_words = [\"ja\", \"et\", \"om\", \"ku\", \"sis\", \"är\", \"ni\", \"a\"]\n\
         [[examples]]\ntext = \"Tere hummogust\"\nkeep = false\nreason = \"quality.min_words\"\n",
    );
    place
        .tamis(&["langs", "check", "--profiles", "mine"])
        .expect(0);
    // The retraining.
    place.write(
        "lines.tsv",
        (lines("vro_Latn", VORO) + &lines("est_Latn", ESTONIAN)).repeat(30),
    );
    let train = "model train lines.tsv -o own.bin --epochs 20 --dim 16 --bucket 20000";
    place.tamis(&train.split(' ').collect::<Vec<_>>()).expect(0);
    // And nothing else.
    place.write("a.warc", [page(1, VORO), page(2, ESTONIAN)].concat());
    place.run();
    let found: Vec<String> = kept(&place.out())
        .into_iter()
        .map(|row| row.language)
        .collect();
    let mut found: Vec<&str> = found.iter().map(String::as_str).collect();
    found.sort_unstable();
    assert_eq!(found, ["est_Latn", "vro_Latn"]);
    assert!(!files(&place.out(), &|name| name.starts_with("data/vro_Latn/")).is_empty());
}

#[test]
fn profiles_inherit_and_say_so_when_they_cannot() {
    let place = Place::demo("");
    let check = |text: &str| {
        place.write("mine/mlt_Latn.toml", text);
        place.tamis(&["langs", "show", "mlt_Latn", "--profiles", "mine"])
    };
    let own = "code = \"mlt_Latn\"\nname = \"Maltese\"\n";
    let shown = check(&format!(
        "{own}extends = \"mlt_Latn\"\n[quality]\nmin_words = 40 # ours\n"
    ))
    .expect(0)
    .out;
    assert!(
        shown.contains("min_words = 40.0 # mlt_Latn.toml: ours"),
        "{shown}"
    );
    // From the built-in Maltese, and from the default.
    assert!(
        shown.contains("max_newline_ratio = 0.162 # mlt_Latn.toml: FineWeb-2"),
        "{shown}"
    );
    assert!(
        shown.contains("max_words = 100000.0 # default.toml: "),
        "{shown}"
    );

    let told = check(&format!("{own}extends = \"malta\"\n")).expect(2).err;
    assert!(
        told.contains("there is no profile `malta` to extend"),
        "{told}"
    );
    place.write(
        "mine/ita_Latn.toml",
        "code = \"ita_Latn\"\nname = \"Italian\"\nextends = \"mlt_Latn\"\n",
    );
    let told = check(&format!("{own}extends = \"ita_Latn\"\n"))
        .expect(2)
        .err;
    assert!(
        told.contains("these profiles inherit in a circle"),
        "{told}"
    );

    // Of a language that is not built in there is nothing to extend.
    place.write(
        "mine/vro_Latn.toml",
        "code = \"vro_Latn\"\nname = \"Võro\"\nextends = \"vro_Latn\"\n",
    );
    let told = check(own).expect(2).err;
    assert!(
        told.contains("there is no built-in profile `vro_Latn` to"),
        "{told}"
    );
}

#[test]
fn mistakes_of_a_profile_are_told_to_linguists() {
    let place = Place::demo("");
    let own = "code = \"mlt_Latn\"\nname = \"Maltese\"\nextends = \"mlt_Latn\"\n";
    for (text, told) in [
        ("[quality]\nmin_wrods = 5\n", "did you mean `min_words`?"),
        ("[quality]\nmax_stop_words = 5\n", "bounded from below only"),
        (
            "[quality]\nmin_words = 200000\n",
            "no document could be kept",
        ),
        (
            "[repetition]\nmax_dup_lines = 30\n",
            "of per cent, that is 0.3",
        ),
        (
            "[[examples]]\ntext = \"x\"\nkeep = false\nreason = \"quality.min_word\"\n",
            "no rule is named `quality.min_word`",
        ),
        (
            "[[examples]]\ntext = \"x\"\nkeep = true\nreason = \"quality.min_words\"\n",
            "must be kept has no reason",
        ),
    ] {
        place.write("mine/mlt_Latn.toml", format!("{own}{text}"));
        let ran = place
            .tamis(&["langs", "check", "--profiles", "mine"])
            .expect(2);
        let err = ran.err.replace("\n  │ ", " ");
        assert!(err.contains(told), "{told} is not in\n{err}");
        // The file, the line and a mark under the place.
        assert!(err.contains("mlt_Latn.toml:") && err.contains('┬'), "{err}");
    }
    // An example that gets another verdict: the value beside the bound, in its place.
    place.write(
        "mine/mlt_Latn.toml",
        format!("{own}[[examples]]\ntext = \"Jien kollox milli niftakar.\"\nkeep = true\n"),
    );
    let ran = place
        .tamis(&["langs", "check", "--profiles", "mine"])
        .expect(1);
    assert!(
        ran.out
            .contains("quality.min_words = 50 drops it: it has 4"),
        "{}",
        ran.out
    );
    assert!(ran.out.contains("mlt_Latn.toml:5:"), "{}", ran.out);
}

#[test]
fn the_published_schema_is_that_of_this_version() {
    let place = Place::demo("");
    let printed = place.tamis(&["langs", "schema"]).expect(0).out;
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../langs/profile.schema.json");
    let published = std::fs::read_to_string(path).unwrap();
    assert!(
        printed == published,
        "write it again: tamis langs schema > langs/profile.schema.json"
    );
}

#[test]
fn what_a_profile_drops_is_kept_beside_the_dataset_on_request() {
    let plain = Place::demo("");
    plain.run();
    assert!(files(&plain.out(), &|name| name.starts_with("noisy/")).is_empty());
    let place = Place::demo("[stages.select]\nnoisy = true\n");
    place.run();
    let mut expected: Vec<(String, String)> = removed(&place.out())
        .into_iter()
        .filter(|row| row.stage == "select" && !row.reason.starts_with("dedup."))
        .map(|row| (row.id, row.reason))
        .collect();
    let mut found = Vec::new();
    for name in files(&place.out(), &|name| name.starts_with("noisy/")) {
        for batch in parquet(&place.out().join(&name)) {
            use arrow_array::cast::AsArray;
            let column = |name: &str| {
                batch
                    .column_by_name(name)
                    .unwrap()
                    .as_string::<i32>()
                    .clone()
            };
            let (ids, reasons, texts) = (column("id"), column("filter_reason"), column("text"));
            for row in 0..batch.num_rows() {
                assert!(!texts.value(row).is_empty());
                found.push((ids.value(row).to_owned(), reasons.value(row).to_owned()));
            }
        }
        let outputs = manifest(&place.out())["outputs"]
            .as_array()
            .unwrap()
            .clone();
        assert!(
            outputs.iter().any(|output| output["path"] == name),
            "{name} is not accounted for"
        );
    }
    expected.sort();
    found.sort();
    assert!(!found.is_empty());
    assert_eq!(found, expected);
    // What is kept is the same with and without.
    let of = |place: &Place| {
        kept(&place.out())
            .into_iter()
            .map(|row| row.id)
            .collect::<Vec<_>>()
    };
    assert_eq!(of(&plain), of(&place));
}

#[test]
fn lists_of_urls_keep_pages_out() {
    let config =
        "[stages.urls.lists]\nshop = \"lists/shop\"\nwords = { words = \"lists/words\" }\n";
    let plain = Place::demo("");
    plain.run();
    let urls: Vec<String> = kept(&plain.out()).into_iter().map(|row| row.url).collect();
    let host = urls.first().unwrap().split('/').nth(2).unwrap().to_owned();
    let place = Place::demo(config);
    place.write(
        "lists/shop/domains",
        format!("# made for this test\n{host}\ntwo words\n"),
    );
    place.write("lists/words", "nothinglikethis\n");
    place.run();
    let gone: Vec<_> = removed(&place.out())
        .into_iter()
        .filter(|row| row.reason == "url.shop")
        .collect();
    assert!(!gone.is_empty());
    assert!(
        gone.iter()
            .all(|row| row.stage == "urls" && row.url.contains(&host)),
        "{gone:?}"
    );
    assert!(
        kept(&place.out())
            .iter()
            .all(|row| row.url.split('/').nth(2) != Some(host.as_str()))
    );
    let stages = manifest(&place.out())["stages"].as_array().unwrap().clone();
    let stage = stages.iter().find(|stage| stage["name"] == "urls").unwrap();
    let list = &stage["settings"]["lists"]["shop"];
    assert_eq!(
        (&list["entries"]["domains"], &list["bad_lines"]),
        (&json!(1), &json!(1))
    );
    assert_eq!(list["files"][0].as_str().unwrap().len(), 64);

    let place = Place::demo("[stages.urls.lists]\nshop = \"lists/none\"\n");
    let told = place.tamis(&["plan", "tamis.toml"]).expect(2).err;
    assert!(told.contains("the list `shop`: cannot read"), "{told}");
    place.write("lists/none", "two words\n");
    let told = place.tamis(&["plan", "tamis.toml"]).expect(2).err;
    assert!(told.contains("the list `shop` has no entry"), "{told}");
}

#[test]
fn a_trained_model_is_one_more_signal() {
    let place = Place::demo("");
    let row = |text: &str, n: usize| json!({ "text": format!("{text} {n}") }).to_string() + "\n";
    let many =
        |texts: &[&str]| -> String { (0..240).map(|n| row(texts[n % texts.len()], n)).collect() };
    place.write("good.jsonl", many(ESTONIAN));
    place.write(
        "bad.txt",
        (0..240)
            .map(|n| format!("osta kohe odavalt {n} loe edasi\n"))
            .collect::<String>(),
    );
    let train = "model train quality --good good.jsonl --bad bad.txt -o q.ftz --dim 8 --bucket 1000 --min-count 1 --epochs 20";
    let args: Vec<&str> = train.split(' ').collect();
    let told = place.tamis(&args).expect(0).out;
    assert!(
        told.contains("held out: ") && told.contains("min_quality_score = "),
        "{told}"
    );
    let first = std::fs::read(place.join("q.ftz")).unwrap();
    place.tamis(&args).expect(0);
    assert_eq!(
        std::fs::read(place.join("q.ftz")).unwrap(),
        first,
        "one thread, one model"
    );

    let score = |text: &str| {
        let line = json!({ "id": 1, "language": "est_Latn", "text": text }).to_string();
        let args = ["annotate", "--quality-model", "q.ftz", "-"];
        let ran = fed(place.path(), &args, line.as_bytes()).expect(0);
        let found: Value = serde_json::from_str(&ran.out).unwrap();
        found["signals"]["quality_score"].as_f64().unwrap()
    };
    let (good, bad) = (score(ESTONIAN[0]), score("osta kohe odavalt 7 loe edasi"));
    assert!(good > 0.9 && bad < 0.1, "{good} {bad}");

    let wrong = [
        "annotate",
        "--quality-model",
        "q.ftz",
        "--quality-label",
        "god",
        "-",
    ];
    let told = place.tamis(&wrong).expect(2).err;
    assert!(
        told.replace("\n  │ ", " ").contains("did you mean `good`?"),
        "{told}"
    );

    // In a run: the signal is stored, and a profile bounds it.
    let own =
        profile("est_Latn", 50).replacen("min_quality_score = false", "min_quality_score = 0.5", 1);
    let run = Place::demo("[stages.annotate]\nquality_model = { est_Latn = \"q.ftz\" }\n");
    std::fs::copy(place.join("q.ftz"), run.join("q.ftz")).unwrap();
    run.write("mine/est_Latn.toml", own);
    let config = std::fs::read_to_string(run.join("tamis.toml")).unwrap();
    run.write(
        "tamis.toml",
        config.replacen("[run]\n", "[run]\nprofiles = \"mine\"\n", 1),
    );
    run.run();
    let stages = manifest(&run.out())["stages"].as_array().unwrap().clone();
    let stage = stages
        .iter()
        .find(|stage| stage["name"] == "annotate")
        .unwrap();
    assert_eq!(stage["settings"]["quality_models"]["est_Latn"][1], "good");

    // A bound on a score that nothing measures is a mistake, not a rule that keeps everything.
    let config = std::fs::read_to_string(run.join("tamis.toml")).unwrap();
    run.write(
        "tamis.toml",
        config.replacen("quality_model = { est_Latn = \"q.ftz\" }", "", 1),
    );
    let told = run.tamis(&["plan", "tamis.toml"]).expect(2).err;
    assert!(
        told.contains("est_Latn sets quality.min_quality_score"),
        "{told}"
    );
}
