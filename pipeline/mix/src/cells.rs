//! Parts in cells, and cells in groups: what an amount is split over.

use crate::fill::{Share, fill};
use crate::{Part, Supply};

/// A part that something can be given of.
#[derive(Debug)]
pub(crate) struct Member<'a> {
    pub(crate) part: &'a Part,
    pub(crate) supply: &'a Supply,
    /// Weighted tokens.
    pub(crate) tokens: f64,
    /// Its share within its cell.
    pub(crate) weight: f64,
    /// The most that may be given.
    pub(crate) most: f64,
}

/// The parts of one language that share one budget.
#[derive(Debug)]
pub(crate) struct Cell<'a> {
    pub(crate) weight: f64,
    pub(crate) members: Vec<Member<'a>>,
}

impl Cell<'_> {
    pub(crate) fn most(&self) -> f64 {
        self.members.iter().map(|member| member.most).sum()
    }
}

/// A language, or a name of a fixed mix of which there is nothing.
#[derive(Debug)]
pub(crate) struct Group<'a> {
    pub(crate) name: String,
    /// Its share of the horizon, relative to others.
    pub(crate) weight: f64,
    /// Nothing for names of which there is nothing.
    pub(crate) cells: Vec<Cell<'a>>,
}

impl Group<'_> {
    pub(crate) fn tokens(&self) -> f64 {
        let members = self.cells.iter().flat_map(|cell| &cell.members);
        members.map(|member| member.tokens).sum()
    }

    pub(crate) fn most(&self) -> f64 {
        self.cells.iter().map(Cell::most).sum()
    }

    /// Shares an amount out over the members, in their order: what each is to be given, and what each is
    /// asked for beyond the most that there is of it. If `capped`, what one cell cannot take goes to the
    /// others.
    pub(crate) fn split(&self, amount: f64, capped: bool) -> Vec<Split> {
        let cells: Vec<Share> = self
            .cells
            .iter()
            .map(|cell| {
                let most = if capped { cell.most() } else { f64::INFINITY };
                Share::up_to(cell.weight, most)
            })
            .collect();
        let mut out = Vec::new();
        for (cell, amount) in self.cells.iter().zip(fill(amount, &cells).amounts) {
            let shares: Vec<Share> = cell
                .members
                .iter()
                .map(|member| Share::up_to(member.weight, member.most))
                .collect();
            let filled = fill(amount, &shares);
            let rest = (amount - filled.amounts.iter().sum::<f64>()).max(0.0);
            // Rounding is no shortfall.
            let rest = if rest > amount * 1e-9 { rest } else { 0.0 };
            let weights: f64 = shares.iter().map(|share| share.weight).sum();
            for (share, placed) in shares.iter().zip(filled.amounts) {
                out.push(Split {
                    placed,
                    short: rest * share.weight / weights.max(f64::MIN_POSITIVE),
                    held: share.held_down(amount / weights.max(f64::MIN_POSITIVE)),
                });
            }
        }
        out
    }
}

/// What falls to one member.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Split {
    /// Tokens to give.
    pub(crate) placed: f64,
    /// Tokens asked that there are not.
    pub(crate) short: f64,
    /// Whether it would get more if there were more.
    pub(crate) held: bool,
}

/// What is left out.
#[derive(Debug, Default)]
pub(crate) struct Left {
    pub(crate) names: Vec<String>,
    pub(crate) tokens: u64,
}

impl Left {
    pub(crate) fn add(&mut self, name: String, tokens: u64) {
        self.names.push(name);
        self.tokens = self.tokens.saturating_add(tokens);
    }
}
