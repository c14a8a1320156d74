//! Which keys a profile has and what each may hold: the one list that errors are made from.

use std::sync::LazyLock;

use crate::limits::{LIMITS, Scale, Side};
use crate::profile::PII_ACTIONS;

/// What a key may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A number from 0, or `false` for off.
    Limit,
    /// A number from 0 to 1, or `false` for off.
    ShareLimit,
    /// A number from 1 to 1000, or `false` for none of its own.
    Repeats,
    /// A number from 0 to 1.
    Share,
    /// A string.
    Text,
    /// `true` or `false`.
    Flag,
    /// A list of strings.
    Texts,
    /// A list of codes of variants, none twice.
    Codes,
    /// A string out of these.
    OneOf(&'static [&'static str]),
}

/// A key: its name, what it may hold, and what it means.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Key {
    pub(crate) name: &'static str,
    pub(crate) kind: Kind,
    pub(crate) doc: &'static str,
}

const fn key(name: &'static str, kind: Kind, doc: &'static str) -> Key {
    Key { name, kind, doc }
}

/// Keys outside any section.
pub(crate) const TOP: &[Key] = &[
    key(
        "code",
        Kind::Text,
        "ISO 639-3 and ISO 15924, `mlt_Latn`: the stem of the file's name",
    ),
    key("name", Kind::Text, "the language's English name"),
    key(
        "extends",
        Kind::Text,
        "the profile whose values hold where this one says nothing: `default` unless named",
    ),
];

/// A section with its keys.
pub(crate) struct Section {
    pub(crate) name: &'static str,
    pub(crate) doc: &'static str,
    pub(crate) keys: Vec<Key>,
}

/// The sections and their keys, in the order of a profile.
pub(crate) static SECTIONS: LazyLock<Vec<Section>> = LazyLock::new(|| {
    let section = |name, doc, keys: &[Key]| Section {
        name,
        doc,
        keys: keys.to_vec(),
    };
    let limits = |name, doc| Section {
        name,
        doc,
        keys: LIMITS
            .iter()
            .filter(|def| def.section() == name)
            .map(|def| {
                let kind = match def.scale {
                    Scale::Share => Kind::ShareLimit,
                    Scale::Number => Kind::Limit,
                };
                key(def.name(), kind, def.doc)
            })
            .collect(),
    };
    vec![
        section(
            "identify",
            "when a label of the language identifier is believed",
            IDENTIFY,
        ),
        section("words", "word lists and characters of the language", WORDS),
        limits(
            "quality",
            "bounds on quality signals; the first that is broken names the reason",
        ),
        limits("repetition", "bounds on signals of repetition"),
        section("pii", "what happens to personal data", PII),
        section(
            "balance",
            "what balancing may do with the language",
            BALANCE,
        ),
    ]
});

const IDENTIFY: &[Key] = &[
    key("threshold", Kind::Share, "least probability of the label"),
    key(
        "confusable",
        Kind::Codes,
        "codes of close variants that deserve a second look",
    ),
    key(
        "trim_foreign",
        Kind::Flag,
        "whether parts that are clearly in another language are taken out of documents",
    ),
    key(
        "max_foreign_share",
        Kind::ShareLimit,
        "most of the text, a share of its bytes, that may be in other languages",
    ),
];

const WORDS: &[Key] = &[
    key(
        "stop_words",
        Kind::Texts,
        "frequent function words, lower-cased; clitics keep their mark: `l-`, `l'`",
    ),
    key(
        "alphabet",
        Kind::Text,
        "the language's letters, lower-cased, without separators",
    ),
    key(
        "sentence_enders",
        Kind::Text,
        "the characters that may end a sentence",
    ),
];

const PII: &[Key] = &[
    key(
        "email",
        Kind::OneOf(PII_ACTIONS),
        "what happens to e-mail addresses",
    ),
    key(
        "phone",
        Kind::OneOf(PII_ACTIONS),
        "what happens to telephone numbers",
    ),
    key(
        "ip",
        Kind::OneOf(PII_ACTIONS),
        "what happens to public IP addresses",
    ),
    key(
        "iban",
        Kind::OneOf(PII_ACTIONS),
        "what happens to bank account numbers",
    ),
    key(
        "credit_card",
        Kind::OneOf(PII_ACTIONS),
        "what happens to payment card numbers",
    ),
    key(
        "crypto",
        Kind::OneOf(PII_ACTIONS),
        "what happens to wallets of cryptocurrencies",
    ),
    key(
        "national_id",
        Kind::OneOf(PII_ACTIONS),
        "what happens to numbers that states give to persons",
    ),
    key(
        "secret",
        Kind::OneOf(PII_ACTIONS),
        "what happens to keys, tokens and passwords",
    ),
    key(
        "max_share",
        Kind::ShareLimit,
        "most of the text, a share of its characters, that may be personal data",
    ),
    key(
        "spelled_out",
        Kind::Flag,
        "whether e-mail addresses that are spelt out, `anna (at) firma (dot) cz`, are looked for",
    ),
];

const BALANCE: &[Key] = &[key(
    "max_repeats",
    Kind::Repeats,
    "most times that a document may be repeated",
)];

/// The list of tables with the texts that a profile is checked against.
pub(crate) const EXAMPLES: &str = "examples";
/// The keys of one example.
pub(crate) const EXAMPLE: &[Key] = &[
    key("text", Kind::Text, "the text"),
    key("keep", Kind::Flag, "whether it must be kept"),
    key(
        "reason",
        Kind::Text,
        "the rule that must drop it, `quality.min_words`, if that matters",
    ),
];

/// The section that has `key`, for "it belongs there" hints.
pub(crate) fn home_of(key: &str) -> Option<&'static str> {
    SECTIONS
        .iter()
        .find(|section| section.keys.iter().any(|known| known.name == key))
        .map(|section| section.name)
}

/// The bound on the other side of the same signal, where `key` names a side that has none.
pub(crate) fn other_side(section: &str, key: &str) -> Option<(&'static str, Side)> {
    let signal = key
        .strip_prefix("min_")
        .or_else(|| key.strip_prefix("max_"))?;
    LIMITS
        .iter()
        .find(|def| def.section() == section && def.signal == signal)
        .map(|def| (def.name(), def.side))
}

/// Pairs of bounds of which the first may not exceed the second: those on one signal.
pub(crate) fn ranges() -> impl Iterator<Item = (&'static str, &'static str)> {
    LIMITS
        .iter()
        .filter(|def| def.side == Side::Min)
        .filter_map(|low| {
            let high = LIMITS.iter().find(|high| {
                high.side == Side::Max
                    && high.signal == low.signal
                    && high.section() == low.section()
            })?;
            Some((low.key, high.key))
        })
}
