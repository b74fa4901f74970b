//! The sandbox as a program: its first line, and how it ends.

use super::run::Folder;
use super::services::Services;

#[test]
fn the_first_line_says_where_everything_is() {
    let services = Services::start();
    for (service, field) in
        [("calendly", "base_url"), ("calcom", "base_url"), ("maton", "api_url"), ("sandbox", "control_url")]
    {
        assert!(services.text(service, field).starts_with("http://127.0.0.1:"), "{}", services.line);
    }
}

#[cfg(unix)]
#[test]
fn it_ends_cleanly_when_it_is_asked_to() {
    let (code, rest) = Services::start().terminate();
    assert_eq!((code, rest.as_str()), (Some(0), ""));
}

#[test]
fn a_world_that_cannot_be_read_is_refused() {
    let folder = Folder::new().with("world.json", "{\"persons\": []}");
    folder.run(&["sandbox", "--world", "world.json"]).refused("--world: `world.json` is no world");
    folder.run(&["sandbox", "--world", "none.json"]).refused("--world: cannot read `none.json`");
    folder.run(&["sandbox", "--port", "70000"]).refused("--port: `70000`");
    folder.run(&["sandbox", "--port", "65534"]).refused("begin at 65530 or below");
    let someone =
        r#"{"people": [{"id": "x", "name": "X", "email": "x@example.org", "time_zone": "Mars/Base"}]}"#;
    let folder = folder.with("mars.json", someone);
    folder.run(&["sandbox", "--world", "mars.json"]).refused("no zone is called `Mars/Base`");
}
