//! Words in the form in which they are compared.

use super::props;

/// A word in the form in which words are compared: lower-cased, with a plain apostrophe and hyphen
/// for the typographic ones, without soft hyphens.
pub(crate) fn plain_lower(word: &str, into: &mut String) {
    into.clear();
    for c in word.chars() {
        match c {
            '’' => into.push('\''),
            '\u{2010}' | '\u{2011}' => into.push('-'),
            '\u{ad}' => {}
            _ if c.is_ascii() => into.push(c.to_ascii_lowercase()),
            // Most letters are in lower case, and need no walk through the tables of cases.
            _ if props::of(c.into()) & props::FOLDS == 0 => into.push(c),
            _ => into.extend(c.to_lowercase()),
        }
    }
    // A capital sigma at the end of a word is a final one: ΤΗΣ is της.
    if word.ends_with('Σ') && word.len() > 'Σ'.len_utf8() && into.pop().is_some() {
        into.push('ς');
    }
}

#[cfg(test)]
mod tests {
    use super::super::is_joiner;
    use super::*;

    #[test]
    fn every_character_has_the_lower_case_of_the_standard_library() {
        let mut lower = String::new();
        for c in ('\0'..=char::MAX).filter(|c| !is_joiner(*c)) {
            plain_lower(&format!("x{c}y"), &mut lower);
            assert!(
                lower.chars().eq(format!("x{c}y").to_lowercase().chars()),
                "{c:?}"
            );
        }
    }
}
