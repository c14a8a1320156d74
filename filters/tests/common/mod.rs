//! A profile of the tests' own, so that no change of a language's numbers moves a test.

use tamis_langs::{BalanceHints, Identify, PiiPolicy, Profile, Quality, Repetition, Words};

/// A profile with these stop words (parted by spaces) and with every rule off.
pub(crate) fn profile(stop_words: &str) -> Profile {
    Profile {
        code: "eng_Latn".parse().unwrap(),
        name: "Test".to_owned(),
        identify: Identify {
            threshold: 0.5,
            confusable: Vec::new(),
            trim_foreign: false,
            max_foreign_share: None,
        },
        words: Words {
            stop_words: stop_words.split_whitespace().map(str::to_owned).collect(),
            sentence_enders: ".!?…;".to_owned(),
        },
        quality: Quality {
            min_words: None,
            max_words: None,
            min_mean_word_length: None,
            max_mean_word_length: None,
            max_symbol_ratio: None,
            max_bullet_lines: None,
            max_ellipsis_lines: None,
            min_alpha_words: None,
            min_stop_words: None,
            min_terminal_lines: None,
            max_short_lines: None,
            max_newline_ratio: None,
            max_replacement_ratio: None,
        },
        repetition: Repetition {
            max_dup_lines: None,
            max_dup_line_chars: None,
            max_dup_paragraphs: None,
            max_dup_paragraph_chars: None,
            max_top_2gram: None,
            max_top_3gram: None,
            max_top_4gram: None,
            max_dup_5gram: None,
            max_dup_6gram: None,
            max_dup_7gram: None,
            max_dup_8gram: None,
            max_dup_9gram: None,
            max_dup_10gram: None,
        },
        pii: PiiPolicy {
            redact: vec!["email".to_owned(), "ip".to_owned()],
        },
        balance: BalanceHints { max_repeats: None },
        examples: Vec::new(),
    }
}
