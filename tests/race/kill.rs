//! When an instance is killed.

/// The moment at which one instance is killed while its crowd asks.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Moment {
    /// An instance drawn by lot, once it has said so many things.
    After {
        /// Which one.
        number: u32,
        /// How many.
        lines: u32,
    },
    /// The first to say this, as soon as it does.
    At(&'static str),
    /// The one that books this leg, once the service has carried it out and has not answered.
    Applied(usize),
}

/// Early, in the middle of each call, between them, late: by seed in between.
pub(crate) fn moments(seed: u64) -> impl Iterator<Item = Moment> {
    let mut dice = Dice(seed);
    (0_u32..).map(move |round| match round % 10 {
        0 => Moment::Applied(0),
        1 => Moment::At("calling create 0"),
        2 => Moment::At("opened"),
        3 => Moment::Applied(1),
        4 => dice.after(300),
        5 => Moment::At("calling hold 1"),
        6 => Moment::At("calling create 1"),
        7 => dice.after(5),
        8 => Moment::At("told confirmed"),
        _ => Moment::At(["calling verify 0", "calling verify 1", "calling release 1"][dice.roll(3)]),
    })
}

/// A generator of Knuth's: the same throws for the same seed.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % sides
    }

    fn after(&mut self, most: usize) -> Moment {
        let (number, lines) = (self.roll(3), self.roll(most));
        Moment::After { number: u32::try_from(number).unwrap(), lines: u32::try_from(lines).unwrap() }
    }
}
