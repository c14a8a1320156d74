//! The rows of `rights/`: what documents declared, and what the policy made of it.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs::File;

use arrow_array::cast::AsArray;
use arrow_array::{Array, ListArray, RecordBatch, StringArray};

use super::report::{Kind, Problem};
use crate::manifest::{FILE, Manifest};
use crate::rights::RightsCounts;
use crate::table::{Table, texts, wrong};

/// Where its files are.
const FOLDER: &str = "rights/";

/// Domains that the manifest names, where there are as many.
const TOP: usize = 50;

const COLUMNS: [&str; 6] = ["domain", "language", "verdict", "rule", "signal", "rights"];

/// Documents with evidence, and those of them that were dropped.
type Pair = (u64, u64);

/// What the rows of some files sum up to. Memory grows with the number of domains that have evidence.
#[derive(Default)]
pub(super) struct Evidence {
    counts: RightsCounts,
    domains: HashMap<Box<str>, Pair, foldhash::quality::RandomState>,
}

impl Evidence {
    /// Reads a file.
    pub(super) fn read(file: File) -> Result<Self, String> {
        let mut evidence = Self::default();
        for batch in Table::open(file)?.read(&COLUMNS)? {
            evidence.batch(&batch.map_err(|error| wrong(&error))?)?;
        }
        Ok(evidence)
    }

    /// Rows so far.
    pub(super) fn rows(&self) -> u64 {
        self.counts.with_evidence
    }

    fn batch(&mut self, batch: &RecordBatch) -> Result<(), String> {
        let column = |name: &str| texts(batch, name);
        let (domains, languages) = (column("domain")?, column("language")?);
        let (verdicts, rules, met) = (column("verdict")?, column("rule")?, column("signal")?);
        let (lists, signals) = declared(batch)?;
        for row in 0..batch.num_rows() {
            let dropped = verdicts.value(row) == "drop";
            let of_domain = self.domains.entry(domains.value(row).into()).or_default();
            of_domain.0 += 1;
            of_domain.1 += u64::from(dropped);
            let counts = &mut self.counts;
            counts.with_evidence += 1;
            let language = languages.value(row).to_owned();
            let of_language = counts.languages.entry(language).or_default();
            of_language.documents += 1;
            let mut seen = BTreeSet::new();
            for at in range(lists, row) {
                let signal = signals.value(at);
                let of_signal = counts.signals.entry(signal.to_owned()).or_default();
                of_signal.evidence += 1;
                if seen.insert(signal) {
                    of_signal.documents += 1;
                    *of_language.signals.entry(signal.to_owned()).or_default() += 1;
                }
            }
            if dropped {
                let (rule, signal) = (rules.value(row).to_owned(), met.value(row).to_owned());
                counts.dropped += 1;
                of_language.dropped += 1;
                *of_language.rules.entry(rule.clone()).or_default() += 1;
                *counts.rules.entry(rule).or_default() += 1;
                counts.signals.entry(signal).or_default().dropped += 1;
            }
        }
        Ok(())
    }

    /// Adds the rows of other files.
    pub(super) fn merge(&mut self, other: Self) {
        self.counts.merge(&other.counts);
        for (domain, (documents, dropped)) in other.domains {
            let sum = self.domains.entry(domain).or_default();
            sum.0 += documents;
            sum.1 += dropped;
        }
    }

    /// Compares all rows with what the manifest says. After a takedown there are fewer of them.
    pub(super) fn against(&self, manifest: &Manifest) -> Vec<Problem> {
        let Some(rights) = &manifest.rights else {
            return Vec::new();
        };
        let taken_down = manifest
            .history
            .iter()
            .any(|v| v.takedown.evidence_rows > 0);
        let mut problems = Vec::new();
        let mut wrong =
            |what: String| problems.push(Problem::of(FILE, Kind::Counts, what).due_to(FOLDER));
        let mut compare = |what: &str, stated: u64, found: u64| {
            if found > stated || found < stated && !taken_down {
                wrong(format!(
                    "rights, {what}: the manifest says {stated}, the files have {found}"
                ));
            }
        };
        let (stated, found) = (flat(&rights.counts), flat(&self.counts));
        for what in stated.keys().chain(found.keys()).collect::<BTreeSet<_>>() {
            let get = |of: &BTreeMap<String, u64>| of.get(what).copied().unwrap_or(0);
            compare(what, get(&stated), get(&found));
        }
        let dropped = self.domains.values().filter(|count| count.1 > 0).count();
        compare("domains", rights.domains.total, self.domains.len() as u64);
        compare("domains, dropped", rights.domains.dropped, dropped as u64);
        if taken_down {
            return problems;
        }
        let first = self.first();
        let top = &rights.domains.top;
        if top.len() < first.len().min(TOP) {
            wrong(format!(
                "rights, domains.top: {} domains; expected {}",
                top.len(),
                first.len().min(TOP)
            ));
        }
        let top = top
            .iter()
            .map(|top| (top.domain.as_str(), (top.documents, top.dropped)));
        let all = first.into_iter().map(Some).chain(std::iter::repeat(None));
        for (number, (stated, found)) in (1..).zip(top.zip(all)) {
            if Some(stated) != found {
                wrong(format!(
                    "rights, domains.top, number {number}: {}; the files have {}",
                    tell(Some(stated)),
                    tell(found)
                ));
            }
        }
        problems
    }

    /// By dropped documents, then by documents, then by name.
    fn first(&self) -> Vec<(&str, Pair)> {
        let all = self.domains.iter();
        let mut first: Vec<(&str, Pair)> = all.map(|(name, count)| (&**name, *count)).collect();
        first.sort_unstable_by(|a, b| (b.1.1, b.1.0, a.0).cmp(&(a.1.1, a.1.0, b.0)));
        first
    }
}

fn tell(domain: Option<(&str, Pair)>) -> String {
    domain.map_or_else(
        || "no other".to_owned(),
        |(name, (documents, dropped))| {
            format!("`{name}`, {documents} documents, {dropped} dropped")
        },
    )
}

/// The lists of evidence, and the signals that are in them.
fn declared(batch: &RecordBatch) -> Result<(&ListArray, &StringArray), String> {
    let lists = batch.column_by_name("rights");
    let lists = lists.and_then(|column| column.as_list_opt::<i32>());
    let signals = lists
        .and_then(|lists| lists.values().as_struct_opt()?.column_by_name("signal"))
        .and_then(|column| column.as_string_opt::<i32>());
    lists
        .zip(signals)
        .filter(|(lists, signals)| lists.null_count() == 0 && signals.null_count() == 0)
        .ok_or_else(|| "its column `rights` is no list of evidence".to_owned())
}

/// The places of a row's values.
fn range(lists: &ListArray, row: usize) -> std::ops::Range<usize> {
    let offsets = lists.value_offsets();
    let at = |row: usize| offsets.get(row).and_then(|n| usize::try_from(*n).ok());
    at(row).unwrap_or(0)..at(row + 1).unwrap_or(0)
}

/// The numbers that rows sum up to, each with its place.
fn flat(counts: &RightsCounts) -> BTreeMap<String, u64> {
    let mut flat = BTreeMap::new();
    let mut add = |name: String, n: u64| flat.insert(name, n);
    add("with_evidence".to_owned(), counts.with_evidence);
    add("dropped".to_owned(), counts.dropped);
    for (rule, n) in &counts.rules {
        add(format!("dropped by {rule}"), *n);
    }
    for (signal, count) in &counts.signals {
        add(format!("documents with {signal}"), count.documents);
        add(format!("pieces of {signal}"), count.evidence);
        add(format!("dropped for {signal}"), count.dropped);
    }
    for (language, count) in &counts.languages {
        add(format!("documents in {language}"), count.documents);
        add(format!("dropped in {language}"), count.dropped);
        for (signal, n) in &count.signals {
            add(format!("documents in {language} with {signal}"), *n);
        }
        for (rule, n) in &count.rules {
            add(format!("dropped in {language} by {rule}"), *n);
        }
    }
    flat
}
