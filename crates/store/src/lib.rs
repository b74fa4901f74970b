//! The journal of bookings on SQLite, for one program, and on PostgreSQL, for several.
