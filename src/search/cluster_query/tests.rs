//! Bodies of typical queries, and the same searches by a real cluster.
