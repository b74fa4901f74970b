//! Charts.

pub(crate) fn draw_all() {}
