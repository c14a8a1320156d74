//! The classes of characters, in the order in which European text needs them.

/// What a character is to the tokeniser.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    Alpha,
    Digit,
    Space,
    Joiner,
    Decimal,
    Symbol,
}

/// True for apostrophes and hyphens that hold a word together.
pub(crate) fn is_joiner(c: char) -> bool {
    matches!(
        c,
        '\'' | '’' | '-' | '\u{2010}' | '\u{2011}' | '·' | '\u{ad}'
    )
}

/// Combining marks outside the `Alphabetic` property (which std knows), by block.
pub(crate) fn is_mark(c: char) -> bool {
    matches!(c,
        '\u{300}'..='\u{36f}' | '\u{483}'..='\u{489}' | '\u{591}'..='\u{5bd}'
        | '\u{610}'..='\u{61a}' | '\u{64b}'..='\u{65f}' | '\u{1ab0}'..='\u{1aff}'
        | '\u{1dc0}'..='\u{1dff}' | '\u{200c}' | '\u{200d}' | '\u{20d0}'..='\u{20ff}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{fe20}'..='\u{fe2f}')
}

/// The class of a character; joiners and decimal marks depend on what stands around them.
pub(super) fn class(c: char) -> Class {
    match c {
        'a'..='z' | 'A'..='Z' => Class::Alpha,
        '0'..='9' => Class::Digit,
        ' ' | '\t'..='\r' => Class::Space,
        '.' | ',' => Class::Decimal,
        _ if is_joiner(c) => Class::Joiner,
        _ if c.is_ascii() => Class::Symbol,
        // Latin, Greek, Cyrillic, Armenian letters without a table walk.
        'À'..='Ö' | 'Ø'..='ö' | 'ø'..='\u{2c1}' | 'Ѐ'..='ҁ' | 'Ҋ'..='ԯ' | 'Σ'..='ϵ' => {
            Class::Alpha
        }
        _ if c.is_alphabetic() || is_mark(c) => Class::Alpha,
        _ if c.is_numeric() => Class::Digit,
        _ if c.is_whitespace() => Class::Space,
        _ => Class::Symbol,
    }
}

/// Whether a letter is a capital.
pub(super) fn is_upper(c: char) -> bool {
    match c {
        'A'..='Z' | 'À'..='Ö' | 'Ø'..='Þ' | 'Ѐ'..='Я' => true,
        '\0'..='ÿ' | 'а'..='џ' => false,
        _ => c.is_uppercase(),
    }
}

/// Marks that end a sentence, of the scripts that profiles have.
pub(crate) fn ends_sentence(c: char) -> bool {
    matches!(
        c,
        '.' | '!' | '?' | '\u{589}' | '\u{61f}' | '\u{6d4}' | '\u{203c}' | '\u{203d}' | '\u{2047}'
            ..='\u{2049}' | '\u{3002}' | '\u{ff01}' | '\u{ff0e}' | '\u{ff1f}'
    )
}
