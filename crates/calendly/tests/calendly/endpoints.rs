//! Every operation: method, path, query and body as they are sent.

use freebusy_calendly::endpoints::{self as calls, *};
use freebusy_calendly::wire::*;
use freebusy_transport::Endpoint;
use serde_json::{Value, json};

use crate::fake::{ME, TYPE, event_type, page, resource, user, with};

fn uri(text: &str) -> Uri {
    Uri::parse(text).unwrap()
}

fn id(text: &str) -> Id {
    Id::parse(text).unwrap()
}

fn organization() -> Uri {
    uri("https://api.calendly.com/organizations/BBBB")
}

fn stretch() -> Stretch {
    Stretch { start: "2026-12-01T00:00:00Z".into(), end: "2026-12-08T00:00:00Z".into() }
}

/// A call as one line.
fn line<T>(call: &Endpoint<T>) -> String {
    format!("{} {}", call.method(), call.target())
}

fn body<T>(call: &Endpoint<T>) -> Value {
    serde_json::from_slice(call.body().unwrap()).unwrap()
}

#[test]
fn calls_that_read_are_sent_as_promised() {
    let (ana, own, invitees) = (uri(ME), uri(TYPE), InviteesQuery::default());
    let mut types = EventTypesQuery::of(Owner::User(ana.clone()));
    types.active = Some(true);
    let events = ScheduledEventsQuery {
        invitee_email: Some("a+b@example.com".into()),
        status: Some(EventStatus::Active),
        min_start_time: Some("2026-12-01T00:00:00Z".into()),
        max_start_time: Some("2026-12-02T00:00:00Z".into()),
        sort: Some("start_time:asc"),
        ..ScheduledEventsQuery::of(Whose::User(ana.clone()))
    };
    let some = InviteesQuery {
        status: Some(InviteeStatus::Active),
        email: Some("b@example.com".into()),
        sort: Some("created_at:asc"),
    };
    let members = MembershipsQuery { organization: Some(organization()), ..MembershipsQuery::default() };
    let table = [
        (line(&me()), "GET /users/me".to_owned()),
        (line(&calls::user(&id("AAAA"))), "GET /users/AAAA".into()),
        (line(&locations(Some(&ana))), format!("GET /locations?user={ME}")),
        (
            line(&memberships(&members, None)),
            "GET /organization_memberships?organization=https://api.calendly.com/organizations/BBBB&count=100"
                .into(),
        ),
        (line(&membership(&id("FFFF"))), "GET /organization_memberships/FFFF".into()),
        (line(&event_types(&types, None)), format!("GET /event_types?user={ME}&active=true&count=100")),
        (
            line(&event_types(&EventTypesQuery::of(Owner::Organization(organization())), Some("t&x"))),
            "GET /event_types?organization=https://api.calendly.com/organizations/BBBB&count=100&page_token=t%26x"
                .into(),
        ),
        (line(&calls::event_type(&id("CCCC"))), "GET /event_types/CCCC".into()),
        (
            line(&event_type_memberships(&own, None)),
            format!("GET /event_type_memberships?event_type={TYPE}&count=100"),
        ),
        (
            line(&available_times(&own, &stretch())),
            format!(
                "GET /event_type_available_times?event_type={TYPE}&start_time=2026-12-01T00:00:00Z&end_time=2026-12-08T00:00:00Z"
            ),
        ),
        (
            line(&busy_times(&ana, &stretch())),
            format!(
                "GET /user_busy_times?user={ME}&start_time=2026-12-01T00:00:00Z&end_time=2026-12-08T00:00:00Z"
            ),
        ),
        (line(&user_schedules(&ana)), format!("GET /user_availability_schedules?user={ME}")),
        (line(&user_schedule(&id("SSSS"))), "GET /user_availability_schedules/SSSS".into()),
        (
            line(&event_type_schedules(&own, None)),
            format!("GET /event_type_availability_schedules?event_type={TYPE}"),
        ),
        (line(&meeting_limits(&ana)), format!("GET /user_meeting_limits?user={ME}")),
        (
            line(&scheduled_events(&events, None)),
            format!(
                "GET /scheduled_events?user={ME}&invitee_email=a%2Bb@example.com&status=active&min_start_time=2026-12-01T00:00:00Z&max_start_time=2026-12-02T00:00:00Z&sort=start_time:asc&count=100"
            ),
        ),
        (
            line(&scheduled_events(
                &ScheduledEventsQuery::of(Whose::Group(uri("https://api.calendly.com/groups/G"))),
                None,
            )),
            "GET /scheduled_events?group=https://api.calendly.com/groups/G&count=100".into(),
        ),
        (line(&scheduled_event(&id("DDDD"))), "GET /scheduled_events/DDDD".into()),
        (
            line(&calls::invitees(&id("DDDD"), &invitees, Some("next"))),
            "GET /scheduled_events/DDDD/invitees?count=100&page_token=next".into(),
        ),
        (
            line(&calls::invitees(&id("DDDD"), &some, None)),
            "GET /scheduled_events/DDDD/invitees?status=active&email=b@example.com&sort=created_at:asc&count=100"
                .into(),
        ),
        (line(&invitee(&id("DDDD"), &id("EEEE"))), "GET /scheduled_events/DDDD/invitees/EEEE".into()),
        (line(&no_show(&id("NNNN"))), "GET /invitee_no_shows/NNNN".into()),
        (
            line(&webhooks(&organization(), &Subscribed::User(ana.clone()), None)),
            format!(
                "GET /webhook_subscriptions?organization={}&scope=user&user={ME}&count=100",
                organization()
            ),
        ),
        (line(&webhook(&id("GGGG"))), "GET /webhook_subscriptions/GGGG".into()),
        (
            line(&sample_webhook_data(
                &HookEvent::InviteeCreated,
                &organization(),
                &Subscribed::Organization,
            )),
            format!(
                "GET /sample_webhook_data?event=invitee.created&organization={}&scope=organization",
                organization()
            ),
        ),
    ];
    for (sent, promised) in table {
        assert_eq!(sent, promised);
    }
}

#[test]
fn calls_about_bookings_are_sent_as_promised() {
    let reason = CancellationReason { reason: Some("moved".into()) };
    let call = cancel(&id("DDDD"), &reason);
    assert_eq!(line(&call), "POST /scheduled_events/DDDD/cancellation");
    assert_eq!(body(&call), json!({"reason": "moved"}));

    let call = create_no_show(&NewNoShow {
        invitee: uri("https://api.calendly.com/scheduled_events/DDDD/invitees/EEEE"),
    });
    assert_eq!(line(&call), "POST /invitee_no_shows");
    assert_eq!(
        body(&call),
        json!({"invitee": "https://api.calendly.com/scheduled_events/DDDD/invitees/EEEE"})
    );
    assert_eq!(line(&delete_no_show(&id("NNNN"))), "DELETE /invitee_no_shows/NNNN");

    let call = create_invitee_as_in_the_seed(
        &id("CCCC"),
        &SeedInvitee {
            start_time: "2025-03-20T15:00:00Z".into(),
            email: "bob@example.com".into(),
            name: "Bob Smith".into(),
            timezone: Some("America/Los_Angeles".into()),
            location: Some(LocationChoice { kind: LocationKind::Other("zoom".into()), location: None }),
            questions_and_answers: vec![SeedAnswer { question_uuid: "Q".into(), answer: "Project".into() }],
        },
    );
    assert_eq!(line(&call), "POST /event_types/CCCC/invitees");
    assert_eq!(
        body(&call),
        json!({"start_time": "2025-03-20T15:00:00Z", "email": "bob@example.com", "name": "Bob Smith",
            "timezone": "America/Los_Angeles", "location": {"kind": "zoom"},
            "questions_and_answers": [{"question_uuid": "Q", "answer": "Project"}]})
    );
}

#[test]
fn a_booking_sends_all_six_marks_and_leaves_out_what_it_has_not() {
    let call = create_invitee(&CreateInvitee {
        event_type: uri(TYPE),
        start_time: "2026-12-01T09:00:00.000000Z".into(),
        invitee: InviteeDetails {
            name: Some("Bo".into()),
            email: "bo@example.com".into(),
            timezone: "Europe/Rome".into(),
            ..InviteeDetails::default()
        },
        location: Some(LocationChoice { kind: LocationKind::Zoom, location: None }),
        questions_and_answers: vec![Answer { question: "Why?".into(), answer: "So".into(), position: 2 }],
        tracking: Some(Tracking { utm_content: Some("i-1".into()), ..Tracking::default() }),
        event_guests: vec!["cy@example.com".into()],
    });
    assert_eq!(line(&call), "POST /invitees");
    assert_eq!(
        body(&call),
        json!({"event_type": TYPE, "start_time": "2026-12-01T09:00:00.000000Z",
            "invitee": {"name": "Bo", "email": "bo@example.com", "timezone": "Europe/Rome"},
            "location": {"kind": "zoom_conference"},
            "questions_and_answers": [{"question": "Why?", "answer": "So", "position": 2}],
            "tracking": {"utm_campaign": null, "utm_source": null, "utm_medium": null, "utm_content": "i-1",
                "utm_term": null, "salesforce_uuid": null},
            "event_guests": ["cy@example.com"]})
    );
}

#[test]
fn calls_about_event_types_are_sent_as_promised() {
    let draft = EventTypeDraft {
        name: Some("Intro".into()),
        duration_minutes: Some(20),
        before_buffer_minutes: Some(5),
        ..EventTypeDraft::default()
    };
    let call = create_event_type(&NewEventType { owner: uri(ME), draft: draft.clone() });
    assert_eq!(line(&call), "POST /event_types");
    assert_eq!(body(&call), json!({"owner": ME, "name": "Intro", "duration": 20, "before_buffer": 5}));
    let call = change_event_type(&id("CCCC"), &draft);
    assert_eq!(line(&call), "PATCH /event_types/CCCC");
    assert_eq!(body(&call), json!({"name": "Intro", "duration": 20, "before_buffer": 5}));

    let one_off = |date_setting| OneOffEventType {
        name: "Once".into(),
        host: uri(ME),
        co_hosts: Vec::new(),
        duration_minutes: 30,
        timezone: None,
        date_setting,
        location: None,
    };
    let call = create_one_off(&one_off(DateSetting::DaysInFuture { days: 7, only_weekdays: true }));
    assert_eq!(line(&call), "POST /one_off_event_types");
    assert_eq!(
        body(&call),
        json!({"name": "Once", "host": ME, "duration": 30,
            "date_setting": {"type": "days_in_future", "days": 7, "only_weekdays": true}})
    );
    let range = DateSetting::DateRange { start_date: "2026-12-01".into(), end_date: "2026-12-02".into() };
    assert_eq!(body(&create_one_off(&one_off(range)))["date_setting"]["type"], "date_range");
    let spots = DateSetting::Spots {
        spots: vec![Spot {
            start_time: "2026-12-01T09:00:00Z".into(),
            end_time: "2026-12-01T10:00:00Z".into(),
        }],
    };
    assert_eq!(
        body(&create_one_off(&one_off(spots)))["date_setting"]["spots"][0]["start_time"],
        "2026-12-01T09:00:00Z"
    );
}

#[test]
fn calls_about_hours_caps_and_links_are_sent_as_promised() {
    let rules = HostRules {
        timezone: "Europe/Berlin".into(),
        uri: None,
        name: None,
        user: None,
        rules: vec![AvailabilityRule {
            kind: RuleKind::Weekday,
            wday: Some(WeekdayName::Monday),
            date: None,
            intervals: vec![ClockRange { from: "09:00".into(), to: "17:00".into() }],
        }],
    };
    let change =
        EventTypeScheduleChange { availability_rule: rules, availability_setting: Some("host".into()) };
    let call = change_event_type_schedules(&uri(TYPE), &change);
    assert_eq!(line(&call), format!("PATCH /event_type_availability_schedules?event_type={TYPE}"));
    assert_eq!(
        body(&call),
        json!({"availability_rule": {"timezone": "Europe/Berlin", "rules": [
            {"type": "wday", "wday": "monday", "intervals": [{"from": "09:00", "to": "17:00"}]}]},
            "availability_setting": "host"})
    );

    let caps =
        MeetingLimitsChange { daily_limit: Some(Some(3)), weekly_limit: Some(None), monthly_limit: None };
    let call = change_meeting_limits(&uri(ME), &caps);
    assert_eq!(line(&call), format!("PATCH /user_meeting_limits?user={ME}"));
    assert_eq!(body(&call), json!({"daily_limit": 3, "weekly_limit": null}));

    let call = create_scheduling_link(&NewSchedulingLink::once(uri(TYPE)));
    assert_eq!(line(&call), "POST /scheduling_links");
    assert_eq!(body(&call), json!({"max_event_count": 1, "owner": TYPE, "owner_type": "EventType"}));

    let mut share = NewShare::of(uri(TYPE));
    share.duration_minutes = Some(45);
    share.period_type = Some(Period::Unlimited);
    let call = create_share(&share);
    assert_eq!(line(&call), "POST /shares");
    assert_eq!(body(&call), json!({"event_type": TYPE, "duration": 45, "period_type": "unlimited"}));
}

#[test]
fn calls_about_webhooks_are_sent_as_promised_and_show_no_key() {
    let new = NewWebhookSubscription {
        url: "https://example.com/hook".into(),
        events: vec![HookEvent::InviteeCreated, HookEvent::Other("contact.created".into())],
        organization: organization(),
        user: None,
        group: None,
        scope: HookScope::Organization,
        signing_key: Some(Secret("canary".to_owned().into())),
    };
    assert!(!format!("{new:?}").contains("canary"));
    let call = create_webhook(&new);
    assert_eq!(line(&call), "POST /webhook_subscriptions");
    assert_eq!(
        body(&call),
        json!({"url": "https://example.com/hook", "events": ["invitee.created", "contact.created"],
            "organization": "https://api.calendly.com/organizations/BBBB", "scope": "organization",
            "signing_key": "canary"})
    );
    assert_eq!(line(&delete_webhook(&id("GGGG"))), "DELETE /webhook_subscriptions/GGGG");
}

#[test]
fn answers_are_read_with_what_is_new_in_them_and_without_what_older_servers_leave_out() {
    let read = |value: Value| serde_json::to_vec(&value).unwrap();
    assert_eq!(me().decode(&read(user())).unwrap().resource.uri.as_str(), ME);

    let bare = json!({"uri": TYPE, "name": null, "active": true, "duration": 30.0, "kind": "crowd"});
    let known = calls::event_type(&id("CCCC")).decode(&read(resource(bare))).unwrap().resource;
    assert_eq!(known.kind, EventTypeKind::Other("crowd".into()));
    assert_eq!((known.places(), known.before_buffer, &known.custom_questions), (None, None, &None));
    let told = with(event_type(), "before_buffer", Value::Null);
    let known = calls::event_type(&id("CCCC")).decode(&read(resource(told))).unwrap().resource;
    assert_eq!((known.places(), known.before_buffer), (Some(&[][..]), Some(None)));

    let members = json!({"uri": "https://api.calendly.com/event_type_memberships/M", "event_type": TYPE});
    let listed = event_type_memberships(&uri(TYPE), None).decode(&read(page(&[members], None))).unwrap();
    assert_eq!(listed.collection[0].event_type, EventTypeRef::Uri(uri(TYPE)));
    let members = json!({"uri": "https://api.calendly.com/event_type_memberships/M", "event_type": event_type(),
        "member": user()["resource"]});
    let listed = event_type_memberships(&uri(TYPE), None).decode(&read(page(&[members], None))).unwrap();
    assert!(matches!(&listed.collection[0].event_type, EventTypeRef::Whole(whole) if whole.uri == uri(TYPE)));

    let hook = json!({"event": "invitee.canceled", "created_at": "x", "created_by": ME, "payload": {
        "uri": "https://api.calendly.com/scheduled_events/DDDD/invitees/EEEE", "email": "b@example.com",
        "status": "canceled", "event": "https://api.calendly.com/scheduled_events/DDDD", "rescheduled": true,
        "scheduled_event": {"uri": "https://api.calendly.com/scheduled_events/DDDD", "status": "canceled",
            "start_time": "2026-12-01T09:00:00Z", "end_time": "2026-12-01T09:30:00Z"}}});
    for event in ["invitee.created", "invitee_no_show.created", "invitee_no_show.deleted"] {
        let told = with(hook.clone(), "event", event.into());
        assert!(serde_json::from_value::<WebhookEnvelope>(told).unwrap().invitee().is_some(), "{event}");
    }
    for event in ["routing_form_submission.created", "contact.created"] {
        let told = with(hook.clone(), "event", event.into());
        assert!(serde_json::from_value::<WebhookEnvelope>(told).unwrap().invitee().is_none(), "{event}");
    }
    let envelope: WebhookEnvelope = serde_json::from_value(hook).unwrap();
    let told = envelope.invitee().unwrap();
    assert_eq!((told.invitee.rescheduled, told.scheduled_event.is_some()), (Some(true), true));
    assert!(!format!("{envelope:?} {told:?}").contains("b@example.com"));
}

#[test]
fn a_page_that_does_not_say_where_the_list_ends_is_refused() {
    let call = event_types(&EventTypesQuery::of(Owner::User(uri(ME))), None);
    assert!(call.decode(br#"{"collection":[]}"#).is_err());
    assert!(call.decode(br#"{"collection":[],"pagination":{}}"#).is_ok());
}

#[test]
fn the_shorter_answers_of_the_first_documents_are_read() {
    let read = |value: Value| serde_json::to_vec(&value).unwrap();
    let ends = json!({"count": 1, "next_page_token": null});
    let meeting = json!({"uri": "https://api.calendly.com/scheduled_events/DDDD", "name": "30 Minute Meeting",
        "status": "active", "start_time": "2025-03-15T14:00:00.000000Z", "end_time": "2025-03-15T14:30:00.000000Z",
        "event_type": TYPE, "location": {"type": "zoom", "join_url": "https://zoom.us/j/1"},
        "invitees_counter": {"total": 1, "active": 1, "limit": 1},
        "created_at": "2025-03-10T09:15:00.000000Z", "updated_at": "2025-03-10T09:15:00.000000Z",
        "event_memberships": [{"user": ME}]});
    let list = scheduled_events(&ScheduledEventsQuery::of(Whose::User(uri(ME))), None);
    let found = list.decode(&read(json!({"collection": [meeting], "pagination": ends}))).unwrap().collection;
    assert_eq!(found[0].location.as_ref().unwrap().kind.as_deref(), Some("zoom"));

    let booked = json!({"uri": "https://api.calendly.com/scheduled_events/DDDD/invitees/EEEE",
        "email": "bob@example.com", "name": "Bob Smith", "status": "active", "timezone": "America/Los_Angeles",
        "event": "https://api.calendly.com/scheduled_events/DDDD",
        "questions_and_answers": [{"question": "What?", "answer": "Review", "position": 0}],
        "tracking": {"utm_source": null, "utm_medium": null, "utm_campaign": null},
        "cancel_url": "https://calendly.com/cancellations/EEEE"});
    let list = invitees(&id("DDDD"), &InviteesQuery::default(), None);
    let found = list.decode(&read(json!({"collection": [booked], "pagination": ends}))).unwrap().collection;
    assert_eq!(found[0].tracking, Some(Tracking::default()));
    assert!(!format!("{found:?}").contains("Bob") && !format!("{found:?}").contains("cancellations"));

    let member = json!({"uri": "https://api.calendly.com/organization_memberships/FFFF", "role": "admin",
        "user": {"uri": ME, "name": "Alice", "email": "alice@example.com"}, "organization": organization(),
        "created_at": "2024-01-15T10:30:00.000000Z", "updated_at": "2025-06-20T14:45:00.000000Z"});
    let list = memberships(&MembershipsQuery::default(), None);
    let found = list.decode(&read(json!({"collection": [member], "pagination": ends}))).unwrap().collection;
    assert_eq!(found[0].user.uri, uri(ME));

    let hook = json!({"uri": "https://api.calendly.com/webhook_subscriptions/GGGG",
        "callback_url": "https://example.com/webhook", "created_at": "2025-03-01T12:00:00.000000Z",
        "updated_at": "2025-03-01T12:00:00.000000Z", "retry_started_at": null, "state": "active",
        "events": ["invitee.created", "invitee.canceled"], "scope": "organization",
        "organization": organization(), "user": null, "creator": ME});
    let found = webhook(&id("GGGG")).decode(&read(resource(hook))).unwrap().resource;
    assert_eq!((found.state, found.events[1].clone()), (HookState::Active, HookEvent::InviteeCanceled));
}

#[test]
fn what_is_created_and_deleted_is_read() {
    let read = |value: Value| serde_json::to_vec(&value).unwrap();
    let link =
        json!({"booking_url": "https://calendly.com/d/canary", "owner": TYPE, "owner_type": "EventType"});
    let made =
        create_scheduling_link(&NewSchedulingLink::once(uri(TYPE))).decode(&read(resource(link.clone())));
    let made = made.unwrap().resource;
    assert_eq!(made.booking_url.as_str(), "https://calendly.com/d/canary");
    assert!(!format!("{made:?}").contains("canary"));
    let share = json!({"scheduling_links": [link], "share_override": {"name": "x"}});
    let made = create_share(&NewShare::of(uri(TYPE))).decode(&read(resource(share))).unwrap().resource;
    assert_eq!(made.scheduling_links.len(), 1);
    let away = json!({"uri": "https://api.calendly.com/invitee_no_shows/NNNN",
        "invitee": "https://api.calendly.com/scheduled_events/DDDD/invitees/EEEE", "created_at": "x"});
    assert_eq!(
        no_show(&id("NNNN")).decode(&read(resource(away))).unwrap().resource.uri.id().as_str(),
        "NNNN"
    );
    let caps = json!({"collection": [{"daily_limit": 3, "weekly_limit": null}]});
    let caps = meeting_limits(&uri(ME)).decode(&read(caps)).unwrap().collection;
    assert_eq!((caps[0].daily_limit, caps[0].weekly_limit, caps[0].monthly_limit), (Some(3), None, None));
    let hours = json!({"event_type": TYPE, "availability_setting": "all",
        "availability_rule": {"timezone": "UTC", "rules": [{"type": "date", "date": "2030-1-5", "intervals": []}]}});
    let hours =
        event_type_schedules(&uri(TYPE), None).decode(&read(page(&[hours], None))).unwrap().collection;
    assert_eq!(hours[0].availability_rule.as_ref().unwrap().rules[0].date.as_deref(), Some("2030-1-5"));
    assert!(
        delete_no_show(&id("NNNN")).decode(b"").is_ok() && delete_webhook(&id("GGGG")).decode(b"").is_ok()
    );
    let places = locations(None).decode(br#"{"collection":[{"kind":"zoom_conference"}],"more":1}"#).unwrap();
    assert_eq!(places.collection[0].kind, LocationKind::Zoom);
}
