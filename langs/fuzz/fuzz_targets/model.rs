//! Any bytes as a model, then any text: it is read or refused, and answers are probabilities.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tamis_langs::{Model, Scratch};

/// What is behind the last of these is the text, if the input has one.
const TEXT: &[u8] = b"\xff\xfetext";

fuzz_target!(|data: &[u8]| {
    let split = data.windows(TEXT.len()).rposition(|part| part == TEXT);
    let (file, text) = match split {
        Some(at) => (&data[..at], &data[at + TEXT.len()..]),
        None => (
            data,
            b"ahoj sv\xc4\x9bte, it's <me> \xe6\x97\xa5\xe6\x9c\xac".as_slice(),
        ),
    };
    let text = String::from_utf8_lossy(text);
    let Ok(model) = Model::read(file, file.len() as u64) else {
        return;
    };
    assert!(!model.labels().is_empty());
    let mut scratch = Scratch::default();
    let mut sum = vec![0.0; model.dim()];
    let features = model.add(&text, true, &mut sum, &mut scratch);
    // Again, with what the first time left behind: the same bits.
    let mut again = vec![0.0; model.dim()];
    assert_eq!(model.add(&text, true, &mut again, &mut scratch), features);
    assert_eq!(sum, again);
    assert!(sum.iter().all(|value| value.is_finite()));
    sum.iter_mut()
        .for_each(|sum| *sum /= features.max(1) as f32);
    let mut out = Vec::new();
    model.probabilities(&sum, &mut out);
    assert_eq!(out.len(), model.labels().len());
    assert!(out.iter().all(|value| (0.0..=1.0).contains(value)));
});
