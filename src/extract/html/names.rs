//! Tells from the names that a site gives to its elements which of them are not part of the text.
//!
//! What the elements hold is left to `boilerplate`. Invariant: the name of the whole page, and a name that
//! says what an element has (`has-sidebar`), mean nothing.

use scraper::node::Element;

/// Names of elements around the text.
const AROUND: [&str; 92] = [
    "nav",
    "navbar",
    "navi",
    "navigation",
    "nawigacja",
    "navmenu",
    "submenu",
    "sidebar",
    "topbar",
    "toolbar",
    "stopka",
    "banery",
    "wyszukiwarka",
    "szukaj",
    "szukarka",
    "searchbox",
    "searchform",
    "ciastka",
    "ciasteczka",
    "consent",
    "gdpr",
    "cmp",
    "logowanie",
    "login",
    "jezyki",
    "jezyk",
    "languages",
    "langs",
    "lang",
    "wcag",
    "a11y",
    "accessibility",
    "ulatwienia",
    "fontsize",
    "kontrast",
    "czcionka",
    "czcionki",
    "pogoda",
    "weather",
    "imieniny",
    "licznik",
    "statystyka",
    "statystyki",
    "ankieta",
    "sonda",
    "poll",
    "facebook",
    "fb",
    "modal",
    "popup",
    "mostread",
    "recent",
    "polecane",
    "polecamy",
    "tagcloud",
    "banner",
    "colophon",
    "bottombar",
    "skroty",
    "preloader",
    "dropdown",
    "hits",
    "newsflash",
    "slider",
    "leftpanel",
    "rightpanel",
    "leftcol",
    "rightcol",
    "leftcolumn",
    "rightcolumn",
    "lewa",
    "prawa",
    "boczna",
    "boczny",
    "aside",
    "kursy",
    "kalendarium",
    "reklama",
    "reklamy",
    "ads",
    "ribbonrow",
    "siteactions",
    "welcomemenu",
    "countdown",
    "survey",
    "subscribe",
    "instagram",
    "insta",
    "youtube",
    "online",
    "przydatne",
    "najpopularniejsze",
];
/// Beginnings of such names.
const AROUND_BEGINNINGS: [&str; 6] = ["menu", "cookie", "footer", "newsletter", "offcanvas", "megamenu"];
/// Names of elements that lead elsewhere, even within the text.
const LEADING: [&str; 35] = [
    "crumbs",
    "crumb",
    "sciezka",
    "rootline",
    "path",
    "gdzie",
    "pagination",
    "pager",
    "pagenav",
    "addtoany",
    "sharedaddy",
    "sharing",
    "udost",
    "powiazane",
    "podobne",
    "tags",
    "tagi",
    "print",
    "drukuj",
    "actions",
    "icons",
    "narzedzia",
    "tools",
    "links",
    "prev",
    "next",
    "backlink",
    "zobacz",
    "polec",
    "wstecz",
    "powrot",
    "rate",
    "rating",
    "ocena",
    "addthis",
];
/// Beginnings of such names.
const LEADING_BEGINNINGS: [&str; 8] =
    ["breadcrumb", "okruszk", "okruszek", "share", "social", "udostepni", "skip", "related"];
/// Names of elements that say who made the page and when.
const METADATA: [&str; 14] = [
    "metryka",
    "metryczka",
    "metadane",
    "metadata",
    "byline",
    "submitted",
    "article-info",
    "entry-footer",
    "news-footer",
    "posted-on",
    "meta",
    "hist",
    "historia",
    "changelog",
];
/// Names of elements with what readers wrote.
const COMMENTS: [&str; 5] = ["comments", "comment-respond", "respond", "komentarze", "disqus_thread"];
/// Beginnings of names of elements that a click opens: parts of an accordion, tabs.
const OPENED_BEGINNINGS: [&str; 7] =
    ["accordion", "akordeon", "collapse", "tabpanel", "faq", "spoiler", "rozwi"];
/// Prefixes of names that say what a page has, not what an element is: `has-sidebar`.
const ABOUT: [&str; 5] = ["has-", "with-", "no-", "without-", "is-"];

/// The maximum size of an attribute that is read, in bytes; real ones have a tenth of this.
const NAME_BYTES: usize = 1024;

/// What the names of an element say of it.
#[derive(Debug, Clone, Copy, Default)]
#[expect(clippy::struct_excessive_bools, reason = "an element may have several names")]
pub(super) struct NamedAs {
    /// It is around the text.
    pub(super) is_around: bool,
    /// It leads elsewhere, even within the text.
    pub(super) is_leading: bool,
    /// It says who made the page and when.
    pub(super) is_metadata: bool,
    /// It holds what readers wrote.
    pub(super) is_comments: bool,
}

impl NamedAs {
    /// Reads the names of an element.
    pub(super) fn of(element: &Element) -> Self {
        let mut found = Self::default();
        if matches!(element.name(), "body" | "html") {
            return found;
        }
        names(element).for_each(|name| found.add(name));
        found
    }

    /// Returns whether a name says that the element is not part of the text.
    pub(super) fn is_hinted(self) -> bool {
        self.is_around || self.is_leading
    }

    fn add(&mut self, name: &str) {
        let lower = name.to_lowercase();
        if ABOUT.iter().any(|prefix| lower.starts_with(prefix)) {
            return;
        }
        self.is_metadata |= METADATA.contains(&lower.as_str());
        self.is_comments |= COMMENTS.contains(&lower.as_str());
        for part in parts(name) {
            let begins = |beginnings: &[&str]| beginnings.iter().any(|beginning| part.starts_with(beginning));
            self.is_around |= AROUND.contains(&part.as_str()) || begins(&AROUND_BEGINNINGS);
            self.is_leading |= LEADING.contains(&part.as_str()) || begins(&LEADING_BEGINNINGS);
            self.is_metadata |= METADATA.contains(&part.as_str());
        }
    }
}

/// Returns whether the names of an element say that a click opens it.
pub(super) fn opens(element: &Element) -> bool {
    let names = names(element).chain(element.attr("role"));
    names.flat_map(parts).any(|part| OPENED_BEGINNINGS.iter().any(|beginning| part.starts_with(beginning)))
}

/// Returns the id and the classes of an element, as far as they are read.
pub(super) fn names(element: &Element) -> impl Iterator<Item = &str> {
    let attributes = [element.attr("id"), element.attr("class")].into_iter().flatten();
    let read = attributes.map(|names| &names[..names.floor_char_boundary(NAME_BYTES)]);
    read.flat_map(str::split_whitespace)
}

/// Returns the words of a name in lower case: those of `main-menu`, `main_menu2` and `mainMenu`.
fn parts(name: &str) -> impl Iterator<Item = String> {
    let mut parts = vec![String::new()];
    let mut is_lower = false;
    for c in name.chars() {
        if matches!(c, '-' | '_' | ':') || is_lower && c.is_uppercase() {
            parts.push(String::new());
        }
        is_lower = c.is_lowercase();
        if !matches!(c, '-' | '_' | ':')
            && let Some(part) = parts.last_mut()
        {
            part.extend(c.to_lowercase());
        }
    }
    parts.into_iter().map(|part| part.trim_end_matches(|c: char| c.is_ascii_digit()).to_owned())
}

#[cfg(test)]
mod tests {
    use super::parts;

    #[test]
    fn names_are_split_at_signs_and_capitals() {
        for name in ["main-menu", "main_menu2", "mainMenu", "main:menu", "Main-Menu"] {
            assert_eq!(parts(name).collect::<Vec<_>>(), ["main", "menu"], "{name}");
        }
    }
}
