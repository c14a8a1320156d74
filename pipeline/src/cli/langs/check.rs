use tamis_langs::Registry;

use crate::cli::{Ended, diagnostic, print};
use crate::error::{Error, Result};
use crate::tools::check_profiles;

/// Notes on numbers without a source that are printed; the rest is counted.
const NOTES: usize = 10;

pub(super) fn call(registry: &Registry) -> Result<Ended> {
    let checked = check_profiles(registry);
    let wrong = checked.problems.len();
    for problem in checked.problems {
        print(&diagnostic::placed(problem))?;
    }
    for note in checked.unsourced.iter().take(NOTES) {
        print(&format!(
            "note: {note} has no comment that says where it came from\n"
        ))?;
    }
    if checked.unsourced.len() > NOTES {
        print(&format!(
            "note: and {} more\n",
            checked.unsourced.len() - NOTES
        ))?;
    }
    for code in &checked.wordless {
        print(&format!(
            "note: {code} has no stop words: quality.min_stop_words drops every document\n      \
             (list some, or `extends = \"{code}\"` takes those of a built-in one)\n"
        ))?;
    }
    print(&format!(
        "{} profiles, {} examples, {wrong} with another verdict than they must get\n",
        checked.profiles, checked.examples,
    ))?;
    if wrong == 0 {
        Ok(Ended::Done)
    } else {
        Err(Error::run_help(
            "some examples do not get the verdict that they must get",
            "change the thresholds or the examples of these profiles; `tamis langs explain CODE \
             TEXT` shows all that counts in a text",
        ))
    }
}
