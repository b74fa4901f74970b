//! The program `freebusy`.

fn main() {}
