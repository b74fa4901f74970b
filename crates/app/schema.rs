//! The request document: its fields as they are written, and the way from there to a valid request.
//!
//! [`parse()`] turns text into a [`Document`], in which only the types are checked; [`load()`] turns a document into
//! a request, in which everything is. Both refuse with a [`error::SchemaError`]: one line that names the field, says
//! what is wrong with it and how to mend it.

mod busy;
mod choice;
mod context;
mod document;
pub(crate) mod error;
pub(crate) mod field;
mod hours;
mod load;
mod moment;
pub(crate) mod nearest;
mod number;
mod parse;
mod participants;
mod path;
mod sources;
#[cfg(test)]
mod tests;
mod usual;
mod who;
mod zone_tables;

pub(crate) use context::{Context, Reasons};
pub(crate) use document::{ConnectionDoc, Document, ParticipantDoc, SourceDoc};
pub(crate) use load::{Loaded, load};
pub(crate) use moment::YEARS;
pub(crate) use parse::{Notation, parse, parse_settings};
