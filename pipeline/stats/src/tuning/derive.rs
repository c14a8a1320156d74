use super::histogram::quantile;

/// A published way to carry a bound over to another language.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Method {
    /// As many standard deviations from the median as the reference's bound is from its own.
    Sigma,
    /// The same part of the documents beyond it as beyond the reference's bound.
    Quantile,
    /// This part of the documents beyond it, without a reference.
    Tail(f64),
    /// The reference's bound times the ratio of the two medians.
    MedianRatio,
}

/// A language whose bound is trusted, and its values.
#[derive(Debug, Clone, Copy)]
pub struct Reference<'a> {
    /// Its bound.
    pub limit: f32,
    /// The signal's values in its documents.
    pub values: &'a [f32],
}

/// A bound for the documents with these values; `lower` if it drops what is below. None without
/// documents, or where a method needs a reference and there is none, or where the reference's
/// values do not spread, so that nothing can be measured by them.
///
/// The methods are those that FineWeb-2 compares (Penedo et al. 2025, arXiv:2506.20920), with the
/// median for the mean in [`Method::Sigma`], since a few broken pages move a mean.
#[must_use]
pub fn derive_bound(
    values: &[f32],
    lower: bool,
    method: Method,
    reference: Option<Reference<'_>>,
) -> Option<f32> {
    let own = Shape::of(values)?;
    let limit = match (method, reference) {
        (Method::Tail(part), _) => own.beyond(part, lower),
        (_, None) => return None,
        (Method::Sigma, Some(reference)) => {
            let theirs = Shape::of(reference.values)?;
            if theirs.sigma <= 0.0 {
                return None;
            }
            own.median + (f64::from(reference.limit) - theirs.median) / theirs.sigma * own.sigma
        }
        (Method::MedianRatio, Some(reference)) => {
            let theirs = Shape::of(reference.values)?;
            if theirs.median == 0.0 {
                return None;
            }
            f64::from(reference.limit) * own.median / theirs.median
        }
        (Method::Quantile, Some(reference)) => {
            let theirs = Shape::of(reference.values)?;
            let beyond = theirs.sorted.iter().filter(|value| {
                if lower {
                    **value < reference.limit
                } else {
                    **value > reference.limit
                }
            });
            own.beyond(beyond.count() as f64 / theirs.sorted.len() as f64, lower)
        }
    };
    // No signal is negative.
    Some(limit.max(0.0) as f32)
}

struct Shape {
    sorted: Vec<f32>,
    median: f64,
    sigma: f64,
}

impl Shape {
    fn of(values: &[f32]) -> Option<Self> {
        if values.is_empty() {
            return None;
        }
        let mut sorted = values.to_vec();
        sorted.sort_unstable_by(f32::total_cmp);
        let n = sorted.len() as f64;
        let mean = sorted.iter().map(|value| f64::from(*value)).sum::<f64>() / n;
        let squares = sorted
            .iter()
            .map(|value| (f64::from(*value) - mean).powi(2))
            .sum::<f64>();
        Some(Self {
            median: f64::from(quantile(&sorted, 0.5)),
            sigma: (squares / n).sqrt(),
            sorted,
        })
    }

    /// The bound beyond which at most this part of the values lies.
    fn beyond(&self, part: f64, lower: bool) -> f64 {
        let n = self.sorted.len();
        let many = ((part * n as f64).floor() as usize).min(n - 1);
        let at = if lower { many } else { n - 1 - many };
        f64::from(self.sorted.get(at).copied().unwrap_or_default())
    }
}
