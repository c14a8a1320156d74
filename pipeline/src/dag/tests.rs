use super::{Graph, Plan, Tasks, picture};
use crate::config::{Config, Source};
use crate::error::Error;

const HEAD: &str = "[run]\nname = \"t\"\noutput = \"out\"\n[sources.w]\ntype = \"warc\"\n\
                    paths = [\"a.warc\"]\n";

/// A folder with one archive and a config of `HEAD` and `rest`.
fn plan(rest: &str) -> Result<Plan, Error> {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("a.warc"), "").unwrap();
    std::fs::write(
        folder.path().join("b.txt"),
        "eight words are enough to be looked for",
    )
    .unwrap();
    let source = Source::new(&folder.path().join("t.toml"), &format!("{HEAD}{rest}"));
    let config = Config::parse(&source)?;
    Ok(Plan::new(Graph::build(config)?))
}

fn groups(plan: &Plan) -> Vec<Vec<&str>> {
    let name = |id: usize| plan.graph.nodes[id].name.as_str();
    plan.groups
        .iter()
        .map(|group| group.nodes().map(name).collect())
        .collect()
}

/// The message and the line of a config error.
fn refused(rest: &str) -> (String, usize) {
    match plan(rest) {
        Err(Error::Config(error)) => (error.message.clone(), error.line()),
        Err(other) => panic!("another error: {other}"),
        Ok(_) => panic!("accepted"),
    }
}

#[test]
fn the_built_in_dag_fuses_every_chain_of_maps() {
    let plan = plan("").unwrap();
    assert_eq!(
        groups(&plan),
        [
            vec![
                "w",
                "rights",
                "extract",
                "identify",
                "annotate",
                "signatures"
            ],
            vec!["exact"],
            vec!["buckets"],
            vec!["attach"],
            vec!["verify"],
            vec!["clusters"],
            vec!["select"],
            vec!["balance"],
            vec!["collate"],
            vec!["emit"],
            vec!["manifest"],
        ]
    );
    assert_eq!(plan.groups[6].tasks, Tasks::Partitions(1));
    assert_eq!(plan.groups[6].after, [0, 5]);
}

#[test]
fn lines_are_looked_at_on_request() {
    for asking in [
        "[stages.repeats]\nkeep = 0\n",
        "[stages.lines]\nmin_words = 9\n",
    ] {
        let plan = plan(asking).unwrap();
        let mut groups = groups(&plan);
        // Side outputs come in the order of the config.
        groups[0][5..].sort_unstable();
        assert_eq!(groups[0][4..], ["annotate", "lines", "signatures"]);
        assert_eq!(groups[6..8], [["repeats"], ["select"]]);
        assert_eq!(plan.groups[6].after, [0, 5]);
        assert_eq!(plan.groups[7].after, [0, 5, 6]);
        assert_eq!(plan.groups[7].tasks, Tasks::Partitions(1));
    }
}

const OTHER: &str = "[stages.other]\ntype = \"annotate\"\ninputs = [\"identify\"]\n";
const LINES: &str = "[stages.lines]\ninputs = [\"annotate\"]\n";
const FOREIGN: &str = "[stages.foreign]\ntype = \"lines\"\ninputs = [\"other\"]\n";

/// A benchmark.
const DECONTAMINATE: &str = "[stages.decontaminate]\nbenchmarks = { b = \"b.txt\" }\n";

#[test]
fn benchmarks_are_looked_for_on_request() {
    let plan = plan(DECONTAMINATE).unwrap();
    let groups = groups(&plan);
    let expected: [&[&str]; 4] = [
        &["select", "overlaps"],
        &["common"],
        &["decontaminate"],
        &["balance"],
    ];
    assert_eq!(groups[6..10], expected);
    assert_eq!(plan.groups[8].after, [6, 7]);
    assert_eq!(plan.groups[8].tasks, Tasks::Partitions(1));
    assert_eq!(plan.groups[9].after, [8]);
    let (message, _) = refused("[stages.overlaps]\n");
    assert_eq!(message, "no benchmark is named");
}

#[test]
fn common_n_grams_are_those_of_the_same_documents() {
    let config = |documents: &str| {
        format!(
            "[stages.rights]\ninputs = [\"w\"]\n[stages.extract]\ninputs = [\"rights\"]\n\
             [stages.identify]\ninputs = [\"extract\"]\n[stages.annotate]\ninputs = [\"identify\"]\n\
             [stages.select]\ninputs = [\"annotate\"]\n\
             [stages.others]\ntype = \"select\"\ninputs = [\"annotate\"]\nredact = false\n\
             [stages.overlaps]\ninputs = [\"select\"]\n[stages.common]\ninputs = [\"overlaps\"]\n\
             {DECONTAMINATE}inputs = [\"{documents}\", \"common\"]\n\
             [stages.balance]\ninputs = [\"decontaminate\"]\n\
             [stages.collate]\ninputs = [\"decontaminate\"]\n\
             [sinks.emit]\ninputs = [\"balance\", \"collate\"]\n\
             [sinks.manifest]\ninputs = [\"emit\"]\n",
        )
    };
    let mixed = config("select").replace(
        "[stages.collate]\ninputs = [\"decontaminate\"]",
        "[stages.collate]\ninputs = [\"others\"]",
    );
    let (message, _) = refused(&mixed);
    assert_eq!(
        message,
        "`emit` reads the documents of `others`, but a mix of those of `decontaminate`"
    );
    let (message, _) = refused(&config("others"));
    assert_eq!(
        message,
        "`decontaminate` reads the documents of `others`, but common n-grams of those of `select`"
    );
    let (message, _) = refused(&config("select"));
    assert_eq!(message, "nothing reads the output of `others`");
    let (message, _) = refused(&format!(
        "{DECONTAMINATE}[stages.again]\ntype = \"decontaminate\"\nbenchmarks = {{}}\n"
    ));
    assert_eq!(message, "a run has one stage of type `decontaminate`");
}

/// A DAG of one's own with lines, `select` and `repeats` having these inputs.
fn wired(select: &str, repeats: &str) -> String {
    format!(
        "[stages.rights]\ninputs = [\"w\"]\n[stages.extract]\ninputs = [\"rights\"]\n\
         [stages.identify]\ninputs = [\"extract\"]\n[stages.annotate]\ninputs = [\"identify\"]\n\
         {OTHER}\
         [stages.signatures]\ninputs = [\"annotate\"]\n\
         [stages.exact]\ninputs = [\"signatures\"]\n[stages.buckets]\ninputs = [\"exact\"]\n\
         [stages.attach]\ninputs = [\"buckets\"]\n[stages.verify]\ninputs = [\"attach\"]\n\
         [stages.clusters]\ninputs = [\"verify\"]\n\
         {LINES}{FOREIGN}\
         [stages.repeats]\ninputs = [{repeats}]\n\
         [stages.select]\ninputs = [{select}]\n[stages.balance]\ninputs = [\"select\"]\n\
         [stages.collate]\ninputs = [\"select\"]\n\
         [sinks.emit]\ninputs = [\"balance\", \"collate\"]\n[sinks.manifest]\ninputs = [\"emit\"]\n",
    )
}

#[test]
fn repeated_lines_fit_their_documents_and_clusters() {
    let all = "\"annotate\", \"clusters\", \"repeats\"";
    for (select, repeats, expected) in [
        (all, "\"lines\"", "`repeats` does not know them"),
        (
            all,
            "\"foreign\", \"clusters\"",
            "documents of `other`, but clusters of other documents",
        ),
        (
            "\"other\", \"repeats\"",
            "\"lines\", \"clusters\"",
            "documents of `other`, but repeated lines of other documents",
        ),
        (
            all,
            "\"clusters\"",
            "`repeats` has no input that gives lines",
        ),
    ] {
        // A node that nobody reads is told first: it is left out.
        let mut config = wired(select, repeats);
        if !repeats.contains("foreign") {
            config = config.replace(FOREIGN, "");
        }
        if !repeats.contains("\"lines\"") {
            config = config.replace(LINES, "");
        }
        if !repeats.contains("foreign") && !select.contains("other") {
            config = config.replace(OTHER, "");
        }
        let (message, _) = refused(&config);
        assert!(message.contains(expected), "{message}");
    }
    let (message, _) = refused(&wired(all, "\"lines\", \"clusters\""));
    assert!(message.contains("nothing reads the output of"), "{message}");
}

#[test]
fn without_deduplication_select_fuses_too() {
    let plan = plan(
        "[stages.rights]\ninputs = [\"w\"]\n[stages.extract]\ninputs = [\"rights\"]\n\
         [stages.identify]\ninputs = [\"extract\"]\n[stages.annotate]\ninputs = [\"identify\"]\n\
         [stages.select]\ninputs = [\"annotate\"]\n[stages.balance]\ninputs = [\"select\"]\n\
         [stages.collate]\ninputs = [\"select\"]\n\
         [sinks.emit]\ninputs = [\"balance\", \"collate\"]\n[sinks.manifest]\ninputs = [\"emit\"]\n",
    )
    .unwrap();
    let groups = groups(&plan);
    assert_eq!(
        groups[0],
        ["w", "rights", "extract", "identify", "annotate", "select"]
    );
    assert_eq!(groups.len(), 5);
}

#[test]
fn settings_alone_adjust_the_built_in_dag() {
    let plan = plan("[stages.buckets]\nthreshold = 0.9\n").unwrap();
    let buckets = plan
        .graph
        .nodes
        .iter()
        .find(|node| node.name == "buckets")
        .unwrap();
    assert!((buckets.stage.identity()["threshold"].as_f64().unwrap() - 0.9).abs() < 1e-6);
}

#[test]
fn mistakes_are_found_at_their_line() {
    // HEAD has 6 lines.
    let cases = [
        ("[stages.extract]\nfast = true\n", "unknown key `fast`", 8),
        ("[stages.buckets]\nthreshold = \"a\"\n", "invalid type", 8),
        (
            "[stages.extract]\nmode = \"ful\"\n",
            "unknown value `ful`",
            8,
        ),
        ("[stages.extrat]\n", "unknown type `extrat`", 7),
        (
            "[stages.extrat]\ninputs = [\"w\"]\n",
            "unknown type `extrat`",
            7,
        ),
        (
            "[stages.rights]\ninputs = [\"x\"]\n",
            "`x`, which does not exist",
            8,
        ),
        (
            "[stages.rights]\ninputs = [\"w\"]\n[stages.extract]\n",
            "has no inputs",
            9,
        ),
        (
            "[stages.identify]\ninputs = [\"w\"]\n",
            "takes documents, but `w` gives records",
            8,
        ),
        (
            "[stages.rights]\ninputs = [\"w\"]\n",
            "nothing reads the output of `rights`",
            7,
        ),
        (
            "[stages.a]\ntype = \"rights\"\ninputs = [\"b\"]\n\
             [stages.b]\ntype = \"rights\"\ninputs = [\"a\"]\n",
            "cycle: a -> b -> a",
            7,
        ),
        (
            "[stages.a]\ntype = \"rights\"\ninputs = [\"w\"]\n\
             [stages.b]\ntype = \"extract\"\ninputs = [\"a\"]\n\
             [stages.c]\ntype = \"extract\"\ninputs = [\"a\", \"w\"]\n\
             [stages.d]\ntype = \"identify\"\ninputs = [\"b\"]\n",
            "nothing reads",
            13,
        ),
        (
            "[stages.balance]\nmax_repeats = 0.5\n",
            "not between 1 and 1000",
            8,
        ),
        (
            "[stages.identify]\nlanguages = [\"mlt_Latin\"]\n",
            "no profile for the language",
            8,
        ),
        (
            "[stages.other]\ntype = \"rights\"\n",
            "not part of the built-in DAG",
            7,
        ),
        (
            "[stages.balance]\ntype = \"select\"\n",
            "the name of a built-in stage",
            7,
        ),
        (
            "[stages.verify]\nexact = true\n",
            "no sets of shingles to compare exactly",
            7,
        ),
        ("[run2]\n", "unknown table `run2`", 7),
    ];
    for (rest, expected, line) in cases {
        let (message, at) = refused(rest);
        assert!(message.contains(expected), "{rest}\n{message}");
        assert_eq!(at, line, "{rest}\n{message}");
    }
}

#[test]
fn a_sink_among_the_stages_is_told_where_it_belongs() {
    let Err(Error::Config(error)) = plan("[stages.emit]\njsonl = true\n") else {
        panic!("accepted, or another error");
    };
    assert_eq!(error.help.as_deref(), Some("`emit` belongs under [sinks]"));
}

#[test]
fn clusters_of_other_documents_are_refused() {
    let (message, _) = refused(
        "[stages.rights]\ninputs = [\"w\"]\n[stages.extract]\ninputs = [\"rights\"]\n\
         [stages.identify]\ninputs = [\"extract\"]\n\
         [stages.a1]\ntype = \"annotate\"\ninputs = [\"identify\"]\n\
         [stages.a2]\ntype = \"annotate\"\ninputs = [\"identify\"]\n\
         [stages.signatures]\ninputs = [\"a2\"]\n[stages.buckets]\ninputs = [\"signatures\"]\n\
         [stages.attach]\ninputs = [\"buckets\"]\n[stages.verify]\ninputs = [\"attach\"]\n\
         [stages.clusters]\ninputs = [\"verify\"]\n\
         [stages.select]\ninputs = [\"a1\", \"clusters\"]\n\
         [stages.balance]\ninputs = [\"select\"]\n\
         [stages.collate]\ninputs = [\"select\"]\n\
         [sinks.emit]\ninputs = [\"balance\", \"collate\"]\n[sinks.manifest]\ninputs = [\"emit\"]\n",
    );
    assert!(message.contains("clusters of other documents"), "{message}");
}

#[test]
fn the_picture_fits_a_terminal() {
    let picture = picture(&plan("").unwrap());
    assert!(
        picture.lines().all(|line| line.chars().count() <= 80),
        "{picture}"
    );
    assert!(picture.contains("fused, side output"));
}
