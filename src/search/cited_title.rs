//! What a cited act is called in a list: `uchwała nr V/1/07`, `ustawa z dnia 8 marca 1990 r.`
//!
//! The short title of an act by its own heading is left to `acts`. Invariant: a name is made of what the
//! citation states, in Polish, and of nothing else.

use jiff::civil::Date;

use crate::{acts::numbers::print_date, document::CitedAct};

/// Returns the name of a cited act, and the title or subject that tells what it is about.
pub fn cited_title(act: &CitedAct) -> (Option<String>, Option<&str>) {
    let title = act.title.as_deref();
    let Some(kind) = act.kind.as_deref() else {
        return (act.number.as_ref().map(|number| format!("nr {number}")), title);
    };
    let name = named(kind, act.number.as_deref(), act.date);
    // A code is called by its title alone.
    let bare = title.is_none().then(|| kind.to_owned());
    (name.or(bare), title)
}

/// Joins the kind of an act and its number, or else its date.
fn named(kind: &str, number: Option<&str>, date: Option<Date>) -> Option<String> {
    match (number, date) {
        (Some(number), _) => Some(format!("{kind} nr {number}")),
        (None, Some(date)) => Some(format!("{kind} z dnia {}", print_date(date))),
        (None, None) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Option<String> {
        (!text.is_empty()).then(|| text.to_owned())
    }

    #[test]
    fn a_cited_act_is_called_by_what_the_citation_states() {
        let cited = |kind: &str, number: &str, title: &str| {
            let act = CitedAct {
                kind: text(kind),
                number: text(number),
                title: text(title),
                ..CitedAct::default()
            };
            let (name, title) = cited_title(&act);
            (name.unwrap_or_default(), title.unwrap_or_default().to_owned())
        };
        let pair = |name: &str, title: &str| (name.to_owned(), title.to_owned());
        assert_eq!(
            cited("uchwała", "V/1/07", "w sprawie parków"),
            pair("uchwała nr V/1/07", "w sprawie parków")
        );
        assert_eq!(cited("ustawa", "", "Kodeks cywilny"), pair("", "Kodeks cywilny"));
        assert_eq!(cited("ustawa", "", ""), pair("ustawa", ""));
        assert_eq!(cited("", "7/2020", ""), pair("nr 7/2020", ""));
    }
}
