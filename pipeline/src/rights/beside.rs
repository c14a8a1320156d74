//! The robots archive beside an archive of pages.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

/// The file with the answers of the sites whose pages are in `archive`, as Common Crawl lays them
/// out (since 2016-40): `…/segments/S/warc/NAME.warc.gz` and `…/segments/S/robotstxt/NAME.warc.gz`
/// have the same name, and so has `…/segments/S/wet/NAME.warc.wet.gz` but for its ending. Where the
/// archive lies in a folder of another name, `robotstxt` is looked for in that folder.
#[must_use]
pub fn beside(archive: &Path) -> PathBuf {
    let folder = archive.parent().unwrap_or(Path::new(""));
    let name = archive.file_name().unwrap_or_default().to_string_lossy();
    let name = name
        .replace(".warc.wet.", ".warc.")
        .replace(".warc.wat.", ".warc.");
    let known = ["warc", "wet", "wat"].map(OsStr::new);
    match folder.file_name() {
        Some(last) if known.contains(&last) => folder.with_file_name("robotstxt").join(name),
        _ => folder.join("robotstxt").join(name),
    }
}

#[cfg(test)]
mod tests {
    use super::beside;
    use std::path::Path;

    #[test]
    fn as_common_crawl_lays_them_out() {
        for (archive, want) in [
            (
                "a/segments/1/warc/x-00001.warc.gz",
                "a/segments/1/robotstxt/x-00001.warc.gz",
            ),
            ("a/wet/x-00001.warc.wet.gz", "a/robotstxt/x-00001.warc.gz"),
            ("warc/x.warc.gz", "robotstxt/x.warc.gz"),
            ("crawl/x.warc.gz", "crawl/robotstxt/x.warc.gz"),
            ("x.warc.gz", "robotstxt/x.warc.gz"),
        ] {
            assert_eq!(beside(Path::new(archive)), Path::new(want));
        }
    }
}
