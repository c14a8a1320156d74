//! The `tamis` binary.

use std::process::ExitCode;

fn main() -> ExitCode {
    tamis::cli::main()
}
