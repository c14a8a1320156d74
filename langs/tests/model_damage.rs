//! Damaged model files: an error or an answer, never a panic, never much memory.

mod made;

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

use made::Made;
use proptest::prelude::*;
use tamis_langs::{FormatError, Model, Scratch};

/// Counts the bytes of this thread.
struct Counting;

thread_local! {
    static NOW: Cell<i64> = const { Cell::new(0) };
    static PEAK: Cell<i64> = const { Cell::new(0) };
}

fn count(bytes: i64) {
    let _ = NOW.try_with(|now| {
        now.set(now.get() + bytes);
        let _ = PEAK.try_with(|peak| peak.set(peak.get().max(now.get())));
    });
}

// SAFETY: hands everything to the system's allocator.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(layout.size() as i64);
        // SAFETY: as the caller promised.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        count(-(layout.size() as i64));
        // SAFETY: as the caller promised.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// Reads and asks; the most memory that took must be within bounds.
fn survive(bytes: &[u8]) -> Result<(), FormatError> {
    let before = NOW.get();
    PEAK.set(before);
    let read = Model::read(bytes, bytes.len() as u64).map(|model| {
        let mut sum = vec![0.0; model.dim()];
        let mut scratch = Scratch::default();
        let count = model.add("ahoj světe, it's <me> 日本", true, &mut sum, &mut scratch);
        sum.iter_mut().for_each(|sum| *sum /= count.max(1) as f32);
        let mut out = Vec::new();
        model.probabilities(&sum, &mut out);
        assert!(
            out.iter().all(|value| (0.0..=1.0).contains(value)),
            "{out:?}"
        );
    });
    let most = PEAK.get() - before;
    // The cache of words, a buffer of 64 KiB, rows for one word, and what grows with the file.
    let bound = 1_800_000 + 40 * bytes.len() as i64;
    assert!(most <= bound, "{most} bytes for a file of {}", bytes.len());
    read
}

/// One of each kind, some thousand bytes at most but for the quantised ones.
fn models() -> Vec<Vec<u8>> {
    let pruned = (0..16).map(|bucket| (bucket, 15 - bucket)).collect();
    let dense = [1, 2, 3, 4].map(|loss| Made {
        loss,
        word_ngrams: loss,
        ..Made::default()
    });
    let quantised = [
        Made {
            dsub: Some(2),
            ..Made::default()
        },
        Made {
            dsub: Some(3),
            qnorm: true,
            qout: true,
            loss: 1,
            kept: 16,
            pruned,
            ..Made::default()
        },
    ];
    dense.iter().chain(&quantised).map(Made::bytes).collect()
}

/// For the fuzzer: see `fuzz/README.md`.
#[test]
fn seeds_are_written_where_asked() {
    let Some(folder) = std::env::var_os("TAMIS_MODEL_SEEDS") else {
        return;
    };
    std::fs::create_dir_all(&folder).unwrap();
    for (number, model) in models().into_iter().enumerate() {
        std::fs::write(
            std::path::Path::new(&folder).join(number.to_string()),
            model,
        )
        .unwrap();
    }
}

#[test]
fn cut_anywhere_it_is_truncated() {
    for model in models() {
        survive(&model).unwrap();
        for len in 0..model.len() {
            let error = survive(&model[..len]).unwrap_err();
            let FormatError::Truncated {
                needs, len: has, ..
            } = error
            else {
                panic!("{len}: {error}");
            };
            assert_eq!(has, len as u64);
            assert!(needs > has && needs <= model.len() as u64, "{len}: {error}");
        }
    }
}

#[test]
fn any_byte_may_be_any_extreme() {
    for mut model in models() {
        // The heads, dictionaries and first rows; weights are all alike.
        for at in 0..model.len().min(600) {
            let right = model[at];
            for wrong in [0, 1, 0x7f, 0x80, 0xff] {
                model[at] = wrong;
                let _ = survive(&model);
            }
            model[at] = right;
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn flipped_bytes_do_no_harm(
        which in 0..6_usize,
        flips in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12),
        early in any::<bool>(),
    ) {
        let mut model = models().swap_remove(which);
        let end = if early { 300 } else { model.len() };
        for (at, byte) in flips {
            model[at.index(end)] = byte;
        }
        let _ = survive(&model);
    }

    #[test]
    fn random_bytes_do_no_harm(tail in prop::collection::vec(any::<u8>(), 0..400), kept in 0..200_usize) {
        let _ = survive(&tail);
        let mut model = Made::default().bytes();
        model.truncate(kept);
        model.extend(tail);
        let _ = survive(&model);
    }
}
