//! What a model makes of a text, by our labels.

/// Probabilities by our labels, and what they rest on.
#[derive(Clone, Debug, Default)]
pub(super) struct Opinion {
    pub(super) probabilities: Vec<f32>,
    pub(super) script: Option<&'static str>,
}

/// The place of the greatest probability above 0, the first of equal ones.
pub(super) fn best(probabilities: &[f32]) -> Option<usize> {
    let mut best: Option<(usize, f32)> = None;
    for (place, &p) in probabilities.iter().enumerate() {
        if p > best.map_or(0.0, |(_, most)| most) {
            best = Some((place, p));
        }
    }
    best.map(|(place, _)| place)
}
