//! Guesses whether a web page is a news post, a notice or neither, from its title, its place on the site and
//! how its text begins.
//!
//! Recognizing acts is left to `acts`, whose heading is more reliable. Invariant: an uncertain page has no
//! kind.

use std::sync::LazyLock;

use regex::Regex;

use crate::{acts::numbers::pattern, document::Kind};

/// The size of the text that may say that a page is news, in bytes.
const OPENING_BYTES: usize = 700;

/// Matches the titles of notices.
static NOTICE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?i:(?:ii+\s+|iv\s+|drugie\s+|pierwsze\s+)?(?:ogłoszenie|obwieszczenie|zawiadomienie|wykaz nieruchomości|zaproszenie do (?:składania|złożenia) ofert|przetarg|zapytanie ofertowe|otwarty konkurs ofert)(?:\s|:|$)|informacja o (?:wyłożeniu|wyborze|wyniku|wynikach)\b|nabór na (?:wolne )?stanowisko)",
    )
});
/// Matches the titles of pages with an ordinance, and with a resolution, whose text may be in a file.
static ORDINANCE: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^(?i:zarządzenie\s+(?:\p{L}+\s+){0,4}nr\.?\s*\S*\d)"));
static RESOLUTION: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^(?i:uchwała\s+(?:\p{L}+\s+){0,4}nr\.?\s*\S*\d)"));
/// Matches the titles of pages that stay: what an office does, who works there, how a thing is done.
static LASTING: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?i:(?:jak|gdzie) (?:uzyskać|załatwić|złożyć|zgłosić|dojechać|wymeldować|zameldować)|dyżury?|harmonogram|kontakt|regulamin|statut|deklaracja|polityka|historia|biuro|wydział|referat|skład|struktura|schemat|wykaz|rejestr|ewidencja|lista|spis|adres|dane|godziny|cennik|opłaty|mapa|galeria|archiwum|instrukcja|karta usług|procedura|formularze|druki|o nas|o gminie|o mieście|o dzielnicy|położenie|petycj[ae]|oświadczenia majątkowe|pytania i odpowiedzi|najczęściej zadawane pytania|często zadawane pytania|faq\b|kalendarz|kalendarium|wydarzenia w |przedmiot działania|siedziby|podstaw[ay] prawn)",
    )
});
/// Matches the titles of such pages that are short, as those of news are not.
static LASTING_NAME: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?i:(?:rada|radni|zarząd|prezydium|komisj[ae]|kluby?|sołectw[ao]|sołtysi|jednostki|uchwały|zarządzenia|protokoły|sesje|interpelacje|budżet|burmistrz|wójt|prezydent|sekretarz|skarbnik|urząd|dzielnic[ae]|gmina|miasto)(?:\s+\S+){0,3}(?:\s+(?:roku|r\.))?)$",
    )
});
/// Matches the sections of a site with news.
static NEWS_SECTION: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:aktualno[sś]ci|wiadomo[sś]ci|komunikat[yów]*|newsy?|nowo[sś]ci|wydarzenia|informacje prasowe)\b",
    )
});
/// Matches the sections of a site with notices.
static NOTICE_SECTION: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)\b(?:og[lł]oszenia|obwieszczenia|przetargi|zam[oó]wienia publiczne)\b"));
/// Matches what news say in their first sentences.
static NEWS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:odbęd(?:zie|ą) się|odbył[ayo]? się|odbyło się|rozpocz(?:nie|ęł[ayo]|ął|ną) się|zakończył[ayo]? się|ruszył[ayo]?|zaprasza(?:my)?|serdecznie|informuj(?:e|emy|ą)|przypominamy|trwa(?:ją)?|szanowni (?:państwo|mieszkańcy)|drodzy mieszkańcy|podczas (?:spotkania|sesji|posiedzenia)|wczoraj|dziś|dzisiaj|w najbliższ\p{L}+|w tym roku|potrwa|zaplanowano|wzi(?:ął|ęł[ayoi]) udział|radni (?:podjęli|przyjęli|zdecydowali|zagłosowali))",
    )
});

/// What is known of a page besides its text.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct PagePlace<'a> {
    /// The title.
    pub(super) title: &'a str,
    /// The path to the page: names of sections, or its address.
    pub(super) trail: &'a str,
    /// Whether it shows the day on which it was posted.
    pub(super) is_dated: bool,
    /// Whether it is a page of a public information bulletin, which dates all its pages.
    pub(super) is_bulletin: bool,
}

impl PagePlace<'_> {
    /// Returns whether the page stays as it is, whatever dates it shows.
    pub(super) fn is_lasting(&self) -> bool {
        LASTING.is_match(self.title) || LASTING_NAME.is_match(self.title)
    }

    /// Returns the kind of act or notice that the title names.
    pub(super) fn kind_of_act(&self) -> Option<Kind> {
        let kinds = [(&NOTICE, Kind::Notice), (&ORDINANCE, Kind::Ordinance), (&RESOLUTION, Kind::Resolution)];
        kinds.into_iter().find(|(pattern, _)| pattern.is_match(self.title)).map(|(_, kind)| kind)
    }

    /// Guesses the kind of a page with this text.
    pub(super) fn kind(&self, text: &str) -> Option<Kind> {
        let opening = &text[..text.floor_char_boundary(OPENING_BYTES)];
        if let Some(kind) = self.kind_of_act() {
            return Some(kind);
        }
        if self.is_lasting() {
            return None;
        }
        let is_news = NEWS_SECTION.is_match(self.trail)
            || self.is_dated && !self.is_bulletin
            || NEWS.is_match(opening) && !(self.is_bulletin && NOTICE_SECTION.is_match(self.trail));
        is_news.then_some(Kind::News)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(title: &str, trail: &str, text: &str, expected: Option<Kind>) {
        let place = PagePlace { title, trail, ..PagePlace::default() };
        assert_eq!(place.kind(text), expected, "{title}");
    }

    #[test]
    fn the_title_the_section_and_the_first_sentences_say_what_a_page_is() {
        check("Ogłoszenie o przetargu", "Aktualności", "", Some(Kind::Notice));
        check("Ogłoszenia", "", "", None);
        check("Zarządzenie Wójta Gminy Nr 12/2031", "Aktualności", "", Some(Kind::Ordinance));
        check("Uchwała nr XII/5/2031", "", "", Some(Kind::Resolution));
        check("Uchwała krajobrazowa już obowiązuje", "Aktualności", "", Some(Kind::News));
        check("Wykaz nieruchomości do dzierżawy", "", "", Some(Kind::Notice));
        check("Dyżury radnych", "Aktualności", "Zapraszamy.", None);
        check("Radni Dzielnicy VII", "Aktualności", "", None);
        check("Radni przyjęli uchwałę o strefie ciszy", "Aktualności", "", Some(Kind::News));
        check("Nowe drzewa", "Start » Aktualności", "", Some(Kind::News));
        check("Nowe drzewa", "https://gmina.example/aktualnosci/nowe-drzewa", "", Some(Kind::News));
        check("Święto ulicy", "", "W sobotę odbędzie się święto ulicy.", Some(Kind::News));
        check("Święto ulicy", "", "Ulica ma dwieście metrów.", None);
    }

    #[test]
    fn dates_make_news_of_posts_and_not_of_bulletins() {
        let place = PagePlace { title: "Nowe drzewa", is_dated: true, ..PagePlace::default() };
        assert_eq!(place.kind(""), Some(Kind::News));
        assert_eq!(PagePlace { is_bulletin: true, ..place }.kind(""), None);
    }
}
