//! The laws of the algebra, each a property tested against a slow and obvious model.
//!
//! A model knows nothing of the code it judges: sets are one yes or no per second, zones are searched instant
//! by instant. Whoever changes the algebra changes no law.
#![cfg(test)]

mod evidence;
mod intervals;
mod lists;
mod many;
mod model;
mod schedules;
mod sets;
mod zones;
