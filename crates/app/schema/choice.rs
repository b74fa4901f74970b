//! Fields whose value is one word out of a few.

use super::error::{SchemaError, shown};
use super::nearest::suggestion;
use super::path::Path;

/// The meaning of a word, or that there is no such word.
pub(super) fn choice<T: Copy>(word: &str, words: &[(&str, T)], path: Path<'_>) -> Result<T, SchemaError> {
    match words.iter().find(|(known, _)| *known == word) {
        Some((_, meaning)) => Ok(*meaning),
        None => {
            let known = || words.iter().map(|(word, _)| *word);
            let all: Vec<String> = known().map(shown).collect();
            let mend = suggestion(word, known(), "write one of these");
            Err(path.error(format_args!("{} is none of {}; {mend}", shown(word), all.join(", "))))
        }
    }
}

/// The meaning of a field's word, the default when the field is left out.
pub(super) fn choice_or_default<T: Copy + Default>(
    word: Option<&str>,
    words: &[(&str, T)],
    path: Path<'_>,
) -> Result<T, SchemaError> {
    word.map_or(Ok(T::default()), |word| choice(word, words, path))
}
