//! Redirects, followed by hand so that each is judged: by calls that only read, and only where the caller asks for it.

use http::StatusCode;
use http::header::{AUTHORIZATION, COOKIE, LOCATION, PROXY_AUTHORIZATION};
use url::Url;

use crate::guard::Blocked;
use crate::http_client::{Http, Request, Response, SendError};

/// The most redirects that are followed.
const REDIRECTS_AT_MOST: usize = 3;

/// Sends a request and those for what it redirects to.
pub(crate) async fn follow(http: &dyn Http, mut request: Request) -> Result<Response, SendError> {
    for _ in 0..=REDIRECTS_AT_MOST {
        request.reach.allows(&request.url).map_err(SendError::Blocked)?;
        let response = http.send(request.clone()).await?;
        let Some(next) = redirect(&request.url, &response) else { return Ok(response) };
        request.url = next;
        [AUTHORIZATION, COOKIE, PROXY_AUTHORIZATION]
            .iter()
            .for_each(|name| drop(request.headers.remove(name)));
    }
    Err(SendError::Blocked(Blocked::Redirects))
}

/// Where an answer sends us, if it does so in a way that can be followed.
fn redirect(from: &Url, response: &Response) -> Option<Url> {
    let follows = matches!(
        response.status,
        StatusCode::MOVED_PERMANENTLY
            | StatusCode::FOUND
            | StatusCode::SEE_OTHER
            | StatusCode::TEMPORARY_REDIRECT
            | StatusCode::PERMANENT_REDIRECT
    );
    let location = response.headers.get(LOCATION).filter(|_| follows)?.to_str().ok()?;
    let mut url = from.join(location).ok()?;
    // A user name and a password in an URL become a credential.
    url.set_username("").ok()?;
    url.set_password(None).ok()?;
    url.set_fragment(None);
    Some(url)
}
