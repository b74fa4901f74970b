//! The booking forms of all legs, filled in from flags; what is still missing, and how it can be given.

use freebusy_provider::{Answer, Form, Need, Place, PlaceChoice, Question};

use crate::schema::error::shown;
use crate::schema::nearest::suggestion;

/// A service's form: what it asks, and what has been answered.
#[derive(Debug, Clone)]
pub(crate) struct Sheet {
    /// The source whose form it is.
    source: String,
    questions: Vec<Question>,
    places: Vec<PlaceChoice>,
    form: Form,
}

impl Sheet {
    /// The empty form of a source.
    pub(crate) fn new(source: &str, questions: Vec<Question>, places: Vec<PlaceChoice>) -> Self {
        Self { source: source.to_owned(), questions, places, form: Form::default() }
    }

    fn asks(&self, question: &str) -> bool {
        self.questions.iter().any(|asked| &*asked.text == question)
    }

    fn has_answer(&self, question: &str) -> bool {
        self.form.answers.iter().any(|answer| &*answer.question == question)
    }
}

/// Something that a form needs and nobody has said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Missing {
    /// The answer to a question.
    Answer { source: String, question: String, choices: Vec<String> },
    /// Where to meet.
    Place { source: String, kinds: Vec<String> },
}

impl Missing {
    /// How it is given on the command line.
    pub(crate) fn flag(&self) -> String {
        match self {
            Self::Answer { question, .. } => format!("--answer \"{question}=…\""),
            Self::Place { kinds, .. } => match kinds.as_slice() {
                [only] => format!("--location {only}"),
                kinds => format!("--location {}", kinds.join("|")),
            },
        }
    }

    /// What it is, for people.
    pub(crate) fn what(&self) -> String {
        match self {
            Self::Answer { source, question, choices } if choices.is_empty() => {
                format!("`{source}` asks “{question}”")
            }
            Self::Answer { source, question, choices } => {
                format!("`{source}` asks “{question}” (one of {})", choices.join(", "))
            }
            Self::Place { source, .. } => format!("`{source}` asks where to meet"),
        }
    }
}

/// All forms of one booking.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sheets(Vec<Sheet>);

impl Sheets {
    /// Empty forms, with the places at which there is no choice filled in.
    pub(crate) fn new(sheets: Vec<Sheet>) -> Self {
        Self(sheets.into_iter().map(with_only_place).collect())
    }

    /// Gives the answer `QUESTION=ANSWER` to every form that asks the question.
    ///
    /// # Errors
    /// When none asks it, it is answered already, or the answer is none of its choices.
    pub(crate) fn answer(&mut self, text: &str) -> Result<(), String> {
        let Some((question, answer)) = self.split(text) else {
            return Err(self.no_question(text));
        };
        let (question, answer) = (question.to_owned(), answer.to_owned());
        self.answer_to(&question, &answer)
    }

    /// Gives an answer to every form that asks the question.
    ///
    /// # Errors
    /// When it is answered already, or the answer is none of its choices.
    pub(crate) fn answer_to(&mut self, question: &str, answer: &str) -> Result<(), String> {
        if self.0.iter().any(|sheet| sheet.has_answer(question)) {
            return Err(format!("--answer: {} is answered twice; keep one answer", shown(question)));
        }
        if answer.trim().is_empty() {
            return Err(format!("--answer: {} has an empty answer; write one", shown(question)));
        }
        for sheet in self.0.iter_mut().filter(|sheet| sheet.asks(question)) {
            let asked = sheet.questions.iter().find(|asked| &*asked.text == question);
            if let Some(choices) =
                asked.map(|asked| &asked.choices).filter(|choices| !is_choice(choices, answer))
            {
                let all: Vec<String> = choices.iter().map(|choice| shown(choice)).collect();
                return Err(format!(
                    "--answer: {} is none of the answers to {}; write one of {}",
                    shown(answer),
                    shown(question),
                    all.join(", ")
                ));
            }
            sheet.form.answers.push(Answer { question: question.into(), answer: answer.into() });
        }
        Ok(())
    }

    /// Chooses the place `KIND`, `KIND=TEXT` or `KIND:TEXT` in every form that offers the kind.
    ///
    /// # Errors
    /// When none offers it, or it needs a text and has none.
    pub(crate) fn place(&mut self, text: &str) -> Result<(), String> {
        let (kind, more) = match text.split_once(['=', ':']) {
            Some((kind, more)) => (kind.trim(), Some(more.trim()).filter(|more| !more.is_empty())),
            None => (text.trim(), None),
        };
        let mut is_offered = false;
        for sheet in &mut self.0 {
            let Some(place) = sheet.places.iter().find(|place| &*place.kind == kind) else {
                continue;
            };
            is_offered = true;
            if place.text == Need::Required && more.is_none() {
                return Err(format!(
                    "--location: {} of `{}` needs a text; write `--location \"{kind}=…\"`",
                    shown(kind),
                    sheet.source
                ));
            }
            sheet.form.place = Some(Place { kind: kind.into(), text: more.map(Into::into) });
        }
        if is_offered { Ok(()) } else { Err(self.no_place(kind)) }
    }

    /// What is still missing, each question once.
    pub(crate) fn missing(&self) -> Vec<Missing> {
        let mut missing = Vec::new();
        for sheet in &self.0 {
            for asked in sheet.questions.iter().filter(|asked| asked.need == Need::Required) {
                let is_known = missing.iter().any(
                    |known| matches!(known, Missing::Answer { question, .. } if *question == *asked.text),
                );
                if !is_known && !sheet.has_answer(&asked.text) {
                    missing.push(Missing::Answer {
                        source: sheet.source.clone(),
                        question: asked.text.to_string(),
                        choices: asked.choices.iter().map(ToString::to_string).collect(),
                    });
                }
            }
            if sheet.form.place.is_none() && !sheet.places.is_empty() {
                let kinds = sheet.places.iter().map(written).collect();
                missing.push(Missing::Place { source: sheet.source.clone(), kinds });
            }
        }
        missing
    }

    /// The forms, in the order in which they came.
    pub(crate) fn into_forms(self) -> Vec<Form> {
        self.0.into_iter().map(|sheet| sheet.form).collect()
    }

    /// The question that a text begins with, the longest where one begins another, and what follows its `=`.
    fn split<'a>(&self, text: &'a str) -> Option<(&'a str, &'a str)> {
        let asked = self.0.iter().flat_map(|sheet| &sheet.questions);
        let behind = asked.filter_map(|asked| text.strip_prefix(&*asked.text)?.strip_prefix('='));
        let answer = behind.min_by_key(|answer| answer.len())?;
        Some((text.strip_suffix(answer)?.strip_suffix('=')?, answer))
    }

    fn no_question(&self, text: &str) -> String {
        let mut asked: Vec<&str> =
            self.0.iter().flat_map(|sheet| sheet.questions.iter().map(|asked| &*asked.text)).collect();
        asked.dedup();
        let Some((question, _)) = text.split_once('=') else {
            return format!("--answer: {} has no `=`; write `--answer \"QUESTION=ANSWER\"`", shown(text));
        };
        if asked.is_empty() {
            return format!("--answer: nobody asks {}, nor anything else; leave it out", shown(question));
        }
        let all: Vec<String> = asked.iter().map(|text| shown(text)).collect();
        format!("--answer: nobody asks {}; the questions are {}", shown(question), all.join(", "))
    }

    fn no_place(&self, kind: &str) -> String {
        let mut kinds: Vec<&str> =
            self.0.iter().flat_map(|sheet| sheet.places.iter().map(|place| &*place.kind)).collect();
        kinds.sort_unstable();
        kinds.dedup();
        if kinds.is_empty() {
            return format!(
                "--location: nobody leaves a choice of place, so {} says nothing; leave it out",
                shown(kind)
            );
        }
        let all: Vec<String> = kinds.iter().map(|kind| shown(kind)).collect();
        let otherwise = format!("the places are {}", all.join(", "));
        let mend = suggestion(kind, kinds.iter().copied(), &otherwise);
        format!("--location: nobody offers {}; {mend}", shown(kind))
    }
}

/// A single place about which nothing has to be said is no choice.
fn with_only_place(mut sheet: Sheet) -> Sheet {
    if let [PlaceChoice { kind, text: Need::Optional }] = sheet.places.as_slice() {
        sheet.form.place = Some(Place { kind: kind.clone(), text: None });
    }
    sheet
}

fn written(place: &PlaceChoice) -> String {
    match place.text {
        Need::Required => format!("\"{}=…\"", place.kind),
        Need::Optional => place.kind.to_string(),
    }
}

/// Whether an answer is one of the choices, or several of them.
fn is_choice(choices: &[Box<str>], answer: &str) -> bool {
    let is_one = |text: &str| choices.iter().any(|choice| &**choice == text);
    choices.is_empty() || is_one(answer) || answer.split([',', '\n']).all(|part| is_one(part.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn question(text: &str, need: Need, choices: &[&str]) -> Question {
        Question { text: text.into(), need, choices: choices.iter().map(|&choice| choice.into()).collect() }
    }

    fn place(kind: &str, text: Need) -> PlaceChoice {
        PlaceChoice { kind: kind.into(), text }
    }

    fn sheets() -> Sheets {
        let topic = question("Topic?", Need::Required, &[]);
        let size = question("Size", Need::Optional, &["s", "m"]);
        let places = vec![place("zoom", Need::Optional), place("physical", Need::Required)];
        Sheets::new(vec![
            Sheet::new("calendly:ana/30min", vec![topic.clone(), size], places),
            Sheet::new("calcom:dee/intro", vec![topic], vec![place("phone", Need::Optional)]),
        ])
    }

    #[test]
    fn an_answer_goes_to_every_form_that_asks_in_exactly_these_words() {
        let mut sheets = sheets();
        sheets.answer("Topic?=a=b").unwrap();
        sheets.answer("Size=m").unwrap();
        let forms = sheets.into_forms();
        let answers = |form: &Form| form.answers.iter().map(|it| it.answer.to_string()).collect::<Vec<_>>();
        assert_eq!(forms.iter().map(answers).collect::<Vec<_>>(), [vec!["a=b", "m"], vec!["a=b"]]);
    }

    #[test]
    fn the_longest_question_is_meant() {
        let asked = vec![question("A", Need::Optional, &[]), question("A=B", Need::Optional, &[])];
        let mut sheets = Sheets::new(vec![Sheet::new("x", asked, Vec::new())]);
        sheets.answer("A=B=c").unwrap();
        assert_eq!(&*sheets.into_forms()[0].answers[0].question, "A=B");
    }

    #[test]
    fn an_answer_to_no_question_names_those_there_are() {
        let error = sheets().answer("topic?=Engines").unwrap_err();
        assert!(error.contains("nobody asks `topic?`; the questions are `Topic?`, `Size`"), "{error}");
        assert!(sheets().answer("Engines").unwrap_err().contains("has no `=`"));
        assert!(Sheets::default().answer("A=b").unwrap_err().contains("leave it out"));
    }

    #[test]
    fn an_answer_is_one_of_the_choices_and_given_once() {
        let mut sheets = sheets();
        assert!(sheets.answer("Size=xl").unwrap_err().contains("write one of `s`, `m`"));
        sheets.answer("Size=s, m").unwrap();
        assert!(sheets.answer("Size=s").unwrap_err().contains("answered twice"));
        assert!(sheets.answer("Topic?= ").unwrap_err().contains("empty answer"));
    }

    #[test]
    fn what_is_missing_is_named_once_with_its_flag() {
        let mut sheets = sheets();
        let missing = sheets.missing();
        let flags: Vec<String> = missing.iter().map(Missing::flag).collect();
        assert_eq!(flags, ["--answer \"Topic?=…\"", "--location zoom|\"physical=…\""]);
        assert_eq!(missing[0].what(), "`calendly:ana/30min` asks “Topic?”");
        sheets.answer("Topic?=Engines").unwrap();
        sheets.place("zoom").unwrap();
        assert_eq!(sheets.missing(), []);
    }

    #[test]
    fn a_place_goes_to_those_who_offer_it_and_says_what_it_needs() {
        let mut sheets = sheets();
        assert!(sheets.place("physical").unwrap_err().contains("write `--location \"physical=…\"`"));
        assert!(sheets.place("zom").unwrap_err().contains("did you mean `zoom`?"));
        sheets.place("physical=Main Street 1:2").unwrap();
        let forms = sheets.into_forms();
        let place = forms[0].place.as_ref().unwrap();
        assert_eq!((&*place.kind, place.text.as_deref()), ("physical", Some("Main Street 1:2")));
        assert_eq!(&*forms[1].place.as_ref().unwrap().kind, "phone");
    }
}
