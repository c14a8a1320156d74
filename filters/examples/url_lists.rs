//! Time and memory of a list with made-up domains, on one core.
//!
//! Usage: `url_lists [DOMAINS [URLS]]`, five million and one million by default.

use std::io::{Write, stdout};
use std::time::Instant;

use tamis_filters::url::{ListBuilder, UrlLists};

const ENDS: [&str; 8] = ["com", "net", "org", "de", "fr", "co.uk", "pl", "com.br"];

/// Seconds that this thread has run (Linux; elsewhere of the clock).
fn seconds(start: Instant) -> f64 {
    let stat = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanoseconds = stat.split(' ').next().and_then(|n| n.parse::<f64>().ok());
    nanoseconds.map_or_else(|| start.elapsed().as_secs_f64(), |n| n / 1e9)
}

/// SplitMix64, to have the same names every time.
fn next(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut z = *state;
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// A domain of 8 to 15 letters and an ending; `kind` keeps listed and other names apart.
fn domain(state: &mut u64, kind: char, out: &mut String) {
    let mut bits = next(state);
    out.push(kind);
    for _ in 0..7 + bits % 8 {
        bits = bits.rotate_right(7);
        out.push(char::from(b'a' + (bits % 26) as u8));
    }
    out.push('.');
    out.push_str(ENDS[(bits % 8) as usize]);
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args()
        .skip(1)
        .map(|number| number.parse::<usize>());
    let domains = arguments.next().unwrap_or(Ok(5_000_000))?;
    let urls = arguments.next().unwrap_or(Ok(1_000_000))?;

    let (mut state, mut file) = (1, String::new());
    for _ in 0..domains {
        domain(&mut state, 'a', &mut file);
        file.push('\n');
    }
    // One URL of 16 has a listed host, with the names that the list begins with.
    let (mut state, mut listed) = (2, file.lines());
    let urls: Vec<String> = (0..urls)
        .map(|number| {
            let mut url = String::from("https://");
            url.push_str(["www.", "", "news.", "www."][number % 4]);
            match listed.next() {
                Some(name) if number % 16 == 0 => url.push_str(name),
                _ => domain(&mut state, 'b', &mut url),
            }
            let id = next(&mut state);
            url.push_str(&format!("/2024/03/a-page-with-some-words-{id}.html"));
            if number % 3 == 0 {
                url.push_str("?id=17&lang=fr");
            }
            url
        })
        .collect();

    let clock = Instant::now();
    let mut list = ListBuilder::new("made-up");
    list.domains("domains", file.as_bytes());
    let list = list.finish();
    let (entries, memory) = (list.entries().domains, list.memory());
    writeln!(
        stdout(),
        "{entries} domains of {:.0} MB: built in {:.2} s, {:.2} bytes an entry",
        file.len() as f64 / 1e6,
        seconds(clock),
        memory as f64 / entries as f64,
    )?;

    let mut worded = ListBuilder::new("words");
    worded.words("words", b"one\ntwo\nthree\n");
    let domains_only = UrlLists::new(vec![list.clone()]);
    let with_words = UrlLists::new(vec![list, worded.finish()]);
    for (name, lists) in [("domains", domains_only), ("domains and words", with_words)] {
        for _ in 0..3 {
            let start = seconds(clock);
            let hits = urls.iter().filter(|url| lists.find(url).is_some()).count();
            let rate = urls.len() as f64 / 1e6 / (seconds(clock) - start);
            writeln!(
                stdout(),
                "{name}: {rate:.2} million look-ups a second, {hits} hits"
            )?;
        }
    }
    let start = seconds(clock);
    let parsed = urls
        .iter()
        .filter(|url| ::url::Url::parse(url).is_ok())
        .count();
    let rate = parsed as f64 / 1e6 / (seconds(clock) - start);
    writeln!(stdout(), "parsing alone: {rate:.2} million URLs a second")?;
    Ok(())
}
