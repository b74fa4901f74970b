//! The quick form of a participant: `--with [ID=]SOURCE`.

use std::path::Path;

use crate::schema::{ConnectionDoc, ParticipantDoc, SourceDoc};

/// Adds what one `--with` names to the participants: a new one, or a further source of one who is there.
///
/// Paths are relative to `here`. Tells the places of the participant and of the source among its own.
pub(crate) fn add(
    text: &str,
    here: &Path,
    participants: &mut Vec<ParticipantDoc>,
) -> Result<(usize, usize), String> {
    let (id, source) = split_id(text);
    if id == Some("") {
        return Err(format!("`{text}` has no id before the `=`; write `ID=SOURCE`"));
    }
    let source = source_of(source, here)?;
    let id = match id {
        Some(id) => id.to_owned(),
        None => default_id(&source).ok_or("name the participant: `--with ID=SOURCE`")?,
    };
    let index = match participants.iter().position(|participant| participant.id.as_ref() == Some(&id)) {
        Some(index) => index,
        None => {
            participants.push(ParticipantDoc { id: Some(id), ..Default::default() });
            participants.len() - 1
        }
    };
    let sources = participants.get_mut(index).map(|participant| &mut participant.sources);
    let sources = sources.expect("the participant has just been found or added");
    sources.push(source);
    Ok((index, sources.len() - 1))
}

/// The id before the first `=`, unless that stands in the source.
fn split_id(text: &str) -> (Option<&str>, &str) {
    match text.split_once('=') {
        Some((id, source)) if !id.contains([':', '/']) => (Some(id), source),
        _ => (None, text),
    }
}

fn source_of(text: &str, here: &Path) -> Result<SourceDoc, String> {
    let is_url = |text: &str| {
        ["https://", "http://", "webcal://", "webcals://"].iter().any(|scheme| text.starts_with(scheme))
    };
    if is_url(text) {
        let path = text.split(['?', '#']).next().unwrap_or(text);
        let is_calendar = path.to_ascii_lowercase().ends_with(".ics") || text.starts_with("webcal");
        return Ok(if is_calendar { SourceDoc::Ics(text.into()) } else { SourceDoc::Link(text.into()) });
    }
    let file = |path: &str| match here.join(path).to_str() {
        Some(path) => Ok(SourceDoc::Ics(path.into())),
        None => Err("the working directory has a name that is no text; write the request into a file".into()),
    };
    match text.split_once(':') {
        Some(("ics", url)) if is_url(url) => Ok(SourceDoc::Ics(url.into())),
        Some(("ics", path)) if !path.is_empty() => file(path),
        Some(("calendly", rest)) => connection(rest).map(SourceDoc::Calendly),
        Some(("calcom", rest)) => connection(rest).map(SourceDoc::Calcom),
        _ if text.to_ascii_lowercase().ends_with(".ics") => file(text),
        _ => Err(format!(
            "`{text}` is no source; write `ics:PATH`, `calendly:CONNECTION/TYPE`, `calcom:CONNECTION/TYPE` or an \
             https link"
        )),
    }
}

/// `CONNECTION/EVENT_TYPE`, or a connection alone.
fn connection(text: &str) -> Result<ConnectionDoc, String> {
    let (connection, event_type) =
        text.split_once('/').map_or((text, None), |(name, kind)| (name, Some(kind)));
    if connection.is_empty() || event_type == Some("") {
        return Err(format!("`{text}` names no connection and event type; write `CONNECTION/TYPE`"));
    }
    Ok(ConnectionDoc {
        connection: Some(connection.into()),
        event_type: event_type.map(Into::into),
        ..Default::default()
    })
}

/// A name for the participant behind a source: the file's, the connection's, the page owner's.
fn default_id(source: &SourceDoc) -> Option<String> {
    match source {
        SourceDoc::Ics(path) => {
            let path = path.split(['?', '#']).next()?;
            Path::new(path).file_stem()?.to_str().map(Into::into)
        }
        SourceDoc::Calendly(connection) | SourceDoc::Calcom(connection) => connection.connection.clone(),
        SourceDoc::Link(url) => page_owner(url),
    }
}

/// The part of a booking page's path before the event type; the event type alone where there is no other part.
fn page_owner(url: &str) -> Option<String> {
    let (_, rest) = url.split_once("://")?;
    let mut parts = rest.split(['?', '#']).next()?.split('/').filter(|part| !part.is_empty());
    let _host = parts.next()?;
    let parts: Vec<&str> = parts.collect();
    match parts.as_slice() {
        [] => None,
        [only] => Some((*only).to_owned()),
        [.., owner, _] => Some((*owner).to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn added(texts: &[&str]) -> Vec<ParticipantDoc> {
        let mut participants = Vec::new();
        texts.iter().for_each(|text| {
            add(text, Path::new(""), &mut participants).unwrap();
        });
        participants
    }

    #[test]
    fn a_source_without_a_name_gets_its_owners() {
        let names = [
            ("ana=ics:calendars/a.ics", "ana"),
            ("ics:calendars/ana.ics", "ana"),
            ("calendars/ana.ics", "ana"),
            ("ics:https://example.com/feeds/ana.ics?key=1", "ana"),
            ("https://example.com/feeds/ana.ics?key=1", "ana"),
            ("calendly:bo/30min", "bo"),
            ("https://cal.com/cy/intro", "cy"),
            ("https://cal.com/cy/intro?duration=30", "cy"),
            ("https://cal.com/cy", "cy"),
            ("dee=https://cal.com/cy/intro?x=y", "dee"),
        ];
        for (text, id) in names {
            assert_eq!(added(&[text])[0].id.as_deref(), Some(id), "{text}");
        }
    }

    #[test]
    fn one_name_twice_is_one_participant_with_two_sources() {
        let both = added(&["ana=ics:a.ics", "ana=calcom:home/intro"]);
        let connection = ConnectionDoc {
            connection: Some("home".into()),
            event_type: Some("intro".into()),
            ..Default::default()
        };
        assert_eq!(both.len(), 1);
        assert_eq!(both[0].sources, [SourceDoc::Ics("a.ics".into()), SourceDoc::Calcom(connection)]);
    }

    #[test]
    fn a_calendar_behind_a_url_is_no_booking_page() {
        assert_eq!(
            added(&["https://x.org/a.ICS"])[0].sources,
            [SourceDoc::Ics("https://x.org/a.ICS".into())]
        );
        let page = "https://cal.com/cy/intro";
        assert_eq!(added(&[page])[0].sources, [SourceDoc::Link(page.into())]);
    }

    #[test]
    fn a_path_is_relative_to_where_it_is_typed() {
        let mut participants = Vec::new();
        assert_eq!(add("ana=ics:cal/ana.ics", Path::new("/here"), &mut participants), Ok((0, 0)));
        assert_eq!(participants[0].sources, [SourceDoc::Ics("/here/cal/ana.ics".into())]);
    }

    #[test]
    fn what_names_no_source_is_refused() {
        for text in [
            "ana",
            "ana=",
            "=ics:ana.ics",
            "ana=foo:bar",
            "ics:",
            "calendly:",
            "calendly:/30min",
            "calcom:a/",
            "https://x.org",
        ] {
            assert!(add(text, Path::new(""), &mut Vec::new()).is_err(), "{text}");
        }
    }
}
