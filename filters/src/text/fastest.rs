//! Reading a text with the instructions that this processor has.

#[cfg(target_arch = "x86_64")]
use super::avx2::Avx2;
use super::block::{Portable, Reading};

/// Reads in the fastest way of this processor.
pub(super) fn fastest(reading: impl Reading) {
    #[cfg(target_arch = "x86_64")]
    if let Some(avx2) = Avx2::detect() {
        return avx2.read(reading);
    }
    reading.read(Portable);
}
