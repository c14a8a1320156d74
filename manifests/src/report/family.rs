//! Families of reasons: what stands before the dot.

/// `quality` of `quality.min_words`.
pub(super) fn of(reason: &str) -> &str {
    reason.split_once('.').map_or(reason, |(family, _)| family)
}

/// What documents of a family were removed for, in a few words; none for one that is not known
/// here.
pub(super) fn words(family: &str) -> Option<&'static str> {
    Some(match family {
        "source" => "no readable page",
        "rights" => "rights reserved",
        "url" => "address on a list",
        "extract" => "no text found",
        "identify" => "language not sure",
        "dedup" => "duplicates",
        "quality" => "quality",
        "repetition" => "repetition",
        "pii" => "personal data",
        "secrets" => "secrets",
        "select" => "no profile",
        "balance" => "over the budget",
        "run" => "failed",
        _ => return None,
    })
}

/// The place of a family in the set of fills of the style sheet; the last is for all others.
pub(super) fn fill(family: &str) -> usize {
    const KNOWN: [&str; 9] = [
        "source",
        "rights",
        "extract",
        "identify",
        "dedup",
        "quality",
        "repetition",
        "pii",
        "balance",
    ];
    KNOWN
        .iter()
        .position(|known| *known == family)
        .unwrap_or(KNOWN.len())
}
