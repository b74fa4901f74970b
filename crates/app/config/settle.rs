//! From what is written in the file and the environment to a configuration in which everything is valid.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use freebusy_calcom::Dialect;
use freebusy_store::Location;
use freebusy_transport::{BaseUrl, Reach};

use super::document::{ConfigDoc, ConnectionDoc, CredentialDoc, LinkDoc, MatonDoc, Table};
use super::environment::Environment;
use super::origin::{Origin, Sourced};
use super::secret::SecretSource;
use super::service::{Service, dialect_word};
use super::{Config, Connection, Gateway, Hosts, Way};
use crate::schema::error::shown;
use crate::schema::nearest::suggestion;

const JOURNAL: &str = "FREEBUSY_JOURNAL";
const MATON_KEY: &str = "MATON_API_KEY";
const MATON_API: &str = "MATON_API_URL";
const MATON_DATA: &str = "MATON_DATA_URL";
const MATON_CONTROL: &str = "MATON_CONTROL_URL";

/// The gateway's hosts where nobody says otherwise.
const DEFAULT_API: &str = "https://api.maton.ai";
const DEFAULT_DATA: &str = "https://gateway.maton.ai";
const DEFAULT_CONTROL: &str = "https://ctrl.maton.ai";

/// The longest name of a connection, in characters.
const LONGEST_NAME: usize = 64;

/// Makes a configuration of the document, of the environment and of what neither says.
pub(super) fn settle(
    document: Option<ConfigDoc>,
    place: Option<PathBuf>,
    environment: &Environment,
) -> Result<Config, String> {
    let file = document.is_some().then(|| place.clone()).flatten();
    let site = Site { file: file.as_deref(), environment };
    let document = document.unwrap_or_default();
    let gateway = site.gateway(document.maton.as_ref())?;
    let mut connections = BTreeMap::new();
    for (name, Table(connection)) in &document.connections {
        connections.insert(name.clone(), site.connection(name, connection, &gateway)?);
    }
    for service in Service::ALL {
        if !connections.contains_key(service.word())
            && let Some(connection) = site.connection_of_environment(service, &gateway)?
        {
            connections.insert(service.word().to_owned(), connection);
        }
    }
    let links = site.links(&document.links)?;
    let private = document.network.as_ref().and_then(|network| network.allow_private);
    let reach = private.map_or(Sourced::default(Reach::Public), |allowed| {
        let value = if allowed { Reach::Anywhere } else { Reach::Public };
        site.field("network.allow_private", value)
    });
    let journal = site.journal(document.journal.as_ref().and_then(|journal| journal.location.as_deref()))?;
    Ok(Config { file, place, connections, gateway, links, reach, journal })
}

/// What values are read against: the file's name, for messages and origins, and the environment.
#[derive(Clone, Copy)]
struct Site<'a> {
    file: Option<&'a Path>,
    environment: &'a Environment,
}

impl Site<'_> {
    fn place(self, field: &str) -> String {
        match self.file {
            Some(file) => format!("{}: {field}", file.display()),
            None => field.to_owned(),
        }
    }

    fn field<T>(self, field: &str, value: T) -> Sourced<T> {
        Sourced { value, origin: Origin::File(self.place(field)) }
    }

    fn wrong<T>(self, field: &str, message: &str) -> Result<T, String> {
        Err(format!("{}: {message}", self.place(field)))
    }

    fn connection(
        self,
        name: &str,
        document: &ConnectionDoc,
        gateway: &Gateway,
    ) -> Result<Connection, String> {
        let at = |field: &str| format!("connections.{name}.{field}");
        if !is_name(name) {
            let message = "is no name of a connection; write letters, digits, `-`, `_` and `.`";
            return self.wrong(&format!("connections.{}", shown(name)), message);
        }
        let services = Service::ALL.map(|service| (service.word(), service));
        let Some(service) = self.choice(document.provider.as_deref(), &services, &at("provider"))? else {
            return self.wrong(&at("provider"), "is missing; write `calendly` or `calcom`");
        };
        let dialects =
            [Dialect::Current, Dialect::Of2024_04_15].map(|dialect| (dialect_word(dialect), dialect));
        let dialect = self.choice(document.dialect.as_deref(), &dialects, &at("dialect"))?;
        if dialect.is_some() && service.value == Service::Calendly {
            return self.wrong(&at("dialect"), "is for Cal.com alone; leave it out");
        }
        let routes = [("direct", Through::Nobody), ("maton", Through::Maton)];
        let route = self.choice(document.route.as_deref(), &routes, &at("route"))?;
        let route = route.map(|route| route.value).unwrap_or(match document.maton_connection {
            Some(_) => Through::Maton,
            None => Through::Nobody,
        });
        let way = match route {
            Through::Nobody => self.direct(name, service.value, document)?,
            Through::Maton => self.through_maton(name, document, gateway)?,
        };
        Ok(Connection { service, way, dialect: dialect.unwrap_or(Sourced::default(Dialect::Current)) })
    }

    fn direct(self, name: &str, service: Service, document: &ConnectionDoc) -> Result<Way, String> {
        let at = |field: &str| format!("connections.{name}.{field}");
        if document.maton_connection.is_some() {
            let message = "is for `route = \"maton\"`; write that, or leave this out";
            return self.wrong(&at("maton_connection"), message);
        }
        // The variable speaks of the connection that has the service's own name, and of no other.
        let base = match self.variable(service.base_variable())?.filter(|_| name == service.word()) {
            Some(base) => base,
            None => match &document.base_url {
                Some(base) => self.base(base, &at("base_url"))?,
                None => default_base(service.base()),
            },
        };
        let credential = document.credential.as_ref();
        let credential = credential.map(|it| self.credential(it, &at("credential"))).transpose()?;
        let own = Some(service).filter(|service| name == service.word());
        let credential = own.and_then(|service| self.secret(service.token_variable())).or(credential);
        Ok(Way::Direct { base, credential })
    }

    /// A base URL or a credential of a connection through the gateway is the gateway's, for this connection alone.
    fn through_maton(self, name: &str, document: &ConnectionDoc, common: &Gateway) -> Result<Way, String> {
        let at = |field: &str| format!("connections.{name}.{field}");
        let mut gateway = common.clone();
        if let Some(base) = &document.base_url {
            let base = self.base(base, &at("base_url"))?;
            gateway.hosts = match gateway.hosts {
                Hosts::One { control, .. } => Hosts::One { data: base, control },
                Hosts::Two { .. } => Hosts::Two { api: base },
            };
        }
        if let Some(credential) = &document.credential {
            gateway.credential = Some(self.credential(credential, &at("credential"))?);
        }
        let connection = document.maton_connection.as_ref();
        let connection = connection.map(|id| self.field(&at("maton_connection"), id.clone()));
        Ok(Way::Maton { connection, gateway })
    }

    /// The connection that the environment alone gives: with a token of its own, else through the gateway.
    fn connection_of_environment(
        self,
        service: Service,
        gateway: &Gateway,
    ) -> Result<Option<Connection>, String> {
        let (token, base) = (service.token_variable(), service.base_variable());
        let way = match self.secret(token) {
            Some(credential) => {
                let base = self.variable(base)?.unwrap_or(default_base(service.base()));
                Some((token, Way::Direct { base, credential: Some(credential) }))
            }
            None => gateway
                .credential
                .is_some()
                .then(|| (MATON_KEY, Way::Maton { connection: None, gateway: gateway.clone() })),
        };
        Ok(way.map(|(variable, way)| Connection {
            service: Sourced::environment(variable, service),
            way,
            dialect: Sourced::default(Dialect::Current),
        }))
    }

    fn gateway(self, document: Option<&MatonDoc>) -> Result<Gateway, String> {
        let written = document.and_then(|maton| maton.credential.as_ref());
        let written = written.map(|it| self.credential(it, "maton.credential")).transpose()?;
        let credential = self.secret(MATON_KEY).or(written);
        Ok(Gateway { hosts: self.hosts(document)?, credential })
    }

    fn hosts(self, document: Option<&MatonDoc>) -> Result<Hosts, String> {
        let api = document.and_then(|maton| maton.api_url.as_ref());
        let data = document.and_then(|maton| maton.data_url.as_ref());
        let control = document.and_then(|maton| maton.control_url.as_ref());
        let is_first = match document.and_then(|maton| maton.generation) {
            Some(1) => true,
            Some(2) => false,
            Some(_) => return self.wrong("maton.generation", "is no generation; write 1 or 2"),
            None if api.is_some() || self.environment.get(MATON_API).is_some() => false,
            None => {
                data.or(control).is_some()
                    || [MATON_DATA, MATON_CONTROL].iter().any(|name| self.environment.get(name).is_some())
            }
        };
        if !is_first {
            if data.or(control).is_some() {
                let message = "belongs to generation 1, which has no `api_url`; keep one of the two";
                return self
                    .wrong(if data.is_some() { "maton.data_url" } else { "maton.control_url" }, message);
            }
            return Ok(Hosts::Two { api: self.host(MATON_API, api, "maton.api_url", DEFAULT_API)? });
        }
        if api.is_some() {
            return self.wrong("maton.api_url", "belongs to generation 2; set `data_url` and `control_url`");
        }
        let data = self.host(MATON_DATA, data, "maton.data_url", DEFAULT_DATA)?;
        let control = self.host(MATON_CONTROL, control, "maton.control_url", DEFAULT_CONTROL)?;
        // One key goes to both: one of them elsewhere and the other at its usual place is a slip.
        if (data.origin == Origin::Default) != (control.origin == Origin::Default) {
            return Err("the gateway's generation 1 has two hosts and only one is set; set `data_url` and \
                        `control_url`, or MATON_DATA_URL and MATON_CONTROL_URL"
                .to_owned());
        }
        Ok(Hosts::One { data, control })
    }

    fn host(
        self,
        variable: &'static str,
        written: Option<&String>,
        field: &str,
        otherwise: &str,
    ) -> Result<Sourced<BaseUrl>, String> {
        match (self.variable(variable)?, written) {
            (Some(base), _) => Ok(base),
            (None, Some(written)) => self.base(written, field),
            (None, None) => Ok(default_base(otherwise)),
        }
    }

    /// The hosts of public pages; the variable for Cal.com speaks of its own.
    fn links(
        self,
        documents: &BTreeMap<String, Table<LinkDoc>>,
    ) -> Result<BTreeMap<String, Sourced<BaseUrl>>, String> {
        let mut links = BTreeMap::new();
        for (host, Table(document)) in documents {
            let field = format!("links.\"{host}\".base_url");
            let Some(base) = &document.base_url else {
                return self.wrong(&field, "is missing; write where the API of these pages is");
            };
            links.insert(host.to_ascii_lowercase(), self.base(base, &field)?);
        }
        let own = self.variable(Service::Calcom.base_variable())?;
        let written = links.remove("cal.com");
        let cal = own.or(written).unwrap_or_else(|| default_base(Service::Calcom.base()));
        links.insert("cal.com".to_owned(), cal);
        Ok(links)
    }

    /// Where bookings are written down. The variable may hold a password, the file may not.
    fn journal(self, written: Option<&str>) -> Result<Option<Sourced<Location>>, String> {
        if let Some(text) = self.environment.get(JOURNAL) {
            let location = text.parse().map_err(|error| format!("{JOURNAL}: {error}"))?;
            return Ok(Some(Sourced::environment(JOURNAL, location)));
        }
        let (Some(text), field) = (written, "journal.location") else {
            return Ok(None);
        };
        let location: Location = match text.parse() {
            Ok(location) => location,
            Err(error) => return self.wrong(field, &format!("{error}")),
        };
        if location.has_password() {
            let message = "holds a password, which has no place in this file; put the whole into FREEBUSY_JOURNAL, or the \
                           password into ~/.pgpass";
            return self.wrong(field, message);
        }
        Ok(Some(self.field(field, location)))
    }

    fn credential(self, document: &CredentialDoc, field: &str) -> Result<Sourced<SecretSource>, String> {
        let source = match document {
            CredentialDoc::Env(name) if is_variable(name) => SecretSource::Env(name.clone()),
            // What is no name of a variable may be the secret itself: it is not shown.
            CredentialDoc::Env(_) => {
                let message = "names no variable; write its name, in capitals, digits and `_`";
                return self.wrong(field, message);
            }
            CredentialDoc::File(path) if path.is_empty() => {
                return self.wrong(field, "names no file; name one");
            }
            CredentialDoc::File(path) => {
                let folder = self.file.and_then(Path::parent).unwrap_or(Path::new(""));
                SecretSource::File(folder.join(path))
            }
            CredentialDoc::Command(words) if words.first().is_none_or(String::is_empty) => {
                return self.wrong(field, "names no program; write it as the first word of `command`");
            }
            CredentialDoc::Command(words) => SecretSource::Command(words.clone()),
        };
        Ok(self.field(field, source))
    }

    /// The secret in a variable that is set.
    fn secret(self, name: &'static str) -> Option<Sourced<SecretSource>> {
        self.environment.get(name).map(|_| Sourced::environment(name, SecretSource::Env(name.to_owned())))
    }

    /// The base URL in a variable that is set.
    fn variable(self, name: &'static str) -> Result<Option<Sourced<BaseUrl>>, String> {
        let Some(text) = self.environment.get(name) else {
            return Ok(None);
        };
        let base = BaseUrl::parse(text).map_err(|error| format!("{name} {error}"))?;
        Ok(Some(Sourced::environment(name, base)))
    }

    fn base(self, text: &str, field: &str) -> Result<Sourced<BaseUrl>, String> {
        match BaseUrl::parse(text) {
            Ok(base) => Ok(self.field(field, base)),
            Err(error) => self.wrong(field, &error.to_string()),
        }
    }

    fn choice<T: Copy>(
        self,
        word: Option<&str>,
        words: &[(&str, T)],
        field: &str,
    ) -> Result<Option<Sourced<T>>, String> {
        let Some(word) = word else {
            return Ok(None);
        };
        if let Some((_, value)) = words.iter().find(|(known, _)| *known == word) {
            return Ok(Some(self.field(field, *value)));
        }
        let known = || words.iter().map(|(word, _)| *word);
        let all: Vec<String> = known().map(shown).collect();
        // What is none of the words is not shown: it may have slipped in from the line below.
        let mend = suggestion(word, known(), "write one of these");
        self.wrong(field, &format!("is none of {}; {mend}", all.join(", ")))
    }
}

/// Whom a connection leads through.
#[derive(Clone, Copy)]
enum Through {
    Nobody,
    Maton,
}

fn default_base(text: &str) -> Sourced<BaseUrl> {
    Sourced::default(BaseUrl::parse(text).expect("our own addresses are base URLs"))
}

/// Names stand in ids of sources and on the command line, where some characters have a meaning.
fn is_name(name: &str) -> bool {
    let is_fine = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
    !name.is_empty() && name.chars().count() <= LONGEST_NAME && name.chars().all(is_fine)
}

fn is_variable(name: &str) -> bool {
    let is_fine = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_';
    !name.is_empty()
        && name.len() <= 128
        && name.bytes().all(is_fine)
        && !name.starts_with(|c: char| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::parse_settings;

    fn settled<const N: usize>(text: &str, environment: [(&str, &str); N]) -> Result<Config, String> {
        let document = parse_settings(text).map_err(|error| format!("{}: {}", error.path, error.message))?;
        settle(Some(document), Some("/etc/fb.toml".into()), &environment.into())
    }

    fn base_of(config: &Config, name: &str) -> (String, Origin) {
        match &config.connections[name].way {
            Way::Direct { base, .. } => (base.value.to_string(), base.origin.clone()),
            Way::Maton { .. } => panic!("{name} leads through the gateway"),
        }
    }

    const BO: &str = "[connections.bo]\nprovider = \"calendly\"\nbase_url = \"https://bo.test\"\n";

    #[test]
    fn what_the_file_says_is_known_by_its_field() {
        let config = settled(BO, []).unwrap();
        let origin = Origin::File("/etc/fb.toml: connections.bo.base_url".into());
        assert_eq!(base_of(&config, "bo"), ("https://bo.test".to_owned(), origin));
    }

    #[test]
    fn the_environment_goes_before_the_file_for_the_connection_of_its_name_alone() {
        let text = format!("{BO}{}", BO.replace("connections.bo", "connections.calendly"));
        let config = settled(&text, [("CALENDLY_BASE_URL", "https://env.test/")]).unwrap();
        assert_eq!(base_of(&config, "bo").0, "https://bo.test");
        let from = Origin::Environment("CALENDLY_BASE_URL");
        assert_eq!(base_of(&config, "calendly"), ("https://env.test".to_owned(), from));
    }

    #[test]
    fn a_token_in_the_environment_is_a_connection_and_a_gateway_key_gives_the_others() {
        let config = settled("", [("CALENDLY_TOKEN", "t"), ("MATON_API_KEY", "k")]).unwrap();
        assert_eq!(base_of(&config, "calendly").0, "https://api.calendly.com");
        assert!(matches!(config.connections["calcom"].way, Way::Maton { connection: None, .. }));
        assert!(settled("", []).unwrap().connections.is_empty());
    }

    #[test]
    fn the_gateways_generation_follows_from_the_urls_that_are_set() {
        let two = settled("", [("MATON_API_URL", "https://a.test"), ("MATON_DATA_URL", "https://d.test")]);
        assert!(
            matches!(two.unwrap().gateway.hosts, Hosts::Two { api } if api.value.to_string() == "https://a.test")
        );
        let one =
            settled("", [("MATON_DATA_URL", "https://d.test"), ("MATON_CONTROL_URL", "https://c.test")]);
        assert!(matches!(one.unwrap().gateway.hosts, Hosts::One { .. }));
        let half = settled("", [("MATON_DATA_URL", "https://d.test")]).unwrap_err();
        assert!(half.contains("only one is set; set `data_url` and `control_url`"), "{half}");
    }

    #[test]
    fn a_connection_through_the_gateway_may_name_hosts_and_key_of_its_own() {
        let document = "[connections.bo]\nprovider = \"calendly\"\nroute = \"maton\"\nbase_url = \"https://b.test\"\n\
                        credential = { env = \"BO_KEY\" }\n[maton]\napi_url = \"https://a.test\"";
        let config = settled(document, [("MATON_API_KEY", "k")]).unwrap();
        let Way::Maton { gateway, connection: None } = &config.connections["bo"].way else {
            panic!("{config:?}")
        };
        assert!(matches!(&gateway.hosts, Hosts::Two { api } if api.value.to_string() == "https://b.test"));
        let own = gateway.credential.as_ref().unwrap();
        assert_eq!(own.value, SecretSource::Env("BO_KEY".into()));
        assert!(
            matches!(&config.gateway.hosts, Hosts::Two { api } if api.value.to_string() == "https://a.test")
        );
    }

    #[test]
    fn what_is_wrong_is_told_with_its_field_and_never_with_a_value() {
        let secret = "sk-canary-4711";
        let cases = [
            (
                format!("[connections.bo]\nprovider = \"calendly\"\ncredential = \"{secret}\""),
                "is the secret itself",
            ),
            (format!("[connections.bo]\ntoken = \"{secret}\""), "connections.bo.token: is no field"),
            (format!("[connections.bo]\nprovider = \"{secret}\""), "is none of `calendly`, `calcom`"),
            (format!("[connections]\nbo = \"{secret}\""), "connections.bo: is a text, not an object"),
            (
                format!("[connections.bo]\nprovider = \"calcom\"\ncredential = {{ env = \"{secret}\" }}"),
                "names no variable",
            ),
            (
                format!("[connections.bo]\nprovider = \"calcom\"\nbase_url = \"http://{secret}\""),
                "unencrypted",
            ),
            (format!("[connections.bo]\nprovider = {secret}"), "is no TOML"),
            ("[connections.bo]\n".into(), "/etc/fb.toml: connections.bo.provider: is missing"),
            ("[connections.bo]\nprovider = \"calendly\"\ndialect = \"current\"".into(), "for Cal.com alone"),
            ("[connections.bo]\nprovider = \"calendly\"\nroute = \"matn\"".into(), "did you mean `maton`?"),
            (
                "[connections.bo]\nprovider = \"calendly\"\nroute = \"direct\"\nmaton_connection = \"x\""
                    .into(),
                "connections.bo.maton_connection: is for `route",
            ),
            ("[connections.\"a/b\"]\nprovider = \"calendly\"".into(), "is no name of a connection"),
            ("[maton]\ngeneration = 3".into(), "maton.generation: is no generation; write 1 or 2"),
            ("[conections.bo]".into(), "did you mean `connections`?"),
            ("[links.\"x.test\"]".into(), "links.\"x.test\".base_url: is missing"),
            (
                "[network]\nallow_private = \"yes\"".into(),
                "network.allow_private: is a text, not a yes or no",
            ),
        ];
        for (text, part) in cases {
            let error = settled(&text, []).unwrap_err();
            assert!(error.contains(part) && !error.contains(secret), "{part}: {error}");
        }
    }

    #[test]
    fn short_and_long_forms_of_a_credential_are_equal() {
        let with = |credential: &str| {
            let text = format!("[connections.bo]\nprovider = \"calcom\"\ncredential = {credential}");
            match settled(&text, []).unwrap().connections.remove("bo").unwrap().way {
                Way::Direct { credential, .. } => credential.unwrap().value,
                Way::Maton { .. } => panic!("bo leads through the gateway"),
            }
        };
        assert_eq!(with("\"env:BO\""), with("{ env = \"BO\" }"));
        assert_eq!(with("\"file:bo.key\""), SecretSource::File("/etc/bo.key".into()));
        assert_eq!(with("{ file = \"/x/bo.key\" }"), SecretSource::File("/x/bo.key".into()));
    }
}
