//! Texts of a caller's own.

use std::collections::HashMap;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

use serde::Deserialize;
use tamis_dedup::{DocKey, Params};

use crate::exact::{pairs, shingles};
use crate::steps::Corpus;
use crate::{Result, THRESHOLDS};

#[derive(Deserialize)]
struct Line {
    text: String,
}

pub(crate) fn run(files: &[PathBuf], folder: &Path) -> Result<()> {
    let params = Params::default();
    let folder = tempfile::tempdir_in(folder)?;
    let mut corpus = Corpus::new(folder.path(), &params);
    let mut writer = corpus.writer(0)?;
    let (mut sets, mut keys) = (Vec::new(), Vec::new());
    for file in files {
        for line in BufReader::new(File::open(file)?).lines() {
            let text = serde_json::from_str::<Line>(&line?)?.text;
            if let Some((key, signed)) = writer.push(&text)? {
                sets.push(shingles(&text, params.shingle.into()));
                keys.push((key, signed.exact));
            }
        }
    }
    corpus.add(writer.finish(folder.path())?);
    let key = |at: u32| keys.get(at as usize).copied().unwrap_or_default();
    let mut equal = 0;
    let mut exact: HashMap<(DocKey, DocKey), f64> = HashMap::new();
    for (a, b, jaccard) in pairs(&sets, 0.0) {
        let ((a, one), (b, two)) = (key(a), key(b));
        if one == two {
            equal += 1;
        } else {
            exact.insert((a.min(b), a.max(b)), jaccard);
        }
    }
    println!(
        "\nReal texts: {} with words, {equal} pairs of equal words\n",
        sets.len()
    );
    print!("pairs by exact J:");
    for step in 0..10 {
        let from = f64::from(step) / 10.0;
        let n = exact
            .values()
            .filter(|j| **j >= from && (**j < from + 0.1 || step == 9))
            .count();
        print!(" {from:.1} {n},");
    }
    println!(
        "\nthreshold  J>=0.8  recall  0.80-0.85  recall  direct  J<0.6  together  J<0.6  J<0.5"
    );
    for threshold in THRESHOLDS {
        let joined = corpus.dedup(threshold)?;
        let count = |from: f64, to: f64, test: &dyn Fn(DocKey, DocKey) -> bool| {
            let these = exact.iter().filter(|(_, j)| **j >= from && **j < to);
            these.filter(|((a, b), _)| test(*a, *b)).count()
        };
        let direct = |a, b| joined.direct.contains(&(a, b));
        let together = |a, b| joined.together(a, b);
        let all = |_, _| true;
        let recall =
            |from, to| count(from, to, &together) as f64 / count(from, to, &all).max(1) as f64;
        // Pairs without a shingle in common are in no list.
        let known = count(0.0, 2.0, &direct);
        println!(
            "{threshold:9.2} {:7} {:7.4} {:10} {:7.4} {:7} {:6} {:9} {:6} {:6}",
            count(0.8, 2.0, &all),
            recall(0.8, 2.0),
            count(0.8, 0.85, &all),
            recall(0.8, 0.85),
            joined.direct.len(),
            count(0.0, 0.6, &direct) + joined.direct.len() - known,
            count(0.0, 2.0, &together),
            count(0.0, 0.6, &together),
            count(0.0, 0.5, &together),
        );
    }
    Ok(())
}
