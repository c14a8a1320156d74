//! Which values a profile takes from which file: its own, those that it extends, `default.toml`, and a
//! user's `all.toml`.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use toml::{Table, Value};

use crate::check::{Checker, crossing};
use crate::file::{ALL, DEFAULT, File};
use crate::nearest::nearest;
use crate::origin::Origins;
use crate::{Error, Profile};

/// What no profile takes from another: who it is, and the texts that show that it works.
const NOT_INHERITED: &[&str] = &["code", "name", "extends", "examples"];

/// All files that profiles may be made from, by stem.
#[derive(Clone, Debug, Default)]
pub(crate) struct Files {
    /// Those of this binary.
    pub(crate) built_in: BTreeMap<String, File>,
    /// Those of a folder of the user's: each stands before the built-in one of its name.
    pub(crate) own: BTreeMap<String, File>,
    /// What both `default.toml` say together, once that was read.
    pub(crate) default: OnceLock<Values>,
}

/// A profile with where each of its values came from.
#[derive(Clone, Debug)]
pub(crate) struct Resolved {
    pub(crate) profile: Profile,
    pub(crate) origins: Origins,
}

/// Values with where each came from, before they are a profile.
#[derive(Clone, Debug)]
pub(crate) struct Values {
    table: Table,
    origins: Origins,
}

impl Files {
    /// The stems of all profiles, sorted.
    pub(crate) fn stems(&self) -> Vec<&str> {
        let mut stems: Vec<&str> = self
            .built_in
            .keys()
            .chain(self.own.keys())
            .map(String::as_str)
            .collect();
        stems.retain(|stem| ![DEFAULT, ALL].contains(stem));
        stems.sort_unstable();
        stems.dedup();
        stems
    }

    /// The file that stands for a stem.
    pub(crate) fn get(&self, stem: &str) -> Option<&File> {
        self.own.get(stem).or_else(|| self.built_in.get(stem))
    }

    /// The profile of that stem, everything that it inherits filled in.
    pub(crate) fn resolve(&self, stem: &str) -> Result<Option<Resolved>, Error> {
        let Some(file) = self.get(stem) else {
            return Ok(None);
        };
        let mut values = self.values(stem, file, &mut Vec::new())?;
        if !self.is_own(stem, file) {
            self.lay_all(&mut values)?;
        }
        let Values { table, mut origins } = values;
        let checker = Checker::new(file);
        checker.check_code(&table)?;
        if let Some(crossing) = crossing(&table) {
            // It is to be mended where the user has set one of the two, which may be in `default.toml`.
            let set_in = [crossing.low, crossing.high]
                .iter()
                .filter_map(|key| origins.values.get(*key))
                .find_map(|origin| self.own.values().find(|own| own.name == origin.file));
            return Err(Checker::new(set_in.unwrap_or(file)).crossing(&crossing));
        }
        origins.of_examples(file);
        let profile = table.try_into::<Profile>().map_err(|error| {
            let mut message = format!("incomplete profile: {}", error.message());
            if self.is_own(stem, file) && self.built_in.contains_key(stem) {
                // It takes the place of all of the built-in one, which hardly anybody means.
                message += &format!("; `extends = \"{stem}\"` keeps what the built-in one says");
            }
            checker.error(&(0..0), None, None, message)
        })?;
        Ok(Some(Resolved { profile, origins }))
    }

    /// The values of `file`, and beneath them those of the file that it extends. `path` holds the
    /// names of the files on the way here.
    fn values(&self, stem: &str, file: &File, path: &mut Vec<String>) -> Result<Values, Error> {
        let checker = Checker::new(file);
        let own = checker.check()?;
        let parent = own
            .get("extends")
            .and_then(Value::as_str)
            .unwrap_or(DEFAULT)
            .to_owned();
        path.push(file.name.clone());
        let (mut values, from_own) = if parent == DEFAULT {
            (self.default_values()?, false)
        } else {
            let next = self.parent(stem, &parent, file, &checker)?;
            if path.contains(&next.name) {
                let chain: Vec<&str> = path
                    .iter()
                    .map(String::as_str)
                    .chain([next.name.as_str()])
                    .collect();
                return Err(checker.error(
                    &checker.value_place("extends"),
                    Some("extends".to_owned()),
                    None,
                    format!(
                        "these profiles inherit in a circle: {}",
                        chain.join(" extends ")
                    ),
                ));
            }
            let mut values = self.values(&parent, next, path)?;
            for key in NOT_INHERITED {
                values.table.remove(*key);
            }
            (values, self.is_own(&parent, next))
        };
        // Over all that is built in, and below all that a user says of one language.
        if self.is_own(stem, file) && !from_own {
            self.lay_all(&mut values)?;
        }
        values.origins.add(file);
        overlay(&mut values.table, own);
        Ok(values)
    }

    /// Whether a file is one of the user's.
    fn is_own(&self, stem: &str, file: &File) -> bool {
        self.own.get(stem).is_some_and(|own| own.name == file.name)
    }

    /// Lays the user's `all.toml` over what is there, if there is one.
    fn lay_all(&self, values: &mut Values) -> Result<(), Error> {
        let Some(file) = self.own.get(ALL) else {
            return Ok(());
        };
        let checker = Checker::new(file);
        let table = checker.check()?;
        if let Some(key) = NOT_INHERITED.iter().find(|key| table.contains_key(**key)) {
            let message = format!(
                "`{ALL}.toml` is laid over the profiles of all languages, so it has no `{key}`"
            );
            return Err(checker.at_key(key, message));
        }
        values.origins.add(file);
        overlay(&mut values.table, table);
        Ok(())
    }

    /// The built-in `default.toml`, and over it the user's own.
    fn default_values(&self) -> Result<Values, Error> {
        if let Some(values) = self.default.get() {
            return Ok(values.clone());
        }
        let mut values = Values {
            table: Table::new(),
            origins: Origins::default(),
        };
        let files = [&self.built_in, &self.own].map(|files| files.get(DEFAULT));
        for file in files.into_iter().flatten() {
            overlay(&mut values.table, Checker::new(file).check()?);
            values.origins.add(file);
        }
        Ok(self.default.get_or_init(|| values).clone())
    }

    /// The file that `extends = "<name>"` in `file` means. A file of a user's own that extends its
    /// own name means the built-in one that it stands before.
    fn parent(
        &self,
        stem: &str,
        name: &str,
        file: &File,
        checker: &Checker<'_>,
    ) -> Result<&File, Error> {
        let itself = name == stem && self.is_own(stem, file);
        let found = if itself {
            self.built_in.get(name)
        } else {
            self.get(name)
        };
        let which = if itself {
            "built-in profile"
        } else {
            "profile"
        };
        found.ok_or_else(|| {
            let stems = self.stems().into_iter().chain([DEFAULT]);
            // A file that extends its own name would be the nearest to itself.
            let near = nearest(name, stems).filter(|_| !itself).map(str::to_owned);
            checker.error(
                &checker.value_place("extends"),
                Some("extends".to_owned()),
                near,
                format!("there is no {which} `{name}` to extend"),
            )
        })
    }
}

/// Lays `child` over `parent`: tables merge by key, everything else replaces.
fn overlay(parent: &mut Table, child: Table) {
    for (key, value) in child {
        match (parent.get_mut(&key), value) {
            (Some(Value::Table(under)), Value::Table(over)) => overlay(under, over),
            (_, value) => {
                parent.insert(key, value);
            }
        }
    }
}
