//! The documents of one language of a run, with the profile's bounds over them.

use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};

use tamis_langs::{LIMITS, Profile, Registry, Scale, Side};
use tamis_stats::tuning::{Bound, Change, Effect, MAX_BOUNDS, Masks, Table};

use super::stats_failed;
use crate::error::Result;
use crate::run::annotated_folder;

/// The bound that is not on a signal: the least score of the language.
pub(super) const SCORE: &str = "identify.threshold";
const SCORE_SIGNAL: &str = "language_score";
/// The bound on a signal that `select` asks with the language, before all others.
pub(super) const FOREIGN: &str = "identify.max_foreign_share";
const FOREIGN_SIGNAL: &str = "foreign_share";

/// Rules that stand before those on signals.
pub(super) const BEFORE: usize = 2;

// A document's broken rules are bits of one number.
const _: () = assert!(LIMITS.len() + BEFORE <= MAX_BOUNDS);

/// Other bounds than the profile's, by key; `None` switches a rule off.
pub type Changes = BTreeMap<String, Option<f32>>;

/// A rule as the profile has it.
#[derive(Debug, Clone)]
pub struct RuleInfo {
    /// `quality.min_words`.
    pub key: &'static str,
    /// `words`.
    pub signal: &'static str,
    /// Which side of the bound is dropped.
    pub side: Side,
    /// The profile's bound; none where the rule is off.
    pub limit: Option<f32>,
    /// What the number may be.
    pub scale: Scale,
    /// What a document that breaks it looks like.
    pub doc: &'static str,
    /// Paper or code that proposed the rule.
    pub published: &'static str,
    /// Where the profile says that its number came from.
    pub source: String,
    /// The file that sets it.
    pub file: String,
    /// It is set in another file than the profile's own.
    pub inherited: bool,
}

impl RuleInfo {
    /// Whether a bound of so many per cent says something: of a part, or of a ratio, such as line breaks per
    /// token, but not of a count of words.
    #[must_use]
    pub fn takes_percent(&self) -> bool {
        self.scale == Scale::Share || self.signal.ends_with("_ratio")
    }
}

/// All that questions about one language of a run are answered from.
pub struct Session {
    /// The run's output folder.
    pub run: PathBuf,
    /// The profile, as it is.
    pub profile: Profile,
    /// The text of the profile's own file.
    pub text: String,
    /// The rules in the order in which they are asked: those on the language, then those on signals.
    pub rules: Vec<RuleInfo>,
    /// Signals by document.
    pub table: Table,
    /// The profile's bounds, one for each of `rules`.
    bounds: Vec<Bound>,
    /// What breaks them.
    before: Masks,
}

/// An answer to a what-if question.
pub struct WhatIf {
    /// The bounds asked about.
    pub bounds: Vec<Bound>,
    /// Which documents break which of them.
    pub masks: Masks,
    /// What they do.
    pub effect: Effect,
    /// What they change against the profile's.
    pub change: Change,
}

impl Session {
    /// Reads the stored signals of a language of a run: those whose rules are on, and those for whose
    /// rule `wanted` says yes.
    ///
    /// # Errors
    /// When there is no such profile or run, no document of the language, or files cannot be read.
    pub fn load(
        registry: &Registry,
        code: &str,
        run: &Path,
        wanted: &dyn Fn(&RuleInfo) -> bool,
    ) -> Result<Self> {
        let Some(profile) = registry.get(code) else {
            return Err(crate::tools::no_profile(registry, code));
        };
        let folder = annotated_folder(run)?;
        let rules = rules(registry, profile);
        let mut signals: Vec<&str> = rules
            .iter()
            .filter(|rule| rule.limit.is_some() || wanted(rule))
            .map(|rule| rule.signal)
            .collect();
        signals.sort_unstable();
        signals.dedup();
        let without = set_aside(run)?;
        let table = Table::load(&folder, code, &signals, &without).map_err(stats_failed)?;
        let bounds: Vec<Bound> = rules
            .iter()
            .map(|rule| Bound {
                column: table.column(rule.signal).unwrap_or(usize::MAX),
                lower: rule.side == Side::Min,
                limit: rule.limit,
            })
            .collect();
        let before = Masks::new(&table, &bounds);
        Ok(Self {
            run: run.to_path_buf(),
            profile: profile.clone(),
            text: registry.text(code).to_owned(),
            rules,
            table,
            bounds,
            before,
        })
    }

    /// Where a rule stands among [`rules`](Self::rules).
    #[must_use]
    pub fn rule(&self, key: &str) -> Option<usize> {
        self.rules.iter().position(|rule| rule.key == key)
    }

    /// What bounds would do that differ from the profile's in `changes`.
    #[must_use]
    pub fn what_if(&self, changes: &Changes) -> WhatIf {
        let mut bounds = self.bounds.clone();
        let mut masks = self.before.clone();
        for (key, limit) in changes {
            if let Some(at) = self.rule(key)
                && let Some(bound) = bounds.get_mut(at)
            {
                bound.limit = *limit;
                masks.update(&self.table, &bounds, at);
            }
        }
        let effect = Effect::new(&self.table, &masks, bounds.len());
        let change = Change::new(&self.table, &self.before, &masks, bounds.len());
        WhatIf {
            bounds,
            masks,
            effect,
            change,
        }
    }

    /// Documents that change sides: those that are removed, and those that come back.
    #[must_use]
    pub fn moved(&self, after: &Masks) -> (Vec<usize>, Vec<usize>) {
        let all = 0..self.table.len();
        let removed = all
            .clone()
            .filter(|at| self.before.keeps(*at) && !after.keeps(*at));
        let returned = all.filter(|at| !self.before.keeps(*at) && after.keeps(*at));
        (removed.collect(), returned.collect())
    }

    /// The profile with changed bounds.
    #[must_use]
    pub fn changed(&self, changes: &Changes) -> Profile {
        let mut profile = self.profile.clone();
        for (key, limit) in changes {
            match key.as_str() {
                SCORE => profile.identify.threshold = limit.unwrap_or(0.0),
                FOREIGN => profile.identify.max_foreign_share = *limit,
                key => {
                    profile.limits.set(key, *limit);
                }
            }
        }
        profile
    }

    /// The values of a rule's signal.
    #[must_use]
    pub fn values(&self, rule: usize) -> &[f32] {
        let column = self
            .bounds
            .get(rule)
            .and_then(|bound| self.table.columns.get(bound.column));
        column.map_or(&[], Vec::as_slice)
    }
}

fn rules(registry: &Registry, profile: &Profile) -> Vec<RuleInfo> {
    let own = registry.source(profile.code);
    let origin = |key: &str| registry.origin(profile.code, key);
    let with_origin = |mut rule: RuleInfo| {
        if let Some(origin) = origin(rule.key) {
            rule.source.clone_from(&origin.source);
            rule.file.clone_from(&origin.file);
            rule.inherited = origin.file != own;
        }
        rule
    };
    let own_rule = |key, signal, side, limit, doc| RuleInfo {
        key,
        signal,
        side,
        limit,
        scale: Scale::Share,
        doc,
        published: "tamis",
        source: String::new(),
        file: String::new(),
        inherited: false,
    };
    let identify = &profile.identify;
    let of_language: [RuleInfo; BEFORE] = [
        own_rule(
            SCORE,
            SCORE_SIGNAL,
            Side::Min,
            Some(identify.threshold),
            "the language is not certain",
        ),
        own_rule(
            FOREIGN,
            FOREIGN_SIGNAL,
            Side::Max,
            identify.max_foreign_share,
            "too much of the text is in other languages",
        ),
    ];
    let of_signals = LIMITS
        .iter()
        .zip(profile.limits.values())
        .map(|(def, limit)| RuleInfo {
            key: def.key,
            signal: def.signal,
            side: def.side,
            limit: *limit,
            scale: def.scale,
            doc: def.doc,
            published: def.source,
            source: String::new(),
            file: String::new(),
            inherited: false,
        });
    of_language
        .into_iter()
        .chain(of_signals)
        .map(with_origin)
        .collect()
}

/// Documents that were dropped for what no bound decides about: a duplicate was chosen, or they have
/// personal data of a kind for which the profile drops them.
fn set_aside(run: &Path) -> Result<HashSet<u128>> {
    if !run.join("removed").is_dir() {
        return Ok(HashSet::new());
    }
    let mut ids = tamis_stats::removed_ids(run, "dedup.").map_err(stats_failed)?;
    ids.extend(tamis_stats::removed_ids(run, "pii.").map_err(stats_failed)?);
    Ok(ids)
}
