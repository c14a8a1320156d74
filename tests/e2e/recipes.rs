//! The configs in `recipes/`, as they are and with all that they only propose switched on: each runs on the
//! demo, verifies, and drops what it says that it drops. The book has the figures.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use tempfile::TempDir;

use super::common::{ARCHIVES, Kept, Removed, demo_file, files, kept, manifest, removed, tamis};

const RECIPES: [&str; 3] = ["fineweb", "hplt", "european"];

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// A folder with `demo/` and `recipes/` as in the repository.
struct Kitchen(TempDir);

impl Kitchen {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let kitchen = Self(folder);
        for name in ARCHIVES {
            kitchen.put(&format!("demo/{name}"), &fs::read(demo_file(name)).unwrap());
        }
        let recipes = repository().join("recipes");
        let ours = |name: &str| name.ends_with(".toml") && !name.starts_with("out-");
        for name in files(&recipes, &ours) {
            kitchen.put(
                &format!("recipes/{name}"),
                &fs::read(recipes.join(&name)).unwrap(),
            );
        }
        kitchen
    }

    fn join(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn put(&self, name: &str, bytes: &[u8]) {
        let path = self.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    /// Runs and verifies a recipe.
    #[track_caller]
    fn cook(&self, recipe: &str) -> Dish {
        let config = format!("recipes/{recipe}.toml");
        tamis(self.0.path(), &["run", &config]).expect(0);
        let out = self.join(&format!("recipes/out-{recipe}"));
        tamis(self.0.path(), &["verify", out.to_str().unwrap()]).expect(0);
        Dish {
            kept: kept(&out),
            removed: removed(&out),
            out,
        }
    }
}

/// What came out.
struct Dish {
    out: PathBuf,
    kept: Vec<Kept>,
    removed: Vec<Removed>,
}

impl Dish {
    fn reasons(&self) -> BTreeMap<&str, usize> {
        let mut reasons = BTreeMap::new();
        for row in &self.removed {
            *reasons.entry(row.reason.as_str()).or_default() += 1;
        }
        reasons
    }

    fn documents(&self) -> usize {
        let ids: BTreeSet<&str> = self.kept.iter().map(|row| row.id.as_str()).collect();
        ids.len()
    }

    fn text(&self, url: &str) -> Option<&str> {
        let row = self.kept.iter().find(|row| row.url == url);
        row.map(|row| row.text.as_str())
    }

    /// The reason for which a page is not there.
    fn reason(&self, url: &str) -> Option<&str> {
        let row = self.removed.iter().find(|row| row.url == url);
        row.map(|row| row.reason.as_str())
    }

    /// Of the values of personal data in pages that were kept, the kinds that went and those that stayed.
    fn personal(&self) -> (BTreeSet<String>, BTreeSet<String>) {
        let (mut gone, mut stayed) = (BTreeSet::new(), BTreeSet::new());
        for page in pages() {
            let url = page["url"].as_str().unwrap();
            let Some(text) = self.text(url) else { continue };
            for value in page["gone"].as_array().into_iter().flatten() {
                let kind = value["kind"].as_str().unwrap().to_owned();
                let there = text.contains(value["text"].as_str().unwrap());
                if there { &mut stayed } else { &mut gone }.insert(kind);
            }
        }
        (gone, stayed)
    }
}

fn pages() -> Vec<Value> {
    let text = fs::read(demo_file("expected.json")).unwrap();
    let expected: Value = serde_json::from_slice(&text).unwrap();
    expected["pages"].as_array().unwrap().clone()
}

/// Pages of the demo that `policy = "standard"` drops.
fn reserved() -> Vec<String> {
    let reserves = |page: &&Value| {
        page["reason"]
            .as_str()
            .is_some_and(|r| r.starts_with("rights."))
    };
    let url = |page: &Value| page["url"].as_str().unwrap().to_owned();
    let urls: Vec<String> = pages().iter().filter(reserves).map(url).collect();
    assert!(urls.len() >= 7, "{urls:?}");
    urls
}

fn set(words: &[&str]) -> BTreeSet<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

#[test]
fn fineweb_reserves_nothing_and_replaces_addresses_only() {
    let kitchen = Kitchen::new();
    let dish = kitchen.cook("fineweb");
    let reasons = dish.reasons();
    assert!(dish.documents() > 70, "{reasons:?}");
    assert!(
        !reasons.keys().any(|reason| reason.starts_with("rights.")),
        "{reasons:?}"
    );
    assert!(reserved().iter().any(|url| dish.text(url).is_some()));
    for reason in [
        "quality.min_words",
        "dedup.exact",
        "dedup.near",
        "identify.rejected",
    ] {
        assert!(reasons.contains_key(reason), "{reason} in {reasons:?}");
    }
    let (gone, stayed) = dish.personal();
    assert_eq!(gone, set(&["email", "ip"]));
    assert_eq!(stayed, set(&["card", "iban"]));
    // What the profiles dropped is beside it, with its text.
    assert!(!files(&dish.out, &|name| name.starts_with("noisy/")).is_empty());
}

#[test]
fn hplt_asks_for_its_score_and_for_nothing_else_of_quality() {
    let kitchen = Kitchen::new();
    let folder = kitchen.join("recipes/profiles/hplt");
    let shown = [
        "langs",
        "show",
        "deu_Latn",
        "--profiles",
        folder.to_str().unwrap(),
    ];
    let shown = tamis(kitchen.0.path(), &shown).expect(0).out;
    assert!(
        shown.contains("min_wds = 0.5 # all.toml: HPLT v4"),
        "{shown}"
    );
    assert!(
        shown.contains("max_top_2gram = false # all.toml"),
        "{shown}"
    );

    let dish = kitchen.cook("hplt");
    let reasons = dish.reasons();
    assert!(dish.documents() > 60, "{reasons:?}");
    let of_quality =
        |reason: &&&str| reason.starts_with("quality.") || reason.starts_with("repetition.");
    let asked = [
        "quality.max_newline_ratio",
        "quality.min_characters",
        "quality.min_wds",
    ];
    for reason in reasons.keys().filter(of_quality) {
        assert!(asked.contains(reason), "{reason} is no rule of HPLT's");
    }
    for reason in [
        "quality.min_wds",
        "quality.min_characters",
        "rights.robots_tag",
        "rights.tdm",
    ] {
        assert!(reasons.contains_key(reason), "{reason} in {reasons:?}");
    }
    // What is refused to one agent by its name, this policy does not look at.
    let refuses = |url: &String| {
        dish.reason(url)
            .is_some_and(|reason| reason.starts_with("rights."))
    };
    let left: Vec<String> = reserved().into_iter().filter(|url| !refuses(url)).collect();
    assert_eq!(left.len(), 1, "{left:?}");
    assert!(left[0].ends_with("opt-gptbot"), "{left:?}");
    let (gone, _) = dish.personal();
    assert_eq!(gone, set(&[]), "HPLT marks personal data and leaves it");
    let lines = files(&dish.out, &|name| name.starts_with("jsonl/"));
    let maltese = lines.iter().find(|name| name.contains("mlt_Latn")).unwrap();
    let text = zstd::decode_all(fs::File::open(dish.out.join(maltese)).unwrap()).unwrap();
    let line: Value =
        serde_json::from_slice(text.split(|byte| *byte == b'\n').next().unwrap()).unwrap();
    for key in [
        "f",
        "u",
        "ts",
        "crawl_id",
        "text",
        "md",
        "doc_scores",
        "cluster_size",
        "filter",
    ] {
        assert!(!line[key].is_null(), "{key} in {line}");
    }
}

#[test]
fn european_honours_every_reservation_and_replaces_all_personal_data() {
    let kitchen = Kitchen::new();
    let dish = kitchen.cook("european");
    let reasons = dish.reasons();
    let languages: BTreeSet<&str> = dish.kept.iter().map(|row| row.language.as_str()).collect();
    assert_eq!(languages.len(), 24, "{languages:?}");
    assert!(reasons["identify.not_asked"] >= 10, "{reasons:?}");
    for url in reserved() {
        let reason = dish.reason(&url).unwrap();
        assert!(reason.starts_with("rights."), "{url}: {reason}");
    }
    let (gone, stayed) = dish.personal();
    assert_eq!(gone, set(&["card", "email", "iban", "ip"]));
    assert_eq!(stayed, set(&[]));
    // The mix: nobody has less than another language that had less to give, and small ones are repeated.
    let mix = &manifest(&dish.out)["mix"];
    let number = |language: &str, key: &str| mix[language][key].as_f64().unwrap();
    assert!(number("hrv_Latn", "repeats") > 2.0, "{mix}");
    assert!(number("eng_Latn", "repeats") < 1.0, "{mix}");
    assert!(reasons.contains_key("balance.budget"), "{reasons:?}");
}

/// A config with every commented key switched on, in place of the key that it stands beside.
fn with_all(config: &str) -> String {
    let is_key = |line: &str| {
        let key = line.split(" = ").next().unwrap_or_default();
        let plain = |c: char| c.is_ascii_lowercase() || c == '_';
        line.contains(" = ") && !key.is_empty() && key.chars().all(plain)
    };
    let is_table = |line: &str| line.starts_with('[') && line.contains(']');
    let mut lines: Vec<String> = Vec::new();
    for line in config.lines() {
        let bare = line
            .strip_prefix("# ")
            .filter(|bare| is_key(bare) || is_table(bare));
        let Some(bare) = bare else {
            lines.push(line.to_owned());
            continue;
        };
        // A key that stands in this table already makes room.
        let key = format!("{} = ", bare.split(" = ").next().unwrap_or_default());
        let table = lines.iter().rposition(|line| is_table(line)).unwrap_or(0);
        let here = lines[table..]
            .iter()
            .position(|line| line.starts_with(&key));
        if let Some(at) = here.filter(|_| is_key(bare)) {
            lines.remove(table + at);
        }
        lines.push(bare.to_owned());
    }
    lines.join("\n") + "\n"
}

#[test]
fn all_that_a_recipe_only_proposes_is_valid() {
    for recipe in RECIPES {
        let kitchen = Kitchen::new();
        let config = fs::read_to_string(kitchen.join(&format!("recipes/{recipe}.toml"))).unwrap();
        let all = with_all(&config);
        let switched = all
            .lines()
            .filter(|line| !config.lines().any(|was| was == *line));
        assert!(
            switched.count() >= 4,
            "{recipe}: what is there to switch on?\n{all}"
        );
        kitchen.put(&format!("recipes/{recipe}.toml"), all.as_bytes());
        // The files that it names.
        let data = |path: &str| fs::read(repository().join(path)).unwrap();
        let model = data("langs/models/lid.ftz");
        for name in ["glotlid.bin", "openlid-v3.bin"] {
            kitchen.put(&format!("recipes/{name}"), &model);
        }
        let tokenizer = data("pipeline/tokens/tests/data/unigram.json");
        kitchen.put("recipes/tokenizer.json", &tokenizer);
        kitchen.put("recipes/lists/adult/domains", b"radio-g.en.example\n");
        kitchen.put("recipes/lists/blocked.txt", b"radio-g.en.example\n");
        kitchen.put("recipes/key.txt", b"a key of thirty-two bytes, or more");
        let leaked = "Our branch library was meant to close six years ago.";
        let item = serde_json::json!({ "flores_passage": leaked, "question": "Which one?" });
        kitchen.put(
            "recipes/benchmarks/belebele/eng.jsonl",
            format!("{item}\n").as_bytes(),
        );
        for name in ARCHIVES {
            kitchen.put(
                &format!("demo/robotstxt/{name}"),
                &fs::read(demo_file(name)).unwrap(),
            );
        }
        tamis(&kitchen.join("recipes"), &["init", "--provider"]).expect(0);
        tamis(&kitchen.join("recipes"), &["keygen", "us"]).expect(0);

        let dish = kitchen.cook(recipe);
        let reasons = dish.reasons();
        assert!(!dish.kept.is_empty(), "{recipe}: {reasons:?}");
        assert!(
            reasons.keys().any(|reason| reason.starts_with("url.")),
            "{recipe}: {reasons:?}"
        );
        if all.contains("[stages.decontaminate]") {
            assert!(
                reasons.contains_key("contamination.ngram"),
                "{recipe}: {reasons:?}"
            );
        }
        if all.contains("\nkey = ") {
            let folder = kitchen.join("recipes");
            let call = ["verify", "out-european", "--key", "us.pub.pem"];
            tamis(&folder, &call).expect(0);
        }
    }
}

/// The table in the book: documents by recipe and reason.
#[test]
fn the_book_has_what_each_recipe_keeps_and_drops() {
    let kitchen = Kitchen::new();
    let dishes = RECIPES.map(|recipe| kitchen.cook(recipe));
    let row = |name: &str, numbers: Vec<usize>| {
        let numbers: Vec<String> = numbers
            .iter()
            .map(|n| {
                if *n == 0 {
                    String::new()
                } else {
                    n.to_string()
                }
            })
            .collect();
        format!("| {name} | {} |\n", numbers.join(" | "))
    };
    let each = |number: &dyn Fn(&Dish) -> usize| dishes.iter().map(number).collect::<Vec<_>>();
    let mut table = row("documents kept", each(&Dish::documents));
    table += &row("rows, repeats counted", each(&|dish| dish.kept.len()));
    let languages = |dish: &Dish| {
        let languages: BTreeSet<&str> = dish.kept.iter().map(|r| r.language.as_str()).collect();
        languages.len()
    };
    table += &row("languages", each(&languages));
    let reasons: BTreeSet<&str> = dishes
        .iter()
        .flat_map(|dish| dish.reasons().into_keys())
        .collect();
    for reason in reasons {
        let count = |dish: &Dish| dish.reasons().get(reason).copied().unwrap_or_default();
        table += &row(&format!("`{reason}`"), each(&count));
    }
    let page = fs::read_to_string(repository().join("docs/src/engineer/recipes.md")).unwrap();
    assert!(
        page.contains(&table),
        "docs/src/engineer/recipes.md has not this table:\n{table}"
    );
}
