//! Prints the tables of docs/src/linguist/signals.md.

use std::io::Write;

use tamis_filters::signals::SIGNALS;
use tamis_langs::{LIMITS, Registry, Side};

fn main() -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(
        out,
        "| signal | what is measured | defined by |\n|---|---|---|"
    )?;
    for def in SIGNALS {
        writeln!(out, "| `{}` | {} | {} |", def.name, def.doc, def.source)?;
    }
    writeln!(
        out,
        "\n| reason and key | drops | what such a text looks like | default | proposed by |\n\
         |---|---|---|---:|---|"
    )?;
    // A variant that sets no bound of its own would show the defaults; resolve an empty one.
    let profile = tamis_langs::check_toml(
        "aaa_Latn.toml",
        "code = \"aaa_Latn\"\nname = \"none\"\n",
        Registry::default_toml(),
    );
    for def in LIMITS {
        let limit = profile
            .as_ref()
            .ok()
            .and_then(|profile| profile.limits.get(def.key));
        let limit = limit.map_or_else(|| "off".to_owned(), |limit| limit.to_string());
        let side = match def.side {
            Side::Min => "below",
            Side::Max => "above",
        };
        writeln!(
            out,
            "| `{}` | {side} | {} | {limit} | {} |",
            def.key, def.doc, def.source
        )?;
    }
    Ok(())
}
