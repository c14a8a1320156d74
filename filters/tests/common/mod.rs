//! A profile of the tests' own, so that no change of a language's numbers moves a test.

use tamis_langs::{BalanceHints, Identify, Limits, PiiAction, PiiPolicy, Profile, Words};

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
            alphabet: String::new(),
            sentence_enders: ".!?…;".to_owned(),
        },
        limits: Limits::default(),
        pii: PiiPolicy {
            email: PiiAction::Tag,
            phone: PiiAction::Annotate,
            ip: PiiAction::Tag,
            iban: PiiAction::Annotate,
            credit_card: PiiAction::Annotate,
            crypto: PiiAction::Annotate,
            national_id: PiiAction::Annotate,
            secret: PiiAction::Annotate,
            max_share: None,
            spelled_out: false,
        },
        balance: BalanceHints { max_repeats: None },
        examples: Vec::new(),
    }
}
