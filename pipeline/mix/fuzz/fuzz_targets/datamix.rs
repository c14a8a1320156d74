//! Any text as a file of fractions, and behind a NUL as what a mix is asked for (JSON): a mistake has a
//! line, and a mix gives no more than was asked for.
#![no_main]

use std::collections::BTreeMap;

use libfuzzer_sys::fuzz_target;
use tamis_mix::{Ask, Datamix, Error, Part, Supply, plan, table};

fuzz_target!(|text: &str| {
    let (file, ask) = text.split_once('\0').unwrap_or((text, ""));
    match Datamix::parse(file, "f") {
        Ok(mix) => {
            let sum: f64 = mix.lines.iter().map(|line| line.fraction).sum();
            assert!((sum - 1.0).abs() < 1e-6, "{sum}");
            let _ = mix.check(["mlt_Latn", "web/mlt_Latn", "books"]);
        }
        Err(Error::Line { line, .. }) => assert!((1..=file.lines().count()).contains(&line)),
        Err(error) => assert!(!error.to_string().is_empty()),
    }
    if let Some(name) = file.lines().next()
        && let Ok(part) = name.parse::<Part>()
    {
        assert_eq!(part.to_string(), name);
    }
    let Ok(ask) = serde_json::from_str::<Ask>(ask) else {
        return;
    };
    if ask.validate().is_err() {
        return;
    }
    let parts = [
        ("web", "mlt_Latn", 10, 9_000),
        ("web", "ces_Latn", 900, 1_000_000),
        ("books", "mlt_Latn", 2, 50_000),
    ];
    let supply: BTreeMap<Part, Supply> = parts
        .into_iter()
        .map(|(source, language, n, tokens)| {
            (
                Part::new(source, language),
                Supply::even(n, tokens, 4 * tokens),
            )
        })
        .collect();
    match plan(&supply, &ask) {
        Ok(mix) => drop(table(&mix, 100)),
        Err(error) => assert!(!error.to_string().is_empty()),
    }
});
