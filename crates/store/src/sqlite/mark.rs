//! The small file beside a journal that counts the intents and facts that were ever written.
//!
//! It is written after each commit and never falls, so it is never ahead: a journal that knows of fewer was put back
//! from an old copy. A counter that is missing or cannot be read counts for nothing.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use super::file;

/// The counter of one journal.
#[derive(Debug)]
pub(super) struct Mark(PathBuf);

impl Mark {
    pub(super) fn beside(journal: &Path) -> Self {
        Self(file::beside(journal, file::MARK))
    }

    /// What it says; nought when there is none.
    pub(super) fn read(&self) -> io::Result<u64> {
        match File::open(&self.0) {
            Ok(mut file) => read(&mut file),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(0),
            Err(error) => Err(error),
        }
    }

    /// Lets it say `count`, unless it says more already.
    pub(super) fn raise(&self, count: u64) -> io::Result<()> {
        let mut file = self.locked()?;
        if read(&mut file)? < count { write(&mut file, count) } else { Ok(()) }
    }

    /// Lets it say `count`.
    pub(super) fn set(&self, count: u64) -> io::Result<()> {
        write(&mut self.locked()?, count)
    }

    /// The file, for as long as it is open out of reach of other runs that write it.
    fn locked(&self) -> io::Result<File> {
        let file = file::private().create(true).truncate(false).open(&self.0)?;
        file.lock()?;
        Ok(file)
    }
}

fn read(file: &mut File) -> io::Result<u64> {
    let mut text = String::new();
    match file.take(64).read_to_string(&mut text) {
        Ok(_) => Ok(text.trim().parse().unwrap_or(0)),
        Err(error) if error.kind() == io::ErrorKind::InvalidData => Ok(0),
        Err(error) => Err(error),
    }
}

/// Always as many bytes, so that it is overwritten in place and needs no room.
fn write(file: &mut File, count: u64) -> io::Result<()> {
    file.seek(SeekFrom::Start(0))?;
    file.write_all(format!("{count:020}\n").as_bytes())
}
