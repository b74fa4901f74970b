//! What is planted in the world and sent by the tours: texts that are found again wherever they leak.

/// Texts of the default world and what stands there instead.
pub(crate) const PLANTED: [(&str, &str); 11] = [
    ("sandbox-calendly-", "canary-token-calendly-"),
    ("cal_live_sandbox_", "cal_live_canary-key-calcom_"),
    ("sandbox-maton-key", "canary-key-maton"),
    ("session_token=session", "session_token=canary-session"),
    ("@example.com", "@canary-mail.example.com"),
    ("Ana Lima", "Canary-host Ana"),
    ("Ben Ortiz", "Canary-host Ben"),
    ("Cleo Park", "Canary-host Cleo"),
    ("Dee Rao", "Canary-host Dee"),
    ("Fay Moser", "Canary-host Fay"),
    ("Deep work", "Canary-title of busy time"),
];

pub(crate) const CALENDLY_TOKEN: &str = "canary-token-calendly-ana";
pub(crate) const CALCOM_KEY: &str = "cal_live_canary-key-calcom_dee";
pub(crate) const MATON_KEY: &str = "canary-key-maton";

pub(crate) const NAME: &str = "Canary-invitee Gil";
pub(crate) const EMAIL: &str = "canary-invitee@example.net";
pub(crate) const ANSWER: &str = "canary-answer all of it";
pub(crate) const GUEST: &str = "canary-guest@example.net";
pub(crate) const REASON: &str = "canary-reason of a change";
pub(crate) const MARK: &str = "canary-metadata-value";
pub(crate) const BIO: &str = "canary-bio of a person";
pub(crate) const PHONE: &str = "+4930canary123";
pub(crate) const HOOK_URL: &str = "https://hooks.example.com/canary-hook-path";
pub(crate) const HOOK_SECRET: &str = "canary-hook-secret";
pub(crate) const SIGNING_KEY: &str = "canary-signing-key";
pub(crate) const PAGE_TOKEN: &str = "canary-page-token";

/// What opens something: it stands in no output at all.
pub(crate) const SECRETS: [&str; 8] = [
    "canary-token-calendly-",
    "canary-key-calcom",
    MATON_KEY,
    "canary-session",
    "canary-hook-path",
    HOOK_SECRET,
    SIGNING_KEY,
    PAGE_TOKEN,
];

/// What tells about a person: it stands in no log, no error and no `Debug` text.
pub(crate) const PERSONAL: [&str; 12] = [
    "canary-mail.example.com",
    "Canary-host",
    "Canary-title",
    NAME,
    EMAIL,
    ANSWER,
    GUEST,
    REASON,
    MARK,
    BIO,
    PHONE,
    "canary-invitee",
];
