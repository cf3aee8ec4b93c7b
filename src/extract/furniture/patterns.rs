//! Recognizes lines around the text of a web page that hold numbers, names or dates.
//!
//! Fixed phrases are left to `phrases`. Invariant: a pattern begins where the line begins, and longer lines
//! are never matched.

use std::sync::LazyLock;

use regex::Regex;

use crate::acts::numbers::pattern;

/// The maximum size of a line with a counter, a date or a name, in bytes.
const SHORT_BYTES: usize = 160;
/// The maximum size of a notice about cookies or browsers, in bytes.
const NOTICE_BYTES: usize = 700;

/// Matches counters, toolbars for reading, keys, name days and weather, remarks of comment forms.
static ALWAYS: LazyLock<Regex> = LazyLock::new(|| {
    let counted = r"odwiedzin|odsłon|wyświetleń|wejść|wizyt|pobrań|czytań|gości|unikalnych";
    let alternatives = [
        format!(r"(?:(?:łączna |całkowita )?(?:liczba|ilość|licznik|suma)\s+(?:{counted}|osób)\b[^.]*)"),
        r"(?:odsłon[ay]?|wyświetleń|wyświetlon[oay]|odwiedzin|czytań|czytano|wizyt)\s*:?\s*[\d ,.]+(?:\s*raz\w*)?".to_owned(),
        format!(r"[\d ,.\u{{a0}}]+\s*(?:{counted}|unikaln\w+ wizyty|komentarz[ey]?)\b.*"),
        r"(?:gości|użytkowników|osób)\s+(?:online|na stronie)\b.*|łącznie użytkowników.*".to_owned(),
        r"[-+]?\s*A\s*[-+]*(?:\s+[-+]?\s*A\s*[-+]*)+".to_owned(),
        r"(?:(?:ctrl|shift|alt|tab|esc)\b\s*\+?\s*)+(?:\+?\s*[A-Z0-9]\b(?:\s+do\s+\d)?)?\s*[-–—]\s*.{0,60}".to_owned(),
        r"imieniny\b.*|(?:dziś|dzisiaj|dzisiaj jest)\s*:?\s*(?:jest\s+)?(?:(?:poniedziałek|wtorek|środa|czwartek|piątek|sobota|niedziela)\b.*|\d{1,2}[ .]\S+[ .]\d{4}.*)".to_owned(),
        r"-?\d{1,2}\s*°\s*C\b.*".to_owned(),
        r"czas czytania\b.{0,20}|(?:ok\.\s*)?\d+\s*min\.? czytania".to_owned(),
        r"twój adres e-?mail nie zostanie opublikowany.*|wymagane pola są oznaczone.*|zaloguj się, aby (?:móc )?(?:dodać|dodawać|skomentować).*".to_owned(),
        r"ten adres (?:pocztowy|e-?mail) (?:jest|jest chroniony) .*(?:spam|javascript).*".to_owned(),
        r"(?:slide\s*\d+\s*)+|(?:górne|dolne) t\S{1,4}o".to_owned(),
        r"więcej artykułów .{0,60} znajdziesz na stronie głównej.*".to_owned(),
        r"zobacz inne informacje z tej kategorii.*|kategoria:.{0,80}zobacz inne informacje z tej kategorii\.?".to_owned(),
        r"(?:następny|poprzedni)(?:\s+\w+)?(?: (?:artykuł|wpis))\s*:.*".to_owned(),
        r"(?:powrót|powróć|wróć|wstecz|cofnij|idź)(?: się)? (?:do|na) (?:(?:poprzedni\w+|głównej|pełnej) )?(?:list\w*|spisu|wykazu|stron\w*|góry|górę|początk\w+|menu|indeksu|zestawienia|komunikatów|ogłoszeń|aktualności|wiadomości|biuletynu|serwisu|portalu|archiwum|kategorii|wyników|wyszukiw\w+)(?: \p{L}+){0,4}".to_owned(),
        r"(?:wy)?drukuj(?: \p{L}+)? (?:stronę|artykuł|treść|dokument|uchwałę|zarządzenie|informację|wiadomość|wpis|tekst)".to_owned(),
        r"(?:zapisz|s?kopiuj)(?: \p{L}+)? (?:do schowka|link|odnośnik|adres(?: strony)?|do pdf|jako pdf)|eksportuj .{0,30}".to_owned(),
        r"(?:wyślij|poleć|powiadom|podeślij)(?: (?:tę|ten|stronę|artykuł|link|do|tej|stronie|o))* (?:znajom\p{L}+|mailem|e-?mailem|stronę|artykuł)(?: e?-?mailem)?".to_owned(),
        r"dodaj do (?:kalendarza|zakładek|ulubionych)(?: \p{L}+)?".to_owned(),
        r"(?:wyświetl(?:ono|am)|pokaz(?:ano|uję)|wyniki) \d+.{0,30}\b(?:z|spośród) \d+.{0,30}".to_owned(),
        r"czy (?:ta|ten|te|to) (?:strona|informacj[ae]|artykuł|treś[cć]i?|wpis) (?:był[ayo]?|jest) (?:dla (?:ciebie|państwa|pana/pani) )?(?:pomocn|przydatn)\w+\??(?:\s*tak\s*nie)?".to_owned(),
        r"(?:strona|serwis|witryna)\b.{0,20}\b(?:najlepiej|optymaln\w+|zoptymalizowan\w+)\b.{0,60}(?:rozdzielczo|przeglądar|\d{3,4}\s*x\s*\d).{0,40}".to_owned(),
        r"(?:stronę |naszą stronę |nas )?odwiedziło (?:nas |stronę )?(?:już )?[\d .]+.{0,30}|jesteś [\d .]+ (?:gościem|osobą).{0,40}|hit counter.{0,20}|licznik\s*:?\s*\d+".to_owned(),
        r"(?:aktualnie |obecnie )?(?:jest|na stronie jest|przegląda\p{L}* .{0,20}) \d+ gości.{0,40}".to_owned(),
        r"(?:tworzenie|generowanie|czas (?:generowania|tworzenia)) strony\b.{0,40}|(?:strona )?wygenerowan[oa] w .{0,30}sek\p{L}*\.?".to_owned(),
        r"(?:po?n|wt|śr|czw?|pt|sob?|nd|niedz)\.?(?:\s+(?:po?n|wt|śr|czw?|pt|sob?|nd|niedz)\.?){6}".to_owned(),
    ];
    pattern(&format!("^(?i:{})$", alternatives.join("|")))
});
/// Matches who made, published or changed a page and when.
static METADATA: LazyLock<Regex> = LazyLock::new(|| {
    let people = r"osob[ay],? (?:która (?:wytworzyła|wprowadziła|udostępniła|opublikowała|zmodyfikowała|odpowiada)|wytwarzając|udostępniając|wprowadzając|publikując|modyfikując|redagując|odpowiedzialn\w+ za (?:treść|informac))";
    let verbs = r"wytworzy[łl]|opublikowa[łl]|wprowadzi[łl]|zredagowa[łl]|zmodyfikowa[łl]|zatwierdzi[łl]|udostępni[łl]|sporządzi[łl]|zaktualizowa[łl]|odpowiedzialn\w+ za (?:treść|informację)|zmieni[łl]";
    let done = r"opublikowan[oeyai]|utworzon[oeyai]|dodan[oeyai]|zmodyfikowan[oeyai]|zaktualizowan[oeyai]|poprawion[oeyai]|wysłan[oeyai]|wytworzon[oeyai]|wprowadzon[oeyai]|udostępnion[oeyai]|zmienion[oeyai]|umieszczon[oeyai]|zamieszczon[oeyai]|ostatnia zmiana|ostatnio (?:zmodyfikowan|zaktualizowa|zmienion|edytowan)\w*|publikacja|posted on|published";
    let day = r"\d{1,2}[ ./-]\S{1,12}[ ./-]\d{4}|\d{4}-\d\d-\d\d";
    let dates = r"(?:data|czas|dzień)\s+(?:i godzina\s+)?(?:ostatniej\s+|pierwszej\s+)?(?:publikacji|opublikowania|udostępnienia|wytworzenia|utworzenia|modyfikacji|aktualizacji|dodania|wprowadzenia|zmiany|zamieszczenia|umieszczenia|ostatniej|archiwizacji)";
    let bodies = r"podmiot (?:udostępniający|publikujący|wytwarzający)|jednostka (?:publikująca|wytwarzająca)|powód zmiany|opis zmiany|informacj[aęi] (?:została\s+)?(?:wytworzon|wprowadzon|udostępnion|opublikowan|zmodyfikowan)\w+|ostatnia (?:aktualizacja|modyfikacja)|ostatnio (?:zaktualizował|zmodyfikował|edytował)|wersja zmieniona dnia|powód wprowadzenia zmian|redaktor (?:bip|strony|serwisu)";
    let byline = r"(?:autor(?:ka|zy)?|redakcja|tekst|źródło)\s*:.{0,80}\b(?:data (?:publikacji|dodania|utworzenia|aktualizacji)|opublikowan\w+|aktualizacja|dodan\w+)\b.*";
    let change = r"\d.{6,30}\d\d:\d\d.{0,60}[-–]\s*(?:aktualizacja|dodanie|usunięcie|edycja|utworzenie|modyfikacja|korekta|zmiana)\b.*";
    pattern(&format!(
        r"^\(?\s*(?i:{change}|{byline}|{people}\w*.*|(?:{verbs})(?:\(a\)|a)?(?:\s+(?:w|do)\s+bip|\s+informację)?\s*(?:[:\t(].*)?|(?:{done})(?:\s+w\s+bip)?(?:\s*[:\t].*|\s+(?:przez|w dniu|dnia)\b.*\d{{4}}.*|\s+(?:{day}).{{0,60}}|\s+w\s+\p{{L}}+)?|{dates}(?:\s+\w+)?(?:\s+w\s+bip|\s+do\s+bip)?\s*(?:[:\t].*|\s\d.*)?|(?:{bodies})\b.*)$"
    ))
});
/// Matches whose a site is and who made it; the next pattern may also match text.
static OWNER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?i:.{0,60}(?:©|\(c\)\s*\d{4}|copyright\b).{0,120}|.{0,60}(?:wszelkie|wszystkie) prawa zastrzeżone.{0,80}|(?:projekt i (?:wykonanie|realizacja)|powered by|dumnie wspierane przez|strona korzysta z)\b.{0,80})$",
    )
});
static BELOW: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?i:(?:realizacja|wykonanie|projekt|hosting|cms|system cms|wydawca|administrator (?:strony|serwisu|bip))\s*[:–-].{0,80}|(?:nip|regon)\s*:?\s*[\d -]+.*)$",
    )
});
/// Matches the address or telephone of an office.
static CONTACT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?i:(?:urząd|gmina|miasto|starostwo|biuro|rada|ul\.|pl\.|al\.|rynek)\b?.{0,100}\b\d\d-\d{3}\s+\p{L}.*|\d\d-\d{3}\s+\p{L}[\p{L} -]{0,40}|(?:tel|telefon|fax|faks|e-?mail|infolinia|centrala|sekretariat)\b\s*[.:/]?.{0,60}\d.{0,20}|e-?mail\s*:?\s*\S+@\S+)$",
    )
});
/// Matches the titles of pages about offices, whose addresses are their text.
static OFFICE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:kontakt|dane (?:adresowe|teleadresowe)|adres|biur[oa]|wydział|referat|urząd|ośrod|dyżur|siedzib|telefon|jednostk|punkt)",
    )
});
/// Matches requests for consent and notices of old browsers; the words of both must be there.
static NOTICE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)(?:(?:używa|wykorzystuj|korzysta|stosuj|zapisuj)\w*\b.{0,80}\b(?:cookies?|ciastecz\p{L}*)|\b(?:cookies?|ciastecz\p{L}*)\b.{0,200}(?:zgod|ustawieni|przeglądark|akcept)|przeglądark\w* .{0,60}(?:nie jest wspieran|jest nieaktualn|nie obsługuje)|^(?:skorzystaj|proszę skorzystać) z nowszej przeglądarki)",
    )
});
/// Matches the path from the front page to this one.
static TRAIL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?i:(?:jesteś (?:tutaj|w|na stronie)|tu jesteś|tutaj jesteś|nawigacja|ścieżka(?: nawigacyjna| nawigacji)?|lokalizacja)\s*[:»>/].*|(?:strona główna|strona startowa|start|home|główna|bip)\s*(?:[»›>/\\|→:-]+\s*\S.*))$",
    )
});
/// Matches how the names of sites begin.
static SITE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?i:oficjaln\p{L}+|biuletyn informacji|bip|urząd|gmina|miasto|powiat|starostwo|portal|serwis|rada dzielnicy|dzielnica|sołectwo|osiedle)\b",
    )
});

/// Returns whether the line may be the name of a site.
pub(super) fn is_site(line: &str) -> bool {
    line.len() <= SHORT_BYTES && SITE.is_match(line)
}

/// Returns whether the line is a counter, a toolbar and the like.
pub(super) fn is_always(line: &str) -> bool {
    line.len() <= SHORT_BYTES && ALWAYS.is_match(line) || is_notice(line)
}

/// Returns whether the line says who made the page and when.
pub(super) fn is_metadata(line: &str) -> bool {
    line.len() <= SHORT_BYTES
        && METADATA.is_match(line)
        && !line.contains("strony internetowej")
        && !line.contains("Dz. U")
}

/// Returns whether the line says whose the site is or who made it.
pub(super) fn is_owner(line: &str) -> bool {
    line.len() <= SHORT_BYTES && OWNER.is_match(line)
}

/// Returns whether the line may stand at the foot of every page of a site.
pub(super) fn is_below(line: &str) -> bool {
    line.len() <= SHORT_BYTES && (OWNER.is_match(line) || BELOW.is_match(line))
}

/// Returns whether the line is the address or telephone of an office.
pub(super) fn is_contact(line: &str) -> bool {
    line.len() <= SHORT_BYTES && CONTACT.is_match(line)
}

/// Returns whether the title is that of a page about an office.
pub(in crate::extract) fn names_office(title: &str) -> bool {
    OFFICE.is_match(title)
}

/// Returns whether the line is the path from the front page to this one.
pub(super) fn is_trail(line: &str) -> bool {
    line.len() <= 2 * SHORT_BYTES && TRAIL.is_match(line)
}

fn is_notice(line: &str) -> bool {
    let says = |words: [&str; 2]| words.iter().any(|word| line.contains(word));
    let may_be = says(["ookie", "iastecz"]) || says(["rzegląda", "RZEGLĄDA"]);
    line.len() <= NOTICE_BYTES && may_be && NOTICE.is_match(line)
}
