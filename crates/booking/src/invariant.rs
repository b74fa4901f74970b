//! What must always hold: I1 to I8, as code.
