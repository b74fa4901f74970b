//! The person who is booked by files to import.

use freebusy_ical::{Invitation, Invited};

use crate::host::{Host, Hosting, now};

pub(crate) struct SetUp;

impl Hosting for SetUp {
    fn host(&self) -> Host {
        let folder = tempfile::tempdir().unwrap();
        let ana = Invited {
            participant: "ana".into(),
            mail: Some("ana@example.com".into()),
            summary: "Planning".into(),
            stamp: now(),
        };
        Host::by_files(Invitation::new("invitation:ana", folder.path(), ana, None), folder)
    }
}
