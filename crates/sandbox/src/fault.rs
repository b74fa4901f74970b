//! Failures on command.
