//! What a service takes in bookings before it puts them off.

/// So many bookings until then.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bucket {
    pub(super) left: u32,
    pub(super) opens: i64,
    pub(super) size: u32,
    pub(super) every: i64,
}

impl Bucket {
    pub(super) fn wait(&mut self, now: i64) -> i64 {
        if now >= self.opens {
            (self.left, self.opens) = (self.size, now + self.every);
        }
        if self.left == 0 { self.opens - now } else { 0 }
    }
}
