//! Calendly's own shapes, as they travel: what it answers and what it is sent.
//!
//! Fields that Calendly adds are ignored, values that it adds to an enum are kept, and times stay the text that
//! they were sent as: a slot can be booked only with the very text that it was offered with. A shape that is broken
//! fails to be read as a whole; nothing is left out of a list in silence. What people wrote or own prints as
//! `[redacted]` in `Debug`.

mod account;
mod availability;
mod event_type;
mod invitee;
mod link;
mod page;
mod personal;
mod scheduled_event;
mod subscription;
mod time;
mod uri;
mod word;

pub use account::{LocationsOfUser, Membership, MembershipUser, User};
pub use availability::{
    AvailabilityRule, AvailableTime, BusyEvent, BusyKind, BusyTime, ClockRange, EventTypeSchedule,
    EventTypeScheduleChange, HostRules, MeetingLimits, MeetingLimitsChange, RuleKind, SlotStatus,
    UserSchedule, WeekdayName,
};
pub use event_type::{
    BookingMethod, CustomQuestion, DateSetting, EventType, EventTypeDraft, EventTypeKind,
    EventTypeMembership, EventTypeRef, LocationConfiguration, LocationKind, NewEventType, OneOffEventType,
    PoolingType, Profile, ProfileKind, QuestionKind, Spot,
};
pub use invitee::{
    Answer, Cancellation, CancellationReason, CreateInvitee, Invitee, InviteeDetails, InviteeStatus,
    LocationChoice, NewNoShow, NoShow, SeedAnswer, SeedInvitee, Tracking,
};
pub use link::{NewSchedulingLink, NewShare, Period, SchedulingLink, Share, ShareRules};
pub use page::{Collection, Paged, Pagination, Resource};
pub use personal::{Opaque, Personal};
pub use scheduled_event::{
    CalendarEvent, EventGuest, EventMembership, EventStatus, InviteesCounter, MeetingLocation, ScheduledEvent,
};
pub use subscription::{
    HookEvent, HookScope, HookState, NewWebhookSubscription, Secret, WebhookEnvelope, WebhookInvitee,
    WebhookSubscription,
};
pub use time::{DurationMinutes, WireTime};
pub use uri::{BadId, Id, Uri};
