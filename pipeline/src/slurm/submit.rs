//! Submitting: `submit.sh` does it, so that a person can do the same by hand.

use std::path::Path;
use std::process::Command;

use crate::error::{Error, Result};

/// Runs `submit.sh`; gives what it says, a line for each job.
///
/// # Errors
/// `Usage` when there is no sbatch here, `Run` with what sbatch says when it refuses.
pub fn submit(folder: &Path) -> Result<String> {
    let script = folder.join("submit.sh");
    let output = Command::new("bash")
        .arg(&script)
        .output()
        .map_err(Error::io(&script, "run"))?;
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    if output.status.success() {
        return Ok(said);
    }
    let error = String::from_utf8_lossy(&output.stderr);
    let error = error.trim();
    if error.contains("sbatch: command not found") {
        return Err(Error::usage(
            "there is no sbatch on this machine",
            format!("submit from a login node: bash {}", script.display()),
        ));
    }
    Err(Error::run_help(
        format!("sbatch refuses a job: {error}"),
        format!(
            "what was submitted before it is in {}; end it with scancel",
            folder.join("jobs.txt").display()
        ),
    ))
}
