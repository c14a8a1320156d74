//! Mistakes that people make who write TOML for the first time.

/// What is most likely wrong where a text stops to be TOML, of mistakes that are easily made: with a
/// keyboard or a habit of a language, or in a word processor.
pub(crate) fn likely(text: &str, at: usize) -> Option<&'static str> {
    let (before, from) = text.split_at_checked(at)?;
    let mut from = from.chars();
    match from.next()? {
        ',' if before.ends_with(|c: char| c.is_ascii_digit())
            && from.next().is_some_and(|c| c.is_ascii_digit()) =>
        {
            Some("a comma in a number: TOML writes a point, as in `0.8`")
        }
        '“' | '”' | '„' | '‟' | '‘' | '’' | '‚' | '«' | '»' => {
            Some("typographic quotation marks: TOML wants straight ones, as in `\"ces_Latn\"`")
        }
        _ => None,
    }
}
