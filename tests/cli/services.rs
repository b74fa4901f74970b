//! The sandbox as a process of its own, and the program with the variables that lead to it.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, ChildStdout, Command, Stdio};

use serde_json::Value;

use super::run::{Folder, Ran};

/// A sandbox that is stopped when it is dropped.
pub(crate) struct Services {
    child: Child,
    out: BufReader<ChildStdout>,
    pub(crate) line: Value,
}

impl Services {
    pub(crate) fn start() -> Self {
        Self::start_with(&[])
    }

    pub(crate) fn start_with(args: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_freebusy"));
        let command = command.arg("sandbox").args(args).stdout(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        out.read_line(&mut line).unwrap();
        Self { child, out, line: serde_json::from_str(&line).unwrap() }
    }

    pub(crate) fn text(&self, service: &str, field: &str) -> &str {
        self.line[service][field].as_str().unwrap_or_else(|| panic!("{service}.{field}: {}", self.line))
    }

    /// The variables that lead to it directly.
    pub(crate) fn direct(&self) -> Vec<(&'static str, &str)> {
        vec![
            ("CALENDLY_TOKEN", self.text("calendly", "token")),
            ("CALENDLY_BASE_URL", self.text("calendly", "base_url")),
            ("CALCOM_API_KEY", self.text("calcom", "token")),
            ("CALCOM_BASE_URL", self.text("calcom", "base_url")),
        ]
    }

    /// The variables that lead to it through the gateway's second generation.
    pub(crate) fn gateway(&self) -> Vec<(&'static str, &str)> {
        vec![("MATON_API_KEY", self.text("maton", "token")), ("MATON_API_URL", self.text("maton", "api_url"))]
    }

    /// What it was asked so far.
    pub(crate) fn requests(&self) -> Vec<Value> {
        serde_json::from_str(&self.control("GET", "requests", "")).unwrap()
    }

    /// How often it was asked so.
    pub(crate) fn count(&self, service: &str, method: &str, path: &str) -> usize {
        let is_meant = |call: &&Value| {
            call["service"] == service
                && call["method"] == method
                && call["path"].as_str().is_some_and(|it| it.starts_with(path))
        };
        self.requests().iter().filter(is_meant).count()
    }

    /// Asks its controls.
    pub(crate) fn control(&self, method: &str, path: &str, body: &str) -> String {
        let url = self.text("sandbox", "control_url").trim_start_matches("http://").trim_end_matches('/');
        let (host, base) =
            url.split_once('/').map_or((url, String::new()), |(host, path)| (host, format!("/{path}")));
        let mut stream = TcpStream::connect(host).unwrap();
        write!(
            stream,
            "{method} {base}/{path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\ncontent-type: \
             application/json\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert!(answer.starts_with("HTTP/1.1 2"), "{method} {path}: {answer}");
        answer.split_once("\r\n\r\n").unwrap().1.to_owned()
    }

    /// Orders a fault.
    pub(crate) fn fault(&self, order: &Value) {
        self.control("POST", "faults", &order.to_string());
    }

    /// Asks it to end, as a service manager would; tells its exit code, and what else it wrote.
    #[cfg(unix)]
    pub(crate) fn terminate(mut self) -> (Option<i32>, String) {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
        let status = self.child.wait().unwrap();
        let mut rest = String::new();
        self.out.read_to_string(&mut rest).unwrap();
        (status.code(), rest)
    }
}

impl Drop for Services {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Runs the program in `folder` with `variables`.
pub(crate) fn run(folder: &Folder, variables: &[(&str, &str)], args: &[&str]) -> Ran {
    Ran::new(&folder.program().envs(variables.iter().copied()).args(args).output().unwrap())
}
