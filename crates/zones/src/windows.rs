//! The names that Windows gives to zones, by the map of Unicode CLDR (territory 001).

use strum::IntoEnumIterator as _;
use windows_timezones::WindowsTimezone;

/// All Windows names.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    WindowsTimezone::iter().map(WindowsTimezone::name)
}

/// The IANA name of a Windows name, whatever its case.
pub(crate) fn iana(name: &str) -> Option<&'static str> {
    let name = name.trim();
    WindowsTimezone::iter().find(|zone| zone.name().eq_ignore_ascii_case(name)).map(WindowsTimezone::tzdb_id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_windows_name_is_found_in_any_case_and_with_spaces_around() {
        assert_eq!(iana(" w. europe standard TIME "), Some("Europe/Berlin"));
        assert_eq!(iana("UTC"), Some("Etc/UTC"));
        assert_eq!(iana("UTC-11"), Some("Etc/GMT+11"));
        assert_eq!(iana("Central Standard Time (Mexico)"), Some("America/Mexico_City"));
        assert_eq!(iana("Berlin Standard Time"), None);
        assert_eq!(names().count(), 139);
    }
}
