//! The layouts of records. Numbers are big-endian, so that the order of bytes is that of the fields.

use crate::entry::{DocKey, Link, Node, Pair, Rank};

/// Bytes of a rank with its crawl: goodness u128, id u128, crawl u32.
pub const RANK: usize = 36;

/// Slots that a [`Band`] carries one bit of.
pub const SKETCHED: usize = 112;

/// Bytes of a member ([`Kind::Members`](super::Kind::Members)): keys u64, id u128, size u32, similarity as
/// the bits of an f32, kept u8, link u8, crawls.
pub(crate) const MEMBER: usize = 8 + 8 + 16 + 4 + 4 + 2 + 32;

/// Shingles of a record of [`Kind::Shingles`](super::Kind::Shingles).
pub(crate) const CHUNK: usize = 16;

/// Bytes of a line ([`Kind::Lines`](super::Kind::Lines)): hash (12), order u64, row u32, line u32.
pub(crate) const LINE: usize = 28;

/// Bytes of a record of [`Kind::Cuts`](super::Kind::Cuts): key u64, line u32.
pub(crate) const CUT: usize = 12;

/// Reads the fields of a record, one after another; what is not there is 0.
pub(crate) struct Fields<'a>(pub(crate) &'a [u8]);

impl Fields<'_> {
    #[inline]
    pub(crate) fn bytes<const N: usize>(&mut self) -> [u8; N] {
        match self.0.split_first_chunk() {
            Some((head, rest)) => {
                self.0 = rest;
                *head
            }
            None => [0; N],
        }
    }

    #[inline]
    pub(crate) fn u8(&mut self) -> u8 {
        u8::from_be_bytes(self.bytes())
    }

    #[inline]
    pub(crate) fn u16(&mut self) -> u16 {
        u16::from_be_bytes(self.bytes())
    }

    #[inline]
    pub(crate) fn u32(&mut self) -> u32 {
        u32::from_be_bytes(self.bytes())
    }

    #[inline]
    pub(crate) fn u64(&mut self) -> u64 {
        u64::from_be_bytes(self.bytes())
    }

    #[inline]
    pub(crate) fn u128(&mut self) -> u128 {
        u128::from_be_bytes(self.bytes())
    }

    fn key(&mut self) -> DocKey {
        DocKey::of(self.u64())
    }

    fn node(&mut self, key: DocKey) -> Node {
        Node {
            key,
            rank: Rank {
                goodness: self.u128(),
                id: self.u128(),
            },
            crawl: self.u32(),
        }
    }

    fn slots(self, slots: &mut Vec<u16>) {
        slots.clear();
        let two = self.0.as_chunks().0.iter();
        slots.extend(two.map(|two| u16::from_be_bytes(*two)));
    }
}

fn put_key(key: DocKey, out: &mut Vec<u8>) {
    out.extend_from_slice(&key.number().to_be_bytes());
}

fn put_rank(rank: &Rank, crawl: u32, out: &mut Vec<u8>) {
    out.extend_from_slice(&rank.goodness.to_be_bytes());
    out.extend_from_slice(&rank.id.to_be_bytes());
    out.extend_from_slice(&crawl.to_be_bytes());
}

/// Slots as they are kept: 16 bits of each, well mixed. Two slots that differ keep the same 16 bits with
/// probability 2^-16, which adds 0.000015 * (1 - J) to an estimate of J whose standard error is 0.04 (Li
/// and König 2010, *b-bit minwise hashing*).
#[must_use]
#[inline]
pub fn short(slot: u32) -> u16 {
    (slot.wrapping_mul(0x9e37_79b1) >> 16) as u16
}

/// A document of a signature file: row u32, rank and crawl, then a u16 for each slot.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Signature {
    /// The row in its partition.
    pub row: u32,
    /// What it is worth.
    pub rank: Rank,
    /// The crawl that it comes from, by a number of the caller's.
    pub crawl: u32,
    /// [`short`] of each slot.
    pub slots: Vec<u16>,
}

impl Signature {
    /// Appends the record.
    pub fn put(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.row.to_be_bytes());
        put_rank(&self.rank, self.crawl, out);
        put_slots(&self.slots, out);
    }

    /// Reads a record into this one.
    pub fn read(&mut self, record: &[u8]) {
        let mut fields = Fields(record);
        self.row = fields.u32();
        let node = fields.node(DocKey::default());
        (self.rank, self.crawl) = (node.rank, node.crawl);
        fields.slots(&mut self.slots);
    }

    /// The document as a node, in a partition.
    #[must_use]
    pub fn node(&self, partition: u32) -> Node {
        Node {
            key: DocKey {
                partition,
                row: self.row,
            },
            rank: self.rank,
            crawl: self.crawl,
        }
    }
}

fn put_slots(slots: &[u16], out: &mut Vec<u8>) {
    out.extend(slots.iter().flat_map(|slot| slot.to_be_bytes()));
}

/// A band of a document: key u64, order u32, sketch of 14 bytes, row u32.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Band {
    /// Equal for equal bands of documents of one group; all bands share one space.
    pub key: u64,
    /// Where the document stands among those of its bucket; of its id alone.
    pub order: u32,
    /// One bit of each of the first [`SKETCHED`] slots.
    pub sketch: u128,
    /// The row in its partition.
    pub row: u32,
}

impl Band {
    /// Appends the record.
    pub fn put(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.key.to_be_bytes());
        out.extend_from_slice(&self.order.to_be_bytes());
        let sketch = self.sketch.to_be_bytes();
        out.extend_from_slice(sketch.get(2..).unwrap_or_default());
        out.extend_from_slice(&self.row.to_be_bytes());
    }

    /// Reads a record.
    #[must_use]
    #[inline]
    pub fn take(record: &[u8]) -> Self {
        let mut fields = Fields(record);
        Self {
            key: fields.u64(),
            order: fields.u32(),
            sketch: (u128::from(fields.u64()) << 48)
                | (u128::from(fields.u32()) << 16)
                | u128::from(fields.u16()),
            row: fields.u32(),
        }
    }
}

/// One bit of each of the first [`SKETCHED`] slots.
#[must_use]
pub fn sketch(slots: &[u16]) -> u128 {
    slots
        .iter()
        .take(SKETCHED)
        .fold(0, |bits, slot| (bits << 1) | u128::from(slot >> 15))
}

/// The hash of a whole text or of a URL: hash u128, age u64, order u32, row u32.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Key {
    /// Of the text's words, or of the URL; the first bit is set for URLs.
    pub hash: u128,
    /// Smaller is newer, for URLs; 0 for texts.
    pub age: u64,
    /// As in [`Band`].
    pub order: u32,
    /// The row in its partition.
    pub row: u32,
}

impl Key {
    /// Appends the record.
    pub fn put(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.hash.to_be_bytes());
        out.extend_from_slice(&self.age.to_be_bytes());
        out.extend_from_slice(&self.order.to_be_bytes());
        out.extend_from_slice(&self.row.to_be_bytes());
    }

    /// Reads a record.
    #[must_use]
    pub fn take(record: &[u8]) -> Self {
        let mut fields = Fields(record);
        Self {
            hash: fields.u128(),
            age: fields.u64(),
            order: fields.u32(),
            row: fields.u32(),
        }
    }
}

/// Two documents that may be duplicates: keys u64, link u8.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Candidate {
    /// The one that the other is compared with.
    pub a: DocKey,
    /// The other.
    pub b: DocKey,
    /// Why.
    pub link: Link,
}

impl Candidate {
    /// Appends the record.
    pub fn put(&self, out: &mut Vec<u8>) {
        put_key(self.a, out);
        put_key(self.b, out);
        out.push(self.link.number());
    }

    /// Reads a record.
    #[must_use]
    pub fn take(record: &[u8]) -> Self {
        let mut fields = Fields(record);
        Self {
            a: fields.key(),
            b: fields.key(),
            link: Link::of(fields.u8()),
        }
    }
}

/// A candidate with what is known of its first document: keys (the second first), link, rank, slots.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attached {
    /// The second document.
    pub b: DocKey,
    /// The first.
    pub a: Node,
    /// Why they may be duplicates.
    pub link: Link,
    /// The slots of the first.
    pub slots: Vec<u16>,
}

impl Attached {
    /// Appends a record.
    pub fn put(b: DocKey, a: &Node, link: Link, slots: &[u16], out: &mut Vec<u8>) {
        put_key(b, out);
        put_key(a.key, out);
        out.push(link.number());
        put_rank(&a.rank, a.crawl, out);
        put_slots(slots, out);
    }

    /// Reads a record.
    #[must_use]
    pub fn take(record: &[u8]) -> Self {
        let mut fields = Fields(record);
        let (b, a) = (fields.key(), fields.key());
        let link = Link::of(fields.u8());
        let a = fields.node(a);
        let mut slots = Vec::new();
        fields.slots(&mut slots);
        Self { b, a, link, slots }
    }
}

/// Appends a pair: the second node, the first node (key u64, rank and crawl each), similarity as the
/// bits of an f32, link.
pub fn put_pair(pair: &Pair, out: &mut Vec<u8>) {
    for node in [&pair.b, &pair.a] {
        put_key(node.key, out);
        put_rank(&node.rank, node.crawl, out);
    }
    out.extend_from_slice(&pair.similarity.to_bits().to_be_bytes());
    out.push(pair.link.number());
}

/// Reads a pair.
#[must_use]
pub fn take_pair(record: &[u8]) -> Pair {
    let mut fields = Fields(record);
    let mut node = || {
        let key = fields.key();
        fields.node(key)
    };
    let (b, a) = (node(), node());
    Pair {
        a,
        b,
        similarity: f32::from_bits(fields.u32()),
        link: Link::of(fields.u8()),
    }
}

/// 64 documents of a set: partition u32, first row / 64 as u32, one bit each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Word {
    /// The partition.
    pub partition: u32,
    /// The first row, divided by 64.
    pub word: u32,
    /// Bit i stands for row `64 * word + i`.
    pub bits: u64,
}

impl Word {
    /// Appends the record.
    pub fn put(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.partition.to_be_bytes());
        out.extend_from_slice(&self.word.to_be_bytes());
        out.extend_from_slice(&self.bits.to_be_bytes());
    }

    /// Reads a record.
    #[must_use]
    pub fn take(record: &[u8]) -> Self {
        let mut fields = Fields(record);
        Self {
            partition: fields.u32(),
            word: fields.u32(),
            bits: fields.u64(),
        }
    }
}
