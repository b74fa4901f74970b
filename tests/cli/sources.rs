//! Searches over accounts, public pages and feeds.

use super::run::Folder;
use super::services::{Services, run};

const QUICK: [&str; 6] = ["find", "-d", "30m", "--to", "+10d", "--json"];

/// The names of the event types of the token's user at Calendly.
fn calendly_type(services: &Services) -> String {
    let people = services.line["world"].as_array().unwrap();
    let owner = people.iter().find(|person| person["calendly_user"].is_string()).unwrap();
    owner["event_types"][0].as_str().unwrap().to_owned()
}

#[test]
fn an_account_offers_the_starts_of_its_event_type() {
    let (services, folder) = (Services::start(), Folder::new());
    let source = format!("ana=calendly:calendly/{}", calendly_type(&services));
    let ran = run(&folder, &services.direct(), &[&QUICK[..], &["--with", &source]].concat());
    assert_eq!(ran.code, 0, "{ran:?}");
    let answer = ran.json();
    assert!(answer["complete"] == true && !answer["slots"].as_array().unwrap().is_empty(), "{ran:?}");
    assert_eq!(answer["sources"][0]["source"], source.trim_start_matches("ana="));
    assert_eq!(answer["sources"].as_array().unwrap().len(), 1);
    let explained = [&QUICK[..], &["--with", &source, "--explain"]].concat();
    let answer = run(&folder, &services.direct(), &explained).json();
    assert_eq!(answer["sources"][1]["source"], "calendly:calendly");
}

#[test]
fn a_refused_credential_and_a_service_that_is_away_have_codes_of_their_own() {
    let (services, folder) = (Services::start(), Folder::new());
    let args = [&QUICK[..], &["--with", "ana=calendly:calendly"]].concat();
    let base = services.text("calendly", "base_url").to_owned();
    let ran = run(&folder, &[("CALENDLY_TOKEN", "wrong"), ("CALENDLY_BASE_URL", &base)], &args);
    assert_eq!((ran.code, &ran.json()["complete"]), (3, &false.into()), "{ran:?}");
    drop(services);
    let ran = run(&folder, &[("CALENDLY_TOKEN", "wrong"), ("CALENDLY_BASE_URL", &base)], &args);
    assert_eq!((ran.code, &ran.json()["complete"]), (4, &false.into()), "{ran:?}");
}

#[test]
fn a_dry_run_says_what_would_be_asked_and_asks_nobody() {
    let folder = Folder::new();
    // Nobody listens there, and no token is set: only what asks would notice.
    let variables = [("CALENDLY_TOKEN", "t"), ("CALENDLY_BASE_URL", "http://127.0.0.1:9")];
    let args = ["--with", "ana=calendly:calendly/30min", "--with", "https://cal.com/cy/intro", "--dry-run"];
    let ran = run(&folder, &variables, &[&QUICK[..], &args].concat());
    assert_eq!((ran.code, ran.json()["asked"].as_str()), (0, Some("eagerly")), "{ran:?}");
    let plan = ran.json();
    let sources = plan["sources"].as_array().unwrap();
    assert_eq!(sources[0]["source"], "calendly:calendly/30min");
    assert_eq!(sources[1]["source"], "link:cal.com/cy/intro");
    let sum: u64 = sources.iter().map(|source| source["requests"].as_u64().unwrap()).sum();
    assert!(sum > 1 && plan["requests"] == sum, "{plan}");
    let lazy = [&QUICK[..], &args, &["--limit", "3", "--max-requests", "1"]].concat();
    let plan = run(&folder, &variables, &lazy).json();
    assert_eq!((&plan["asked"], &plan["max_requests"]), (&"lazily".into(), &1.into()));
    let table: Vec<&str> = QUICK.into_iter().filter(|arg| *arg != "--json").chain(args).collect();
    let ran = run(&folder, &variables, &table);
    assert!(ran.code == 0 && ran.out.contains("nothing was sent"), "{ran:?}");
    let zero = [&QUICK[..], &args, &["--max-requests", "0"]].concat();
    run(&folder, &variables, &zero).refused("--max-requests: `0` lies out of bounds; write at least 1");
}

#[test]
fn a_link_to_a_page_that_nobody_may_read_is_refused_with_the_mend() {
    let folder = Folder::new();
    let find = |link: &str| folder.run(&[&QUICK[..], &["--with", link]].concat());
    find("https://calendly.com/bo/30min").refused("connect their account and write `calendly`");
    find("https://cal.example.org/bo/30min")
        .refused("define `[links.\"cal.example.org\"]` with its `base_url`");
}

#[test]
fn a_feed_on_this_machine_is_not_read_unless_that_is_allowed_and_its_url_is_told_nobody() {
    let folder = Folder::new();
    let url = "ana=https://127.0.0.1:9/secret-4711.ics?key=s3cret";
    let ran = folder.run(&[&QUICK[..], &["--with", url]].concat());
    assert_eq!((ran.code, &ran.json()["complete"]), (4, &false.into()), "{ran:?}");
    let told = format!("{}{}", ran.out, ran.err);
    assert!(!told.contains("4711") && !told.contains("s3cret"), "{told}");
    assert!(ran.json()["sources"][0]["source"].as_str().unwrap().starts_with("ics:127.0.0.1#"), "{ran:?}");
    let plain = url.replace("https", "http");
    folder.run(&[&QUICK[..], &["--with", &plain]].concat()).refused("would travel unencrypted");
}

#[test]
fn an_account_and_a_public_page_of_cal_com_tell_their_starts() {
    let (services, folder) = (Services::start(), Folder::new());
    let people = services.line["world"].as_array().unwrap();
    let owner = people.iter().find(|person| person["calcom_username"].is_string()).unwrap();
    let (username, types) = (owner["calcom_username"].as_str().unwrap(), call(&services, "/event-types"));
    let public = types.iter().find(|kind| kind["hidden"] == false && kind["lengthInMinutes"] == 30).unwrap();
    let slug = public["slug"].as_str().unwrap();
    let (account, page) = (format!("cy=calcom:calcom/{slug}"), format!("https://cal.com/{username}/{slug}"));
    let starts = |source: &str| {
        let ran = run(&folder, &services.direct(), &[&QUICK[..], &["--with", source]].concat());
        assert_eq!(ran.code, 0, "{ran:?}");
        let slots = ran.json()["slots"].as_array().unwrap().clone();
        slots.iter().map(|slot| slot["start"].clone()).collect::<Vec<_>>()
    };
    let offered = starts(&account);
    assert!(!offered.is_empty());
    assert!(starts(&page).iter().all(|start| offered.contains(start)));
    assert!(!starts("cy=calcom:calcom").is_empty());
}

#[test]
fn a_public_page_is_asked_in_the_zone_of_its_person_or_of_the_request() {
    let services = Services::start();
    let people = services.line["world"].as_array().unwrap();
    let owner = people.iter().find(|person| person["calcom_username"].is_string()).unwrap();
    let (username, types) = (owner["calcom_username"].as_str().unwrap(), call(&services, "/event-types"));
    let public = types.iter().find(|kind| kind["hidden"] == false && kind["lengthInMinutes"] == 30).unwrap();
    let link = format!("https://cal.com/{username}/{}", public["slug"].as_str().unwrap());
    let request = |schedule: &str| {
        format!(
            r#"{{"duration_minutes":30,"window":{{"start":"2030-01-07","end":"2030-01-08"}},"time_zone":"Asia/Kathmandu",
            "participants":[{{"id":"cy","sources":[{{"link":"{link}"}}]{schedule}}}]}}"#
        )
    };
    let own = r#","schedule":{"time_zone":"Asia/Kolkata","weekly":[{"days":["mon"],"start_minute":0,"end_minute":1440}]}"#;
    for (schedule, zone) in [("", "Asia/Kathmandu"), (own, "Asia/Kolkata")] {
        let folder = Folder::new().with("request.json", &request(schedule));
        let ran = run(&folder, &services.direct(), &["find", "request.json", "--json"]);
        let asked = services.requests();
        let slots = asked.iter().rfind(|asked| asked["path"].as_str().unwrap().ends_with("/v2/slots"));
        let query = slots.unwrap_or_else(|| panic!("{ran:?}"))["query"].as_str().unwrap();
        assert!(query.contains(&format!("timeZone={zone}")), "{query}");
    }
}

#[test]
fn a_dry_run_counts_the_requests_that_the_search_then_sends() {
    let (services, folder) = (Services::start(), Folder::new());
    let connection = |name: &str, dialect: &str| {
        format!(
            "[connections.{name}]\nprovider = \"calcom\"\ndialect = \"{dialect}\"\nbase_url = \"{}\"\n\
            credential = {{ env = \"CALCOM_API_KEY\" }}\n",
            services.text("calcom", "base_url")
        )
    };
    let text = connection("now", "current") + &connection("then", "2024-04-15");
    let folder = folder.with("both.toml", &text);
    let sources = [
        "calendly:calendly/30min",
        "calendly:calendly",
        "calcom:now/intro",
        "calcom:now",
        "calcom:then/intro",
        "calcom:then",
        "https://cal.com/dee/intro",
    ];
    let mut before = sent(&services);
    for source in sources {
        let find = ["find", "-d", "30m", "--to", "+40d", "--json", "--config", "both.toml", "--with"];
        let asked = format!("ana={source}");
        let find = [&find[..], &[&asked]].concat();
        let planned = run(&folder, &services.direct(), &[&find[..], &["--dry-run"]].concat()).json();
        assert_eq!(sent(&services), before, "{source}: {planned}");
        let ran = run(&folder, &services.direct(), &find);
        assert_eq!(ran.code, 0, "{source}: {ran:?}");
        let after = sent(&services);
        assert_eq!(planned["requests"], after - before, "{source}: {planned}");
        before = after;
    }
}

/// How many requests the services have received.
fn sent(services: &Services) -> usize {
    let control = [("CALENDLY_TOKEN", "t"), ("CALENDLY_BASE_URL", services.text("sandbox", "control_url"))];
    let ran = run(&Folder::new(), &control, &["api", "calendly", "GET", "/requests"]);
    ran.json().as_array().unwrap().len()
}

/// What Cal.com lists of its event types.
fn call(services: &Services, path: &str) -> Vec<serde_json::Value> {
    let ran = run(&Folder::new(), &services.direct(), &["api", "calcom", "GET", path, "--paginate"]);
    ran.json().as_array().unwrap().clone()
}
