//! Decides what a text does to an act it cites, from the words before and after the mention.
//!
//! Invariant: the words looked at are near the mention and of its sentence or list.

use jiff::civil::Date;

use super::{
    after::After,
    brackets::is_bracketed,
    cursor::{Cursor, folded},
    effective::{day_before, day_behind},
    kinds::{ActKind, is_nominative, kind_abbreviated, kind_of},
    mention::Mention,
};
use crate::document::CitationRole;

/// A role, and whether it concerns only a part of the act.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Part {
    /// What the text does.
    pub(super) role: CitationRole,
    /// Whether a part of the act is repealed, not all of it.
    pub(super) partial: bool,
    /// The day from which the change holds, if the sentence states it.
    pub(super) effective_from: Option<Date>,
    /// The day stated before it, which is also that of the acts after it in a list.
    listed_from: Option<Date>,
}

impl Part {
    pub(super) const fn whole(role: CitationRole) -> Self {
        Self { role, partial: false, effective_from: None, listed_from: None }
    }

    const fn repeal(partial: bool) -> Self {
        Self { partial, ..Self::whole(CitationRole::Repeals) }
    }
}

/// What is known around a mention.
#[derive(Debug, Clone, Copy)]
pub(super) struct Surroundings<'a> {
    /// The whole text.
    pub(super) text: &'a str,
    /// Where the words before the mention begin: at its text or after the previous mention.
    pub(super) from: usize,
    /// The role of the previous mention.
    pub(super) previous: Option<Part>,
    /// The kind of the act whose text it is.
    pub(super) own: Option<ActKind>,
    /// The date of that act.
    pub(super) issued: Option<Date>,
    /// Whether the mention is in the title of that act.
    pub(super) in_own_title: bool,
}

/// How far back the governing words are looked for, in bytes.
const BEFORE: usize = 500;

/// How many words are read before those of provisions: the head of a list and the verb before it.
const GOVERNING_WORDS: usize = 17;

/// Returns the role of a mention.
pub(super) fn role(mention: &Mention, around: &Surroundings<'_>) -> Part {
    let clause = GoverningClause::read(around.text, around.from, mention.range.start);
    let is_note = is_bracketed(around.text, mention.range.start);
    if around.in_own_title {
        return if is_note { Part::default() } else { title_role(&clause, around) };
    }
    let after = After::read(around.text, mention.range.end);
    // What is in brackets, denied or only proposed, changes nothing.
    let changed = if is_note || clause.is_unreal() {
        None
    } else {
        repealed(mention, &clause, &after, around).or_else(|| amended(&clause, &after, around))
    };
    let changed = changed.map(|part| {
        let before = day_before(around.text, (around.from, mention.range.start), around.issued);
        let listed_from = before.or(part.listed_from);
        let behind = day_behind(&around.text[mention.range.end..], around.issued);
        Part { effective_from: behind.or(listed_from), listed_from, ..part }
    });
    changed
        .or_else(|| consolidated(&clause, around))
        .or_else(|| implemented(mention, &clause, &after, around))
        .unwrap_or_default()
}

/// The words before a mention: those of references to provisions, and what governs them.
#[allow(clippy::struct_excessive_bools)] // independent facts about one clause
#[derive(Debug, Default)]
struct GoverningClause<'a> {
    /// The governing words, without accents, nearest last.
    governing: Vec<String>,
    /// The governing words as printed.
    printed: Vec<&'a str>,
    /// The word directly before the mention.
    last: String,
    /// Whether provisions of the act are named: `§ 3`, `art. 5`, an annex.
    provisions: bool,
    /// Whether an annex to the act is named.
    annex: bool,
    /// Whether nothing but provisions and conjunctions stands after the previous mention.
    continues: bool,
    /// Whether the words say `w związku z`.
    related: bool,
}

impl<'a> GoverningClause<'a> {
    /// Reads the words between two positions, backward.
    fn read(text: &'a str, from: usize, to: usize) -> Self {
        let start = text.floor_char_boundary(from.max(to.saturating_sub(BEFORE)));
        let window = &text[start..to];
        let mut clause = Self { continues: start == from, ..Self::default() };
        let mut words = window.split_whitespace().rev();
        let mut governing: Vec<&str> = words.by_ref().find(|word| !clause.pass(word)).into_iter().collect();
        governing.extend(words.take(GOVERNING_WORDS - 1));
        governing.reverse();
        clause.govern(&governing);
        clause
    }

    /// Passes over a word of a reference; returns whether it was one.
    fn pass(&mut self, printed: &str) -> bool {
        let word = folded(printed.trim_matches(|c: char| !c.is_alphanumeric() && c != '§'));
        if self.last.is_empty() && !word.is_empty() {
            self.last.clone_from(&word);
        }
        // Numbers may be glued on: `pkt4`.
        let label = word.split(|c: char| c == '.' || c.is_ascii_digit()).next().unwrap_or_default();
        let provision = matches!(
            label,
            "art"
                | "§"
                | "ust"
                | "pkt"
                | "lit"
                | "zdanie"
                | "tiret"
                | "rozdzial"
                | "rozdzialu"
                | "przepisy"
                | "przepis"
                | "§§"
        ) || word.starts_with('§');
        let annex = word.starts_with("zalacznik");
        self.annex |= annex;
        let provision = provision || annex;
        self.provisions |= provision;
        self.related |= word == "zwiazku" || word == "zw";
        provision || word.is_empty() || is_number_like(&word) || is_link(&word)
    }

    fn govern(&mut self, words: &[&'a str]) {
        self.continues &= words.is_empty();
        let words = before_list_head(words);
        let near = &words[words.len().saturating_sub(9)..];
        let ends = |word: &str| word.ends_with(['.', ';']) && !is_abbreviation(word);
        let start = near.iter().rposition(|word| ends(word)).map_or(0, |at| at + 1);
        let near = &near[start..];
        self.governing =
            near.iter().map(|word| folded(word.trim_matches(|c: char| !c.is_alphanumeric()))).collect();
        self.printed = near.to_vec();
    }

    /// Whether the governing words begin a sentence.
    fn is_capital(&self) -> bool {
        self.printed.iter().rev().take(2).any(|word| word.starts_with(char::is_uppercase))
    }

    /// Whether the words before `na podstawie` end with a comma or with a name.
    fn is_aside(&self) -> bool {
        let at = self.printed.iter().rposition(|word| word.eq_ignore_ascii_case("na"));
        let before = at.and_then(|at| at.checked_sub(1)).map(|at| self.printed[at]);
        before.is_some_and(|word| word.ends_with(',') || word.starts_with(char::is_uppercase))
    }

    /// Whether a participle before `na podstawie` says what else rests on the act: `wydanej na podstawie`.
    fn basis_is_of_something(&self) -> bool {
        const ENDINGS: [&str; 26] = [
            "ny", "na", "ne", "nego", "nej", "nych", "nym", "nymi", "no", "to", "ty", "ta", "tego", "tej",
            "tych", "nemu", "temu", "acemu", "acy", "aca", "ace", "acego", "acej", "acych", "acym", "acymi",
        ];
        let before = self
            .governing
            .iter()
            .rev()
            .find(|word| !matches!(word.as_str(), "na" | "podstawie" | "w" | "wykonaniu"));
        !self.is_aside()
            && before.is_some_and(|word| {
                word == "dziala"
                    || word == "dzialaja"
                    || word.len() > 3 && ENDINGS.iter().any(|ending| word.ends_with(ending))
            })
    }

    /// Whether the words deny the verb that governs the mention, or make it a condition or a proposal.
    fn is_unreal(&self) -> bool {
        const VERBS: [&str; 7] = ["trac", "utrac", "uchyl", "uniewazn", "uznaj", "zmienia", "zmieni"];
        const CONDITIONS: [&str; 6] = ["jezeli", "jesli", "gdy", "gdyby", "czy", "ile"];
        const PROPOSALS: [&str; 4] = ["proponuj", "propozycj", "wnioskuj", "rekomenduj"];
        let starts = |word: &String, stems: &[&str]| stems.iter().any(|stem| word.starts_with(stem));
        let verb = self.governing.iter().rposition(|word| starts(word, &VERBS));
        let (reach, end) = verb.map_or((1, self.governing.len()), |at| (6, at));
        let before = &self.governing[end.saturating_sub(reach)..end];
        let unreal = |word: &String| CONDITIONS.contains(&word.as_str()) || starts(word, &PROPOSALS);
        before.last().is_some_and(|word| word == "nie") || before.iter().any(unreal)
    }

    fn has(&self, stems: &[&str]) -> bool {
        self.governing.iter().any(|word| stems.iter().any(|stem| word.starts_with(stem)))
    }

    fn ends_with(&self, words: &[&str]) -> bool {
        let from = self.governing.len().checked_sub(words.len());
        from.is_some_and(|from| {
            self.governing[from..].iter().zip(words).all(|(word, wanted)| word.starts_with(wanted))
        })
    }
}

/// The words before the head of a list: `Tracą moc` of `Tracą moc następujące uchwały Rady Miasta Krakowa:`.
fn before_list_head<'a, 'b>(words: &'a [&'b str]) -> &'a [&'b str] {
    const LONGEST: usize = 8;
    if !words.last().is_some_and(|word| word.ends_with(':')) {
        return words;
    }
    let from = words.len().saturating_sub(LONGEST);
    let is_kind = |word: &&str| {
        let word = word.trim_end_matches(':');
        kind_of(word).is_some_and(|kind| !is_nominative(word, kind))
    };
    let head = words[from..].iter().rposition(is_kind).map_or(words.len(), |at| from + at);
    let mut head = &words[..head];
    while head.last().is_some_and(|word| is_link(&folded(word))) {
        head = &head[..head.len() - 1];
    }
    head
}

fn is_abbreviation(word: &str) -> bool {
    matches!(word.trim_end_matches('.'), "art" | "ust" | "pkt" | "r" | "nr" | "poz" | "lit" | "Art")
}

/// Whether a word is a number with any letter, a list mark, or a date's part.
fn is_number_like(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_digit())
        || word.chars().count() == 1
        || word.chars().all(|c| "ivxlcdm".contains(c))
}

/// Words that link a governing word and the acts it governs.
fn is_link(word: &str) -> bool {
    matches!(
        word,
        "i" | "oraz"
            | "lub"
            | "a"
            | "takze"
            | "w"
            | "z"
            | "ze"
            | "do"
            | "zw"
            | "zwiazku"
            | "od"
            | "nr"
            | "nastepujace"
            | "nastepujacych"
            | "dotychczasowe"
            | "dotychczasowa"
            | "pierwsze"
            | "drugie"
            | "rowniez"
            | "dniem"
            | "dnia"
            | "roku"
            | "pozniejszymi"
            | "pozn"
            | "zm"
            | "zmianami"
            | "obowiazujaca"
            | "obowiazywania"
            | "postanowienia"
            | "postanowien"
            | "jak"
            | "stycznia"
            | "lutego"
            | "marca"
            | "kwietnia"
            | "maja"
            | "czerwca"
            | "lipca"
            | "sierpnia"
            | "wrzesnia"
            | "pazdziernika"
            | "listopada"
            | "grudnia"
            | "tabela"
            | "czesc"
            | "wstepna"
            | "wprowadzenie"
            | "wyliczenia"
    )
}

fn repealed(
    mention: &Mention,
    clause: &GoverningClause<'_>,
    after: &After,
    around: &Surroundings<'_>,
) -> Option<Part> {
    let scope = after.is_of_part();
    let partial = clause.provisions || scope;
    let before = clause.ends_with(&["trac", "moc"])
        || clause.ends_with(&["utraci", "moc"])
        || clause.ends_with(&["uchyla", "sie"])
        || clause.ends_with(&["uchylam"])
        || clause.ends_with(&["uchyla"])
        || clause.ends_with(&["uchylic"])
        || clause.ends_with(&["uniewaznia", "sie"])
        || clause.ends_with(&["uniewaznia"])
        || clause.ends_with(&["nieobowiazuj", "uznaje", "sie"])
        || clause.ends_with(&["uznaje", "sie", "za", "nieobowiazuj"])
        || clause.ends_with(&["uchylamy"]);
    if before && !(clause.last == "w" || clause.last == "z") {
        return Some(Part::repeal(partial));
    }
    let word = Cursor::new(around.text, mention.range.start).word();
    if clause.last == "w" && after.takes_force_of_provision() {
        return Some(Part::repeal(true));
    }
    if after.ends_with_this_act() {
        return Some(Part::repeal(clause.provisions));
    }
    let gone = after.starts_with(&[
        "traci moc",
        "traca moc",
        "zostaje uchylon",
        "zostaja uchylon",
        "uchyla sie",
        "utraci",
        "uznaje sie za nieobowiazuj",
        "uznaje sie za uchylon",
        "uniewaznia sie",
    ]);
    let is_subject = is_nominative(word, mention.kind) || kind_abbreviated(word).is_some();
    if gone && is_subject {
        // Provisions before it are the heading of the sentence: `§ 2. Zarządzenie nr 7 traci moc.`
        return Some(Part::repeal(scope));
    }
    let previous = around.previous.filter(|part| part.role == CitationRole::Repeals)?;
    let other = matches!(clause.last.as_str(), "w" | "z") || clause.last == "do" && !clause.annex;
    let listed = clause.continues && !clause.related && !other;
    listed.then_some(Part { partial, ..previous })
}

fn amended(clause: &GoverningClause<'_>, after: &After, around: &Surroundings<'_>) -> Option<Part> {
    let amends = Part::whole(CitationRole::Amends);
    let listed = clause.continues && !clause.related && !matches!(clause.last.as_str(), "w" | "z" | "do");
    let previous = around.previous.filter(|part| part.role == CitationRole::Amends);
    if listed && !clause.provisions && previous.is_some() {
        return previous;
    }
    // What is an annex to an act changes with it: `W regulaminie stanowiącym załącznik do uchwały …`.
    if (clause.last == "w" || clause.last == "do" && clause.annex) && after.changes() {
        return Some(amends);
    }
    if clause.ends_with(&["zmienia", "sie"])
        || clause.ends_with(&["zmieniam"])
        || clause.ends_with(&["niniejsz", "zmienia"])
        || clause.ends_with(&["niniejsz", "ustawa", "zmienia"])
        || clause.ends_with(&["zmianie", "uleg"])
    {
        return Some(amends);
    }
    let directly = after.starts_with(&[
        "otrzymuj",
        "przyjmuje brzmienie",
        "dodaje sie",
        "skresla sie",
        "zastepuje sie",
        "zmienia sie",
    ]);
    (clause.provisions && directly).then_some(amends)
}

fn consolidated(clause: &GoverningClause<'_>, around: &Surroundings<'_>) -> Option<Part> {
    let text = clause.ends_with(&["jednolit", "tekst"]) || clause.ends_with(&["tekst", "jednolit"]);
    let announced = around.own == Some(ActKind::Notice)
        || around.own != Some(ActKind::Statute) && clause.has(&["oglasza", "oglaszam", "obwieszcza"]);
    (text && announced).then_some(Part::whole(CitationRole::Consolidates))
}

fn implemented(
    mention: &Mention,
    clause: &GoverningClause<'_>,
    after: &After,
    around: &Surroundings<'_>,
) -> Option<Part> {
    let implements = Part::whole(CitationRole::Implements);
    let continued = clause.continues && around.previous == Some(implements);
    if continued {
        return Some(implements);
    }
    // `Na podstawie § 5 Regulaminu stanowiącego załącznik do zarządzenia`
    let annexed = clause.annex && clause.last == "do" && clause.ends_with(&["stanowiac"]);
    let rests = clause.has(&["podstawie"]) || around.previous == Some(implements);
    if annexed && rests && after.enacts {
        return Some(implements);
    }
    let of_union = matches!(mention.kind, ActKind::Directive | ActKind::Decision | ActKind::Regulation);
    let serves = clause.ends_with(&["sluzy", "stosowaniu"]);
    if of_union && (serves || clause.has(&["wdraza", "wdroz", "wykonuj", "transpo", "implement"])) {
        return Some(implements);
    }
    let basis = clause.ends_with(&["na", "podstawie"]) || clause.ends_with(&["wykonaniu"]);
    // In a statute, which rests on no other act, and after a participle, `na podstawie` is of something else.
    let own = clause.is_capital() || around.own != Some(ActKind::Statute) && !clause.basis_is_of_something();
    (basis && own).then_some(implements)
}

/// The role of an act named in the title of the act whose text it is.
fn title_role(clause: &GoverningClause<'_>, around: &Surroundings<'_>) -> Part {
    let role = if clause.has(&["projekt", "opini", "zaopini", "wniosk", "propozycj", "petycj", "skarg"]) {
        CitationRole::Mentions
    } else if clause.has(&["uchyl", "utrat"]) {
        CitationRole::Repeals
    } else if clause.has(&["zmieniajac", "zmian", "nowelizac"]) {
        CitationRole::Amends
    } else if clause.has(&["jednolit"]) {
        CitationRole::Consolidates
    } else if clause.has(&["wykonani"]) {
        CitationRole::Implements
    } else if clause.continues {
        return around.previous.unwrap_or_default();
    } else {
        CitationRole::Mentions
    };
    Part { partial: role == CitationRole::Repeals && clause.provisions, ..Part::whole(role) }
}
