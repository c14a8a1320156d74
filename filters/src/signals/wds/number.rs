//! The arithmetic of the reference, whose steps a score can hang on.

/// `part` in percent of `whole`, to one decimal.
pub(super) fn percent(part: u64, whole: u64) -> f64 {
    tenths(part as f64 / whole as f64 * 100.0)
}

/// `x` to one decimal as Python's `round(x, 1)` gives it: the exact value of `x` decides, and a
/// half goes to the even digit.
pub(super) fn tenths(x: f64) -> f64 {
    let scaled = x * 10.0;
    let near = scaled.floor();
    let mut beyond_half = scaled - near - 0.5;
    if beyond_half.abs() < 1e-6 {
        // What the multiplication rounded away.
        beyond_half += x.mul_add(10.0, -scaled);
    }
    let up = beyond_half > 0.0 || (beyond_half == 0.0 && near.rem_euclid(2.0) == 1.0);
    (if up { near + 1.0 } else { near }) / 10.0
}

/// Where `x` lies on the line from (`x0`, `y0`) to (`x1`, `y1`), beyond its ends too.
pub(super) fn scale(x: f64, (x0, y0): (f64, f64), (x1, y1): (f64, f64)) -> f64 {
    if x0 == x1 {
        return 0.0;
    }
    (x - x0) / (x1 - x0) * (y1 - y0) + y0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounds_as_python_does() {
        // Taken from CPython 3.11.
        for (x, rounded) in [
            (0.25, 0.2),
            (0.75, 0.8),
            (0.35, 0.3),
            (0.45, 0.5),
            (2.65, 2.6),
            (1.15, 1.1),
            (12.349_999, 12.3),
            (-0.25, -0.2),
            (-800.0, -800.0),
            (0.0, 0.0),
        ] {
            assert_eq!(tenths(x), rounded, "{x}");
        }
    }
}
