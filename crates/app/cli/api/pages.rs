//! Every page of a list, back to back: by token at Calendly, by offset or number at Cal.com, never by an URL.

use std::collections::HashSet;

use freebusy_transport::{Channel, Failure, PAGES_AT_MOST, Response};
use serde_json::Value;

use super::call::Call;
use crate::config::Service;

/// How many entries of a page are asked for where nobody says otherwise.
const PAGE: usize = 100;

/// Why there is no list; one that is shorter than it should be is never printed.
#[derive(Debug)]
pub(super) enum Unlisted {
    /// No whole answer came back for a page.
    Failed(Failure),
    /// The answer for a page is no success.
    Refused(Response),
    /// The answers make no list.
    Odd(String),
}

/// Where a list goes on.
#[derive(Debug, PartialEq)]
struct Next(&'static str, String);

/// All entries of the list that `call` asks for.
pub(super) async fn all(channel: &Channel, call: &Call) -> Result<Vec<Value>, Unlisted> {
    let mut items = Vec::new();
    let mut parameters = first(call);
    let full = call.asked("take").map_or(Some(PAGE), |take| take.parse().ok());
    let mut seen = HashSet::new();
    for _ in 0..PAGES_AT_MOST {
        let response = call.send(channel, &parameters).await.map_err(Unlisted::Failed)?;
        if !response.status.is_success() {
            return Err(Unlisted::Refused(response));
        }
        let mut page: Value = serde_json::from_slice(&response.body).unwrap_or_default();
        let Some(found) = entries(&mut page) else {
            return Err(Unlisted::Odd("--paginate: the answer is no list; leave it out".to_owned()));
        };
        let count = found.len();
        items.extend(found);
        let so_far = items.len();
        let Some(Next(name, value)) = next(&page, call.service, (count, so_far), full) else {
            return Ok(items);
        };
        if !seen.insert(value.clone()) {
            return Err(Unlisted::Odd(
                "--paginate: the list leads in a circle; read it page by page".to_owned(),
            ));
        }
        parameters.retain(|(known, _)| *known != name);
        parameters.push((name, value));
    }
    Err(Unlisted::Odd(format!("--paginate: the list has more than {PAGES_AT_MOST} pages; narrow it down")))
}

/// How many entries a page shall have, where the caller leaves that open.
fn first(call: &Call) -> Vec<(&'static str, String)> {
    let name = match call.service {
        Service::Calendly => "count",
        Service::Calcom => "take",
    };
    let is_open = !["count", "take", "limit"].iter().any(|name| call.asks_for(name));
    is_open.then(|| (name, PAGE.to_string())).into_iter().collect()
}

/// The entries of a page: Calendly's `collection`, Cal.com's `data` or the one list in it.
fn entries(page: &mut Value) -> Option<Vec<Value>> {
    let list = match page.get("collection") {
        Some(_) => page.get_mut("collection"),
        None => match page.get_mut("data") {
            Some(Value::Object(data)) => {
                let mut lists = data.values_mut().filter(|value| value.is_array());
                lists.next().filter(|_| lists.next().is_none())
            }
            data => data,
        },
    }?;
    match list.take() {
        Value::Array(entries) => Some(entries),
        _ => None,
    }
}

/// Where the list goes on behind a page of `count` entries, `so_far` in all; the entries are taken out already. A page
/// of `full` entries may have another behind it, and so may any where nobody knows how many that is.
fn next(
    page: &Value,
    service: Service,
    (count, so_far): (usize, usize),
    full: Option<usize>,
) -> Option<Next> {
    match service {
        Service::Calendly => by_token(page),
        Service::Calcom => by_number(page, (count, so_far), full),
    }
}

fn by_token(page: &Value) -> Option<Next> {
    let token = page.get("pagination")?.get("next_page_token")?.as_str();
    token.filter(|token| !token.is_empty()).map(|token| Next("page_token", token.to_owned()))
}

fn by_number(page: &Value, (count, so_far): (usize, usize), full: Option<usize>) -> Option<Next> {
    let (data, paging) = (page.get("data"), page.get("pagination"));
    let cursor = [data, paging].into_iter().find_map(|place| place?.get("nextCursor"));
    match cursor {
        Some(Value::Number(cursor)) => return Some(Next("cursor", cursor.to_string())),
        Some(Value::String(cursor)) if !cursor.is_empty() => return Some(Next("cursor", cursor.clone())),
        _ => {}
    }
    let goes_on = match paging.and_then(|paging| paging.get("hasNextPage")) {
        Some(more) => more.as_bool().unwrap_or(false),
        // A bare list, of which taking the entries out has left nothing, tells its end only by a page that is not full.
        None => {
            let is_bare = cursor.is_none() && data.is_some_and(Value::is_null);
            is_bare && full.is_none_or(|full| count >= full)
        }
    };
    (goes_on && count > 0).then(|| Next("skip", so_far.to_string()))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(mut page: Value, service: Service, before: usize) -> (usize, Option<Next>) {
        let count = entries(&mut page).unwrap().len();
        let next = next(&page, service, (count, before + count), Some(PAGE));
        (count, next)
    }

    #[test]
    fn calendly_goes_on_by_its_token_and_never_by_its_url() {
        let page = |token: Value| {
            let next = "https://evil.test/next?page_token=x";
            json!({ "collection": [1, 2], "pagination": { "next_page": next, "next_page_token": token } })
        };
        let next = Some(Next("page_token", "t".to_owned()));
        assert_eq!(read(page(json!("t")), Service::Calendly, 0), (2, next));
        assert_eq!(read(page(json!(null)), Service::Calendly, 0), (2, None));
    }

    #[test]
    fn cal_com_goes_on_by_offset_or_by_number() {
        let by_offset = json!({ "data": [1, 2], "pagination": { "hasNextPage": true } });
        assert_eq!(read(by_offset, Service::Calcom, 3), (2, Some(Next("skip", "5".to_owned()))));
        let last = json!({ "data": [1], "pagination": { "hasNextPage": false } });
        assert_eq!(read(last, Service::Calcom, 3), (1, None));
        let by_number = json!({ "data": { "bookings": [1], "nextCursor": 10 } });
        assert_eq!(read(by_number, Service::Calcom, 0), (1, Some(Next("cursor", "10".to_owned()))));
        let end = json!({ "data": { "bookings": [1], "nextCursor": null } });
        assert_eq!(read(end, Service::Calcom, 10), (1, None));
        let bare = json!({ "data": vec![1; PAGE] });
        assert_eq!(read(bare, Service::Calcom, 0), (PAGE, Some(Next("skip", "100".to_owned()))));
    }

    #[test]
    fn a_bare_list_goes_on_behind_a_page_as_full_as_was_asked_for() {
        let goes_on = |count: usize, full| {
            let page = json!({ "status": "success", "data": null });
            next(&page, Service::Calcom, (count, count), full).is_some()
        };
        assert!(goes_on(250, Some(250)) && goes_on(7, Some(7)) && goes_on(7, None));
        assert!(!goes_on(249, Some(250)) && !goes_on(0, None));
    }

    #[test]
    fn what_is_no_list_is_told_apart() {
        for page in [
            json!({ "resource": {} }),
            json!({ "data": {} }),
            json!({ "data": { "a": [], "b": [] } }),
            json!(1),
        ] {
            assert_eq!(entries(&mut page.clone()), None, "{page}");
        }
    }
}
