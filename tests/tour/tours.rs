//! The tours, each its own test, and every exchange of theirs against the official descriptions.

use freebusy_maton::App;

use crate::guide::Tour;
use crate::rows::{Ends, ROWS, Row};
use crate::services::Way;
use crate::{calcom, calcom_old, calendly, maton, specs};

async fn begin(name: &'static str, app: App, way: Way) -> Tour {
    Tour::new(name, app, way, &[]).await
}

/// Holds the exchanges against the descriptions, where they are at hand, and what was shown against the canaries.
fn judge(tour: &Tour) {
    tour.assert_nothing_shown();
    let Some(checker) = specs::checker() else { return };
    let mut report = checker.check(&tour.stage.exchanges());
    eprintln!("{}: {report}", tour.name);
    // A call that the service refuses because it never had it is in no description either.
    report.violations.retain(|violation| !is_of_a_refused_row(tour, &violation.call));
    assert!(report.violations.is_empty(), "{}: {report}", tour.name);
}

/// Whether a call, written `METHOD /path -> status`, is one that its row says is refused.
fn is_of_a_refused_row(tour: &Tour, call: &str) -> bool {
    let Some((request, status)) = call.split_once(" -> ") else { return false };
    let Some((method, path)) = request.split_once(' ') else { return false };
    let refused = |row: &&Row| row.ends != Ends::Well && row.tours.contains(&tour.name) && status == "404";
    ROWS.iter().filter(refused).any(|row| row.fits(method, path))
}

#[tokio::test]
async fn calendly_directly() {
    let tour = begin("calendly_directly", App::Calendly, Way::Direct).await;
    calendly::tour(&tour).await;
    judge(&tour);
}

#[tokio::test]
async fn calendly_through_maton_1() {
    let tour = begin("calendly_through_maton_1", App::Calendly, Way::Maton1).await;
    calendly::tour(&tour).await;
    judge(&tour);
}

#[tokio::test]
async fn calendly_through_maton_2() {
    let tour = begin("calendly_through_maton_2", App::Calendly, Way::Maton2).await;
    calendly::tour(&tour).await;
    judge(&tour);
}

#[tokio::test]
async fn maton_1() {
    let tour = begin("maton_1", App::Calendly, Way::Maton1).await;
    maton::tour(&tour).await;
    judge(&tour);
}

#[tokio::test]
async fn maton_2() {
    let tour = begin("maton_2", App::Calendly, Way::Maton2).await;
    maton::tour(&tour).await;
    judge(&tour);
}

#[tokio::test]
async fn calcom_directly() {
    let tour = begin("calcom_directly", App::Calcom, Way::Direct).await;
    calcom::tour(&tour).await;
    judge(&tour);
}

#[tokio::test]
async fn calcom_through_maton_1() {
    let tour = begin("calcom_through_maton_1", App::Calcom, Way::Maton1).await;
    calcom::tour(&tour).await;
    judge(&tour);
}

#[tokio::test]
async fn calcom_through_maton_2() {
    let tour = begin("calcom_through_maton_2", App::Calcom, Way::Maton2).await;
    calcom::tour(&tour).await;
    judge(&tour);
}

#[tokio::test]
async fn calcom_of_2024_04_15_directly() {
    let tour = begin("calcom_of_2024_04_15_directly", App::Calcom, Way::Direct).await;
    calcom_old::tour(&tour).await;
    judge(&tour);
}
