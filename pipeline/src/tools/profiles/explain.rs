//! Everything that a profile says of one text.

use serde_json::{Map, Value, json};
use tamis_filters::Scratch;
use tamis_filters::signals::{Context, Mark, SIGNALS, Signals, marks, measure};
use tamis_langs::{LIMITS, LimitDef, Profile, Registry, Side};

use crate::document::Document;

/// One rule and one text.
#[derive(Debug, Clone)]
pub struct ExplainedRule {
    /// The rule.
    pub def: &'static LimitDef,
    /// What was measured.
    pub value: f32,
    /// The profile's bound; none where the rule is off.
    pub limit: Option<f32>,
    /// Where the number came from, as the profile says.
    pub source: String,
    /// The stretches of the text that the signal counted.
    pub marks: Vec<Mark>,
}

impl ExplainedRule {
    /// Whether the rule drops the text.
    #[must_use]
    pub fn breaks(&self) -> bool {
        self.limit
            .is_some_and(|limit| self.def.side.drops(self.value, limit))
    }
}

/// What a profile says of a text.
#[derive(Debug, Clone)]
pub struct Explained {
    /// `mlt_Latn`.
    pub code: String,
    /// Every rule, in the order in which they are asked.
    pub rules: Vec<ExplainedRule>,
    /// Every signal.
    pub signals: Signals,
    /// What the document breaks before any rule is asked, as the ledger names it: reason, value, bound.
    pub of_language: Vec<(&'static str, f32, f32)>,
}

/// Measures a text and asks every rule of the profile.
#[must_use]
pub fn explain(
    registry: &Registry,
    profile: &Profile,
    text: &str,
    context: &Context<'_>,
) -> Explained {
    let mut scratch = Scratch::new();
    let signals = measure(text, context, profile, &mut scratch);
    let rules = LIMITS
        .iter()
        .zip(profile.limits.values())
        .map(|(def, limit)| ExplainedRule {
            def,
            value: signals.get(def.signal).unwrap_or_default(),
            limit: *limit,
            source: registry
                .origin(profile.code, def.key)
                .map(|origin| origin.source.clone())
                .unwrap_or_default(),
            marks: marks(text, context, profile, def.signal, &mut scratch),
        })
        .collect();
    Explained {
        code: profile.code.to_string(),
        rules,
        signals,
        of_language: Vec::new(),
    }
}

/// Signals that a text alone does not give: a model's and others' scores, and damage that was seen as
/// the bytes were read.
const GIVEN: &[&str] = &[
    "quality_score",
    "joined_1",
    "joined_2",
    "joined_3",
    "joined_4",
    "replacement_ratio",
    "repaired_ratio",
];

impl Explained {
    /// Takes from a document of a run what its text does not tell, so that the verdict is the run's.
    pub fn of_run(&mut self, document: &Document, profile: &Profile) {
        let (score, least) = (document.language_score, profile.identify.threshold);
        if score < least {
            self.of_language.push(("identify.score", score, least));
        }
        let foreign = document.foreign_share();
        if let Some(most) = profile
            .identify
            .max_foreign_share
            .filter(|most| foreign > *most)
        {
            self.of_language
                .push(("identify.foreign_share", foreign, most));
        }
        let Some(stored) = &document.signals else {
            return;
        };
        for name in GIVEN {
            let Some(value) = stored.get(name) else {
                continue;
            };
            self.signals.set(name, value);
            for rule in self.rules.iter_mut().filter(|r| r.def.signal == *name) {
                rule.value = value;
            }
        }
    }

    /// The rules that drop the text; the first names the reason.
    pub fn broken(&self) -> impl Iterator<Item = &ExplainedRule> {
        self.rules.iter().filter(|rule| rule.breaks())
    }

    /// All of it as JSON: offsets are UTF-8 bytes of the text.
    #[must_use]
    pub fn to_json(&self, text: &str) -> Value {
        let rules: Vec<Value> = self
            .rules
            .iter()
            .map(|rule| rule_json(rule, text))
            .collect();
        let values = SIGNALS.iter().zip(self.signals.values());
        let signals: Map<String, Value> = values
            .map(|(def, value)| (def.name.to_owned(), json!(shortest(*value))))
            .collect();
        let of_language = self.of_language.iter().map(|(reason, ..)| *reason);
        let reasons: Vec<&str> = of_language
            .chain(self.broken().map(|rule| rule.def.key))
            .collect();
        json!({
            "language": self.code,
            "verdict": if reasons.is_empty() { "keep" } else { "drop" },
            "reasons": reasons,
            "rules": rules,
            "signals": signals,
        })
    }
}

fn rule_json(rule: &ExplainedRule, text: &str) -> Value {
    let marks: Vec<Value> = rule
        .marks
        .iter()
        .map(|mark| {
            json!({
                "start": mark.span.start, "end": mark.span.end, "what": mark.what,
                "text": text.get(mark.span.clone()),
            })
        })
        .collect();
    json!({
        "key": rule.def.key,
        "signal": rule.def.signal,
        "drops": match rule.def.side { Side::Min => "below", Side::Max => "above" },
        "value": shortest(rule.value),
        "limit": rule.limit.map(shortest),
        "breaks": rule.breaks(),
        "doc": rule.def.doc,
        "proposed_by": rule.def.source,
        "source": rule.source,
        "marks": marks,
    })
}

/// A number that is written as the `f32` is, 0.3 and not 0.30000001192092896.
#[must_use]
pub fn shortest(value: f32) -> f64 {
    value.to_string().parse().unwrap_or(f64::from(value))
}
