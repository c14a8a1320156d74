//! From what there is and what is asked for to a mix.

use std::collections::{BTreeMap, BTreeSet};

use crate::ask::{Ask, Method};
use crate::cells::{Group, Split};
use crate::fill::{Share, fill};
use crate::groups::groups;
use crate::{Bound, Dose, Error, Figures, Given, Mix, Note, Part, Supply, Weight};

/// Plans a mix.
///
/// The horizon is shared out over the languages by the method, raised to floors and lowered to caps; what
/// bounds give or take goes to or comes from the other languages in the shares of the method. A language's
/// budget is shared over its sources by tokens times the source's weight; what one source cannot take goes
/// to the others of the language. What a language then has too little of is short: it is said, and goes
/// to others only if the ask redistributes.
///
/// Nothing depends on the machine, or on the order in which supplies were merged.
///
/// # Errors
/// [`Error::Setting`] for an ask that cannot be ([`Ask::validate`]), [`Error::Line`] for a line of a fixed
/// mix of which every part has a narrower line.
pub fn plan(supply: &BTreeMap<Part, Supply>, ask: &Ask) -> Result<Mix, Error> {
    ask.validate()?;
    let (groups, said) = groups(supply, ask)?;
    let there: f64 = groups.iter().map(Group::tokens).sum();
    let horizon = ask.tokens.unwrap_or(there as u64);
    let (asked, bounds) = shared(&groups, ask, horizon as f64);
    let mut mix = Mix {
        horizon,
        ..Mix::default()
    };
    for (part, supply) in supply {
        mix.parts.insert(part.clone(), nothing(supply));
        mix.languages.entry(part.language.clone()).or_default();
    }
    let splits: Vec<Vec<Split>> = groups
        .iter()
        .zip(&asked)
        .map(|(group, asked)| group.split(*asked, false))
        .collect();
    let budgets = ask
        .redistribute
        .then(|| moved(&groups, ask, &splits, horizon as f64));
    for (at, group) in groups.iter().enumerate() {
        let asked = asked.get(at).copied().unwrap_or(0.0);
        if group.cells.is_empty() {
            mix.absent.insert(group.name.clone(), asked.round() as u64);
            continue;
        }
        let first = splits.get(at).map(Vec::as_slice).unwrap_or_default();
        let budget = budgets.as_ref().and_then(|all| all.get(at));
        let second = budget.map(|budget| group.split(*budget, true));
        give(&mut mix, group, first, second.as_deref(), ask);
        never_vanish(&mut mix, group, asked);
    }
    total(&mut mix, &groups, &bounds);
    notes(&mut mix, ask, &groups, said);
    Ok(mix)
}

/// A part of which nothing is given.
fn nothing(supply: &Supply) -> Given {
    Given {
        figures: Figures {
            documents_available: supply.documents,
            tokens_available: supply.weighted_tokens(),
            ..Figures::default()
        },
        dose: Dose::default(),
    }
}

/// What each group is asked for, and which of its bounds hold.
fn shared(groups: &[Group<'_>], ask: &Ask, horizon: f64) -> (Vec<f64>, Vec<BTreeSet<Bound>>) {
    let mut shares = Vec::new();
    for group in groups {
        let own = ask.languages.contains_key(&group.name);
        // The floor for all is one for languages that are there.
        let floor = if own || !group.cells.is_empty() {
            ask.floor_of(&group.name)
        } else {
            0
        };
        let cap = ask
            .cap_of(&group.name)
            .map_or(f64::INFINITY, |cap| cap as f64);
        let most = if ask.method == Method::UniMax {
            cap.min(group.most())
        } else {
            cap
        };
        shares.push(Share {
            weight: group.weight,
            least: floor as f64,
            most: most.max(floor as f64),
        });
    }
    let filled = fill(horizon, &shares);
    let bounds = groups.iter().zip(&shares).map(|(group, share)| {
        let mut bounds = BTreeSet::new();
        if share.held_up(filled.level) {
            bounds.insert(Bound::Floor);
        } else if share.held_down(filled.level) {
            let cap = ask.cap_of(&group.name).map(|cap| cap as f64);
            bounds.insert(if cap.is_some_and(|cap| cap <= share.most) {
                Bound::Cap
            } else {
                repeated(ask, &group.name)
            });
        }
        bounds
    });
    let bounds = bounds.collect();
    (filled.amounts, bounds)
}

/// The bound of supply, by what may be done about it.
fn repeated(ask: &Ask, language: &str) -> Bound {
    if ask.repeats_of(language) > 1.0 {
        Bound::MaxRepeats
    } else {
        Bound::Supply
    }
}

/// Budgets with what is short given to those that can take it.
fn moved(groups: &[Group<'_>], ask: &Ask, splits: &[Vec<Split>], horizon: f64) -> Vec<f64> {
    let shares = groups.iter().zip(splits).map(|(group, split)| {
        let least: f64 = split.iter().map(|split| split.placed).sum();
        let cap = ask
            .cap_of(&group.name)
            .map_or(f64::INFINITY, |cap| cap as f64);
        Share {
            weight: group.weight,
            least,
            most: group.most().min(cap).max(least),
        }
    });
    let shares: Vec<Share> = shares.collect();
    fill(horizon, &shares).amounts
}

/// Gives the members of a language what falls to them.
fn give(mix: &mut Mix, group: &Group<'_>, asked: &[Split], budget: Option<&[Split]>, ask: &Ask) {
    let members = group.cells.iter().flat_map(|cell| &cell.members);
    for (at, (member, asked)) in members.zip(asked).enumerate() {
        let budget = budget.and_then(|all| all.get(at)).unwrap_or(asked);
        let dose = Dose::of(member.supply, budget.placed / member.tokens);
        let Some(given) = mix.parts.get_mut(member.part) else {
            continue;
        };
        let figures = &mut given.figures;
        figures.tokens_asked = (asked.placed + asked.short).round() as u64;
        figures.tokens_short = asked.short.round() as u64;
        figures.tokens_moved = (budget.placed - asked.placed).max(0.0).round() as u64;
        if asked.held || budget.held {
            figures.bounds.insert(repeated(ask, &group.name));
        }
        set(given, member.supply, dose);
    }
}

/// Sets the dose of a part, and what it gives.
fn set(given: &mut Given, supply: &Supply, dose: Dose) {
    let sum = dose.sum(supply);
    let figures = &mut given.figures;
    figures.tokens_given = sum.tokens;
    figures.documents_given = sum.documents;
    figures.rows_given = sum.rows;
    let bytes =
        u128::from(supply.bytes) * u128::from(sum.tokens) / u128::from(supply.tokens.max(1));
    figures.bytes_given = u64::try_from(bytes).unwrap_or(u64::MAX);
    figures.set_repeats();
    given.dose = dose;
}

/// A language that has documents and is asked for something gets something.
fn never_vanish(mix: &mut Mix, group: &Group<'_>, asked: f64) {
    let members = || group.cells.iter().flat_map(|cell| &cell.members);
    let rows = members().any(|member| {
        let given = mix.parts.get(member.part);
        given.is_some_and(|given| given.figures.rows_given > 0)
    });
    if rows || asked <= 0.0 {
        return;
    }
    let most = members().max_by(|a, b| a.weight.total_cmp(&b.weight));
    if let Some(member) = most
        && let Some(given) = mix.parts.get_mut(member.part)
    {
        set(given, member.supply, Dose::fewest(member.supply));
    }
}

/// Sums by language and of all.
fn total(mix: &mut Mix, groups: &[Group<'_>], bounds: &[BTreeSet<Bound>]) {
    for (part, given) in &mix.parts {
        if let Some(language) = mix.languages.get_mut(&part.language) {
            language.add(&given.figures);
            if given.figures.tokens_short > 0 {
                language.bounds.extend(&given.figures.bounds);
            }
        }
    }
    for (group, bounds) in groups.iter().zip(bounds) {
        if let Some(language) = mix.languages.get_mut(&group.name) {
            language.bounds.extend(bounds);
        }
    }
    for figures in mix.languages.values() {
        mix.total.add(figures);
    }
    for asked in mix.absent.values() {
        mix.total.tokens_asked = mix.total.tokens_asked.saturating_add(*asked);
        mix.total.tokens_short = mix.total.tokens_short.saturating_add(*asked);
    }
    let unasked = mix.horizon.saturating_sub(mix.total.tokens_asked);
    // Each language is rounded by up to half a token.
    let parts = (mix.parts.len() + mix.absent.len()) as u64;
    mix.unasked = if unasked > parts + mix.horizon / 1_000_000_000 {
        unasked
    } else {
        0
    };
}

/// What there is to say.
fn notes(mix: &mut Mix, ask: &Ask, groups: &[Group<'_>], said: Vec<Note>) {
    let mut notes = Vec::new();
    let short: Vec<(&String, u64)> = mix
        .languages
        .iter()
        .map(|(name, figures)| (name, figures.tokens_short))
        .filter(|(_, short)| *short > 0)
        .collect();
    if !short.is_empty() {
        notes.push(Note::Short {
            languages: short.iter().map(|(name, _)| (*name).clone()).collect(),
            tokens: short.iter().map(|(_, short)| short).sum(),
            moved: mix.total.tokens_moved,
        });
    }
    for (name, tokens) in &mix.absent {
        let (name, tokens) = (name.clone(), *tokens);
        notes.push(Note::Absent { name, tokens });
    }
    let floors: u64 = groups
        .iter()
        .filter(|group| !group.cells.is_empty() || ask.languages.contains_key(&group.name))
        .fold(0, |sum, group| {
            sum.saturating_add(ask.floor_of(&group.name))
        });
    if floors > mix.horizon {
        let horizon = mix.horizon;
        notes.push(Note::FloorsAboveHorizon { floors, horizon });
    }
    if mix.unasked > 0 && groups.iter().any(|group| !group.cells.is_empty()) {
        let tokens = mix.unasked;
        notes.push(Note::Unasked { tokens });
    }
    notes.extend(said);
    let fewest: Vec<String> = groups
        .iter()
        .filter_map(|group| Some((&group.name, mix.languages.get(&group.name)?)))
        .filter(|(_, figures)| figures.tokens_given > 0 && figures.tokens_meant() == 0)
        .map(|(name, _)| name.clone())
        .collect();
    if !fewest.is_empty() {
        notes.push(Note::Fewest { languages: fewest });
    }
    notes.extend(rough(mix));
    notes.extend(weighted(mix, ask));
    mix.notes = notes;
}

/// Parts that are more than 0.5 % off what they are meant to get.
fn rough(mix: &Mix) -> Option<Note> {
    let off = |figures: &Figures| figures.tokens_given.abs_diff(figures.tokens_meant());
    let rough = || {
        mix.parts.iter().filter(|(_, given)| {
            off(&given.figures).saturating_mul(200) > given.figures.tokens_meant()
        })
    };
    let (worst, given) = rough().max_by_key(|(_, given)| off(&given.figures))?;
    Some(Note::Rough {
        parts: rough().count() as u64,
        worst: worst.to_string(),
        meant: given.figures.tokens_meant(),
        given: given.figures.tokens_given,
    })
}

/// Copies above `max_repeats`, which weights make.
fn weighted(mix: &Mix, ask: &Ask) -> Option<Note> {
    let over = mix.parts.iter().flat_map(|(part, given)| {
        let bound = ask.repeats_of(&part.language);
        let steps = given.dose.steps();
        steps
            .filter(|(weight, _)| *weight > Weight::ONE)
            .map(move |(_, step)| (step.whole + u32::from(step.below > 0), bound))
    });
    let (copies, max_repeats) = over
        .filter(|(copies, bound)| f64::from(*copies) > bound.ceil())
        .max_by_key(|(copies, _)| *copies)?;
    Some(Note::Weighted {
        copies,
        max_repeats,
    })
}
