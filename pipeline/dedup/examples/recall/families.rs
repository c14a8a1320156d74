//! Families of made-up documents: what joining by way of third documents does.

use std::path::Path;

use tamis_dedup::{DocKey, Params};

use crate::exact::{jaccard, shingles};
use crate::steps::Corpus;
use crate::texts::{Random, Vocabulary};
use crate::{Result, THRESHOLDS};

const SIZE: usize = 20;

type Make = fn(&Vocabulary, usize, &mut Random) -> Vec<Vec<u32>>;

pub(crate) fn run(families: usize, folder: &Path) -> Result<()> {
    let shapes: [(&str, Make); 3] = [
        ("star", Vocabulary::star),
        ("drift", Vocabulary::drift),
        ("template", Vocabulary::template),
    ];
    let vocabulary = Vocabulary::new(20_000);
    let params = Params::default();
    println!("\nFamilies of {SIZE}, {families} of each shape; pairs of one family\n");
    println!(
        "shape     threshold  J>=0.8  recall    direct  J<0.6  in 10,000  together  J<0.6     share  J<0.5"
    );
    for ((name, make), seed) in shapes.into_iter().zip(100..) {
        let mut random = Random::new(seed);
        let folder = tempfile::tempdir_in(folder)?;
        let mut corpus = Corpus::new(folder.path(), &params);
        let mut writer = corpus.writer(0)?;
        let mut pairs: Vec<(DocKey, DocKey, f64)> = Vec::new();
        let mut text = String::new();
        for _ in 0..families {
            let mut family = Vec::new();
            for document in make(&vocabulary, SIZE, &mut random) {
                vocabulary.spell(&document, &mut text);
                if let Some((key, signed)) = writer.push(&text)? {
                    family.push((key, signed.exact, shingles(&text, params.shingle.into())));
                }
            }
            for (at, (b, exact, set)) in family.iter().enumerate() {
                for (a, other, before) in family.iter().take(at) {
                    if exact != other {
                        pairs.push((*a, *b, jaccard(before, set)));
                    }
                }
            }
        }
        corpus.add(writer.finish(folder.path())?);
        for threshold in THRESHOLDS {
            let joined = corpus.dedup(threshold)?;
            let count = |from: f64, to: f64, direct: bool| {
                pairs
                    .iter()
                    .filter(|(a, b, j)| {
                        let found = if direct {
                            joined.direct.contains(&(*a, *b))
                        } else {
                            joined.together(*a, *b)
                        };
                        *j >= from && *j < to && found
                    })
                    .count()
            };
            let alike = pairs.iter().filter(|pair| pair.2 >= 0.8).count();
            let (direct, together) = (count(0.0, 2.0, true), count(0.0, 2.0, false));
            let unlike = count(0.0, 0.6, true);
            println!(
                "{name:9} {threshold:9.2} {alike:7} {:7.4} {direct:9} {unlike:6} {:10.2} {together:9} {:6} {:9.4} {:6}",
                count(0.8, 2.0, false) as f64 / alike.max(1) as f64,
                unlike as f64 / direct.max(1) as f64 * 1e4,
                count(0.0, 0.6, false),
                count(0.0, 0.6, false) as f64 / together.max(1) as f64,
                count(0.0, 0.5, false),
            );
        }
    }
    Ok(())
}
