use super::*;
use proptest::prelude::*;

#[test]
fn a_whole_scale_gives_whole_copies() {
    let mut supply = Supply::default();
    for id in 0..1000u64 {
        let hash = crate::mix_hash(&id.to_string(), 7);
        supply.add(hash, Weight::of(1.0 + (id % 3) as f64), 10, 40);
    }
    let dose = Dose::of(&supply, 1.0);
    let copies = [1.0, 2.0, 3.0].map(|times| dose.copies(Weight::of(times), u64::MAX));
    assert_eq!(copies, [1, 2, 3]);
    assert_eq!(dose.sum(&supply).tokens, supply.weighted_tokens());
    // A scale that is 1 but for rounding.
    assert_eq!(Dose::of(&supply, 0.999_999_999_9), dose);
    assert_eq!(Dose::of(&supply, 1.000_000_000_1), dose);
    assert_eq!(dose.copies(Weight::of(9.0), 0), 0);
}

#[test]
fn nothing_is_nothing_and_the_fewest_is_something() {
    let mut supply = Supply::default();
    supply.add(1 << 40, Weight::ZERO, 1000, 1);
    supply.add(u64::MAX, Weight::ONE, 10, 1);
    assert_eq!(Dose::of(&supply, 0.0).sum(&supply), Sum::default());
    let fewest = Dose::fewest(&supply).sum(&supply);
    assert_eq!((fewest.rows, fewest.tokens), (1, 10));
    assert_eq!(Dose::fewest(&Supply::default()), Dose::default());
}

#[test]
fn a_small_weight_is_not_bent_for_a_large_one() {
    let mut supply = Supply::default();
    // One document of each bin of the upper half, so that no bin meets the middle of one.
    for hash in 0..256u64 {
        supply.add(hash << 56, Weight::ONE, 1_000_000, 1);
    }
    supply.add(0, Weight::of(2.0), 10, 1);
    let dose = Dose::of(&supply, 0.5 + 0.3 / 256.0);
    let small = dose.copies(Weight::of(2.0), 0);
    assert!(small == 1 || small == 2, "{small}");
}

fn documents() -> impl Strategy<Value = Vec<(u64, u32, u64)>> {
    proptest::collection::vec((any::<u64>(), 0u32..300, 0u64..5000), 1..400)
}

fn supply(documents: &[(u64, u32, u64)]) -> Supply {
    let mut supply = Supply::default();
    for (hash, steps, tokens) in documents {
        supply.add(*hash, Weight::from_steps(steps / 20 * 20), *tokens, *tokens);
    }
    supply
}

proptest! {
    #[test]
    fn sums_are_what_the_documents_get(documents in documents(), scale in 0.0f64..5.0) {
        let supply = supply(&documents);
        let dose = Dose::of(&supply, scale);
        let mut sum = Sum::default();
        for (hash, steps, tokens) in &documents {
            let copies: u64 = dose.copies(Weight::from_steps(steps / 20 * 20), *hash).into();
            sum.documents += u64::from(copies > 0);
            sum.rows += copies;
            sum.tokens += copies * tokens;
        }
        prop_assert_eq!(dose.sum(&supply), sum);
    }

    #[test]
    fn copies_are_near_what_is_wanted(documents in documents(), scale in 0.0f64..5.0) {
        let supply = supply(&documents);
        let dose = Dose::of(&supply, scale);
        for (weight, bins) in &supply.classes {
            let mean = scale * weight.times();
            for hash in [0, u64::MAX / 2, u64::MAX] {
                let copies = f64::from(dose.copies(*weight, hash));
                // The bend, and the whole copy on either side.
                let _ = bins;
                prop_assert!((copies - mean).abs() <= 1.0 + BEND, "{} {}", copies, mean);
            }
        }
    }

    #[test]
    fn one_weight_is_met_to_within_half_its_heaviest_bin(documents in documents(), scale in 0.0f64..5.0) {
        let documents: Vec<_> = documents.into_iter().map(|(hash, _, tokens)| (hash, 64, tokens)).collect();
        let supply = supply(&documents);
        let weight = Weight::from_steps(60);
        let heaviest = supply.classes[&weight].iter().map(|(_, c)| c.tokens).max().unwrap();
        let wanted = scale * weight.times() * supply.tokens as f64;
        let given = Dose::of(&supply, scale).sum(&supply).tokens as f64;
        prop_assert!((given - wanted).abs() <= heaviest as f64 / 2.0 + 1e-6);
    }
}
