//! Embeds every file of `profiles/` and `close/`, so that a language is one new TOML file, and a
//! close group one new table, and nothing else.

use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    embed("profiles", "toml")?;
    embed("close", "tsv")
}

/// Writes `<folder>.rs`: a slice of the names and texts of the folder's files, sorted.
fn embed(folder: &str, extension: &str) -> io::Result<()> {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    println!("cargo::rerun-if-changed={folder}");

    let mut files = list(&root.join(folder), extension)?;
    files.sort();
    let mut code = String::from("&[\n");
    for path in files {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        println!("cargo::rerun-if-changed={}", path.display());
        code.push_str(&format!(
            "    ({name:?}, include_str!({:?})),\n",
            path.display().to_string()
        ));
    }
    code.push_str("]\n");
    fs::write(out.join(folder).with_extension("rs"), code)
}

fn list(dir: &Path, extension: &str) -> io::Result<Vec<PathBuf>> {
    let mut out = Vec::new();
    for entry in fs::read_dir(dir)? {
        let path = entry?.path();
        if path.extension().is_some_and(|ext| ext == extension) {
            out.push(path);
        }
    }
    Ok(out)
}
