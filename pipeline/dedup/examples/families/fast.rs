//! Fast similarity sketching (Dahlgaard, Knudsen, Thorup 2017): the module of this crate itself, so
//! that what is measured is what runs.

use crate::Family;
use crate::fss::Fss;

pub(crate) struct Fast {
    fss: Fss,
    scratch: Vec<u64>,
}

impl Fast {
    pub(crate) fn new(seed: u64) -> Self {
        Self {
            fss: Fss::new(crate::SLOTS, seed),
            scratch: Vec::new(),
        }
    }
}

impl Family for Fast {
    fn sketch(&mut self, shingles: &[u32], out: &mut Vec<u32>) {
        self.fss.sketch(shingles, &mut self.scratch, out);
    }
}
