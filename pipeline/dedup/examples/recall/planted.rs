//! Pairs of made-up documents, of every similarity.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use tamis_dedup::{DocKey, Params, band_key, similarity};

use crate::exact::{Theory, jaccard, shingles};
use crate::steps::{Corpus, Joined};
use crate::texts::{EDITS, Edit, Random, Vocabulary};
use crate::{Result, THRESHOLDS};

struct Planted {
    a: DocKey,
    b: DocKey,
    edit: Edit,
    jaccard: f64,
    /// A band agrees.
    hit: bool,
    /// The estimate.
    similarity: f32,
}

/// Half of the pairs, on a thread of its own.
fn make(corpus: &Corpus, part: u32, pairs: usize, folder: &Path) -> Result<(Vec<Planted>, u64)> {
    let params = Params::default();
    let (vocabulary, mut random) = (Vocabulary::new(20_000), Random::new(part.into()));
    let mut writer = corpus.writer(part)?;
    let mut planted = Vec::new();
    let mut texts = [String::new(), String::new()];
    for at in 0..pairs {
        let edit = EDITS.get(at % EDITS.len()).copied().unwrap_or(Edit::Words);
        let target = 0.1 + 0.9 * random.unit();
        let (a, b) = vocabulary.pair(edit, target, &mut random);
        let [first, second] = &mut texts;
        vocabulary.spell(&a, first);
        vocabulary.spell(&b, second);
        let (Some((a, one)), Some((b, two))) = (writer.push(first)?, writer.push(second)?) else {
            continue;
        };
        if one.exact == two.exact {
            continue;
        }
        let width = params.shingle.into();
        let (bands, rows) = (usize::from(params.bands), params.rows.into());
        let (one, two) = (one.signature, two.signature);
        planted.push(Planted {
            a,
            b,
            edit,
            jaccard: jaccard(&shingles(first, width), &shingles(second, width)),
            hit: (0..bands).any(|band| band_key(&one, band, rows) == band_key(&two, band, rows)),
            similarity: similarity(&one, &two),
        });
    }
    Ok((planted, writer.finish(folder)?))
}

pub(crate) fn run(pairs: usize, folder: &Path, curve: Option<&Path>) -> Result<()> {
    let params = Params::default();
    let mut corpus = Corpus::new(folder, &params);
    let halves: Vec<Result<_>> = std::thread::scope(|scope| {
        let corpus = &corpus;
        let threads = [0, 1].map(|part| scope.spawn(move || make(corpus, part, pairs / 2, folder)));
        let ended = threads.into_iter().map(|thread| thread.join());
        ended
            .map(|half| half.unwrap_or_else(|_| Err("a thread failed".into())))
            .collect()
    });
    let mut planted = Vec::new();
    for half in halves {
        let (some, rows) = half?;
        planted.extend(some);
        corpus.add(rows);
    }
    println!(
        "\nPlanted: {} pairs, J from 0.1 to 1, all as likely\n",
        planted.len()
    );
    let theory = Grid::new(&params);
    let mut first = None;
    println!(
        "threshold  slots  recall J>=0.8  theory  J 0.80-0.85  theory    joined  J<0.6  in 10,000  theory  J<0.5"
    );
    for threshold in THRESHOLDS {
        let joined = corpus.dedup(threshold)?;
        thresholds(&planted, &joined, threshold, &theory);
        first.get_or_insert(joined);
    }
    let Some(joined) = first else {
        return Ok(());
    };
    by_edit(&planted, &joined);
    s_curve(&planted, &joined, &theory, curve)
}

/// Chances of theory by similarity, in steps of a thousandth.
struct Grid {
    slots: usize,
    theory: Theory,
    hit: Vec<f64>,
}

impl Grid {
    fn new(params: &Params) -> Self {
        let hit = |at| params.hit_probability(f64::from(at) / 1000.0);
        Self {
            slots: params.slots(),
            theory: Theory::new(params),
            hit: (0..=1000).map(hit).collect(),
        }
    }

    fn needed(&self, threshold: f32) -> usize {
        (0..=self.slots)
            .find(|equal| *equal as f32 / self.slots as f32 >= threshold)
            .unwrap_or(self.slots)
    }

    fn joined(&self, threshold: f32) -> Vec<f64> {
        let needed = self.needed(threshold);
        let joined = |at| self.theory.joined(f64::from(at) / 1000.0, needed);
        (0..=1000).map(joined).collect()
    }
}

fn at(grid: &[f64], jaccard: f64) -> f64 {
    grid.get((jaccard * 1000.0).round() as usize)
        .copied()
        .unwrap_or(0.0)
}

fn mean(values: impl Iterator<Item = f64>) -> f64 {
    let (sum, n) = values.fold((0.0, 0.0), |(sum, n), value| (sum + value, n + 1.0));
    if n > 0.0 { sum / n } else { 0.0 }
}

fn share<'a>(pairs: impl Iterator<Item = &'a Planted>, joined: &Joined) -> f64 {
    mean(pairs.map(|pair| f64::from(u8::from(joined.together(pair.a, pair.b)))))
}

fn thresholds(planted: &[Planted], joined: &Joined, threshold: f32, theory: &Grid) {
    let grid = theory.joined(threshold);
    let within = |from: f64, to: f64| {
        planted
            .iter()
            .filter(move |p| p.jaccard >= from && p.jaccard < to)
    };
    let expected = |from, to| -> f64 { within(from, to).map(|p| at(&grid, p.jaccard)).sum() };
    let direct = |from, to| {
        within(from, to)
            .filter(|p| joined.direct.contains(&(p.a, p.b)))
            .count()
    };
    let all = direct(0.0, 2.0);
    let average = |from, to| mean(within(from, to).map(|p| at(&grid, p.jaccard)));
    println!(
        "{threshold:9.2} {:6} {:14.4} {:7.4} {:12.4} {:7.4} {all:9} {:6} {:10.2} {:7.2} {:6}",
        theory.needed(threshold),
        share(within(0.8, 2.0), joined),
        average(0.8, 2.0),
        share(within(0.8, 0.85), joined),
        average(0.8, 0.85),
        direct(0.0, 0.6),
        direct(0.0, 0.6) as f64 / all as f64 * 1e4,
        expected(0.0, 0.6) / expected(0.0, 2.0) * 1e4,
        direct(0.0, 0.5),
    );
}

fn by_edit(planted: &[Planted], joined: &Joined) {
    println!("\nedit      pairs J>=0.8  recall  J 0.80-0.85  recall  joined  J<0.6");
    for edit in EDITS {
        let within = |from: f64, to: f64| {
            let of = planted.iter().filter(move |p| p.edit == edit);
            of.filter(move |p| p.jaccard >= from && p.jaccard < to)
        };
        let direct = |to| {
            within(0.0, to)
                .filter(|p| joined.direct.contains(&(p.a, p.b)))
                .count()
        };
        println!(
            "{:9} {:12} {:7.4} {:12} {:7.4} {:7} {:6}",
            format!("{edit:?}"),
            within(0.8, 2.0).count(),
            share(within(0.8, 2.0), joined),
            within(0.8, 0.85).count(),
            share(within(0.8, 0.85), joined),
            direct(2.0),
            direct(0.6)
        );
    }
}

fn s_curve(planted: &[Planted], joined: &Joined, theory: &Grid, file: Option<&Path>) -> Result<()> {
    let grid = theory.joined(THRESHOLDS.first().copied().unwrap_or(0.71));
    let mut lines =
        String::from("from\tpairs\tmean_j\tband\tband_theory\tjoined\tjoined_theory\tsimilarity\n");
    for step in 2..20 {
        let (from, to) = (f64::from(step) / 20.0, f64::from(step + 1) / 20.0);
        let these: Vec<&Planted> = planted
            .iter()
            .filter(|p| p.jaccard >= from && (p.jaccard < to || step == 19))
            .collect();
        let average = |value: &dyn Fn(&Planted) -> f64| mean(these.iter().map(|p| value(p)));
        writeln!(
            lines,
            "{from:.2}\t{}\t{:.4}\t{:.5}\t{:.5}\t{:.5}\t{:.5}\t{:.4}",
            these.len(),
            average(&|p| p.jaccard),
            average(&|p| f64::from(u8::from(p.hit))),
            average(&|p| at(&theory.hit, p.jaccard)),
            share(these.iter().copied(), joined),
            average(&|p| at(&grid, p.jaccard)),
            average(&|p| p.similarity.into()),
        )?;
    }
    println!("\n{lines}");
    if let Some(file) = file {
        fs::write(file, lines)?;
    }
    Ok(())
}
