//! Chance from a seed, and the hash of what happened: the same on every machine and in every build.

use fastrand::Rng;

/// Scatters a number: near seeds give far numbers (the finaliser of SplitMix64).
pub(crate) const fn scatter(seed: u64) -> u64 {
    let a = seed.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let b = (a ^ (a >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let c = (b ^ (b >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    c ^ (c >> 31)
}

/// Dice of one world.
#[derive(Debug)]
pub(crate) struct Dice(Rng);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(Rng::with_seed(scatter(seed)))
    }

    /// True in so many of ten thousand cases; a chance of nought costs no throw.
    pub(crate) fn hit(&mut self, of_10_000: u32) -> bool {
        of_10_000 > 0 && self.0.u32(0..10_000) < of_10_000
    }

    /// A number from `least` to `most`, both of them included.
    pub(crate) fn between(&mut self, least: i64, most: i64) -> i64 {
        if least >= most { least } else { self.0.i64(least..=most) }
    }

    /// A number below `end`.
    pub(crate) fn below(&mut self, end: u32) -> u32 {
        if end == 0 { 0 } else { self.0.u32(0..end) }
    }

    /// How long until something happens that happens once in `mean` on average.
    pub(crate) fn wait(&mut self, mean: i64) -> i64 {
        // A sum of logarithms would differ in its last digit between machines: a geometric series of halves does not.
        let mut wait = 0_i64;
        let half = mean * 7 / 10;
        while self.0.bool() {
            wait += half;
        }
        wait + self.between(0, half)
    }
}

/// The hash of what happened, word by word.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Digest(u64);

impl Digest {
    pub(crate) const fn add(&mut self, word: u64) {
        self.0 = (self.0.rotate_left(5) ^ word).wrapping_mul(0x517C_C1B7_2722_0A95);
    }

    pub(crate) const fn end(self) -> u64 {
        scatter(self.0)
    }
}
