//! What several files say of a manifest, summed up once.

use std::collections::BTreeMap;

use crate::manifest::{Input, Manifest, Mix, Output, PersonalDataCount};

/// Sums over a manifest.
pub(crate) struct Facts<'a> {
    pub(crate) manifest: &'a Manifest,
    /// Languages with rows, by code.
    pub(crate) languages: Vec<LanguageFacts<'a>>,
    /// Files read, by source and crawl.
    pub(crate) sources: Vec<SourceFacts<'a>>,
    /// Removed documents by reason, most first.
    pub(crate) removed: Vec<(&'a str, u64)>,
    /// Documents that came into the first stage that counts them.
    pub(crate) documents_read: u64,
}

/// The shards of one language.
#[derive(Debug, Clone, Copy)]
pub(crate) struct LanguageFacts<'a> {
    pub(crate) code: &'a str,
    pub(crate) mix: &'a Mix,
    pub(crate) size: Size,
    /// Those of its shards that are held out for validation.
    pub(crate) held_out: Size,
    pub(crate) removed: u64,
}

/// Sizes of files.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Size {
    pub(crate) files: u64,
    pub(crate) bytes: u64,
    pub(crate) rows: u64,
    pub(crate) text_bytes: Option<u64>,
    pub(crate) characters: Option<u64>,
    pub(crate) segments: Option<u64>,
}

/// The files of one source and crawl.
#[derive(Debug, Clone)]
pub(crate) struct SourceFacts<'a> {
    /// One of them, for what they have in common.
    pub(crate) one: &'a Input,
    pub(crate) files: u64,
    pub(crate) bytes: u64,
    pub(crate) records: BTreeMap<&'a str, u64>,
    pub(crate) first_date: Option<&'a str>,
    pub(crate) last_date: Option<&'a str>,
}

impl Size {
    /// The sum over files. What one of them does not say is not known of the sum.
    pub(crate) fn of<'a>(outputs: impl Iterator<Item = &'a Output>) -> Self {
        let add = |sum: Option<u64>, one: Option<u64>| Some(sum? + one?);
        let none = Self {
            text_bytes: Some(0),
            characters: Some(0),
            segments: Some(0),
            ..Self::default()
        };
        outputs.fold(none, |sum, output| Self {
            files: sum.files + 1,
            bytes: sum.bytes + output.bytes,
            rows: sum.rows + output.rows,
            text_bytes: add(sum.text_bytes, output.text_bytes),
            characters: add(sum.characters, output.characters),
            segments: add(sum.segments, output.segments),
        })
    }
}

impl Size {
    /// What is left without some of the files.
    pub(crate) fn without(self, others: Self) -> Self {
        let less = |all: Option<u64>, others: Option<u64>| Some(all?.saturating_sub(others?));
        Self {
            files: self.files.saturating_sub(others.files),
            bytes: self.bytes.saturating_sub(others.bytes),
            rows: self.rows.saturating_sub(others.rows),
            text_bytes: less(self.text_bytes, others.text_bytes),
            characters: less(self.characters, others.characters),
            segments: less(self.segments, others.segments),
        }
    }
}

impl<'a> Facts<'a> {
    pub(crate) fn of(manifest: &'a Manifest) -> Self {
        let flows = || manifest.counts.values().flatten();
        let given = manifest.mix.iter().filter(|(_, mix)| mix.rows_given > 0);
        let languages = given.map(|(code, mix)| LanguageFacts {
            code,
            mix,
            size: Size::of(shards_of(manifest, code)),
            held_out: Size::of(shards_of(manifest, code).filter(|shard| held_out(shard))),
            removed: flows()
                .filter(|(language, _)| *language == code)
                .flat_map(|(_, flow)| flow.removed.values())
                .sum(),
        });
        let mut removed: BTreeMap<&str, u64> = BTreeMap::new();
        for (reason, n) in flows().flat_map(|(_, flow)| &flow.removed) {
            *removed.entry(reason).or_default() += n;
        }
        let mut removed: Vec<(&str, u64)> = removed.into_iter().collect();
        removed.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
        let stages = manifest.counts.values();
        let into = stages.map(|flows| flows.values().map(|flow| flow.documents_in).sum());
        Self {
            manifest,
            languages: languages.collect(),
            sources: sources(manifest),
            removed,
            documents_read: into.max().unwrap_or(0),
        }
    }

    /// All shards together.
    pub(crate) fn size(&self) -> Size {
        Size::of(shards(self.manifest))
    }

    /// All that are held out for validation.
    pub(crate) fn held_out(&self) -> Size {
        Size::of(shards(self.manifest).filter(|shard| held_out(shard)))
    }

    /// A number of the mix over all languages.
    pub(crate) fn sum(&self, of: impl Fn(&Mix) -> u64) -> u64 {
        self.languages.iter().map(|language| of(language.mix)).sum()
    }

    /// The earliest and the latest date of a document read.
    pub(crate) fn dates(&self) -> (Option<&'a str>, Option<&'a str>) {
        let firsts = self.sources.iter().filter_map(|source| source.first_date);
        let lasts = self.sources.iter().filter_map(|source| source.last_date);
        (firsts.min(), lasts.max())
    }

    /// Removed documents whose reason is of that family: `rights` of `rights.noai`.
    pub(crate) fn removed_by(&self, family: &str) -> u64 {
        let of = |reason: &&(&str, u64)| self::family(reason.0) == family;
        self.removed.iter().filter(of).map(|(_, n)| n).sum()
    }

    /// All removed documents but those that were taken down later.
    pub(crate) fn removed_total(&self) -> u64 {
        self.removed.iter().map(|(_, n)| n).sum()
    }
}

/// `rights` of `rights.noai`.
pub(crate) fn family(reason: &str) -> &str {
    reason.split('.').next().unwrap_or(reason)
}

fn shards(manifest: &Manifest) -> impl Iterator<Item = &Output> {
    manifest
        .outputs
        .iter()
        .filter(|output| output.kind == "shard")
}

fn shards_of<'a>(manifest: &'a Manifest, language: &str) -> impl Iterator<Item = &'a Output> {
    shards(manifest).filter(move |shard| shard.language.as_deref() == Some(language))
}

/// Whether a shard is of the split `validation`.
fn held_out(shard: &Output) -> bool {
    let name = shard.path.rsplit('/').next().unwrap_or_default();
    name.starts_with("validation-")
}

fn sources(manifest: &Manifest) -> Vec<SourceFacts<'_>> {
    let mut groups: BTreeMap<(&str, &str), SourceFacts<'_>> = BTreeMap::new();
    for input in &manifest.inputs {
        let key = (input.source.as_str(), input.dump.as_str());
        let group = groups.entry(key).or_insert_with(|| SourceFacts {
            one: input,
            files: 0,
            bytes: 0,
            records: BTreeMap::new(),
            first_date: None,
            last_date: None,
        });
        group.files += 1;
        group.bytes += input.bytes;
        for (kind, n) in &input.records {
            *group.records.entry(kind).or_default() += n;
        }
        let (first, last) = (input.first_date.as_deref(), input.last_date.as_deref());
        group.first_date = [group.first_date, first].into_iter().flatten().min();
        group.last_date = group.last_date.max(last);
    }
    groups.into_values().collect()
}

impl SourceFacts<'_> {
    /// The crawl's name, or the source's where the config names no crawl.
    pub(crate) fn name(&self) -> &str {
        match self.one.dump.is_empty() {
            true => &self.one.source,
            false => &self.one.dump,
        }
    }
}

/// Personal data of one kind over all languages.
pub(crate) struct PersonalKind<'a> {
    pub(crate) name: &'a str,
    pub(crate) count: PersonalDataCount,
    /// What the profiles do with it, each word once.
    pub(crate) actions: Vec<&'a str>,
}

/// Personal data by kind.
pub(crate) fn personal(manifest: &Manifest) -> Vec<PersonalKind<'_>> {
    let mut kinds: BTreeMap<&str, PersonalKind<'_>> = BTreeMap::new();
    for data in manifest.personal_data.values() {
        for (name, count) in &data.kinds {
            let kind = kinds.entry(name).or_insert_with(|| PersonalKind {
                name,
                count: PersonalDataCount::default(),
                actions: Vec::new(),
            });
            kind.count.found += count.found;
            kind.count.documents += count.documents;
            kind.count.handled += count.handled;
            // An action is said of a kind, or of a kind and its subtype.
            let action = data
                .actions
                .get(name)
                .or_else(|| data.actions.get(family(name)));
            if let Some(action) = action {
                kind.actions.push(action);
            }
        }
    }
    for kind in kinds.values_mut() {
        kind.actions.sort_unstable();
        kind.actions.dedup();
    }
    kinds.into_values().collect()
}

/// A number with separators of thousands, as people read it: `1,234,567`.
pub(crate) fn number(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// So many of something: `1 document`, `2 documents`.
pub(crate) fn count(n: u64, what: &str) -> String {
    let s = if n == 1 { "" } else { "s" };
    format!("{} {what}{s}", number(n))
}

/// Bytes as people read them, in powers of 1000: `1.2 GB`.
pub(crate) fn bytes(n: u64) -> String {
    let (mut value, mut unit) = (n as f64, "B");
    for next in ["kB", "MB", "GB", "TB", "PB"] {
        if value < 1000.0 {
            break;
        }
        (value, unit) = (value / 1000.0, next);
    }
    match unit {
        "B" => format!("{n} B"),
        _ => format!("{value:.1} {unit}"),
    }
}

/// A share as people read it: `12.3 %`.
pub(crate) fn percent(part: u64, whole: u64) -> String {
    match whole {
        0 => "–".to_owned(),
        _ => format!("{:.1} %", 100.0 * part as f64 / whole as f64),
    }
}

/// The day of an RFC 3339 time: `2026-09-01`.
pub(crate) fn day(time: &str) -> &str {
    time.get(..10).unwrap_or(time)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_for_people() {
        assert_eq!((number(0), number(999)), ("0".to_owned(), "999".to_owned()));
        assert_eq!(number(1_234_567), "1,234,567");
        assert_eq!(
            (count(1, "row"), count(0, "row")),
            ("1 row".to_owned(), "0 rows".to_owned())
        );
        assert_eq!(bytes(999), "999 B");
        assert_eq!(bytes(1_234_567), "1.2 MB");
        assert_eq!(percent(1, 8), "12.5 %");
        assert_eq!((day("2026-09-01T00:00:00Z"), day("")), ("2026-09-01", ""));
    }
}
