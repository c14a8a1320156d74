//! National identifiers against verdicts of another implementation.

use serde_json::Value;
use tamis_filters::pii::identifiers::Identifiers;

/// Made by `scripts/pii/identifiers_oracle.py`: synthetic numbers, and what python-stdnum says of
/// them (a second implementation in the script, where it has no module).
const VERDICTS: &str = include_str!("data/identifiers.jsonl");

#[test]
fn verdicts_are_those_of_the_oracle() {
    let all = Identifiers::embedded();
    let mut seen = std::collections::BTreeMap::<&str, [usize; 2]>::new();
    for line in VERDICTS.lines() {
        let row: Value = serde_json::from_str(line).unwrap();
        let (id, value) = (row["id"].as_str().unwrap(), row["value"].as_str().unwrap());
        let identifier = all.by_id(id).unwrap();
        let valid = row["valid"].as_bool().unwrap();
        assert_eq!(identifier.is_valid(value), valid, "{id} {value}");
        seen.entry(&identifier.id).or_default()[usize::from(valid)] += 1;
    }
    assert_eq!(seen.len(), all.iter().count());
    assert!(
        seen.values().all(|[no, yes]| *no > 2 && *yes > 2),
        "{seen:?}"
    );
}
