//! Numbers about blocks and elements, in one pass over the text and one over the arena.

use crate::tree::{Block, Tree};

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
    pub(crate) blocks: u32,
}

impl Measure {
    pub(crate) fn add(&mut self, other: Self) {
        self.chars = self.chars.saturating_add(other.chars);
        self.link = self.link.saturating_add(other.link);
        self.commas = self.commas.saturating_add(other.commas);
        self.ends = self.ends.saturating_add(other.ends);
        self.prose = self.prose.saturating_add(other.prose);
        self.blocks = self.blocks.saturating_add(other.blocks);
    }

    /// Share of characters in links, 0 to 1.
    pub(crate) fn link_density(&self) -> f32 {
        if self.chars == 0 {
            0.0
        } else {
            self.link as f32 / self.chars as f32
        }
    }

    /// Characters outside links.
    pub(crate) fn free(&self) -> u32 {
        self.chars - self.link.min(self.chars)
    }
}

/// One ideograph, kana or syllable carries about as much as this many letters.
const WIDE: u32 = 2;

/// Measures every block.
pub(crate) fn of_blocks(tree: &Tree) -> Vec<Measure> {
    tree.blocks
        .iter()
        .map(|block| of_block(tree, block))
        .collect()
}

fn of_block(tree: &Tree, block: &Block) -> Measure {
    let text = tree.text_of(block);
    let mut sum = Measure {
        blocks: 1,
        ..Measure::default()
    };
    let mut pending_end = false;
    for value in text.chars() {
        match value {
            ' ' | '\n' | '\t' => {
                sum.ends += u32::from(pending_end);
                pending_end = false;
                continue;
            }
            ',' | ';' | '،' | '、' | '，' | '；' => sum.commas += 1,
            '.' | '!' | '?' | '…' | '·' | '।' => {
                pending_end = true;
                sum.chars += 1;
                continue;
            }
            '。' | '！' | '？' => sum.ends += 1,
            // A sentence may end in a quotation mark or a bracket.
            '"' | '”' | '“' | '»' | '«' | '’' | '\'' | ')' | ']' => {
                sum.chars += 1;
                continue;
            }
            '\u{1100}'..='\u{11FF}' | '\u{2E80}'..='\u{D7AF}' | '\u{F900}'..='\u{FAFF}' => {
                sum.chars += WIDE - 1;
            }
            _ => {}
        }
        pending_end = false;
        sum.chars += 1;
    }
    sum.ends += u32::from(pending_end);
    let bytes = u64::from(block.end.saturating_sub(block.start)).max(1);
    let link = u64::from(sum.chars) * u64::from(block.link) / bytes;
    sum.link = u32::try_from(link).unwrap_or(sum.chars).min(sum.chars);
    sum.prose = prose(&sum, block);
    sum
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

/// Sums the measures of the blocks that `takes` lets through into their elements and all
/// elements around them.
pub(crate) fn of_elements(
    tree: &Tree,
    blocks: &[Measure],
    takes: impl Fn(&Block) -> bool,
) -> Vec<Measure> {
    let mut sums = vec![Measure::default(); tree.elements.len()];
    for (block, measure) in tree.blocks.iter().zip(blocks) {
        if takes(block)
            && let Some(sum) = sums.get_mut(block.element as usize)
        {
            sum.add(*measure);
        }
    }
    for (index, element) in tree.elements.iter().enumerate().skip(1).rev() {
        let own = sums.get(index).copied().unwrap_or_default();
        if let Some(sum) = sums.get_mut(element.parent as usize) {
            sum.add(own);
        }
    }
    sums
}
