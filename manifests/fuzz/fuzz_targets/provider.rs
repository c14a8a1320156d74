//! Any text as the TOML of what a provider says: a mistake has a line of the file.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tamis_manifests::provider::Provider;

fuzz_target!(|text: &str| {
    match Provider::read("p.toml", text) {
        Ok(provider) => {
            let _ = provider.is_silent();
            // What stands in a manifest is read again from JSON.
            let json = serde_json::to_string(&provider).unwrap();
            let again: Provider = serde_json::from_str(&json).unwrap();
            assert_eq!(serde_json::to_string(&again).unwrap(), json);
        }
        Err(error) => {
            let lines = text.matches('\n').count() + 1;
            assert!(error.line.is_none_or(|line| (1..=lines).contains(&line)));
            assert!(!error.message.is_empty());
        }
    }
});
