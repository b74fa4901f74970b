//! Any endpoint with the configured credential.

use super::run::{Folder, Ran};
use super::services::{Services, run};

fn call(services: &Services, args: &[&str]) -> Ran {
    run(&Folder::new(), &services.direct(), &[&["api"], args].concat())
}

#[test]
fn a_call_carries_the_credential_and_prints_what_is_answered() {
    let services = Services::start();
    let me = call(&services, &["calendly", "GET", "/users/me"]);
    assert_eq!((me.code, me.err.as_str()), (0, ""), "{me:?}");
    let user = me.json()["resource"]["uri"].as_str().unwrap().to_owned();
    let field = format!("user={user}");
    let types = call(&services, &["calendly", "get", "/event_types", "--field", &field]);
    assert!(types.json()["collection"].as_array().is_some_and(|types| !types.is_empty()), "{types:?}");
    assert_eq!(call(&services, &["calcom", "GET", "/me"]).code, 0);
    assert_eq!(call(&services, &["calcom", "GET", "/v2/bookings?take=5"]).code, 0);
}

#[test]
fn all_pages_become_one_list() {
    let services = Services::start();
    let user = call(&services, &["calendly", "GET", "/users/me"]).json()["resource"]["uri"].clone();
    let field = format!("user={}", user.as_str().unwrap());
    let list = |more: &[&str]| {
        let args = ["calendly", "GET", "/event_types", "--paginate", "--field", &field];
        let ran = call(&services, &[&args, more].concat());
        assert_eq!(ran.code, 0, "{ran:?}");
        ran.json().as_array().unwrap().clone()
    };
    let whole = list(&[]);
    assert!(whole.len() > 1);
    assert_eq!(list(&["--field", "count=1"]), whole);
    let none = call(&services, &["calendly", "GET", "/users/me", "--paginate"]);
    assert_eq!((none.code, none.out.as_str()), (4, ""), "{none:?}");
    assert!(none.err.contains("--paginate: the answer is no list"), "{none:?}");
}

#[test]
fn what_is_no_success_is_printed_and_ends_with_its_own_code() {
    let services = Services::start();
    let missing = call(&services, &["calendly", "GET", "/scheduled_events/AAAAAAAAAAAAAAAA"]);
    assert_eq!((missing.code, missing.err.lines().count()), (4, 1), "{missing:?}");
    assert!(
        missing.out.contains("title") && missing.err.contains("Calendly answered with status 404"),
        "{missing:?}"
    );
    let base = services.text("calendly", "base_url");
    let wrong = [("CALENDLY_TOKEN", "wrong-4711"), ("CALENDLY_BASE_URL", base)];
    let ran = run(&Folder::new(), &wrong, &["api", "calendly", "GET", "/users/me"]);
    assert_eq!((ran.code, ran.err.lines().count()), (3, 1), "{ran:?}");
    assert!(!ran.err.contains("4711") && !ran.out.contains("4711"), "{ran:?}");
}

#[test]
fn what_leads_elsewhere_or_means_nothing_is_refused_before_anything_is_sent() {
    let folder = Folder::new();
    let cases: [(&[&str], &str); 8] = [
        (&["GET", "https://evil.test/users/me"], "PATH is a whole URL"),
        (&["GET", "/../users/me"], "PATH leads out of the service"),
        (&["GET", "//evil.test/"], "PATH does not begin with a single `/`"),
        (&["FETCH", "/users/me"], "METHOD: `FETCH` is no method"),
        (&["POST", "/x", "--paginate"], "--paginate is for GET"),
        (&["POST", "/x", "--field", "a"], "--field: `a` has no `=`"),
        (&["POST", "/x", "--input", "none.json"], "--input: cannot read `none.json`"),
        (
            &["GET", "/x", "--header", "authorization=Bearer x"],
            "--header: `authorization` is set by the program",
        ),
    ];
    for (args, part) in cases {
        run(&folder, &[("CALENDLY_TOKEN", "t")], &[&["api", "calendly"], args].concat()).refused(part);
    }
    folder.run(&["api", "calendly", "GET", "/users/me"]).refused("set CALENDLY_TOKEN or define");
}

#[test]
fn the_credential_stands_in_no_log() {
    let services = Services::start();
    let mut variables = services.direct();
    variables.push(("FREEBUSY_LOG", "trace"));
    let ran = run(&Folder::new(), &variables, &["api", "calendly", "GET", "/users/me?secret=4711"]);
    assert!(ran.err.contains("freebusy_transport"), "{ran:?}");
    let token = services.text("calendly", "token");
    assert!(!ran.err.contains(token) && !ran.err.contains("4711"), "{ran:?}");
}

#[test]
fn a_path_of_cal_com_is_asked_for_in_the_dialect_of_its_connection() {
    let services = Services::start();
    let base = services.text("calcom", "base_url");
    let config = format!(
        "[connections.old]\nprovider = \"calcom\"\nbase_url = \"{base}\"\ndialect = \"2024-04-15\"\n\
         credential = {{ env = \"CALCOM_API_KEY\" }}\n"
    );
    let folder = Folder::new().with("freebusy.toml", &config);
    let asked = |connection: &str, path: &str| {
        let args = ["api", "calcom", "GET", path, "--connection", connection, "--config", "freebusy.toml"];
        let ran = run(&folder, &services.direct(), &args);
        assert_eq!(ran.code, 0, "{ran:?}");
        ran.json()
    };
    assert!(asked("calcom", "/event-types")["data"].is_array());
    assert!(asked("old", "/event-types")["data"]["eventTypeGroups"].is_array());
    assert!(asked("old", "/bookings")["data"]["bookings"].is_array());
}
