//! What is known of a text beside the text.

/// What was found and mended while the bytes of a text were read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Damage {
    /// U+FFFD that decoding put in place of damaged bytes.
    pub replaced: u32,
    /// Double-encoded sequences that were put right.
    pub repaired: u32,
}

/// A stretch of the text that the identifier gave one language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// Where it begins, in bytes.
    pub start: usize,
    /// Where it ends, in bytes.
    pub end: usize,
    /// Whose language it is in.
    pub whose: Whose,
}

/// Whose language a part of a text is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    /// The document's.
    Own,
    /// Another one.
    Foreign,
    /// None that is known: code, a list of names.
    Nobodys,
}

/// What is known of a text beside the text.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// What was found and mended while the text's bytes were read.
    pub damage: Damage,
    /// The text in parts of one language each, sorted; empty where nobody looked.
    pub parts: &'a [Part],
    /// What a trained model says, 0 to 1; 1 without a model.
    pub quality_score: f32,
}

impl Default for Context<'_> {
    fn default() -> Self {
        Self {
            damage: Damage::default(),
            parts: &[],
            quality_score: 1.0,
        }
    }
}
