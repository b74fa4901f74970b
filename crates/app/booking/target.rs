//! The service of a leg as it stands in the journal: enough to find it again, and no secret.

use std::path::PathBuf;

use freebusy_core::OfferRole;
use freebusy_provider::Provider;
use serde::{Deserialize, Serialize};

use crate::config::Service;

/// Where a leg is booked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum Target {
    /// An event type of an account at Calendly.
    Calendly(EventType),
    /// An event type of an account at Cal.com.
    Calcom(EventType),
    /// A public page.
    Link(Page),
    /// An invitation file.
    Invitation(Letter),
}

/// An event type behind a connection.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct EventType {
    pub(crate) connection: String,
    pub(crate) event_type: String,
}

/// A public page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Page {
    pub(crate) url: String,
    /// The zone in which it is asked.
    pub(crate) zone: String,
}

/// An invitation to one participant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Letter {
    pub(crate) folder: PathBuf,
    pub(crate) participant: String,
    pub(crate) mail: Option<String>,
    pub(crate) summary: String,
}

impl Target {
    /// The service that a source of a request is, where it is one that takes bookings.
    pub(crate) fn of_source(provider: &dyn Provider, zone: &str) -> Option<Self> {
        provider.booking()?;
        let event_type = |rest: &str| {
            let (connection, event_type) = rest.split_once('/')?;
            Some(EventType { connection: connection.to_owned(), event_type: event_type.to_owned() })
        };
        match provider.id().split_once(':')? {
            ("calendly", rest) => event_type(rest).map(Self::Calendly),
            ("calcom", rest) => event_type(rest).map(Self::Calcom),
            ("link", rest) => {
                Some(Self::Link(Page { url: format!("https://{rest}"), zone: zone.to_owned() }))
            }
            _ => None,
        }
    }

    /// What is claimed for the time of the slot.
    pub(crate) fn host(&self) -> String {
        match self {
            Self::Calendly(EventType { connection, .. }) => format!("calendly:{connection}"),
            Self::Calcom(EventType { connection, .. }) => format!("calcom:{connection}"),
            Self::Link(Page { url, .. }) => {
                let page = url.split_once("://").map_or(url.as_str(), |(_, page)| page);
                format!("link:{}", page.rsplit_once('/').map_or(page, |(owner, _)| owner))
            }
            Self::Invitation(letter) => format!("invitation:{}", letter.participant),
        }
    }

    /// What people call the service.
    pub(crate) const fn title(&self) -> &'static str {
        match self {
            Self::Calendly(_) => Service::Calendly.title(),
            Self::Calcom(_) | Self::Link(_) => Service::Calcom.title(),
            Self::Invitation(_) => "an invitation",
        }
    }

    /// It in the journal.
    pub(crate) fn written(&self) -> Box<str> {
        serde_json::to_string(self).expect("a target is plain data").into()
    }

    /// It out of the journal.
    pub(crate) fn read(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }
}

/// The role of offers that are booked.
pub(crate) const BOOKED: OfferRole = OfferRole::Booked;

#[cfg(test)]
mod tests {
    use freebusy_provider::memory::Memory;

    use super::*;

    fn of(id: &str) -> Option<Target> {
        Target::of_source(&Memory::new(id).bookable(), "Asia/Kolkata")
    }

    #[test]
    fn a_source_becomes_a_target_by_its_name_and_comes_back_from_the_journal() {
        let known = [
            ("calendly:bo/30min", r#"{"calendly":{"connection":"bo","event_type":"30min"}}"#, "calendly:bo"),
            (
                "calcom:cy/team/intro",
                r#"{"calcom":{"connection":"cy","event_type":"team/intro"}}"#,
                "calcom:cy",
            ),
            (
                "link:cal.com/dee/intro",
                r#"{"link":{"url":"https://cal.com/dee/intro","zone":"Asia/Kolkata"}}"#,
                "link:cal.com/dee",
            ),
        ];
        for (id, written, host) in known {
            let target = of(id).unwrap();
            assert_eq!((&*target.written(), target.host().as_str()), (written, host));
            assert_eq!(Target::read(written), Some(target));
        }
    }

    #[test]
    fn what_takes_no_bookings_is_no_target() {
        assert_eq!(Target::of_source(&Memory::new("calendly:bo/30min"), "UTC"), None);
        assert_eq!((of("ics:ana.ics"), of("calendly:bo")), (None, None));
    }
}
