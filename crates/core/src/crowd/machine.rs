//! The machine that kernels run on: its widest registers with the feature `simd`, what every machine has without.
//!
//! Measured on a Zen 5 with 1,000 people over four weeks on five minutes (1 MiB of bits), in microseconds:
//!
//! | registers | common | at least 700 |
//! |---|---|---|
//! | 128 bits, every x86-64 | 5.3 | 38 |
//! | 256 bits | 3.9 | 25 |
//! | 512 bits | 3.7 | 12.5 |
//!
//! To read the bits once takes 12 us with 128 and 8.5 us with 256. The widest registers halve counting, for they
//! combine three operands at once; so the feature looks for them too.

use crate::row::Row;

/// Work on rows in plain loops over words, which the compiler turns into vectors of whatever width it may use.
pub(super) trait Kernel {
    /// Does the work; to be inlined, so that it is compiled anew for each width.
    fn run(self) -> Row;
}

/// The registers that there are, found out once per question.
#[derive(Debug, Clone, Copy)]
pub(super) struct Machine {
    #[cfg(feature = "simd")]
    arch: pulp::Arch,
}

impl Machine {
    /// Looks at the machine.
    pub(super) fn new() -> Self {
        Self {
            #[cfg(feature = "simd")]
            arch: pulp::Arch::new(),
        }
    }

    #[cfg(not(feature = "simd"))]
    #[inline]
    pub(super) fn run(self, kernel: impl Kernel) -> Row {
        kernel.run()
    }

    #[cfg(feature = "simd")]
    #[inline]
    pub(super) fn run(self, kernel: impl Kernel) -> Row {
        self.arch.dispatch(Dispatched(kernel))
    }
}

#[cfg(feature = "simd")]
struct Dispatched<K>(K);

#[cfg(feature = "simd")]
impl<K: Kernel> pulp::WithSimd for Dispatched<K> {
    type Output = Row;

    #[inline(always)]
    fn with_simd<S: pulp::Simd>(self, _: S) -> Row {
        self.0.run()
    }
}
