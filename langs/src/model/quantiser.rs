//! Product quantisation: a vector as one byte for each few of its components.
//!
//! H. Jégou, M. Douze, C. Schmid, "Product quantization for nearest neighbor search", 2011; as
//! fastText stores it: A. Joulin et al., "FastText.zip", 2016.

use std::io::BufRead;

use super::FormatError;
use super::source::Source;

/// Centroids for each part: what one byte can name.
const CENTROIDS: usize = 256;

/// The centroids of each part of a vector.
pub(super) struct Quantiser {
    /// Parts of a vector, so bytes of a code.
    parts: usize,
    /// Components of each part but the last, which may have fewer.
    width: usize,
    /// By part, then centroid, then component.
    centroids: Vec<f32>,
}

impl Quantiser {
    /// Reads one that is to give vectors of `dim` components.
    pub(super) fn read(source: &mut Source<impl BufRead>, dim: usize) -> Result<Self, FormatError> {
        let at = source.at();
        let found = source.count("the quantiser's dimension")?;
        if found as usize != dim {
            let expected = format!("{dim}, that of the matrix");
            return Err(FormatError::value(
                at,
                "the quantiser's dimension",
                found,
                expected,
            ));
        }
        let at = source.at();
        let parts = source.count("the quantiser's number of parts")? as usize;
        let width = source.count("the quantiser's width of parts")? as usize;
        let last = source.count("the quantiser's width of the last part")? as usize;
        if width == 0
            || width > dim
            || parts != dim.div_ceil(width)
            || last != dim - (parts - 1) * width
        {
            return Err(FormatError::value(
                at,
                "the quantiser's division",
                format!("{parts} parts of {width}, the last of {last}"),
                format!("parts that make up {dim} components"),
            ));
        }
        let count = source.room("the centroids", dim as u64 * CENTROIDS as u64, 4)?;
        let mut centroids = vec![0.0; count];
        source.weights("the centroids", &mut centroids)?;
        Ok(Self {
            parts,
            width,
            centroids,
        })
    }

    /// Whether all parts have two components, as in nearly every model.
    pub(super) fn is_pairs(&self) -> bool {
        self.width == 2 && self.centroids.len() == self.parts * 2 * CENTROIDS
    }

    /// The centroids of the first `2 * N` parts of two components, by twos.
    pub(super) fn pairs<const N: usize>(&self) -> Option<&[[[[f32; 2]; CENTROIDS]; 2]; N]> {
        let parts = self.centroids.as_chunks::<2>().0.as_chunks::<CENTROIDS>().0;
        parts.as_chunks::<2>().0.as_chunks::<N>().0.first()
    }

    pub(super) fn parts(&self) -> usize {
        self.parts
    }

    /// The centroids that a code names, in order: together the vector.
    #[inline]
    pub(super) fn vectors<'a>(&'a self, code: &'a [u8]) -> impl Iterator<Item = &'a [f32]> {
        // Only the last part can be narrower, so only the last chunk is.
        let tables = self.centroids.chunks(CENTROIDS * self.width);
        tables.zip(code).map(|(table, &centroid)| {
            let width = table.len() / CENTROIDS;
            let begin = usize::from(centroid) * width;
            table.get(begin..begin + width).unwrap_or_default()
        })
    }

    /// The first component of the vector that a code of one byte names.
    #[inline]
    pub(super) fn scalar(&self, centroid: u8) -> f32 {
        let first = self.centroids.get(usize::from(centroid) * self.width);
        first.copied().unwrap_or_default()
    }

    /// Writes `factor` times the vector that a code names into `out`.
    pub(super) fn decode(&self, code: &[u8], factor: f32, out: &mut [f32]) {
        let mut out = out.iter_mut();
        for vector in self.vectors(code) {
            for (value, out) in vector.iter().zip(&mut out) {
                *out = factor * value;
            }
        }
    }
}
