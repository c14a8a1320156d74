//! SetSketch (Ertl 2021, *SetSketch: Filling the Gap between MinHash and HyperLogLog*, PVLDB 14;
//! arXiv 2101.00314), with a base next to 1, where registers are as good as minima for similarity.

use crate::random::{Random, below};
use crate::{Family, SLOTS, equal_share};

/// Base of the registers, and the rate: those of the paper for registers of 16 bits.
const BASE: f64 = 1.001;
const RATE: f64 = 20.0;
/// The highest register, `q + 1` in the paper.
const TOP: f64 = 65535.0;

/// A register holds the largest `1 - log_base(x)` over the elements, x exponentially distributed. Each
/// element visits registers in an order of its own with rising x, and stops when x can win no more.
/// This is SetSketch2: the x of an element come from each k-th part of the distribution in turn.
/// (Those of SetSketch1 are independent, and its error that of the classic family.)
pub(crate) struct SetSketch {
    seed: u64,
    /// By maximum likelihood, from registers and the sizes of sets that they tell; otherwise by the
    /// share of equal registers.
    likelihood: bool,
    order: [u8; SLOTS],
    set_for: [usize; SLOTS],
    registers: [u32; SLOTS],
    /// What must survive to beat each register.
    bounds: [f64; SLOTS],
}

impl SetSketch {
    pub(crate) fn new(seed: u64, likelihood: bool) -> Self {
        Self {
            seed: Random(seed).next(),
            likelihood,
            order: [0; SLOTS],
            set_for: [0; SLOTS],
            registers: [0; SLOTS],
            bounds: [0.0; SLOTS],
        }
    }

    fn place(&mut self, at: usize, element: usize) -> usize {
        if self.set_for[at] != element {
            self.set_for[at] = element;
            self.order[at] = at as u8;
        }
        at
    }
}

impl Family for SetSketch {
    fn sketch(&mut self, shingles: &[u32], out: &mut Vec<u32>) {
        self.registers = [0; SLOTS];
        self.set_for = [0; SLOTS];
        let k = SLOTS as f64;
        // Progress is told by what survives, `exp(-RATE * x)`, which falls as x rises. An element
        // beats a register of value r where more survives than at `x = BASE^-r`. Logarithms are taken
        // only where one is beaten.
        let bound = |register: u32| (-RATE * BASE.powf(-f64::from(register))).exp();
        self.bounds = [bound(0); SLOTS];
        let (mut least, mut changes) = (bound(0), 0);
        for (element, &shingle) in (1..).zip(shingles) {
            let mut random = Random(self.seed ^ u64::from(shingle));
            for j in 0..SLOTS {
                let left = (SLOTS - j) as f64;
                let survives = (left - 1.0 + random.unit()) / k;
                if survives < least {
                    break;
                }
                let pick = j + below(random.high(), (SLOTS - j) as u32) as usize;
                let (at, with) = (self.place(j, element), self.place(pick, element));
                self.order.swap(at, with);
                let slot = usize::from(self.order[j]);
                if survives >= self.bounds[slot] {
                    let x = -survives.ln() / RATE;
                    let register = (1.0 - x.ln() / BASE.ln()).floor().clamp(0.0, TOP) as u32;
                    self.registers[slot] = register.max(self.registers[slot]);
                    self.bounds[slot] = bound(self.registers[slot]);
                    changes += 1;
                    if changes == SLOTS {
                        changes = 0;
                        least = self.bounds.iter().copied().fold(f64::MAX, f64::min);
                    }
                }
            }
        }
        out.clear();
        out.extend_from_slice(&self.registers);
    }

    fn estimate(&self, a: &[u32], b: &[u32]) -> f64 {
        if !self.likelihood {
            return equal_share(a, b);
        }
        let (mut above, mut below, mut equal) = (0.0, 0.0, 0.0);
        for (x, y) in a.iter().zip(b) {
            match x.cmp(y) {
                std::cmp::Ordering::Greater => above += 1.0,
                std::cmp::Ordering::Less => below += 1.0,
                std::cmp::Ordering::Equal => equal += 1.0,
            }
        }
        let (in_a, in_b) = (size(a), size(b));
        let (u, v) = (in_a / (in_a + in_b), in_b / (in_a + in_b));
        // Section 3.2 of the paper: the chance that one register is above the other.
        let chance = |x: f64| -(1.0 - x.max(0.0) * (BASE - 1.0) / BASE).ln() / BASE.ln();
        let term = |count: f64, p: f64| {
            if count == 0.0 {
                0.0
            } else {
                count * p.max(1e-300).ln()
            }
        };
        let likelihood = |j: f64| {
            let (more, less) = (chance(u - v * j), chance(v - u * j));
            term(above, more) + term(below, less) + term(equal, 1.0 - more - less)
        };
        // The likelihood has one maximum: golden section.
        let (mut low, mut high) = (0.0, (u / v).min(v / u));
        let ratio = (5f64.sqrt() - 1.0) / 2.0;
        for _ in 0..40 {
            let step = (high - low) * ratio;
            if likelihood(high - step) < likelihood(low + step) {
                low = high - step;
            } else {
                high = low + step;
            }
        }
        (low + high) / 2.0
    }
}

/// The number of elements that registers tell (section 3.1 of the paper).
fn size(registers: &[u32]) -> f64 {
    let sum: f64 = registers.iter().map(|r| BASE.powf(-f64::from(*r))).sum();
    registers.len() as f64 * (1.0 - 1.0 / BASE) / (RATE * BASE.ln() * sum)
}
