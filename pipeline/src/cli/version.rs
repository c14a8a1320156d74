//! What `tamis --version` says: the version, what the program was built from, and what it uses of the
//! processor that it runs on.

use std::sync::OnceLock;

use tamis_dedup::kernel::Kernel;

/// `tamis -V` says the version alone.
pub(super) fn long() -> &'static str {
    static TEXT: OnceLock<String> = OnceLock::new();
    TEXT.get_or_init(text)
}

fn text() -> String {
    let code = crate::code::built();
    let commit = match (code.commit, code.modified) {
        (Some(commit), true) => format!("{commit}, with changes"),
        (Some(commit), false) => commit,
        (None, _) => "not known".to_owned(),
    };
    let with = if cfg!(feature = "stats") {
        "with"
    } else {
        "without"
    };
    let linked = if cfg!(target_feature = "crt-static") {
        "static"
    } else {
        "dynamic"
    };
    format!(
        "{}\n\
         commit: {commit}\n\
         built for {}, {linked}, {with} statistics\n\
         by {}\n\
         here: MinHash by {}, its words by {}, signals by {}",
        code.version,
        code.target,
        code.compiler,
        Kernel::best(),
        tamis_dedup::words::kernel(),
        tamis_filters::instructions(),
    )
}
