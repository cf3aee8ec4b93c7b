//! Writes the sidecar of a document, which `ingest` reads.
//!
//! A sidecar outranks the page, so it says only what the page does not say itself or what the administrator
//! has set. Invariant: whatever the values hold, the sidecar has exactly these keys.

use jiff::civil::Date;

use crate::document::Kind;

/// What a sidecar says.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct SidecarLines {
    pub(crate) url: Option<String>,
    pub(crate) title: Option<String>,
    pub(crate) published: Option<Date>,
    pub(crate) kind: Option<Kind>,
    pub(crate) lead: Option<String>,
    /// The id of the post that it is attached to.
    pub(crate) parent: Option<String>,
    /// The character set that the server names.
    pub(crate) charset: Option<String>,
}

impl SidecarLines {
    /// Returns them as YAML.
    pub(crate) fn to_yaml(&self) -> String {
        let values = [
            ("url", self.url.clone()),
            ("title", self.title.clone()),
            ("published", self.published.map(|day| day.to_string())),
            ("kind", self.kind.map(|kind| kind.to_string())),
            ("parent", self.parent.clone()),
            ("lead", self.lead.clone()),
            ("charset", self.charset.clone()),
        ];
        let lines =
            values.into_iter().filter_map(|(key, value)| Some(format!("{key}: {}\n", quoted(&value?))));
        lines.collect()
    }
}

/// Writes a text as a quoted YAML scalar: YAML reads the strings of JSON.
fn quoted(text: &str) -> String {
    let clean: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    serde_json::Value::String(clean).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::frontmatter;

    #[test]
    fn a_sidecar_is_read_as_it_was_meant() {
        let lines = SidecarLines {
            url: Some("https://a.pl/x?a=1&b=\"2\"#".to_owned()),
            title: Some("Tytuł: \"a\"\nkind: act # ' \\ \u{85}\u{7}- [x]".to_owned()),
            published: Some(jiff::civil::date(2026, 1, 5)),
            kind: Some(Kind::News),
            parent: Some("news/a b".to_owned()),
            lead: Some("{}".to_owned()),
            charset: Some("iso-8859-2".to_owned()),
        };
        let facts = frontmatter::parse_sidecar(lines.to_yaml().as_bytes()).expect("YAML");
        assert_eq!(facts.charset, lines.charset);
        let (read, warnings) = (facts.metadata, facts.warnings);
        assert_eq!(warnings, [""; 0]);
        assert_eq!(read.title.as_deref(), Some("Tytuł: \"a\" kind: act # ' \\ - [x]"));
        assert_eq!((read.kind, read.published), (Some(Kind::News), lines.published));
        assert_eq!(read.url, lines.url);
        assert_eq!(read.parent.map(String::from), lines.parent);
        assert_eq!(read.lead, lines.lead);
        assert_eq!(SidecarLines::default().to_yaml(), "");
    }
}
