//! The person as an .ics file.

use std::fmt::Write as _;
use std::sync::Arc;

use freebusy_core::{BlockKind, Timestamp};
use freebusy_ical::IcalFile;
use freebusy_provider::Provider;
use freebusy_zones::Zones;
use tempfile::TempDir;

use crate::person::{self, Person};

/// Keeps the files for as long as the providers read them.
pub(crate) struct SetUp {
    folder: TempDir,
    zones: Arc<Zones>,
}

impl SetUp {
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), zones: Arc::new(Zones::bundled()) }
    }
}

impl person::SetUp for SetUp {
    fn provider(&self, id: &str, person: &Person) -> Arc<dyn Provider> {
        let path = self.folder.path().join(id.replace(':', "-"));
        let text = if person.unreadable { "<html>503</html>".to_owned() } else { calendar(person) };
        std::fs::write(&path, text).unwrap();
        Arc::new(IcalFile::new(id, path, Arc::clone(&self.zones)))
    }
}

fn calendar(person: &Person) -> String {
    let mut text = String::from("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//test//EN\r\n");
    for (index, (interval, kind, title)) in person.blocks.iter().enumerate() {
        let words = match kind {
            BlockKind::Busy => "TRANSP:OPAQUE",
            BlockKind::Tentative => "STATUS:TENTATIVE",
            BlockKind::Unavailable => "X-MICROSOFT-CDO-BUSYSTATUS:OOF",
            BlockKind::Unknown => "RRULE:FREQ=UNHEARD-OF",
        };
        let (start, end) = (utc(interval.start()), utc(interval.end()));
        write!(
            text,
            "BEGIN:VEVENT\r\nUID:{index}@test\r\nDTSTAMP:20260101T000000Z\r\nDTSTART:{start}\r\nDTEND:{end}\r\n\
             {words}\r\nSUMMARY:{title}\r\nEND:VEVENT\r\n"
        )
        .unwrap();
    }
    text + "END:VCALENDAR\r\n"
}

fn utc(instant: Timestamp) -> String {
    instant.to_chrono().unwrap().format("%Y%m%dT%H%M%SZ").to_string()
}
