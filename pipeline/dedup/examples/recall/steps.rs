//! The steps from texts to clusters one by one, so that what happens between them can be seen.

use std::collections::{HashMap, HashSet};
use std::fs::File;
use std::io::Cursor;
use std::path::{Path, PathBuf};

use tamis_dedup::buckets::{self, KeyRange};
use tamis_dedup::clusters;
use tamis_dedup::exact;
use tamis_dedup::numbering::Numbering;
use tamis_dedup::part::{Document, PartWriter};
use tamis_dedup::sort::{Budget, Source};
use tamis_dedup::store::records::take_pair;
use tamis_dedup::store::{FileReader, FileWriter, Identity, Kind};
use tamis_dedup::verify;
use tamis_dedup::{DocKey, Error, Link, Params, Rank, Scratch, Signed, Signer};

use crate::Result;

const MEMORY: usize = 512 << 20;

/// Signed texts in files.
pub(crate) struct Corpus {
    folder: PathBuf,
    identity: Identity,
    rows: Vec<u64>,
}

/// Signs the texts of one partition.
pub(crate) struct Writer {
    signer: Signer,
    scratch: Scratch,
    writer: PartWriter<File>,
    part: u32,
    row: u32,
}

/// What deduplication made of a corpus.
pub(crate) struct Joined {
    /// Pairs that were compared and joined, smaller key first; equal texts among them or not.
    pub(crate) direct: HashSet<(DocKey, DocKey)>,
    best: HashMap<DocKey, DocKey>,
}

impl Joined {
    /// Whether they are in one cluster.
    pub(crate) fn together(&self, a: DocKey, b: DocKey) -> bool {
        let best = self.best.get(&a);
        best.is_some() && best == self.best.get(&b)
    }
}

fn file(folder: &Path, part: u32, kind: Kind) -> PathBuf {
    folder.join(format!("{part}.{kind:?}"))
}

impl Corpus {
    pub(crate) fn new(folder: &Path, params: &Params) -> Self {
        Self {
            folder: folder.to_path_buf(),
            identity: Identity::new(params, "none"),
            rows: Vec::new(),
        }
    }

    pub(crate) fn writer(&self, part: u32) -> Result<Writer> {
        let budget = Budget::new(&self.folder, MEMORY / 2);
        let out = File::create(file(&self.folder, part, Kind::Signatures))?;
        Ok(Writer {
            signer: Signer::new(self.identity.params)?,
            scratch: Scratch::default(),
            writer: PartWriter::new(out, &self.identity, part, &budget)?,
            part,
            row: 0,
        })
    }

    /// Partitions come in order.
    pub(crate) fn add(&mut self, rows: u64) {
        self.rows.push(rows);
    }

    /// Runs all steps with a threshold.
    pub(crate) fn dedup(&self, threshold: f32) -> Result<Joined> {
        let identity = &self.identity;
        let parts = self.rows.len();
        let budget = Budget::new(&self.folder, MEMORY);
        let numbering = Numbering::new(self.rows.iter().copied());
        let open = |at: usize, kind| {
            let reader = FileReader::open(&file(&self.folder, at as u32, kind), kind)?;
            Ok::<_, Error>((at as u32, reader))
        };
        let scope = exact::Scope {
            numbering: &numbering,
            kept: 0,
            urls: false,
        };
        let keys = |at| open(at, Kind::Keys);
        let (exact, doubles, _) = exact::group(parts, keys, &scope, &budget, Vec::new(), identity)?;
        let scope = buckets::Scope {
            numbering: &numbering,
            doubles: &doubles,
            kept: 0,
            threshold,
        };
        let mut out =
            FileWriter::with_threshold(Vec::new(), Kind::Candidates, identity, 0, Some(threshold))?;
        let range = KeyRange::cut(0, 1);
        let bands = |at| open(at, Kind::Bands);
        buckets::candidates(parts, bands, range, &scope, &budget, &mut out, identity)?;
        let near = out.finish()?.0;
        let candidates =
            [exact, near].map(|bytes| FileReader::new(Cursor::new(bytes), Kind::Candidates));
        let candidates = candidates
            .into_iter()
            .collect::<std::result::Result<Vec<_>, _>>()?;

        let all = verify::partitions(0, 1, parts);
        let signatures = |part: u32| Ok(open(part as usize, Kind::Signatures)?.1);
        let mut out =
            FileWriter::with_threshold(Vec::new(), Kind::Attached, identity, 0, Some(threshold))?;
        verify::attach(
            candidates,
            all.clone(),
            signatures,
            &budget,
            &mut out,
            identity,
        )?;
        let attached = vec![FileReader::new(
            Cursor::new(out.finish()?.0),
            Kind::Attached,
        )?];
        let mut out = FileWriter::new(Vec::new(), Kind::Pairs, identity, 0)?;
        verify::compare(attached, all, signatures, None, &mut out, identity)?;
        let pairs = out.finish()?.0;
        let read = || FileReader::new(Cursor::new(&pairs[..]), Kind::Pairs);

        let mut joined = Joined {
            direct: HashSet::new(),
            best: HashMap::new(),
        };
        let mut reader = read()?;
        while let Some(record) = reader.next()? {
            let pair = take_pair(record);
            let (a, b) = (pair.a.key, pair.b.key);
            if pair.link == Link::Near {
                joined.direct.insert((a.min(b), a.max(b)));
            }
        }
        let crawl = |node: &tamis_dedup::Node| node.crawl;
        clusters::cluster(read, &numbering, &crawl, &budget, &mut |member| {
            joined.best.insert(member.key, member.best);
            Ok(())
        })?;
        Ok(joined)
    }
}

impl Writer {
    /// The key of the text and its signature; a text without words has neither.
    pub(crate) fn push(&mut self, text: &str) -> Result<Option<(DocKey, Signed)>> {
        let Some(signed) = self.signer.sign(text, &mut self.scratch) else {
            return Ok(None);
        };
        let key = DocKey {
            partition: self.part,
            row: self.row,
        };
        self.row += 1;
        self.writer.push(&Document {
            row: key.row,
            group: 0,
            rank: Rank {
                goodness: text.len() as u128,
                id: key.number().into(),
            },
            crawl: 0,
            signature: &signed.signature,
            exact: signed.exact,
            url: None,
            shingles: &[],
        })?;
        Ok(Some((key, signed)))
    }

    /// Gives the number of texts.
    pub(crate) fn finish(self, corpus: &Path) -> Result<u64> {
        let create = |kind| File::create(file(corpus, self.part, kind));
        let (bands, keys) = (create(Kind::Bands)?, create(Kind::Keys)?);
        self.writer.finish(bands, keys)?;
        Ok(self.row.into())
    }
}
