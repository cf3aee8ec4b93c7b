//! The types that a setting may have: how each is read from a file and a variable, and written again.
//!
//! Always holds: what is written by [`Value::to_toml`] is read as the same value, except a secret,
//! which is never written.

use std::{fmt, path::PathBuf};

use toml::Value as Toml;

use super::LogFormat;

/// A type of settings.
pub(super) trait Value: Sized {
    /// What would be right, to end a sentence that begins with `use`.
    const WANTED: &'static str;

    /// Reads what stands in a file.
    fn from_toml(value: Toml) -> Option<Self>;

    /// Reads what stands in the environment.
    fn from_variable(text: &str) -> Option<Self> {
        Self::from_toml(Toml::String(text.to_owned()))
    }

    /// As it would stand in a file.
    fn to_toml(&self) -> Toml;

    /// A bad value as it may be told.
    fn shown(value: &Toml) -> String {
        format!(" is `{value}`")
    }
}

impl Value for String {
    const WANTED: &'static str = "a text in quotes";

    fn from_toml(value: Toml) -> Option<Self> {
        if let Toml::String(text) = value { Some(text) } else { None }
    }

    fn to_toml(&self) -> Toml {
        Toml::String(self.clone())
    }
}

impl Value for PathBuf {
    const WANTED: &'static str = "a path in quotes";

    fn from_toml(value: Toml) -> Option<Self> {
        String::from_toml(value).map(Self::from)
    }

    fn to_toml(&self) -> Toml {
        Toml::String(self.to_string_lossy().into_owned())
    }
}

impl Value for u64 {
    const WANTED: &'static str = "a whole number, 0 or more";

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

impl Value for bool {
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

impl Value for LogFormat {
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

impl Value for Vec<String> {
    const WANTED: &'static str = "a list of texts, as in `[\"10.0.0.0/8\"]`";

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

/// The words of a text, divided by white space or commas.
fn words(text: &str) -> Vec<String> {
    let words = text.split(|c: char| c.is_whitespace() || c == ',').filter(|word| !word.is_empty());
    words.map(str::to_owned).collect()
}

/// Texts that are never shown.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Secrets(Vec<String>);

impl Secrets {
    /// Each of them.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }
}

/// The words of the text: a token holds no white space.
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

impl Value for Secrets {
    const WANTED: &'static str = "a text in quotes, or a list of them";

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
        " has a wrong type".to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check<T: Value + PartialEq + fmt::Debug>(value: T, variable: &str) {
        assert_eq!(T::from_toml(value.to_toml()).as_ref(), Some(&value));
        assert_eq!(T::from_variable(variable), Some(value));
    }

    #[test]
    fn every_type_is_read_back_as_written() {
        check("a b".to_owned(), "a b");
        check(PathBuf::from("/srv/index"), "/srv/index");
        check(20, " 20");
        check(false, "false");
        check(LogFormat::Json, "json");
        check(vec!["10.0.0.0/8".to_owned(), "::1".to_owned()], "10.0.0.0/8, ::1");
    }

    #[test]
    fn values_of_another_type_are_refused() {
        assert_eq!(u64::from_toml(Toml::Integer(-1)), None);
        assert_eq!(u64::from_toml(Toml::Float(1.5)), None);
        assert_eq!(bool::from_variable("yes"), None);
        assert_eq!(String::from_toml(Toml::Integer(1)), None);
        assert_eq!(LogFormat::from_variable("xml"), None);
        assert_eq!(Vec::<String>::from_toml(Toml::Array(vec![Toml::Integer(1)])), None);
    }

    #[test]
    fn secrets_are_read_in_every_form_and_never_shown() {
        let list = Toml::Array(vec![Toml::String("one".to_owned()), Toml::String("two".to_owned())]);
        let secrets = Secrets::from_toml(list.clone()).expect("a list");
        assert_eq!(secrets, Secrets::from("one\ttwo\n"));
        assert_eq!(Secrets::from_variable("one two").as_ref(), Some(&secrets));
        let shown = format!("{secrets:?} {} {}", secrets.to_toml(), Secrets::shown(&list));
        assert!(!shown.contains("one") && !shown.contains("two"), "{shown}");
    }
}
