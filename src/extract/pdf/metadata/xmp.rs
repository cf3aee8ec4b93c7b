//! Extracts the few relevant properties from an XMP packet.
//!
//! It scans for the usual prefixes instead of parsing: packets are often cut off or badly escaped, and a
//! wrong guess costs one title. Invariant: each scan passes over the packet once, however it is nested.

use quick_xml::escape::unescape;

/// Returns `dc:title`: the Polish one if the packet has several languages, or else the default.
pub(super) fn title(packet: &str) -> Option<String> {
    let value = property(packet, "dc:title")?;
    let items: Vec<(&str, &str)> = items(value).collect();
    let of = |wanted: &str| {
        items
            .iter()
            .find(|(attributes, _)| attribute(attributes, "xml:lang").is_some_and(|l| l.starts_with(wanted)))
    };
    let item = of("pl").or_else(|| of("x-default")).or(items.first());
    text(item.map_or(value, |(_, item)| item))
}

/// Returns `dc:language`.
pub(super) fn language(packet: &str) -> Option<String> {
    first(packet, "dc:language")
}

fn first(packet: &str, name: &str) -> Option<String> {
    let value = property(packet, name)?;
    text(items(value).next().map_or(value, |(_, item)| item))
}

/// Returns the value of a property, written as an element or as an attribute.
fn property<'a>(packet: &'a str, name: &str) -> Option<&'a str> {
    element(packet, name).map(|(_, value, _)| value).or_else(|| attribute(packet, name))
}

/// Returns the attributes and content of the first element `name`, and what follows it.
fn element<'a>(packet: &'a str, name: &str) -> Option<(&'a str, &'a str, &'a str)> {
    let is_end = |rest: &str| rest.starts_with(|c: char| c == '>' || c.is_whitespace());
    let mut starts = packet.match_indices('<').map(|(at, _)| &packet[at + 1..]);
    let inside = starts.find_map(|rest| rest.strip_prefix(name).filter(|rest| is_end(rest)))?;
    let (attributes, content) = inside.split_once('>')?;
    if attributes.ends_with('/') {
        return None;
    }
    let mut ends = content.match_indices("</");
    let (end, _) = ends.find(|(at, _)| content[at + 2..].starts_with(name))?;
    Some((attributes, &content[..end], &content[end..]))
}

/// Returns the entries of a list, each with its attributes.
fn items(list: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut rest = list;
    std::iter::from_fn(move || {
        let (attributes, content, after) = element(rest, "rdf:li")?;
        rest = after;
        Some((attributes, content))
    })
}

/// Returns the value of the first attribute `name`.
fn attribute<'a>(packet: &'a str, name: &str) -> Option<&'a str> {
    packet.match_indices(name).find_map(|(at, _)| {
        let is_start = packet[..at].chars().next_back().is_none_or(char::is_whitespace);
        let rest = packet[at + name.len()..].trim_start().strip_prefix('=')?.trim_start();
        let quote = rest.chars().next().filter(|c| is_start && matches!(c, '"' | '\''))?;
        rest[1..].split_once(quote).map(|(value, _)| value)
    })
}

/// Returns the plain text of a value; `None` if it contains other elements or is empty.
fn text(value: &str) -> Option<String> {
    let value = value.trim();
    if value.is_empty() || value.contains('<') {
        return None;
    }
    let mut text = String::with_capacity(value.len());
    let mut parts = value.split('&');
    text.push_str(parts.next().unwrap_or_default());
    for part in parts {
        match part.split_once(';').and_then(|(name, rest)| Some((resolved(name)?, rest))) {
            Some((character, rest)) => text.extend([character.as_str(), rest]),
            None => text.extend(["&", part]),
        }
    }
    Some(text)
}

/// Returns what a reference such as `&amp;` or `&#322;` stands for.
fn resolved(name: &str) -> Option<String> {
    Some(unescape(&format!("&{name};")).ok()?.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const PACKET: &str = r#"<x:xmpmeta><rdf:RDF><rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"
        xap:CreateDate = "2014-02-12T08:30:00+01:00" dc:titles="no">
        <dc:title><rdf:Alt><rdf:li xml:lang="x-default">Resolution</rdf:li>
        <rdf:li xml:lang="pl-PL">Uchwa&#322;a &amp; za&#x142;&#x105;cznik</rdf:li></rdf:Alt></dc:title>
        <dc:language><rdf:Bag><rdf:li>pl</rdf:li></rdf:Bag></dc:language></rdf:Description></rdf:RDF>"#;

    #[test]
    fn properties_are_read_as_elements_and_as_attributes() {
        assert_eq!(title(PACKET).as_deref(), Some("Uchwała & załącznik"));
        assert_eq!(language(PACKET).as_deref(), Some("pl"));
        assert_eq!(title("<rdf:Description dc:title='Statut'/>").as_deref(), Some("Statut"));
    }

    #[track_caller]
    fn check_no_title(packet: &str) {
        assert_eq!(title(packet), None, "{packet}");
    }

    #[test]
    fn damaged_packets_have_no_title() {
        check_no_title("");
        check_no_title("<dc:title>");
        check_no_title("<dc:title/>");
        check_no_title("<dc:title><rdf:Alt><rdf:li xml:lang='pl'></dc:title>");
        check_no_title("<dc:title></dc:title>");
        check_no_title("dc:title=");
        check_no_title("dc:title=ą");
    }

    #[test]
    fn an_unknown_entity_stays_as_it_is() {
        assert_eq!(text("Park & ogród &nbsp; &#xD800; &").as_deref(), Some("Park & ogród &nbsp; &#xD800; &"));
    }
}
