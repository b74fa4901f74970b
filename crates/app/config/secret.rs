//! Where a secret is, and how it is read: from a variable, a file or a command, never from the command line or the
//! configuration itself. No text made here holds any of it.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use secrecy::SecretString;

use super::environment::Environment;

/// How long a command may take.
const PATIENCE: Duration = Duration::from_secs(10);
/// How often a command that has said everything is looked after.
const PAUSE: Duration = Duration::from_millis(5);
/// The largest secret, in bytes.
const LARGEST: u64 = 64 << 10;

/// Where a secret is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum SecretSource {
    /// In a variable.
    Env(String),
    /// In a file that nobody else may read.
    File(PathBuf),
    /// A program prints it.
    Command(Vec<String>),
}

/// Whether a secret is where it should be, as far as can be told without asking anybody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    Set,
    Missing,
}

impl Standing {
    /// How it is shown in place of the secret.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Set => "[set]",
            Self::Missing => "[missing]",
        }
    }
}

impl SecretSource {
    /// Whether it is there; a command is not run for that.
    pub(crate) fn standing(&self, environment: &Environment) -> Standing {
        let is_set = match self {
            Self::Env(name) => environment.get(name).is_some(),
            Self::File(path) => path.is_file(),
            Self::Command(_) => true,
        };
        if is_set { Standing::Set } else { Standing::Missing }
    }

    /// Reads it.
    ///
    /// # Errors
    /// What is wrong with its place and how to mend that.
    pub(crate) fn read(&self, environment: &Environment) -> Result<SecretString, String> {
        let text = match self {
            Self::Env(name) => environment
                .get(name)
                .map(str::to_owned)
                .ok_or_else(|| format!("the variable `{name}` is not set; set it to the token"))?,
            Self::File(path) => of_file(path)?,
            Self::Command(command) => of_command(command, PATIENCE)?,
        };
        let token = text.trim();
        if token.is_empty() {
            return Err(format!("{} is empty; put the token there", self.name()));
        }
        if !token.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(format!("{} holds more than a token; put the token alone there", self.name()));
        }
        Ok(token.into())
    }

    /// What people call its place.
    pub(crate) fn name(&self) -> String {
        match self {
            Self::Env(name) => format!("the variable `{name}`"),
            Self::File(path) => format!("the file `{}`", path.display()),
            Self::Command(command) => {
                format!("the output of `{}`", command.first().map_or("", String::as_str))
            }
        }
    }
}

fn of_file(path: &Path) -> Result<String, String> {
    let name = path.display();
    let wrong = |error: io::Error| format!("the file `{name}` cannot be read: {error}; check its path");
    let found = std::fs::metadata(path).map_err(wrong)?;
    if !found.is_file() {
        return Err(format!("`{name}` is no file; name the file that holds the token"));
    }
    let file = File::open(path).map_err(wrong)?;
    // Of the file that was opened, so that no other can be put in its place meanwhile.
    if is_open_to_others(&file.metadata().map_err(wrong)?) {
        return Err(format!("others may read the file `{name}`; run `chmod 600` on it"));
    }
    text(file).map_err(wrong)
}

#[cfg(unix)]
fn is_open_to_others(found: &std::fs::Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    found.permissions().mode() & 0o077 != 0
}

#[cfg(not(unix))]
const fn is_open_to_others(_: &std::fs::Metadata) -> bool {
    false
}

/// What a program prints, its complaints aside: they may hold what must not be shown.
fn of_command(command: &[String], patience: Duration) -> Result<String, String> {
    let (program, arguments) = command.split_first().ok_or("a command without words; name a program")?;
    let mut starting = Command::new(program);
    starting.args(arguments).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = starting
        .spawn()
        .map_err(|error| format!("the command `{program}` cannot be started: {error}; check its name"))?;
    let heard = hear(&mut child, patience);
    // Whether it has ended by itself or not, nothing of it is left running.
    let _ = child.kill();
    let _ = child.wait();
    match heard {
        Ok((text, status)) if status.success() => Ok(text),
        Ok((_, status)) => {
            Err(format!("the command `{program}` failed ({status}); run it by hand to see why"))
        }
        Err(error) => Err(format!("the command `{program}` {error}; run it by hand to see why")),
    }
}

/// What it prints and how it ends, both in time.
fn hear(child: &mut Child, patience: Duration) -> Result<(String, ExitStatus), String> {
    let deadline = Instant::now() + patience;
    let late = || format!("did not end within {} s", patience.as_secs());
    let out = child.stdout.take().ok_or("has no output")?;
    let (sender, receiver) = mpsc::channel();
    // A program may leave its output open for ever; then this thread is left behind, not waited for.
    std::thread::spawn(move || sender.send(text(out)));
    let text = receiver.recv_timeout(patience).map_err(|_| late())?;
    let text = text.map_err(|error| format!("printed what is no token ({error})"))?;
    while Instant::now() < deadline {
        match child.try_wait() {
            Ok(Some(status)) => return Ok((text, status)),
            Ok(None) => std::thread::sleep(PAUSE),
            Err(error) => return Err(format!("cannot be waited for ({error})")),
        }
    }
    Err(late())
}

fn text(source: impl Read) -> io::Result<String> {
    let mut text = String::new();
    source.take(LARGEST + 1).read_to_string(&mut text).map_err(|_| io::Error::other("it is no text"))?;
    if u64::try_from(text.len()).is_ok_and(|length| length > LARGEST) {
        return Err(io::Error::other("it is longer than 64 KiB"));
    }
    Ok(text)
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use secrecy::ExposeSecret as _;

    use super::*;

    const CANARY: &str = "canary-4711";

    fn shell(script: &str) -> SecretSource {
        SecretSource::Command(["sh", "-c", script].map(Into::into).to_vec())
    }

    fn read(source: &SecretSource) -> Result<String, String> {
        source.read(&Environment::default()).map(|secret| secret.expose_secret().to_owned())
    }

    #[test]
    fn a_file_that_others_may_read_is_refused_with_the_mend() {
        let folder = tempfile::TempDir::new().unwrap();
        let path = folder.path().join("token");
        std::fs::write(&path, format!("{CANARY}\n")).unwrap();
        let source = SecretSource::File(path.clone());
        for (mode, is_fine) in [(0o644, false), (0o640, false), (0o604, false), (0o600, true), (0o400, true)]
        {
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
            match read(&source) {
                Ok(secret) => assert!(is_fine && secret == CANARY, "{mode:o}"),
                Err(error) => assert!(!is_fine && error.ends_with("; run `chmod 600` on it"), "{error}"),
            }
        }
    }

    #[test]
    fn a_command_gives_what_it_prints_and_nothing_of_what_it_complains_about() {
        assert_eq!(read(&shell("echo canary-4711")).as_deref(), Ok(CANARY));
        let error = read(&shell("echo canary-4711; echo canary-4711 >&2; exit 3")).unwrap_err();
        assert!(!error.contains(CANARY) && error.contains("the command `sh` failed"), "{error}");
        let error = read(&SecretSource::Command(vec!["/nonexistent/pass".into()])).unwrap_err();
        assert!(error.contains("cannot be started"), "{error}");
    }

    #[test]
    fn a_command_that_prints_too_much_or_no_token_is_refused() {
        for script in ["head -c 70000 /dev/zero | tr '\\0' a", "printf 'a b'", "printf '\\377'", "true"] {
            assert!(read(&shell(script)).is_err(), "{script}");
        }
    }

    #[test]
    fn a_command_that_does_not_end_is_given_up() {
        let words = ["sh", "-c", "echo canary-4711; exec sleep 60"].map(String::from);
        let error = of_command(&words, Duration::from_millis(50)).unwrap_err();
        assert!(error.contains("did not end within"), "{error}");
    }

    #[test]
    fn a_variable_that_is_not_set_is_named() {
        let error = read(&SecretSource::Env("BO_TOKEN".into())).unwrap_err();
        assert_eq!(error, "the variable `BO_TOKEN` is not set; set it to the token");
    }
}
