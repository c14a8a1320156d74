//! The words of a URL.

use super::address::Address;

/// True when `is_listed` holds for a word of the host, the path or the query: what stands between
/// characters that are neither letters nor digits, in lower case. The last word asked for is the
/// one that was found.
pub(super) fn any(
    address: &Address<'_>,
    word: &mut String,
    is_listed: impl Fn(&str) -> bool,
) -> bool {
    let [path, query] = address.readable_parts();
    [address.readable_host(), path, query].iter().any(|part| {
        part.split(|c| !is_part(c)).any(|token| {
            if token.is_empty() {
                return false;
            }
            lower(token, word);
            is_listed(word)
        })
    })
}

/// The word that a line of a word list has, as [`any`] asks for it; none for a line with more or
/// less than one word.
pub(super) fn listed(line: &str) -> Option<String> {
    let mut word = String::new();
    lower(line, &mut word);
    line.chars().all(is_part).then_some(word)
}

/// Letters and digits, and the marks that stand over letters: without them half a letter would
/// end a word.
fn is_part(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphanumeric();
    }
    c.is_alphanumeric() || matches!(c, '\u{300}'..='\u{36f}')
}

/// Letter by letter, so that a sigma has one form wherever it stands.
fn lower(token: &str, word: &mut String) {
    word.clear();
    if token.is_ascii() {
        word.push_str(token);
        word.make_ascii_lowercase();
        return;
    }
    for c in token.chars() {
        match c {
            'ς' => word.push('σ'),
            _ => word.extend(c.to_lowercase()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Address, any, listed};
    use std::cell::RefCell;

    fn words(url: &str) -> Vec<String> {
        let seen = RefCell::new(Vec::new());
        let address = Address::parse(url).unwrap();
        any(&address, &mut String::new(), |word| {
            seen.borrow_mut().push(word.to_owned());
            false
        });
        seen.into_inner()
    }

    #[test]
    fn words_are_parted_at_all_else() {
        assert_eq!(
            words("https://user:pass@www.Free-Stuff.example:80/a_b/C%20d%2Fe.html?f=G+h&i#j"),
            [
                "www", "free", "stuff", "example", "a", "b", "c", "d", "e", "html", "f", "g", "h",
                "i"
            ]
        );
        assert_eq!(
            words("http://xn--bcher-kva.example/ΟΔΟΣ"),
            ["bücher", "example", "οδοσ"]
        );
        assert_eq!(words("http://a.example/%E9t%E9"), ["a", "example", "t"]);
        // An accent that is a character of its own does not end a word.
        assert_eq!(
            words("http://a.example/ne%CC%81e"),
            ["a", "example", "ne\u{301}e"]
        );
    }

    #[test]
    fn a_line_has_one_word() {
        assert_eq!(listed("Straße").as_deref(), Some("straße"));
        assert_eq!(listed("οδός"), listed("ΟΔΌΣ"));
        assert_eq!(listed("two words"), None);
        assert_eq!(listed("two-words"), None);
    }
}
