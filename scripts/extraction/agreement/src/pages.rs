//! The pages of a folder, decoded as tamis does.

use std::error::Error;
use std::fs;
use std::io::Read;

use flate2::read::MultiGzDecoder;
use tamis_extract::charset::{Hints, decode};

pub struct Source {
    pub id: String,
    /// Bytes as fetched.
    pub size: usize,
    pub html: String,
}

/// Every `*.html.gz` of a folder, sorted; with a sample, that many spread evenly.
pub fn load(folder: &str, sample: Option<usize>) -> Result<Vec<Source>, Box<dyn Error>> {
    let mut paths: Vec<_> = fs::read_dir(folder)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<_, _>>()?;
    paths.retain(|path| path.to_string_lossy().ends_with(".html.gz"));
    paths.sort();
    let step = sample.map_or(1, |sample| (paths.len() / sample.max(1)).max(1));
    let mut pages = Vec::new();
    for path in paths.iter().step_by(step) {
        let mut bytes = Vec::new();
        MultiGzDecoder::new(fs::File::open(path)?).read_to_end(&mut bytes)?;
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        pages.push(Source {
            id: name.trim_end_matches(".html.gz").to_owned(),
            size: bytes.len(),
            html: decode(&bytes, &Hints::default()).text.into_owned(),
        });
    }
    Ok(pages)
}
