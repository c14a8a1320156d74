//! The numbers of the reference, read once: thresholds and curves. Its classes of characters are read in
//! `text::wds`.

use std::sync::LazyLock;

/// Written by `scripts/filters/wds/tables.py`; its head says where the numbers come from.
const DATA: &str = include_str!("data/tables.tsv");

pub(super) static TABLES: LazyLock<Tables> = LazyLock::new(|| Tables::read(DATA));

/// The adapted thresholds of one language. Percentages are of the document's letters.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Limits {
    pub(super) punctuation_most: f64,
    pub(super) punctuation_least: f64,
    pub(super) punctuation_half: f64,
    pub(super) punctuation_from: f64,
    pub(super) punctuation_to: f64,
    /// The language is written well without punctuation.
    pub(super) unpunctuated: bool,
    pub(super) singular_wanted: f64,
    pub(super) singular_some: f64,
    pub(super) singular_bad: f64,
    pub(super) singular_most: f64,
    pub(super) numbers_wanted: f64,
    pub(super) numbers_most: f64,
    /// Letters of a menu entry: shorter segments tell nothing of the language.
    pub(super) menu: f64,
    /// Letters of a long segment, and of one that could not count for more.
    pub(super) long_from: f64,
    pub(super) long_to: f64,
}

#[derive(Debug)]
pub(super) struct Tables {
    rows: Rows,
}

/// What is read row by row.
#[derive(Debug, Default)]
struct Rows {
    curves: [Vec<(f64, f64)>; 4],
    scripts: Vec<(&'static str, usize)>,
    languages: Vec<(&'static str, Limits)>,
    standard: Limits,
    /// Rows that could not be read, which a test expects to be none.
    unread: usize,
}

impl Rows {
    fn read(data: &'static str) -> Self {
        let mut rows = Self::default();
        for row in data.lines().filter(|row| !row.starts_with('#')) {
            if rows.row(row).is_none() {
                rows.unread += 1;
            }
        }
        rows.scripts.sort_unstable_by_key(|(name, _)| *name);
        rows.languages.sort_unstable_by_key(|(name, _)| *name);
        rows
    }

    fn row(&mut self, row: &'static str) -> Option<()> {
        let mut cells = row.split('\t');
        let kind = cells.next()?;
        let (name, second) = (cells.next()?, cells.next()?);
        match kind {
            "space" | "punctuation" | "singular" | "number" | "digit" => {}
            "curve" => {
                let point = (second.parse().ok()?, cells.next()?.parse().ok()?);
                self.curves.get_mut(group(name)?)?.push(point);
            }
            "script" => self.scripts.push((name, group(second)?)),
            "language" => {
                let first = second.parse().ok()?;
                let mut next = || cells.next()?.parse::<f64>().ok();
                let limits = Limits {
                    punctuation_most: first,
                    punctuation_least: next()?,
                    punctuation_half: next()?,
                    punctuation_from: next()?,
                    punctuation_to: next()?,
                    unpunctuated: next()? > 0.0,
                    singular_wanted: next()?,
                    singular_some: next()?,
                    singular_bad: next()?,
                    singular_most: next()?,
                    numbers_wanted: next()?,
                    numbers_most: next()?,
                    menu: next()?,
                    long_from: next()?,
                    long_to: next()?,
                };
                if name == "standard" {
                    self.standard = limits;
                }
                self.languages.push((name, limits));
            }
            _ => return None,
        }
        Some(())
    }
}

impl Tables {
    fn read(data: &'static str) -> Self {
        Self {
            rows: Rows::read(data),
        }
    }

    /// Thresholds of a language and script (`mlt_Latn`), else of its script, else the standard.
    pub(super) fn limits(&self, code: &str) -> &Limits {
        // Under our code the reference has only a mean of related languages. (Latvian is `lav` and
        // Albanian `sqi` there, as here.)
        let code = if code.eq_ignore_ascii_case("est_Latn") {
            "ekk_latn"
        } else {
            code
        };
        find(&self.rows.languages, code)
            .or_else(|| find(&self.rows.languages, script(code)?))
            .unwrap_or(&self.rows.standard)
    }

    /// Percent that compression is expected to save on `bytes` of text in the script of `code`.
    pub(super) fn expected_saving(&self, code: &str, bytes: usize) -> f64 {
        let group = script(code).and_then(|script| find(&self.rows.scripts, script));
        let curve = self.rows.curves.get(group.copied().unwrap_or(0));
        let curve = curve.map(Vec::as_slice).unwrap_or_default();
        let x = bytes as f64;
        let at = curve.partition_point(|&(to, _)| to < x);
        match (at.checked_sub(1).and_then(|i| curve.get(i)), curve.get(at)) {
            (Some(&(x0, y0)), Some(&(x1, y1))) => y0 + (y1 - y0) * (x - x0) / (x1 - x0),
            (Some(&(_, y)), None) | (None, Some(&(_, y))) => y,
            (None, None) => 0.0,
        }
    }
}

fn group(name: &str) -> Option<usize> {
    ["A", "B", "C", "D"].iter().position(|group| *group == name)
}

fn script(code: &str) -> Option<&str> {
    code.split('_').nth(1)
}

/// Looks `name` up, whatever its case, in a list sorted by lower-case names.
fn find<'a, T>(sorted: &'a [(&str, T)], name: &str) -> Option<&'a T> {
    let wanted = || name.bytes().map(|b| b.to_ascii_lowercase());
    let at = sorted.binary_search_by(|(key, _)| key.bytes().cmp(wanted()));
    at.ok()
        .and_then(|at| sorted.get(at))
        .map(|(_, found)| found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_read() {
        assert_eq!(TABLES.rows.unread, 0);
        assert_eq!(TABLES.rows.languages.len(), 277);
        assert!(TABLES.rows.curves.iter().all(|curve| curve.len() > 50));
    }

    #[test]
    fn a_language_without_medians_has_those_of_its_script() {
        assert_eq!(TABLES.limits("fur_Latn"), TABLES.limits("latn_latn"));
        assert_eq!(TABLES.limits("est_Latn"), TABLES.limits("ekk_Latn"));
        assert_ne!(TABLES.limits("lav_Latn"), TABLES.limits("xxx_Latn"));
        assert_eq!(TABLES.limits("xxx_Zzzz"), &TABLES.rows.standard);
        assert_eq!(TABLES.limits(""), &TABLES.rows.standard);
    }

    #[test]
    fn curves_hold_beyond_their_ends() {
        let at = |bytes| TABLES.expected_saving("eng_Latn", bytes);
        assert_eq!(at(180_000), at(usize::MAX));
        assert!((at(480) - 39.121).abs() < 0.003, "{}", at(480));
        assert!(at(0) == at(1) && at(1) < at(480));
        assert_ne!(at(900), TABLES.expected_saving("kat_Geor", 900));
    }
}
