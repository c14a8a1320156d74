//! Models of every kind: against the `fasttext` crate where that is right, and by hand.

#![allow(clippy::unwrap_used, clippy::panic)]

mod made;

use std::fmt::Write as _;

use fasttext::FastText;
use fasttext::args::{Args, LossName, ModelName};
use made::Made;
use tamis_langs::{FormatError, Loss, Model, Scratch};

fn read(bytes: &[u8]) -> Model {
    Model::read(bytes, bytes.len() as u64).unwrap()
}

fn refused(bytes: &[u8]) -> FormatError {
    match Model::read(bytes, bytes.len() as u64) {
        Ok(_) => panic!("was read"),
        Err(error) => error,
    }
}

/// Sum and number of a text's features.
fn features(model: &Model, text: &str, eos: bool) -> (Vec<f32>, usize) {
    let mut sum = vec![0.0; model.dim()];
    let count = model.add(text, eos, &mut sum, &mut Scratch::default());
    (sum, count)
}

/// As the crate asks, which leaves the end of the line out of the n-grams of words; C++ does not.
fn probabilities(model: &Model, text: &str) -> Vec<f32> {
    let (mut sum, mut count) = features(model, text, false);
    count += model.add("", true, &mut sum, &mut Scratch::default());
    sum.iter_mut().for_each(|sum| *sum /= count as f32);
    let mut out = Vec::new();
    model.probabilities(&sum, &mut out);
    out
}

fn args(loss: LossName) -> Args {
    let mut args = Args::new();
    args.apply_supervised_defaults();
    args.model = ModelName::Supervised;
    args.loss = loss;
    (args.dim, args.epoch, args.lr, args.thread) = (10, 4, 0.5, 1);
    (args.bucket, args.minn, args.maxn) = (1999, 2, 4);
    args
}

/// Trains on made-up lines of nine labels of unequal size.
fn trained(mut args: Args) -> FastText {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("lines.txt");
    let mut lines = String::new();
    let parts = ["ka", "lo", "mí", "řu", "öl", "по", "日本", "ქა", "do", "še"];
    for number in 0..900_usize {
        let label = (number % 9) * (number % 7) / 6;
        let word = |step: usize| parts[(label + number * step / 3 + step) % parts.len()];
        writeln!(
            lines,
            "__label__l{label} {}{} {}{}{} {}",
            word(1),
            word(2),
            word(3),
            word(1),
            word(5),
            word(7)
        )
        .unwrap();
    }
    std::fs::write(&path, lines).unwrap();
    args.input = path;
    FastText::train(args).unwrap()
}

fn same_as_crate(theirs: &FastText) {
    let mut bytes = Vec::new();
    theirs.save(&mut bytes).unwrap();
    let ours = read(&bytes);
    let mut compared = 0;
    for text in [
        "kalo mířu по日本",
        "ქაdo še",
        "unseen slova tu jsou",
        "x",
        "日本日本日本 kaka",
        "__label__l1 kalo __label__no",
        // No vertical tab or zero byte: the crate takes them for parts of a word, unlike C++.
        "a\tb c\x0cd  e",
    ] {
        let got = probabilities(&ours, text);
        let predictions = theirs.predict(text, 100, 0.0);
        compared += predictions.len();
        for prediction in predictions {
            let index = ours
                .labels()
                .iter()
                .position(|label| *label == prediction.label);
            let got = got[index.unwrap()];
            let gap = (got - prediction.prob).abs();
            assert!(
                gap < 1e-4,
                "{:?}: {text}: {got} for {prediction:?}",
                ours.info()
            );
        }
    }
    // Unknown words alone have no answer where there are no n-grams of characters.
    assert!(compared >= 9 * 2, "{compared}");
}

#[test]
fn answers_as_the_crate_does() {
    for loss in [
        LossName::Softmax,
        LossName::HierarchicalSoftmax,
        LossName::OneVsAll,
        LossName::NegativeSampling,
    ] {
        same_as_crate(&trained(args(loss)));
        let mut words = args(loss);
        (words.minn, words.maxn, words.word_ngrams) = (0, 0, 3);
        same_as_crate(&trained(words));
    }
}

#[test]
fn answers_as_the_crate_does_when_quantised() {
    for loss in [LossName::Softmax, LossName::OneVsAll] {
        for (qnorm, cutoff, dsub) in [(false, 0, 2), (true, 0, 3), (true, 300, 2)] {
            let mut model = trained(args(loss));
            let mut how = Args::new();
            (how.qnorm, how.cutoff, how.dsub) = (qnorm, cutoff, dsub);
            model.quantize(&how).unwrap();
            same_as_crate(&model);
        }
    }
}

#[test]
fn features_are_the_rows_of_words_and_ngrams() {
    let made = Made::default();
    let model = read(&made.bytes());
    // `<ahoj>`: 5 of two, 4 of three, and the word.
    assert_eq!(features(&model, "ahoj", false).1, 10);
    // Unknown: `<ab>`.
    assert_eq!(features(&model, "ab", false).1, 5);
    // Two bytes are one character: `<ěž>`.
    assert_eq!(features(&model, "ěž", false).1, 5);
    assert_eq!(features(&model, "", true), (made.row(0), 1));
    assert_eq!(features(&model, " \t\n\r\u{b}\u{c}\0", false).1, 0);
    // Neither known labels nor what looks like one.
    assert_eq!(
        features(&model, "__label__cs __label__xx __label__", false).1,
        0
    );
    // White space here.
    assert_eq!(features(&model, "ab </s>\nab", false).1, 10);
}

#[test]
fn single_characters_are_ngrams_but_not_the_marks() {
    for minn in [0, 1] {
        let made = Made {
            minn,
            maxn: 1,
            ..Made::default()
        };
        assert_eq!(features(&read(&made.bytes()), "ab", false).1, 2);
        assert_eq!(features(&read(&made.bytes()), "ěž <>", false).1, 4);
    }
}

#[test]
fn no_ngrams_of_characters_in_version_11_or_when_pruned_away() {
    let old = Made {
        version: 11,
        ..Made::default()
    };
    let pruned = Made {
        kept: 0,
        dsub: Some(2),
        ..Made::default()
    };
    let none = Made {
        bucket: 0,
        ..Made::default()
    };
    for made in [old, pruned, none] {
        let model = read(&made.bytes());
        assert_eq!(features(&model, "ahoj ab", false), (made.row(1), 1));
    }
}

#[test]
fn of_a_pruned_model_the_ngrams_kept_are_features() {
    let all: Vec<(i32, i32)> = (0..16).map(|bucket| (bucket, 15 - bucket)).collect();
    let made = |kept: &[(i32, i32)]| Made {
        kept: 16,
        pruned: kept.to_vec(),
        dsub: Some(2),
        ..Made::default()
    };
    let count = |kept: &[(i32, i32)]| features(&read(&made(kept).bytes()), "abcdefgh", false);
    let (_, whole) = count(&all);
    assert_eq!(whole, 9 + 8);
    // The first ones again instead of those left out.
    let repeated: Vec<(i32, i32)> = (0..16).map(|index| (index % 8, index % 8)).collect();
    let (_, half) = count(&repeated);
    assert!((1..whole).contains(&half), "{half} of {whole}");
}

#[test]
fn ngrams_of_words_end_with_the_text_and_take_in_its_end() {
    let made = Made {
        word_ngrams: 3,
        minn: 0,
        maxn: 0,
        ..Made::default()
    };
    let model = read(&made.bytes());
    // Of a b c: ab, abc, bc.
    assert_eq!(features(&model, "a b c", false).1, 3);
    // With the end, itself a word: ab, abc, bc, bc., c.
    assert_eq!(features(&model, "a b c", true).1, 6);
    assert_eq!(features(&model, "a __label__cs b", false).1, 1);
}

#[test]
fn sums_are_the_same_bits_whatever_came_before() {
    let text = "ahoj svět, here are some words ".repeat(200);
    for made in [
        Made::default(),
        Made {
            dim: 24,
            word_ngrams: 2,
            ..Made::default()
        },
        Made {
            dim: 50,
            dsub: Some(3),
            qnorm: true,
            ..Made::default()
        },
    ] {
        let model = read(&made.bytes());
        let (fresh, count) = features(&model, &text, true);
        let mut scratch = Scratch::default();
        for before in ["", "zzz", "ahoj ahoj ě", &text] {
            model.add(before, false, &mut vec![0.0; model.dim()], &mut scratch);
            let mut sum = vec![0.0; model.dim()];
            assert_eq!(model.add(&text, true, &mut sum, &mut scratch), count);
            assert_eq!(sum, fresh);
        }
        std::thread::scope(|scope| {
            for _ in 0..3 {
                scope.spawn(|| assert_eq!(features(&model, &text, true).0, fresh));
            }
        });
    }
}

#[test]
fn sums_of_parts_are_the_sum_of_the_whole() {
    let model = read(&Made::default().bytes());
    let mut sum = vec![0.0; model.dim()];
    let mut scratch = Scratch::default();
    let mut count = 0;
    for part in ["ahoj svět", "some words"] {
        count += model.add(part, false, &mut sum, &mut scratch);
    }
    // The weights have few bits, so that these sums are exact.
    assert_eq!(
        features(&model, "ahoj svět some words", false),
        (sum, count)
    );
}

#[test]
fn a_long_word_is_taken_in_windows() {
    let model = read(&Made::default().bytes());
    let word = "abcdefghij".repeat(1000);
    assert_eq!(features(&model, &word, false).1, 10_001 + 10_000);
    let word = "ěščřžýáíéů".repeat(1000);
    assert_eq!(features(&model, &word, false).1, 10_001 + 10_000);
}

#[test]
fn quantised_rows_are_the_same_as_floats_and_as_codes() {
    // 32 components in one byte: 128 times as great as floats, so that it stays as codes; so do pairs
    // of the usual numbers. The others are expanded.
    let codes = [
        (32, 32, 1 << 16),
        (8, 2, 64),
        (16, 2, 64),
        (24, 2, 64),
        (32, 2, 64),
    ];
    let floats = [(7, 3, 64), (6, 2, 64), (10, 4, 64)];
    for (dim, dsub, bucket) in codes.into_iter().chain(floats) {
        for qnorm in [false, true] {
            let made = Made {
                dim,
                dsub: Some(dsub),
                bucket,
                qnorm,
                minn: 0,
                maxn: 0,
                ..Made::default()
            };
            let model = read(&made.bytes());
            for (row, word) in ["</s>", "ahoj", "svět"].into_iter().enumerate() {
                let text = if row == 0 { "" } else { word };
                assert_eq!(features(&model, text, row == 0).0, made.row(row), "{word}");
            }
        }
    }
}

#[test]
fn info_says_what_the_file_holds() {
    let made = Made {
        loss: 1,
        kept: 16,
        pruned: (0..16).map(|bucket| (bucket, bucket)).collect(),
        dsub: Some(2),
        qout: true,
        ..Made::default()
    };
    let model = read(&made.bytes());
    let info = model.info();
    assert_eq!(info.loss, Loss::HierarchicalSoftmax);
    assert_eq!(
        (info.quantised, info.quantised_output, info.kept_ngrams),
        (true, true, Some(16))
    );
    assert_eq!(
        (info.words, info.labels, info.dim, info.version),
        (3, 3, 4, 12)
    );
    assert_eq!(
        model.labels(),
        ["__label__cs", "__label__en", "__label__de"]
    );
}

#[test]
fn probabilities_are_in_range_and_never_nan() {
    for loss in 1..=4 {
        let model = read(
            &Made {
                loss,
                ..Made::default()
            }
            .bytes(),
        );
        let mut out = Vec::new();
        for mean in [0.0, 1e6, -1e6, f32::MAX, f32::NAN, f32::INFINITY] {
            model.probabilities(&[mean, 0.0, -mean, mean], &mut out);
            assert_eq!(out.len(), 3);
            assert!(
                out.iter().all(|value| (0.0..=1.0).contains(value)),
                "{loss} {mean}: {out:?}"
            );
        }
    }
}

#[test]
fn what_follows_the_model_is_not_looked_at() {
    let mut bytes = Made::default().bytes();
    bytes.extend(b"more");
    read(&bytes);
}

#[test]
fn errors_say_what_is_wrong_and_where() {
    let with = |change: fn(&mut Made)| {
        let mut made = Made::default();
        change(&mut made);
        refused(&made.bytes()).to_string()
    };
    let mut nan = Made::default().bytes();
    let at = nan.len() - 4;
    nan[at..].copy_from_slice(&f32::NAN.to_le_bytes());
    let whole = Made::default().bytes();
    let mut bad_label = whole.clone();
    let place = whole.windows(2).position(|two| two == b"cs").unwrap();
    bad_label[place] = 0xff;
    let messages = [
        with(|made| made.magic = 7),
        with(|made| made.version = 13),
        with(|made| made.version = 10),
        with(|made| made.model = 1),
        with(|made| made.model = 2),
        with(|made| made.model = 4),
        with(|made| made.loss = 5),
        with(|made| made.dim = -1),
        with(|made| made.dim = 0),
        with(|made| (made.bucket, made.rows) = (-5, Some(1))),
        with(|made| made.maxn = i32::MAX),
        with(|made| made.labels.clear()),
        with(|made| made.rows = Some(18)),
        with(|made| made.kept = -2),
        with(|made| made.kept = 0),
        with(|made| (made.kept, made.rows) = (i64::MAX >> 4, Some(1))),
        with(|made| {
            made.loss = 1;
            made.labels[1].1 = -1;
        }),
        with(|made| {
            made.kept = 1;
            made.pruned = vec![(3, 1)];
        }),
        refused(&nan).to_string(),
        refused(&bad_label).to_string(),
        refused(&whole[..100]).to_string(),
        refused(b"").to_string(),
        refused(b"<!DOCTYPE html>").to_string(),
    ];
    insta::assert_snapshot!(messages.join("\n"));
}

#[test]
fn a_file_shorter_than_said_is_truncated() {
    let bytes = Made::default().bytes();
    let half = &bytes[..bytes.len() / 2];
    let error = Model::read(half, bytes.len() as u64).err().unwrap();
    assert!(matches!(error, FormatError::Truncated { .. }), "{error}");
}
