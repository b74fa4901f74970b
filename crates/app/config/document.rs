//! The fields of `freebusy.toml` as they are written: nothing is checked here but their types, and that no secret
//! stands in the file itself.

use std::collections::BTreeMap;
use std::fmt;

use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{self, DeserializeSeed as _, Deserializer, MapAccess, Visitor};

use crate::schema::field::{Object, flag, object, text, texts, whole};

/// The whole file.
#[derive(Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct ConfigDoc {
    pub(super) connections: BTreeMap<String, Table<ConnectionDoc>>,
    #[serde(deserialize_with = "object")]
    pub(super) maton: Option<MatonDoc>,
    pub(super) links: BTreeMap<String, Table<LinkDoc>>,
    #[serde(deserialize_with = "object")]
    pub(super) network: Option<NetworkDoc>,
    #[serde(deserialize_with = "object")]
    pub(super) journal: Option<JournalDoc>,
}

/// `[connections.NAME]`.
#[derive(Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct ConnectionDoc {
    #[serde(deserialize_with = "text")]
    pub(super) provider: Option<String>,
    #[serde(deserialize_with = "text")]
    pub(super) route: Option<String>,
    #[serde(deserialize_with = "text")]
    pub(super) base_url: Option<String>,
    pub(super) credential: Option<CredentialDoc>,
    #[serde(deserialize_with = "text")]
    pub(super) maton_connection: Option<String>,
    #[serde(deserialize_with = "text")]
    pub(super) dialect: Option<String>,
}

/// `[maton]`.
#[derive(Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct MatonDoc {
    #[serde(deserialize_with = "whole")]
    pub(super) generation: Option<i64>,
    #[serde(deserialize_with = "text")]
    pub(super) api_url: Option<String>,
    #[serde(deserialize_with = "text")]
    pub(super) data_url: Option<String>,
    #[serde(deserialize_with = "text")]
    pub(super) control_url: Option<String>,
    pub(super) credential: Option<CredentialDoc>,
}

/// `[links."HOST"]`.
#[derive(Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct LinkDoc {
    #[serde(deserialize_with = "text")]
    pub(super) base_url: Option<String>,
}

/// `[network]`.
#[derive(Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct NetworkDoc {
    #[serde(deserialize_with = "flag")]
    pub(super) allow_private: Option<bool>,
}

/// `[journal]`.
#[derive(Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct JournalDoc {
    #[serde(deserialize_with = "text")]
    pub(super) location: Option<String>,
}

/// A table, never read from a list.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Table<T>(pub(super) T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Table<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Object::new().deserialize(deserializer).map(Self)
    }
}

/// Where a secret is to be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum CredentialDoc {
    Env(String),
    File(String),
    Command(Vec<String>),
}

/// The fields of a credential, of which exactly one is given.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct CredentialFields {
    #[serde(deserialize_with = "text")]
    env: Option<String>,
    #[serde(deserialize_with = "text")]
    file: Option<String>,
    #[serde(deserialize_with = "texts")]
    command: Option<Vec<String>>,
}

impl<'de> Deserialize<'de> for CredentialDoc {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(CredentialReader)
    }
}

struct CredentialReader;

impl<'de> Visitor<'de> for CredentialReader {
    type Value = CredentialDoc;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "a credential; write `{ env = \"NAME\" }`, `{ file = \"PATH\" }` or `{ command = [\"…\"] }`",
        )
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<CredentialDoc, E> {
        match text.split_once(':') {
            Some(("env", name)) => Ok(CredentialDoc::Env(name.to_owned())),
            Some(("file", path)) => Ok(CredentialDoc::File(path.to_owned())),
            _ => Err(E::custom(
                "is the secret itself, which has no place in this file; put it into the environment or a file of \
                 its own and write `{ env = \"NAME\" }` or `{ file = \"PATH\" }`",
            )),
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<CredentialDoc, A::Error> {
        let fields = CredentialFields::deserialize(MapAccessDeserializer::new(map))?;
        match (fields.env, fields.file, fields.command) {
            (Some(name), None, None) => Ok(CredentialDoc::Env(name)),
            (None, Some(path), None) => Ok(CredentialDoc::File(path)),
            (None, None, Some(command)) => Ok(CredentialDoc::Command(command)),
            _ => Err(de::Error::custom("gives not exactly one of `env`, `file` and `command`; keep one")),
        }
    }
}
