//! Numbers, sizes, times and names as people read them.

use maud::{Markup, html};

/// Stands between groups of three digits, and before a unit: narrow, and no line breaks there.
const THIN: char = '\u{202f}';

/// Longer names are cut: a page of names of 10 kB each helps nobody.
const LONGEST: usize = 160;

/// `1 234 567`.
pub(super) fn count(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3 * 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push(THIN);
        }
        out.push(digit);
    }
    out
}

/// `1 document`, `2 documents`.
pub(super) fn counted(n: u64, one: &str) -> String {
    format!("{} {one}{}", count(n), if n == 1 { "" } else { "s" })
}

fn figures(value: f64, digits: i32) -> String {
    let lead = if value == 0.0 {
        0
    } else {
        // What rounds up to the next power of ten has its number of digits.
        let rounded = value.abs() * (1.0 + 0.5 * 10f64.powi(-digits));
        rounded.log10().floor() as i32
    };
    let decimals = usize::try_from((digits - 1 - lead).clamp(0, 8)).unwrap_or(0);
    format!("{value:.decimals$}")
}

fn scaled(n: f64, step: f64, units: &[&str]) -> String {
    let (mut value, mut unit) = (n, 0);
    // 999.7 would be written as 1000 of the smaller unit.
    while value >= step * 0.9995 && unit + 1 < units.len() {
        value /= step;
        unit += 1;
    }
    let number = if unit == 0 {
        count(value as u64)
    } else {
        figures(value, 3)
    };
    if units[unit].is_empty() {
        number
    } else {
        format!("{number}{THIN}{}", units[unit])
    }
}

/// `123 456`, `1.23 M`, `4.56 bn`: for places with little room.
pub(super) fn short(n: u64) -> String {
    if n < 1_000_000 {
        return count(n);
    }
    scaled(n as f64 / 1000.0, 1000.0, &["k", "M", "bn", "tn"])
}

/// `1.23 GB`, in powers of a thousand.
pub(super) fn bytes(n: u64) -> String {
    scaled(n as f64, 1000.0, &["B", "kB", "MB", "GB", "TB", "PB", "EB"])
}

/// `12.3 %`; a dash for a part of nothing.
pub(super) fn percent(part: u64, whole: u64) -> String {
    if whole == 0 {
        return "–".to_owned();
    }
    share(part as f64 / whole as f64)
}

/// A share of 1 in per cent.
pub(super) fn share(part: f64) -> String {
    let hundred = part * 100.0;
    let number = match hundred.abs() {
        0.0 => "0".to_owned(),
        small if small < 0.01 => return format!("<{THIN}0.01{THIN}%"),
        small if small < 0.995 => figures(hundred, 2),
        // A share short of everything is not shown as everything.
        near if (99.95..100.0).contains(&near) => figures((hundred * 100.0).floor() / 100.0, 4),
        _ => format!("{hundred:.1}"),
    };
    format!("{number}{THIN}%")
}

/// `42.1 s`, `3 min 20 s`, `5 h 12 min`.
pub(super) fn seconds(time: f64) -> String {
    if !time.is_finite() || time < 0.0 {
        return "–".to_owned();
    }
    if time < 60.0 {
        return format!("{}{THIN}s", figures(time, 3));
    }
    let whole = time.round() as u64;
    let (hours, minutes, rest) = (whole / 3600, whole / 60 % 60, whole % 60);
    if hours == 0 {
        format!("{minutes}{THIN}min {rest}{THIN}s")
    } else {
        format!("{}{THIN}h {minutes}{THIN}min", count(hours))
    }
}

/// A measured number: up to four figures, without the tail of zeros.
pub(super) fn number(value: f64) -> String {
    if !value.is_finite() {
        return "–".to_owned();
    }
    if value.abs() >= 1000.0 && value.abs() < 1e15 {
        let sign = if value < 0.0 { "−" } else { "" };
        return format!("{sign}{}", count(value.abs().round() as u64));
    }
    let mut out = figures(value, 4);
    if out.contains('.') {
        out.truncate(out.trim_end_matches('0').trim_end_matches('.').len());
    }
    out.replace('-', "−")
}

/// A coordinate of a drawing: one decimal at most.
pub(super) fn at(value: f64) -> String {
    let rounded = (value * 10.0).round() / 10.0;
    if rounded.is_finite() {
        format!("{}", if rounded == 0.0 { 0.0 } else { rounded })
    } else {
        "0".to_owned()
    }
}

/// Whether a character can hide, or turn around what stands beside it: controls, marks of
/// direction (Unicode 17, UAX 9), zero widths, line separators.
fn hides(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{061c}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// A name from outside, safe to look at: what hides is spelled out, what is long is cut.
pub(super) fn visible(name: &str) -> String {
    let mut out = String::with_capacity(name.len().min(LONGEST * 4));
    for (place, c) in name.chars().enumerate() {
        if place == LONGEST {
            let total = name.chars().count() as u64;
            out.push_str(&format!("… ({} characters)", count(total)));
            break;
        }
        if hides(c) {
            out.push_str(&format!("‹U+{:04X}›", u32::from(c)));
        } else {
            out.push(c);
        }
    }
    out
}

/// A name from outside, with a direction of its own.
pub(super) fn name(name: &str) -> Markup {
    html! { bdi { (visible(name)) } }
}

/// An address: its parts stand from left to right, whatever their script.
pub(super) fn address(name: &str) -> Markup {
    html! { bdi dir="ltr" { (visible(name)) } }
}

/// A code: a language, a rule, a digest.
pub(super) fn code(name: &str) -> Markup {
    html! { bdi { code { (visible(name)) } } }
}

/// The first twelve characters of a digest, the whole one at hand.
pub(super) fn digest(hex: &str) -> Markup {
    if hex.is_empty() {
        return html! { "–" };
    }
    let whole = visible(hex);
    let first: String = whole.chars().take(12).collect();
    html! { code title=(whole) { (first) } }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_as_people_read_them() {
        assert_eq!(count(0), "0");
        assert_eq!(count(1_234_567), "1\u{202f}234\u{202f}567");
        assert_eq!(short(999_999), "999\u{202f}999");
        assert_eq!(short(1_234_567), "1.23\u{202f}M");
        assert_eq!(short(u64::MAX), "18446744\u{202f}tn");
        assert_eq!(bytes(999), "999\u{202f}B");
        assert_eq!(bytes(999_700), "1.00\u{202f}MB");
        assert_eq!(percent(1, 3), "33.3\u{202f}%");
        assert_eq!(percent(0, 0), "–");
        assert_eq!(percent(99_999, 100_000), "99.99\u{202f}%");
        assert_eq!(percent(1, 1_000_000), "<\u{202f}0.01\u{202f}%");
        assert_eq!(seconds(7384.0), "2\u{202f}h 3\u{202f}min");
        assert_eq!(number(0.25), "0.25");
        assert_eq!(number(-12.0), "−12");
        assert_eq!(number(f64::NAN), "–");
        assert_eq!(at(-0.01), "0");
    }

    #[test]
    fn names_neither_hide_nor_flood() {
        assert_eq!(visible("a\u{202e}b\0"), "a‹U+202E›b‹U+0000›");
        assert!(visible(&"x".repeat(10_000)).ends_with("(10\u{202f}000 characters)"));
        assert_eq!(visible("ελληνικά العربية"), "ελληνικά العربية");
    }
}
