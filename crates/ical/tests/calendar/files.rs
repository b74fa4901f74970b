//! A calendar in a file, through the port.

use std::fs;

use freebusy_ical::{Bounds, IcalFile};
use freebusy_provider::{Error, ErrorKind, Findings, Limits, Provider};

use crate::support::{Asked, event, zones};

fn fetch(file: &IcalFile) -> Result<Findings, Error> {
    let asked = Asked::default();
    futures_executor::block_on(file.availability().fetch(asked.query()))
}

fn written(content: &[u8]) -> (tempfile::TempDir, IcalFile) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ana.ics");
    fs::write(&path, content).unwrap();
    let file = IcalFile::new("ics:ana.ics", path, zones());
    (folder, file)
}

#[test]
fn a_file_answers_through_the_port() {
    let (_folder, file) = written(event(&["DTSTART:20261201T090000Z", "DURATION:PT1H"]).as_bytes());
    assert_eq!(fetch(&file).unwrap().blocks.len(), 1);
    assert_eq!((file.id(), file.limits()), ("ics:ana.ics", Limits::NONE));
}

#[test]
fn a_file_is_read_anew_at_every_fetch() {
    let (_folder, file) = written(event(&[]).as_bytes());
    fs::write(file.path(), event(&["DTSTART:20261201T090000Z", "DURATION:PT1H"])).unwrap();
    assert_eq!(fetch(&file).unwrap().problems.len(), 0);
}

#[test]
fn a_file_that_is_not_there_is_not_found() {
    let file = IcalFile::new("ics:none.ics", "/nowhere/none.ics", zones());
    let error = fetch(&file).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound);
    assert!(error.to_string().contains("/nowhere/none.ics"));
}

#[test]
fn a_folder_is_no_file() {
    let folder = tempfile::tempdir().unwrap();
    let error = fetch(&IcalFile::new("ics:x", folder.path(), zones())).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound);
}

#[test]
fn content_that_is_no_calendar_is_malformed() {
    let (_folder, file) = written(b"<html>");
    assert_eq!(fetch(&file).unwrap_err().kind(), ErrorKind::Malformed);
}

#[test]
fn a_file_past_the_bound_is_too_large() {
    let content = event(&["DTSTART:20261201T090000Z"]);
    let (_folder, file) = written(content.as_bytes());
    let bounds = Bounds { file_bytes: content.len(), ..Bounds::default() };
    assert!(fetch(&file.clone().within(bounds)).is_ok());
    let bounds = Bounds { file_bytes: content.len() - 1, ..bounds };
    assert_eq!(fetch(&file.within(bounds)).unwrap_err().kind(), ErrorKind::TooLarge);
}
