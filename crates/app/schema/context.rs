//! What a document is read against: the zones at hand, its folder, the clock.

use std::path::Path as Folder;
use std::sync::Arc;

use freebusy_core::Timestamp;
use freebusy_zones::Zones;

use crate::connections::Connections;

/// What a document is read against.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Context<'a> {
    pub(crate) zones: &'a Arc<Zones>,
    /// The folder to which paths in the document are relative.
    pub(crate) base: &'a Folder,
    /// What people call it.
    pub(crate) base_name: &'static str,
    /// What the clock shows; `now` of the document wins.
    pub(crate) clock: Timestamp,
    /// Who can be asked over the network.
    pub(crate) connections: &'a Connections,
    /// Whether reasons are wanted beside starts.
    pub(crate) reasons: Reasons,
}

/// Whether sources that only say why a start does not work are asked too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Reasons {
    #[default]
    Unwanted,
    Wanted,
}
