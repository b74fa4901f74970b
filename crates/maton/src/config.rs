//! Where the gateway is, and which apps we reach through it.

use std::fmt;

use freebusy_transport::BaseUrl;

/// Where calls to services go, and where connections are managed.
///
/// ```
/// use freebusy_maton::{App, Generation};
///
/// assert_eq!(Generation::two().data(App::Calcom).to_string(), "https://api.maton.ai/cal-com");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Generation {
    /// Two hosts, one for each purpose.
    One {
        /// Where calls to services go.
        data: BaseUrl,
        /// Where connections are managed.
        control: BaseUrl,
    },
    /// One host for both.
    Two {
        /// The host.
        api: BaseUrl,
    },
}

impl Generation {
    /// The first generation at its public addresses.
    #[must_use]
    pub fn one() -> Self {
        Self::One { data: public("https://gateway.maton.ai"), control: public("https://ctrl.maton.ai") }
    }

    /// The second generation at its public address.
    #[must_use]
    pub fn two() -> Self {
        Self::Two { api: public("https://api.maton.ai") }
    }

    /// Where calls to `app` go.
    #[must_use]
    pub fn data(&self, app: App) -> BaseUrl {
        match self {
            Self::One { data: host, .. } | Self::Two { api: host } => host.join(app.as_str()),
        }
    }

    /// Where connections are managed.
    #[must_use]
    pub const fn control(&self) -> &BaseUrl {
        match self {
            Self::One { control: host, .. } | Self::Two { api: host } => host,
        }
    }
}

fn public(url: &str) -> BaseUrl {
    BaseUrl::parse(url).expect("the public addresses are base URLs")
}

/// An app of the gateway that freebusy speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum App {
    /// Calendly.
    Calendly,
    /// Cal.com.
    Calcom,
}

impl App {
    /// Every app.
    pub const ALL: [Self; 2] = [Self::Calendly, Self::Calcom];

    /// What the gateway calls it, in paths too.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Calendly => "calendly",
            Self::Calcom => "cal-com",
        }
    }

    /// The app that the gateway calls `name`; `None` for every app that freebusy does not speak.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|app| app.as_str() == name)
    }
}

impl fmt::Display for App {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_generation_keeps_data_and_control_on_two_hosts() {
        let one = Generation::one();
        assert_eq!(one.data(App::Calendly).to_string(), "https://gateway.maton.ai/calendly");
        assert_eq!(one.control().to_string(), "https://ctrl.maton.ai");
    }

    #[test]
    fn the_second_generation_keeps_both_on_one() {
        let two = Generation::two();
        assert_eq!(two.data(App::Calendly).to_string(), "https://api.maton.ai/calendly");
        assert_eq!(two.control().to_string(), "https://api.maton.ai");
    }

    #[test]
    fn a_base_with_a_path_keeps_it() {
        let api = BaseUrl::parse("http://127.0.0.1:9/maton/").unwrap();
        assert_eq!(Generation::Two { api }.data(App::Calcom).to_string(), "http://127.0.0.1:9/maton/cal-com");
    }

    #[test]
    fn names_of_apps_read_back_and_others_are_none_of_ours() {
        assert!(App::ALL.into_iter().all(|app| App::parse(app.as_str()) == Some(app)));
        assert_eq!(App::parse("google-mail"), None);
        assert_eq!(App::parse("Calendly"), None);
    }
}
