//! Bytes a second of the searches for wallets and secrets; nothing is asserted about time.
//!
//! ```text
//! TEXT=prose.txt GITLEAKS=gitleaks.toml cargo test --release -p tamis-filters secret_speed -- --ignored --nocapture
//! ```

use super::hit::Hit;
use super::{crypto, secret};

/// Prose in which nothing is found.
const PROSE: &str = "Vláda dnes schválila návrh rozpočtu na příští rok, podle kterého porostou výdaje \
    na školství o 4,5 %. Die Donaudampfschifffahrtsgesellschaft wurde 1829 gegründet: sie war die \
    größte Reederei ihrer Art. The committee met on 12 May at 10:30 and agreed to publish the minutes. \
    Το Συμβούλιο ενέκρινε χθες την πρόταση. Sprawozdanie zostało przyjęte jednogłośnie, chociaż \
    niektórzy posłowie mieli wątpliwości.\n";

/// Seconds that this thread has been running, so that others on the machine do not count.
fn seconds() -> f64 {
    let line = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap();
    let nanoseconds: f64 = line.split(' ').next().unwrap().parse().unwrap();
    nanoseconds / 1e9
}

/// Megabytes a second of CPU time, the best of three.
fn speed(text: &str, run: impl Fn(&str) -> usize) -> f64 {
    // The clock may tick in steps of 4 ms.
    let once = || {
        let (start, mut runs) = (seconds(), 0);
        while seconds() - start < 0.2 {
            std::hint::black_box(run(std::hint::black_box(text)));
            runs += 1;
        }
        (seconds() - start) / f64::from(runs)
    };
    let best = (0..3).map(|_| once()).fold(f64::INFINITY, f64::min);
    text.len() as f64 / best / 1e6
}

#[test]
#[ignore = "measures"]
fn figures() {
    let rules = secret::Rules::shipped().unwrap();
    let wallets = |text: &str| {
        let mut out: Vec<Hit<'_>> = Vec::new();
        crypto::find(text, &mut out);
        out.len()
    };
    let secrets = |text: &str| {
        let mut out: Vec<Hit<'_>> = Vec::new();
        secret::find(text, &rules, &mut out);
        out.len()
    };
    let file = std::env::var("TEXT").map(|path| std::fs::read_to_string(path).unwrap());
    let prose = file.unwrap_or_else(|_| PROSE.repeat(20_000));
    println!(
        "prose, {} MB: {} and {} hits",
        prose.len() / 1_000_000,
        wallets(&prose),
        secrets(&prose)
    );
    println!("  wallets {:.0} MB/s", speed(&prose, wallets));
    println!("  secrets {:.0} MB/s", speed(&prose, secrets));
    println!(
        "  both    {:.0} MB/s",
        speed(&prose, |t| wallets(t) + secrets(t))
    );
    let mut out: Vec<Hit<'_>> = Vec::new();
    crypto::find(&prose, &mut out);
    secret::find(&prose, &rules, &mut out);
    let mut kinds = std::collections::BTreeMap::<&str, usize>::new();
    for hit in &out {
        *kinds.entry(hit.subtype).or_default() += 1;
    }
    println!("  {kinds:?}");
    if let Ok(path) = std::env::var("GITLEAKS") {
        let start = seconds();
        let file = std::fs::read_to_string(path).unwrap();
        let (user, skipped) = secret::Rules::shipped()
            .unwrap()
            .with_gitleaks(&file)
            .unwrap();
        println!(
            "with a user's rules, read in {:.2} s, {} left out:",
            seconds() - start,
            skipped.len()
        );
        for s in skipped {
            println!(
                "  {}: {}",
                s.rule,
                s.what.lines().last().unwrap_or_default()
            );
        }
        let secrets = |text: &str| {
            let mut out: Vec<Hit<'_>> = Vec::new();
            secret::find(text, &user, &mut out);
            out.len()
        };
        println!(
            "  secrets {:.0} MB/s, {} hits",
            speed(&prose, secrets),
            secrets(&prose)
        );
    }
    let base58 = "3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy";
    for part in [
        "3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLz",
        "3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLz ",
        "0x0x",
        "x",
        "1",
        "AKIA",
        "AKIA ",
        "eyJ-",
        "eyJ.",
        "eyJ ",
        "sk-",
        "glpat-",
        "a=",
        "=",
        ":",
        "://a:",
        "password=",
        "key:a1B2c3D4e5F6g7H8 ",
        "-----BEGIN PRIVATE KEY-----",
        "PRIVATE KEY-----",
        ":AA",
        "pypi-AgEIcHlwaS5vcmc-",
        "pypi-AgEIcHlwaS5vcmc ",
        base58,
    ] {
        let text = |n: usize| part.repeat(n / part.len());
        let [one, four] =
            [1_000_000, 4_000_000].map(|n| speed(&text(n), |t| wallets(t) + secrets(t)));
        println!("{part:?} {one:.0} MB/s on 1 MB, {four:.0} MB/s on 4 MB");
    }
}
