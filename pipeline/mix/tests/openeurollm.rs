//! OpenEuroLLM's flag mix from its own figures.
#![allow(clippy::unwrap_used)]

mod common;

use common::hplt::{FLAG, supply};
use tamis_mix::{Ask, Datamix, Method, Mix, plan};

/// The exponent and the share of variance that (available tokens)^exponent explains, by least squares of the
/// logarithms.
fn fit(mix: &Mix, tokens: fn(&tamis_mix::Figures) -> u64) -> (f64, f64) {
    let points: Vec<(f64, f64)> = mix
        .languages
        .values()
        .map(|f| ((f.tokens_available as f64).ln(), (tokens(f) as f64).ln()))
        .collect();
    let n = points.len() as f64;
    let (x, y) = points
        .iter()
        .fold((0.0, 0.0), |(a, b), (x, y)| (a + x / n, b + y / n));
    let sum =
        |of: &dyn Fn(f64, f64) -> f64| points.iter().map(|(a, b)| of(a - x, b - y)).sum::<f64>();
    let (xx, xy, yy) = (sum(&|a, _| a * a), sum(&|a, b| a * b), sum(&|_, b| b * b));
    (xy / xx, xy * xy / (xx * yy))
}

/// The fractions of the languages among each other, as a file.
fn datamix() -> (String, f64) {
    let all: f64 = FLAG.iter().map(|(_, _, given)| given).sum();
    let lines = FLAG
        .iter()
        .map(|(language, _, given)| format!("hplt/{language} {:.6}\n", given / all));
    (lines.collect(), all)
}

#[test]
fn fixed_fractions_give_the_flag_mix_and_say_what_is_short() {
    let (text, all) = datamix();
    let ask = Ask {
        method: Method::Fixed(Datamix::parse(&text, "datamix.txt").unwrap()),
        tokens: Some((all * 1e9) as u64),
        ..Ask::default()
    };
    let mix = plan(&supply(), &ask).unwrap();
    for (language, available, given) in FLAG {
        let figures = &mix.languages[*language];
        let asked = figures.tokens_asked as f64 / 1e9;
        // Fractions have six digits.
        assert!(
            (asked - given).abs() < 0.002,
            "{language}: {asked} for {given}"
        );
        let meant = figures.tokens_meant() as f64;
        let off = (figures.tokens_given as f64 - meant).abs() / meant;
        assert!(off < 0.005, "{language}: {off}");
        // More than four times what HPLT has came from other sources.
        let short = figures.tokens_short as f64 / 1e9;
        let expected = (given - 4.0 * available).max(0.0);
        assert!(
            (short - expected).abs() < 0.002,
            "{language}: {short} short"
        );
    }
    let short: Vec<&str> = mix
        .languages
        .iter()
        .filter(|(_, f)| f.tokens_short > 0)
        .map(|(l, _)| l.as_str())
        .collect();
    assert_eq!(short, ["ltg_Latn", "mlt_Latn"]);
    // The mix over all its sources behaves like an exponent of 0.735 over the tokens of HPLT.
    let (exponent, explained) = fit(&mix, |f| f.tokens_asked);
    assert!((exponent - 0.735).abs() < 0.001, "{exponent}");
    assert!((explained - 0.961).abs() < 0.001, "{explained}");
    let (exponent, _) = fit(&mix, |f| f.tokens_given);
    insta::assert_snapshot!(format!(
        "asked {:.3}, given {exponent:.3}",
        fit(&mix, |f| f.tokens_asked).0
    ));
}

#[test]
fn a_temperature_gives_nearly_the_same() {
    let all: f64 = FLAG.iter().map(|(_, _, given)| given).sum();
    let ask = Ask {
        method: Method::Temperature { exponent: 0.735 },
        tokens: Some((all * 1e9) as u64),
        ..Ask::default()
    };
    let mix = plan(&supply(), &ask).unwrap();
    let (exponent, explained) = fit(&mix, |f| f.tokens_asked);
    assert!((exponent - 0.735).abs() < 1e-6, "{exponent}");
    assert!(explained > 1.0 - 1e-9);
    // The share of the mix that stands with another language than in the flag mix.
    let apart: f64 = FLAG
        .iter()
        .map(|(language, _, given)| {
            (mix.languages[*language].tokens_asked as f64 / 1e9 - given).abs() / all / 2.0
        })
        .sum();
    insta::assert_snapshot!(format!("{:.1} %", apart * 100.0));
}
