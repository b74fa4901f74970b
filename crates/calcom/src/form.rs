//! A booking form that is filled in: answers by the names of their fields, the place, who comes along.
//!
//! What Cal.com would refuse is refused here, before anything is sent: then nothing has to be looked for.

use freebusy_provider::{Answer, Form, Need, Place};
use freebusy_transport::shown;

use crate::convert::EventType;
use crate::convert::fields::{Field, Says, Spot, Takes};
use crate::wire::current::{FilledForm, NewLocation};
use crate::wire::{self, Answers};

/// The most characters of somebody else's words in a message.
const LONGEST_TEXT: usize = 160;

/// Fills in the form of an event type; otherwise says what is wrong with what was given, as the end of a sentence.
pub(crate) fn filled(event_type: &EventType, form: &Form) -> Result<FilledForm, String> {
    if form.guests.len() > event_type.most_guests {
        let most = event_type.most_guests;
        return Err(format!("it takes {most} guests at most; invite fewer"));
    }
    Ok(FilledForm {
        booking_fields_responses: answers(&event_type.fields, &form.answers)?,
        guests: form.guests.iter().map(|guest| (&**guest).into()).collect(),
        location: location(&event_type.spots, form.place.as_ref())?,
    })
}

fn answers(fields: &[Field], given: &[Answer]) -> Result<Answers, String> {
    let unknown = given.iter().find(|answer| !fields.iter().any(|field| is_asked(field, fields, answer)));
    if let Some(answer) = unknown {
        return Err(format!("it does not ask `{}`; it asks {}", words(&answer.question), all(fields)));
    }
    let mut answers = Answers::new();
    for field in fields {
        let given = given.iter().filter(|answer| is_asked(field, fields, answer));
        let texts: Vec<&str> = given.map(|it| &*it.answer).filter(|text| !text.trim().is_empty()).collect();
        if !texts.is_empty() {
            answers.insert(field.slug.clone(), value(field, &texts)?);
        }
    }
    let open = fields.iter().filter(|it| it.need == Need::Required && !answers.contains_key(&it.slug));
    let open: Vec<&Field> = open.collect();
    if open.is_empty() { Ok(answers) } else { Err(format!("it must be told {}; answer that too", all(open))) }
}

/// Whether an answer is this field's: by the field's name, or by its words where no field has them for its name.
fn is_asked(field: &Field, fields: &[Field], answer: &Answer) -> bool {
    match fields.iter().find(|field| field.slug == answer.question) {
        Some(named) => named.slug == field.slug,
        None => field.text == answer.question,
    }
}

/// Names of fields as people know them.
fn all<'a>(fields: impl IntoIterator<Item = &'a Field>) -> String {
    let names: Vec<String> = fields.into_iter().map(|field| format!("`{}`", words(&field.text))).collect();
    if names.is_empty() { "nothing".into() } else { names.join(", ") }
}

fn words(text: &str) -> String {
    shown(text, LONGEST_TEXT)
}

fn value(field: &Field, texts: &[&str]) -> Result<wire::Answer, String> {
    let several = || format!("`{}` takes one answer; give one", words(&field.text));
    match (field.takes, texts) {
        (Takes::Several, texts) => {
            let texts = texts.iter().flat_map(|text| parts(field, text)).map(|text| chosen(field, text));
            Ok(wire::Answer::Several(texts.map(|text| text.map(Into::into)).collect::<Result<_, _>>()?))
        }
        (Takes::Switch, [text]) => match text.trim().to_lowercase().as_str() {
            "true" | "yes" => Ok(wire::Answer::Switch(true)),
            "false" | "no" => Ok(wire::Answer::Switch(false)),
            _ => Err(format!("`{}` takes `true` or `false`; answer one of them", words(&field.text))),
        },
        (Takes::Text, [text]) => Ok(wire::Answer::Text(chosen(field, text)?.into())),
        (Takes::Switch | Takes::Text, _) => Err(several()),
    }
}

/// Several answers may be given one by one or with commas between them.
fn parts<'a>(field: &Field, text: &'a str) -> Vec<&'a str> {
    if field.choices.iter().any(|choice| **choice == *text) {
        return vec![text];
    }
    text.split(',').map(str::trim).filter(|part| !part.is_empty()).collect()
}

fn chosen<'a>(field: &Field, text: &'a str) -> Result<&'a str, String> {
    if field.choices.is_empty() || field.choices.iter().any(|choice| **choice == *text) {
        return Ok(text);
    }
    let choices: Vec<String> = field.choices.iter().map(|choice| format!("`{}`", words(choice))).collect();
    Err(format!("`{}` takes only {}; answer with one of them", words(&field.text), choices.join(", ")))
}

/// The place, where one is chosen or the only one has to be told more.
fn location(spots: &[Spot], place: Option<&Place>) -> Result<Option<NewLocation>, String> {
    let Some(place) = place else {
        return match spots {
            [only] if only.says.is_some() => {
                Err(format!("it must be told a place; choose `{}` and say which", words(&only.name)))
            }
            _ => Ok(None),
        };
    };
    let named = |spot: &&Spot| spot.name == place.kind || is_application(spot, place);
    let spot = spots.iter().find(named).ok_or_else(|| {
        let names: Vec<String> = spots.iter().map(|spot| format!("`{}`", words(&spot.name))).collect();
        match names.is_empty() {
            true => "it leaves no choice of a place; name none".to_owned(),
            false => format!("it has no place `{}`; choose {}", words(&place.kind), names.join(" or ")),
        }
    })?;
    told(spot, place).map(Some)
}

/// Cal.com itself calls every application `integration`, and names it apart.
fn is_application(spot: &Spot, place: &Place) -> bool {
    spot.kind == place.kind && spot.integration == place.text
}

fn told(spot: &Spot, place: &Place) -> Result<NewLocation, String> {
    let mut told = NewLocation {
        kind: spot.kind.clone(),
        integration: spot.integration.clone(),
        ..NewLocation::default()
    };
    let Some(says) = spot.says else { return Ok(told) };
    let text = place.text.as_deref().map(str::trim).filter(|text| !text.is_empty());
    let text =
        text.ok_or_else(|| format!("the place `{}` must be told more; say which", words(&spot.name)))?;
    match says {
        Says::Address => told.address = Some(text.into()),
        Says::Phone => told.phone = Some(text.into()),
        Says::Location => told.location = Some(text.into()),
    }
    Ok(told)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::current;

    fn event_type() -> EventType {
        let json = r#"{"id":1,"title":"t","slug":"intro","lengthInMinutes":30,
            "locations":[{"type":"integration","integration":"zoom"},{"type":"attendeePhone"},{"type":"link","link":"x"}],
            "bookingFields":[
            {"type":"text","slug":"topic","label":"What about?","required":true},
            {"type":"multiselect","slug":"with","label":"With","options":["Tea","Milk","Tea, cold"]},
            {"type":"radio","slug":"size","label":"Size","options":["S","M"]},
            {"type":"boolean","slug":"agree","label":"Agreed?"}]}"#;
        EventType::from(&serde_json::from_str::<current::EventType>(json).unwrap())
    }

    fn form(answers: &[(&str, &str)], place: Option<(&str, Option<&str>)>) -> Form {
        let answer = |(question, answer): &(&str, &str)| Answer {
            question: (*question).into(),
            answer: (*answer).into(),
        };
        let place = place.map(|(kind, text)| Place { kind: kind.into(), text: text.map(Into::into) });
        Form { answers: answers.iter().map(answer).collect(), place, guests: Vec::new() }
    }

    fn written(form: &Form) -> Result<String, String> {
        filled(&event_type(), form).map(|filled| serde_json::to_string(&filled).unwrap())
    }

    #[test]
    fn questions_are_answered_by_their_words_or_their_names() {
        let answers = [("What about?", "Tea"), ("with", "Tea, cold"), ("With", "Milk,Tea"), ("agree", "yes")];
        assert_eq!(
            written(&form(&answers, None)).unwrap(),
            r#"{"bookingFieldsResponses":{"agree":true,"topic":"Tea","with":["Tea, cold","Milk","Tea"]}}"#
        );
    }

    #[test]
    fn an_answer_that_would_be_refused_is_refused_here() {
        let topic = ("topic", "Tea");
        for (answers, end) in [
            (vec![], "it must be told `What about?`; answer that too"),
            (vec![("topic", " ")], "it must be told `What about?`; answer that too"),
            (vec![topic, ("Size", "XL")], "`Size` takes only `S`, `M`; answer with one of them"),
            (
                vec![topic, ("With", "Tea, Gin")],
                "takes only `Tea`, `Milk`, `Tea, cold`; answer with one of them",
            ),
            (vec![topic, topic], "`What about?` takes one answer; give one"),
            (vec![topic, ("agree", "perhaps")], "`Agreed?` takes `true` or `false`; answer one of them"),
            (
                vec![topic, ("Colour", "red")],
                "it does not ask `Colour`; it asks `What about?`, `With`, `Size`, `Agreed?`",
            ),
        ] {
            let refused = written(&form(&answers, None)).unwrap_err();
            assert!(refused.ends_with(end), "{refused}");
        }
    }

    #[test]
    fn a_place_is_one_of_the_event_types() {
        let at = |kind, text| written(&form(&[("topic", "Tea")], Some((kind, text))));
        let zoom = r#""location":{"type":"integration","integration":"zoom"}"#;
        assert!(at("zoom", None).unwrap().contains(zoom));
        assert!(at("integration", Some("zoom")).unwrap().contains(zoom));
        assert!(
            at("attendeePhone", Some("+49 30 1"))
                .unwrap()
                .contains(r#"{"type":"attendeePhone","phone":"+49 30 1"}"#)
        );
        assert!(at("link", None).unwrap().contains(r#""location":{"type":"link"}"#));
        assert!(at("attendeePhone", None).unwrap_err().contains("must be told more"));
        assert!(at("skype", None).unwrap_err().ends_with("choose `zoom` or `attendeePhone` or `link`"));
    }

    #[test]
    fn the_only_place_has_to_be_named_where_it_must_be_told_more() {
        let mut event_type = event_type();
        event_type.spots.retain(|spot| spot.says.is_some());
        let refused = filled(&event_type, &form(&[("topic", "Tea")], None)).unwrap_err();
        assert_eq!(refused, "it must be told a place; choose `attendeePhone` and say which");
    }

    #[test]
    fn guests_are_counted() {
        let mut event_type = event_type();
        event_type.most_guests = 1;
        let mut form = form(&[("topic", "Tea")], None);
        form.guests = vec!["a@example.com".into(), "b@example.com".into()];
        assert_eq!(filled(&event_type, &form).unwrap_err(), "it takes 1 guests at most; invite fewer");
        form.guests.pop();
        let written = serde_json::to_string(&filled(&event_type, &form).unwrap()).unwrap();
        assert!(written.contains(r#""guests":["a@example.com"]"#), "{written}");
    }
}
