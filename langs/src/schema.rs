//! Which keys a profile has and what each may hold: the one list that errors are made from.

use crate::profile::PII_KINDS;

/// What a key may hold.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Kind {
    /// A number from 0, or `false` for off.
    Limit,
    /// A number from 0 to 1, or `false` for off.
    ShareLimit,
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
    /// A list of strings out of these.
    OneOf(&'static [&'static str]),
}

pub(crate) type Keys = &'static [(&'static str, Kind)];

/// Keys outside any section.
pub(crate) const TOP: Keys = &[("code", Kind::Text), ("name", Kind::Text)];

/// The sections and their keys.
pub(crate) const SECTIONS: &[(&str, Keys)] = &[
    (
        "identify",
        &[
            ("threshold", Kind::Share),
            ("confusable", Kind::Codes),
            ("trim_foreign", Kind::Flag),
            ("max_foreign_share", Kind::ShareLimit),
        ],
    ),
    (
        "words",
        &[("stop_words", Kind::Texts), ("sentence_enders", Kind::Text)],
    ),
    (
        "quality",
        &[
            ("min_words", Kind::Limit),
            ("max_words", Kind::Limit),
            ("min_mean_word_length", Kind::Limit),
            ("max_mean_word_length", Kind::Limit),
            ("max_symbol_ratio", Kind::Limit),
            ("max_bullet_lines", Kind::ShareLimit),
            ("max_ellipsis_lines", Kind::ShareLimit),
            ("min_alpha_words", Kind::ShareLimit),
            ("min_stop_words", Kind::Limit),
            ("min_terminal_lines", Kind::ShareLimit),
            ("max_short_lines", Kind::ShareLimit),
            ("max_newline_ratio", Kind::Limit),
            ("max_replacement_ratio", Kind::ShareLimit),
        ],
    ),
    (
        "repetition",
        &[
            ("max_dup_lines", Kind::ShareLimit),
            ("max_dup_line_chars", Kind::ShareLimit),
            ("max_dup_paragraphs", Kind::ShareLimit),
            ("max_dup_paragraph_chars", Kind::ShareLimit),
            ("max_top_2gram", Kind::ShareLimit),
            ("max_top_3gram", Kind::ShareLimit),
            ("max_top_4gram", Kind::ShareLimit),
            ("max_dup_5gram", Kind::ShareLimit),
            ("max_dup_6gram", Kind::ShareLimit),
            ("max_dup_7gram", Kind::ShareLimit),
            ("max_dup_8gram", Kind::ShareLimit),
            ("max_dup_9gram", Kind::ShareLimit),
            ("max_dup_10gram", Kind::ShareLimit),
        ],
    ),
    ("pii", &[("redact", Kind::OneOf(PII_KINDS))]),
    ("balance", &[("max_repeats", Kind::Limit)]),
];

/// The list of tables with the texts that a profile is checked against.
pub(crate) const EXAMPLES: &str = "examples";
/// The keys of one example.
pub(crate) const EXAMPLE: Keys = &[
    ("text", Kind::Text),
    ("keep", Kind::Flag),
    ("reason", Kind::Text),
];

/// The section that has `key`, for "it belongs there" hints.
pub(crate) fn home_of(key: &str) -> Option<&'static str> {
    SECTIONS
        .iter()
        .find(|(_, keys)| keys.iter().any(|(name, _)| *name == key))
        .map(|(s, _)| *s)
}

/// Pairs of limits of `[quality]` of which the first may not exceed the second.
pub(crate) const RANGES: &[(&str, &str)] = &[
    ("min_words", "max_words"),
    ("min_mean_word_length", "max_mean_word_length"),
];
