//! Connections at the gateway.

use super::run::Folder;
use super::services::{Services, run};

#[test]
fn connections_are_listed_begun_and_removed_and_consent_is_shown_once() {
    let (services, folder) = (Services::start(), Folder::new());
    let gateway = |args: &[&str]| run(&folder, &services.gateway(), &[&["connections"], args].concat());
    let ids = |ran: &super::run::Ran| {
        let connections = ran.json()["connections"].as_array().unwrap().clone();
        connections.iter().map(|it| it["id"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let before = ids(&gateway(&["list", "--app", "calendly", "--format", "json"]));
    let added = gateway(&["add", "calendly", "--format", "json"]);
    let (id, consent) = (added.json()["id"].clone(), added.json()["consent_url"].clone());
    let (id, consent) = (id.as_str().unwrap(), consent.as_str().unwrap());
    assert!(added.code == 0 && !consent.is_empty() && !added.err.contains(consent), "{added:?}");
    let listed = gateway(&["list", "--app", "calendly", "--format", "json"]);
    assert!(!listed.out.contains(consent) && ids(&listed).len() == before.len() + 1, "{listed:?}");
    let table = gateway(&["list"]);
    assert!(table.code == 0 && table.out.contains(id) && !table.out.contains(consent), "{table:?}");
    let kept = gateway(&["remove", id]);
    kept.refused("write --yes to remove the connection");
    assert_eq!(gateway(&["remove", id, "--yes"]).code, 0);
    assert_eq!(ids(&gateway(&["list", "--app", "calendly", "--format", "json"])), before);
}

#[test]
fn without_a_key_or_with_a_wrong_one_nobody_is_authorised() {
    let (services, folder) = (Services::start(), Folder::new());
    let ran = folder.run(&["connections", "list"]);
    assert_eq!((ran.code, ran.out.as_str()), (3, ""), "{ran:?}");
    assert!(ran.err.contains("set MATON_API_KEY, or `maton.credential` in "), "{ran:?}");
    let variables = [("MATON_API_KEY", "wrong-4711"), ("MATON_API_URL", services.text("maton", "api_url"))];
    let ran = run(&folder, &variables, &["connections", "list"]);
    assert_eq!((ran.code, ran.out.as_str(), ran.err.lines().count()), (3, "", 1), "{ran:?}");
    assert!(!ran.err.contains("4711"), "{ran:?}");
}

#[test]
fn a_gateway_with_several_active_connections_is_not_asked_for_any() {
    let (services, folder) = (Services::start(), Folder::new());
    let ran = run(&folder, &services.gateway(), &["api", "calendly", "GET", "/users/me"]);
    ran.refused("connection `calendly`: ");
    let list = ["connections", "list", "--app", "calendly", "--format", "json"];
    let listed = run(&folder, &services.gateway(), &list).json();
    let id = listed["connections"][0]["id"].as_str().unwrap();
    let text = format!("[connections.ana]\nprovider = \"calendly\"\nmaton_connection = \"{id}\"\n");
    let folder = folder.with("maton.toml", &text);
    let call = ["api", "calendly", "GET", "/users/me", "--connection", "ana", "--config", "maton.toml"];
    let ran = run(&folder, &services.gateway(), &call);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(
        ran.json()["resource"]["uri"].as_str().unwrap().starts_with("https://api.calendly.com/"),
        "{ran:?}"
    );
    let first = [
        ("MATON_API_KEY", services.text("maton", "token")),
        ("MATON_DATA_URL", services.text("maton", "data_url")),
        ("MATON_CONTROL_URL", services.text("maton", "control_url")),
    ];
    assert_eq!(run(&folder, &first, &call).json(), ran.json());
}
