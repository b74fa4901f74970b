//! Exchanges against descriptions: what was sent, what was answered, and what nobody has described.

use std::collections::BTreeMap;
use std::fmt;

use freebusy_sandbox::{Exchange, Service};
use jsonschema::error::ValidationErrorKind;
use jsonschema::{Registry, ValidationError};
use serde_json::Value;

use crate::description::{Description, Operation};
use crate::fields;
use crate::parameters::{Sent, split};

/// The dialect of Cal.com that has no official description; it is also what a call without a version speaks.
const UNDESCRIBED: &str = "2024-04-15";

/// What came of a check.
#[derive(Debug, Default)]
pub(crate) struct Report {
    /// Requests that were held against a description.
    pub(crate) requests: usize,
    /// Answers that were.
    pub(crate) answers: usize,
    /// What was not, by the reason.
    pub(crate) unchecked: BTreeMap<&'static str, usize>,
    /// Everything that is not as described.
    pub(crate) violations: Vec<Violation>,
}

/// Who is not as described.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    /// The request: an adapter is wrong, or the description.
    Request,
    /// The answer: the sandbox is wrong, or the description.
    Answer,
}

/// One thing that is not as described.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Violation {
    pub(crate) side: Side,
    /// Method, template and status.
    pub(crate) call: String,
    pub(crate) what: String,
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} requests and {} answers checked", self.requests, self.answers)?;
        for (reason, count) in &self.unchecked {
            writeln!(f, "{count} unchecked: {reason}")?;
        }
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        for Violation { side, call, what } in &self.violations {
            *counts.entry(format!("{side:?} of {call}: {what}")).or_default() += 1;
        }
        counts.iter().try_for_each(|(line, count)| writeln!(f, "{count} x {line}"))
    }
}

/// The descriptions of both services.
pub(crate) struct Checker {
    calendly: Description,
    calcom: Description,
    registry: Registry<'static>,
}

/// Where a call belongs.
enum Kind<'a> {
    Described(&'a Description, Operation),
    Unknown,
    Unchecked(&'static str),
}

impl Checker {
    pub(crate) fn new(calendly: Description, calcom: Description) -> Self {
        let registry = Registry::new()
            .add(&calendly.uri, calendly.document.clone())
            .unwrap()
            .add(&calcom.uri, calcom.document.clone())
            .unwrap()
            .prepare()
            .unwrap();
        Self { calendly, calcom, registry }
    }

    pub(crate) fn descriptions(&self) -> [&Description; 2] {
        [&self.calendly, &self.calcom]
    }

    pub(crate) fn check(&self, exchanges: &[Exchange]) -> Report {
        let mut report = Report::default();
        for exchange in exchanges {
            self.check_one(exchange, &mut report);
        }
        report
    }

    fn check_one(&self, exchange: &Exchange, report: &mut Report) {
        let (service, target) = meant(exchange);
        let (path, query) = split(target);
        let (description, operation) = match self.kind(service, exchange, path) {
            Kind::Described(description, operation) => (description, operation),
            Kind::Unknown => {
                let call = format!("{} {path} -> {}", exchange.method, exchange.status);
                let what = "the service has no such call".into();
                report.requests += 1;
                return report.violations.push(Violation { side: Side::Request, call, what });
            }
            Kind::Unchecked(reason) => return *report.unchecked.entry(reason).or_default() += 1,
        };
        let call = format!("{} {} -> {}", exchange.method, operation.template, exchange.status);
        let violation = |side, what| Violation { side, call: call.clone(), what };
        let mut wrong = self.wrong_parameters(description, &operation, &query);
        wrong.extend(wrong_headers(&operation, exchange));
        wrong.extend(self.wrong_body(description, &operation, exchange));
        report.requests += 1;
        report.violations.extend(wrong.into_iter().map(|what| violation(Side::Request, what)));
        match self.wrong_answer(description, &operation, exchange) {
            Ok(wrong) => {
                report.answers += 1;
                report.violations.extend(wrong.into_iter().map(|what| violation(Side::Answer, what)));
            }
            Err(reason) => *report.unchecked.entry(reason).or_default() += 1,
        }
    }

    fn kind(&self, service: Service, exchange: &Exchange, path: &str) -> Kind<'_> {
        let description = match service {
            Service::Calendly => &self.calendly,
            Service::Calcom => &self.calcom,
            Service::MatonData | Service::MatonControl | Service::MatonApi => {
                return Kind::Unchecked("the gateway's own calls have no description");
            }
            Service::Control => return Kind::Unchecked("controls of the sandbox"),
        };
        let operation = description.operation(&exchange.method, path);
        let version = header(exchange, "cal-api-version");
        let old = service == Service::Calcom && version.is_none_or(|version| version == UNDESCRIBED);
        let versioned = operation.as_ref().is_none_or(|operation| version_of(operation).is_some());
        match operation {
            _ if old && versioned => Kind::Unchecked("the 2024-04-15 dialect of Cal.com has no description"),
            Some(operation) => Kind::Described(description, operation),
            None => Kind::Unknown,
        }
    }

    fn wrong_parameters(
        &self,
        description: &Description,
        operation: &Operation,
        query: &[Sent],
    ) -> Vec<String> {
        let known: Vec<_> = operation.parameters.iter().filter(|it| it["in"] == "query").collect();
        let mut wrong = Vec::new();
        for sent in query {
            match known.iter().find(|parameter| parameter["name"] == sent.name.as_str()) {
                None => wrong.push(format!("query parameter `{}` is not known", sent.name)),
                Some(parameter) => {
                    let schema = description.resolved(&parameter["schema"]);
                    let errors = self.errors(schema, &sent.value(schema));
                    wrong.extend(
                        errors.into_iter().map(|it| format!("query parameter `{}`: {it}", sent.name)),
                    );
                }
            }
        }
        let required = known.iter().filter(|parameter| parameter["required"] == true);
        let missing =
            required.filter(|parameter| !query.iter().any(|sent| parameter["name"] == sent.name.as_str()));
        wrong.extend(missing.map(|parameter| format!("query parameter {} is missing", parameter["name"])));
        wrong
    }

    fn wrong_body(
        &self,
        description: &Description,
        operation: &Operation,
        exchange: &Exchange,
    ) -> Vec<String> {
        let Some(described) = operation.description.get("requestBody") else {
            let empty = exchange.body.is_empty();
            return if empty { Vec::new() } else { vec!["a body where none is described".into()] };
        };
        let described = description.resolved(described);
        if exchange.body.is_empty() {
            let required = described["required"] == true;
            return if required { vec!["the body is missing".into()] } else { Vec::new() };
        }
        let Ok(body) = serde_json::from_slice(&exchange.body) else {
            return vec!["the body is no JSON".into()];
        };
        let schema = &described["content"]["application/json"]["schema"];
        let mut wrong = self.errors(schema, &body);
        let unknown = fields::unknown(description, schema, &body);
        wrong.extend(unknown.into_iter().map(|name| format!("body field `{name}` is not known")));
        wrong
    }

    /// What is wrong with the answer, or why nobody can say.
    fn wrong_answer(
        &self,
        description: &Description,
        operation: &Operation,
        exchange: &Exchange,
    ) -> Result<Vec<String>, &'static str> {
        let responses = &operation.description["responses"];
        let own = responses.get(exchange.status.to_string());
        let class = responses.get(format!("{}XX", exchange.status / 100));
        let Some(response) = own.or(class).or_else(|| responses.get("default")) else {
            return match exchange.status {
                500.. => Err("failures of a server that its description does not list"),
                status => Ok(vec![format!("status {status} is not described")]),
            };
        };
        let content = description.resolved(response).get("content");
        match content.and_then(|content| content.get("application/json")) {
            Some(content) => Ok(match serde_json::from_slice(&exchange.answer) {
                Ok(answer) => self.errors(&content["schema"], &answer),
                Err(_) => vec!["the answer is no JSON".into()],
            }),
            None if exchange.answer.is_empty() => Ok(Vec::new()),
            None if exchange.status == 204 => Ok(vec!["an answer without content has a body".into()]),
            None => Err("answers whose content is not described"),
        }
    }

    /// What `schema` finds wrong with `value`: place and rule, without the value.
    fn errors(&self, schema: &Value, value: &Value) -> Vec<String> {
        let options = jsonschema::options().with_registry(&self.registry).should_validate_formats(true);
        let validator = options.build(schema).expect("described schemas are schemas");
        let errors = validator.iter_errors(value);
        errors.map(|error| told(&error)).collect()
    }
}

/// Place and rule of an error; where no branch fits, those of the branch that is nearest to fitting.
fn told(error: &ValidationError<'_>) -> String {
    let nearest = match error.kind() {
        ValidationErrorKind::AnyOf { context } | ValidationErrorKind::OneOfNotValid { context } => {
            context.iter().min_by_key(|errors| (is_other_type(error, errors), errors.len()))
        }
        _ => None,
    };
    match nearest.and_then(|errors| errors.first()) {
        Some(error) => told(error),
        None => format!("at `{}`: {}", error.instance_path(), error.masked()),
    }
}

/// Whether a branch is for another type of value altogether: null, most often.
fn is_other_type(whole: &ValidationError<'_>, errors: &[ValidationError<'_>]) -> bool {
    let type_only = |only: &ValidationError<'_>| matches!(only.kind(), ValidationErrorKind::Type { .. });
    matches!(errors, [only] if type_only(only) && only.instance_path() == whole.instance_path())
}

/// The service that was meant, and the target that it saw: the gateway's paths begin with the app.
fn meant(exchange: &Exchange) -> (Service, &str) {
    let target = exchange.target.as_str();
    let behind = |app| target.strip_prefix(app).filter(|rest| rest.starts_with('/'));
    match exchange.service {
        Service::MatonData | Service::MatonApi => match (behind("/calendly"), behind("/cal-com")) {
            (Some(rest), _) => (Service::Calendly, rest),
            (_, Some(rest)) => (Service::Calcom, rest),
            (None, None) => (exchange.service, target),
        },
        Service::Calendly | Service::Calcom | Service::MatonControl | Service::Control => {
            (exchange.service, target)
        }
    }
}

fn header<'a>(exchange: &'a Exchange, name: &str) -> Option<&'a str> {
    exchange.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
}

/// The version of the API that an operation is described for.
fn version_of(operation: &Operation) -> Option<&Value> {
    operation.parameters.iter().find(|it| it["in"] == "header" && it["name"] == "cal-api-version")
}

/// Headers that are missing or wrong. Credentials are not recorded, so nothing is said of them.
fn wrong_headers(operation: &Operation, exchange: &Exchange) -> Vec<String> {
    let version = version_of(operation).and_then(|it| it["schema"]["default"].as_str());
    let sent = header(exchange, "cal-api-version");
    let mut wrong = Vec::new();
    if version.is_some_and(|version| sent != Some(version)) {
        wrong.push("header `cal-api-version` names another version than the one described".into());
    }
    let json = header(exchange, "content-type").is_some_and(|it| it.starts_with("application/json"));
    if !exchange.body.is_empty() && !json {
        wrong.push("a body whose `content-type` is not JSON".into());
    }
    let described = operation.parameters.iter().filter(|it| it["in"] == "header");
    for parameter in described.filter(|it| it["name"] != "cal-api-version") {
        let name = parameter["name"].as_str().unwrap().to_ascii_lowercase();
        let secret = name == "authorization" || name.starts_with("x-cal-");
        if parameter["required"] == true && !secret && header(exchange, &name).is_none() {
            wrong.push(format!("header `{name}` is missing"));
        }
    }
    wrong
}
