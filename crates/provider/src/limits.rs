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
    /// When a window may start.
    pub starts: WindowStart,
    /// What an answer costs.
    pub cost: Cost,
}

/// When a window of a call may start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WindowStart {
    /// At any time.
    Anywhere,
    /// No earlier than this long after now.
    AfterNow(Seconds),
}

/// How many requests an answer costs, as far as that can be told before asking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cost {
    /// Before the first window: looking up accounts, event types, schedules.
    pub once: u32,
    /// For each window, when its list has one page.
    pub per_window: u32,
}

impl Cost {
    /// What is read without a request to anybody.
    pub const FREE: Self = Self { once: 0, per_window: 0 };
}

impl Limits {
    /// No limits but those of the machine: what a file or a list in memory has.
    pub const NONE: Self = Self {
        longest_window: None,
        horizon: None,
        page_size: None,
        concurrency: usize::MAX,
        starts: WindowStart::Anywhere,
        cost: Cost::FREE,
    };
}
