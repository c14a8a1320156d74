//! Stages and edges: the graph that a config describes, its checks, and the plan that both
//! executors run. Pure: nothing here reads or writes a file.

mod build;
mod builtin;
mod check;
mod draft;
mod graph;
mod picture;
mod plan;
mod port;

#[cfg(test)]
mod tests;

pub use graph::{Graph, Node, NodeId};
pub use picture::picture;
pub use plan::{Group, Plan, Tasks};
pub use port::{Edge, Port, Slot};
