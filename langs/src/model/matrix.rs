//! The matrices of a model: floats, or codes of a quantiser.

use std::io::BufRead;

use super::FormatError;
use super::quantiser::Quantiser;
use super::rows::{self, Rows};
use super::source::Source;

/// A quantised matrix is expanded to floats if they take at most this: a prediction is then some
/// four times as fast, and a model of 2^18 rows of 24 takes 26 MB.
const EXPAND_BYTES: u64 = 32 << 20;
/// And at most so many times the file, so that a small file never takes much memory.
const EXPAND_TIMES: u64 = 16;

/// A matrix of which rows are added up or multiplied by a vector.
pub(super) struct Matrix {
    len: usize,
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
            (len, codes.expanded_if_small(len, dim, source.len()))
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
            quantised,
            data,
        })
    }

    pub(super) fn len(&self) -> usize {
        self.len
    }

    pub(super) fn is_quantised(&self) -> bool {
        self.quantised
    }

    /// The rows, if they are held as floats.
    pub(super) fn floats_mut(&mut self) -> Option<&mut Rows> {
        match &mut self.data {
            Data::Floats(floats) => Some(floats),
            Data::Codes(_) => None,
        }
    }

    /// Adds rows to `sum`, of `rows::stride(dim)` floats, in the order of `ids`.
    pub(super) fn sum(&self, ids: &[u32], sum: &mut [f32]) {
        match &self.data {
            Data::Floats(floats) => floats.sum(ids, sum),
            Data::Codes(codes) => {
                for &id in ids {
                    codes.add(id as usize, sum);
                }
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
        };
        Ok((len, codes))
    }

    fn expanded_if_small(self, len: usize, dim: usize, file: u64) -> Data {
        let bytes = (len as u64).saturating_mul(rows::stride(dim) as u64 * 4);
        if bytes > EXPAND_BYTES.min(file.saturating_mul(EXPAND_TIMES)) {
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
