//! The name of whoever runs the program, which is the role that every client of PostgreSQL takes when none is named.

use std::env;

use url::Url;

/// The name to take, unless the URL or `PGUSER` has one.
pub(super) fn unless_named(url: &Url) -> Option<String> {
    let is_named = !url.username().is_empty() || url.query_pairs().any(|(name, _)| name == "user");
    if is_named || env::var_os("PGUSER").is_some() {
        return None;
    }
    of_process().or_else(|| env::var("USER").ok())
}

/// The owner of this process, as the system's list of users names it.
#[cfg(unix)]
fn of_process() -> Option<String> {
    use std::os::unix::fs::MetadataExt;

    let id = std::fs::metadata("/proc/self").ok()?.uid().to_string();
    let users = std::fs::read_to_string("/etc/passwd").ok()?;
    users.lines().find_map(|line| {
        let mut fields = line.split(':');
        let (name, found) = (fields.next()?, fields.nth(1)?);
        (found == id).then(|| name.to_owned())
    })
}

#[cfg(not(unix))]
fn of_process() -> Option<String> {
    env::var("USERNAME").ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_that_the_url_names_is_left_alone() {
        for url in ["postgres://ana@h/d", "postgres://h/d?user=ana"] {
            assert_eq!(unless_named(&Url::parse(url).unwrap()), None, "{url}");
        }
    }
}
