//! Bodies of typical queries, and the same searches by both engines over a real cluster.

mod agreement;
mod bodies;
