//! Invitees: who has booked, and what booking wants to be told.

use serde::{Deserialize, Serialize};

use super::word::words;
use super::{LocationKind, Opaque, Personal, Uri, WireTime};

words! {
    /// Whether an invitee comes.
    InviteeStatus {
        /// The invitee does.
        Active = "active",
        /// The invitee was cancelled.
        Canceled = "canceled",
    }
}

/// An answer to a question of the form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// The text of the question, byte by byte.
    pub question: String,
    /// The answer.
    pub answer: Personal,
    /// The question's place in the form.
    pub position: u32,
}

/// Marks that travel with a booking. All six are always sent: Calendly wants all or none.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Tracking {
    /// Mark of a campaign.
    pub utm_campaign: Option<String>,
    /// Mark of where the booking comes from: ours say `freebusy`.
    pub utm_source: Option<String>,
    /// Mark of the medium.
    pub utm_medium: Option<String>,
    /// Mark of the content: ours carry the intent.
    pub utm_content: Option<String>,
    /// Mark of the term.
    pub utm_term: Option<String>,
    /// A record at Salesforce.
    pub salesforce_uuid: Option<String>,
}

/// How a meeting was cancelled.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Cancellation {
    /// By whom.
    pub canceled_by: Personal,
    /// Why.
    #[serde(default)]
    pub reason: Option<Personal>,
    /// `host` or `invitee`.
    #[serde(default)]
    pub canceler_type: Option<String>,
    /// When.
    #[serde(default)]
    pub created_at: Option<WireTime>,
}

/// Why a meeting is cancelled.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct CancellationReason {
    /// In words, at most 10,000 characters; everybody invited reads them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<Personal>,
}

/// An invitee.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Invitee {
    /// The reference; it holds that of the meeting.
    pub uri: Uri,
    /// Where the invitee's mail goes.
    pub email: Personal,
    /// What the invitee is called.
    #[serde(default)]
    pub name: Option<Personal>,
    /// The first name.
    #[serde(default)]
    pub first_name: Option<Personal>,
    /// The last name.
    #[serde(default)]
    pub last_name: Option<Personal>,
    /// Whether the invitee comes.
    pub status: InviteeStatus,
    /// The zone in which the invitee sees times.
    #[serde(default)]
    pub timezone: Option<String>,
    /// The meeting.
    pub event: Uri,
    /// The answers of the form.
    #[serde(default)]
    pub questions_and_answers: Option<Vec<Answer>>,
    /// The marks.
    #[serde(default)]
    pub tracking: Option<Tracking>,
    /// The number to send reminders to.
    #[serde(default)]
    pub text_reminder_number: Option<Personal>,
    /// Whether the invitee moved to another time.
    #[serde(default)]
    pub rescheduled: Option<bool>,
    /// Who the invitee was before moving.
    #[serde(default)]
    pub old_invitee: Option<Uri>,
    /// Who the invitee is after moving.
    #[serde(default)]
    pub new_invitee: Option<Uri>,
    /// The page that cancels.
    #[serde(default)]
    pub cancel_url: Option<Personal>,
    /// The page that moves.
    #[serde(default)]
    pub reschedule_url: Option<Personal>,
    /// The form that led here.
    #[serde(default)]
    pub routing_form_submission: Option<Uri>,
    /// How it was cancelled.
    #[serde(default)]
    pub cancellation: Option<Cancellation>,
    /// What was paid.
    #[serde(default)]
    pub payment: Option<Opaque>,
    /// Whether the invitee stayed away.
    #[serde(default)]
    pub no_show: Option<Opaque>,
    /// Whether the invitee was asked to confirm.
    #[serde(default)]
    pub reconfirmation: Option<Opaque>,
    /// `instant_book`, `api` or what is new.
    #[serde(default)]
    pub scheduling_method: Option<String>,
    /// Who booked for the invitee.
    #[serde(default)]
    pub invitee_scheduled_by: Option<Uri>,
    /// When it was booked.
    #[serde(default)]
    pub created_at: Option<WireTime>,
    /// When it last changed.
    #[serde(default)]
    pub updated_at: Option<WireTime>,
}

/// That an invitee stayed away.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct NoShow {
    /// The reference.
    pub uri: Uri,
    /// Who.
    pub invitee: Uri,
    /// When that was noted.
    #[serde(default)]
    pub created_at: Option<WireTime>,
}

/// Notes that an invitee stayed away.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NewNoShow {
    /// Who.
    pub invitee: Uri,
}

/// Where a meeting is to be: one of the event type's places.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LocationChoice {
    /// Which kind of place.
    pub kind: LocationKind,
    /// The text, for the kinds that need one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<Personal>,
}

/// Who is invited: a name or a first name, a mail address and a zone.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct InviteeDetails {
    /// The whole name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<Personal>,
    /// The first name, where there is no whole one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_name: Option<Personal>,
    /// The last name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_name: Option<Personal>,
    /// Where the mail goes.
    pub email: Personal,
    /// The IANA name of the invitee's zone.
    pub timezone: String,
    /// The number to send reminders to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text_reminder_number: Option<Personal>,
}

/// A booking that is wanted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CreateInvitee {
    /// Of what.
    pub event_type: Uri,
    /// When: the very text of the offered start.
    pub start_time: WireTime,
    /// Who.
    pub invitee: InviteeDetails,
    /// Where.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<LocationChoice>,
    /// The answers of the form.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub questions_and_answers: Vec<Answer>,
    /// The marks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tracking: Option<Tracking>,
    /// Mail addresses of others, at most ten.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub event_guests: Vec<Personal>,
}

/// An answer in the dialect of the project's first documents.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SeedAnswer {
    /// The question's id, which Calendly's own answers never show.
    pub question_uuid: String,
    /// The answer.
    pub answer: Personal,
}

/// A booking in the dialect of the project's first documents: flat, and not one of the vendor's operations.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SeedInvitee {
    /// When.
    pub start_time: WireTime,
    /// Where the mail goes.
    pub email: Personal,
    /// The whole name.
    pub name: Personal,
    /// The zone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timezone: Option<String>,
    /// Where, in that dialect's words (`zoom`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<LocationChoice>,
    /// The answers.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub questions_and_answers: Vec<SeedAnswer>,
}
