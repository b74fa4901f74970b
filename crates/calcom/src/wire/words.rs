//! Words that Cal.com chooses from a list of its own, which grows: a word that is not known is kept as it is.

use serde::{Deserialize, Serialize};

macro_rules! words {
    ($(#[$about:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident = $word:literal,)* }) => {
        $(#[$about])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(from = "Box<str>", into = "Box<str>")]
        pub enum $name {
            $($(#[$doc])* $variant,)*
            /// A word that is not known here.
            Other(Box<str>),
        }

        impl From<Box<str>> for $name {
            fn from(word: Box<str>) -> Self {
                match word.to_ascii_lowercase().as_str() {
                    $(known if known == $word.to_ascii_lowercase() => Self::$variant,)*
                    _ => Self::Other(word),
                }
            }
        }

        impl $name {
            /// The word as Cal.com writes it.
            #[must_use]
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $word,)*
                    Self::Other(word) => word,
                }
            }
        }

        impl From<$name> for Box<str> {
            fn from(word: $name) -> Self {
                word.as_str().into()
            }
        }
    };
}

words! {
    /// How far a booking has come; the old dialect writes the words in capitals.
    BookingStatus {
        /// It stands.
        Accepted = "accepted",
        /// It waits for its host's word.
        Pending = "pending",
        /// It waits for a host to join.
        AwaitingHost = "awaiting_host",
        /// It was cancelled.
        Cancelled = "cancelled",
        /// Its host said no.
        Rejected = "rejected",
    }
}

words! {
    /// What a webhook tells of. There is no `BOOKING_CONFIRMED`: a confirmed booking is one that was created.
    Trigger {
        /// A booking was made, or confirmed.
        BookingCreated = "BOOKING_CREATED",
        /// A payment was begun.
        BookingPaymentInitiated = "BOOKING_PAYMENT_INITIATED",
        /// A booking was paid.
        BookingPaid = "BOOKING_PAID",
        /// A booking was moved.
        BookingRescheduled = "BOOKING_RESCHEDULED",
        /// A booking waits for its host's word.
        BookingRequested = "BOOKING_REQUESTED",
        /// A booking was cancelled.
        BookingCancelled = "BOOKING_CANCELLED",
        /// A host said no.
        BookingRejected = "BOOKING_REJECTED",
        /// Who did not come was noted.
        BookingNoShowUpdated = "BOOKING_NO_SHOW_UPDATED",
        /// A form was sent.
        FormSubmitted = "FORM_SUBMITTED",
        /// A form was sent and led to no booking.
        FormSubmittedNoEvent = "FORM_SUBMITTED_NO_EVENT",
        /// A form led nowhere else.
        RoutingFormFallbackHit = "ROUTING_FORM_FALLBACK_HIT",
        /// A meeting began.
        MeetingStarted = "MEETING_STARTED",
        /// A meeting ended.
        MeetingEnded = "MEETING_ENDED",
        /// A recording can be had.
        RecordingReady = "RECORDING_READY",
        /// Somebody waits for a meeting at once.
        InstantMeeting = "INSTANT_MEETING",
        /// A transcript can be had.
        RecordingTranscriptionGenerated = "RECORDING_TRANSCRIPTION_GENERATED",
        /// Somebody will be out of office.
        OooCreated = "OOO_CREATED",
        /// No host came.
        AfterHostsNoShow = "AFTER_HOSTS_CAL_VIDEO_NO_SHOW",
        /// No guest came.
        AfterGuestsNoShow = "AFTER_GUESTS_CAL_VIDEO_NO_SHOW",
        /// A delegated connection has gone bad.
        DelegationCredentialError = "DELEGATION_CREDENTIAL_ERROR",
        /// A booking was reported as given to the wrong host.
        WrongAssignmentReport = "WRONG_ASSIGNMENT_REPORT",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_known_in_capitals_and_unknown_ones_are_kept() {
        let read = |json| serde_json::from_str::<BookingStatus>(json).unwrap();
        assert_eq!(read(r#""ACCEPTED""#), BookingStatus::Accepted);
        assert_eq!(read(r#""awaiting_host""#), BookingStatus::AwaitingHost);
        assert_eq!(read(r#""Moved""#), BookingStatus::Other("Moved".into()));
        assert_eq!(serde_json::to_string(&Trigger::OooCreated).unwrap(), r#""OOO_CREATED""#);
        let unknown = Trigger::from(Box::from("BOOKING_CONFIRMED"));
        assert_eq!(serde_json::to_string(&unknown).unwrap(), r#""BOOKING_CONFIRMED""#);
    }
}
