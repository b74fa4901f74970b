//! Fields whose value is a number within bounds.

use std::ops::RangeInclusive;

use super::error::SchemaError;
use super::path::Path;

/// The number, or that it lies outside its bounds; `what` names the unit: `minutes`.
pub(super) fn within(
    number: i64,
    bounds: RangeInclusive<u32>,
    what: &str,
    path: Path<'_>,
) -> Result<u32, SchemaError> {
    let small = u32::try_from(number).ok().filter(|number| bounds.contains(number));
    small.ok_or_else(|| {
        let (least, most) = (grouped(u64::from(*bounds.start())), grouped(u64::from(*bounds.end())));
        path.error(format_args!("`{number}` lies out of bounds; write {least} to {most} {what}"))
    })
}

/// That a list is no longer than `most`; `what` names its elements.
pub(super) fn at_most(length: usize, most: usize, what: &str, path: Path<'_>) -> Result<(), SchemaError> {
    if length <= most {
        return Ok(());
    }
    let (length, most) = (grouped_length(length), grouped_length(most));
    Err(path.error(format_args!("has {length} {what}, the limit is {most}; give fewer")))
}

fn grouped_length(length: usize) -> String {
    grouped(u64::try_from(length).unwrap_or(u64::MAX))
}

/// The digits in groups of three: `10,080`.
pub(super) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_come_in_groups_of_three() {
        let cases =
            [(0, "0"), (999, "999"), (1_000, "1,000"), (525_600, "525,600"), (1_000_000, "1,000,000")];
        for (number, text) in cases {
            assert_eq!(grouped(number), text);
        }
    }
}
