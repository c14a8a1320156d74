//! Looking at the characters around a place in a text.

/// The character before byte `at`.
pub(super) fn before(text: &str, at: usize) -> Option<char> {
    text.get(..at)?.chars().next_back()
}

/// The character that begins at byte `at`.
pub(super) fn after(text: &str, at: usize) -> Option<char> {
    text.get(at..)?.chars().next()
}

/// The byte before `at`.
pub(super) fn byte_before(text: &str, at: usize) -> Option<u8> {
    text.as_bytes().get(at.checked_sub(1)?).copied()
}

/// The byte at `at`.
pub(super) fn byte_at(text: &str, at: usize) -> Option<u8> {
    text.as_bytes().get(at).copied()
}

/// True when a letter or digit stands there: a value cannot begin or end against one.
pub(super) fn is_word(c: Option<char>) -> bool {
    c.is_some_and(|c| c.is_alphanumeric() || c == '_')
}

/// True when a digit stands at byte `at`.
pub(super) fn is_digit(text: &str, at: usize) -> bool {
    byte_at(text, at).is_some_and(|b| b.is_ascii_digit())
}

/// Spaces and hyphens that part the groups of a long number, once folded.
pub(super) fn is_separator(c: char) -> bool {
    matches!(c, ' ' | '-')
}
