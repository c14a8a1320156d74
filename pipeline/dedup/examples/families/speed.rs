//! The time that a sketch takes, on one thread.

use std::hint::black_box;
use std::time::Instant;

use crate::random::Random;
use crate::{Family, Kind};

/// Shingles in a document.
pub(crate) const SIZES: [usize; 4] = [30, 300, 1000, 10_000];
/// Each family is measured so often at each size, in turn with the others; the median counts.
const TURNS: usize = 5;
/// Seconds a turn: the system tells its time in steps of some milliseconds.
const TURN: f64 = 0.1;

/// Nanoseconds a document, for every family at every size.
pub(crate) fn measure(kinds: &[Kind]) -> Vec<[f64; SIZES.len()]> {
    let mut random = Random(7);
    let documents = SIZES.map(|size| -> Vec<Vec<u32>> {
        // More documents than a branch predictor can learn.
        (0..(200_000 / size).clamp(20, 400))
            .map(|_| (0..size).map(|_| random.high()).collect())
            .collect()
    });
    let mut turns = vec![[[0.0; TURNS]; SIZES.len()]; kinds.len()];
    for turn in 0..TURNS {
        for (kind, times) in kinds.iter().zip(&mut turns) {
            let mut family = (kind.build)(turn as u64);
            for (documents, times) in documents.iter().zip(times) {
                times[turn] = once(family.as_mut(), documents);
            }
        }
    }
    let median = |mut times: [f64; TURNS]| {
        times.sort_by(f64::total_cmp);
        times[TURNS / 2]
    };
    turns.into_iter().map(|sizes| sizes.map(median)).collect()
}

fn once(family: &mut dyn Family, documents: &[Vec<u32>]) -> f64 {
    let mut out = Vec::new();
    let zero = Instant::now();
    let mut pass = || {
        for document in documents {
            family.sketch(document, &mut out);
            black_box(&out);
        }
    };
    pass();
    let (start, mut passes, mut spent) = (seconds(zero), 0, 0.0);
    while spent < TURN {
        pass();
        passes += 1;
        spent = seconds(zero) - start;
    }
    spent * 1e9 / (passes * documents.len()) as f64
}

/// The time this thread has run, in seconds, which other processes do not add to; where the system does
/// not tell, the time that has passed.
fn seconds(start: Instant) -> f64 {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds: Option<f64> = told.and_then(|told| told.split(' ').next()?.parse().ok());
    nanoseconds.map_or_else(|| start.elapsed().as_secs_f64(), |n| n / 1e9)
}
