//! The languages of the pages, and their messages.
//!
//! A page is in the language that its URL names (`ui`), else in the available language that the browser
//! prefers, else in Polish. Texts, plurals and dates are Fluent messages in `web/locales/`. The language of
//! documents does not depend on it. Invariants: the three files define the same messages, and each parses
//! without errors.

use std::{fmt, sync::LazyLock};

use axum::http::{HeaderMap, header};
use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};
use jiff::civil::Date;
use unic_langid::LanguageIdentifier;

use crate::search::request::QueryPair;
use crate::search::{Note, QueryField};

/// The parameter that sets the language of a page.
pub(super) const PARAMETER: &str = "ui";

/// A language of the pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Locale {
    Polish,
    English,
    Ukrainian,
}

impl Locale {
    pub(super) const ALL: [Self; 3] = [Self::Polish, Self::English, Self::Ukrainian];

    /// Returns the language tag (RFC 5646).
    pub(super) const fn tag(self) -> &'static str {
        match self {
            Self::Polish => "pl",
            Self::English => "en",
            Self::Ukrainian => "uk",
        }
    }

    /// Returns the name of the language in that language.
    pub(super) const fn own_name(self) -> &'static str {
        match self {
            Self::Polish => "Polski",
            Self::English => "English",
            Self::Ukrainian => "Українська",
        }
    }

    /// Returns the language that the URL of a page names, if any.
    pub(super) fn asked(pairs: &[QueryPair]) -> Option<Self> {
        let (_, value) = pairs.iter().find(|(name, _)| name == PARAMETER)?;
        Self::ALL.into_iter().find(|locale| locale.tag() == value)
    }

    /// Returns the available language that a browser prefers.
    pub(super) fn accepted(headers: &HeaderMap) -> Self {
        let lines =
            headers.get_all(header::ACCEPT_LANGUAGE).into_iter().filter_map(|line| line.to_str().ok());
        let liked = lines.flat_map(|line| line.split(',')).filter_map(liking);
        // Of languages with equal quality the first wins.
        let best = liked.reduce(|best, next| if next.1 > best.1 { next } else { best });
        best.map_or(Self::Polish, |(locale, _)| locale)
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
    pub(super) fn message(self, message: &str) -> String {
        self.format(message, None)
    }

    /// Formats a message with one argument.
    pub(super) fn message_with(self, message: &str, name: &str, value: impl fmt::Display) -> String {
        let arguments = FluentArgs::from_iter([(name, FluentValue::from(value.to_string()))]);
        self.format(message, Some(&arguments))
    }

    /// Formats a note about how the query was interpreted.
    pub(super) fn note(self, note: &Note) -> String {
        match note {
            Note::NoWord => self.message("note-no-word"),
            Note::MostWords => self.message("note-most-words"),
            Note::SomeWords => self.message("note-some-words"),
            Note::NotFound { words } => {
                let quoted = words.iter().map(|word| self.message_with("quoted", "text", word));
                self.message_with("note-not-found", "words", quoted.collect::<Vec<_>>().join(", "))
            }
            Note::Cut { words } => self.message_with("note-cut", "words", words),
            Note::ShortPrefix { typed } => self.message_with("note-short-prefix", "typed", typed),
            Note::BadValue { typed, field } => {
                let advice = self.message(advice(*field));
                let arguments = [("typed", typed.as_str()), ("advice", &advice)];
                self.format("note-bad-value", Some(&FluentArgs::from_iter(arguments)))
            }
            Note::ManyForms { beginning, most } => {
                let arguments = [("beginning", beginning.clone()), ("most", self.number(*most))];
                self.format("note-many-forms", Some(&FluentArgs::from_iter(arguments)))
            }
            Note::AnyOrder { phrases } => self.message_with("note-any-order", "phrases", phrases),
            Note::NotExcluded { phrases } => self.message_with("note-not-excluded", "phrases", phrases),
        }
    }

    /// Formats a message with a count: `$count` selects the plural form, `$shown` is the formatted number.
    pub(super) fn count(self, message: &str, count: usize) -> String {
        let shown = FluentValue::from(self.number(count));
        let arguments = FluentArgs::from_iter([("count", FluentValue::from(count)), ("shown", shown)]);
        self.format(message, Some(&arguments))
    }

    /// Formats a message about one of many: `$number` of `$count`.
    pub(super) fn one_of(self, message: &str, number: usize, count: usize) -> String {
        let numbers = [("number", number), ("count", count)];
        let arguments = numbers.map(|(name, number)| (name, FluentValue::from(number.to_string())));
        self.format(message, Some(&FluentArgs::from_iter(arguments)))
    }

    /// Formats a date as written in a sentence: `27 września 2022`.
    pub(super) fn date(self, date: Date) -> String {
        let arguments = FluentArgs::from_iter([
            ("day", FluentValue::from(date.day().to_string())),
            ("month", FluentValue::from(i32::from(date.month()))),
            ("year", FluentValue::from(date.year().to_string())),
        ]);
        self.format("date", Some(&arguments))
    }

    /// Formats a time as written in a sentence, to the minute.
    pub(super) fn moment(self, moment: &jiff::Zoned) -> String {
        format!("{}, {:02}:{:02}", self.date(moment.date()), moment.hour(), moment.minute())
    }

    /// Formats a number in groups of three digits: in Polish and Ukrainian from five digits on, with a
    /// non-breaking space.
    pub(super) fn number(self, number: usize) -> String {
        let digits = number.to_string();
        let (least, gap) = if self == Self::English { (4, ",") } else { (5, "\u{a0}") };
        if digits.len() < least {
            return digits;
        }
        let threes = digits.as_bytes().rchunks(3).rev().map(String::from_utf8_lossy);
        threes.collect::<Vec<_>>().join(gap)
    }
}

/// Returns the id of the message that describes valid values of a field.
const fn advice(field: QueryField) -> &'static str {
    match field {
        QueryField::Title => "advice-title",
        QueryField::Number => "advice-number",
        QueryField::Organ => "advice-organ",
        QueryField::District => "advice-district",
        QueryField::Year => "advice-year",
        QueryField::From => "advice-from",
        QueryField::To => "advice-to",
        QueryField::Kind => "advice-kind",
    }
}

/// Parses an element of `Accept-Language` into a language and its quality; `None` if the language is not
/// available or its quality is 0.
fn liking(range: &str) -> Option<(Locale, f32)> {
    let mut parts = range.split(';').map(str::trim);
    let tag = parts.next()?.split('-').next()?.to_ascii_lowercase();
    let locale = Locale::ALL.into_iter().find(|locale| locale.tag() == tag)?;
    let quality =
        parts.find_map(|part| part.strip_prefix("q=")).map_or(Some(1.0), |quality| quality.parse().ok())?;
    (quality > 0.0).then_some((locale, quality))
}

/// The messages of each language, in the order of [`Locale::ALL`].
static BUNDLES: LazyLock<[FluentBundle<FluentResource>; 3]> = LazyLock::new(|| {
    [
        bundle(Locale::Polish, include_str!("../../web/locales/pl.ftl")),
        bundle(Locale::English, include_str!("../../web/locales/en.ftl")),
        bundle(Locale::Ukrainian, include_str!("../../web/locales/uk.ftl")),
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
