//! The limit: reading so many bytes once and no more, under the same dispatch of wide registers as the core's kernels.

/// Lines of 64 bytes of all bits set but for a few, so that no reader can know the result before its end.
pub(crate) fn lines(bytes: usize) -> Vec<[u64; 8]> {
    (0..bytes.div_ceil(64)).map(|place| [!(1 << (place % 61)); 8]).collect()
}

/// The bits that all lines have.
pub(crate) fn once(lines: &[[u64; 8]]) -> [u64; 8] {
    #[cfg(feature = "simd")]
    return pulp::Arch::new().dispatch(Once(lines));
    #[cfg(not(feature = "simd"))]
    return reduce(lines);
}

#[cfg(feature = "simd")]
struct Once<'a>(&'a [[u64; 8]]);

#[cfg(feature = "simd")]
impl pulp::WithSimd for Once<'_> {
    type Output = [u64; 8];

    #[inline(always)]
    fn with_simd<S: pulp::Simd>(self, _: S) -> Self::Output {
        reduce(self.0)
    }
}

/// Four sums side by side, so that no line waits for the one before it.
#[inline(always)]
fn reduce(lines: &[[u64; 8]]) -> [u64; 8] {
    let (fours, rest) = lines.as_chunks::<4>();
    let mut sums = [[u64::MAX; 8]; 4];
    for four in fours {
        for (sum, line) in sums.iter_mut().zip(four) {
            and(sum, line);
        }
    }
    let mut all = [u64::MAX; 8];
    sums.iter().chain(rest).for_each(|line| and(&mut all, line));
    all
}

#[inline(always)]
fn and(sum: &mut [u64; 8], line: &[u64; 8]) {
    for (own, other) in sum.iter_mut().zip(line) {
        *own &= other;
    }
}
