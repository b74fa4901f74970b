//! How the value of a field is read: one function for each kind of value.
//!
//! `null` is a field left out. What is wanted, and the mend, is the text that a reader expects: serde puts it
//! into its message, from which [`mod@super::parse`] makes ours.

use std::fmt;
use std::marker::PhantomData;

use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{self, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Unexpected, Visitor};

/// The name under which the toml crate hands out dates.
pub(super) const TOML_DATE: &str = "$__toml_private_datetime";

/// A whole number.
pub(crate) fn whole<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<i64>, D::Error> {
    deserializer.deserialize_option(OrNull(Whole))
}

/// A text.
pub(crate) fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    deserializer.deserialize_option(OrNull(Text))
}

/// A date or an instant: a text, or a date of TOML.
pub(super) fn moment<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: From<String> + for<'t> From<&'t str>,
{
    deserializer.deserialize_option(OrNull(Dated::wanting(
        "a date or an instant; write it like `2026-12-01` or `2026-12-01T09:00:00Z`, in double quotes",
    )))
}

/// An instant: a text, or a date and time of TOML.
pub(super) fn instant<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    let wanted = "an instant; write it like `2026-12-01T09:00:00Z`, in double quotes";
    deserializer.deserialize_option(OrNull(Dated::wanting(wanted)))
}

/// A date: a text, or a date of TOML.
pub(super) fn date<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    let wanted = "a date; write it like `2026-12-07`, in double quotes";
    deserializer.deserialize_option(OrNull(Dated::wanting(wanted)))
}

/// True or false.
pub(crate) fn flag<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<bool>, D::Error> {
    deserializer.deserialize_option(OrNull(Flag))
}

/// An object with fields of its own.
pub(crate) fn object<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    deserializer.deserialize_option(OrNull(Object::new()))
}

/// A list of objects.
pub(super) fn list_or_none<'de, D, T>(deserializer: D) -> Result<Option<Vec<T>>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    deserializer.deserialize_option(OrNull(Items(Object::new())))
}

/// A list of objects, empty when left out.
pub(super) fn list<'de, D, T>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    Ok(list_or_none(deserializer)?.unwrap_or_default())
}

/// A list of texts.
pub(crate) fn texts<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Vec<String>>, D::Error> {
    deserializer.deserialize_option(OrNull(Items(Text)))
}

/// Reads what `S` reads, or nothing from `null`.
struct OrNull<S>(S);

impl<'de, S: DeserializeSeed<'de>> Visitor<'de> for OrNull<S> {
    type Value = Option<S::Value>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_none<E>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        self.0.deserialize(deserializer).map(Some)
    }
}

/// Makes a visitor the reader of whatever is there.
macro_rules! reads {
    ($reader:ty, $value:ty) => {
        impl<'de> DeserializeSeed<'de> for $reader {
            type Value = $value;

            fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<$value, D::Error> {
                deserializer.deserialize_any(self)
            }
        }
    };
}

/// Reads a whole number.
#[derive(Clone, Copy)]
pub(super) struct Whole;
reads!(Whole, i64);

impl<'de> Visitor<'de> for Whole {
    type Value = i64;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a whole number; write it like `30`, without quotes and without a fraction")
    }

    fn visit_i64<E>(self, number: i64) -> Result<i64, E> {
        Ok(number)
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<i64, E> {
        i64::try_from(number).map_err(|_| beyond_any_bound(number.into()))
    }

    fn visit_i128<E: de::Error>(self, number: i128) -> Result<i64, E> {
        i64::try_from(number).map_err(|_| beyond_any_bound(number))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<i64, A::Error> {
        Err(not_a_map(map, &self))
    }
}

fn beyond_any_bound<E: de::Error>(number: i128) -> E {
    let found = format!("integer `{number}`");
    E::invalid_value(Unexpected::Other(&found), &"a number within any bound; write a smaller one")
}

/// Reads a text.
#[derive(Clone, Copy)]
pub(super) struct Text;
reads!(Text, String);

impl<'de> Visitor<'de> for Text {
    type Value = String;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text; write it in double quotes")
    }

    fn visit_str<E>(self, text: &str) -> Result<String, E> {
        Ok(text.to_owned())
    }

    fn visit_string<E>(self, text: String) -> Result<String, E> {
        Ok(text)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<String, A::Error> {
        Err(not_a_map(map, &self))
    }
}

/// Reads true or false.
struct Flag;
reads!(Flag, bool);

impl<'de> Visitor<'de> for Flag {
    type Value = bool;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a yes or no; write `true` or `false`, without quotes")
    }

    fn visit_bool<E>(self, flag: bool) -> Result<bool, E> {
        Ok(flag)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<bool, A::Error> {
        Err(not_a_map(map, &self))
    }
}

/// Reads a date, an instant, or either.
struct Dated<T> {
    wanted: &'static str,
    kept_as: PhantomData<T>,
}

impl<T> Dated<T> {
    const fn wanting(wanted: &'static str) -> Self {
        Self { wanted, kept_as: PhantomData }
    }
}

impl<'de, T: From<String> + for<'t> From<&'t str>> DeserializeSeed<'de> for Dated<T> {
    type Value = T;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de, T: From<String> + for<'t> From<&'t str>> Visitor<'de> for Dated<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.wanted)
    }

    fn visit_str<E>(self, text: &str) -> Result<T, E> {
        Ok(text.into())
    }

    fn visit_string<E>(self, text: String) -> Result<T, E> {
        Ok(text.into())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<T, A::Error> {
        match map.next_key_seed(Text)? {
            Some(key) if key == TOML_DATE => map.next_value_seed(TomlDate).map(T::from),
            _ => Err(de::Error::invalid_type(Unexpected::Map, &self)),
        }
    }
}

/// Reads the text of a TOML date.
///
/// The toml crate makes that text on the spot and gives it away; a text that is part of the document, in JSON
/// under the same private name, is only lent and is refused.
struct TomlDate;
reads!(TomlDate, String);

impl Visitor<'_> for TomlDate {
    type Value = String;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a date of TOML; write dates in double quotes")
    }

    fn visit_str<E: de::Error>(self, _: &str) -> Result<String, E> {
        Err(E::invalid_type(Unexpected::Map, &self))
    }

    fn visit_string<E>(self, text: String) -> Result<String, E> {
        Ok(text)
    }
}

/// That a date of TOML, or any other map, stands where something else is wanted.
fn not_a_map<'de, A: MapAccess<'de>>(mut map: A, wanted: &dyn de::Expected) -> A::Error {
    match map.next_key_seed(Text) {
        Ok(Some(key)) if key == TOML_DATE => de::Error::invalid_type(Unexpected::Other("date"), wanted),
        _ => de::Error::invalid_type(Unexpected::Map, wanted),
    }
}

/// Reads an object.
pub(crate) struct Object<T>(PhantomData<T>);

impl<T> Object<T> {
    /// A reader of one object.
    pub(crate) const fn new() -> Self {
        Self(PhantomData)
    }
}

impl<T> Clone for Object<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Object<T> {}

impl<'de, T: Deserialize<'de>> DeserializeSeed<'de> for Object<T> {
    type Value = T;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de, T: Deserialize<'de>> Visitor<'de> for Object<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object; write its fields in `{` and `}`")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
        T::deserialize(MapAccessDeserializer::new(map))
    }
}

/// Reads a list of what `S` reads.
#[derive(Clone, Copy)]
pub(super) struct Items<S>(pub(super) S);

impl<'de, S: DeserializeSeed<'de> + Copy> DeserializeSeed<'de> for Items<S> {
    type Value = Vec<S::Value>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de, S: DeserializeSeed<'de> + Copy> Visitor<'de> for Items<S> {
    type Value = Vec<S::Value>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list; write its elements in `[` and `]`")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = seq.next_element_seed(self.0)? {
            items.push(item);
        }
        Ok(items)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
        Err(not_a_map(map, &self))
    }
}
