//! The arithmetic of the encoder, compiled for several instruction sets, one of which is chosen at run time.
//!
//! Leaves the order of the steps to `encoder`. Always holds: every instruction set gives the same bits.
//! Matrix products add up integers; floating-point sums use sixteen lanes whatever the width of a register,
//! and a multiplication is never fused with an addition.

pub(crate) mod attention;
pub(crate) mod level;
pub(crate) mod product;
pub(crate) mod rows;
