//! Curves.

pub(crate) fn run() {}
