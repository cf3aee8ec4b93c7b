//! The file in which a model is kept: one file, checked as a whole, without a directory to be wrong.
//!
//! `SKOMODEL`, the format's version and the length of the header as 32-bit numbers, the header as JSON, then
//! the tokenizer and the weights in a fixed order, whose lengths follow from the header, and at the end the
//! BLAKE3 hash of all before it. Numbers are little-endian. Leaves the formats of others to `import`. Always
//! holds: nothing is allocated before the header's sizes add up to the size of the file.

pub(crate) mod header;
pub(crate) mod parts;
pub(crate) mod reader;
pub(crate) mod writer;
