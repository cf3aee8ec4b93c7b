//! A document as text for a terminal: its metadata, its sections, the acts it cites, and its text.

use std::io::{self, Write};

use super::escaped::{escaped, escaped_line};
use crate::document::{
    Act, ActStatus, Citation, CitedAct, Document, DocumentId, OutlineEntry, Page, SectionLevel,
};

/// Prints the metadata and then the text page by page, with control characters escaped. `targets` are the
/// documents that the citations mean, in the same order; none if they are not known.
pub(crate) fn print_document(
    out: &mut impl Write,
    document: &Document,
    targets: &[Option<DocumentId>],
) -> io::Result<()> {
    print_metadata(out, document)?;
    print_outline(out, &document.outline)?;
    print_citations(out, &document.citations, targets)?;
    print_pages(out, document)
}

fn print_metadata(out: &mut impl Write, document: &Document) -> io::Result<()> {
    let published = document.published.map(|date| date.to_string());
    print_line(out, "title", Some(&document.title))?;
    print_line(out, "id", Some(document.id.as_str()))?;
    print_line(out, "kind", Some(document.kind.as_str()))?;
    print_line(out, "language", Some(document.language.as_str()))?;
    print_line(out, "published", published.as_deref())?;
    print_line(out, "url", document.url.as_deref())?;
    print_line(out, "lead", document.lead.as_deref())?;
    print_line(out, "parent", document.parent.as_ref().map(DocumentId::as_str))?;
    let districts = document.districts.join(", ");
    print_line(out, "districts", Some(districts.as_str()).filter(|list| !list.is_empty()))?;
    document.act.as_ref().map_or(Ok(()), |act| print_act(out, act))
}

fn print_act(out: &mut impl Write, act: &Act) -> io::Result<()> {
    let [date, in_force_from] = [act.date, act.in_force_from].map(|date| date.map(|date| date.to_string()));
    print_line(out, "act", act.kind.as_deref())?;
    print_line(out, "number", act.number.as_deref())?;
    print_line(out, "session", act.session.as_deref())?;
    print_line(out, "annex of", act.parent.as_deref())?;
    print_line(out, "organ", act.organ.as_deref())?;
    print_line(out, "date", date.as_deref())?;
    print_line(out, "in force", in_force_from.map(|day| format!("from {day}")).as_deref())?;
    print_line(out, "status", act.status.map(ActStatus::as_str))?;
    print_line(out, "subject", act.subject.as_deref())?;
    print_line(out, "basis", act.legal_basis.as_deref())
}

/// Prints a value, if there is one, after its name.
fn print_line(out: &mut impl Write, name: &str, value: Option<&str>) -> io::Result<()> {
    match value {
        Some(value) => writeln!(out, "{name:<10} {}", escaped_line(value)),
        None => Ok(()),
    }
}

/// Prints the headings, each indented below the larger section that it is in.
fn print_outline(out: &mut impl Write, outline: &[OutlineEntry]) -> io::Result<()> {
    let mut above: Vec<Option<SectionLevel>> = Vec::new();
    for (number, entry) in outline.iter().enumerate() {
        while above.last().is_some_and(|last| *last >= entry.level) {
            above.pop();
        }
        let name = if number == 0 { "outline" } else { "" };
        let (indent, label) = ("  ".repeat(above.len()), escaped_line(&entry.label));
        writeln!(out, "{name:<10} {indent}{label}{}", address(entry))?;
        above.push(entry.level);
    }
    Ok(())
}

/// Formats the address of a heading.
fn address(entry: &OutlineEntry) -> String {
    if entry.anchor.is_empty() { String::new() } else { format!(" #{}", escaped_line(&entry.anchor)) }
}

fn print_citations(
    out: &mut impl Write,
    citations: &[Citation],
    targets: &[Option<DocumentId>],
) -> io::Result<()> {
    for (number, citation) in citations.iter().enumerate() {
        let name = if number == 0 { "cites" } else { "" };
        let part = if citation.partial { " in part" } else { "" };
        let target = targets.get(number).and_then(Option::as_ref);
        let target = target.map(|id| format!(" -> {}", escaped_line(id.as_str()))).unwrap_or_default();
        let (role, act) = (citation.role.as_str(), escaped_line(&cited(citation)));
        writeln!(out, "{name:<10} {role}{part}: {act} (p. {}){target}", citation.page)?;
    }
    Ok(())
}

/// Returns what a citation says of its act, or the mention itself if that is little.
fn cited(citation: &Citation) -> String {
    let CitedAct { kind, number, date, title, .. } = &citation.act;
    let number = number.as_ref().map(|number| format!("nr {number}"));
    let date = date.map(|date| date.to_string());
    let parts: Vec<&str> = [kind, &number, &date, title].into_iter().filter_map(Option::as_deref).collect();
    if parts.len() > 1 { parts.join(" ") } else { citation.text.clone() }
}

fn print_pages(out: &mut impl Write, document: &Document) -> io::Result<()> {
    for page in &document.pages {
        writeln!(out)?;
        if document.paginated {
            writeln!(out, "--- page {}{} ---", page.number, recognition(page))?;
        }
        writeln!(out, "{}", escaped(&page.text))?;
    }
    Ok(())
}

/// Describes whether the text of a page was recognized by OCR, and with what confidence.
fn recognition(page: &Page) -> String {
    let ocr = if page.ocr { " (OCR)" } else { "" };
    let confidence = page.confidence.map(|confidence| format!(" confidence {confidence} %"));
    format!("{ocr}{}", confidence.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::document::CitationRole;

    #[test]
    fn a_recognized_page_shows_its_confidence() {
        let page = |ocr, confidence| Page { ocr, confidence, ..Page::new(1, "") };
        let said = [page(false, None), page(true, None), page(true, Some(87))];
        assert_eq!(said.each_ref().map(recognition), ["", " (OCR)", " (OCR) confidence 87 %"]);
    }

    #[test]
    fn an_act_is_printed_with_its_sections_and_the_acts_it_cites() {
        let text = |text: &str| Some(text.to_owned());
        let act = Act {
            kind: text("uchwała"),
            number: text("XCIX/1495/14"),
            session: text("XCIX"),
            legal_basis: text("art. 18"),
            in_force_from: Some(date(2014, 3, 1)),
            status: Some(ActStatus::Amended),
            ..Act::default()
        };
        let entry = |label: &str, anchor: &str, level| OutlineEntry {
            label: label.to_owned(),
            anchor: anchor.to_owned(),
            level: Some(level),
            ..OutlineEntry::default()
        };
        let outline = vec![
            entry("§ 1", "par-1", SectionLevel::Paragraph),
            entry("ust. 1", "par-1-ust-1", SectionLevel::Subsection),
            entry("§ 2", "par-2", SectionLevel::Paragraph),
        ];
        let cited = CitedAct { kind: text("uchwała"), number: text("V/1/07"), ..CitedAct::default() };
        let citation = |act: CitedAct, role, partial| Citation {
            act,
            role,
            partial,
            effective_from: None,
            page: 1,
            text: "uchwały".to_owned(),
            start: 0,
            end: 7,
        };
        let citations = vec![
            citation(cited, CitationRole::Repeals, true),
            citation(
                CitedAct { kind: text("uchwała"), ..CitedAct::default() },
                CitationRole::Mentions,
                false,
            ),
        ];
        let id = "acts/1".parse().expect("an id");
        let document =
            Document { act: Some(act), outline, citations, ..Document::new(id, "Uchwała", "Treść") };
        let mut out = Vec::new();
        print_document(&mut out, &document, &["acts/5".parse().ok(), None]).expect("written");
        let expected = "\
title      Uchwała
id         acts/1
kind       news
language   pl
act        uchwała
number     XCIX/1495/14
session    XCIX
in force   from 2014-03-01
status     amended
basis      art. 18
outline    § 1 #par-1
             ust. 1 #par-1-ust-1
           § 2 #par-2
cites      repeals in part: uchwała nr V/1/07 (p. 1) -> acts/5
           mentions: uchwały (p. 1)

Treść
";
        assert_eq!(String::from_utf8(out).expect("UTF-8"), expected);
    }
}
