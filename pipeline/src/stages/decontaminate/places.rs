//! What is cut out of a document: hits, what stands around them, and what would be left in bits.

use std::ops::Range;

/// Characters beyond the margin in which white space is looked for, so that no word is cut in two.
const FAR: usize = 64;

/// What is cut for hits (bytes of `text`, by where they begin), with `margin` characters on each side and
/// on to the next white space. Pieces of fewer than `margin` characters between cuts and at the ends go
/// too, as in Brown et al. 2020, appendix C. Gives places in order and disjoint, none empty.
pub(super) fn places(
    text: &str,
    hits: impl Iterator<Item = Range<usize>>,
    margin: usize,
) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    for hit in hits {
        match found.last_mut() {
            Some(last) if hit.start <= last.end => last.end = last.end.max(hit.end),
            _ => found.push(hit),
        }
    }
    let mut places: Vec<Range<usize>> = Vec::new();
    for hit in found {
        let place = before(text, hit.start, margin)..after(text, hit.end, margin);
        match places.last_mut() {
            Some(last) if !is_piece(text, last.end..place.start, margin) => {
                last.end = last.end.max(place.end);
            }
            _ => places.push(place),
        }
    }
    if let Some(first) = places.first_mut()
        && !is_piece(text, 0..first.start, margin)
    {
        first.start = 0;
    }
    if let Some(last) = places.last_mut()
        && !is_piece(text, last.end..text.len(), margin)
    {
        last.end = text.len();
    }
    places
}

/// The same places, but for one line end in each that has any: what stood on two lines stays on two.
pub(super) fn with_line_ends(text: &str, places: Vec<Range<usize>>) -> Vec<Range<usize>> {
    let mut parts = Vec::with_capacity(places.len());
    for place in places {
        let before = text.get(..place.start).unwrap_or_default();
        let inside = place.end < text.len() && !before.is_empty() && !before.ends_with('\n');
        let line_end = text.get(place.clone()).and_then(|cut| cut.find('\n'));
        match line_end.filter(|_| inside) {
            Some(at) => {
                parts.push(place.start..place.start + at);
                parts.push(place.start + at + 1..place.end);
            }
            None => parts.push(place),
        }
    }
    parts.retain(|part| !part.is_empty());
    parts
}

/// Whether what is left between two cuts is enough to stay.
fn is_piece(text: &str, place: Range<usize>, margin: usize) -> bool {
    let piece = text.get(place).unwrap_or_default().trim();
    !piece.is_empty() && piece.chars().nth(margin.saturating_sub(1)).is_some()
}

/// Where a cut begins: after white space, or with the text.
fn before(text: &str, start: usize, margin: usize) -> usize {
    let head = text.get(..start).unwrap_or_default();
    let mut chars = head.char_indices().rev();
    let mut at = start;
    for _ in 0..margin {
        match chars.next() {
            Some((place, _)) => at = place,
            None => return 0,
        }
    }
    for (place, c) in chars.take(FAR) {
        if c.is_whitespace() {
            return at;
        }
        at = place;
    }
    at
}

/// Where a cut ends: with the white space that follows, or with the text.
fn after(text: &str, end: usize, margin: usize) -> usize {
    let rest = text.get(end..).unwrap_or_default();
    let mut chars = rest.char_indices();
    if margin > 0 && chars.nth(margin - 1).is_none() {
        return text.len();
    }
    let mut spaced = false;
    for (n, (place, c)) in chars.enumerate() {
        match c.is_whitespace() {
            true => spaced = true,
            false if spaced || n >= FAR => return end + place,
            false => {}
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn left(text: &str, hits: &[&str], margin: usize) -> String {
        let hit = |hit: &&str| {
            let start = text.find(hit).unwrap();
            start..start + hit.len()
        };
        let cut = places(text, hits.iter().map(hit), margin);
        let (mut left, mut from) = (String::new(), 0);
        for part in with_line_ends(text, cut) {
            left.push_str(&text[from..part.start]);
            from = part.end;
        }
        left.push_str(&text[from..]);
        left
    }

    #[test]
    fn hits_go_with_their_margin() {
        let text = "one two three four five six seven eight nine ten eleven twelve";
        assert_eq!(
            left(text, &["five six"], 0),
            "one two three four seven eight nine ten eleven twelve"
        );
        // Ten characters on each side, and to the end of the word; what is left before is a piece of
        // fewer than ten.
        assert_eq!(left(text, &["five six"], 10), "nine ten eleven twelve");
        assert_eq!(
            left(text, &["one two"], 3),
            "four five six seven eight nine ten eleven twelve"
        );
        assert_eq!(
            left(text, &["twelve"], 3),
            "one two three four five six seven eight nine ten "
        );
        assert_eq!(
            left(text, &["five", "nine"], 3),
            "one two three seven eleven twelve"
        );
        assert_eq!(left(text, &["six"], 40), "");
    }

    #[test]
    fn lines_stay_lines() {
        let text = "the first line is here\nfive six\nand the last line is there";
        assert_eq!(
            left(text, &["five six"], 0),
            "the first line is here\nand the last line is there"
        );
        assert_eq!(
            left(text, &["is here\nfive six\nand"], 0),
            "the first line \nthe last line is there"
        );
    }

    proptest! {
        #[test]
        fn places_are_in_order_and_hold_the_hits(
            text in "[a-cž .\n]{0,400}",
            starts in proptest::collection::vec((0usize..400, 1usize..30), 0..9),
            margin in 0usize..60,
        ) {
            let inside = |at: usize| (at.min(text.len())..=text.len()).find(|at| text.is_char_boundary(*at)).unwrap();
            let mut hits: Vec<Range<usize>> = starts.iter().map(|(at, n)| inside(*at)..inside(at + n)).collect();
            hits.retain(|hit| !hit.is_empty());
            hits.sort_by_key(|hit| (hit.start, hit.end));
            let cut = places(&text, hits.iter().cloned(), margin);
            for hit in &hits {
                prop_assert!(cut.iter().any(|place| place.start <= hit.start && hit.end <= place.end));
            }
            for part in [cut.clone(), with_line_ends(&text, cut)] {
                let mut from = 0;
                for place in part {
                    prop_assert!(from <= place.start && place.start < place.end && place.end <= text.len());
                    prop_assert!(text.get(place.clone()).is_some());
                    from = place.end;
                }
            }
        }
    }
}
