//! Measures bytes a token by language, and how far off an estimate made of them is.
//!
//! ```sh
//! bytes_per_token --train TRAIN.tsv [--web WEB.tsv] [--source WORDS] [--date DAY] [--toml OUT.toml] NAME=TOKENIZER.json ...
//! ```
//!
//! Texts are lines of `label<TAB>text<TAB>source`. Those of a label and source are joined to
//! paragraphs of 400 bytes and documents of 2,000, in the order of the file; every fifth document is
//! held out. The first tokenizer is the reference, of which `--toml` gets the table
//! `src/bytes_per_token.toml`; the others stand beside it in the Markdown table on stdout.
#![allow(clippy::print_stdout)]

use std::collections::BTreeMap;
use std::error::Error;
use std::path::PathBuf;

use rayon::prelude::*;
use tamis_tokens::{About, Estimate, Rate, Spread, TokenCounter};

const PARAGRAPH: usize = 400;
const DOCUMENT: usize = 2000;
/// Every so many-th document is held out.
const HELD_OUT: usize = 5;
/// A language with fewer documents gets the mean of its script.
const LEAST: usize = 20;

type Documents = BTreeMap<String, Vec<String>>;

fn main() -> Result<(), Box<dyn Error>> {
    let mut train = None;
    let mut web = None;
    let mut toml = None;
    let mut about = About::default();
    let mut counters = Vec::new();
    let mut args = std::env::args().skip(1);
    while let Some(arg) = args.next() {
        let mut value = || args.next().ok_or(format!("{arg} needs a value"));
        match &*arg {
            "--train" => train = Some(value()?),
            "--web" => web = Some(value()?),
            "--toml" => toml = Some(PathBuf::from(value()?)),
            "--source" => about.source = value()?,
            "--date" => about.date = value()?,
            named => {
                let (name, path) = named.split_once('=').ok_or("expected NAME=FILE")?;
                counters.push((name.to_owned(), TokenCounter::from_file(path)?));
            }
        }
    }
    let documents = read(&train.ok_or("--train is missing")?)?;
    let web = web.map(|path| read(&path)).transpose()?.unwrap_or_default();
    let (name, reference) = counters.first().ok_or("no tokenizer was named")?;
    about.reference = name.clone();
    about.vocabulary = reference.vocabulary();
    about.sha256 = reference.digest().to_owned();
    let estimate = measure(&documents, &web, reference, about);
    if let Some(path) = toml {
        std::fs::write(path, write(&estimate))?;
    }
    table(&estimate, &documents, &counters);
    Ok(())
}

/// The documents of each label.
fn read(path: &str) -> Result<Documents, Box<dyn Error>> {
    let text = std::fs::read_to_string(path)?;
    let mut lines: BTreeMap<(&str, &str), Vec<&str>> = BTreeMap::new();
    for line in text.lines() {
        let mut parts = line.split('\t');
        if let (Some(label), Some(text), Some(source)) = (parts.next(), parts.next(), parts.next())
        {
            lines.entry((label, source)).or_default().push(text);
        }
    }
    let mut documents = Documents::new();
    for ((label, _), lines) in lines {
        documents
            .entry(label.to_owned())
            .or_default()
            .extend(join(&lines));
    }
    Ok(documents)
}

/// Joins lines; what is left at the end is no document unless it is half as long as one.
fn join(lines: &[&str]) -> Vec<String> {
    let mut documents = Vec::new();
    let mut document = String::new();
    let mut paragraph = 0;
    for line in lines {
        if paragraph > 0 {
            document.push(' ');
        }
        document.push_str(line);
        paragraph += line.len();
        if document.len() >= DOCUMENT {
            documents.push(std::mem::take(&mut document));
            paragraph = 0;
        } else if paragraph >= PARAGRAPH {
            document.push('\n');
            paragraph = 0;
        }
    }
    if document.len() >= DOCUMENT / 2 {
        documents.push(document);
    }
    documents
}

fn measure(
    documents: &Documents,
    web: &Documents,
    reference: &TokenCounter,
    about: About,
) -> Estimate {
    let mut estimate = Estimate {
        about,
        ..Estimate::default()
    };
    let mut scripts: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
    for (label, documents) in documents {
        if documents.len() < LEAST {
            continue;
        }
        let counts = count(documents, reference).into_iter().enumerate();
        let (held_out, train): (Vec<_>, Vec<_>) =
            counts.partition(|(at, _)| at % HELD_OUT == HELD_OUT - 1);
        let counts = |part: Vec<(usize, Count)>| part.into_iter().map(|(_, count)| count);
        let train: Vec<Count> = counts(train).collect();
        let bytes_per_token = thousandths(bytes_per_token(&train));
        let spread = |counts: Vec<Count>| spread(&counts, bytes_per_token);
        let web = web.get(label).filter(|web| web.len() >= LEAST);
        let rate = Rate {
            bytes_per_token,
            documents: train.len() as u32,
            held_out: spread(counts(held_out).collect()),
            web: web.map(|web| spread(count(web, reference))),
        };
        estimate.languages.insert(label.clone(), rate);
        if let Some((_, script)) = label.rsplit_once('_') {
            scripts.entry(script).or_default().push(bytes_per_token);
        }
    }
    let all: Vec<f64> = scripts.values().flatten().copied().collect();
    estimate.about.other = thousandths(harmonic(&all));
    estimate.scripts = scripts
        .iter()
        .map(|(script, rates)| ((*script).to_owned(), thousandths(harmonic(rates))))
        .collect();
    let spreads: Vec<Spread> = estimate
        .languages
        .values()
        .map(|rate| rate.web.unwrap_or(rate.held_out))
        .collect();
    let mean = |of: fn(&Spread) -> f64| {
        thousandths(spreads.iter().map(of).sum::<f64>() / spreads.len().max(1) as f64)
    };
    estimate.about.error = Spread {
        sum: mean(|spread| spread.sum),
        median: mean(|spread| spread.median),
        p90: mean(|spread| spread.p90),
        documents: spreads.iter().map(|spread| spread.documents).sum(),
    };
    estimate
}

/// Bytes and tokens.
type Count = (f64, f64);

/// Bytes and tokens of each.
fn count(documents: &[String], counter: &TokenCounter) -> Vec<Count> {
    documents
        .par_iter()
        .map(|text| (text.len() as f64, f64::from(counter.count(text))))
        .collect()
}

/// Over all of them.
fn bytes_per_token(counts: &[Count]) -> f64 {
    let bytes: f64 = counts.iter().map(|count| count.0).sum();
    let tokens: f64 = counts.iter().map(|count| count.1).sum();
    bytes / tokens
}

/// How far off estimates of these are.
fn spread(counts: &[Count], rate: f64) -> Spread {
    let off = |(bytes, tokens): &Count| (bytes / rate / tokens - 1.0).abs();
    let mut errors: Vec<f64> = counts.iter().map(off).collect();
    errors.sort_by(f64::total_cmp);
    Spread {
        sum: thousandths(bytes_per_token(counts) / rate - 1.0),
        median: thousandths(quantile(&errors, 0.5)),
        p90: thousandths(quantile(&errors, 0.9)),
        documents: counts.len() as u32,
    }
}

fn quantile(sorted: &[f64], share: f64) -> f64 {
    let at = (sorted.len() as f64 * share).ceil() as usize;
    sorted.get(at.max(1) - 1).copied().unwrap_or_default()
}

/// The mean of tokens a byte, turned round.
fn harmonic(rates: &[f64]) -> f64 {
    let tokens: f64 = rates.iter().map(|rate| 1.0 / rate).sum();
    rates.len() as f64 / tokens
}

fn thousandths(number: f64) -> f64 {
    (number * 1e3).round() / 1e3
}

fn write(estimate: &Estimate) -> String {
    let About {
        reference,
        vocabulary,
        sha256,
        source,
        date,
        other,
        error,
    } = &estimate.about;
    let mut out = format!(
        "# Bytes a token by language. Written by `examples/bytes_per_token.rs`, which says how.\n\n\
         [about]\nreference = {reference:?}\nvocabulary = {vocabulary}\nsha256 = {sha256:?}\n\
         source = {source:?}\ndate = {date:?}\n\
         # Where neither language nor script was measured.\nother = {other:?}\n\
         # Means of the languages' errors, on the web where that was measured.\nerror = {}\n\n[languages]\n",
        inline(error)
    );
    for (label, rate) in &estimate.languages {
        out += &format!(
            "{label} = {{ bytes_per_token = {:?}, documents = {}, held_out = {}",
            rate.bytes_per_token,
            rate.documents,
            inline(&rate.held_out)
        );
        if let Some(web) = &rate.web {
            out += &format!(", web = {}", inline(web));
        }
        out += " }\n";
    }
    out += "\n[scripts]\n";
    for (script, rate) in &estimate.scripts {
        out += &format!("{script} = {rate:?}\n");
    }
    out
}

fn inline(spread: &Spread) -> String {
    let Spread {
        sum,
        median,
        p90,
        documents,
    } = spread;
    format!("{{ sum = {sum:?}, median = {median:?}, p90 = {p90:?}, documents = {documents} }}")
}

fn table(estimate: &Estimate, documents: &Documents, counters: &[(String, TokenCounter)]) {
    let names: Vec<&str> = counters.iter().map(|(name, _)| &**name).collect();
    println!(
        "| language | {} | held out: median | 90 % | web: sum | median | 90 % |",
        names.join(" | ")
    );
    println!(
        "|---|{}---:|---:|---:|---:|---:|",
        "---:|".repeat(names.len())
    );
    let percent = |share: f64| format!("{:.1}", share * 100.0);
    for (label, rate) in &estimate.languages {
        let mut row = format!("| `{label}` | {:.2}", rate.bytes_per_token);
        let texts = documents.get(label).map_or(&[][..], Vec::as_slice);
        for (_, counter) in counters.iter().skip(1) {
            row += &format!(" | {:.2}", bytes_per_token(&count(texts, counter)));
        }
        let held_out = rate.held_out;
        row += &format!(
            " | {} | {}",
            percent(held_out.median),
            percent(held_out.p90)
        );
        match rate.web {
            Some(web) => {
                row += &format!(
                    " | {:+.1} | {} | {} |",
                    web.sum * 100.0,
                    percent(web.median),
                    percent(web.p90)
                );
            }
            None => row += " | | | |",
        }
        println!("{row}");
    }
    println!("\n{:?}\n{:?}", estimate.about, estimate.scripts);
}
