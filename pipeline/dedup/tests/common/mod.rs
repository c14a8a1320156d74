//! Random numbers and texts for the tests.
#![allow(dead_code, unreachable_pub)]

pub struct Random(pub u64);

impl Random {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound as u64) as usize
    }

    /// A word without digits, one of `vocabulary`.
    pub fn word(&mut self, vocabulary: usize) -> String {
        let mut number = self.below(vocabulary) + 1;
        let mut word = String::new();
        while number > 0 {
            word.push(['a', 'e', 'k', 'š', 'ő', 'т', 'ж', 'λ'][number % 8]);
            number /= 8;
        }
        word
    }

    pub fn text(&mut self, words: usize, vocabulary: usize) -> String {
        (0..words)
            .map(|_| self.word(vocabulary))
            .collect::<Vec<_>>()
            .join(" ")
    }

    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for i in (1..items.len()).rev() {
            items.swap(i, self.below(i + 1));
        }
    }
}
