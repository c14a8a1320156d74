//! Which close group a text is in, and what becomes of its probability.

use super::close::{self, Counts, Decision, Group};
use super::hints::Prior;
use super::names::{Names, SERBO_CROATIAN};
use super::opinion::best;

/// The group that divides it is the one with this label.
const MEMBER: &str = "bos_Latn";
/// A label's share of its group from which on no second step is taken: what words could say
/// against the model is far less (see the weights `@model` of the tables).
const DECIDED: f32 = 0.9999;

/// The close groups of which a model has all labels.
pub(super) struct Groups {
    /// Each with the places of its labels.
    groups: Vec<(&'static Group, Vec<usize>)>,
    /// The place of [`SERBO_CROATIAN`] and its group.
    serbo_croatian: Option<(usize, usize)>,
}

impl Groups {
    /// # Errors
    /// The file and line of a table that cannot be read.
    pub(super) fn new(names: &Names) -> Result<Self, String> {
        let mut groups = Vec::new();
        for group in close::groups()? {
            let places = group.labels().iter().map(|label| names.place(label));
            if let Some(places) = places.collect::<Option<Vec<usize>>>() {
                groups.push((group, places));
            }
        }
        let member = names.place(MEMBER);
        let of_member =
            |(_, places): &(&Group, Vec<usize>)| places.iter().any(|p| Some(*p) == member);
        let serbo_croatian = names
            .place(SERBO_CROATIAN)
            .zip(groups.iter().position(of_member));
        Ok(Self {
            groups,
            serbo_croatian,
        })
    }

    /// Divides the close group of the likeliest label, if it is in one and the model has not
    /// settled it. Unless `all` groups are to be divided, only Serbo-Croatian is, which the model
    /// itself does not divide.
    pub(super) fn divide(
        &self,
        probabilities: &mut [f32],
        all: bool,
        text: &str,
        prior: &Prior,
        counts: &mut Counts,
        explain: bool,
    ) -> Option<Decision> {
        let place = self.leading(probabilities)?;
        if let Some((whole, group)) = self.serbo_croatian.filter(|(whole, _)| *whole == place) {
            let (group, places) = self.groups.get(group)?;
            let sum = probabilities.get_mut(whole).map(std::mem::take)?;
            let decision = group.decide(&[], text, prior, counts, explain);
            give(probabilities, places, &decision.shares, sum);
            return Some(decision);
        }
        let (group, places) = self
            .groups
            .iter()
            .find(|(_, places)| places.contains(&place))?;
        let opinion: Vec<f32> = places
            .iter()
            .map(|place| at(probabilities, *place))
            .collect();
        let sum: f32 = opinion.iter().sum();
        if !all || opinion.iter().any(|p| *p >= DECIDED * sum) {
            return None;
        }
        for place in places {
            if let Some(p) = probabilities.get_mut(*place) {
                *p = 0.0;
            }
        }
        let decision = group.decide(&opinion, text, prior, counts, explain);
        give(probabilities, places, &decision.shares, sum);
        Some(decision)
    }

    /// The likeliest label, where close labels stand for each other: of `a` 0.3, and `b` and its
    /// near relative `c` 0.25 each, that is `b`.
    fn leading(&self, probabilities: &[f32]) -> Option<usize> {
        let mut leading = best(probabilities)?;
        let mut most = at(probabilities, leading);
        for (_, places) in &self.groups {
            let of = |place: &usize| at(probabilities, *place);
            let sum: f32 = places.iter().map(of).sum();
            let member = places
                .iter()
                .copied()
                .max_by(|a, b| of(a).total_cmp(&of(b)));
            if let (true, Some(member)) = (sum > most, member) {
                (leading, most) = (member, sum);
            }
        }
        Some(leading)
    }

    /// Whether two labels are the same or of one group, by places.
    pub(super) fn are_close(&self, a: usize, b: usize) -> bool {
        let both = |(_, places): &(&Group, Vec<usize>)| places.contains(&a) && places.contains(&b);
        a == b || self.groups.iter().any(both)
    }
}

fn at(probabilities: &[f32], place: usize) -> f32 {
    probabilities.get(place).copied().unwrap_or_default()
}

/// Adds to each place its share of `sum`.
fn give(probabilities: &mut [f32], places: &[usize], shares: &[f32], sum: f32) {
    for (place, share) in places.iter().zip(shares) {
        if let Some(p) = probabilities.get_mut(*place) {
            *p += sum * share;
        }
    }
}
