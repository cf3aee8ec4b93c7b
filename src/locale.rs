//! The languages in which the program speaks to people, and its messages in them.
//!
//! Texts, plurals and dates are Fluent messages in `web/locales/`. Which language a page is in is left to
//! `http/locale`; the language of documents does not depend on it. Invariants: the three files define the
//! same messages, and each parses without errors.

use std::{fmt, sync::LazyLock};

use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};
use jiff::civil::Date;
use unic_langid::LanguageIdentifier;

/// A language of the pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Locale {
    Polish,
    English,
    Ukrainian,
}

impl Locale {
    pub(crate) const ALL: [Self; 3] = [Self::Polish, Self::English, Self::Ukrainian];

    /// Returns the language tag (RFC 5646).
    pub(crate) const fn tag(self) -> &'static str {
        match self {
            Self::Polish => "pl",
            Self::English => "en",
            Self::Ukrainian => "uk",
        }
    }

    /// Returns the name of the language in that language.
    pub(crate) const fn own_name(self) -> &'static str {
        match self {
            Self::Polish => "Polski",
            Self::English => "English",
            Self::Ukrainian => "Українська",
        }
    }

    /// Formats a message with the given arguments.
    fn format(self, message: &str, arguments: Option<&FluentArgs<'_>>) -> String {
        let bundle = &BUNDLES[self as usize];
        let Some(pattern) = bundle.get_message(message).and_then(|message| message.value()) else {
            tracing::error!(message, "unknown message");
            return message.to_owned();
        };
        bundle.format_pattern(pattern, arguments, &mut Vec::new()).into_owned()
    }

    /// Formats a message without arguments.
    pub(crate) fn message(self, message: &str) -> String {
        self.format(message, None)
    }

    /// Formats a message with one argument.
    pub(crate) fn message_with(self, message: &str, name: &str, value: impl fmt::Display) -> String {
        let arguments = FluentArgs::from_iter([(name, FluentValue::from(value.to_string()))]);
        self.format(message, Some(&arguments))
    }

    /// Formats a message with several arguments.
    pub(crate) fn message_of<'a>(
        self,
        message: &str,
        arguments: impl IntoIterator<Item = (&'a str, String)>,
    ) -> String {
        self.format(message, Some(&FluentArgs::from_iter(arguments)))
    }

    /// Formats a message with a count: `$count` selects the plural form, `$shown` is the formatted number.
    pub(crate) fn count(self, message: &str, count: usize) -> String {
        let shown = FluentValue::from(self.number(count));
        let arguments = FluentArgs::from_iter([("count", FluentValue::from(count)), ("shown", shown)]);
        self.format(message, Some(&arguments))
    }

    /// Formats a message about one of many: `$number` of `$count`.
    pub(crate) fn one_of(self, message: &str, number: usize, count: usize) -> String {
        let numbers = [("number", number), ("count", count)];
        let arguments = numbers.map(|(name, number)| (name, FluentValue::from(number.to_string())));
        self.format(message, Some(&FluentArgs::from_iter(arguments)))
    }

    /// Formats a date as written in a sentence: `27 września 2022`.
    pub(crate) fn date(self, date: Date) -> String {
        let arguments = FluentArgs::from_iter([
            ("day", FluentValue::from(date.day().to_string())),
            ("month", FluentValue::from(i32::from(date.month()))),
            ("year", FluentValue::from(date.year().to_string())),
        ]);
        self.format("date", Some(&arguments))
    }

    /// Formats a time as written in a sentence, to the minute.
    pub(crate) fn moment(self, moment: &jiff::Zoned) -> String {
        format!("{}, {:02}:{:02}", self.date(moment.date()), moment.hour(), moment.minute())
    }

    /// Formats a number in groups of three digits: in Polish and Ukrainian from five digits on, with a
    /// non-breaking space.
    pub(crate) fn number(self, number: usize) -> String {
        let digits = number.to_string();
        let (least, gap) = if self == Self::English { (4, ",") } else { (5, "\u{a0}") };
        if digits.len() < least {
            return digits;
        }
        let threes = digits.as_bytes().rchunks(3).rev().map(String::from_utf8_lossy);
        threes.collect::<Vec<_>>().join(gap)
    }
}

/// The messages of each language, in the order of [`Locale::ALL`].
static BUNDLES: LazyLock<[FluentBundle<FluentResource>; 3]> = LazyLock::new(|| {
    [
        bundle(Locale::Polish, include_str!("../web/locales/pl.ftl")),
        bundle(Locale::English, include_str!("../web/locales/en.ftl")),
        bundle(Locale::Ukrainian, include_str!("../web/locales/uk.ftl")),
    ]
});

fn bundle(locale: Locale, source: &str) -> FluentBundle<FluentResource> {
    let language: LanguageIdentifier = locale.tag().parse().unwrap_or_default();
    let mut bundle = FluentBundle::new_concurrent(vec![language]);
    // Bidirectional isolation marks around arguments would appear in titles and attributes, too; templates
    // isolate instead.
    bundle.set_use_isolating(false);
    let resource = FluentResource::try_new(source.to_owned()).unwrap_or_else(|(resource, _)| resource);
    bundle.add_resource_overriding(resource);
    bundle
}

#[cfg(test)]
mod tests;
