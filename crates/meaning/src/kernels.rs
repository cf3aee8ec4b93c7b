//! The arithmetic of the encoder, compiled for several instruction sets of which one is chosen at run time.
//!
//! Leaves the order of the steps to `encoder`. Always holds: every instruction set gives the same bits.
//! Products are sums of integers; sums of fractions are made in sixteen lanes whatever the width of a
//! register, and a product is never fused with a sum.

pub(crate) mod attention;
pub(crate) mod level;
pub(crate) mod product;
pub(crate) mod rows;
