//! Text pages: search help, the accessibility statement, the privacy page.
//!
//! The statements are Markdown compiled into the program, or the administrator's own files in the folder of
//! the setting `statements`, read for each request. Invariants: HTML in them is shown as text, except for the
//! anchors of the accessibility form, and links lead only to web and mail addresses.

use std::path::Path;

use askama::Template;
use axum::{
    extract::State,
    http::{HeaderMap, Uri},
    response::Response,
};
use pulldown_cmark::{Event, LinkType, Options, Parser, Tag, TagEnd, html};

use crate::{
    config::Config,
    http::{
        app::App,
        error::ApiError,
        links,
        locale::Locale,
        pages::site::{Site, page},
    },
};

/// Maximum size in bytes of a statement of the administrator; larger files are ignored.
const MAX_STATEMENT_BYTES: u64 = 256 << 10;

/// The subject of a text page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Statement {
    Accessibility,
    Privacy,
}

impl Statement {
    /// Returns the base name of its files, without language and extension.
    const fn name(self) -> &'static str {
        match self {
            Self::Accessibility => "accessibility",
            Self::Privacy => "privacy",
        }
    }

    /// Returns the name of its file in a language.
    fn file(self, locale: Locale) -> String {
        format!("{}.{}.md", self.name(), locale.tag())
    }

    /// Returns the text compiled into the program.
    const fn built_in(self, locale: Locale) -> &'static str {
        match (self, locale) {
            (Self::Accessibility, Locale::Polish) => {
                include_str!("../../../web/statements/accessibility.pl.md")
            }
            (Self::Accessibility, Locale::English) => {
                include_str!("../../../web/statements/accessibility.en.md")
            }
            (Self::Accessibility, Locale::Ukrainian) => {
                include_str!("../../../web/statements/accessibility.uk.md")
            }
            (Self::Privacy, Locale::Polish) => include_str!("../../../web/statements/privacy.pl.md"),
            (Self::Privacy, Locale::English) => include_str!("../../../web/statements/privacy.en.md"),
            (Self::Privacy, Locale::Ukrainian) => include_str!("../../../web/statements/privacy.uk.md"),
        }
    }
}

#[derive(Template)]
#[template(path = "statement.html")]
struct StatementPage {
    site: Site,
    title: String,
    html: String,
}

#[derive(Template)]
#[template(path = "help.html")]
struct HelpPage {
    site: Site,
    examples: Vec<Example>,
}

/// An example query and its meaning.
struct Example {
    query: String,
    href: String,
    meaning: String,
}

/// The message ids of the examples; the query is the message with the suffix `-example`.
const EXAMPLES: [&str; 11] = [
    "help-phrase",
    "help-minus",
    "help-or",
    "help-prefix",
    "help-number",
    "help-day",
    "help-title",
    "help-year",
    "help-district",
    "help-organ",
    "help-kind",
];

/// `GET /help`
pub(crate) async fn help(State(app): State<App>, uri: Uri, headers: HeaderMap) -> Result<Response, ApiError> {
    let site = Site::new(&app, &uri, &headers);
    let example = |message: &str| {
        let query = site.message(&format!("{message}-example"));
        let href = format!("{}/search?q={}", site.base, links::parameter(&query));
        Example { href: site.with_language(href), meaning: site.message(message), query }
    };
    let examples = EXAMPLES.iter().copied().chain(["help-since"]).map(example).collect();
    let template = HelpPage { site, examples };
    page(&template.site, &template)
}

/// `GET /accessibility`
pub(crate) async fn accessibility(
    State(app): State<App>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    show(&app, &uri, &headers, Statement::Accessibility).await
}

/// `GET /privacy`
pub(crate) async fn privacy(
    State(app): State<App>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    show(&app, &uri, &headers, Statement::Privacy).await
}

async fn show(app: &App, uri: &Uri, headers: &HeaderMap, statement: Statement) -> Result<Response, ApiError> {
    let site = Site::new(app, uri, headers);
    let config = app.live.get();
    let own = match &config.statements {
        Some(folder) => custom_text(folder, statement, site.locale).await,
        None => None,
    };
    let markdown = own.unwrap_or_else(|| statement.built_in(site.locale).to_owned());
    let title = site.message(statement.name());
    let template = StatementPage { title, html: rendered(&filled_in(&markdown, &config, site.locale)), site };
    page(&template.site, &template)
}

/// Reads the administrator's own text, if there is one.
async fn custom_text(folder: &Path, statement: Statement, locale: Locale) -> Option<String> {
    let path = folder.join(statement.file(locale));
    let bytes = tokio::fs::metadata(&path).await.ok()?.len();
    let text = tokio::fs::read_to_string(&path).await;
    if bytes > MAX_STATEMENT_BYTES || text.is_err() {
        tracing::warn!(path = %path.display(), "failed to read a statement: it must be a text file of at most 256 KB");
        return None;
    }
    text.ok()
}

/// Fills in the settings for `{site_name}`, `{operator}`, `{contact}`, `{url}`, `{queries_days}` and
/// `{queries_min_count}`, or a placeholder text for settings that are empty.
fn filled_in(markdown: &str, config: &Config, locale: Locale) -> String {
    let (days, least) = (config.queries_days.to_string(), config.queries_min_count.to_string());
    let values = [
        ("site_name", config.site_name.as_str()),
        ("operator", &config.operator),
        ("contact", &config.contact),
        ("url", config.public_url.as_deref().unwrap_or_default()),
        ("queries_days", &days),
        ("queries_min_count", &least),
    ];
    values.into_iter().fold(markdown.to_owned(), |text, (name, value)| {
        let place = format!("{{{name}}}");
        if value.is_empty() {
            text.replace(&place, &locale.message(&format!("unset-{name}")))
        } else if name == "contact" && value.contains('@') && !value.contains(char::is_whitespace) {
            text.replace(&place, &format!("<{value}>"))
        } else {
            text.replace(&place, value)
        }
    })
}

/// A statement with placeholders that are still to be filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnfilledStatement {
    /// The name of its file in the folder of the setting `statements`.
    pub file: String,
    /// The number of placeholders.
    pub places: usize,
    /// The first placeholder.
    pub first: String,
}

/// Returns the statements that still have placeholders with these settings.
pub fn unfilled(config: &Config) -> Vec<UnfilledStatement> {
    let all = [Statement::Accessibility, Statement::Privacy];
    let all = all.into_iter().flat_map(|statement| Locale::ALL.map(|locale| (statement, locale)));
    all.filter_map(|(statement, locale)| {
        let file = statement.file(locale);
        let own = config.statements.as_ref().and_then(|folder| read(&folder.join(&file)));
        let text = own.unwrap_or_else(|| statement.built_in(locale).to_owned());
        let text = filled_in(&text, config, locale);
        let mut places = places(&text);
        let first = places.next()?.to_owned();
        Some(UnfilledStatement { file, places: places.count() + 1, first })
    })
    .collect()
}

/// Returns the placeholders of a text: parentheses that begin with the word for "fill in" in one of the
/// languages.
fn places(text: &str) -> impl Iterator<Item = &str> {
    const WORDS: [&str; 3] = ["uzupełnij", "fill in", "заповніть"];
    let bracketed = text.split('(').skip(1).filter_map(|rest| Some(&rest[..rest.find(')')?]));
    let is_open = |place: &&str| {
        let place = place.to_lowercase();
        let rest = WORDS.iter().find_map(|word| place.strip_prefix(word));
        rest.is_some_and(|rest| !rest.starts_with(char::is_alphabetic))
    };
    bracketed.filter(is_open)
}

/// Reads a statement of the administrator; `None` if there is no readable one.
fn read(path: &Path) -> Option<String> {
    let bytes = std::fs::metadata(path).ok().filter(std::fs::Metadata::is_file)?.len();
    (bytes <= MAX_STATEMENT_BYTES).then(|| std::fs::read_to_string(path).ok()).flatten()
}

/// Renders Markdown as HTML. Of the HTML in it only the named anchors remain that the law requires in an
/// accessibility statement: `<span id="a11y-status">`.
pub(crate) fn rendered(markdown: &str) -> String {
    let mut open_spans = 0_usize;
    let options = Options::ENABLE_TABLES | Options::ENABLE_HEADING_ATTRIBUTES;
    let events = Parser::new_ext(markdown, options).map(|event| match event {
        Event::InlineHtml(tag) if is_named_span(&tag) => {
            open_spans += 1;
            Event::InlineHtml(tag)
        }
        Event::InlineHtml(tag) if &*tag == "</span>" && open_spans > 0 => {
            open_spans -= 1;
            Event::InlineHtml(tag)
        }
        Event::Html(text) | Event::InlineHtml(text) => Event::Text(text),
        Event::Start(Tag::Heading { level, id, .. }) => {
            let id = id.filter(|id| is_place(id));
            Event::Start(Tag::Heading { level, id, classes: Vec::new(), attrs: Vec::new() })
        }
        Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
            let is_mail = link_type == LinkType::Email || dest_url.starts_with("mailto:");
            let is_ours = dest_url.starts_with('/') && !dest_url.starts_with("//");
            let is_safe = is_mail || is_ours || links::original(Some(&dest_url)).is_some();
            let dest_url = if is_safe { dest_url } else { "#".into() };
            Event::Start(Tag::Link { link_type, dest_url, title, id })
        }
        // Nothing is loaded from elsewhere.
        Event::Start(Tag::Image { .. }) | Event::End(TagEnd::Image) => Event::Text("".into()),
        event => event,
    });
    let mut rendered = String::new();
    html::push_html(&mut rendered, events);
    rendered
}

/// Returns whether a tag opens a named anchor of the form and has no other attributes.
fn is_named_span(tag: &str) -> bool {
    tag.strip_prefix("<span id=\"").and_then(|rest| rest.strip_suffix("\">")).is_some_and(is_place)
}

/// Returns whether this is an anchor name of the accessibility form.
fn is_place(id: &str) -> bool {
    id.strip_prefix("a11y-").is_some_and(|rest| rest.bytes().all(|b| b.is_ascii_lowercase() || b == b'-'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Settings;

    #[test]
    fn named_anchors_are_kept_and_all_other_markup_is_text() {
        let html = rendered(
            "## Kontakt {#a11y-kontakt .x onclick=alert(1)}\n\nJest <span id=\"a11y-status\">zgodna</span> \
             <span onclick=\"x\" id=\"a11y-a\">b</span> <span id=\"other\">c</span>\n\n## D {#search}",
        );
        assert!(html.contains("<h2 id=\"a11y-kontakt\">Kontakt</h2>"), "{html}");
        assert!(html.contains("<span id=\"a11y-status\">zgodna</span>"), "{html}");
        assert_eq!(html.matches("<span").count(), 1, "{html}");
        assert_eq!(html.matches("</span>").count(), 1, "{html}");
        assert!(html.contains("<h2>D</h2>"), "{html}");
    }

    #[test]
    fn accessibility_statements_have_every_required_anchor() {
        for locale in Locale::ALL {
            let html = rendered(Statement::Accessibility.built_in(locale));
            for name in [
                "wstep",
                "podmiot",
                "url",
                "data-publikacja",
                "data-aktualizacja",
                "status",
                "data-sporzadzenie",
                "data-przeglad",
                "kontakt",
                "osoba",
                "email",
                "telefon",
                "procedura",
                "architektura",
                "aplikacje",
            ] {
                assert_eq!(html.matches(&format!(" id=\"a11y-{name}\"")).count(), 1, "{name}: {html}");
            }
        }
    }

    #[test]
    fn statements_render_only_text_and_safe_links() {
        let html = rendered(
            "## Kto?\n\nTekst <script>alert(1)</script> [a](javascript:alert(1)) [b](https://example.org) <a@b.pl> ![x](y)",
        );
        assert!(
            !html.contains("<script") && !html.contains("javascript") && !html.contains("<img"),
            "{html}"
        );
        assert!(html.contains("<h2>Kto?</h2>") && html.contains("href=\"https://example.org\""), "{html}");
        assert!(html.contains("mailto:a@b.pl"), "{html}");
    }

    #[test]
    fn placeholders_are_found_in_every_language_until_filled_in() {
        let folder = tempfile::tempdir().expect("a folder");
        let settings = |statements: Option<&Path>| Settings {
            statements: statements.map(Path::to_owned),
            operator: Some("Urząd".to_owned()),
            contact: Some("a@b.pl".to_owned()),
            public_url: Some("https://a.pl".to_owned()),
            ..Settings::default()
        };
        let unfilled = |statements: Option<&Path>| {
            unfilled(&Config::resolve(settings(statements)).expect("valid settings"))
        };
        let built_in = unfilled(None);
        let files: Vec<&str> = built_in.iter().map(|one| one.file.as_str()).collect();
        assert_eq!(files.len(), 6, "{files:?}");
        assert_eq!((built_in[0].places, built_in[0].first.as_str()), (7, "uzupełnij: RRRR-MM-DD"));
        for (statement, locale) in [Statement::Accessibility, Statement::Privacy]
            .into_iter()
            .flat_map(|statement| Locale::ALL.map(|locale| (statement, locale)))
        {
            let whole = "## Kto\n\nUrząd (tak), {operator}, (nie uzupełniaj). Fill in the form.\n";
            std::fs::write(folder.path().join(statement.file(locale)), whole).expect("written");
        }
        assert_eq!(unfilled(Some(folder.path())), []);
        std::fs::write(folder.path().join("privacy.en.md"), "a (Fill in: who) b").expect("written");
        let expected = UnfilledStatement {
            file: "privacy.en.md".to_owned(),
            places: 1,
            first: "Fill in: who".to_owned(),
        };
        assert_eq!(unfilled(Some(folder.path())), [expected]);
    }

    #[test]
    fn every_statement_exists_in_every_language() {
        for statement in [Statement::Accessibility, Statement::Privacy] {
            for locale in Locale::ALL {
                let html = rendered(statement.built_in(locale));
                assert!(html.len() > 800 && html.contains("<h2>"), "{statement:?} {locale:?}");
                assert!(statement.built_in(locale).contains("{operator}"), "{statement:?} {locale:?}");
            }
        }
    }
}
