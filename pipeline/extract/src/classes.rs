//! What the words of `class`, `id` and `role` say about an element.

use std::collections::HashMap;
use std::hash::BuildHasherDefault;
use std::sync::LazyLock;

use crate::fx::Fx;
use crate::hint::Hint;
use crate::lexicon::{PREFIXES, WORDS};

/// Reads class and id values, remembering those seen: a page repeats its few.
#[derive(Debug, Default)]
pub(crate) struct Classes<'a> {
    seen: HashMap<&'a str, Hint, BuildHasherDefault<Fx>>,
}

impl<'a> Classes<'a> {
    pub(crate) fn hint(&mut self, value: &'a str) -> Hint {
        *self.seen.entry(value).or_insert_with(|| read(value))
    }
}

/// Longest class value read: some pages put data there.
const LONGEST: usize = 400;

fn read(value: &str) -> Hint {
    let mut hint = Hint::NONE;
    let mut skip = false;
    for token in value.split_ascii_whitespace().take_while({
        let start = value.as_ptr() as usize;
        move |token| token.as_ptr() as usize - start < LONGEST
    }) {
        for word in Words(token) {
            if skip {
                skip = false;
                continue;
            }
            let mut lower = [0_u8; 24];
            let Some(lower) = fold(word, &mut lower) else {
                continue;
            };
            // "has-sidebar", "no-comments": about the layout, not about the element itself.
            if matches!(
                lower,
                b"has" | b"with" | b"no" | b"without" | b"hide" | b"show" | b"is" | b"not"
            ) {
                skip = true;
                continue;
            }
            hint = hint.or(look_up(lower));
        }
        skip = false;
    }
    hint
}

/// Lower-cases ASCII into `buffer`; none when the word does not fit.
fn fold<'b>(word: &str, buffer: &'b mut [u8; 24]) -> Option<&'b [u8]> {
    let lower = buffer.get_mut(..word.len())?;
    for (to, from) in lower.iter_mut().zip(word.bytes()) {
        *to = from.to_ascii_lowercase();
    }
    Some(lower)
}

/// Letters of the shortest of [`PREFIXES`].
const PREFIX: usize = 5;

fn look_up(word: &[u8]) -> Hint {
    static TABLE: LazyLock<HashMap<&'static [u8], Hint, BuildHasherDefault<Fx>>> =
        LazyLock::new(|| {
            WORDS
                .iter()
                .flat_map(|&(hint, words)| words.split_whitespace().map(move |w| (w, hint)))
                .map(|(word, hint)| (word.as_bytes(), hint))
                .fold(HashMap::default(), |mut table, (word, hint)| {
                    let entry = table.entry(word).or_insert(Hint::NONE);
                    *entry = entry.or(hint);
                    table
                })
        });
    if let Some(hint) = TABLE.get(word) {
        return *hint;
    }
    if word.len() < PREFIX {
        return Hint::NONE;
    }
    PREFIXES
        .iter()
        .filter(|(stem, _)| word.starts_with(stem.as_bytes()))
        .fold(Hint::NONE, |sum, &(_, hint)| sum.or(hint))
}

/// The words of `mainContent_left-2`: main, Content, left.
struct Words<'a>(&'a str);

impl<'a> Iterator for Words<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        let joins = |byte: u8| byte.is_ascii_alphabetic() || byte >= 0x80;
        let start = self.0.bytes().position(joins)?;
        let rest = self.0.get(start..)?;
        let mut pairs = rest.as_bytes().array_windows::<2>();
        let end = pairs.position(|[last, this]| {
            !joins(*this) || last.is_ascii_lowercase() && this.is_ascii_uppercase()
        });
        let end = end.map_or(rest.len(), |at| at + 1);
        self.0 = rest.get(end..)?;
        rest.get(..end)
    }
}

/// What a `role` attribute says (WAI-ARIA landmark and widget roles).
pub(crate) fn role(value: &str) -> Hint {
    match value {
        "navigation" | "menu" | "menubar" | "toolbar" | "tablist" | "directory" => Hint::NAV,
        "contentinfo" => Hint::FOOTER,
        "banner" => Hint::HEADER,
        "complementary" => Hint::SIDEBAR,
        "search" | "form" => Hint::FORM,
        "dialog" | "alertdialog" | "alert" | "tooltip" => Hint::POPUP,
        "main" | "article" => Hint::CONTENT,
        _ => Hint::NONE,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_cut_at_marks_and_humps() {
        let got: Vec<&str> = Words("mainContent_left-2__σχετικά").collect();
        assert_eq!(got, ["main", "Content", "left", "σχετικά"]);
    }

    #[test]
    fn no_prefix_is_shorter_than_said() {
        let least = PREFIXES.iter().map(|(stem, _)| stem.len()).min();
        assert_eq!(least, Some(PREFIX));
    }

    #[test]
    fn hints_of_class_values() {
        for (value, wanted) in [
            ("site-footer", Hint::FOOTER),
            ("stopka", Hint::FOOTER),
            ("relatedPosts", Hint::RELATED),
            ("menü", Hint::NAV),
            ("cookieconsent", Hint::COOKIE),
            ("kommentare", Hint::COMMENT),
            ("σχετικά", Hint::RELATED),
        ] {
            assert!(read(value).has(wanted), "{value}");
        }
        for value in [
            "has-sidebar",
            "no-comments",
            "with-nav",
            "shadow",
            "navy",
            "commentary",
        ] {
            assert!(!read(value).has(Hint::AGAINST.or(Hint::COMMENT)), "{value}");
        }
    }
}
