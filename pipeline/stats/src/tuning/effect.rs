use super::{MAX_BOUNDS, Masks, Table};

/// A number of documents and their estimated tokens.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Amount {
    /// Documents.
    pub documents: u64,
    /// Estimated tokens.
    pub tokens: u64,
}

impl Amount {
    fn add(&mut self, tokens: u32) {
        self.documents += 1;
        self.tokens += u64::from(tokens);
    }
}

/// What one bound removes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RuleEffect {
    /// What breaks it, whatever else it breaks.
    pub alone: Amount,
    /// What breaks it and nothing else: what would come back without it.
    pub only: Amount,
}

/// What all bounds do together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Effect {
    /// What breaks no bound.
    pub kept: Amount,
    /// What breaks at least one.
    pub dropped: Amount,
    /// One for each bound.
    pub rules: Vec<RuleEffect>,
    /// Documents that break both bounds of a pair: row i, column j; the diagonal is `alone`.
    pub overlap: Vec<Vec<u64>>,
}

impl Effect {
    /// Counts.
    #[must_use]
    pub fn new(table: &Table, masks: &Masks, bounds: usize) -> Self {
        let bounds = bounds.min(MAX_BOUNDS);
        let mut effect = Self {
            kept: Amount::default(),
            dropped: Amount::default(),
            rules: vec![RuleEffect::default(); bounds],
            overlap: vec![vec![0; bounds]; bounds],
        };
        let mut broken = Vec::with_capacity(bounds);
        for (&mask, &tokens) in masks.0.iter().zip(&table.tokens) {
            if mask == 0 {
                effect.kept.add(tokens);
                continue;
            }
            effect.dropped.add(tokens);
            broken.clear();
            broken.extend(bits(mask).filter(|at| *at < bounds));
            for &at in &broken {
                if let Some(rule) = effect.rules.get_mut(at) {
                    rule.alone.add(tokens);
                    if broken.len() == 1 {
                        rule.only.add(tokens);
                    }
                }
                if let Some(row) = effect.overlap.get_mut(at) {
                    for &other in &broken {
                        if let Some(cell) = row.get_mut(other) {
                            *cell += 1;
                        }
                    }
                }
            }
        }
        effect
    }
}

/// What another set of bounds changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What was kept and is dropped now.
    pub removed: Amount,
    /// What was dropped and is kept now.
    pub returned: Amount,
    /// For each bound, of what is removed, what it drops now; of what is returned, what it dropped
    /// before.
    pub rules: Vec<(Amount, Amount)>,
}

impl Change {
    /// Compares.
    #[must_use]
    pub fn new(table: &Table, before: &Masks, after: &Masks, bounds: usize) -> Self {
        let mut change = Self {
            removed: Amount::default(),
            returned: Amount::default(),
            rules: vec![Default::default(); bounds.min(MAX_BOUNDS)],
        };
        for ((&old, &new), &tokens) in before.0.iter().zip(&after.0).zip(&table.tokens) {
            match (old, new) {
                (0, new) if new != 0 => {
                    change.removed.add(tokens);
                    for at in bits(new) {
                        if let Some((removed, _)) = change.rules.get_mut(at) {
                            removed.add(tokens);
                        }
                    }
                }
                (old, 0) if old != 0 => {
                    change.returned.add(tokens);
                    for at in bits(old) {
                        if let Some((_, returned)) = change.rules.get_mut(at) {
                            returned.add(tokens);
                        }
                    }
                }
                _ => {}
            }
        }
        change
    }
}

/// The places of the bits that are set.
fn bits(mut mask: u128) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        if mask == 0 {
            return None;
        }
        let at = mask.trailing_zeros() as usize;
        mask &= mask - 1;
        Some(at)
    })
}
