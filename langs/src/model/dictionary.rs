//! The words and labels of a model.

use std::io::BufRead;

use super::FormatError;
use super::hash::fnv1a;
use super::source::Source;

/// What stands for the end of a line.
pub(super) const EOS: &[u8] = b"</s>";
/// What begins a label. Not stored in the file, and never other than this when one is loaded.
const LABEL: &[u8] = b"__label__";
/// Least bytes of an entry: an empty word's zero, the count and the kind.
const ENTRY_BYTES: u64 = 10;
/// Free places of the table: no word is there.
const FREE: u32 = u32::MAX;

/// The words, by their bytes.
pub(super) struct Dictionary {
    /// Words, then labels, one after another.
    text: Vec<u8>,
    /// Where each entry ends in `text`.
    ends: Vec<usize>,
    words: u32,
    labels: Vec<String>,
    /// Occurrences of each label in training.
    counts: Vec<i64>,
    /// Open addressing by FNV-1a, at most half full, of a power of two.
    table: Vec<u32>,
    pruned: Option<Pruned>,
}

/// What is known of a word.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Kind {
    /// Its number, and row.
    Word(u32),
    /// A label in the text: no feature.
    Label,
    Unknown,
}

impl Dictionary {
    pub(super) fn read(source: &mut Source<impl BufRead>) -> Result<Self, FormatError> {
        let begin = source.at();
        let size = source.count("the number of entries")?;
        let words = source.count("the number of words")?;
        let at_labels = source.at();
        let labels = source.count("the number of labels")?;
        if words.checked_add(labels) != Some(size) {
            let found = format!("{words} words and {labels} labels");
            let expected = format!("{size} together, the number of entries");
            return Err(FormatError::value(begin, "the dictionary", found, expected));
        }
        if labels == 0 {
            return Err(FormatError::NoLabels { at: at_labels });
        }
        source.i64("the number of tokens")?;
        let at = source.at();
        let kept = source.i64("the number of n-grams kept")?;
        if kept < -1 {
            let expected = "-1 (all) or more";
            return Err(FormatError::value(
                at,
                "the number of n-grams kept",
                kept,
                expected,
            ));
        }

        let entries = source.room("the dictionary", size.into(), ENTRY_BYTES)?;
        let mut dictionary = Self {
            text: Vec::new(),
            ends: Vec::with_capacity(entries),
            words,
            labels: Vec::with_capacity(labels as usize),
            counts: Vec::with_capacity(labels as usize),
            table: vec![FREE; (entries * 2).next_power_of_two()],
            pruned: None,
        };
        for id in 0..size {
            dictionary.read_entry(source, id)?;
        }
        if let Ok(kept) = u64::try_from(kept) {
            dictionary.pruned = Some(Pruned::read(source, kept)?);
        }
        Ok(dictionary)
    }

    fn read_entry(
        &mut self,
        source: &mut Source<impl BufRead>,
        id: u32,
    ) -> Result<(), FormatError> {
        let at = source.at();
        let begin = self.text.len();
        source.zero_ended("a word", &mut self.text)?;
        self.ends.push(self.text.len());
        let count = source.i64("a word's count")?;
        let at_kind = source.at();
        let kind = source.u8("a word's kind")?;
        let is_label = id >= self.words;
        if kind != u8::from(is_label) {
            let expected = "0 for all words, which come first, and 1 for all labels";
            return Err(FormatError::value(at_kind, "a word's kind", kind, expected));
        }
        let word = self.text.get(begin..).unwrap_or_default();
        if is_label {
            let label = std::str::from_utf8(word).map_err(|_| {
                let found = String::from_utf8_lossy(word);
                FormatError::value(at, "a label", found, "UTF-8")
            })?;
            self.labels.push(label.to_owned());
            self.counts.push(count);
        }
        // Of two equal words the last is found, as in C++.
        let place = self.place(word, fnv1a(word));
        if let Some(place) = self.table.get_mut(place) {
            *place = id;
        }
        Ok(())
    }

    /// The bytes of a word or label.
    pub(super) fn entry(&self, id: u32) -> &[u8] {
        let end = |index: usize| self.ends.get(index).copied().unwrap_or_default();
        let index = id as usize;
        let begin = index.checked_sub(1).map_or(0, end);
        self.text.get(begin..end(index)).unwrap_or_default()
    }

    /// Where in the table a word is or would be.
    #[inline]
    fn place(&self, word: &[u8], hash: u32) -> usize {
        let mask = self.table.len() - 1;
        let mut place = hash as usize & mask;
        loop {
            match self.table.get(place) {
                Some(&id) if id != FREE && self.entry(id) != word => place = (place + 1) & mask,
                _ => return place,
            }
        }
    }

    /// What a word of the text is, `hash` being its [`fnv1a`].
    #[inline]
    pub(super) fn find(&self, word: &[u8], hash: u32) -> Kind {
        match self.table.get(self.place(word, hash)) {
            Some(&id) if id < self.words => Kind::Word(id),
            Some(&FREE) | None if !word.starts_with(LABEL) => Kind::Unknown,
            _ => Kind::Label,
        }
    }

    pub(super) fn word_count(&self) -> u32 {
        self.words
    }

    pub(super) fn labels(&self) -> &[String] {
        &self.labels
    }

    pub(super) fn label_counts(&self) -> &[i64] {
        &self.counts
    }

    pub(super) fn pruned(&self) -> Option<&Pruned> {
        self.pruned.as_ref()
    }

    /// Rows that the input matrix must have.
    pub(super) fn rows(&self, bucket: u32) -> u64 {
        let ngrams = self
            .pruned
            .as_ref()
            .map_or(bucket.into(), |pruned| pruned.kept);
        u64::from(self.words) + ngrams
    }
}

/// The n-grams that are left of a pruned model.
pub(super) struct Pruned {
    kept: u64,
    /// Open addressing, at most half full, of a power of two: a bucket and its row behind the
    /// words. Not a table by bucket: a file of some bytes may name 2^31 of those.
    table: Vec<(u32, u32)>,
}

impl Pruned {
    fn read(source: &mut Source<impl BufRead>, kept: u64) -> Result<Self, FormatError> {
        let count = source.room("the n-grams kept", kept, 8)?;
        let mut table = vec![(FREE, 0); (count * 2).next_power_of_two()];
        for _ in 0..count {
            let bucket = source.count("an n-gram kept")?;
            let at = source.at();
            let row = source.count("the row of an n-gram")?;
            if u64::from(row) >= kept {
                let expected = format!("less than {kept}, the number of n-grams kept");
                return Err(FormatError::value(
                    at,
                    "the row of an n-gram",
                    row,
                    expected,
                ));
            }
            // A bucket is below 2^31, so never `FREE`. The last of two equal ones counts, as in C++.
            let place = Self::place(&table, bucket);
            if let Some(entry) = table.get_mut(place) {
                *entry = (bucket, row);
            }
        }
        Ok(Self { kept, table })
    }

    #[inline]
    fn place(table: &[(u32, u32)], bucket: u32) -> usize {
        let mask = table.len() - 1;
        // Fibonacci hashing: buckets are spread evenly already, unless someone made them not.
        let mut place = (bucket.wrapping_mul(0x9e37_79b1) >> 7) as usize & mask;
        loop {
            match table.get(place) {
                Some(&(found, _)) if found != FREE && found != bucket => place = (place + 1) & mask,
                _ => return place,
            }
        }
    }

    /// N-grams that have a row.
    pub(super) fn kept(&self) -> u64 {
        self.kept
    }

    /// The row, counted from behind the words, of the n-grams of a bucket.
    #[inline]
    pub(super) fn row(&self, bucket: u32) -> Option<u32> {
        match self.table.get(Self::place(&self.table, bucket)) {
            Some(&(found, row)) if found == bucket => Some(row),
            _ => None,
        }
    }
}
