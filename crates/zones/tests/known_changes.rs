//! What governments decided for 2026: the data in use must know it, else answers are an hour wrong today.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use freebusy_core::{NaiveDate, WallTime};
use freebusy_zones::Zones;

/// Zone, the day from which the offset holds, hours ahead of UTC.
const DECIDED: [(&str, (i32, u32, u32), i32); 4] = [
    ("America/Vancouver", (2026, 11, 2), -7),
    ("America/Edmonton", (2026, 11, 2), -6),
    ("America/Winnipeg", (2026, 11, 2), -5),
    ("Africa/Casablanca", (2026, 9, 21), 0),
];

fn assert_known(zones: &Zones) {
    for (name, (year, month, day), hours) in DECIDED {
        let from = NaiveDate::from_ymd_opt(year, month, day).unwrap();
        let zone = zones.zone(name).unwrap();
        for days in 0..2 * 365 {
            let noon = WallTime::new(from, 43_200).plus(days * 86_400);
            let offset = zone.rules().offset_at(zone.rules().instant(noon)).seconds();
            assert_eq!(
                offset,
                hours * 3_600,
                "{name} at {noon:?} by tz data {}; 2026e or a later release is needed",
                zones.data()
            );
        }
    }
}

#[test]
fn the_bundled_data_knows_the_changes_of_2026() {
    assert_known(&Zones::bundled());
}

#[test]
fn the_data_in_use_knows_the_changes_of_2026_however_old_the_systems_is() {
    let zones = Zones::load(None).unwrap();
    assert!(zones.version() >= Zones::bundled().version(), "{}", zones.data());
    assert_known(&zones);
}

#[test]
fn vancouver_had_its_last_winter_time_in_2026() {
    let zone = Zones::bundled().zone("America/Vancouver").unwrap();
    let at = |y, m, d| zone.rules().instant(WallTime::new(NaiveDate::from_ymd_opt(y, m, d).unwrap(), 43_200));
    assert_eq!(zone.rules().offset_at(at(2026, 3, 1)).seconds(), -8 * 3_600);
    assert_eq!(zone.rules().offset_at(at(2026, 12, 1)).seconds(), -7 * 3_600);
}
