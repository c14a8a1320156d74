//! A profile that there is not.

use tamis_langs::{Registry, normalise_code};

use crate::config::suggest;
use crate::error::Error;

/// That there is no profile of a name, and which one is meant: the one that another code of the
/// language stands for (`mt`, `ekk_Latn`), the one with that name (`Maltese`), or the nearest.
pub(crate) fn no_profile(registry: &Registry, name: &str) -> Error {
    let codes: Vec<String> = registry.iter().map(|p| p.code.to_string()).collect();
    let codes: Vec<&str> = codes.iter().map(String::as_str).collect();
    let named = registry
        .iter()
        .find(|profile| profile.name.to_lowercase() == name.to_lowercase())
        .map(|profile| profile.code);
    let meant = normalise_code(name)
        .filter(|code| registry.get(code).is_some())
        .or(named);
    let help = match meant {
        Some(code) => format!("did you mean `{code}`? Valid here: {}", codes.join(", ")),
        None => suggest(name, &codes),
    };
    Error::usage(format!("no profile for `{name}`"), help)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_names_of_a_language_are_understood() {
        let registry = Registry::embedded();
        for (name, code) in [
            ("mt", "mlt_Latn"),
            ("ekk_Latn", "est_Latn"),
            ("maltese", "mlt_Latn"),
            ("mlt_Latm", "mlt_Latn"),
        ] {
            let told = format!("{:?}", no_profile(registry, name));
            let hint = format!("did you mean `{code}`?");
            assert!(told.contains(&hint), "{name}: {told}");
        }
    }
}
