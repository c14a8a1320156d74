//! The words around a number as they are searched: lower-cased, one space before, after and between.

/// Bytes before and behind a number that are looked at.
const BEFORE: usize = 80;
const BEHIND: usize = 40;

/// Signs that say as much as a word.
fn is_sign(c: char) -> bool {
    matches!(c, '§' | '€' | '$' | '£' | '%' | '°')
}

/// A word of a list in the form in which windows are searched. `*` at either end lets the word go on there;
/// it stays at the end, to be seen by the caller.
pub(super) fn normalised(word: &str) -> String {
    let (front, back) = (word.starts_with('*'), word.ends_with('*'));
    let mut out = String::with_capacity(word.len() + 2);
    push(word, &mut out);
    let inner = out.trim().to_owned();
    let left = if front { "" } else { " " };
    let right = if back { "*" } else { " " };
    format!("{left}{inner}{right}")
}

fn push(text: &str, out: &mut String) {
    out.push(' ');
    for c in text.chars() {
        if matches!(c, '\u{300}'..='\u{36f}') {
            // Part of the letter before it.
        } else if c.is_alphanumeric() {
            out.extend(
                c.to_lowercase()
                    .filter(|c| !matches!(c, '\u{300}'..='\u{36f}')),
            );
        } else if is_sign(c) {
            if !out.ends_with(' ') {
                out.push(' ');
            }
            out.push(c);
            out.push(' ');
        } else if !out.ends_with(' ') {
            out.push(' ');
        }
    }
    if !out.ends_with(' ') {
        out.push(' ');
    }
}

/// The window with placeholders left out: `<PHONE>` is no word about what follows.
fn window(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let mut rest = text;
    let mut plain = String::with_capacity(text.len());
    while let Some(open) = rest.find('<') {
        let inner = rest.get(open + 1..).unwrap_or_default();
        let name = inner.find(|c: char| !(c.is_ascii_uppercase() || c == '_'));
        plain.push_str(rest.get(..open).unwrap_or_default());
        match name {
            Some(close) if close > 1 && inner.as_bytes().get(close) == Some(&b'>') => {
                plain.push('|');
                rest = inner.get(close + 1..).unwrap_or_default();
            }
            _ => {
                plain.push('<');
                rest = inner;
            }
        }
    }
    plain.push_str(rest);
    push(&plain, &mut out);
    out
}

/// The words before byte `start`: those of its line; of the line before, when the number is the first
/// thing on its own.
pub(super) fn before(text: &str, start: usize) -> String {
    let mut from = start.saturating_sub(BEFORE);
    while !text.is_char_boundary(from) {
        from += 1;
    }
    let mut head = text.get(from..start).unwrap_or_default();
    let mut lines = head.rmatch_indices('\n');
    if let Some((own, _)) = lines.next() {
        let line = head.get(own..).unwrap_or_default();
        let cut = if line.chars().any(char::is_alphanumeric) {
            Some(own)
        } else {
            lines.next().map(|(at, _)| at)
        };
        head = cut.and_then(|at| head.get(at..)).unwrap_or(head);
    }
    // A word that the window cuts is none.
    let cut = from > 0
        && text
            .get(..from)
            .and_then(|t| t.chars().next_back())
            .is_some_and(char::is_alphanumeric);
    if cut && head.len() == start - from {
        let word = head.find(|c: char| !c.is_alphanumeric());
        head = word.and_then(|at| head.get(at..)).unwrap_or_default();
    }
    window(head)
}

/// The words of the same line behind byte `end`.
pub(super) fn behind(text: &str, end: usize) -> String {
    let mut to = (end + BEHIND).min(text.len());
    while !text.is_char_boundary(to) {
        to -= 1;
    }
    let tail = text.get(end..to).unwrap_or_default();
    let line = tail
        .find('\n')
        .and_then(|at| tail.get(..at))
        .unwrap_or(tail);
    window(line)
}
