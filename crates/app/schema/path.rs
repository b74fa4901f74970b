//! Where in a document a field stands, written `participants[2].schedule.weekly[0].days[1]`.
//!
//! A path is a chain of borrowed steps: walking a document costs nothing until something is wrong.

use std::fmt;

use super::error::SchemaError;

/// The place of one value.
#[derive(Debug, Clone, Copy)]
pub(super) enum Path<'a> {
    /// The whole document.
    Root,
    /// A field of an object.
    Field(&'a Path<'a>, &'a str),
    /// An element of a list, counted from zero.
    Element(&'a Path<'a>, usize),
}

impl<'a> Path<'a> {
    /// The field `name` of this object.
    pub(super) const fn field(&'a self, name: &'a str) -> Path<'a> {
        Path::Field(self, name)
    }

    /// The element `index` of this list.
    pub(super) const fn element(&'a self, index: usize) -> Path<'a> {
        Path::Element(self, index)
    }

    /// That something is wrong here.
    pub(super) fn error(self, message: impl fmt::Display) -> SchemaError {
        SchemaError::new(&self, message)
    }

    /// The value, or that it is missing here; `mend` says what to write.
    pub(super) fn required<T>(self, value: Option<T>, mend: &str) -> Result<T, SchemaError> {
        value.ok_or_else(|| self.error(format_args!("is missing; {mend}")))
    }
}

impl fmt::Display for Path<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Path::Root => f.write_str("request"),
            Path::Field(Path::Root, name) => f.write_str(name),
            Path::Field(parent, name) => write!(f, "{parent}.{name}"),
            Path::Element(Path::Root, index) => write!(f, "[{index}]"),
            Path::Element(parent, index) => write!(f, "{parent}[{index}]"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_written_as_people_write_it() {
        let (root, participants) = (Path::Root, Path::Field(&Path::Root, "participants"));
        let second = participants.element(1);
        let schedule = second.field("schedule");
        assert_eq!(schedule.field("weekly").element(0).to_string(), "participants[1].schedule.weekly[0]");
        assert_eq!(root.to_string(), "request");
    }
}
