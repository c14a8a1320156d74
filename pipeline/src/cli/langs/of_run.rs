//! The run that a question about a profile is asked of.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use tamis_langs::Registry;

use crate::cli::{layout, load};
use crate::error::Result;
use crate::run::profile_digest;
use crate::wrap::wrapped;

/// The output folder of a run, and the profiles that it decided by, as far as what was named tells them: where it
/// is a config, the folder of profiles in it, unless one was asked for (`named`).
pub(super) fn of_run(run: &Path, named: bool) -> Result<(PathBuf, Option<Registry>)> {
    if !run.is_file() {
        return Ok((run.to_path_buf(), None));
    }
    let plan = load(run)?;
    let own = match (&plan.graph.run.profiles, named) {
        (Some(own), false) => Some(Registry::with_dir(&plan.graph.source.folder().join(own))?),
        _ => None,
    };
    Ok((layout(&plan).root, own))
}

/// A run may have decided by another profile than the one that is asked about: one of a folder that its output
/// does not name, or an older edition. `so` says what that means for the answer. On standard error, so that
/// `--json` stays one object.
pub(super) fn say_other_profile(root: &Path, registry: &Registry, code: &str, so: &str) {
    if profile_digest(root, code).is_none_or(|of_run| of_run == registry.digest(code)) {
        return;
    }
    let note = format!(
        "note: {} decided by another profile of {code} than {}, {so}; name its folder with --profiles, or the \
         run's config with --run",
        root.display(),
        registry.source(code)
    );
    let _ = writeln!(std::io::stderr(), "{}", wrapped(&note, "  "));
}
