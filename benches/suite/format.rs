//! Times and numbers as the tables print them: three digits, the unit that suits.

/// A time of some nanoseconds, with three digits.
pub(crate) fn time(nanoseconds: f64) -> String {
    match nanoseconds {
        ns if ns < 999.5 => format!("{} ns", number(ns)),
        ns if ns < 999_500.0 => format!("{} us", number(ns / 1e3)),
        ns if ns < 999_500_000.0 => format!("{} ms", number(ns / 1e6)),
        ns => format!("{} s", number(ns / 1e9)),
    }
}

/// A number with two or three digits and, where it has more, its thousands apart.
pub(crate) fn number(value: f64) -> String {
    match value {
        value if value < 0.0995 => format!("{value:.3}"),
        value if value < 0.995 => format!("{value:.2}"),
        value if value < 9.95 => trimmed(&format!("{value:.2}")),
        value if value < 99.5 => trimmed(&format!("{value:.1}")),
        value if value < 999.5 => format!("{value:.0}"),
        value => thousands(&format!("{:.0}", (value / 10.0).round() * 10.0)),
    }
}

/// The number without zeros at the end of its fraction.
fn trimmed(number: &str) -> String {
    number.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// How many there are, the thousands apart.
pub(crate) fn whole(many: usize) -> String {
    thousands(&many.to_string())
}

fn thousands(digits: &str) -> String {
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
