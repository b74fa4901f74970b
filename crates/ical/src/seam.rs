//! Stands for `freebusy_transport::fetch` until it lands.

use freebusy_transport::{
    Bounds, Effect, Failure, Http, Reach, Refusal, Request, Response, StatusCode, Trouble,
};
use http::{HeaderMap, Method};
use url::Url;

pub(crate) struct UrlRequest<'a> {
    pub(crate) operation: &'static str,
    pub(crate) url: &'a Url,
    pub(crate) reach: Reach,
    pub(crate) headers: HeaderMap,
    pub(crate) bounds: Bounds,
}

pub(crate) async fn fetch(http: &dyn Http, request: UrlRequest<'_>) -> Result<Response, Failure> {
    let _ = request.reach;
    let fail =
        |trouble| Failure { operation: request.operation, effect: Effect::Read, gateway: None, trouble };
    let sent = Request {
        method: Method::GET,
        url: request.url.clone(),
        headers: request.headers.clone(),
        body: None,
        timeout: request.bounds.timeout,
        body_limit: request.bounds.body,
    };
    let response = http.send(sent).await.map_err(|error| fail(error.into()))?;
    match response.status {
        status if status.is_success() || status == StatusCode::NOT_MODIFIED => Ok(response),
        status if status.is_redirection() => Err(fail(Trouble::Redirected(status))),
        status => {
            Err(fail(Trouble::Refused(Refusal { status, wait: None, body: response.body, request_id: None })))
        }
    }
}
