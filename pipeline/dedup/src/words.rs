//! Normalised words, the letters of which shingles are made.
//!
//! - A word is a run of alphanumeric characters (Unicode's Alphabetic and Numeric) and of marks
//!   (General_Category M) that follow one. All else separates words.
//! - Letters are put in lower case by Unicode's full mapping, and the final sigma becomes the other
//!   one, as in case folding, since upper case does not tell the two apart.
//! - Every digit and other number becomes `0`: pages that differ in dates and counts are the same.
//! - Marks stay: with them go the differences between й and и, or ά and α in Greek, which tell words
//!   apart. A word is in normalisation form C, so composed and decomposed letters are the same.
//! - A letter of a script without spaces between words (Han, kana, Thai, Khmer and others), with the
//!   marks that follow it, is a word of its own, so that shingles are runs of characters there.
//! - Characters that are not seen (soft hyphen, joiners, variation selectors) are left out and do not
//!   end a word.
//!
//! [`NORMALISER`] counts changes of these rules; the Unicode data are those of the compiler's library
//! ([`UNICODE`]).

#[cfg(target_arch = "x86_64")]
mod avx2;
mod block;
mod rules;
mod run;
mod scan;
mod slow;

pub(crate) use run::{ROOM, Run, Sink, Word};
pub use scan::Scratch;

use crate::kernel::Kernel;

/// Version of the rules of this module. A change of any output needs a new one.
pub const NORMALISER: u32 = 2;

/// Version of the Unicode data: major, minor, update.
pub const UNICODE: [u8; 3] = {
    let (major, minor, update) = char::UNICODE_VERSION;
    [major, minor, update]
};

/// The instructions that words are found with on this processor.
#[must_use]
pub fn kernel() -> Kernel {
    #[cfg(target_arch = "x86_64")]
    if avx2::Avx2::detect().is_some() {
        return Kernel::Avx2;
    }
    Kernel::Portable
}

/// Hands the words of `text` to `sink`, in the fastest way of this processor.
#[inline]
pub(crate) fn feed(text: &str, scratch: &mut Scratch, sink: &mut impl Sink) {
    #[cfg(target_arch = "x86_64")]
    if let Some(avx2) = avx2::Avx2::detect() {
        return avx2.run(text, scratch, sink);
    }
    feed_portable(text, scratch, sink);
}

fn feed_portable(text: &str, scratch: &mut Scratch, sink: &mut impl Sink) {
    scan::run(text, scratch, sink, block::Portable);
}

/// Calls `each` with the UTF-8 bytes of every word of `text`, in order.
pub fn for_each(text: &str, scratch: &mut Scratch, each: impl FnMut(&[u8])) {
    feed(text, scratch, &mut Each(each));
}

struct Each<F>(F);

impl<F: FnMut(&[u8])> Sink for Each<F> {
    #[inline(always)]
    fn words(&mut self, run: Run<'_>) {
        for &edges in run.edges {
            (self.0)(run.word(edges).bytes());
        }
    }
}

/// The words of a text, for showing and explaining. [`for_each`] is the fast way.
#[must_use]
pub fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    for_each(text, &mut Scratch::default(), |word| {
        words.push(String::from_utf8_lossy(word).into_owned())
    });
    words
}

#[cfg(test)]
mod tests;
