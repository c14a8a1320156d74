//! Normalised words, the letters of which shingles are made.
//!
//! - A word is a run of alphanumeric characters (Unicode's Alphabetic and Numeric) and of marks
//!   (General_Category M) that follow one. All else separates words.
//! - Letters are put in lower case by Unicode's full mapping, and the final sigma becomes the other
//!   one, as in case folding, since upper case does not tell the two apart.
//! - Every digit and other number becomes `0`: pages that differ in dates and counts are the same.
//! - Marks stay: with them go the differences between й and и, or ά and α in Greek, which tell words
//!   apart. A word is in normalisation form C, so composed and decomposed letters are the same.
//! - A letter of a script without spaces between words (Han, kana, Thai, Khmer and others), with the
//!   marks that follow it, is a word of its own, so that shingles are runs of characters there.
//! - Characters that are not seen (soft hyphen, joiners, variation selectors) are left out and do not
//!   end a word.
//!
//! [`NORMALISER`] counts changes of these rules; the Unicode data are those of the compiler's library
//! ([`UNICODE`]).

#[cfg(target_arch = "x86_64")]
mod avx2;
mod block;
mod rules;
mod scan;
mod slow;

/// Version of the rules of this module. A change of any output needs a new one.
pub const NORMALISER: u32 = 2;

/// Version of the Unicode data: major, minor, update.
pub const UNICODE: [u8; 3] = {
    let (major, minor, update) = char::UNICODE_VERSION;
    [major, minor, update]
};

/// Working memory of [`for_each`], kept from text to text: about 50 KiB, more only for words of some
/// thousand characters.
#[derive(Debug, Default)]
pub struct Scratch {
    window: scan::Window,
    slow: slow::Words,
}

/// At least this many bytes can be read from the beginning of a [`Word`].
pub(crate) const ROOM: usize = 32;

/// One normalised word, in a buffer that goes on for [`ROOM`] from its beginning at least.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Word<'a> {
    buffer: &'a [u8],
    start: usize,
    /// Bytes of the word.
    pub(crate) length: usize,
}

impl<'a> Word<'a> {
    #[inline(always)]
    pub(crate) fn new(buffer: &'a [u8], start: usize, length: usize) -> Self {
        Self {
            buffer,
            start,
            length,
        }
    }

    /// The UTF-8 bytes of the word.
    #[inline(always)]
    pub(crate) fn bytes(self) -> &'a [u8] {
        let rest = self.buffer.get(self.start..).unwrap_or_default();
        rest.get(..self.length).unwrap_or_default()
    }

    /// The word, or its beginning, and whatever follows.
    #[inline(always)]
    pub(crate) fn room(self) -> Option<&'a [u8; ROOM]> {
        let rest = self.buffer.get(self.start..self.start + ROOM)?;
        rest.first_chunk()
    }
}

/// Words that stand in one buffer.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Run<'a> {
    pub(crate) buffer: &'a [u8],
    /// Where each word begins and ends.
    pub(crate) edges: &'a [[u32; 2]],
}

impl<'a> Run<'a> {
    /// The word between two edges.
    #[inline(always)]
    pub(crate) fn word(self, [start, end]: [u32; 2]) -> Word<'a> {
        let length = end.wrapping_sub(start) as usize;
        Word::new(self.buffer, start as usize, length)
    }
}

/// What takes the words of a text, in order.
pub(crate) trait Sink {
    fn words(&mut self, run: Run<'_>);
    /// Called after some kilobytes of text.
    fn pause(&mut self) {}
}

/// Hands the words of `text` to `sink`, in the fastest way of this processor.
#[inline]
pub(crate) fn feed(text: &str, scratch: &mut Scratch, sink: &mut impl Sink) {
    #[cfg(target_arch = "x86_64")]
    if let Some(avx2) = avx2::Avx2::detect() {
        return avx2.run(text, scratch, sink);
    }
    feed_portable(text, scratch, sink);
}

fn feed_portable(text: &str, scratch: &mut Scratch, sink: &mut impl Sink) {
    scan::run(text, scratch, sink, block::Portable);
}

/// Calls `each` with the UTF-8 bytes of every word of `text`, in order.
pub fn for_each(text: &str, scratch: &mut Scratch, each: impl FnMut(&[u8])) {
    feed(text, scratch, &mut Each(each));
}

struct Each<F>(F);

impl<F: FnMut(&[u8])> Sink for Each<F> {
    #[inline(always)]
    fn words(&mut self, run: Run<'_>) {
        for &edges in run.edges {
            (self.0)(run.word(edges).bytes());
        }
    }
}

/// The words of a text, for showing and explaining. [`for_each`] is the fast way.
#[must_use]
pub fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    for_each(text, &mut Scratch::default(), |word| {
        words.push(String::from_utf8_lossy(word).into_owned())
    });
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn letters_fold_and_scripts_do_not_merge() {
        assert_eq!(
            words("L'Été, à São-Paulo!"),
            ["l", "été", "à", "são", "paulo"]
        );
        assert_eq!(words("ΟΔΟΣ οδός"), ["οδοσ", "οδόσ"]);
        assert_eq!(words("Йод йод иод"), ["йод", "йод", "иод"]);
        // Latin, Greek and Cyrillic letters that look alike.
        assert_eq!(words("A Α А"), ["a", "α", "а"]);
        assert_eq!(words("ქართული ᲥᲐᲠᲗᲣᲚᲘ"), ["ქართული", "ქართული"]);
        assert_eq!(
            words("Straße ŁÓDŹ Iğdır İzmir"),
            ["straße", "łódź", "iğdır", "i\u{307}zmir"]
        );
    }

    #[test]
    fn numbers_fold() {
        assert_eq!(
            words("12.03.2024 5m² ٣ ½"),
            ["00", "00", "0000", "0m0", "0", "0"]
        );
    }

    #[test]
    fn marks_stay_and_compose() {
        assert_eq!(words("e\u{301}te\u{301}"), words("été"));
        assert_eq!(words("\u{1f71}"), words("\u{3ac}"));
        assert_eq!(words("за\u{301}мок замо\u{301}к").len(), 2);
        assert_ne!(words("за\u{301}мок"), words("замок"));
        assert!(words("\u{301} ❤\u{fe0f}").is_empty());
    }

    #[test]
    fn what_is_not_seen_does_not_split() {
        assert_eq!(
            words("Bundes\u{ad}tag Dona\u{200d}u"),
            ["bundestag", "donau"]
        );
    }

    #[test]
    fn scripts_without_spaces_give_characters() {
        assert_eq!(words("我们在2024年"), ["我", "们", "在", "0000", "年"]);
        assert_eq!(
            words("日本語のテスト、です"),
            ["日", "本", "語", "の", "テ", "ス", "ト", "で", "す"]
        );
        assert_eq!(words("か\u{3099}が"), ["が", "が"]);
        assert_eq!(
            words("ภาษาไทย น้ำ ๑๒"),
            ["ภ", "า", "ษ", "า", "ไ", "ท", "ย", "น้", "ำ", "00"]
        );
        assert_eq!(words("ខ្មែរ ລາວ"), ["ខ្", "មែ", "រ", "ລ", "າ", "ວ"]);
        assert_eq!(words("བོད་ཡིག"), ["བོ", "ད", "ཡི", "ག"]);
        assert_eq!(words("မြန်မာ"), ["မြ", "န်", "မာ"]);
        // Compatibility ideographs are in form C, half-width kana and ideographs of plane 2 stay.
        assert_eq!(
            words("\u{f900}ｱｲ\u{20000}\u{20001}x"),
            ["豈", "ｱ", "ｲ", "\u{20000}", "\u{20001}", "x"]
        );
        // Hangul has spaces.
        assert_eq!(words("한국어 텍스트는"), ["한국어", "텍스트는"]);
        assert_eq!(words("ABC漢字def"), ["abc", "漢", "字", "def"]);
        assert_eq!(words("漢\u{200d}\u{fe00}字"), ["漢", "字"]);
    }

    /// The rules, without tables, windows or bits.
    fn plain(text: &str) -> Vec<String> {
        use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};
        let mut words = vec![String::new()];
        let mut alone = false;
        for c in text.chars() {
            let last = words.last_mut().unwrap();
            if "\u{ad}\u{200c}\u{200d}\u{2060}\u{feff}".contains(c)
                || ('\u{fe00}'..='\u{fe0f}').contains(&c)
            {
                continue;
            }
            if is_combining_mark(c) {
                if !last.is_empty() {
                    last.push(c);
                }
                continue;
            }
            if !c.is_alphanumeric() {
                words.push(String::new());
                continue;
            }
            let folded: String = if c.is_numeric() && !c.is_alphabetic() {
                "0".into()
            } else {
                c.to_lowercase().to_string().replace('ς', "σ")
            };
            let unspaced = rules::is_unspaced(folded.chars().next().unwrap());
            if unspaced || alone {
                words.push(String::new());
            }
            words.last_mut().unwrap().push_str(&folded);
            alone = unspaced;
        }
        words
            .into_iter()
            .filter(|word| !word.is_empty())
            .map(|word| word.nfc().collect())
            .collect()
    }

    fn collect(feed: impl FnOnce(&mut Each<&mut dyn FnMut(&[u8])>)) -> Vec<String> {
        let mut words = Vec::new();
        feed(&mut Each(&mut |word| {
            words.push(String::from_utf8(word.to_vec()).unwrap())
        }));
        words
    }

    /// Texts of many shapes, up to some windows long.
    fn texts() -> impl Strategy<Value = String> {
        let pieces = prop_oneof![
            "[a-z]{1,12} ",
            "[ -~]{0,70}",
            "[a-zA-ZÀ-ÿĀ-ſ]{1,20}[ ,.]",
            "[а-яА-ЯёЁ]{1,20}[ –“]",
            "[Α-Ωα-ωςάἀ]{1,20} ",
            "[\\u{80}-\\u{31ff} a-zA-Z0-9]{0,40}",
            "[\\u{300}-\\u{345}\\u{900}-\\u{97f}a-c ]{0,20}",
            "[\\u{e00}-\\u{f9f}\\u{1000}-\\u{109f} ]{0,20}",
            "[\\u{1100}-\\u{11ff}가-힣]{0,10}",
            "[\\u{3040}-\\u{30ff}\\u{4e00}-\\u{4fff}\\u{ff00}-\\u{ffef} ]{0,40}",
            "[\\u{ad}\\u{200b}-\\u{200f}\\u{fe0f}a ]{0,6}",
            "\\PC{0,40}",
            any::<String>(),
        ];
        proptest::collection::vec((pieces, 1usize..12), 0..8).prop_map(|pieces| {
            pieces
                .iter()
                .map(|(piece, times)| piece.repeat(*times))
                .collect()
        })
    }

    proptest! {
        #[test]
        fn every_way_agrees_with_the_rules(text in texts()) {
            let expected = plain(&text);
            let mut scratch = Scratch::default();
            for _ in 0..2 {
                prop_assert_eq!(&collect(|sink| feed(&text, &mut scratch, sink)), &expected);
                prop_assert_eq!(&collect(|sink| feed_portable(&text, &mut scratch, sink)), &expected);
            }
        }

        #[test]
        fn words_are_their_own_words(text in texts()) {
            for word in words(&text) {
                prop_assert_eq!(words(&word), vec![word.clone()]);
            }
        }
    }

    #[test]
    fn every_character_follows_the_rules() {
        for c in '\0'..=char::MAX {
            for text in [
                format!("{c}"),
                format!("Ab{c}Cd"),
                format!("е\u{301}{c} {c}\u{301}{c}"),
            ] {
                assert_eq!(words(&text), plain(&text), "{text:?}");
            }
        }
    }
}
