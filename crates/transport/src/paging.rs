//! Lists that come in pages: drained back to back by token, never by following a URL.

/// The most pages of one list.
pub const PAGES_AT_MOST: usize = 200;

/// One page of a list.
pub trait Page {
    /// What the list holds.
    type Item;

    /// The items, and the token of the next page where there is one.
    fn into_parts(self) -> (Vec<Self::Item>, Option<String>);
}
