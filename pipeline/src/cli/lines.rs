//! What the commands over lines have in common.

use std::io::Write;

use super::{Ended, Files};
use crate::error::Result;
use crate::io::output;
use crate::tools::{Form, Lines, map_lines};
use crate::wrap::for_stderr;

/// Problems printed in full; the rest is only counted.
const SHOWN: usize = 20;

/// Maps every line of the inputs.
pub(super) fn each(
    files: &Files,
    form: Form,
    work: impl Fn(&str, &str) -> std::result::Result<String, String> + Sync,
) -> Result<Ended> {
    let mut lines = Lines::default();
    output(files.output.as_deref(), |out| {
        lines = map_lines(&files.inputs, out, form, work)?;
        Ok(())
    })?;
    Ok(problems(&lines.bad, "line", "lines"))
}

/// Prints what could not be used, and says how the command ends.
pub(super) fn problems(bad: &[String], one: &str, many: &str) -> Ended {
    let mut err = std::io::stderr().lock();
    for problem in bad.iter().take(SHOWN) {
        let _ = writeln!(err, "{}", for_stderr(problem));
    }
    if bad.is_empty() {
        return Ended::Done;
    }
    let word = if bad.len() == 1 { one } else { many };
    let _ = writeln!(
        err,
        "{} {word} could not be used; the others were",
        bad.len()
    );
    Ended::Damaged
}
