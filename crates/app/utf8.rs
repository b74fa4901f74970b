//! The text in the bytes of a document, or where it stops being text and how to mend that.

/// The text that the bytes are in UTF-8.
///
/// # Errors
/// The byte, counted from one, and its line, with which UTF-8 ends; a zero byte counts, for in no notation of a
/// document may it stand, but in UTF-16 every other byte is one.
pub(crate) fn text(bytes: Vec<u8>) -> Result<String, String> {
    let mend = "save it as UTF-8";
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return Err(format!("it is UTF-16; {mend}"));
    }
    let text = String::from_utf8(bytes).map_err(|error| {
        let end = error.utf8_error().valid_up_to();
        format!("it is no UTF-8 from {} on; {mend}", place(error.as_bytes(), end))
    })?;
    match text.find('\0') {
        Some(zero) => Err(format!("it holds a zero byte, {}; {mend}", place(text.as_bytes(), zero))),
        None => Ok(text),
    }
}

/// `byte 17 in line 2`.
fn place(bytes: &[u8], index: usize) -> String {
    let before = bytes.iter().take(index);
    let line = before.filter(|byte| **byte == b'\n').count() + 1;
    format!("byte {} in line {line}", index + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_text_is_refused_with_the_place_and_the_mend() {
        let refused = |bytes: &[u8]| text(bytes.to_vec()).unwrap_err();
        assert_eq!(text("žluť".into()).as_deref(), Ok("žluť"));
        assert_eq!(
            refused(b"{\n\"a\": \"\xe9\"}"),
            "it is no UTF-8 from byte 9 in line 2 on; save it as UTF-8"
        );
        assert_eq!(refused(b"\xff\xfe{\0"), "it is UTF-16; save it as UTF-8");
        assert_eq!(refused(b"\xfe\xff\0{"), "it is UTF-16; save it as UTF-8");
        assert_eq!(refused(b"{\0\"\0"), "it holds a zero byte, byte 2 in line 1; save it as UTF-8");
    }
}
