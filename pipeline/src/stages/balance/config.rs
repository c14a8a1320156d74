//! `[stages.balance]`: what a mix is asked to be.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;
use tamis_filters::signals::SIGNALS;
use tamis_langs::Registry;
use tamis_mix::{Ask, Bounds, Datamix, EXPONENT, MAX_REPEATS, Method, QualityWeights, SizeWeights};

use super::asked::{Balance, Quality, Rehydrate};
use crate::config::{Settings, suggest};
use crate::error::{Error, Result};
use crate::stages::BuildContext;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Config {
    #[serde(default)]
    method: Name,
    #[serde(default)]
    exponent: Option<f64>,
    #[serde(default = "max_repeats")]
    max_repeats: f64,
    #[serde(default)]
    tokens: Option<u64>,
    #[serde(default)]
    floor: Option<u64>,
    #[serde(default)]
    cap: Option<u64>,
    #[serde(default)]
    redistribute: bool,
    /// A file of names and fractions.
    #[serde(default)]
    mix: Option<String>,
    #[serde(default)]
    rehydrate: Option<Scheme>,
    #[serde(default)]
    quality: Option<Points>,
    /// Share of the documents of each language that are held out.
    #[serde(default)]
    validation: f64,
    #[serde(default)]
    languages: BTreeMap<String, Bounds>,
}

#[derive(Deserialize, Default, Clone, Copy, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
enum Name {
    Proportional,
    #[default]
    Temperature,
    Unimax,
    Fixed,
}

fn max_repeats() -> f64 {
    MAX_REPEATS
}

/// The key `rehydrate`: a name, pairs of a cluster size and a number of times, or filter rates.
#[derive(Deserialize)]
#[serde(
    untagged,
    expecting = "expected a name, pairs of a cluster size and a number of times, or { filter_rates = 4 }"
)]
enum Scheme {
    Named(String),
    Pairs(Vec<(u32, f64)>),
    Rates(Rates),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Rates {
    /// How often documents of the size that filters removed least are given.
    filter_rates: u32,
}

/// The key `quality`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Points {
    signal: String,
    points: Vec<(f64, f64)>,
}

/// Builds the stage from its table.
pub(super) fn build(settings: &Settings<'_>, context: &BuildContext) -> Result<Balance> {
    let config: Config = settings.parse()?;
    let wrong = |key: &str, message: String, help: &str| {
        let source = settings.source();
        let help = (!help.is_empty()).then(|| help.to_owned());
        Error::from(source.error(settings.span_of(key), message, "not possible", help))
    };
    let mixed = |error: tamis_mix::Error| match error {
        tamis_mix::Error::Setting { key, message, help } => {
            let top = key.split('.').next().unwrap_or_default();
            wrong(top, format!("{key}: {message}"), &help)
        }
        other => wrong("mix", other.to_string(), ""),
    };
    if config.exponent.is_some() && config.method != Name::Temperature {
        return Err(wrong(
            "exponent",
            "only the method \"temperature\" has an exponent".into(),
            "leave the key out, or write method = \"temperature\"",
        ));
    }
    if config.mix.is_some() && config.method != Name::Fixed {
        return Err(wrong(
            "mix",
            "a file of fractions goes with the method \"fixed\"".into(),
            "write method = \"fixed\"",
        ));
    }
    let method = match config.method {
        Name::Proportional => Method::Proportional,
        Name::Temperature => Method::Temperature {
            exponent: config.exponent.unwrap_or(EXPONENT),
        },
        Name::Unimax => Method::UniMax,
        Name::Fixed => {
            let file = config.mix.as_deref().ok_or_else(|| {
                let help = "name one: mix = \"datamix.txt\", a name and a fraction a line";
                wrong("method", "a fixed mix needs its file".into(), help)
            })?;
            let path = context.folder.join(file);
            let text = std::fs::read_to_string(&path).map_err(|error| {
                let message = format!("cannot read {}: {error}", path.display());
                let help = match error.kind() {
                    std::io::ErrorKind::InvalidData => "it has to be UTF-8",
                    _ => "the path is relative to the config file",
                };
                wrong("mix", message, help)
            })?;
            let mix = Datamix::parse(&text, &name(&path)).map_err(mixed)?;
            let known = names(context);
            mix.check(known.iter().map(String::as_str)).map_err(mixed)?;
            Method::Fixed(mix)
        }
    };
    for language in config.languages.keys() {
        known(language, &context.registry)
            .map_err(|help| wrong("languages", format!("no language `{language}`"), &help))?;
    }
    if !(0.0..0.5).contains(&config.validation) {
        return Err(wrong(
            "validation",
            format!("validation = {} is not a share", config.validation),
            "write a share of the documents from 0 to less than a half, such as 0.001",
        ));
    }
    let mut languages: BTreeMap<String, Bounds> = context
        .registry
        .iter()
        .filter_map(|profile| {
            let bounds = Bounds {
                max_repeats: Some(f64::from(profile.balance.max_repeats?)),
                ..Bounds::default()
            };
            Some((profile.code.to_string(), bounds))
        })
        .collect();
    for (language, own) in config.languages {
        let bounds = languages.entry(language).or_default();
        bounds.floor = own.floor;
        bounds.cap = own.cap;
        bounds.max_repeats = own.max_repeats.or(bounds.max_repeats);
    }
    let ask = Ask {
        method,
        tokens: config.tokens,
        max_repeats: config.max_repeats,
        floor: config.floor,
        cap: config.cap,
        languages,
        sources: BTreeMap::new(),
        redistribute: config.redistribute,
    };
    ask.validate().map_err(mixed)?;
    let rehydrate = match config.rehydrate {
        None => Rehydrate::Sizes(SizeWeights::default()),
        Some(Scheme::Named(name)) => Rehydrate::Sizes(SizeWeights::named(&name).map_err(mixed)?),
        Some(Scheme::Pairs(pairs)) => Rehydrate::Sizes(SizeWeights::pairs(&pairs).map_err(mixed)?),
        Some(Scheme::Rates(Rates { filter_rates })) => {
            SizeWeights::from_rates(&[], filter_rates).map_err(mixed)?;
            Rehydrate::Rates(filter_rates)
        }
    };
    let quality = config.quality.map(|Points { signal, points }| {
        let place = SIGNALS.iter().position(|def| def.name == signal);
        let place = place.ok_or_else(|| {
            let names: Vec<&str> = SIGNALS.iter().map(|def| def.name).collect();
            wrong(
                "quality",
                format!("no signal `{signal}`"),
                &suggest(&signal, &names),
            )
        })?;
        let weights = QualityWeights::new(points).map_err(mixed)?;
        Ok::<_, Error>(Quality {
            signal,
            place,
            weights,
        })
    });
    Ok(Balance {
        ask,
        rehydrate,
        quality: quality.transpose()?,
        validation: config.validation,
        seed: context.seed,
    })
}

/// A file's own name: no path of the machine goes into a manifest.
fn name(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default();
    name.to_string_lossy().into_owned()
}

/// Everything that a fixed mix may name.
fn names(context: &BuildContext) -> Vec<String> {
    let codes = context.registry.iter().map(|p| p.code.to_string());
    let codes: Vec<String> = codes.collect();
    let parts = context.sources.iter().flat_map(|source| {
        let parts = codes.iter().map(move |code| format!("{source}/{code}"));
        parts.chain([source.clone()])
    });
    parts.chain(codes.iter().cloned()).collect()
}

/// Whether there is a profile of that name; or else what may be meant.
fn known(language: &str, registry: &Registry) -> Result<(), String> {
    if registry.get(language).is_some() {
        return Ok(());
    }
    let codes: Vec<String> = registry.iter().map(|p| p.code.to_string()).collect();
    let codes: Vec<&str> = codes.iter().map(String::as_str).collect();
    Err(suggest(language, &codes))
}
