//! Histograms for the script: small whatever the counts are. Two characters a bin hold its count
//! to 0.2 %, which no drawing shows; the exact ones are in the manifest.

use serde_json::{Value, json};

use crate::manifest::SignalHistograms;

/// Printable ASCII without what HTML, JSON or scripts give a meaning to.
pub(super) const ALPHABET: &str =
    "()*+,-./0123456789:;=?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_abcdefghijklmnopqrstuvwxyz{|}~";

/// The largest count that is told from others.
const LARGEST: f64 = 1e13;

/// Characters of all bins together; where it would be more, neighbouring bins are joined.
const BUDGET: usize = 500_000;

/// Codes: 0 for 0, `k` for e to the power of `(k - 1) · step`.
fn codes() -> usize {
    ALPHABET.len() * ALPHABET.len()
}

/// Between two counts that are told apart, as a difference of logarithms.
pub(super) fn step() -> f64 {
    LARGEST.ln() / (codes() - 2) as f64
}

/// All histograms.
pub(super) struct Packed {
    /// Edges of the bins, after joining.
    pub(super) edges: Vec<f64>,
    /// How many bins of the manifest are one here.
    pub(super) joined: usize,
    /// By language, then signal: the first bin with documents, and the bins from there; 0 for a
    /// signal that the language does not have.
    pub(super) bins: Vec<Vec<Value>>,
}

fn encode(n: u64) -> [char; 2] {
    let code = if n == 0 {
        0
    } else {
        1 + ((n as f64).ln() / step()).round() as usize
    };
    let code = code.min(codes() - 1);
    let base = ALPHABET.len();
    [code / base, code % base].map(|digit| char::from(ALPHABET.as_bytes()[digit]))
}

fn join(bins: &[u64], by: usize) -> Vec<u64> {
    bins.chunks(by)
        .map(|some| super::super::flow::sum(some.iter().copied()))
        .collect()
}

/// Packs the histograms of these signals, in their order.
pub(super) fn pack(signals: &SignalHistograms, names: &[&str]) -> Packed {
    let all: usize = signals
        .languages
        .values()
        .flat_map(|of| of.values())
        .map(|bins| 2 * bins.len() + 8)
        .sum();
    let mut joined = 1;
    while all / joined > BUDGET && joined < signals.edges.len().max(1) {
        joined *= 2;
    }
    let one = |bins: &Vec<u64>| {
        let bins = join(bins, joined);
        let Some(first) = bins.iter().position(|n| *n > 0) else {
            return json!(0);
        };
        let text: String = bins[first..].iter().flat_map(|n| encode(*n)).collect();
        json!([first, text])
    };
    let bins = signals
        .languages
        .values()
        .map(|of| {
            names
                .iter()
                .map(|name| of.get(*name).map_or(json!(0), one))
                .collect()
        })
        .collect();
    Packed {
        edges: signals.edges.iter().step_by(joined).copied().collect(),
        joined,
        bins,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decode(code: [char; 2]) -> f64 {
        let [high, low] = code.map(|c| ALPHABET.find(c).unwrap());
        match high * ALPHABET.len() + low {
            0 => 0.0,
            code => ((code - 1) as f64 * step()).exp().round(),
        }
    }

    #[test]
    fn counts_come_back_to_a_quarter_of_a_per_cent() {
        for n in (0..2000).chain([54_321, 9_999_999, 12_345_678_901]) {
            let back = decode(encode(n));
            assert!(
                (back - n as f64).abs() <= n as f64 * 0.0025 + 0.5,
                "{n} {back}"
            );
        }
        assert_eq!(encode(u64::MAX), encode(u64::MAX - 1));
    }

    #[test]
    fn many_histograms_stay_small() {
        let bins = vec![1_000_000u64; 512];
        let of = (0..62).map(|s| (format!("s{s}"), bins.clone())).collect();
        let signals = SignalHistograms {
            edges: (0..512).map(f64::from).collect(),
            languages: (0..100)
                .map(|l| (format!("l{l}"), std::clone::Clone::clone(&of)))
                .collect(),
            bounds: [].into(),
        };
        let names: Vec<String> = (0..62).map(|s| format!("s{s}")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let packed = pack(&signals, &names);
        assert_eq!(packed.joined, 16);
        assert_eq!(packed.edges.len(), 32);
        assert!(json!(packed.bins).to_string().len() < 700_000);
    }
}
