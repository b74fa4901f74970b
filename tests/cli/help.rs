//! Help, version and completions.

use super::run::Folder;

#[test]
fn help_shows_examples_and_fits_a_screen() {
    let folder = Folder::new();
    let commands = ["find", "why", "book", "bookings", "api", "connections", "sandbox", "config"];
    let helps = commands.map(|command| vec![command, "--help"]);
    for args in helps.iter().map(Vec::as_slice).chain([&["--help"][..]]) {
        let ran = folder.run(args);
        assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{ran:?}");
        assert!(ran.out.contains("Examples:\n  freebusy ") && ran.out.contains("Exit codes:"), "{}", ran.out);
        assert!(ran.out.lines().all(|line| line.chars().count() <= 100), "{}", ran.out);
    }
}

#[test]
fn without_arguments_help_goes_to_stderr() {
    let ran = Folder::new().run(&[]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    assert!(ran.err.contains("Usage: freebusy"), "{}", ran.err);
}

#[test]
fn the_version_names_the_tz_data_and_where_it_comes_from() {
    for flag in ["--version", "-V"] {
        let ran = Folder::new().run(&[flag]);
        let expected = concat!("freebusy ", env!("CARGO_PKG_VERSION"), ", tz data 20");
        assert!(ran.code == 0 && ran.out.starts_with(expected) && ran.out.ends_with(")\n"), "{ran:?}");
    }
}

#[test]
fn every_shell_gets_its_completions() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let ran = Folder::new().run(&["completions", shell]);
        assert!(ran.code == 0 && ran.err.is_empty() && ran.out.contains("buffer-before"), "{shell}: {ran:?}");
    }
}
