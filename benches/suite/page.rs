//! Where tables go: to the screen, and with FREEBUSY_REGENERATE=1 into the documents, between the marks of their names.

use std::path::PathBuf;

/// Prints a text.
pub(crate) fn print(text: &str) {
    println!("\n{text}");
}

/// Prints a text and, where that is asked for, puts it into a document.
pub(crate) fn put(document: &str, name: &str, text: &str) {
    print(text);
    if std::env::var_os("FREEBUSY_REGENERATE").is_none_or(|value| value != "1") {
        return;
    }
    let place = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..").join(document);
    let page = std::fs::read_to_string(&place).expect("the document is there");
    let page = replaced(&page, name, text).unwrap_or_else(|| panic!("{document} has no marks of `{name}`"));
    std::fs::write(place, page).expect("the document can be written");
}

/// The page with another text between the marks; `None` where they are missing.
fn replaced(page: &str, name: &str, text: &str) -> Option<String> {
    let (begin, end) = (format!("<!-- {name} -->\n"), format!("<!-- end of {name} -->\n"));
    let (before, rest) = page.split_once(&begin)?;
    let (_, after) = rest.split_once(&end)?;
    Some(format!("{before}{begin}{text}\n{end}{after}"))
}
