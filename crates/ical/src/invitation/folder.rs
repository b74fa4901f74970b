//! The folder that invitations lie in: their names, and how a file comes to be there whole or not at all.

use std::fs::{DirBuilder, File};
use std::io::{self, Read, Write as _};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

/// The largest file that is read, in bytes: far larger than any invitation.
const MOST_BYTES: u64 = 1 << 18;
/// The most invitations of one participant that a folder may hold.
const MOST_FILES: usize = 10_000;
/// How much of a mark or of a participant's name goes into a file's name, in characters.
const LONGEST_NAME: usize = 80;

/// A folder of invitations.
#[derive(Debug, Clone)]
pub(super) struct Folder(PathBuf);

/// Why a file was not written, and what is there now.
#[derive(Debug)]
pub(super) enum Unwritten {
    /// Everything is as it was.
    Before(io::Error),
    /// Everything is as it was, for a file of that name is there already.
    Exists(io::Error),
    /// It is there, but a loss of power might yet take it.
    After(io::Error),
}

impl Folder {
    pub(super) fn new(path: PathBuf) -> Self {
        Self(path)
    }

    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    /// The content of a file; `None` when there is none of that name.
    pub(super) fn read(&self, name: &str) -> io::Result<Option<Vec<u8>>> {
        let file = match File::open(self.path(name)) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        let mut bytes = Vec::new();
        file.take(MOST_BYTES + 1).read_to_end(&mut bytes)?;
        match u64::try_from(bytes.len()) {
            Ok(length) if length <= MOST_BYTES => Ok(Some(bytes)),
            _ => Err(io::Error::new(io::ErrorKind::FileTooLarge, "it is larger than any invitation")),
        }
    }

    /// The names of the files that may be a participant's, in order; none where there is no folder.
    pub(super) fn names(&self, participant: &str) -> io::Result<Vec<String>> {
        let entries = match self.0.read_dir() {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(error),
        };
        let tail = tail(participant);
        let mut names = Vec::new();
        for entry in entries {
            let name = entry?.file_name().into_string().ok();
            names.extend(name.filter(|name| name.ends_with(&tail)));
            if names.len() > MOST_FILES {
                return Err(io::Error::other("it holds too many invitations; move old ones away"));
            }
        }
        names.sort_unstable();
        Ok(names)
    }

    /// Writes a file that is not there yet.
    pub(super) fn create(&self, name: &str, text: &str) -> Result<(), Unwritten> {
        let file = self.ready(text).map_err(Unwritten::Before)?;
        match file.persist_noclobber(self.path(name)) {
            Ok(_) => synced(&self.0).map_err(Unwritten::After),
            Err(failure) if failure.error.kind() == io::ErrorKind::AlreadyExists => {
                Err(Unwritten::Exists(failure.error))
            }
            Err(failure) => Err(Unwritten::Before(failure.error)),
        }
    }

    /// Writes a file in the place of another.
    pub(super) fn replace(&self, name: &str, text: &str) -> Result<(), Unwritten> {
        let file = self.ready(text).map_err(Unwritten::Before)?;
        file.persist(self.path(name)).map_err(|failure| Unwritten::Before(failure.error))?;
        synced(&self.0).map_err(Unwritten::After)
    }

    /// The text on the disk under a name that nobody reads; only its owner may.
    fn ready(&self, text: &str) -> io::Result<NamedTempFile> {
        made(&self.0)?;
        let mut file =
            tempfile::Builder::new().prefix(".invitation-").suffix(".part").tempfile_in(&self.0)?;
        file.write_all(text.as_bytes())?;
        file.as_file().sync_all()?;
        Ok(file)
    }
}

/// Makes a folder that only its owner can look into, unless it is there.
fn made(path: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.recursive(true).create(path)
}

/// Makes what was renamed in a folder outlast a loss of power.
#[cfg(unix)]
fn synced(path: &Path) -> io::Result<()> {
    File::open(path)?.sync_all()
}

#[cfg(not(unix))]
fn synced(_: &Path) -> io::Result<()> {
    Ok(())
}

/// The name of the file of a mark and a participant: `0198-ana.ics`.
pub(super) fn name(mark: &str, participant: &str) -> String {
    format!("{}{}", safe(mark), tail(participant))
}

/// Whether a name may be that of a file of a participant.
pub(super) fn is_name(name: &str, participant: &str) -> bool {
    name.ends_with(&tail(participant)) && !name.contains(['/', '\\', ':'])
}

fn tail(participant: &str) -> String {
    format!("-{}.ics", safe(participant))
}

/// `text` in characters that are plain in every file system; where that changes it, a number tells it from others.
fn safe(text: &str) -> String {
    let plain =
        |char: char| if char.is_ascii_alphanumeric() || matches!(char, '-' | '_') { char } else { '_' };
    let kept: String = text.chars().take(LONGEST_NAME).map(plain).collect();
    if kept == text && !kept.is_empty() { kept } else { format!("{kept}_{:016x}", fingerprint(text)) }
}

/// A number for a text (FNV-1a), the same on every machine and in every release.
fn fingerprint(text: &str) -> u64 {
    text.bytes()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_came_in_between_is_not_written_over() {
        let dir = tempfile::tempdir().unwrap();
        let folder = Folder::new(dir.path().into());
        folder.create("a.ics", "first").unwrap();
        assert!(matches!(folder.create("a.ics", "second"), Err(Unwritten::Exists(_))));
        assert_eq!(folder.read("a.ics").unwrap().as_deref(), Some(b"first".as_slice()));
        assert_eq!(dir.path().read_dir().unwrap().count(), 1);
    }

    #[test]
    fn a_file_larger_than_any_invitation_is_not_read() {
        let dir = tempfile::tempdir().unwrap();
        let folder = Folder::new(dir.path().into());
        folder.create("a.ics", &"x".repeat(1 << 18)).unwrap();
        folder.create("b.ics", &"x".repeat((1 << 18) + 1)).unwrap();
        assert!(folder.read("a.ics").is_ok() && folder.read("b.ics").is_err());
    }

    #[test]
    fn names_that_lose_something_stay_apart() {
        assert_eq!(name("0198-a", "ana"), "0198-a-ana.ics");
        assert_ne!(name("m", "a/b"), name("m", "a_b"));
        assert_ne!(name("m", &"x".repeat(90)), name("m", &"x".repeat(91)));
    }
}
