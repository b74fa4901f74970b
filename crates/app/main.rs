//! The program `freebusy`.

mod schema;

fn main() {}
