//! Made-up texts, and pairs of them that are alike to a known degree.

/// Numbers that look random, the same ones for the same seed.
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// From 0 to 1.
    pub(crate) fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }

    pub(crate) fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound.max(1) as u64) as usize
    }
}

/// Words by number, the frequent ones first.
pub(crate) struct Vocabulary(Vec<String>);

impl Vocabulary {
    pub(crate) fn new(size: usize) -> Self {
        let letters: Vec<char> = "etaoinshrdlucmfwypvbgkáéžçøß".chars().collect();
        let mut random = Random::new(77);
        let mut word = || -> String {
            (0..2 + random.below(9))
                .filter_map(|_| letters.get(random.below(letters.len())))
                .collect()
        };
        Self((0..size).map(|_| word()).collect())
    }

    /// A uniform exponent gives frequencies as 1 / rank.
    fn pick(&self, random: &mut Random) -> u32 {
        let size = self.0.len();
        ((size as f64).powf(random.unit()) as usize).min(size - 1) as u32
    }

    fn run(&self, length: usize, random: &mut Random) -> Vec<u32> {
        (0..length).map(|_| self.pick(random)).collect()
    }

    /// As text: sentences of 12 words, paragraphs of 60.
    pub(crate) fn spell(&self, words: &[u32], text: &mut String) {
        text.clear();
        for (at, word) in words.iter().enumerate() {
            text.push_str(self.0.get(*word as usize).map_or("", String::as_str));
            text.push_str(match at % 60 {
                59 => ".\n\n",
                11 | 23 | 35 | 47 => ". ",
                _ => " ",
            });
        }
    }

    /// From 50 to 1,000 words, as many short ones as long ones on a scale of ratios.
    pub(crate) fn base(&self, random: &mut Random) -> Vec<u32> {
        let length = 50.0 * 20f64.powf(random.unit());
        self.run(length as usize, random)
    }
}

/// How one document of a pair came from the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Edit {
    /// Single words replaced, anywhere.
    Words,
    /// One stretch replaced.
    Stretch,
    /// Paragraphs in another order.
    Moved,
    /// The same body between headers and footers of their own.
    Frame,
    /// The end cut off.
    Cut,
    /// Text added at the end.
    Added,
}

pub(crate) const EDITS: [Edit; 6] = [
    Edit::Words,
    Edit::Stretch,
    Edit::Moved,
    Edit::Frame,
    Edit::Cut,
    Edit::Added,
];

impl Vocabulary {
    /// Two documents whose Jaccard similarity is about `jaccard`.
    pub(crate) fn pair(
        &self,
        edit: Edit,
        jaccard: f64,
        random: &mut Random,
    ) -> (Vec<u32>, Vec<u32>) {
        let mut a = self.base(random);
        let n = a.len() as f64;
        // Of n shingles in each, x that the other does not have give (n - x) / (n + x).
        let own = n * (1.0 - jaccard) / (1.0 + jaccard);
        let mut b = a.clone();
        match edit {
            Edit::Words => self.replace(&mut b, (own / 5.0).round() as usize, random),
            Edit::Stretch => {
                let length = (own as usize).min(b.len());
                let start = random.below(b.len() - length + 1);
                b.splice(start..start + length, self.run(length, random));
            }
            Edit::Moved => b = moved(&a, (own / 4.0).round() as usize, random),
            Edit::Frame => {
                let frame = (n * (1.0 / jaccard - 1.0) / 2.0) as usize;
                for document in [&mut a, &mut b] {
                    let head = frame / 3;
                    document.splice(0..0, self.run(head, random));
                    document.extend(self.run(frame - head, random));
                }
            }
            Edit::Cut => b.truncate((n * jaccard).ceil() as usize),
            Edit::Added => b.extend(self.run((n * (1.0 / jaccard - 1.0)) as usize, random)),
        }
        (a, b)
    }

    /// Replaces words, each once at most if there are enough.
    pub(crate) fn replace(&self, words: &mut [u32], count: usize, random: &mut Random) {
        for _ in 0..count {
            let at = random.below(words.len());
            let new = self.pick(random);
            if let Some(word) = words.get_mut(at) {
                *word = new;
            }
        }
    }

    /// Documents that are each a little different from the one before.
    pub(crate) fn drift(&self, size: usize, random: &mut Random) -> Vec<Vec<u32>> {
        let mut last = self.base(random);
        let mut family = vec![last.clone()];
        while family.len() < size {
            let words = (last.len() as f64 * (0.005 + 0.03 * random.unit())).ceil();
            self.replace(&mut last, words as usize, random);
            family.push(last.clone());
        }
        family
    }

    /// Documents that all come from one.
    pub(crate) fn star(&self, size: usize, random: &mut Random) -> Vec<Vec<u32>> {
        let base = self.base(random);
        let one = |_| {
            let mut one = base.clone();
            let words = base.len() as f64 * 0.05 * random.unit();
            self.replace(&mut one, words as usize, random);
            one
        };
        (0..size).map(one).collect()
    }

    /// Pages of one template: much in common, and a text of their own each.
    pub(crate) fn template(&self, size: usize, random: &mut Random) -> Vec<Vec<u32>> {
        let common = self.base(random);
        // Two of them have a Jaccard similarity of 0.35 to 0.65.
        let jaccard = 0.35 + 0.3 * random.unit();
        let own = (common.len() as f64 * (1.0 / jaccard - 1.0) / 2.0) as usize;
        let half = common.len() / 2;
        let page = |_| {
            let mut page = common.clone();
            page.splice(half..half, self.run(own, random));
            page
        };
        (0..size).map(page).collect()
    }
}

fn moved(words: &[u32], cuts: usize, random: &mut Random) -> Vec<u32> {
    let mut at: Vec<usize> = (0..cuts).map(|_| random.below(words.len())).collect();
    at.extend([0, words.len()]);
    at.sort_unstable();
    let mut pieces: Vec<&[u32]> = at
        .windows(2)
        .filter_map(|two| words.get(*two.first()?..*two.last()?))
        .collect();
    for i in (1..pieces.len()).rev() {
        pieces.swap(i, random.below(i + 1));
    }
    pieces.concat()
}
