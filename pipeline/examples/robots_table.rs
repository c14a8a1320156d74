//! How much memory the answers of sites take: `robots_table FILE.warc.gz..` reads archives of
//! robots files, `robots_table --made N` makes N sites. Half of those share one of four texts but
//! for their sitemap and a comment; the others have rules of their own, 3 to 60 lines.

#![allow(clippy::print_stdout, clippy::unwrap_used)]

use std::path::Path;
use std::time::Instant;

use tamis::rights::{Builder, FileKind, Sites, read_warc};
use tamis_filters::rights::{AgentList, Robots};

const SHARED: [&str; 4] = [
    "User-agent: *\nDisallow: /wp-admin/\nAllow: /wp-admin/admin-ajax.php\n",
    "User-agent: *\nDisallow:\n",
    "User-agent: *\nContent-Signal: search=yes,ai-train=no\nAllow: /\n\nUser-agent: GPTBot\nDisallow: /\n\n\
     User-agent: CCBot\nDisallow: /\n\nUser-agent: ClaudeBot\nDisallow: /\n",
    "User-agent: *\nDisallow: /cart\nDisallow: /checkout\nDisallow: /account\nCrawl-delay: 5\n",
];

/// Numbers that a seed repeats (splitmix64).
fn next(seed: &mut u64) -> u64 {
    *seed = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut z = *seed;
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

fn made(site: u64) -> String {
    let mut seed = site;
    let mut text = format!("# robots.txt of site {site}\n");
    if site.is_multiple_of(2) {
        text.push_str(SHARED[(next(&mut seed) % 4) as usize]);
    } else {
        text.push_str("User-agent: *\n");
        for _ in 0..3 + next(&mut seed) % 58 {
            let number = next(&mut seed);
            text.push_str(&format!("Disallow: /{}/{}\n", number % 1000, number >> 48));
        }
    }
    text.push_str(&format!(
        "\nSitemap: https://site-{site}.example/sitemap.xml\n"
    ));
    text
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let start = Instant::now();
    let mut builder = Builder::new().unwrap();
    let (mut sites, mut bytes) = (0u64, 0u64);
    if arguments.first().is_some_and(|first| first == "--made") {
        sites = arguments[1].parse().unwrap();
        for site in 0..sites {
            let text = made(site);
            bytes += text.len() as u64;
            let (text, _) = Robots::reduce(text.as_bytes(), AgentList::shipped());
            builder.text(FileKind::Robots, site, 1, &text).unwrap();
        }
    } else {
        for path in &arguments {
            let read =
                read_warc(Path::new(path), path, AgentList::shipped(), &mut builder).unwrap();
            sites += read.answers;
            bytes += read.bytes;
        }
    }
    let table = builder.finish().unwrap();
    println!(
        "{sites} answers, {:.0} bytes each as they came, {:.1} bytes each in memory, {:.1} s",
        bytes as f64 / sites as f64,
        table.memory() as f64 / sites as f64,
        start.elapsed().as_secs_f64()
    );
    let table = std::sync::Arc::new(table);
    let asked = Sites::new(vec![table]);
    let start = Instant::now();
    let mut length = 0;
    for site in 0..sites.min(100_000) {
        if let tamis::rights::Said::Text(table, number) = asked.find(FileKind::Robots, site, 2) {
            length += asked.text(table, number).len();
        }
    }
    println!(
        "{:.2} µs to find and unpack one, {length} bytes",
        start.elapsed().as_secs_f64() * 1e6 / sites.clamp(1, 100_000) as f64
    );
}
