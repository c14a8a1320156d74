//! Any bytes as the files of a run's folder, parted by NULs: what `tamis status`, `plan` and `forget` read
//! before they know whether it is one.
#![no_main]

use std::fs;
use std::path::PathBuf;
use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use tamis::estimate::Calibration;
use tamis::run::{
    Layout, TaskRecord, Watch, annotated_folder, profile_digest, quarantined, summary,
};
use tamis::stages::Listing;
use tamis::tools::forget;

static FOLDER: LazyLock<tempfile::TempDir> = LazyLock::new(|| tempfile::tempdir().unwrap());

fuzz_target!(|data: &[u8]| {
    let root: PathBuf = FOLDER.path().join("out");
    let layout = Layout::new(root.clone());
    let files = [
        layout.run_file(),
        layout.record("map", 0),
        layout.elements().join("run.json"),
        layout.quarantine().join("map-00000.json"),
        root.join("manifest.json"),
    ];
    let mut parts = data.split(|&b| b == 0);
    for path in &files {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        match parts.next() {
            Some(part) => fs::write(path, part).unwrap(),
            None => drop(fs::remove_file(path)),
        }
    }
    let _ = Watch::default().look(&layout);
    let _ = TaskRecord::read(&layout, "map", 0);
    let _ = (quarantined(&layout), summary(&layout, Some(1.0)));
    let _ = (annotated_folder(&root), profile_digest(&root, "mlt_Latn"));
    let _ = (forget::read_manifest(&root), Calibration::read(&root));
    // Each of them is also a whole file of another kind.
    let other = FOLDER.path().join("file");
    fs::write(&other, data).unwrap();
    let _ = (Calibration::read(&other), Listing::read(&other));
    let journal = root.join(".tamis/forget/journal.json");
    fs::create_dir_all(journal.parent().unwrap()).unwrap();
    fs::write(&journal, data).unwrap();
    let _ = forget::mend(&root);
});
