//! The words that people write beside a number.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// A label or word of context.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Word {
    /// In lower case; a space stands for any white space.
    pub text: String,
    /// True if more letters may follow: the word is a stem.
    pub stem: bool,
}

impl Word {
    /// The ways to write one entry of a file. `*` at the end makes a stem. A dot may be left out,
    /// and so may the space behind one; a hyphen may be a space or left out, and so may all marks
    /// on letters (capitals have none in Greek). `r. č.` is `r.č.`, `r č`, `rč` and `rc` too.
    pub(super) fn expand(entry: &str) -> Vec<Self> {
        let (text, stem) = match entry.strip_suffix('*') {
            Some(text) => (text, true),
            None => (entry, false),
        };
        let text = text.to_lowercase();
        let hyphens = ["-", " ", ""].map(|joint| text.replace('-', joint));
        let mut forms: Vec<String> = hyphens.iter().flat_map(|text| dotted(text)).collect();
        forms.extend(forms.iter().map(|form| unmarked(form)).collect::<Vec<_>>());
        forms.retain(|form| !form.trim().is_empty());
        forms.sort();
        forms.dedup();
        forms.into_iter().map(|text| Self { text, stem }).collect()
    }
}

/// Without marks, and with the letters that ASCII has no form of written as people do without them.
fn unmarked(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.nfd().filter(|&c| !is_combining_mark(c)) {
        match letter {
            'ø' => out.push('o'),
            'đ' | 'ð' => out.push('d'),
            'ł' => out.push('l'),
            'ı' => out.push('i'),
            'ħ' => out.push('h'),
            'ß' => out.push_str("ss"),
            'æ' => out.push_str("ae"),
            'þ' => out.push_str("th"),
            '\u{2019}' => out.push('\''),
            _ => out.push(letter),
        }
    }
    out
}

fn dotted(text: &str) -> Vec<String> {
    if !text.contains('.') {
        return vec![text.to_owned()];
    }
    let tight = text.replace(". ", ".");
    let spaced = tight.replace('.', ". ");
    let bare = tight.replace('.', " ");
    // The last dot is often left out, or is the end of the sentence.
    let ends = [text, &tight, spaced.trim_end()];
    let short = ends.map(|form| form.trim_end_matches('.').to_owned());
    let mut forms = ends.map(str::to_owned).to_vec();
    forms.extend(short);
    forms.extend([
        tight.replace('.', ""),
        text.replace('.', ""),
        bare.trim_end().to_owned(),
    ]);
    forms
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(entry: &str) -> Vec<String> {
        Word::expand(entry).into_iter().map(|w| w.text).collect()
    }

    #[test]
    fn dots_and_spaces_behind_them_may_be_left_out() {
        assert_eq!(
            texts("R. Č."),
            [
                "r c", "r č", "r. c", "r. c.", "r. č", "r. č.", "r.c", "r.c.", "r.č", "r.č.", "rc",
                "rč"
            ]
        );
        assert_eq!(texts("C.F."), ["c f", "c. f", "c. f.", "c.f", "c.f.", "cf"]);
        assert_eq!(texts("fnr."), ["fnr", "fnr."]);
        assert_eq!(texts("Steuer-ID"), ["steuer id", "steuer-id", "steuerid"]);
    }

    #[test]
    fn an_asterisk_makes_a_stem() {
        let words = Word::expand("PESEL*");
        assert_eq!(words.len(), 1);
        assert!(words[0].stem && words[0].text == "pesel");
    }

    #[test]
    fn marks_may_be_left_out() {
        assert_eq!(texts("Αριθμός"), ["αριθμος", "αριθμός"]);
        assert_eq!(texts("fødselsnummer"), ["fodselsnummer", "fødselsnummer"]);
        assert_eq!(texts("d’assuré"), ["d'assure", "d’assuré"]);
    }
}
