//! The instruction sets, and how work is compiled for one of them.
//!
//! `pulp` checks what the processor supports and has the only `unsafe` code. Always holds: a [`Level`]
//! exists only if the processor has its instructions.

use pulp::NullaryFnOnce;
#[cfg(target_arch = "x86_64")]
use pulp::x86::{V3, V4};

#[cfg(target_arch = "x86_64")]
pulp::simd_type!({
    /// AVX-512, with instructions that multiply 16-bit numbers and add up the products.
    pub(crate) struct Vnni {
        pub(crate) avx512f: f!("avx512f"),
        pub(crate) avx512bw: f!("avx512bw"),
        pub(crate) avx512dq: f!("avx512dq"),
        pub(crate) avx512vl: f!("avx512vl"),
        pub(crate) avx512vnni: f!("avx512vnni"),
    }
});

/// An instruction set that this processor has.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Level {
    /// What the compiler assumes of any processor.
    Plain,
    /// AVX2.
    #[cfg(target_arch = "x86_64")]
    Avx2(V3),
    /// AVX-512.
    #[cfg(target_arch = "x86_64")]
    Avx512(V4),
    /// AVX-512 with VNNI.
    #[cfg(target_arch = "x86_64")]
    Vnni(Vnni),
}

impl Level {
    /// The levels of this processor, the fastest first.
    pub(crate) fn available() -> Vec<Level> {
        let mut levels = Vec::new();
        #[cfg(target_arch = "x86_64")]
        {
            levels.extend(Vnni::try_new().map(Level::Vnni));
            levels.extend(V4::try_new().map(Level::Avx512));
            levels.extend(V3::try_new().map(Level::Avx2));
        }
        levels.push(Level::Plain);
        levels
    }

    /// The fastest level of this processor.
    pub(crate) fn fastest() -> Level {
        Level::available().first().copied().unwrap_or(Level::Plain)
    }

    /// Its name, for people.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Level::Plain => "plain",
            #[cfg(target_arch = "x86_64")]
            Level::Avx2(_) => "avx2",
            #[cfg(target_arch = "x86_64")]
            Level::Avx512(_) => "avx512",
            #[cfg(target_arch = "x86_64")]
            Level::Vnni(_) => "avx512-vnni",
        }
    }

    /// Runs `work` compiled for this level; only what is inlined into it is. A closure would not work: the
    /// compiler puts a function between it and its caller that is compiled for any processor.
    #[inline(always)]
    #[allow(clippy::inline_always)]
    pub(crate) fn run<W: NullaryFnOnce>(self, work: W) -> W::Output {
        match self {
            Level::Plain => work.call(),
            #[cfg(target_arch = "x86_64")]
            Level::Avx2(simd) => simd.vectorize(work),
            #[cfg(target_arch = "x86_64")]
            Level::Avx512(simd) => simd.vectorize(work),
            #[cfg(target_arch = "x86_64")]
            Level::Vnni(simd) => simd.vectorize(work),
        }
    }
}
