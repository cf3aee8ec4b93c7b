//! Names an act in a few words, as people cite it.
//!
//! Leaves the whole title to `heading`. Invariant: a name tells the act from others of its kind, or there is
//! none.

use super::{act_number::ActNumber, numbers::print_date, organs::capitalize};
use crate::document::Act;

/// Returns the short title of an act: `Zarządzenie nr 358/2017`, `Ustawa z dnia 8 marca 1990 r.`,
/// `Załącznik do zarządzenia nr 358/2017`. `None` if neither a number nor a date is known, or the kind of the
/// act that an annex belongs to is not.
pub fn short_title(act: &Act) -> Option<String> {
    let kind = act.kind.as_deref()?;
    if let Some(parent) = &act.parent {
        return Some(format!("Załącznik do {} nr {parent}", parent_kind(act, parent)?));
    }
    if let Some(number) = &act.number {
        return Some(format!("{} nr {number}", name(kind)));
    }
    if kind == "konstytucja" {
        return Some(name("konstytucja RP"));
    }
    act.date.map(|date| format!("{} z dnia {}", name(kind), print_date(date)))
}

/// Capitalizes the first word of a kind.
fn name(kind: &str) -> String {
    kind.split_once(' ')
        .map_or_else(|| capitalize(kind), |(first, rest)| format!("{} {rest}", capitalize(first)))
}

/// Returns the kind, in the genitive, of the act that an annex belongs to: councils adopt resolutions, heads
/// of offices issue ordinances.
fn parent_kind(annex: &Act, number: &str) -> Option<&'static str> {
    let has_session = ActNumber::parse(number).is_some_and(|number| number.session.is_some());
    let Some(organ) = annex.organ.as_deref() else { return has_session.then_some("uchwały") };
    let first = organ.split(' ').next().unwrap_or_default();
    match first {
        "Rada" if organ != "Rada Ministrów" => Some("uchwały"),
        "Sejmik" | "Zarząd" => Some("uchwały"),
        "Prezydent" if organ.contains("Rzeczypospolitej") => None,
        "Prezydent" | "Burmistrz" | "Wójt" | "Dyrektor" | "Starosta" | "Rektor" | "Kierownik"
        | "Wojewoda" => Some("zarządzenia"),
        _ => has_session.then_some("uchwały"),
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::Date;

    use super::*;

    fn act(kind: &str) -> Act {
        Act { kind: Some(kind.to_owned()), ..Act::default() }
    }

    #[track_caller]
    fn check(act: &Act, title: Option<&str>) {
        assert_eq!(short_title(act).as_deref(), title);
    }

    #[test]
    fn an_act_is_named_by_its_number_or_else_its_date() {
        let ordinance = Act { number: Some("358/2017".into()), ..act("zarządzenie") };
        check(&ordinance, Some("Zarządzenie nr 358/2017"));
        let date = Some(Date::constant(1990, 3, 8));
        check(&Act { date, ..act("ustawa") }, Some("Ustawa z dnia 8 marca 1990 r."));
        check(
            &Act { date, number: Some("5/90".into()), ..act("polecenie służbowe") },
            Some("Polecenie służbowe nr 5/90"),
        );
        check(&Act { date, ..act("konstytucja") }, Some("Konstytucja RP"));
        check(&act("obwieszczenie"), None);
        check(&Act { date, ..Act::default() }, None);
    }

    #[test]
    fn an_annex_is_named_by_the_act_it_belongs_to() {
        let annex = |organ: Option<&str>, number: &str| Act {
            parent: Some(number.to_owned()),
            organ: organ.map(str::to_owned),
            ..act("załącznik")
        };
        let mayor = annex(Some("Prezydent Miasta Krakowa"), "358/2017");
        check(&mayor, Some("Załącznik do zarządzenia nr 358/2017"));
        check(&annex(Some("Rada Miasta Krakowa"), "XII/1/17"), Some("Załącznik do uchwały nr XII/1/17"));
        check(&annex(None, "XII/1/17"), Some("Załącznik do uchwały nr XII/1/17"));
        check(&annex(None, "5/2017"), None);
        check(&annex(Some("Rada Ministrów"), "5"), None);
    }
}
