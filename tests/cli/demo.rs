//! `freebusy demo`: what somebody sees who has configured nothing.

use super::run::{Folder, Ran};

#[test]
fn the_demonstration_finds_times_and_explains_a_refusal() {
    let shown = Folder::new().run(&["demo"]);
    assert_eq!((shown.code, shown.err.as_str()), (0, ""));
    assert!(shown.out.contains("First 5 starts for 30 min with ana, dee, fay and jo\n"), "{}", shown.out);
    for (id, state) in [("ana", "free"), ("dee", "free"), ("fay", "free"), ("jo", "busy")] {
        assert!(shown.out.contains(&format!("\n  {id:<3}  {state}\n")), "{id}: {}", shown.out);
    }
    assert!(shown.out.contains("“Dentist”  ics:jo.ics\n"), "{}", shown.out);
}

#[test]
fn the_demonstration_books_with_every_service_refuses_the_next_and_cancels() {
    let shown = Folder::new().run(&["demo"]);
    let parts = [
        "\nConfirmed\n",
        "  ana  calendly:ana/30min  ",
        "  dee  calcom:dee/intro    ",
        " with ada@example.com\n",
        "freebusy: the slot is not free: ana is unavailable, ",
        "(exit code 5)\n",
        "\nCancelled: Ada is ill; ana's, dee's and fay's bookings were made and cancelled",
        "  ana  calendly:ana/30min  nothing at that time\n",
        "  jo   invitation:jo       nothing at that time\n",
    ];
    let mut rest = shown.out.as_str();
    for part in parts {
        let found = rest.split_once(part);
        rest = found.unwrap_or_else(|| panic!("no `{part}` in its place: {}", shown.out)).1;
    }
}

#[test]
fn the_demonstration_needs_and_takes_no_configuration_of_its_user() {
    let folder = Folder::new().with("freebusy.toml", "this is no configuration");
    let mut program = folder.program();
    let program =
        program.arg("demo").env("CALENDLY_TOKEN", "canary-4711").env("FREEBUSY_CONFIG", "freebusy.toml");
    let shown = Ran::new(&program.output().unwrap());
    assert_eq!((shown.code, shown.err.as_str()), (0, ""));
    assert!(!shown.out.contains("canary-4711"));
}
