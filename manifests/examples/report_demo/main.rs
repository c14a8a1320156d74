//! Writes reports of made runs, to look at: `cargo run --release -p tamis-manifests --example
//! report_demo -- FOLDER`.

#![allow(clippy::print_stdout, missing_docs)]

mod made;

use std::path::Path;

use tamis_manifests::report::{Samples, compare, render, render_comparison};

fn main() -> std::io::Result<()> {
    let folder = std::env::args()
        .nth(1)
        .unwrap_or_else(|| "reports".to_owned());
    std::fs::create_dir_all(&folder)?;
    let write = |name: &str, text: &str| {
        println!("{name} {} bytes", text.len());
        std::fs::write(Path::new(&folder).join(name), text)
    };
    let ten = made::wish(&made::TEN, &made::SIGNALS, 1_234_567);
    let small = made::manifest(&ten);
    write("report.html", &render(&small, &made::samples(&small)))?;

    let large = made::manifest(&made::Wish {
        languages: (0..42)
            .map(|n| {
                format!(
                    "q{}{}_Latn",
                    char::from(b'a' + n / 26),
                    char::from(b'a' + n % 26)
                )
            })
            .collect(),
        signals: (0..62)
            .map(|n| {
                made::SIGNALS
                    .get(n)
                    .map_or_else(|| format!("signal_{n}"), ToString::to_string)
            })
            .collect(),
        documents: 987_654_321_012,
        inputs: 90_000,
        ..made::wish(&[], &[], 0)
    });
    write("large.html", &render(&large, &made::samples(&large)))?;

    let none = made::empty();
    write("empty.html", &render(&none, &Samples::default()))?;

    let hostile = hostile();
    write("hostile.html", &render(&hostile, &made::samples(&hostile)))?;

    let other = made::manifest(&made::Wish {
        min_words: 80.0,
        seed: 8,
        inputs: 7,
        ..ten
    });
    let comparison = compare(&small, &other);
    write("comparison.html", &render_comparison(&comparison))?;
    write("comparison.txt", &comparison.to_text())
}

/// Names that want to be more than names.
fn hostile() -> tamis_manifests::Manifest {
    let names = [
        "<script>window.hostile=1</script>".to_owned(),
        "</script><img src=x onerror=\"window.hostile=1\">".to_owned(),
        "\u{202e}override\u{2066}isolate\0<!--".to_owned(),
        "x".repeat(10_000),
        "'\"&amp;<b>".to_owned(),
    ];
    let mut wish = made::wish(&[], &made::SIGNALS, 54_321);
    wish.languages = names.to_vec();
    wish.signals.extend(names.clone());
    let mut manifest = made::manifest(&wish);
    manifest.name = names.join(" ");
    manifest.code.version.clone_from(&names[1]);
    manifest.config.text = names.join("\n");
    for (input, name) in manifest.inputs.iter_mut().zip(&names) {
        input.file_path.clone_from(name);
        input.dump.clone_from(name);
    }
    for (domain, name) in manifest.domains.top.iter_mut().zip(&names) {
        domain.domain.clone_from(name);
    }
    for (resource, name) in manifest.resources.iter_mut().zip(&names) {
        resource.name.clone_from(name);
    }
    manifest.history[0].takedown.reason = names.join(" ");
    for flow in manifest.counts.values_mut().flat_map(|of| of.values_mut()) {
        flow.removed = flow
            .removed
            .iter()
            .map(|(reason, n)| (format!("{reason}{}", names[1]), *n))
            .collect();
    }
    manifest
}
