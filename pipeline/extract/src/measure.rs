//! Counts over the text of a block, in one pass, and their sums over elements.

use crate::letters::{is_wide, letters};
use crate::tags::Tag;
use crate::tree::{Block, Tree};
use crate::words::{Word, Words};

/// What is measured of a block; of an element, the sum over the blocks in it.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Measure {
    /// Letters and other visible characters, ideographs and syllables counted as [`WIDE`].
    pub(crate) chars: u32,
    /// Of those, in links (estimated from the share of bytes).
    pub(crate) link: u32,
    pub(crate) commas: u32,
    /// Sentence ends.
    pub(crate) ends: u32,
    /// Characters of running text: see [`prose`].
    pub(crate) prose: u32,
    pub(crate) words: u32,
    pub(crate) blocks: u32,
    pub(crate) links: u32,
    /// Words that could tell what a text is about …
    pub(crate) telling: u32,
    /// … and those of them that stand in the page's title or description.
    pub(crate) topical: u32,
    pub(crate) headings: u32,
    pub(crate) paragraphs: u32,
}

/// What is measured of a block only.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Script {
    pub(crate) digits: u32,
    pub(crate) upper: u32,
    pub(crate) letters: u32,
    /// Words that begin with a capital.
    pub(crate) capitals: u32,
    /// Marks that stand between the entries of menus and lists: `| › » • / >`.
    pub(crate) separators: u32,
    pub(crate) wide: u32,
    /// `$ € £ ¥` and the like.
    pub(crate) currency: u32,
    pub(crate) first: First,
    pub(crate) last: Last,
    /// `@`, `©`, `://`.
    pub(crate) at: bool,
    pub(crate) copyright: bool,
    pub(crate) address: bool,
    /// Hash of the text, case and digits left out.
    pub(crate) hash: u64,
}

/// The kind of a block's first character.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum First {
    #[default]
    Other,
    Lower,
    Upper,
    Digit,
}

/// How a block ends.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Last {
    #[default]
    Other,
    Sentence,
    Colon,
    Ellipsis,
    Digit,
}

impl Measure {
    pub(crate) fn add(&mut self, other: &Self) {
        self.chars = self.chars.saturating_add(other.chars);
        self.link = self.link.saturating_add(other.link);
        self.commas = self.commas.saturating_add(other.commas);
        self.ends = self.ends.saturating_add(other.ends);
        self.prose = self.prose.saturating_add(other.prose);
        self.words = self.words.saturating_add(other.words);
        self.blocks = self.blocks.saturating_add(other.blocks);
        self.links = self.links.saturating_add(other.links);
        self.telling = self.telling.saturating_add(other.telling);
        self.topical = self.topical.saturating_add(other.topical);
        self.headings += other.headings;
        self.paragraphs += other.paragraphs;
    }

    /// Share of characters in links, 0 to 1.
    pub(crate) fn link_density(&self) -> f32 {
        share(self.link, self.chars)
    }

    /// Characters outside links.
    pub(crate) fn free(&self) -> u32 {
        self.chars - self.link.min(self.chars)
    }
}

/// `part / whole`, 0 for nothing of nothing.
pub(crate) fn share(part: u32, whole: u32) -> f32 {
    if whole == 0 {
        0.0
    } else {
        part as f32 / whole as f32
    }
}

/// One ideograph, kana or syllable carries about as much as this many letters.
const WIDE: u32 = 2;

/// Measures a block and calls `each` with its words, in one pass over its characters.
pub(crate) fn of_block(
    tree: &Tree,
    block: &Block,
    mut each: impl FnMut(Word),
) -> (Measure, Script) {
    let text = tree.text_of(block);
    let mut sum = Measure {
        blocks: 1,
        links: u32::from(block.links),
        headings: u32::from(block.heading > 0),
        paragraphs: u32::from(tree.element(block.element).tag == Tag::P),
        ..Measure::default()
    };
    let mut script = Script::default();
    let mut pending = Last::Other;
    let mut in_word = false;
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    let mut before = ' ';
    let letters = letters();
    let mut all = Words::new();
    for value in text.chars() {
        let last = std::mem::replace(&mut before, value);
        let kind = letters.kind(value);
        if kind.is_letter() {
            let upper = kind.is_upper();
            if sum.chars == 0 {
                script.first = if upper { First::Upper } else { First::Lower };
            }
            script.letters += 1;
            script.upper += u32::from(upper);
            script.capitals += u32::from(upper && !in_word);
            if is_wide(value) {
                sum.chars += WIDE - 1;
                script.wide += 1;
                // About two ideographs make a word.
                sum.words += script.wide & 1;
                all.ideograph(value, &mut each);
            } else {
                sum.words += u32::from(!in_word);
                all.letter(kind.lower(value));
            }
            in_word = true;
        } else {
            all.gap(&mut each);
            match value {
                ' ' | '\n' | '\t' => {
                    sum.ends += u32::from(matches!(pending, Last::Sentence | Last::Ellipsis));
                    pending = Last::Other;
                    in_word = false;
                    continue;
                }
                '0'..='9' => {
                    if sum.chars == 0 {
                        script.first = First::Digit;
                    }
                    script.digits += 1;
                    sum.words += u32::from(!in_word);
                    in_word = true;
                    pending = Last::Digit;
                    sum.chars += 1;
                    continue;
                }
                '.' | '!' | '?' | '·' | '।' | '…' | ':' | '：' => {
                    script.separators += u32::from(value == '·');
                    pending = match value {
                        '…' => Last::Ellipsis,
                        '.' if last == '.' => Last::Ellipsis,
                        ':' | '：' => Last::Colon,
                        _ => Last::Sentence,
                    };
                    sum.chars += 1;
                    continue;
                }
                '。' | '！' | '？' => {
                    sum.ends += 1;
                    pending = Last::Other;
                    script.last = Last::Sentence;
                    sum.chars += 1;
                    continue;
                }
                // A sentence may end in a quotation mark or a bracket.
                '"' | '”' | '“' | '»' | '«' | '’' | '\'' | ')' | ']' => {
                    script.separators += u32::from(matches!(value, '»' | '«'));
                    sum.chars += 1;
                    continue;
                }
                ',' | ';' | '،' | '、' | '，' | '；' => sum.commas += 1,
                '|' | '›' | '‹' | '•' | '>' | '<' | '→' | '▼' | '▾' | '×' | '★' | '☆' =>
                {
                    script.separators += 1;
                }
                '/' => {
                    script.separators += 1;
                    script.address |= last == '/';
                }
                '@' => script.at = true,
                '©' => script.copyright = true,
                '$' | '€' | '£' | '¥' | '₽' | '₺' => script.currency += 1,
                _ => {}
            }
        }
        pending = Last::Other;
        script.last = Last::Other;
        sum.chars += 1;
        hash = (hash ^ u64::from(u32::from(value) | 0x20)).wrapping_mul(0x0000_0100_0000_01b3);
    }
    all.gap(each);
    sum.ends += u32::from(matches!(pending, Last::Sentence | Last::Ellipsis));
    if pending != Last::Other {
        script.last = pending;
    }
    script.hash = hash;
    let bytes = u64::from(block.end.saturating_sub(block.start)).max(1);
    let link = u64::from(sum.chars) * u64::from(block.link) / bytes;
    sum.link = u32::try_from(link).unwrap_or(sum.chars).min(sum.chars);
    sum.prose = prose(&sum, block);
    (sum, script)
}

/// Characters that count as running text: those outside links in a block that is long or holds
/// a whole sentence. A short block without a sentence end (a label, a headline, a menu item)
/// counts nothing, a short sentence half.
fn prose(sum: &Measure, block: &Block) -> u32 {
    if block.heading > 0 || block.button || sum.link_density() > 0.5 {
        return 0;
    }
    let free = sum.free();
    match (free, sum.ends + sum.commas) {
        (0..25, _) => 0,
        (25..80, 0) => 0,
        (25..80, _) => free / 2,
        (_, 0) => free / 2,
        _ => free,
    }
}

/// Sums the measures of blocks into their elements and all elements around them.
pub(crate) fn of_elements(tree: &Tree, blocks: &[Measure]) -> Vec<Measure> {
    let mut sums = vec![Measure::default(); tree.elements.len()];
    for (block, measure) in tree.blocks.iter().zip(blocks) {
        if let Some(sum) = sums.get_mut(block.element as usize) {
            sum.add(measure);
        }
    }
    for (index, element) in tree.elements.iter().enumerate().skip(1).rev() {
        let own = sums.get(index).copied().unwrap_or_default();
        if let Some(sum) = sums.get_mut(element.parent as usize) {
            sum.add(&own);
        }
    }
    sums
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::builder;
    use crate::limits::Limits;

    fn measure(html: &str) -> (Measure, Script) {
        let tree = builder::build(html, &Limits::default()).tree;
        of_block(&tree, &tree.blocks[0], |_| {})
    }

    #[test]
    fn words_sentences_and_marks() {
        let (sum, script) = measure("<p>Die Žába, říká se, má 12 žabek. Ale kde? \"Doma.\"");
        assert_eq!((sum.words, sum.commas, sum.ends), (10, 2, 3));
        assert_eq!((script.digits, script.capitals), (2, 4));
        assert_eq!((script.first, script.last), (First::Upper, Last::Sentence));
        let (sum, script) = measure("<p>北京大学的学生。");
        assert_eq!((sum.chars, sum.ends, script.wide), (15, 1, 7));
        let (_, script) = measure("<p>Read on …");
        assert_eq!(script.last, Last::Ellipsis);
        let (_, script) = measure("<p>Home › News » 5 € @ http://x");
        assert_eq!((script.separators, script.currency), (4, 1));
        assert!(script.at && script.address && !script.copyright);
    }

    #[test]
    fn links_are_a_share_and_labels_are_no_prose() {
        let (sum, _) = measure("<p><a href=/x>half of it</a> half of it");
        assert!((sum.link_density() - 0.5).abs() < 0.1);
        assert_eq!((sum.links, sum.prose), (1, 0));
        let (sum, _) = measure(
            "<p>This is a sentence that is long enough, with a comma and an end, to count.",
        );
        assert_eq!(sum.prose, sum.chars / 2);
        assert_eq!(
            measure("<h2>A heading that is as long as a sentence, with a comma.")
                .0
                .prose,
            0
        );
    }
}
