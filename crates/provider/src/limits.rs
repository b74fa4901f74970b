//! What one call to a provider may ask, as plain data: the plan splits by it, the adapter asserts it.

use freebusy_core::Seconds;

/// The limits of one provider's availability calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// The longest window of one call; `None` when any will do.
    pub longest_window: Option<Seconds>,
    /// How far after now a window may end; `None` when there is no such bound.
    pub horizon: Option<Seconds>,
    /// The most entries of one page; `None` when answers are not paged.
    pub page_size: Option<u32>,
    /// How many calls may be under way at once, at least one.
    pub concurrency: usize,
    /// Whether a window may start before now.
    pub past_windows: bool,
}

impl Limits {
    /// No limits but those of the machine: what a file or a list in memory has.
    pub const NONE: Self = Self {
        longest_window: None,
        horizon: None,
        page_size: None,
        concurrency: usize::MAX,
        past_windows: true,
    };
}
