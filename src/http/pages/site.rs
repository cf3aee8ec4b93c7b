//! What every page needs: the path and name of the site, its language and the links to the other languages.

use askama::Template;
use axum::{
    http::{HeaderMap, HeaderValue, Uri, header},
    response::{Html, IntoResponse, Response},
};

use crate::{
    http::{
        app::App,
        assets,
        error::ApiError,
        links,
        locale::{self, Locale},
        params,
    },
    search::request::QueryPair,
};

/// Maximum number of parameters, and maximum length of a value, in the links to other languages; no page
/// accepts more.
const MAX_PAIRS: usize = 64;
const MAX_VALUE_BYTES: usize = 8_000;

/// The values that every template needs.
pub(crate) struct Site {
    /// The path below which the pages are.
    pub(crate) base: String,
    pub(crate) version: &'static str,
    pub(crate) name: String,
    pub(crate) locale: Locale,
    pub(crate) switches: Vec<LanguageLink>,
    /// The public URL of the site, if configured.
    pub(crate) public_url: Option<String>,
    /// Whether the URL sets the language, so that links must, too.
    is_chosen: bool,
}

/// A link to the same page in another language.
pub(crate) struct LanguageLink {
    pub(crate) locale: Locale,
    pub(crate) href: String,
    pub(crate) is_current: bool,
}

impl Site {
    /// Builds the site for a page at this URL and the languages of this browser.
    pub(crate) fn new(app: &App, uri: &Uri, headers: &HeaderMap) -> Self {
        let pairs = params::pairs(uri.query().unwrap_or_default()).unwrap_or_default();
        let asked = locale::asked(&pairs);
        let locale = asked.unwrap_or_else(|| locale::accepted(headers));
        let config = app.live.get();
        let switch = |to: Locale| LanguageLink {
            locale: to,
            href: switched(&app.base, uri.path(), &pairs, to),
            is_current: to == locale,
        };
        Self {
            base: app.base.as_ref().to_owned(),
            version: assets::version(),
            name: config.site_name.clone(),
            locale,
            switches: Locale::ALL.map(switch).into(),
            public_url: config.public_url.clone(),
            is_chosen: asked.is_some(),
        }
    }

    /// Returns a message.
    pub(crate) fn message(&self, message: &str) -> String {
        self.locale.message(message)
    }

    /// Returns the URL of a page of the site.
    pub(crate) fn page(&self, path: &str) -> String {
        self.with_language(format!("{}{path}", self.base))
    }

    /// Adds the chosen language to a URL.
    pub(crate) fn with_language(&self, href: String) -> String {
        if !self.is_chosen {
            return href;
        }
        let (page, fragment) = href.split_once('#').map_or((href.as_str(), None), |(p, f)| (p, Some(f)));
        let sign = if page.contains('?') { '&' } else { '?' };
        let fragment = fragment.map(|fragment| format!("#{fragment}")).unwrap_or_default();
        format!("{page}{sign}{}={}{fragment}", locale::PARAMETER, self.locale.tag())
    }

    /// Returns the language for a form field, if it was chosen.
    pub(crate) fn chosen(&self) -> Option<&'static str> {
        self.is_chosen.then(|| self.locale.tag())
    }

    /// Returns the canonical URL of a page, if the public URL is configured.
    pub(crate) fn canonical(&self, path: &str) -> Option<String> {
        let path = path.strip_prefix(self.base.as_str()).unwrap_or(path);
        self.public_url.as_ref().map(|url| format!("{url}{path}"))
    }
}

#[cfg(test)]
impl Site {
    /// Returns the site of a service without settings, at the root of its host.
    pub(crate) fn sample(locale: Locale) -> Self {
        Self {
            base: String::new(),
            version: assets::version(),
            name: "Skorowidz".to_owned(),
            locale,
            switches: Vec::new(),
            public_url: None,
            is_chosen: false,
        }
    }
}

/// Returns the URL of the same page in another language.
fn switched(base: &str, path: &str, pairs: &[QueryPair], to: Locale) -> String {
    let language = (locale::PARAMETER.to_owned(), to.tag().to_owned());
    // Two slashes would begin the name of another host.
    let path = path.trim_start_matches(['/', '\\']);
    let is_asked = |(name, value): &&QueryPair| {
        name != locale::PARAMETER && !value.is_empty() && value.len() <= MAX_VALUE_BYTES
    };
    let others = pairs.iter().filter(is_asked).take(MAX_PAIRS);
    format!("{base}/{path}?{}", links::query(others.chain([&language])))
}

/// Renders a template as a response in the language of the site.
pub(crate) fn page(site: &Site, template: &impl Template) -> Result<Response, ApiError> {
    let mut response = rendered(template)?.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(site.locale.tag()));
    headers.append(header::VARY, HeaderValue::from_static("accept-language"));
    Ok(response)
}

/// Renders a template as HTML.
pub(crate) fn rendered(template: &impl Template) -> Result<Html<String>, ApiError> {
    template.render().map(Html).map_err(|error| {
        tracing::error!(%error, "failed to render a page");
        ApiError::Internal
    })
}

/// Returns the parameters with a value: forms send empty fields, too, and the language of the page does not
/// affect the search.
pub(crate) fn filled(pairs: &[QueryPair]) -> Vec<QueryPair> {
    let is_asked = |(name, value): &&QueryPair| !value.trim().is_empty() && name != locale::PARAMETER;
    pairs.iter().filter(is_asked).cloned().collect()
}
