//! The types of settings: how each is parsed from a file or an environment variable, and written back.
//!
//! Invariant: the output of [`SettingValue::to_toml`] parses to the same value, except for secrets, which are
//! never written.

use std::{fmt, path::PathBuf};

use toml::Value as Toml;

use super::log_format::LogFormat;
use crate::index::EngineKind;

/// A type that a setting can have.
pub(super) trait SettingValue: Sized {
    /// The expected value, as the end of an error message after `use`.
    const WANTED: &'static str;

    /// Parses a value from the settings file.
    fn from_toml(value: Toml) -> Option<Self>;

    /// Parses a value from an environment variable.
    fn from_variable(text: &str) -> Option<Self> {
        Self::from_toml(Toml::String(text.to_owned()))
    }

    /// Returns the value as it would appear in the settings file.
    fn to_toml(&self) -> Toml;

    /// Describes an invalid value for an error message.
    fn shown(value: &Toml) -> String {
        format!(" is `{value}`")
    }
}

impl SettingValue for String {
    const WANTED: &'static str = "a quoted string";

    fn from_toml(value: Toml) -> Option<Self> {
        if let Toml::String(text) = value { Some(text) } else { None }
    }

    fn to_toml(&self) -> Toml {
        Toml::String(self.clone())
    }
}

impl SettingValue for PathBuf {
    const WANTED: &'static str = "a quoted path";

    fn from_toml(value: Toml) -> Option<Self> {
        String::from_toml(value).map(Self::from)
    }

    fn to_toml(&self) -> Toml {
        Toml::String(self.to_string_lossy().into_owned())
    }
}

impl SettingValue for u64 {
    const WANTED: &'static str = "an integer, 0 or more";

    fn from_toml(value: Toml) -> Option<Self> {
        value.as_integer().and_then(|number| number.try_into().ok())
    }

    fn from_variable(text: &str) -> Option<Self> {
        text.trim().parse().ok()
    }

    fn to_toml(&self) -> Toml {
        Toml::Integer(i64::try_from(*self).unwrap_or(i64::MAX))
    }
}

impl SettingValue for bool {
    const WANTED: &'static str = "`true` or `false`";

    fn from_toml(value: Toml) -> Option<Self> {
        value.as_bool()
    }

    fn from_variable(text: &str) -> Option<Self> {
        text.trim().parse().ok()
    }

    fn to_toml(&self) -> Toml {
        Toml::Boolean(*self)
    }
}

impl SettingValue for LogFormat {
    const WANTED: &'static str = "`text` or `json`";

    fn from_toml(value: Toml) -> Option<Self> {
        match value.as_str()? {
            "text" => Some(Self::Text),
            "json" => Some(Self::Json),
            _ => None,
        }
    }

    fn to_toml(&self) -> Toml {
        let name = match self {
            Self::Text => "text",
            Self::Json => "json",
        };
        Toml::String(name.to_owned())
    }
}

impl SettingValue for EngineKind {
    const WANTED: &'static str = "`embedded` or `opensearch`";

    fn from_toml(value: Toml) -> Option<Self> {
        Self::named(value.as_str()?)
    }

    fn to_toml(&self) -> Toml {
        Toml::String(self.as_str().to_owned())
    }
}

impl SettingValue for Vec<String> {
    const WANTED: &'static str = "a list of strings, such as `[\"10.0.0.0/8\"]`";

    fn from_toml(value: Toml) -> Option<Self> {
        match value {
            Toml::Array(items) => items.into_iter().map(String::from_toml).collect(),
            Toml::String(text) => Some(words(&text)),
            _ => None,
        }
    }

    fn to_toml(&self) -> Toml {
        Toml::Array(self.iter().cloned().map(Toml::String).collect())
    }
}

/// Splits a text into words at whitespace and commas.
fn words(text: &str) -> Vec<String> {
    let words = text.split(|c: char| c.is_whitespace() || c == ',').filter(|word| !word.is_empty());
    words.map(str::to_owned).collect()
}

/// Strings that are never displayed.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Secrets(Vec<String>);

impl Secrets {
    /// Iterates over the secrets.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }
}

/// Splits the text at whitespace, which a token cannot contain.
impl From<&str> for Secrets {
    fn from(text: &str) -> Self {
        Self(text.split_whitespace().map(str::to_owned).collect())
    }
}

impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} secrets", self.0.len())
    }
}

impl SettingValue for Secrets {
    const WANTED: &'static str = "a quoted string or a list of quoted strings";

    fn from_toml(value: Toml) -> Option<Self> {
        match value {
            Toml::String(text) => Some(Self::from(text.as_str())),
            Toml::Array(items) => {
                let texts: Option<Vec<String>> = items.into_iter().map(String::from_toml).collect();
                texts.map(|texts| Self::from(texts.join(" ").as_str()))
            }
            _ => None,
        }
    }

    fn to_toml(&self) -> Toml {
        Toml::Array(self.0.iter().map(|_| Toml::String("***".to_owned())).collect())
    }

    fn shown(_: &Toml) -> String {
        " has the wrong type".to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check<T: SettingValue + PartialEq + fmt::Debug>(value: T, variable: &str) {
        assert_eq!(T::from_toml(value.to_toml()).as_ref(), Some(&value));
        assert_eq!(T::from_variable(variable), Some(value));
    }

    #[test]
    fn every_type_round_trips() {
        check("a b".to_owned(), "a b");
        check(PathBuf::from("/srv/index"), "/srv/index");
        check(20, " 20");
        check(false, "false");
        check(LogFormat::Json, "json");
        check(vec!["10.0.0.0/8".to_owned(), "::1".to_owned()], "10.0.0.0/8, ::1");
    }

    #[test]
    fn values_of_other_types_are_rejected() {
        assert_eq!(u64::from_toml(Toml::Integer(-1)), None);
        assert_eq!(u64::from_toml(Toml::Float(1.5)), None);
        assert_eq!(bool::from_variable("yes"), None);
        assert_eq!(String::from_toml(Toml::Integer(1)), None);
        assert_eq!(LogFormat::from_variable("xml"), None);
        assert_eq!(Vec::<String>::from_toml(Toml::Array(vec![Toml::Integer(1)])), None);
    }

    #[test]
    fn secrets_are_parsed_in_every_form_and_never_shown() {
        let list = Toml::Array(vec![Toml::String("one".to_owned()), Toml::String("two".to_owned())]);
        let secrets = Secrets::from_toml(list.clone()).expect("a list");
        assert_eq!(secrets, Secrets::from("one\ttwo\n"));
        assert_eq!(Secrets::from_variable("one two").as_ref(), Some(&secrets));
        let shown = format!("{secrets:?} {} {}", secrets.to_toml(), Secrets::shown(&list));
        assert!(!shown.contains("one") && !shown.contains("two"), "{shown}");
    }
}
