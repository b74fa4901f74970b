//! What a driver tells while it works.

use freebusy_booking::{Call, IntentId, Status};

/// To whom a run tells what it does.
pub(crate) type Teller<'a> = &'a (dyn Fn(News) + Send + Sync);

/// What a driver tells while it works.
#[derive(Debug, Clone)]
pub enum News {
    /// It is written down under this name.
    Opened(IntentId),
    /// A call is about to be made.
    Calling(Call),
    /// How it stands now.
    Stands(Status),
}
