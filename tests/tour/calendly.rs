//! Every call of Calendly, each with what the calls before it have found.

use freebusy_calendly::endpoints as calendly;
use freebusy_calendly::wire::{
    Answer, AvailabilityRule, AvailableTime, CancellationReason, ClockRange, CreateInvitee, DateSetting,
    EventStatus, EventType, EventTypeDraft, EventTypeScheduleChange, HookEvent, HookScope, HostRules,
    InviteeDetails, InviteeStatus, MeetingLimitsChange, NewEventType, NewNoShow, NewSchedulingLink, NewShare,
    NewWebhookSubscription, OneOffEventType, RuleKind, Secret, SeedInvitee, SlotStatus, Tracking, Uri, User,
    WeekdayName, WireTime,
};

use crate::cast;
use crate::days::{days, instant};
use crate::guide::{Tour, call};

pub(crate) async fn tour(tour: &Tour) {
    let me = call!(tour, calendly::me()).resource;
    let organization = me.current_organization.clone().unwrap();
    people(tour, &me, &organization).await;
    hours(tour, &me).await;
    let intake = event_types(tour, &me).await;
    event_type_for_a_while(tour, &me).await;
    links(tour, &me, &intake).await;
    meeting(tour, &me, &intake).await;
    webhook(tour, &me, &organization).await;
    tour.end();
}

async fn people(tour: &Tour, me: &User, organization: &Uri) {
    assert_eq!(me.email.as_str(), "ana@canary-mail.example.com");
    assert_eq!(call!(tour, calendly::user(me.uri.id())).resource, *me);
    let query = calendly::MembershipsQuery {
        organization: Some(organization.clone()),
        email: Some(me.email.clone()),
        ..calendly::MembershipsQuery::default()
    };
    let members = call!(tour, calendly::memberships(&query, None)).collection;
    let [member] = members.as_slice() else { panic!("{members:?}") };
    assert_eq!((&member.user.uri, member.role.as_str()), (&me.uri, "admin"));
    assert_eq!(call!(tour, calendly::membership(member.uri.id())).resource, *member);
    let places = call!(tour, calendly::locations(Some(&me.uri))).collection;
    assert!(places.iter().any(|place| place.kind.as_str() == "zoom_conference"), "{places:?}");
}

async fn hours(tour: &Tour, me: &User) {
    let schedules = call!(tour, calendly::user_schedules(&me.uri)).collection;
    let [schedule] = schedules.as_slice() else { panic!("{schedules:?}") };
    assert_eq!((schedule.timezone.as_str(), schedule.rules.len()), ("Europe/Berlin", 7));
    let id = schedule.uri.as_ref().unwrap().id();
    assert_eq!(call!(tour, calendly::user_schedule(id)).resource, *schedule);
    let change = MeetingLimitsChange { daily_limit: Some(Some(7)), ..MeetingLimitsChange::default() };
    call!(tour, calendly::change_meeting_limits(&me.uri, &change));
    let limits = call!(tour, calendly::meeting_limits(&me.uri)).collection;
    assert_eq!(limits.first().and_then(|limits| limits.daily_limit), Some(7));
    let busy = call!(tour, calendly::busy_times(&me.uri, &stretch(2, 8))).collection;
    assert!(busy.iter().any(|block| block.kind.as_str() == "external"), "{busy:?}");
}

fn stretch(from: u64, to: u64) -> calendly::Stretch {
    let wire = |day: String| WireTime::from(format!("{day}T00:00:00Z").as_str());
    let (start, end) = days(from, to);
    calendly::Stretch { start: wire(start), end: wire(end) }
}

/// Reads the event types and gives back the one whose form asks something.
async fn event_types(tour: &Tour, me: &User) -> EventType {
    let query = calendly::EventTypesQuery::of(calendly::Owner::User(me.uri.clone()));
    let types = call!(tour, calendly::event_types(&query, None)).collection;
    let intake = types.iter().find(|it| it.slug.as_deref() == Some("intake")).unwrap();
    assert_eq!(intake.duration.seconds().unwrap().get(), 30 * 60);
    let read = call!(tour, calendly::event_type(intake.uri.id())).resource;
    assert_eq!(read, *intake);
    let hosts = call!(tour, calendly::event_type_memberships(&intake.uri, None)).collection;
    assert_eq!(hosts.first().and_then(|host| host.member.as_ref()).map(|host| &host.uri), Some(&me.uri));
    read
}

/// Makes an event type and changes it; there is no call that deletes one.
async fn event_type_for_a_while(tour: &Tour, me: &User) {
    let draft = EventTypeDraft {
        name: Some("Walk".to_owned()),
        duration_minutes: Some(45),
        ..EventTypeDraft::default()
    };
    let new = NewEventType { owner: me.uri.clone(), draft };
    let made = call!(tour, calendly::create_event_type(&new)).resource;
    assert_eq!(made.duration.seconds().unwrap().get(), 45 * 60);
    let change = EventTypeDraft { name: Some("Longer walk".to_owned()), ..EventTypeDraft::default() };
    let changed = call!(tour, calendly::change_event_type(made.uri.id(), &change)).resource;
    assert_eq!((changed.name.as_deref(), changed.uri == made.uri), (Some("Longer walk"), true));
    let intervals = vec![ClockRange { from: "10:00".to_owned(), to: "12:00".to_owned() }];
    let rule =
        AvailabilityRule { kind: RuleKind::Weekday, wday: Some(WeekdayName::Monday), date: None, intervals };
    let rules = HostRules {
        timezone: "Europe/Berlin".to_owned(),
        uri: None,
        name: None,
        user: Some(me.uri.clone()),
        rules: vec![rule.clone()],
    };
    let change = EventTypeScheduleChange { availability_rule: rules, availability_setting: None };
    call!(tour, calendly::change_event_type_schedules(&made.uri, &change));
    let used = call!(tour, calendly::event_type_schedules(&made.uri, None)).collection;
    let used = used.first().and_then(|schedule| schedule.availability_rule.as_ref()).unwrap();
    assert!(used.rules.contains(&rule), "{used:?}");
}

async fn links(tour: &Tour, me: &User, event_type: &EventType) {
    let (start_date, end_date) = days(2, 9);
    let one_off = OneOffEventType {
        name: "Once".to_owned(),
        host: me.uri.clone(),
        co_hosts: Vec::new(),
        duration_minutes: 30,
        timezone: Some("Europe/Berlin".to_owned()),
        date_setting: DateSetting::DateRange { start_date, end_date },
        location: None,
    };
    let made = call!(tour, calendly::create_one_off(&one_off)).resource;
    assert_eq!(made.type_name.as_deref(), Some("AdhocEventType"));
    let new = NewSchedulingLink::once(event_type.uri.clone());
    let link = call!(tour, calendly::create_scheduling_link(&new)).resource;
    assert_eq!(link.owner.as_ref(), Some(&event_type.uri));
    tour.keep_secret(link.booking_url.as_str());
    let share = NewShare { name: Some("Short".to_owned()), ..NewShare::of(event_type.uri.clone()) };
    let share = call!(tour, calendly::create_share(&share)).resource;
    tour.keep_secret(share.scheduling_links.first().unwrap().booking_url.as_str());
}

async fn meeting(tour: &Tour, me: &User, event_type: &EventType) {
    let offered = call!(tour, calendly::available_times(&event_type.uri, &stretch(2, 30))).collection;
    assert!(offered.len() >= 30 && offered.iter().all(|it| it.status == SlotStatus::Available));
    let start = offered.get(3).unwrap();
    let wish = wish(event_type, start);
    let invitee = call!(tour, calendly::create_invitee(&wish)).resource;
    assert_eq!((invitee.email.as_str(), &invitee.status), (cast::EMAIL, &InviteeStatus::Active));
    assert_eq!(invitee.tracking, wish.tracking);
    tour.keep_secret(invitee.cancel_url.as_ref().unwrap().as_str());
    let event = invitee.event.id();
    let meeting = call!(tour, calendly::scheduled_event(event)).resource;
    assert_eq!(instant(meeting.start_time.as_str()), instant(start.start_time.as_str()));
    let query = calendly::ScheduledEventsQuery {
        invitee_email: Some(cast::EMAIL.into()),
        status: Some(EventStatus::Active),
        min_start_time: Some(stretch(2, 40).start),
        max_start_time: Some(stretch(2, 40).end),
        ..calendly::ScheduledEventsQuery::of(calendly::Whose::User(me.uri.clone()))
    };
    let listed = call!(tour, calendly::scheduled_events(&query, None)).collection;
    assert_eq!(listed, [meeting]);
    let everybody = calendly::InviteesQuery::default();
    let invitees = call!(tour, calendly::invitees(event, &everybody, None)).collection;
    let [listed] = invitees.as_slice() else { panic!("{invitees:?}") };
    let answers = listed.questions_and_answers.as_deref().unwrap();
    assert_eq!(answers.first().map(|it| it.answer.as_str()), Some(cast::ANSWER));
    assert_eq!(call!(tour, calendly::invitee(event, invitee.uri.id())).resource, *listed);
    no_show(tour, &invitee.uri).await;
    let reason = CancellationReason { reason: Some(cast::REASON.into()) };
    let cancelled = call!(tour, calendly::cancel(event, &reason)).resource;
    assert_eq!(cancelled.reason.as_ref().unwrap().as_str(), cast::REASON);
    let meeting = call!(tour, calendly::scheduled_event(event)).resource;
    assert_eq!(meeting.status, EventStatus::Canceled);
    in_the_seed_s_dialect(tour, event_type, start).await;
}

fn wish(event_type: &EventType, start: &AvailableTime) -> CreateInvitee {
    let questions = event_type.custom_questions.as_deref().unwrap();
    let question = questions.iter().find(|question| question.required).unwrap();
    CreateInvitee {
        event_type: event_type.uri.clone(),
        start_time: start.start_time.clone(),
        invitee: InviteeDetails {
            name: Some(cast::NAME.into()),
            email: cast::EMAIL.into(),
            timezone: "Europe/Berlin".to_owned(),
            text_reminder_number: Some(cast::PHONE.into()),
            ..InviteeDetails::default()
        },
        location: None,
        questions_and_answers: vec![Answer {
            question: question.name.clone(),
            answer: cast::ANSWER.into(),
            position: question.position,
        }],
        tracking: Some(Tracking { utm_content: Some(cast::MARK.to_owned()), ..Tracking::default() }),
        event_guests: vec![cast::GUEST.into()],
    }
}

async fn no_show(tour: &Tour, invitee: &Uri) {
    let new = NewNoShow { invitee: invitee.clone() };
    let made = call!(tour, calendly::create_no_show(&new)).resource;
    assert_eq!(&made.invitee, invitee);
    assert_eq!(call!(tour, calendly::no_show(made.uri.id())).resource, made);
    call!(tour, calendly::delete_no_show(made.uri.id()));
}

/// Calendly has never had this call.
async fn in_the_seed_s_dialect(tour: &Tour, event_type: &EventType, start: &AvailableTime) {
    let seed = SeedInvitee {
        start_time: start.start_time.clone(),
        email: cast::EMAIL.into(),
        name: cast::NAME.into(),
        timezone: None,
        location: None,
        questions_and_answers: Vec::new(),
    };
    let endpoint = calendly::create_invitee_as_in_the_seed(event_type.uri.id(), &seed);
    tour.refused("calendly::create_invitee_as_in_the_seed", &endpoint).await;
}

async fn webhook(tour: &Tour, me: &User, organization: &Uri) {
    let new = NewWebhookSubscription {
        url: cast::HOOK_URL.into(),
        events: vec![HookEvent::InviteeCreated, HookEvent::InviteeCanceled],
        organization: organization.clone(),
        user: Some(me.uri.clone()),
        group: None,
        scope: HookScope::User,
        signing_key: Some(Secret(cast::SIGNING_KEY.into())),
    };
    tour.show(&new);
    let made = call!(tour, calendly::create_webhook(&new)).resource;
    assert_eq!(made.events, new.events);
    let whose = calendly::Subscribed::User(me.uri.clone());
    let listed = call!(tour, calendly::webhooks(organization, &whose, None)).collection;
    assert_eq!(listed, std::slice::from_ref(&made));
    assert_eq!(call!(tour, calendly::webhook(made.uri.id())).resource, made);
    let sample = call!(tour, calendly::sample_webhook_data(&HookEvent::InviteeCreated, organization, &whose));
    assert!(sample.invitee().is_some(), "a sample can be read as a delivery");
    call!(tour, calendly::delete_webhook(made.uri.id()));
}
