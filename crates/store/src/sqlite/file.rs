//! The files of a journal: made for their owner only, and refused when others may read them or write beside them.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

use crate::error::Trouble;

/// What may lie beside a journal, by what is put behind its name.
const BESIDE: [&str; 4] = ["", "-wal", "-shm", MARK];

/// What is put behind the journal's name for its counter.
pub(super) const MARK: &str = ".mark";

/// Makes the file and the folders that it lies in, where they are missing, and tells its whole path.
pub(super) fn prepare(path: &Path) -> Result<PathBuf, Trouble> {
    let path = std::path::absolute(path).map_err(|error| trouble(&error))?;
    if path.to_str().is_none() {
        return Err(Trouble::plain("its name is not UTF-8; choose another"));
    }
    if let Some(folder) = path.parent() {
        make_folder(folder).map_err(|error| trouble(&error))?;
        refuse_shared(folder)?;
    }
    make_file(&path).map_err(|error| trouble(&error))?;
    for suffix in BESIDE {
        refuse_open(&beside(&path, suffix))?;
    }
    Ok(path)
}

/// The path of what lies beside a journal.
pub(super) fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

/// What is said of a failure of the file system.
pub(super) fn trouble(error: &io::Error) -> Trouble {
    let mend = match error.kind() {
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            "see its rights, or choose another place"
        }
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => "make room",
        io::ErrorKind::NotADirectory | io::ErrorKind::IsADirectory => "name a file",
        _ => "see whether the path is right",
    };
    Trouble::plain(format!("the system says `{error}`; {mend}"))
}

/// Options that make a file for its owner only.
pub(super) fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.read(true).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

fn make_folder(folder: &Path) -> io::Result<()> {
    if folder.is_dir() {
        return Ok(());
    }
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)?;
    folder.parent().map_or(Ok(()), sync_folder)
}

fn make_file(path: &Path) -> io::Result<()> {
    match private().create_new(true).open(path) {
        Ok(_) => path.parent().map_or(Ok(()), sync_folder),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(error),
    }
}

/// A file whose entry in its folder is not on the disk is gone after a loss of power, whatever stands in it.
fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

/// Refuses a folder that everybody may write: they could put another journal in its place. A sticky folder, as `/tmp` is,
/// keeps that away, and a group is often its owner alone; the modes of the journal's own files are judged in any case.
fn refuse_shared(folder: &Path) -> Result<(), Trouble> {
    match fs::metadata(folder) {
        Ok(found) if others_may_write(&found) => {
            let folder = folder.display();
            Err(Trouble::plain(format!(
                "others may write into the folder `{folder}`; choose a folder of your own, or run `chmod o-w '{folder}'`"
            )))
        }
        Ok(_) | Err(_) => Ok(()),
    }
}

/// Refuses a file that others than its owner may read or write.
fn refuse_open(path: &Path) -> Result<(), Trouble> {
    let Ok(found) = fs::metadata(path) else { return Ok(()) };
    if found.is_dir() {
        return Err(Trouble::plain(format!("`{}` is a folder; name a file in it", path.display())));
    }
    if others_may(&found) {
        let path = path.display();
        return Err(Trouble::plain(format!("others may read or write `{path}`; run `chmod 600 '{path}'`")));
    }
    Ok(())
}

#[cfg(unix)]
fn others_may(found: &fs::Metadata) -> bool {
    std::os::unix::fs::PermissionsExt::mode(&found.permissions()) & 0o077 != 0
}

#[cfg(unix)]
fn others_may_write(found: &fs::Metadata) -> bool {
    const ANYBODY: u32 = 0o002;
    const STICKY: u32 = 0o1000;
    std::os::unix::fs::PermissionsExt::mode(&found.permissions()) & (ANYBODY | STICKY) == ANYBODY
}

#[cfg(not(unix))]
fn others_may_write(_: &fs::Metadata) -> bool {
    false
}

#[cfg(not(unix))]
fn others_may(_: &fs::Metadata) -> bool {
    false
}
