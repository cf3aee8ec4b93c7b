//! The file in which a model is kept: one file, checked as a whole, with no directory that could be wrong.
//!
//! `SKOMODEL`, the format's version and the length of the header as 32-bit numbers, the header as JSON, then
//! the tokenizer and the weights in a fixed order, whose lengths follow from the header, and finally the
//! BLAKE3 hash of everything before it. Numbers are little-endian. Leaves other formats to `import`. Always
//! holds: nothing is allocated before the header's sizes add up to the size of the file.

pub(crate) mod header;
pub(crate) mod new_file;
pub(crate) mod parts;
pub(crate) mod reader;
pub(crate) mod writer;
