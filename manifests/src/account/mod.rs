//! What a task tells about its documents beside plain counts: how signals are spread, personal data,
//! sizes of clusters, and what came from which registrable domain. Accounts of tasks merge in any
//! order to the same sum; domains go through files, since there may be tens of millions of them.

mod file;
mod sizes;
mod tally;

pub use file::{AccountError, AccountReader, Domains, merge, write};
pub use sizes::Sizes;
pub use tally::{BenchmarkTally, EDGES, Tally, bin_of};
