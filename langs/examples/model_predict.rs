//! Reads one text a line from standard input and prints the probability of every label of a model
//! for it: `label:probability`, separated by tabs, in the model's order. An empty line for a text
//! without features. The model's path is the argument.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Write};

use tamis_langs::{Model, Scratch};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args().nth(1).ok_or("give a model's path")?;
    let file = File::open(path)?;
    let len = file.metadata()?.len();
    let model = Model::read(BufReader::new(file), len)?;
    let mut scratch = Scratch::default();
    let mut probabilities = Vec::new();
    let mut out = io::BufWriter::new(io::stdout().lock());
    for line in io::stdin().lock().lines() {
        let mut mean = vec![0.0; model.dim()];
        let features = model.add(&line?, true, &mut mean, &mut scratch);
        if features > 0 {
            mean.iter_mut().for_each(|sum| *sum /= features as f32);
            model.probabilities(&mean, &mut probabilities);
            for (index, (label, value)) in model.labels().iter().zip(&probabilities).enumerate() {
                let tab = if index == 0 { "" } else { "\t" };
                write!(out, "{tab}{label}:{value:.7}")?;
            }
        }
        writeln!(out)?;
    }
    Ok(out.flush()?)
}
