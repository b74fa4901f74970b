//! Who must be able to come and who may.

use std::collections::HashSet;

use freebusy_core::{ParticipantId, Weighted, Who, WhoError};

use super::document::{OptionalDoc, WhoDoc};
use super::error::{SchemaError, shown};
use super::number::{grouped, within};
use super::participants::Ids;
use super::path::Path;

/// The heaviest weight of an optional participant.
const HEAVIEST: u32 = 1_000_000;

/// Who may come, each once.
pub(super) fn optional(
    documents: &[OptionalDoc],
    ids: &Ids<'_>,
    path: Path<'_>,
) -> Result<Vec<Weighted>, SchemaError> {
    let mut seen = HashSet::with_capacity(documents.len());
    let mut optional = Vec::with_capacity(documents.len());
    for (index, document) in documents.iter().enumerate() {
        let path = path.element(index);
        let id_path = path.field("id");
        let text = id_path.required(document.id.as_deref(), "write the id of a participant")?;
        let id = ids.find(text, id_path)?;
        if !seen.insert(id) {
            return Err(id_path.error(format_args!("{} is listed twice; keep one entry", shown(text))));
        }
        let weight = document.weight.unwrap_or(1);
        let weight = within(weight, 0..=HEAVIEST, "as the weight", path.field("weight"))?;
        optional.push(Weighted { id, weight });
    }
    Ok(optional)
}

/// Who must be able to come: everybody who is not optional where the document does not say.
pub(super) fn who(
    document: Option<&WhoDoc>,
    optional: &[Weighted],
    ids: &Ids<'_>,
    path: Path<'_>,
) -> Result<Who, SchemaError> {
    let optional = optional.iter().map(|weighted| weighted.id).collect();
    let reader = Reader { ids, optional };
    match document {
        Some(document) => reader.expression(document, path),
        None => {
            let needed = ids.all().filter(|id| !reader.optional.contains(id));
            Who::all(needed.map(Who::one).collect()).map_err(|error| path.error(error))
        }
    }
}

struct Reader<'a> {
    ids: &'a Ids<'a>,
    optional: HashSet<ParticipantId>,
}

impl Reader<'_> {
    fn expression(&self, document: &WhoDoc, path: Path<'_>) -> Result<Who, SchemaError> {
        match document {
            WhoDoc::One(id) => self.one(id, path),
            WhoDoc::All(of) => Who::all(self.list(of, path.field("all"))?).map_err(|error| path.error(error)),
            WhoDoc::Any(of) => Who::any(self.list(of, path.field("any"))?).map_err(|error| path.error(error)),
            WhoDoc::AtLeast { at_least, of } => {
                let named = self.list(of, path.field("of"))?;
                self.at_least(*at_least, named, path)
            }
        }
    }

    fn one(&self, id: &str, path: Path<'_>) -> Result<Who, SchemaError> {
        let found = self.ids.find(id, path)?;
        if self.optional.contains(&found) {
            let mend = "leave it in one of the two";
            return Err(path.error(format_args!("{} stands in `optional` too; {mend}", shown(id))));
        }
        Ok(Who::one(found))
    }

    fn list(&self, documents: &[WhoDoc], path: Path<'_>) -> Result<Vec<Who>, SchemaError> {
        if documents.is_empty() {
            return Err(path.error("names nobody; name at least one participant"));
        }
        let expressions = documents.iter().enumerate();
        expressions.map(|(index, document)| self.expression(document, path.element(index))).collect()
    }

    fn at_least(&self, wanted: i64, of: Vec<Who>, path: Path<'_>) -> Result<Who, SchemaError> {
        let count_path = path.field("at_least");
        let named = u64::try_from(of.len()).unwrap_or(u64::MAX);
        let wrong = |_| {
            count_path
                .error(format_args!("asks for `{wanted}` of {0} named; ask for 1 to {0}", grouped(named)))
        };
        let count = usize::try_from(wanted).map_err(|_| WhoError::Nobody).map_err(wrong)?;
        Who::at_least(count, of).map_err(|error| match error {
            WhoError::Count { .. } => wrong(error),
            _ => path.error(error),
        })
    }
}
