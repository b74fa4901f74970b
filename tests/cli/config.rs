//! The configuration: where it is found, what goes before what, and that no secret is ever shown.

use super::run::Folder;
use super::services::run;

const CANARY: &str = "canary-4711";

const BO: &str = "[connections.bo]\nprovider = \"calendly\"\ncredential = \"env:BO_TOKEN\"\n";

fn with_config(text: &str) -> Folder {
    Folder::new().with("bo.toml", text)
}

const SHOW: [&str; 5] = ["config", "show", "--format", "json", "--config=bo.toml"];

#[test]
fn every_value_is_shown_with_where_it_came_from_and_secrets_only_as_set_or_missing() {
    let folder = with_config(BO);
    let value = |variables: &[(&str, &str)], name: &str| {
        let shown = run(&folder, variables, &SHOW).json();
        let values = shown["values"].as_array().unwrap().clone();
        let found = values.into_iter().find(|value| value["name"] == name);
        found.map(|value| {
            [&value["value"], &value["source"], &value["origin"]].map(|it| it.as_str().unwrap().to_owned())
        })
    };
    let credential = |variables: &[(&str, &str)]| value(variables, "connections.bo.credential").unwrap();
    let origin = "bo.toml: connections.bo.credential";
    assert_eq!(credential(&[]), ["[missing]", "file", origin]);
    assert_eq!(credential(&[("BO_TOKEN", CANARY)]), ["[set]", "file", origin]);
    let base = value(&[], "connections.bo.base_url").unwrap();
    assert_eq!(base, ["https://api.calendly.com", "default", "default"]);
    let variables = [("CALCOM_API_KEY", CANARY), ("CALCOM_BASE_URL", "https://cal.test")];
    let base = value(&variables, "connections.calcom.base_url").unwrap();
    assert_eq!(base, ["https://cal.test", "environment", "CALCOM_BASE_URL"]);
    let tables = [("BO_TOKEN", CANARY), ("CALENDLY_TOKEN", CANARY), ("MATON_API_KEY", CANARY)];
    let table = run(&folder, &tables, &["config", "show", "--config", "bo.toml"]);
    assert!(table.code == 0 && table.out.contains("[set]") && !table.out.contains(CANARY), "{table:?}");
}

#[test]
fn a_file_of_the_working_directory_is_not_taken_and_the_usual_place_is() {
    let folder = Folder::new().with("freebusy.toml", "nonsense");
    let ran = folder.run(&["config", "show", "--format", "json"]);
    assert_eq!((ran.code, &ran.json()["file"]), (0, &serde_json::Value::Null));
    let usual = folder.path().join("home/freebusy");
    std::fs::create_dir_all(&usual).unwrap();
    std::fs::write(usual.join("freebusy.toml"), BO).unwrap();
    let shown = folder.run(&["config", "show", "--format", "json"]).json();
    assert_eq!(shown["values"][0]["name"], "connections.bo.provider");
}

#[test]
fn what_is_wrong_is_one_line_that_names_file_and_field_and_no_value() {
    let cases = [
        (
            format!("[connections.bo]\nprovider = \"calendly\"\ncredential = \"{CANARY}\""),
            "is the secret itself",
        ),
        (format!("[connections.bo]\ntoken = \"{CANARY}\""), "bo.toml: connections.bo.token: is no field"),
        (
            format!("[connections.bo]\nprovider = [\"{CANARY}\"]"),
            "connections.bo.provider: is a list, not a text",
        ),
        (format!("[maton]\ncredential = {CANARY}"), "bo.toml: line 2, column "),
        (
            "[connections.bo]\nprovider = \"calendly\"\nbase_url = \"http://x.test\"".into(),
            "would travel unencrypted",
        ),
    ];
    for (text, part) in cases {
        let ran = with_config(&text).run(&SHOW);
        ran.refused(part);
        assert!(!ran.err.contains(CANARY), "{ran:?}");
    }
    Folder::new()
        .run(&["config", "show", "--config", "none.toml"])
        .refused("cannot read the configuration `none.toml`");
    // Whoever names a file wants it read, even where nothing of it is needed.
    with_config("nonsense").run(&["find", "request.json", "--config", "bo.toml"]).refused("bo.toml: line 1");
}

#[test]
fn a_search_over_files_reads_no_configuration_that_nobody_named() {
    let folder = Folder::new().with("bo.toml", "nonsense");
    let ran = run(&folder, &[("FREEBUSY_CONFIG", "bo.toml")], &["find", "request.json", "--json"]);
    assert_eq!(ran.code, 0, "{ran:?}");
}

#[test]
fn an_unknown_connection_is_refused_with_the_nearest_name_and_how_to_define_it() {
    let folder = with_config(BO);
    let find = |source: &str| folder.run(&["find", "-d", "30m", "--config", "bo.toml", "--with", source]);
    let ran = find("ana=calendly:boo/30min");
    ran.refused("--with ana=calendly:boo/30min: `boo` is no connection to Calendly; did you mean `bo`?");
    ran.refused("define `[connections.NAME]` in bo.toml");
    find("ana=calcom:bo/30min").refused("`bo` leads to Calendly, not to Cal.com; write `calendly` here");
    let folder = folder.with(
        "ask.json",
        r#"{"duration_minutes": 30, "window": {"start": "2026-12-01", "end": "2026-12-02"},
            "participants": [{"id": "a", "sources": [{"calcom": {"connection": "nobody"}}]}]}"#,
    );
    folder
        .run(&["find", "ask.json"])
        .refused("participants[0].sources[0].calcom.connection: `nobody` is no connection");
}

#[test]
fn a_secret_that_is_missing_is_not_authorised_and_named() {
    let folder = with_config(BO);
    let args = ["find", "-d", "30m", "--config", "bo.toml", "--with", "bo=calendly:bo/30min"];
    let ran = folder.run(&args);
    assert_eq!((ran.code, ran.out.as_str(), ran.err.lines().count()), (3, "", 1), "{ran:?}");
    assert!(ran.err.contains("connection `bo`: the variable `BO_TOKEN` is not set"), "{ran:?}");
}

#[cfg(unix)]
#[test]
fn a_secret_in_a_file_that_others_may_read_is_not_used() {
    use std::os::unix::fs::PermissionsExt as _;
    let text = BO.replace("env:BO_TOKEN", "file:bo.key");
    let folder = with_config(&text).with("bo.key", CANARY);
    let open = std::fs::Permissions::from_mode(0o644);
    std::fs::set_permissions(folder.path().join("bo.key"), open).unwrap();
    let ran =
        folder.run(&["api", "calendly", "GET", "/users/me", "--connection", "bo", "--config", "bo.toml"]);
    assert_eq!((ran.code, ran.out.as_str()), (3, ""), "{ran:?}");
    assert!(ran.err.contains("run `chmod 600` on it") && !ran.err.contains(CANARY), "{ran:?}");
}

#[test]
fn the_log_is_silent_by_default_and_knows_its_levels() {
    let folder = Folder::new();
    run(&folder, &[("FREEBUSY_LOG", "hyper=trace")], &["find", "request.json"])
        .refused("FREEBUSY_LOG names no level");
    let ran = run(&folder, &[], &["find", "request.json", "--json"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
}
