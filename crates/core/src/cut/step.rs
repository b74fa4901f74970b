//! The distance between starts, and how to divide by it: by a multiplication, for every run asks for two quotients.

use crate::time::DAY;

/// Instants and readings nearer to 1970 than this (a million years) are reckoned with without a look at overflow.
pub(super) const NEAR: i64 = 1 << 45;
/// A midnight before all that is near, from which multiples of a step that divides the day are counted.
const FAR_BELOW: i64 = -(NEAR / DAY + 4) * DAY;

/// The distance between starts, and how to divide by it without a division.
#[derive(Debug, Clone, Copy)]
pub(super) struct Step {
    pub(super) seconds: i64,
    /// A little more than 2^64 divided by the seconds.
    reciprocal: u64,
}

impl Step {
    /// Below this the error of the reciprocal, less than 2^17 of 2^64, is lost in rounding down.
    const EXACT_BELOW: u64 = 1 << 47;

    /// A step of 60 to 86,400 seconds.
    pub(super) fn new(seconds: i64) -> Self {
        Self { seconds, reciprocal: u64::MAX / seconds.unsigned_abs() + 1 }
    }

    /// How many whole steps there are in `seconds`.
    pub(super) fn whole_in(self, seconds: u64) -> u64 {
        if seconds >= Self::EXACT_BELOW {
            return seconds / self.seconds.unsigned_abs();
        }
        let product = u128::from(seconds) * u128::from(self.reciprocal);
        u64::try_from(product >> 64).expect("the upper half of a product is half as long")
    }

    /// How many multiples of the step lie before `second`, which is near, counted from far below.
    pub(super) fn multiples_before(self, second: i64) -> u64 {
        self.whole_in((second - FAR_BELOW + self.seconds - 1).cast_unsigned())
    }

    /// The multiple of the step before which `count` of them lie.
    pub(super) fn multiple_after(self, count: u64) -> i64 {
        FAR_BELOW + count.cast_signed() * self.seconds
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reciprocal_divides_as_division_does() {
        for minutes in 1..=1_440 {
            let step = Step::new(minutes * 60);
            let seconds = step.seconds.unsigned_abs();
            let near_multiples =
                (0..9_000).chain(2_000_000_000 / seconds..2_000_900_000 / seconds).flat_map(|count| {
                    let multiple = count * seconds;
                    [multiple.saturating_sub(1), multiple, multiple + 1]
                });
            for length in near_multiples.chain([Step::EXACT_BELOW - 1, Step::EXACT_BELOW, u64::MAX / 2]) {
                assert_eq!(step.whole_in(length), length / seconds, "{length} by {seconds}");
            }
        }
    }

    #[test]
    fn multiples_are_counted_as_far_as_is_near_and_three_days_farther() {
        let farthest = NEAR + 3 * DAY;
        for minutes in [1, 5, 15, 90, 1_440] {
            let step = Step::new(minutes * 60);
            for near in [-farthest, -1_000_000, 0, 1_792_890_000, farthest] {
                for second in near - 90..near + 90 {
                    let next = step.multiple_after(step.multiples_before(second));
                    assert_eq!(next.rem_euclid(step.seconds), 0);
                    assert!((second..second + step.seconds).contains(&next), "{second} by {minutes} minutes");
                }
            }
        }
    }
}
