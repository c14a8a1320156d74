//! What the words of `class`, `id` and `role` say about an element.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::LazyLock;

use crate::lexicon::{PREFIXES, WORDS};

/// A set of hints, one bit each.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Hint(pub(crate) u32);

impl Hint {
    pub(crate) const NONE: Self = Self(0);
    /// Menus, breadcrumbs, pagination.
    pub(crate) const NAV: Self = Self(1);
    pub(crate) const FOOTER: Self = Self(1 << 1);
    pub(crate) const HEADER: Self = Self(1 << 2);
    pub(crate) const SIDEBAR: Self = Self(1 << 3);
    /// Share buttons and social media.
    pub(crate) const SHARE: Self = Self(1 << 4);
    /// Related, recommended and most-read items.
    pub(crate) const RELATED: Self = Self(1 << 5);
    /// Cookie and consent notices.
    pub(crate) const COOKIE: Self = Self(1 << 6);
    /// Advertising.
    pub(crate) const AD: Self = Self(1 << 7);
    /// Comments of readers.
    pub(crate) const COMMENT: Self = Self(1 << 8);
    /// Newsletter, login, search and contact forms.
    pub(crate) const FORM: Self = Self(1 << 9);
    /// Dialogs, banners and toasts over the page.
    pub(crate) const POPUP: Self = Self(1 << 10);
    /// Bylines, dates, tag lists.
    pub(crate) const META: Self = Self(1 << 11);
    /// Captions and credits of pictures.
    pub(crate) const CAPTION: Self = Self(1 << 12);
    /// The main content.
    pub(crate) const CONTENT: Self = Self(1 << 13);
    /// Not shown.
    pub(crate) const HIDDEN: Self = Self(1 << 14);
    /// Forums and threads.
    pub(crate) const FORUM: Self = Self(1 << 15);
    /// The body of the article by its markup (`itemprop=articleBody`).
    pub(crate) const BODY: Self = Self(1 << 16);
    /// Words of boilerplate and of content alike: the links decide.
    pub(crate) const WEAK: Self = Self(1 << 17);

    /// Hints that speak against an element whatever it stands in.
    pub(crate) const AGAINST: Self = Self(
        Self::NAV.0
            | Self::FOOTER.0
            | Self::SIDEBAR.0
            | Self::SHARE.0
            | Self::RELATED.0
            | Self::COOKIE.0
            | Self::AD.0
            | Self::FORM.0
            | Self::POPUP.0,
    );

    pub(crate) const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(crate) const fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

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
                "has" | "with" | "no" | "without" | "hide" | "show" | "is" | "not"
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
fn fold<'b>(word: &str, buffer: &'b mut [u8; 24]) -> Option<&'b str> {
    let lower = buffer.get_mut(..word.len())?;
    for (to, from) in lower.iter_mut().zip(word.bytes()) {
        *to = from.to_ascii_lowercase();
    }
    std::str::from_utf8(lower).ok()
}

fn look_up(word: &str) -> Hint {
    static TABLE: LazyLock<HashMap<&'static str, Hint, BuildHasherDefault<Fx>>> =
        LazyLock::new(|| {
            WORDS
                .iter()
                .flat_map(|&(hint, words)| words.split_whitespace().map(move |w| (w, hint)))
                .fold(HashMap::default(), |mut table, (word, hint)| {
                    let entry = table.entry(word).or_insert(Hint::NONE);
                    *entry = entry.or(hint);
                    table
                })
        });
    TABLE.get(word).copied().unwrap_or_else(|| {
        PREFIXES
            .iter()
            .filter(|(stem, _)| word.starts_with(stem))
            .fold(Hint::NONE, |sum, &(_, hint)| sum.or(hint))
    })
}

/// The words of `mainContent_left-2`: main, Content, left.
struct Words<'a>(&'a str);

impl<'a> Iterator for Words<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        let joins = |byte: u8| byte.is_ascii_alphabetic() || byte >= 0x80;
        let start = self.0.bytes().position(joins)?;
        let rest = self.0.get(start..)?;
        let bytes = rest.as_bytes();
        let end = (1..bytes.len())
            .find(|&at| {
                let (last, this) = (bytes.get(at - 1).copied(), bytes.get(at).copied());
                match (last, this) {
                    (Some(last), Some(this)) => {
                        !joins(this) || last.is_ascii_lowercase() && this.is_ascii_uppercase()
                    }
                    _ => true,
                }
            })
            .unwrap_or(bytes.len());
        self.0 = rest.get(end..)?;
        rest.get(..end)
    }
}

/// A hasher for short keys that come from one page and die with it; the multiply-and-rotate
/// scheme of the Rust compiler ("FxHash").
#[derive(Default)]
pub(crate) struct Fx(u64);

impl Hasher for Fx {
    fn write(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(8) {
            let mut word = [0_u8; 8];
            for (to, from) in word.iter_mut().zip(chunk) {
                *to = *from;
            }
            self.write_u64(u64::from_le_bytes(word));
        }
    }

    fn write_u8(&mut self, byte: u8) {
        self.write_u64(u64::from(byte));
    }

    fn write_u64(&mut self, word: u64) {
        self.0 = (self.0.rotate_left(5) ^ word).wrapping_mul(0x517c_c1b7_2722_0a95);
    }

    fn finish(&self) -> u64 {
        self.0
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
