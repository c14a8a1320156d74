//! Everything that a profile says of one text.

use serde_json::{Map, Value, json};
use tamis_filters::Scratch;
use tamis_filters::signals::{Context, Mark, SIGNALS, Signals, marks, measure};
use tamis_langs::{LIMITS, LimitDef, Profile, Registry, Side};

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
    }
}

impl Explained {
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
        let reasons: Vec<&str> = self.broken().map(|rule| rule.def.key).collect();
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
