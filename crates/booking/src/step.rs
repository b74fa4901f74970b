//! One step of the machine.

use crate::event::{Command, Event};
use crate::saga::Saga;

/// Takes in what happened and says what is to be done.
pub fn step(saga: &mut Saga, event: Event) -> Vec<Command> {
    let _ = (saga, event);
    Vec::new()
}
