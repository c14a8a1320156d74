//! What is published names the version of the program, and the program says what it is.

use crate::common::{demo_file, tamis};

const VERSION: &str = env!("CARGO_PKG_VERSION");

#[test]
fn files_of_the_release_have_the_version_of_the_program() {
    let packaging = demo_file("../packaging");
    for path in [
        format!("modulefiles/tamis/{VERSION}.lua"),
        format!("modulefiles-tcl/tamis/{VERSION}"),
    ] {
        let folder = packaging.join(&path);
        assert!(folder.is_file(), "packaging/{path} is missing: rename it");
        let beside = std::fs::read_dir(folder.parent().unwrap()).unwrap().count();
        assert_eq!(beside, 1, "one version only beside packaging/{path}");
    }
    let image = std::fs::read_to_string(packaging.join("apptainer/tamis.def")).unwrap();
    let label = format!("org.opencontainers.image.version {VERSION}\n");
    assert!(image.contains(&label), "apptainer/tamis.def: {label}");
    let wheel = std::fs::read_to_string(packaging.join("python/pyproject.toml")).unwrap();
    assert!(wheel.contains("dynamic = [\"version\"]"));
}

#[test]
fn the_long_version_tells_build_and_instructions() {
    let folder = tempfile::tempdir().unwrap();
    let short = tamis(folder.path(), &["-V"]).expect(0).out;
    assert_eq!(short, format!("tamis {VERSION}\n"));
    let long = tamis(folder.path(), &["--version"]).expect(0).out;
    assert!(
        long.starts_with(&format!("tamis {VERSION}\ncommit: ")),
        "{long}"
    );
    #[cfg(target_arch = "x86_64")]
    let (minhash, words) = {
        use std::arch::is_x86_feature_detected as has;
        let bits = has!("bmi1") && has!("bmi2") && has!("lzcnt") && has!("popcnt");
        match (has!("avx2"), has!("avx512f")) {
            (true, true) => ("AVX-512", bits),
            (true, false) => ("AVX2", bits),
            (false, _) => ("portable", false),
        }
    };
    #[cfg(target_arch = "aarch64")]
    let (minhash, words) = ("NEON", false);
    let words = if words { "AVX2" } else { "portable" };
    let here = format!("here: MinHash by {minhash}, its words by {words}, signals by {words}\n");
    assert!(long.ends_with(&here), "{long}");
}
