//! Rows of floats, laid out for adding them up.

/// Floats in a row are a multiple of this: one register of AVX, two of SSE2.
const LANES: usize = 8;

/// A table of `f32`. Rows are padded with zeros to a multiple of eight floats and begin at a
/// multiple of 32 bytes, so that the 96 bytes of a row of 24 lie in two cache lines, never three.
pub(super) struct Rows {
    data: Vec<f32>,
    /// Index of the first float that is aligned.
    start: usize,
    stride: usize,
}

/// Floats that a row of `dim` takes.
pub(super) fn stride(dim: usize) -> usize {
    dim.next_multiple_of(LANES)
}

impl Rows {
    pub(super) fn new(rows: usize, dim: usize) -> Self {
        let stride = stride(dim);
        let data = vec![0.0; rows * stride + LANES];
        let start = data.as_ptr().align_offset(LANES * 4).min(LANES);
        Self {
            data,
            start,
            stride,
        }
    }

    fn floats(&self) -> &[f32] {
        self.data.get(self.start..).unwrap_or_default()
    }

    pub(super) fn iter_mut(&mut self) -> impl Iterator<Item = &mut [f32]> {
        let floats = self.data.get_mut(self.start..).unwrap_or_default();
        floats.chunks_exact_mut(self.stride)
    }

    /// The first `rows` rows in one run.
    pub(super) fn all_mut(&mut self, rows: usize) -> &mut [f32] {
        let end = self.start + rows * self.stride;
        self.data.get_mut(self.start..end).unwrap_or_default()
    }

    /// With its padding. Empty if there is no such row.
    #[inline]
    pub(super) fn row(&self, row: usize) -> &[f32] {
        let begin = row * self.stride;
        self.floats()
            .get(begin..begin + self.stride)
            .unwrap_or_default()
    }

    #[inline]
    pub(super) fn row_mut(&mut self, row: usize) -> &mut [f32] {
        let begin = self.start + row * self.stride;
        self.data
            .get_mut(begin..begin + self.stride)
            .unwrap_or_default()
    }

    /// Adds rows to `sum`, of the stride's length, in the order of `ids`.
    pub(super) fn sum(&self, ids: &[u32], sum: &mut [f32]) {
        // A width known to the compiler keeps the sum in registers. The order of additions in each
        // place is the same in all of them.
        match self.stride {
            8 => self.sum_fixed::<2>(ids, sum),
            16 => self.sum_fixed::<4>(ids, sum),
            24 => self.sum_fixed::<6>(ids, sum),
            32 => self.sum_fixed::<8>(ids, sum),
            _ => {
                for &id in ids {
                    add(sum, self.row(id as usize));
                }
            }
        }
    }

    /// Appends the scalar products of the first `rows` rows and a vector to `out`.
    pub(super) fn dots(&self, rows: usize, vector: &[f32], out: &mut Vec<f32>) {
        // A width known to the compiler keeps the vector in registers. The order of additions is that
        // of `dot`. Without padding, which `vector` has not.
        match vector.len() {
            len if len != self.stride => {}
            16 => return self.dots_fixed::<2>(rows, vector, out),
            24 => return self.dots_fixed::<3>(rows, vector, out),
            32 => return self.dots_fixed::<4>(rows, vector, out),
            _ => {}
        }
        out.extend((0..rows).map(|row| dot(self.row(row), vector)));
    }

    /// Of a stride of `8 * N`.
    fn dots_fixed<const N: usize>(&self, rows: usize, vector: &[f32], out: &mut Vec<f32>) {
        let Some(vector) = eights::<N>(vector).first().copied() else {
            return;
        };
        out.extend(eights::<N>(self.floats()).iter().take(rows).map(|row| {
            let mut sums = [[0.0; 4]; 2];
            for (a, b) in row.iter().zip(&vector) {
                multiply(&mut sums, a, b);
            }
            fold(&sums)
        }));
    }

    /// Of a stride of `4 * N`. Fours, as the compiler makes registers of those; of one array of
    /// `4 * N` it made three times as many instructions, most of them moves.
    fn sum_fixed<const N: usize>(&self, ids: &[u32], sum: &mut [f32]) {
        let rows = self.floats().as_chunks::<4>().0.as_chunks::<N>().0;
        let Some(sum) = fours::<N>(sum) else {
            return;
        };
        let mut total = *sum;
        for &id in ids {
            if let Some(row) = rows.get(id as usize) {
                for (total, four) in total.iter_mut().zip(row) {
                    for (total, value) in total.iter_mut().zip(four) {
                        *total += value;
                    }
                }
            }
        }
        *sum = total;
    }
}

/// Rows of `8 * N` floats, by fours.
fn eights<const N: usize>(floats: &[f32]) -> &[[[[f32; 4]; 2]; N]] {
    let (fours, _) = floats.as_chunks::<4>();
    fours.as_chunks::<2>().0.as_chunks::<N>().0
}

/// A sum by fours, which the compiler keeps in registers; `None` if it is shorter.
#[inline]
pub(super) fn fours<const N: usize>(sum: &mut [f32]) -> Option<&mut [[f32; 4]; N]> {
    sum.as_chunks_mut::<4>()
        .0
        .as_chunks_mut::<N>()
        .0
        .first_mut()
}

/// `sum += row`, over the shorter of the two.
#[inline]
pub(super) fn add(sum: &mut [f32], row: &[f32]) {
    for (sum, value) in sum.iter_mut().zip(row) {
        *sum += value;
    }
}

/// The scalar product over the shorter of the two. Eight sums side by side, then one of those, so
/// that it is vectorised without leave to reorder additions.
#[inline]
pub(super) fn dot(a: &[f32], b: &[f32]) -> f32 {
    let len = a.len().min(b.len());
    let (a, b) = (
        a.get(..len).unwrap_or_default(),
        b.get(..len).unwrap_or_default(),
    );
    let (whole_a, rest_a) = a.as_chunks::<LANES>();
    let (whole_b, rest_b) = b.as_chunks::<LANES>();
    let mut sums = [[0.0_f32; 4]; 2];
    for (a, b) in whole_a.iter().zip(whole_b) {
        multiply(&mut sums, a.as_chunks().0, b.as_chunks().0);
    }
    let sums_of_rest = sums.as_flattened_mut().iter_mut();
    for ((sum, a), b) in sums_of_rest.zip(rest_a).zip(rest_b) {
        *sum += a * b;
    }
    fold(&sums)
}

/// Adds the products of two fours to each of two sums of four.
#[inline]
fn multiply(sums: &mut [[f32; 4]; 2], a: &[[f32; 4]], b: &[[f32; 4]]) {
    for ((sum, a), b) in sums.iter_mut().zip(a).zip(b) {
        for ((sum, a), b) in sum.iter_mut().zip(a).zip(b) {
            *sum += a * b;
        }
    }
}

/// One sum of eight.
#[inline]
fn fold(sums: &[[f32; 4]; 2]) -> f32 {
    let [[a, b, c, d], [e, f, g, h]] = *sums;
    ((a + e) + (c + g)) + ((b + f) + (d + h))
}
