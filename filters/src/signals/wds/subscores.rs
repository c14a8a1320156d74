//! From sums to sub-scores, all from 0 (bad) to 1 (good).

use super::number::{percent, scale};
use super::scan::Sums;
use super::tables::Limits;

/// Segments fewer than this are too few to vary.
const FEW_SEGMENTS: u64 = 5;
/// Long segments that are enough.
const LONG_SEGMENTS: f64 = 10.0;

/// Share of the letters in the document's language.
pub(super) fn language(sums: &Sums) -> f64 {
    if sums.own == 0 {
        // Nothing longer than a menu entry: only a document of one language passes.
        return if sums.mixed { 0.0 } else { 1.0 };
    }
    sums.own as f64 / (sums.own + sums.foreign) as f64
}

/// How many long segments there are, and how long the greatest are.
pub(super) fn long(sums: &Sums) -> (f64, f64) {
    let great = match sums.great {
        0 => 0.0,
        n => (sums.great_sum / n as f64 + 0.1).min(1.0),
    };
    ((sums.long as f64 / LONG_SEGMENTS).min(1.0), great)
}

/// Addresses per 80 menu entries' letters: three are well, ten are not.
pub(super) fn urls(sums: &Sums, limits: &Limits) -> f64 {
    if sums.own + sums.foreign == 0 {
        return 1.0;
    }
    let density = sums.urls as f64 / (sums.letters as f64 / (limits.menu * 80.0));
    scale(density, (3.0, 1.0), (10.0, 0.0)).clamp(0.0, 1.0)
}

/// Neither too much punctuation, nor too little, nor long segments without.
pub(super) fn punctuation(sums: &Sums, limits: &Limits) -> f64 {
    if sums.letters == 0 {
        return 0.0;
    }
    let rate = percent(sums.punctuation, sums.letters);
    let (least, most) = (limits.punctuation_least, limits.punctuation_most);
    let (half, from, to) = (
        limits.punctuation_half,
        limits.punctuation_from,
        limits.punctuation_to,
    );
    if limits.unpunctuated && rate <= from {
        return 1.0;
    }
    let score = if rate >= most || rate <= least {
        return 0.0;
    } else if (from..=to).contains(&rate) {
        1.0
    } else if rate <= half {
        scale(rate, (least, 0.0), (half, 0.5))
    } else if rate <= from {
        scale(rate, (half, 0.5), (from, 1.0))
    } else {
        scale(rate, (to, 1.0), (most, 0.0))
    };
    if score < 0.3 {
        return score;
    }
    let bare = sums.bare as f64 / sums.letters as f64;
    score.min(if bare < 0.05 {
        1.0
    } else if bare > 0.4 {
        0.0
    } else if bare > 0.05 && bare < 0.2 {
        scale(bare, (0.05, 1.0), (0.2, 0.6))
    } else {
        scale(bare, (0.2, 0.6), (0.4, 0.0))
    })
}

/// Few characters that ordinary text hardly uses, and no heap of them.
pub(super) fn singular_chars(sums: &Sums, limits: &Limits) -> f64 {
    if sums.letters == 0 {
        return 0.0;
    }
    let rate = percent(sums.singular, sums.letters);
    let (wanted, some) = (limits.singular_wanted, limits.singular_some);
    let (bad, most) = (limits.singular_bad, limits.singular_most);
    let score = if rate <= wanted {
        1.0
    } else if rate >= bad {
        scale(rate.min(most), (most, 0.0), (bad, 0.5))
    } else if rate >= some {
        scale(rate, (bad, 0.5), (some, 0.7))
    } else {
        scale(rate, (some, 0.7), (wanted, 1.0))
    };
    score * heap(sums.excess_singular, 30.0, 250.0)
}

/// Few numbers, and no heap of them.
pub(super) fn numbers(sums: &Sums, limits: &Limits) -> f64 {
    if sums.letters == 0 {
        return 0.0;
    }
    let rate = percent(sums.numbers, sums.letters);
    let (wanted, most) = (limits.numbers_wanted, limits.numbers_most);
    if rate >= most {
        return 0.0;
    }
    let score = if rate <= wanted {
        1.0
    } else {
        scale(rate, (wanted, 1.0), (most, 0.0))
    };
    score * heap(sums.excess_numbers, 50.0, 1000.0)
}

fn heap(excess: u64, none: f64, worst: f64) -> f64 {
    scale(excess as f64, (none, 1.0), (worst, 0.0)).clamp(0.0, 1.0)
}

/// One less the share of segments that occur more than once.
pub(super) fn repeated(sums: &Sums) -> f64 {
    match sums.lines {
        0 => 1.0,
        lines => 1.0 - sums.repeated as f64 / lines as f64,
    }
}

/// Punished when segments differ much in length. (With no letters at all the reference divides
/// zero by zero; its score is then 0 by other rules, and so is this part of it.)
pub(super) fn short_segments(sums: &Sums) -> f64 {
    if sums.segments < FEW_SEGMENTS {
        return 1.0;
    }
    if sums.length <= 0.0 {
        return 0.0;
    }
    let segments = sums.segments as f64;
    let mean = sums.length / segments;
    let variance = (sums.squares / segments - mean * mean).max(0.0);
    let evenness = 1.0 / (1.0 + variance.sqrt() / mean);
    if evenness > 0.6 {
        return 1.0;
    }
    scale(evenness, (0.0, 0.5), (0.6, 1.0))
}

/// How near the percent that compression saved is to what is expected of such a text.
pub(super) fn informativeness(saved: f64, expected: f64) -> f64 {
    let off = (saved - expected).abs();
    if off <= 10.0 {
        1.0
    } else if off >= 20.0 {
        0.0
    } else if off <= 15.0 {
        scale(off, (10.0, 1.0), (15.0, 0.7))
    } else {
        scale(off, (15.0, 0.7), (20.0, 0.0))
    }
}
