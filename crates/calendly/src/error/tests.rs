use freebusy_transport::{Effect, StatusCode, Undecodable};

use super::*;

fn refused(status: u16, body: &str, gateway: Option<&'static str>) -> Failure {
    let body = body.as_bytes().to_vec().into();
    let status = StatusCode::from_u16(status).unwrap();
    let refusal = Refusal { status, wait: None, body, request_id: None };
    Failure {
        operation: "book a meeting",
        effect: Effect::Change,
        gateway,
        trouble: Trouble::Refused(refusal),
    }
}

fn meaning(status: u16, message: &str) -> Meaning {
    let body = format!(r#"{{"title":"Internal Server Error","message":"{message}"}}"#);
    understood(&refused(status, &body, Some("Maton"))).unwrap().meaning()
}

#[test]
fn the_message_decides_where_the_status_does_not() {
    let table = [
        (400, "date range can be no greater than 31 days", Meaning::WindowTooLong),
        (400, "The date range must be at most 7 days", Meaning::WindowTooLong),
        (400, "The server has encountered an error", Meaning::WrongOrTaken),
        (401, "The access token expired", Meaning::Unauthorised),
        (403, "This user is not in your organization", Meaning::OtherOrganization),
        (403, "Please upgrade your Calendly account", Meaning::Plan),
        (403, "Event is already canceled", Meaning::AlreadyCancelled),
        (403, "Event in the past", Meaning::WrongOrTaken),
        (403, "You are not allowed to cancel this event", Meaning::Forbidden),
        (404, "The resource you requested does not exist", Meaning::NotFound),
        (409, "Already Exists", Meaning::Exists),
        (424, "external calendar error", Meaning::CalendarBroken),
        (429, "slow down", Meaning::Throttled),
        (500, "sorry", Meaning::Failed),
        (418, "teapot", Meaning::Unforeseen),
    ];
    for (status, message, expected) in table {
        assert_eq!(meaning(status, message), expected, "{status} {message}");
    }
}

#[test]
fn a_missing_scope_is_named() {
    let body = r#"{"title":"Insufficient scope","message":"no","required_scopes":["availability:read"]}"#;
    let error = error(refused(403, body, None), "calendly:ana");
    assert_eq!(error.kind(), ErrorKind::Forbidden);
    assert_eq!(
        error.to_string(),
        "cannot book a meeting from `calendly:ana`: Calendly refused with status 403 (`no`); grant `availability:read` to the token"
    );
}

#[test]
fn an_answer_of_the_gateway_is_told_from_calendlys() {
    let gateway = |status| understood(&refused(status, r#"{"message":"x"}"#, Some("Maton"))).unwrap();
    for (status, meaning) in [
        (400, Meaning::NoConnection),
        (401, Meaning::Unauthorised),
        (404, Meaning::Unforeseen),
        (429, Meaning::Throttled),
        (500, Meaning::FailedOrExpired),
        (502, Meaning::Failed),
    ] {
        assert_eq!(
            (gateway(status).speaker(), gateway(status).meaning()),
            (Speaker::Gateway("Maton"), meaning)
        );
        assert!(!gateway(status).may_be_taken());
    }
    assert!(gateway(500).to_string().contains("make a new connection"));
    let forbidden = error(refused(403, r#"{"error":"x"}"#, Some("Maton")), "calendly:a");
    assert_eq!(forbidden.kind(), ErrorKind::Forbidden);
    assert!(forbidden.to_string().ends_with("look at what its key may do"), "{forbidden}");
    let direct = understood(&refused(400, "<html>", None)).unwrap();
    assert_eq!((direct.speaker(), direct.meaning()), (Speaker::Somebody, Meaning::WrongOrTaken));
}

#[test]
fn details_name_what_is_wrong_and_may_have_any_shape() {
    let told = |details: &str| {
        let body = format!(r#"{{"title":"Invalid Argument","message":"m","details":{details}}}"#);
        understood(&refused(400, &body, Some("Maton"))).unwrap()
    };
    let details = r#"[{"parameter":"location.kind","message":"invalid"},{"message":"blank"},7]"#;
    assert!(told(details).to_string().contains("(`m; location.kind: invalid; blank`)"));
    for odd in ["null", "7", "{}", "[null]", r#""x""#] {
        assert_eq!(told(odd).speaker(), Speaker::Calendly, "{odd}");
    }
}

#[test]
fn a_strangers_text_is_bounded_and_escaped() {
    let body = format!(r#"{{"title":"t","message":"\u001b[31m\n{}"}}"#, "x".repeat(5_000));
    let text = error(refused(400, &body, None), "c").to_string();
    assert!(text.chars().count() < 500 && !text.chars().any(char::is_control), "{text}");
}

#[test]
fn only_a_known_refusal_of_a_change_is_certain() {
    let told = r#"{"title":"t","message":"m"}"#;
    let outcome = |failure| match outcome::<()>(failure, "c") {
        Outcome::Ok(()) => "ok".to_string(),
        Outcome::NotSent(_) => "not sent".into(),
        Outcome::Throttled(wait) => format!("throttled {}", wait.as_secs()),
        Outcome::Rejected(rejection, _) => format!("{rejection:?}"),
        Outcome::Ambiguous(_) => "ambiguous".into(),
    };
    for (status, body, gateway, expected) in [
        (400, told, None, "Invalid"),
        (401, told, None, "Unauthorised"),
        (402, told, None, "Plan"),
        (403, told, None, "Unauthorised"),
        (404, told, None, "Taken"),
        (408, told, None, "ambiguous"),
        (418, told, None, "ambiguous"),
        (424, told, None, "ambiguous"),
        (429, told, None, "throttled 60"),
        (500, told, None, "ambiguous"),
        (400, "", Some("Maton"), "Unauthorised"),
        (404, "", Some("Maton"), "ambiguous"),
        (500, "", Some("Maton"), "ambiguous"),
    ] {
        assert_eq!(outcome(refused(status, body, gateway)), expected, "{status} {gateway:?}");
    }
    let with = |trouble| Failure { trouble, ..refused(400, "", None) };
    assert_eq!(outcome(with(Trouble::Broken(SendError::NotSent("x".into())))), "not sent");
    assert_eq!(outcome(with(Trouble::Broken(SendError::TimedOut))), "ambiguous");
    assert_eq!(outcome(with(Trouble::Broken(SendError::Cut("x".into())))), "ambiguous");
    assert_eq!(outcome(with(Trouble::Redirected(StatusCode::FOUND))), "ambiguous");
    assert_eq!(outcome(with(Trouble::Unreadable(Undecodable("x".into())))), "ambiguous");
    assert_eq!(outcome(with(Trouble::HeldBack(Duration::from_secs(5)))), "throttled 5");
}

#[test]
fn a_wait_is_told_in_whole_seconds_and_never_too_short() {
    let trouble = Trouble::HeldBack(Duration::from_millis(1_001));
    let held = error(Failure { trouble, ..refused(429, "", None) }, "c").to_string();
    assert!(held.contains("try again in 2 s"), "{held}");
}

#[test]
fn a_mail_address_in_a_strangers_text_is_left_out() {
    let body = r#"{"title":"t","message":"invitee ana@example.com is blocked","details":[{"message":"bo@example.com"}]}"#;
    let text = error(refused(400, body, None), "c").to_string();
    assert!(!text.contains("example.com") && text.contains("is blocked"), "{text}");
}

#[test]
fn trying_again_helps_where_it_can() {
    let retry = |status| error(refused(status, "", None), "c").retry();
    assert_eq!((retry(400), retry(401), retry(404)), (Retry::Never, Retry::Never, Retry::Never));
    assert_eq!((retry(424), retry(503)), (Retry::Later, Retry::Later));
    assert_eq!(retry(429), Retry::After(MINUTE));
}
