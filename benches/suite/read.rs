//! The limit: reading so many bytes once and no more, under the same dispatch of wide registers as the core's kernels.

/// As many bytes as a line of the cache has, and never across two of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(align(64))]
pub(crate) struct Line([u64; 8]);

impl Line {
    const ALL: Self = Self([u64::MAX; 8]);

    #[inline(always)]
    fn and(&self, other: &Self) -> Self {
        let mut out = *self;
        for (own, other) in out.0.iter_mut().zip(&other.0) {
            *own &= other;
        }
        out
    }

    #[inline(always)]
    fn is_none(&self) -> bool {
        self.0.iter().fold(0, |any, word| any | word) == 0
    }
}

/// Lines of all bits set but for a few, so that something is left of all of them.
pub(crate) fn lines(bytes: usize) -> Vec<Line> {
    (0..bytes.div_ceil(64)).map(|place| Line([!(1 << (place % 61)); 8])).collect()
}

/// The bits that all lines have.
pub(crate) fn once(lines: &[Line]) -> Line {
    #[cfg(feature = "simd")]
    return pulp::Arch::new().dispatch(Once(lines));
    #[cfg(not(feature = "simd"))]
    return reduce(lines);
}

#[cfg(feature = "simd")]
struct Once<'a>(&'a [Line]);

#[cfg(feature = "simd")]
impl pulp::WithSimd for Once<'_> {
    type Output = Line;

    #[inline(always)]
    fn with_simd<S: pulp::Simd>(self, _: S) -> Self::Output {
        reduce(self.0)
    }
}

/// Eight lines at a time.
///
/// The look at what is left changes nothing here; without it LLVM gathers words of several lines where it may use AVX-512,
/// and takes five times as long.
#[inline(always)]
fn reduce(lines: &[Line]) -> Line {
    let (eights, rest) = lines.as_chunks::<8>();
    let mut left = Line::ALL;
    for [a, b, c, d, e, f, g, h] in eights {
        left = left.and(&a.and(b).and(&c.and(d)).and(&e.and(f).and(&g.and(h))));
        if left.is_none() {
            return left;
        }
    }
    rest.iter().fold(left, |left, line| left.and(line))
}
