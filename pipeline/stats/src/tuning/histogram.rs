use super::Table;

/// How a signal is distributed.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Histogram {
    /// The least value.
    pub min: f32,
    /// The greatest.
    pub max: f32,
    /// Values at 1, 5, 10, 25, 50, 75, 90, 95 and 99 %: the least value that this part of the
    /// documents does not exceed.
    pub quantiles: [f32; 9],
    /// Ends of the bins, ascending, one more than bins. Of even width, or growing where values are
    /// spread over orders of magnitude.
    pub edges: Vec<f32>,
    /// Documents in each bin; what lies below the first end or above the last counts in the bin
    /// next to it.
    pub documents: Vec<u64>,
}

const PARTS: [f64; 9] = [0.01, 0.05, 0.10, 0.25, 0.50, 0.75, 0.90, 0.95, 0.99];

/// From this ratio of the 99 % point to the median on, bins grow.
const SPREAD: f32 = 8.0;

impl Histogram {
    /// The histogram of a column in `bins` bins; empty without documents.
    #[must_use]
    pub fn new(table: &Table, column: usize, bins: usize) -> Self {
        let mut sorted = table.columns.get(column).cloned().unwrap_or_default();
        sorted.sort_unstable_by(f32::total_cmp);
        let (Some(&min), Some(&max), true) = (sorted.first(), sorted.last(), bins > 0) else {
            return Self::default();
        };
        let quantiles = PARTS.map(|part| quantile(&sorted, part));
        let [_, _, _, _, median, _, _, _, high] = quantiles;
        let edges: Vec<f32> = if min >= 0.0 && high > SPREAD * median.max(1e-6) && high > 2.0 {
            // Even steps of the logarithm of 1 + value.
            let (low, high) = (f64::from(min).ln_1p(), f64::from(max).ln_1p());
            let step = (high - low) / bins as f64;
            (0..=bins)
                .map(|i| (low + step * i as f64).exp_m1() as f32)
                .collect()
        } else {
            // One document far out must not squeeze all others into one bin.
            let top = if max > 2.0 * high && high > min {
                high * 1.25
            } else {
                max
            };
            let top = if top > min { top } else { min + 1.0 };
            let step = (f64::from(top) - f64::from(min)) / bins as f64;
            (0..=bins)
                .map(|i| (f64::from(min) + step * i as f64) as f32)
                .collect()
        };
        let mut documents = vec![0; bins];
        for value in &sorted {
            let bin = edges
                .partition_point(|edge| edge <= value)
                .saturating_sub(1)
                .min(bins - 1);
            if let Some(count) = documents.get_mut(bin) {
                *count += 1;
            }
        }
        Self {
            min,
            max,
            quantiles,
            edges,
            documents,
        }
    }
}

/// The least of the sorted values that this part of them does not exceed; 0 without values.
pub(super) fn quantile(sorted: &[f32], part: f64) -> f32 {
    let at = (part * sorted.len() as f64).ceil() as usize;
    sorted.get(at.saturating_sub(1)).copied().unwrap_or(0.0)
}
