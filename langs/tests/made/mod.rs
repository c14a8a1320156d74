//! Model files written by hand, part by part.
#![allow(dead_code)]

/// A model whose weights follow from a number. Fields are what the file says, true or not.
#[derive(Clone)]
pub(crate) struct Made {
    pub(crate) magic: u32,
    pub(crate) version: i32,
    pub(crate) dim: i32,
    pub(crate) word_ngrams: i32,
    /// 1 hs, 2 ns, 3 softmax, 4 ova.
    pub(crate) loss: i32,
    /// 1 cbow, 2 skipgram, 3 supervised.
    pub(crate) model: i32,
    pub(crate) bucket: i32,
    pub(crate) minn: i32,
    pub(crate) maxn: i32,
    pub(crate) words: Vec<(&'static str, i64)>,
    pub(crate) labels: Vec<(&'static str, i64)>,
    pub(crate) kept: i64,
    pub(crate) pruned: Vec<(i32, i32)>,
    /// Components in a code's byte.
    pub(crate) dsub: Option<i32>,
    pub(crate) qnorm: bool,
    pub(crate) qout: bool,
    /// Rows of the input matrix instead of as many as the rest asks for.
    pub(crate) rows: Option<i64>,
}

impl Default for Made {
    fn default() -> Self {
        Self {
            magic: 793_712_314,
            version: 12,
            dim: 4,
            word_ngrams: 1,
            loss: 3,
            model: 3,
            bucket: 16,
            minn: 2,
            maxn: 3,
            words: vec![("</s>", 9), ("ahoj", 7), ("svět", 3)],
            labels: vec![("__label__cs", 5), ("__label__en", 3), ("__label__de", 2)],
            kept: -1,
            pruned: Vec::new(),
            dsub: None,
            qnorm: false,
            qout: false,
            rows: None,
        }
    }
}

/// The weight of a place: between -1 and 1, and with few bits, so that sums of some are exact.
pub(crate) fn weight(index: usize) -> f32 {
    let mixed = (index as u32 + 1).wrapping_mul(0x9e37_79b1) >> 20;
    mixed as f32 / 2048.0 - 1.0
}

impl Made {
    pub(crate) fn bytes(&self) -> Vec<u8> {
        let mut out = Vec::new();
        out.extend(self.magic.to_le_bytes());
        out.extend(self.version.to_le_bytes());
        let (w, l, m, b) = (self.word_ngrams, self.loss, self.model, self.bucket);
        for value in [self.dim, 5, 1, 1, 5, w, l, m, b, self.minn, self.maxn, 100] {
            out.extend(value.to_le_bytes());
        }
        out.extend(1e-4_f64.to_le_bytes());
        let (words, labels) = (self.words.len() as i32, self.labels.len() as i32);
        for value in [words + labels, words, labels] {
            out.extend(value.to_le_bytes());
        }
        for value in [100, self.kept] {
            out.extend(i64::to_le_bytes(value));
        }
        for (kind, entries) in [(0, &self.words), (1, &self.labels)] {
            for (word, count) in entries {
                out.extend(word.as_bytes());
                out.push(0);
                out.extend(count.to_le_bytes());
                out.push(kind);
            }
        }
        for (bucket, row) in &self.pruned {
            out.extend(bucket.to_le_bytes());
            out.extend(row.to_le_bytes());
        }
        out.push(self.dsub.is_some().into());
        let ngrams = if self.kept >= 0 {
            self.kept
        } else {
            self.bucket.into()
        };
        let rows = self.rows.unwrap_or(i64::from(words) + ngrams);
        self.matrix(&mut out, rows, self.dsub);
        out.push(self.qout.into());
        self.matrix(&mut out, labels.into(), self.dsub.filter(|_| self.qout));
        out
    }

    fn matrix(&self, out: &mut Vec<u8>, rows: i64, dsub: Option<i32>) {
        if dsub.is_some() {
            out.push(self.qnorm.into());
        }
        out.extend(rows.to_le_bytes());
        out.extend(i64::from(self.dim).to_le_bytes());
        let Some(dsub) = dsub else {
            for index in 0..rows.max(0) as usize * self.dim.max(0) as usize {
                out.extend(weight(index).to_le_bytes());
            }
            return;
        };
        let parts = (self.dim + dsub - 1) / dsub;
        let codes = rows as i32 * parts;
        out.extend(codes.to_le_bytes());
        out.extend((0..codes).map(|code| (code % 251) as u8));
        let last = self.dim - (parts - 1) * dsub;
        quantiser(out, self.dim, parts, dsub, last);
        if self.qnorm {
            out.extend((0..rows).map(|row| (row % 241) as u8));
            quantiser(out, 1, 1, 1, 1);
        }
    }

    /// What row `row` of the input matrix is.
    pub(crate) fn row(&self, row: usize) -> Vec<f32> {
        let dim = self.dim as usize;
        let Some(dsub) = self.dsub.map(|dsub| dsub as usize) else {
            return (0..dim).map(|place| weight(row * dim + place)).collect();
        };
        let parts = dim.div_ceil(dsub);
        let norm = if self.qnorm { weight(row % 241) } else { 1.0 };
        (0..dim)
            .map(|place| {
                let (part, within) = (place / dsub, place % dsub);
                let code = (row * parts + part) % 251;
                let width = dsub.min(dim - part * dsub);
                norm * weight(part * 256 * dsub + code * width + within)
            })
            .collect()
    }
}

fn quantiser(out: &mut Vec<u8>, dim: i32, parts: i32, dsub: i32, last: i32) {
    for value in [dim, parts, dsub, last] {
        out.extend(value.to_le_bytes());
    }
    for index in 0..dim as usize * 256 {
        out.extend(weight(index).to_le_bytes());
    }
}
