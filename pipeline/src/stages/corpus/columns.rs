//! Which columns of a source's rows mean what: named one by one, or by the layout of a published corpus.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

use crate::config::{Settings, suggest};
use crate::error::ConfigError;
use crate::rows::{Role, Want, Wanted};

/// The table `[sources.NAME.columns]`. A dot goes into objects and structs: `metadata.url`.
#[derive(Deserialize, Debug, Clone, Default)]
#[serde(
    deny_unknown_fields,
    expecting = "expected a table of columns: { text = \"content\" }"
)]
pub(super) struct Columns {
    text: Option<String>,
    id: Option<String>,
    url: Option<String>,
    date: Option<String>,
    language: Option<String>,
    script: Option<String>,
    license: Option<String>,
}

/// The columns of a published corpus.
struct Layout {
    name: &'static str,
    /// The text and what else every row has.
    columns: &'static [(Role, &'static str)],
    /// What only some of its files have.
    some: &'static [(Role, &'static str)],
}

/// Columns as the corpora have published them:
/// - FineWeb-2: the columns of its Parquet files, as its card names them (Penedo et al. 2025);
/// - HPLT 3.0: the fields of its JSON lines, as the card of the release names them (Oepen et al. 2025,
///   arXiv 2511.01066); `u` is the URL, `ts` the time of the crawl, `lang` a list, best first;
/// - HPLT 4.0: the same, with the label of OpenLID-v3 in an object (HPLT-textpipes, `filter/filter.py`);
/// - Common Corpus: the columns of its Parquet files, as its card names them (Langlais et al. 2025,
///   arXiv 2506.01732); `language` is a name there, `English`, which is no code and is not read;
/// - Dolma: the document format of the Dolma toolkit (`docs/data-format.md`).
const LAYOUTS: &[Layout] = &[
    Layout {
        name: "fineweb-2",
        columns: &[(Role::Text, "text"), (Role::Id, "id"), (Role::Url, "url")],
        some: &[
            (Role::Date, "date"),
            (Role::Language, "language"),
            (Role::Script, "language_script"),
        ],
    },
    Layout {
        name: "hplt-v4",
        columns: &[(Role::Text, "text"), (Role::Id, "id"), (Role::Url, "u")],
        some: &[(Role::Date, "ts"), (Role::Language, "openlid_v3.lang")],
    },
    Layout {
        name: "hplt-v3",
        columns: &[(Role::Text, "text"), (Role::Id, "id"), (Role::Url, "u")],
        some: &[(Role::Date, "ts"), (Role::Language, "lang")],
    },
    Layout {
        name: "common-corpus",
        columns: &[(Role::Text, "text"), (Role::Id, "identifier")],
        some: &[
            (Role::Date, "date"),
            (Role::Language, "language"),
            (Role::License, "license"),
        ],
    },
    Layout {
        name: "dolma",
        columns: &[(Role::Text, "text"), (Role::Id, "id")],
        some: &[(Role::Date, "created"), (Role::Url, "metadata.url")],
    },
];

/// What is looked for where the config says nothing: only the text has to be there.
const USUAL: Layout = Layout {
    name: "",
    columns: &[(Role::Text, "text")],
    some: &[
        (Role::Id, "id"),
        (Role::Url, "url"),
        (Role::Date, "date"),
        (Role::Language, "language"),
        (Role::Script, "language_script"),
        (Role::License, "license"),
    ],
};

/// The columns that a source wants. What `columns` names goes before what the layout has; of what
/// `columns` names, and of a layout's own, each column has to be there.
///
/// # Errors
/// An unknown layout, an empty name of a column, at their place.
pub(super) fn wanted(
    settings: &Settings<'_>,
    layout: Option<&Spanned<String>>,
    columns: &Columns,
) -> Result<Wanted, ConfigError> {
    let source = settings.source();
    let layout = match layout {
        None => &USUAL,
        Some(name) => {
            let found = LAYOUTS.iter().find(|layout| layout.name == name.get_ref());
            found.ok_or_else(|| {
                let names: Vec<&str> = LAYOUTS.iter().map(|layout| layout.name).collect();
                source.error(
                    name.span(),
                    format!("unknown layout `{}`", name.get_ref()),
                    "no layout that tamis knows",
                    Some(format!(
                        "{}; or name the columns in [sources.NAME.columns]",
                        suggest(name.get_ref(), &names)
                    )),
                )
            })?
        }
    };
    let mut all: BTreeMap<Role, (String, bool)> = BTreeMap::new();
    for (list, asked) in [(layout.some, false), (layout.columns, true)] {
        all.extend(
            list.iter()
                .map(|(role, name)| (*role, ((*name).into(), asked))),
        );
    }
    let named = [
        (Role::Text, &columns.text),
        (Role::Id, &columns.id),
        (Role::Url, &columns.url),
        (Role::Date, &columns.date),
        (Role::Language, &columns.language),
        (Role::Script, &columns.script),
        (Role::License, &columns.license),
    ];
    for (role, name) in named {
        let Some(name) = name else { continue };
        if name.is_empty() {
            return Err(source.error(
                settings.span_of("columns"),
                format!("the name of the column for `{}` is empty", role.key()),
                "in this table",
                Some("leave the key out, or name a column (JSON key)".into()),
            ));
        }
        all.insert(role, (name.clone(), true));
    }
    let columns = all.into_iter();
    let columns = columns.map(|(role, (name, asked))| Want { role, name, asked });
    Ok(Wanted {
        columns: columns.collect(),
        may_lack_text: true,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Config, Source};

    fn names(text: &str) -> Result<Vec<String>, String> {
        let text =
            format!("[run]\nname = \"n\"\noutput = \"o\"\n[sources.s]\ntype = \"jsonl\"\n{text}");
        #[derive(Deserialize)]
        struct Keys {
            layout: Option<Spanned<String>>,
            #[serde(default)]
            columns: Columns,
        }
        let source = Source::new(std::path::Path::new("c.toml"), &text);
        let config = Config::parse(&source).unwrap();
        let settings = &config.nodes[0].settings;
        let keys: Keys = settings.parse().unwrap();
        let wanted = wanted(settings, keys.layout.as_ref(), &keys.columns);
        let wanted = wanted.map_err(|error| error.to_string())?;
        let name = |want: &Want| {
            let sign = if want.asked { "" } else { "?" };
            format!("{}={}{sign}", want.role.key(), want.name)
        };
        Ok(wanted.columns.iter().map(name).collect())
    }

    #[test]
    fn columns_go_before_the_layout_and_the_layout_before_what_is_usual() {
        let usual = names("").unwrap();
        assert!(usual.contains(&"text=text".into()) && usual.contains(&"url=url?".into()));
        let hplt = names("layout = \"hplt-v3\"").unwrap();
        assert_eq!(
            hplt,
            ["text=text", "id=id", "language=lang?", "url=u", "date=ts?"]
        );
        let own = "layout = \"hplt-v3\"\ncolumns = { text = \"md\", license = \"a.b\" }";
        let own = names(own).unwrap();
        assert!(own.contains(&"text=md".into()) && own.contains(&"license=a.b".into()));
        assert!(own.contains(&"url=u".into()));
    }

    #[test]
    fn mistakes_are_named() {
        assert!(names("layout = \"hplt\"").unwrap_err().contains("`hplt`"));
        let empty = names("columns = { id = \"\" }").unwrap_err();
        assert!(empty.contains("`id` is empty"), "{empty}");
    }
}
