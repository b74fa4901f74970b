//! The same groups as documents, every schedule written out for everybody who has it.

use std::fmt::Write as _;

use chrono::{DateTime, SecondsFormat};

use crate::request::Ask;
use crate::workload::{DAY, MONTH, Person, START, people};

/// A document in JSON that asks about `count` people.
pub(crate) fn document(seed: u64, count: usize, ask: Ask) -> String {
    let mut text = format!(
        r#"{{"duration_minutes":30,"time_zone":"Europe/Berlin","now":"{}","window":{{"start":"{}","end":"{}"}}"#,
        instant(START - DAY),
        instant(START),
        instant(START + MONTH.length())
    );
    if let Some(limit) = ask.limit() {
        text.push_str(&format!(r#","limit":{limit}"#));
    }
    if ask == Ask::Most {
        let of: Vec<String> = (0..count).map(|index| format!(r#""p{index}""#)).collect();
        let wanted = ask.wanted(count);
        text.push_str(&format!(r#","who":{{"at_least":{wanted},"of":[{}]}}"#, of.join(",")));
    }
    let people: Vec<String> = people(seed, count, MONTH).iter().enumerate().map(participant).collect();
    text.push_str(&format!(r#","participants":[{}]}}"#, people.join(",")));
    text
}

fn participant((index, person): (usize, &Person)) -> String {
    let (start, end) = person.minutes();
    let mut text = format!(
        r#"{{"id":"p{index}","schedule":{{"time_zone":"{}","weekly":[{{"days":["mon","tue","wed","thu","fri"],"start_minute":{start},"end_minute":{end}}}]}},"busy":["#,
        person.zone()
    );
    for (place, (start, end)) in person.busy.iter().enumerate() {
        let comma = if place == 0 { "" } else { "," };
        let (start, end) = (instant(*start), instant(*end));
        write!(text, r#"{comma}{{"start":"{start}","end":"{end}"}}"#)
            .expect("a text takes all that is written");
    }
    text.push_str("]}");
    text
}

fn instant(unix: i64) -> String {
    let instant = DateTime::from_timestamp(unix, 0).expect("the workload lies in 2026");
    instant.to_rfc3339_opts(SecondsFormat::Secs, true)
}
