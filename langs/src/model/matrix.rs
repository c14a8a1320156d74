//! The matrices of a model: floats, or codes of a quantiser.

use std::io::BufRead;

use super::FormatError;
use super::quantiser::Quantiser;
use super::rows::{self, Rows};
use super::source::Source;

/// Floats that are made of a quantised matrix take at most this.
const FLOAT_BYTES: u64 = 32 << 20;
/// And at most so many times the file, so that a small file never takes much memory.
const FLOAT_TIMES: u64 = 16;

/// Rows of codes that are fetched before they are added up: about as many as a word of ten letters
/// has n-grams.
const FETCHED: usize = 32;

/// A matrix of which rows are added up or multiplied by a vector.
pub(super) struct Matrix {
    len: usize,
    dim: usize,
    quantised: bool,
    data: Data,
}

enum Data {
    Floats(Rows),
    Codes(Codes),
}

struct Codes {
    codes: Vec<u8>,
    quantiser: Quantiser,
    /// Codes of the rows' norms, if those are apart, and what they stand for.
    norms: Option<(Vec<u8>, Quantiser)>,
    /// See [`Matrix::make_sums`].
    sums: Option<Rows>,
}

/// Whether so many rows of floats are few enough to be held besides or instead of codes.
fn is_small(rows: usize, dim: usize, file: u64) -> bool {
    let bytes = (rows as u64).saturating_mul(rows::stride(dim) as u64 * 4);
    bytes <= FLOAT_BYTES.min(file.saturating_mul(FLOAT_TIMES))
}

impl Matrix {
    /// Reads a matrix that is to have `len` rows of `dim`, which the caller had from elsewhere in
    /// the file.
    pub(super) fn read(
        source: &mut Source<impl BufRead>,
        what: &'static str,
        quantised: bool,
        len: u64,
        dim: usize,
    ) -> Result<Self, FormatError> {
        let qnorm = quantised && source.bool("whether norms are quantised apart")?;
        let at = source.at();
        let rows = source.count64("a matrix's number of rows")?;
        let columns = source.count64("a matrix's number of columns")?;
        if (rows, columns) != (len, dim as u64) {
            let found = format!("{rows} rows of {columns}");
            let expected = format!("{len} rows of {dim}, by the options and the dictionary");
            return Err(FormatError::value(at, what, found, expected));
        }
        let (len, data) = if quantised {
            let (len, codes) = Codes::read(source, what, qnorm, rows, dim)?;
            (len, codes.expanded_if_better(len, dim, source.len()))
        } else {
            let row_bytes = (dim as u64).saturating_mul(4);
            let len = source.room(what, rows, row_bytes)?;
            let mut floats = Rows::new(len, dim);
            if rows::stride(dim) == dim {
                // One run of floats, read in great chunks.
                source.weights(what, floats.all_mut(len))?;
            } else {
                for row in floats.iter_mut().take(len) {
                    source.weights(what, row.get_mut(..dim).unwrap_or_default())?;
                }
            }
            (len, Data::Floats(floats))
        };
        Ok(Self {
            len,
            dim,
            quantised,
            data,
        })
    }

    pub(super) fn is_quantised(&self) -> bool {
        self.quantised
    }

    /// Makes place for sums in front of the first `count` rows, if there is any to be had.
    pub(super) fn make_sums(&mut self, count: usize, file: u64) -> bool {
        let Data::Codes(codes) = &mut self.data else {
            return true;
        };
        if !is_small(count, self.dim, file) {
            return false;
        }
        codes.sums = Some(Rows::new(count, self.dim));
        true
    }

    /// Where the sum of a row is put, after [`make_sums`](Self::make_sums). Of a matrix of floats
    /// that is the row itself.
    pub(super) fn sum_mut(&mut self, row: usize) -> &mut [f32] {
        match &mut self.data {
            Data::Floats(floats) => floats.row_mut(row),
            Data::Codes(codes) => match &mut codes.sums {
                Some(sums) => sums.row_mut(row),
                None => &mut [],
            },
        }
    }

    /// Adds what was put at [`sum_mut`](Self::sum_mut), in the order of `ids`.
    pub(super) fn add_sums(&self, ids: &[u32], sum: &mut [f32]) {
        match &self.data {
            Data::Floats(floats) => floats.sum(ids, sum),
            Data::Codes(codes) => {
                if let Some(sums) = &codes.sums {
                    sums.sum(ids, sum);
                }
            }
        }
    }

    /// Adds rows to `sum`, of `rows::stride(dim)` floats, in the order of `ids`.
    pub(super) fn sum(&self, ids: &[u32], sum: &mut [f32]) {
        match &self.data {
            Data::Floats(floats) => floats.sum(ids, sum),
            Data::Codes(codes) => {
                codes.sum(ids, sum);
            }
        }
    }

    /// Appends the scalar products of all rows and a vector to `out`.
    pub(super) fn dots(&self, vector: &[f32], out: &mut Vec<f32>) {
        match &self.data {
            Data::Floats(floats) => floats.dots(self.len, vector, out),
            Data::Codes(codes) => {
                out.extend((0..self.len).map(|row| codes.dot(row, vector)));
            }
        }
    }

    /// The scalar product of a row and a vector.
    #[inline]
    pub(super) fn dot(&self, row: usize, vector: &[f32]) -> f32 {
        match &self.data {
            // Without the padding: `vector` has none.
            Data::Floats(floats) => rows::dot(floats.row(row), vector),
            Data::Codes(codes) => codes.dot(row, vector),
        }
    }
}

impl Codes {
    fn read(
        source: &mut Source<impl BufRead>,
        what: &'static str,
        qnorm: bool,
        rows: u64,
        dim: usize,
    ) -> Result<(usize, Self), FormatError> {
        let at = source.at();
        let size = source.count("a matrix's bytes of codes")?;
        let codes = source.bytes(what, size.into())?;
        let quantiser = Quantiser::read(source, dim)?;
        let expected = rows.saturating_mul(quantiser.parts() as u64);
        if u64::from(size) != expected {
            let expected = format!("{expected}, {} for each row", quantiser.parts());
            return Err(FormatError::value(
                at,
                "a matrix's bytes of codes",
                size,
                expected,
            ));
        }
        let norms = if qnorm {
            let codes = source.bytes("the codes of norms", rows)?;
            Some((codes, Quantiser::read(source, 1)?))
        } else {
            None
        };
        let len = codes.len() / quantiser.parts();
        let codes = Self {
            codes,
            quantiser,
            norms,
            sums: None,
        };
        Ok((len, codes))
    }

    fn expanded_if_better(self, len: usize, dim: usize, file: u64) -> Data {
        // Codes of pairs are added up about as fast as floats, which have eight times the size: for
        // `models/lid.ftz` 26 MB, more than the caches hold, and twice the time of loading.
        let fast = self.quantiser.is_pairs() && matches!(self.quantiser.parts(), 4 | 8 | 12 | 16);
        if fast || !is_small(len, dim, file) {
            return Data::Codes(self);
        }
        let mut floats = Rows::new(len, dim);
        let parts = self.quantiser.parts();
        for (row, (out, code)) in floats.iter_mut().zip(self.codes.chunks(parts)).enumerate() {
            self.quantiser.decode(code, self.norm(row), out);
        }
        Data::Floats(floats)
    }

    #[inline]
    fn norm(&self, row: usize) -> f32 {
        match &self.norms {
            Some((codes, norms)) => codes.get(row).map_or(0.0, |&code| norms.scalar(code)),
            None => 1.0,
        }
    }

    #[inline]
    fn code(&self, row: usize) -> &[u8] {
        let parts = self.quantiser.parts();
        let begin = row * parts;
        self.codes.get(begin..begin + parts).unwrap_or_default()
    }

    fn sum(&self, ids: &[u32], sum: &mut [f32]) {
        match self.quantiser.parts() {
            4 if self.quantiser.is_pairs() => self.sum_pairs::<2>(ids, sum),
            8 if self.quantiser.is_pairs() => self.sum_pairs::<4>(ids, sum),
            12 if self.quantiser.is_pairs() => self.sum_pairs::<6>(ids, sum),
            16 if self.quantiser.is_pairs() => self.sum_pairs::<8>(ids, sum),
            _ => {
                for &id in ids {
                    self.add(id as usize, sum);
                }
            }
        }
    }

    /// Of `2 * N` parts of two components. Two parts at once make one register of SSE2.
    fn sum_pairs<const N: usize>(&self, ids: &[u32], sum: &mut [f32]) {
        let rows = self.codes.as_chunks::<2>().0.as_chunks::<N>().0;
        let Some(tables) = self.quantiser.pairs::<N>() else {
            return;
        };
        let Some(sum) = rows::fours::<N>(sum) else {
            return;
        };
        let mut total = *sum;
        // Rows are fetched before they are added up: they are all over a matrix that the nearer caches
        // do not hold, and of so little work each the processor waits for many at once.
        let mut fetched = [([[0_u8; 2]; N], 0.0_f32); FETCHED];
        for ids in ids.chunks(FETCHED) {
            let known = ids
                .iter()
                .filter_map(|&id| Some((id, rows.get(id as usize)?)));
            let mut count = 0;
            for ((id, codes), place) in known.zip(&mut fetched) {
                *place = (*codes, self.norm(id as usize));
                count += 1;
            }
            for (codes, norm) in fetched.iter().take(count) {
                for ((total, [first, second]), [one, two]) in
                    total.iter_mut().zip(tables).zip(codes)
                {
                    let [a, b] = first[usize::from(*one)];
                    let [c, d] = second[usize::from(*two)];
                    for (total, value) in total.iter_mut().zip([a, b, c, d]) {
                        *total += norm * value;
                    }
                }
            }
        }
        *sum = total;
    }

    fn add(&self, row: usize, sum: &mut [f32]) {
        let norm = self.norm(row);
        let mut sum = sum.iter_mut();
        for vector in self.quantiser.vectors(self.code(row)) {
            for (value, sum) in vector.iter().zip(&mut sum) {
                *sum += norm * value;
            }
        }
    }

    fn dot(&self, row: usize, vector: &[f32]) -> f32 {
        let mut components = vector.iter();
        let mut product = 0.0;
        for centroid in self.quantiser.vectors(self.code(row)) {
            for (value, component) in centroid.iter().zip(&mut components) {
                product += value * component;
            }
        }
        product * self.norm(row)
    }
}
