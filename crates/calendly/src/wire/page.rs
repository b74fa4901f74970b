//! The envelopes around single resources, whole lists and pages of lists.

use freebusy_transport::Page;
use serde::Deserialize;

/// One resource.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Resource<T> {
    /// The resource.
    pub resource: T,
}

/// A list that comes whole.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Collection<T> {
    /// What the list holds.
    pub collection: Vec<T>,
}

/// One page of a list.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Paged<T> {
    /// What the page holds.
    pub collection: Vec<T>,
    /// Where the list goes on. It is required: a page without it may not be the last one.
    pub pagination: Pagination,
}

/// Where a list goes on.
///
/// Calendly also sends URLs of the neighbouring pages; they are not read, for through a gateway they would lead
/// past it with its key.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Pagination {
    /// How many items the page holds.
    #[serde(default)]
    pub count: Option<u32>,
    /// The token of the next page; it goes stale within minutes.
    #[serde(default)]
    pub next_page_token: Option<String>,
    /// The token of the page before.
    #[serde(default)]
    pub previous_page_token: Option<String>,
}

impl<T> Page for Paged<T> {
    type Item = T;

    fn into_parts(self) -> (Vec<T>, Option<String>) {
        (self.collection, self.pagination.next_page_token.filter(|token| !token.is_empty()))
    }
}
