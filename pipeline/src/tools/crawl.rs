//! Which files of a crawl a run should read.

use std::collections::BTreeSet;
use std::fmt::Write;

use tamis_store::crawl::{Choice, CommonCrawl, Kind, wet_name};
use tamis_store::{Location, Stores};

use crate::error::{Error, Result};
use crate::input::from_store;

/// Codes under which Common Crawl's index has what profiles name more exactly. Its languages are those of
/// CLD2, which knows macrolanguages only: <https://commoncrawl.github.io/cc-crawl-statistics/plots/languages>. Which
/// they are a part of stands in ISO 639-3's table of macrolanguages.
const MACRO: [(&str, &str); 6] = [
    ("als", "sqi"),
    ("ekk", "est"),
    ("lvs", "lav"),
    ("nob", "nor"),
    ("ydd", "yid"),
    ("zsm", "msa"),
];

/// What is wanted of a crawl.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// `CC-MAIN-2024-33`.
    pub crawl: String,
    /// The kind of files.
    pub kind: Kind,
    /// ISO 639-3 codes, or names of profiles; files with most pages in them come first. Empty: all files.
    pub languages: Vec<String>,
    /// Of the index, one row group of so many is read; 1 reads all.
    pub every: u64,
    /// Which of the files are taken.
    pub choice: Choice,
}

/// The list of the files that are wanted, one location a line, as sources read it (`@FILE`), with a head
/// that says how it was made. `progress` is told parts of the index done, and of how many.
///
/// # Errors
/// A language that is no code, a kind that has no languages; a crawl, list or index that cannot be had.
pub fn paths(
    crawl: &CommonCrawl,
    wanted: &Wanted,
    progress: &(dyn Fn(usize, usize) + Sync),
) -> Result<String> {
    let codes = codes(&wanted.languages)?;
    let mut out = format!("# {}, {}", wanted.crawl, wanted.kind.name());
    let names = if codes.is_empty() {
        crawl
            .files(&wanted.crawl, wanted.kind)
            .map_err(from_store)?
    } else {
        let list: Vec<&str> = codes.iter().map(String::as_str).collect();
        let _ = write!(out, ", most pages of {} first", list.join(", "));
        with_languages(crawl, wanted, &list, progress)?
    };
    let all = names.len();
    let names = wanted.choice.of(names);
    let _ = write!(out, ": {} of {all} files", names.len());
    if let Some(count) = wanted.choice.sample.filter(|count| *count < all) {
        let _ = write!(out, " (sample of {count}, seed {})", wanted.choice.seed);
    }
    out.push('\n');
    for name in names {
        let _ = writeln!(out, "{}", crawl.at(&name));
    }
    Ok(out)
}

fn with_languages(
    crawl: &CommonCrawl,
    wanted: &Wanted,
    codes: &[&str],
    progress: &(dyn Fn(usize, usize) + Sync),
) -> Result<Vec<String>> {
    let of = match wanted.kind {
        Kind::Warc => |name: &str| Some(name.to_owned()),
        Kind::Wet => wet_name,
        other => {
            return Err(Error::usage(
                format!("files of the kind {} have no languages", other.name()),
                "leave --languages out, or ask for the kind warc or wet",
            ));
        }
    };
    let counted = crawl.languages(&wanted.crawl, codes, wanted.every, progress);
    let counted = counted.map_err(|error| {
        Error::run_help(
            format!("the columnar index, which tells languages, cannot be read: {error}"),
            "leave --languages out to have all files",
        )
    })?;
    let names: Vec<String> = counted
        .best()
        .into_iter()
        .filter_map(|(name, _)| of(name))
        .collect();
    if names.is_empty() {
        return Err(Error::usage(
            format!(
                "no page of {} in the parts of the index that were read",
                codes.join(", ")
            ),
            "check the codes (ISO 639-3), or read more of the index with --every 1",
        ));
    }
    Ok(names)
}

/// As the index has them, each once.
fn codes(languages: &[String]) -> Result<Vec<String>> {
    let mut codes = BTreeSet::new();
    for language in languages {
        let code = language.split('_').next().unwrap_or_default();
        if code.len() != 3 || !code.bytes().all(|byte| byte.is_ascii_lowercase()) {
            return Err(Error::usage(
                format!("`{language}` is no language"),
                "give ISO 639-3 codes or names of profiles: --languages mlt,gle_Latn",
            ));
        }
        let found = MACRO.iter().find(|(own, _)| *own == code);
        codes.insert(found.map_or(code, |(_, all)| all).to_owned());
    }
    Ok(codes.into_iter().collect())
}

/// All crawls, the newest first: id, name, first and last day.
///
/// # Errors
/// When the list cannot be had.
pub fn list(crawl: &CommonCrawl) -> Result<String> {
    let mut out = String::new();
    for crawl in crawl.list().map_err(from_store)? {
        let day = |time: &Option<String>| {
            let time = time.as_deref().unwrap_or("?");
            time.split('T').next().unwrap_or_default().to_owned()
        };
        let (from, to) = (day(&crawl.from), day(&crawl.to));
        let _ = writeln!(out, "{:<18} {from:<10} {to:<10} {}", crawl.id, crawl.name);
    }
    Ok(out)
}

/// Common Crawl, or what has its layout at `data`.
///
/// # Errors
/// A location that is none.
pub fn at(stores: Stores, data: Option<&str>, list: Option<&str>) -> Result<CommonCrawl> {
    let mut crawl = CommonCrawl::new(stores).map_err(from_store)?;
    if let Some(data) = data {
        let mut data: Location = data.parse().map_err(from_store)?;
        // The list that is made of it is read from the folder of a config, which may be another one than this.
        if let Some(path) = data.as_local() {
            data = Location::local(std::path::absolute(path).map_err(Error::io(path, "find"))?);
        }
        crawl = crawl.with_data(data);
    }
    if let Some(list) = list {
        crawl = crawl.with_list(list.parse().map_err(from_store)?);
    }
    Ok(crawl)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_are_named_as_the_index_has_them() {
        let asked = ["mlt_Latn", "nob", "mlt", "ekk_Latn", "ydd_Hebr"].map(String::from);
        assert_eq!(codes(&asked).unwrap(), ["est", "mlt", "nor", "yid"]);
        for wrong in ["", "mt", "Maltese", "MLT", "mlt-Latn"] {
            assert!(codes(&[wrong.into()]).is_err(), "{wrong}");
        }
    }
}
