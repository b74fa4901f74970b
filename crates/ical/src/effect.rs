//! Whether an event takes its time: TRANSP, STATUS, and what Outlook says where TRANSP is silent.

use freebusy_core::BlockKind;

/// What an event does to its time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Effect {
    /// Nothing: it is cancelled or transparent.
    Frees,
    /// It takes it.
    Takes(BlockKind),
}

/// What the lines about an event's effect say; of several lines, the least freeing.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct States {
    status: Option<Status>,
    transparency: Option<Transparency>,
    outlook: Option<Outlook>,
}

/// STATUS, from the most to the least freeing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Status {
    Cancelled,
    Tentative,
    Firm,
}

/// TRANSP, from the most to the least freeing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Transparency {
    Transparent,
    Opaque,
}

/// X-MICROSOFT-CDO-BUSYSTATUS, from the most to the least freeing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Outlook {
    Free,
    Tentative,
    OutOfOffice,
    Busy,
}

impl States {
    /// Takes in a STATUS; whether it is a known one.
    pub(crate) fn read_status(&mut self, value: &str) -> bool {
        let (status, known) = match value.to_ascii_uppercase().as_str() {
            "CANCELLED" => (Status::Cancelled, true),
            "TENTATIVE" => (Status::Tentative, true),
            other => (Status::Firm, other == "CONFIRMED"),
        };
        self.status = self.status.max(Some(status));
        known
    }

    /// Takes in a TRANSP; whether it is a known one.
    pub(crate) fn read_transparency(&mut self, value: &str) -> bool {
        let (transparency, known) = match value.to_ascii_uppercase().as_str() {
            "TRANSPARENT" => (Transparency::Transparent, true),
            other => (Transparency::Opaque, other == "OPAQUE"),
        };
        self.transparency = self.transparency.max(Some(transparency));
        known
    }

    /// Takes in what Outlook says; whether it is a known word of its.
    pub(crate) fn read_outlook(&mut self, value: &str) -> bool {
        let (outlook, known) = match value.to_ascii_uppercase().as_str() {
            "FREE" => (Outlook::Free, true),
            "TENTATIVE" => (Outlook::Tentative, true),
            "OOF" => (Outlook::OutOfOffice, true),
            other => (Outlook::Busy, matches!(other, "BUSY" | "WORKINGELSEWHERE")),
        };
        self.outlook = self.outlook.max(Some(outlook));
        known
    }

    /// Takes in a line that says one of them in a way that is not understood: it freed nothing.
    pub(crate) fn doubt(&mut self) {
        self.status = self.status.max(Some(Status::Firm));
        self.transparency = self.transparency.max(Some(Transparency::Opaque));
    }

    /// What they say together.
    pub(crate) fn effect(self) -> Effect {
        // Outlook is heard only where the standard property is silent.
        let outlook = if self.transparency.is_none() { self.outlook } else { None };
        let is_free = self.transparency == Some(Transparency::Transparent) || outlook == Some(Outlook::Free);
        match (self.status, outlook) {
            _ if is_free => Effect::Frees,
            (Some(Status::Cancelled), _) => Effect::Frees,
            (_, Some(Outlook::OutOfOffice)) => Effect::Takes(BlockKind::Unavailable),
            (Some(Status::Tentative), _) | (_, Some(Outlook::Tentative)) => {
                Effect::Takes(BlockKind::Tentative)
            }
            (Some(Status::Firm) | None, _) => Effect::Takes(BlockKind::Busy),
        }
    }
}
