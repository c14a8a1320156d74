//! Numbers and names as people read them.

/// `950`, `12.3 k`, `25.0 B`: three figures, and short for thousands, millions, billions (10^9) and
/// trillions (10^12).
pub(crate) fn short(n: u64) -> String {
    let units = ["", " k", " M", " B", " T"];
    let (mut value, mut unit) = (n as f64, 0);
    // 999.7 would be written as 1000 of the smaller unit.
    while value >= 999.5 && unit + 1 < units.len() {
        value /= 1000.0;
        unit += 1;
    }
    let unit_name = units.get(unit).copied().unwrap_or("");
    let decimals = match value {
        _ if unit == 0 => 0,
        small if small < 9.995 => 2,
        middle if middle < 99.95 => 1,
        _ => 0,
    };
    format!("{value:.decimals$}{unit_name}")
}

/// `25.0 B tokens`.
pub(crate) fn tokens(n: u64) -> String {
    format!("{} token{}", short(n), if n == 1 { "" } else { "s" })
}

/// `1 time`, `2 times`.
pub(crate) fn counted(n: u64, one: &str) -> String {
    format!("{n} {one}{}", if n == 1 { "" } else { "s" })
}

/// `3.88`, without a tail of zeros.
pub(crate) fn times(n: f64) -> String {
    let text = format!("{n:.2}");
    text.trim_end_matches('0').trim_end_matches('.').into()
}

/// `12.3 %`.
pub(crate) fn percent(share: f64) -> String {
    let hundred = share * 100.0;
    match hundred {
        small if small < 0.995 => format!("{hundred:.2} %"),
        middle if middle < 9.95 => format!("{hundred:.1} %"),
        _ => format!("{hundred:.0} %"),
    }
}

/// Names in a row: all of up to six, of more the first five and how many there are besides.
pub(crate) fn names(all: &[String]) -> String {
    const MOST: usize = 6;
    let shown: Vec<String> = all.iter().map(|name| visible(name)).collect();
    if let (true, Some(first)) = (shown.len() > MOST, shown.get(..MOST - 1)) {
        return format!(
            "{} and {} more",
            first.join(", "),
            shown.len() - first.len()
        );
    }
    match shown.as_slice() {
        [] => String::new(),
        [one] => one.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

/// A name from outside, safe to look at: controls and marks of direction are replaced.
pub(crate) fn visible(name: &str) -> String {
    let hides = |c: char| {
        c.is_control()
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{061c}' | '\u{feff}')
    };
    name.chars()
        .map(|c| if hides(c) { '\u{fffd}' } else { c })
        .collect()
}

/// A name in so many characters, cut at its end.
pub(crate) fn fit(name: &str, wide: usize) -> String {
    let name = visible(name);
    let length = name.chars().count();
    if length <= wide {
        return name + &" ".repeat(wide - length);
    }
    let cut: String = name.chars().take(wide.saturating_sub(1)).collect();
    cut + "…"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_as_people_read_them() {
        let all = [
            0,
            999,
            1000,
            9994,
            9996,
            999_499,
            999_500,
            25_000_000_000,
            1_067_600_000_000,
        ];
        let all = all.map(short);
        let expected = [
            "0", "999", "1.00 k", "9.99 k", "10.0 k", "999 k", "1.00 M", "25.0 B", "1.07 T",
        ];
        assert_eq!(all, expected);
        assert_eq!(short(u64::MAX), "18446744 T");
        assert_eq!([4.0, 1.5, 0.25].map(times), ["4", "1.5", "0.25"]);
        assert_eq!([0.005, 0.05, 0.5].map(percent), ["0.50 %", "5.0 %", "50 %"]);
        assert_eq!(tokens(1), "1 token");
    }

    #[test]
    fn names_neither_hide_nor_flood() {
        let all: Vec<String> = ('a'..='z').map(String::from).collect();
        assert_eq!(names(&all[..1]), "a");
        assert_eq!(names(&all[..6]), "a, b, c, d, e and f");
        assert_eq!(names(&all), "a, b, c, d, e and 21 more");
        assert_eq!(visible("a\u{202e}b\n"), "a\u{fffd}b\u{fffd}");
        assert_eq!(fit("abcdef", 4), "abc…");
    }
}
