//! The fast way and the portable way find the same in every text.

use proptest::prelude::*;

use super::block::Portable;
use super::map::Map;
use super::*;

fn portable(text: &str) -> (Tokens, Map) {
    let mut tokens = Tokens::default();
    tokens.read(text, &mut String::new(), Portable);
    let mut map = Map::default();
    map.read(text, Portable);
    (tokens, map)
}

fn same(text: &str) {
    // Left over from another text, as in a run.
    let mut fast = Tokens::default();
    fast.fill("Σ’a 1.2’3 – x", &mut String::new());
    fast.fill(text, &mut String::new());
    let (slow, map) = portable(text);
    assert_eq!(fast.map, map, "{text:?}");
    assert_eq!(slow.map, map, "{text:?}");
    assert_eq!(fast.hashes, slow.hashes, "{text:?}");
    assert_eq!(fast.lower, slow.lower, "{text:?}");
    assert_eq!(fast.chars_before, slow.chars_before, "{text:?}");
    assert_eq!(fast.words.len(), map.words, "{text:?}");
    assert_eq!(map.chars, text.chars().count(), "{text:?}");
    for word in &fast.words {
        assert!(
            text.get(word.start..word.end)
                .is_some_and(|w| !w.is_empty())
        );
    }
}

/// What the tokeniser is told to do, one character after the other: the words and the number of runs
/// of one symbol.
fn by_characters(text: &str) -> (Vec<&str>, usize) {
    let chars: Vec<(usize, char)> = text.char_indices().collect();
    let kind = |i: usize| {
        chars
            .get(i)
            .map_or(class::Class::Space, |&(_, c)| class::class(c))
    };
    let is_word = |kind| matches!(kind, class::Class::Alpha | class::Class::Digit);
    let (mut words, mut symbols, mut start, mut last) = (Vec::new(), 0, None, None);
    for (i, &(at, c)) in chars.iter().enumerate() {
        let (before, after) = (i.checked_sub(1).map(kind), kind(i + 1));
        let joins = match kind(i) {
            class::Class::Joiner => before.is_some_and(is_word) && is_word(after),
            class::Class::Decimal => {
                before == Some(class::Class::Digit) && after == class::Class::Digit
            }
            own => is_word(own),
        };
        if joins {
            start.get_or_insert(at);
        } else {
            words.extend(start.take().and_then(|start: usize| text.get(start..at)));
        }
        let symbol = !joins && kind(i) != class::Class::Space;
        symbols += usize::from(symbol && last != Some(c));
        last = symbol.then_some(c);
    }
    words.extend(start.and_then(|start| text.get(start..)));
    (words, symbols)
}

const PIECES: &[&str] = &[
    "a",
    "B",
    "é",
    "É",
    "Σ",
    "ж",
    " ",
    "\n",
    "\r\n",
    ".",
    ",",
    "!",
    "'",
    "’",
    "-",
    "·",
    "\u{ad}",
    "\u{2010}",
    "1",
    "٣",
    "²",
    "#",
    "...",
    "…",
    "😀",
    "\u{301}",
    "\u{200d}",
    "\u{a0}",
    "\u{2028}",
    "{",
    "—",
    "漢",
    "𐐀",
    "İ",
    "\0",
    "\u{1c}",
    "\u{fffd}",
    "wordwordword",
    "    ",
    "----",
];

fn texts() -> impl Strategy<Value = String> {
    let pieces = prop::collection::vec(prop::sample::select(PIECES), 0..200);
    prop_oneof![
        pieces.prop_map(|pieces| pieces.concat()),
        ".{0,200}",
        "[a-z '’.,0-9-]{0,300}",
    ]
}

proptest! {
    #[test]
    fn the_fast_way_finds_what_the_portable_one_does(text in texts()) {
        same(&text);
    }

    #[test]
    fn blocks_are_no_borders(text in texts()) {
        let mut tokens = Tokens::default();
        tokens.fill(&text, &mut String::new());
        let words: Vec<&str> = tokens.words.iter().map(|w| &text[w.start..w.end]).collect();
        let symbols = tokens.map.symbols;
        prop_assert_eq!((words, symbols), by_characters(&text));
    }
}

#[test]
fn every_length_around_a_block() {
    for n in 0..200 {
        same(&"a".repeat(n));
        same(&"é".repeat(n));
        same(&format!("{}’b 1.5", "a".repeat(n)));
        same(&format!("{}1.5’6 ...", " ".repeat(n)));
    }
}
