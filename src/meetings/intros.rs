//! The phrases that introduce the topics of a meeting, in a sentence or above a list.
//!
//! Leaves what follows them to `agenda` and `enumeration`.

use super::{
    phrases::{Phrases, phrases},
    verbs::{Verb, verb},
    words::Word,
};

/// How surely what follows a phrase are topics.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Strength {
    /// The programme of the meeting: *w porządku obrad znalazły się*.
    Programme,
    /// A report of what was dealt with: *omówiono*.
    Report,
    /// What the body thinks of a matter, which may be any detail of the report: *zaopiniowano*.
    Opinion,
}

/// Phrases before the topics of a sentence; the first of the table that occurs decides.
static SENTENCES: Phrases<(&str, Strength)> = Phrases::new(&[
    ("byl|byla|bylo|byly|bedzie|zostanie poswiecon~", Strength::Programme),
    ("byl~|bedzie|beda|zostanie|zostalo ono|ona|on * poswiecon~", Strength::Programme),
    ("pod obrady|glosowanie trafil~|trafi|trafia|poddano takze|tez|rowniez", Strength::Report),
    ("pod obrady|glosowanie trafil~|trafi|trafia|poddano * dotyczac~", Strength::Programme),
    ("a|i|oraz na tapecie|wokandzie|agendzie|warsztacie", Strength::Programme),
    ("powod|przyczyna|cel * byl|byla jeden|jedna|jasny", Strength::Report),
    ("dodano|dodany|dodane|dopisano * temat|punkt|sprawe", Strength::Programme),
    (
        "w porzadku obrad|dziennym|posiedzenia|sesji * znalazl~|znalazlo|znajdzie|znajda sie",
        Strength::Programme,
    ),
    ("w porzadku obrad|dziennym * umieszczono|ujeto|przewidziano|zaplanowano|zapisano", Strength::Programme),
    ("w porzadku obrad|dziennym|posiedzenia|sesji * jest|sa|byl|byla|bylo|byly|mamy", Strength::Programme),
    ("na porzadku obrad|dziennym * stanie|stana|stanal~|stanel~|znalazl~|sa|byl~", Strength::Programme),
    (
        "znalazl~|znalazlo|znajdzie|znajda sie w porzadku|programie obrad|posiedzenia|sesji",
        Strength::Programme,
    ),
    ("w programie|planie|agendzie * znalazl~|znalazlo|znajdzie|znajda sie", Strength::Programme),
    (
        "w programie|planie|agendzie * zaplanowano|przewidziano|umieszczono|ujeto|zapisano",
        Strength::Programme,
    ),
    (
        "mial|miala|mialo|mieli|ma|maja w|na programie|planie|planach|agendzie|porzadku|wokandzie",
        Strength::Programme,
    ),
    ("w programie|planie|agendzie * jest|sa|byl|byla|bylo|byly|mamy", Strength::Programme),
    (
        "porzadek|program|agenda|plan * obejmuje|obejmowal|obejmowala|obejmie|przewiduje|przewidywal|zawiera|zawieral",
        Strength::Programme,
    ),
    ("porzadek|program|agenda * liczy|liczyl|liczyla|zaklada|zakladal", Strength::Programme),
    ("z porzadkiem|programem obrad|dziennym obejmujacym", Strength::Programme),
    (
        "temat|tematy|tematem|tematami|tematow|watek|watkiem|watki|zagadnieniem * byl|byla|bylo|byly|bedzie|beda|jest|sa|to|stal~|stan~",
        Strength::Programme,
    ),
    ("temat|tematem|tematami|przedmiotem|punktem * ma|maja byc", Strength::Programme),
    ("przedmiotem * byl|byla|bylo|byly|bedzie|beda|jest|sa|stal~", Strength::Programme),
    (
        "punkt|punkty|punktem|punktami|punktow * byl|byla|bylo|byly|bedzie|beda|jest|sa|to",
        Strength::Programme,
    ),
    (
        "byl|byla|bylo|byly|bedzie|beda glown~|jedyn~|najwazniejsz~ temat~|punkt~|przedmiot~ obrad|sesji|posiedzenia|spotkania|konwentu",
        Strength::Programme,
    ),
    (
        "spotkan~|posiedzen~|sesj~|obrad~|konwen~ * poswiecon~ byl~|bedzie|beda|zostan~|zostal~",
        Strength::Programme,
    ),
    ("spotkan~|posiedzen~|sesj~|obrad~|konwen~ * poswiecon~", Strength::Programme),
    ("poswiecon~ byl~|bedzie|beda|zostan~|zostal~", Strength::Programme),
    ("rozmawia~|rozmawiano|porozmawia~|rozmowy|rozmowa|rozmow * o|nad|na", Strength::Programme),
    (
        "dyskutowa~|podyskutuj~|dyskutuj~|debatowa~|debatuj~|dyskutowano|debatowano * o|nad|na",
        Strength::Programme,
    ),
    (
        "dyskutowano|dyskutowali|omowia|omowi|omowiono|omowili|omowil|omowila|omawiano|omawiali",
        Strength::Programme,
    ),
    ("dyskusj~|debat~|rozmow~|rozmawia~|rozmawiano na temat", Strength::Report),
    ("punkt|punktu|punktem|punkcie|temat|tematu|kwesti~|spraw~ dotyczac~", Strength::Report),
    (
        "wsrod|sposrod * zagadnien|tematow|spraw|punktow|kwestii * znalazl~|znalazlo|byl~|bylo|sa|beda|znajda",
        Strength::Programme,
    ),
    ("dyskusja|debata toczyla|toczyla|bedzie|dotyczyla|objela|obejmowala|obejmie", Strength::Programme),
    ("dyskusja|dyskusji|dyskusje|debata|debate|debaty * nad|o", Strength::Report),
    ("mowa|mowic byla|bedzie|beda o", Strength::Report),
    ("mowiono|mowili|mowa o", Strength::Report),
    ("beda|bedzie omawia~|omawiac", Strength::Programme),
    ("omawiac beda|bedzie", Strength::Programme),
    ("omawian~|rozpatrywan~|poruszan~ beda|bedzie|byl~|byly", Strength::Programme),
    ("beda|bedzie|byl~|byly omawian~|rozpatrywan~|poruszan~", Strength::Programme),
    ("przewiduje|przewidziano sie na niej|nim|niej", Strength::Programme),
    ("przewiduje|przewidziano|planuje sie rowniez|takze|ponadto|tez", Strength::Programme),
    (
        "maja|ma|beda|bedzie podjac|przyjac|podejmowac|przyjmowac|glosowac * uchwal~ dotyczac~",
        Strength::Programme,
    ),
    ("maja|ma podjac|przyjac|podejmowac|przyjmowac uchwal~|projekt~ w sprawie", Strength::Programme),
    ("maja|ma podjac|przyjac|podejmowac|przyjmowac uchwal~", Strength::Programme),
    ("omowion~ * zostan~|zostal~|zostaly|beda|bedzie", Strength::Programme),
    ("zostan~|zostal~|beda omowion~", Strength::Programme),
    ("zajmie|zajma|zajal|zajela|zajelo|zajeli|zajely|zajeto|zajmowal~|zajmowano sie", Strength::Programme),
    ("sie zajmie|zajma|zajal|zajela|zajeli|zajmowal~", Strength::Programme),
    ("pochyli|pochyla|pochylil~|pochylili|pochylono sie nad", Strength::Report),
    ("skupi~|skupia|skupil~|skupili|skupiono|koncentrowal~ sie na", Strength::Report),
    ("sie skupi~|skupia|skupil~|skupili na", Strength::Report),
    (
        "poruszono|poruszyl~|porusza|poruszane|poruszan~ temat~|spraw~|kwesti~|zagadnien~|problem~",
        Strength::Report,
    ),
    ("poruszono|poruszano|poruszyli", Strength::Report),
    ("podjeto|podjeli temat~|kwesti~", Strength::Report),
    (
        "rozpatrzon~|rozpatrzono|rozpatrzyl~|rozpatrzyli|rozpatrzy|rozpatrza|rozpatrywano|rozpatrywal~",
        Strength::Report,
    ),
    ("zapoznal~|zapoznali|zapoznano|zapozna|zapoznaja sie z", Strength::Report),
    ("wysluchal~|wysluchali|wysluchano|wyslucha|wysluchaja", Strength::Report),
    ("przedstawion~|zaprezentowan~ * zostan~|zostal~|zostala|zostaly|bedzie|beda", Strength::Report),
    ("zostan~|zostal~|bedzie|beda przedstawion~|zaprezentowan~", Strength::Report),
    (
        "podjeto|podjeli|podjela|podejma|podejmie|przyjeto|przyjeli|przyjela|przyjma * uchwal~ w sprawie|sprawach",
        Strength::Report,
    ),
    (
        "podjeto|podjeli|podjela|podejma|podejmie|przyjeto|przyjeli|przyjela|przyjma * uchwal~ * dotyczac~",
        Strength::Report,
    ),
    ("podjeto|podjeli|podjela|podejma|podejmie|przyjeto|przyjeli|przyjela * uchwal~ o", Strength::Report),
    ("zadecyduj~|zdecyduj~|zadecydowal~|zdecydowal~|rozstrzygn~ o", Strength::Report),
    ("zaopiniuja", Strength::Report),
    ("zaopiniowal~|zaopiniowali|zaopiniowano|zaopiniuje", Strength::Opinion),
    ("sporow|sprzeciwu|dyskusji|glosow przeszly|przyjeto|uchwalono", Strength::Report),
    ("zastanowi~|zastanowia|zastanawial~|zastanawiali sie nad", Strength::Report),
    ("zdecydowal~|zdecydowali sie na", Strength::Report),
    ("postanowil~|postanowiono o", Strength::Report),
    ("pogada~|porozmawiac o", Strength::Programme),
    ("wezm~|weznie|wzieto|wzieli na warsztat|tapet~", Strength::Report),
    (
        "przeglosowal~|przeglosowali|przeglosowano uchwal~|rezolucj~|stanowisko|apel w sprawie|o",
        Strength::Report,
    ),
    ("przyjel~|przyjeto|przyjma|przyjmie|podjeto stanowisko|apel|rezolucje w sprawie|o", Strength::Report),
    ("przystapiono|przystapili|przystapia do", Strength::Report),
    ("przedstawi|zaprezentuje * w sprawie", Strength::Report),
    ("pierwsza|druga|trzecia|czwarta|kolejna * odnosi|odnosila sie do", Strength::Report),
    ("uchwalono|uchwalili|uchwalila", Strength::Report),
    ("glosowa~|zaglosuj~|glosowano nad", Strength::Report),
    ("uchwala tez|takze|rowniez", Strength::Report),
    (
        "pierwszy|drugi|trzeci|czwarty|piaty|kolejny|nastepny|ostatni z punktow|nich|projektow * dotyczy|dotyczyl|mowi|mowil o",
        Strength::Report,
    ),
    (
        "pierwszy|drugi|trzeci|czwarty|piaty|kolejny|nastepny|ostatni * dotyczy|dotyczyl|dotyczyc",
        Strength::Report,
    ),
    ("pierwszy|drugi|trzeci|czwarty|piaty|kolejny|nastepny|ostatni mowi|mowil o", Strength::Report),
    (
        "pierwsza|druga|trzecia|czwarta|kolejna|nastepna|ostatnia * dotyczy|dotyczyla|mowi|mowila o",
        Strength::Report,
    ),
    ("pierwsza|druga|trzecia|czwarta|kolejna|nastepna|ostatnia * dotyczy|dotyczyla", Strength::Report),
    (
        "obrady|rozmowy|rozmowa|posiedzenie|spotkanie|sesja|konwent * dotyczyl|dotyczyla|dotyczylo|dotyczyly|dotyczy|dotycza",
        Strength::Programme,
    ),
    ("dyskusja|dyskusje|debata * dotyczyl~|dotyczyla|dotyczyly|dotyczy|objela", Strength::Programme),
    ("bedzie|beda dotyczyc|dotyczyl~", Strength::Programme),
    ("dotyczyc bedzie|beda", Strength::Programme),
    ("dotyczyl~|dotyczyla|dotyczyly|dotycza|dotyczy one|ona|ono|on * m|miedzy in|innymi", Strength::Report),
    ("dotyczyl~|dotyczyla|dotyczyly|dotycza|dotyczy one|ona|ono", Strength::Report),
    (
        "uchwaly|uchwal|uchwala|projekty|rezolucje podjet~|przyjet~|uchwalon~ * dotyczyl~|dotyczyly|dotycza|dotyczyla",
        Strength::Report,
    ),
    ("dotyczyl|dotyczylo|dotyczyla|dotyczyly wylacznie|glownie|przede", Strength::Report),
    ("powrocono|wrocono|powrocil~ do tematu|sprawy|kwestii", Strength::Report),
    ("odniesiono sie do", Strength::Report),
    ("druga|trzecia|czwarta|kolejna pozwala|zezwala na", Strength::Report),
    ("przeglosowal~|przeglosowali|przeglosowano", Strength::Report),
    ("zaplanowano|przewidziano|przewidziana dyskusj~ o|nad", Strength::Programme),
    ("zapraszamy do dyskusji o|nad", Strength::Programme),
    ("agenda had|has|includes|included", Strength::Programme),
    ("discussed|debated", Strength::Programme),
    ("talked about", Strength::Programme),
]);

/// What the line above a list says, besides the phrases of sentences.
static LEADS: Phrases<&str> = Phrases::new(&[
    "na tapecie|warsztacie|wokandzie",
    "pytania|pytaniami na",
    "o|nad|przy czym",
    "co|czym w planie|programie|porzadku",
    "co przed nami|za nami",
    "czym zajma|zajmiemy|zajmie|zajmowali|zajmowalismy",
    "zaopiniowal~|opiniowal~|opiniowano|zaopiniowano|zatwierdzil~|obejrzal~|przeanalizowal~|poparl~|rozstrzygn~",
    "do obgadania|omowienia|zalatwienia|rozstrzygniecia",
    "wprowadzenie|ujecie|dodanie|uzupelnienie * porzadku",
    "proponowan~|przewidywan~|planowan~ zagadnienia|porzadek",
    "porzadek|porzadkiem|porzadku obrad|dzienny|dziennym|posiedzenia|sesji|spotkania|konwentu",
    "porzadek|porzadkiem * posiedzenia|sesji|obrad|konwentu",
    "porzadek|porzadkiem",
    "program|programem * obrad|posiedzenia|sesji|spotkania|konwentu",
    "w programie|planie|planach|agendzie",
    "program",
    "agenda|agenda",
    "tematy|temat|tematem|tematami|tematyka|tematow",
    "zagadnienia|zagadnien|zagadnieniami|zagadnieniach",
    "nastepujac~ spraw~|punkt~|tematy|kwesti~|temat~",
    "punkty|punktow|punktami obrad|posiedzenia|sesji",
    "glowne|najwazniejsze punkty|tematy|sprawy|kwestie",
    "przedmiot|przedmiotem obrad|posiedzenia|sesji|rozmow|dyskusji",
    "plan posiedzenia|obrad|spotkania|sesji|pracy",
    "projekty|projektow|projektami uchwal",
    "podjeto|podjeli|podjela|podjecie|przyjeto|przyjeli|przyjela * uchwal~",
    "uchwaly|uchwal w sprawie|sprawach",
    "rozmawia~|rozmawiano|porozmawia~",
    "dyskutowa~|dyskusj~|dyskutowano|debat~",
    "omow~|omawia~|omowion~",
    "poruszon~|poruszono|poruszyl~|poruszane",
    "zajmowal~|zajmowano|zajal|zajela|zajeli|zajmie|zajma|zajeto",
    "dotyczyl|dotyczyla|dotyczylo|dotyczyly|dotyczyc|obejmowa~|obejmie|obejmuje",
    "mowiono|mowili o",
    "wysluchal~|wysluchano|zapoznal~|rozpatrzyl~|rozpatrzono|rozpatrywa~",
    "poswiecon~|poswiecono",
    "na konwencie|sesji|posiedzeniu",
    "wydala|wydali|wydano * opini~|stanowisk~",
    "uchwaly podjeto|przyjeto",
    "wsrod|sposrod|oprocz * uchwal|spraw|tematow|punktow|projektow",
    "blok|pakiet uchwal",
    "pierwszy|drugi|trzeci|czwarty dzien",
    "dzien pierwszy|drugi|trzeci|czwarty",
    "zapoznaja|zapozna|rozpatrza|rozpatrzy|wyslucha|wysluchaja|zaopiniuj~|przyjrza|ocenia|przeanalizuj~",
    "przeglosowal~|przeglosowano|uchwalil~|przyjeli|przyjela|podjeli|podjela",
    "w porzadku",
    "na * zostaly|zostalo|przelozono|przeniesiono|odlozono",
    "pozostal~|inn~ uchwaly|sprawy|tematy|punkty",
    "uchwaly|uchwala|projekty dotyczyl~|dotyczyly|dotycza",
    "przebieg obrad|posiedzenia|spotkania|sesji",
    "przebieg",
    "sprawy|kwestie",
]);

/// Words of a lead whose list is not of topics: members, rules, aims, guests, contacts.
static NO_LEADS: Phrases<&str> = Phrases::new(&[
    "zaproszeni|zaproszono|goscie|goscmi",
    "w sklad",
    "inwestycj~|nagrod~|wyroznien~|laureac~",
    "najczesciej|zazwyczaj|zwykle|zawsze",
    "czlonk~|czlonkowie",
    "uczestnicy beda mogli",
    "zasady glosowania|uczestnictwa|udzialu",
    "wezma|wzieli udzial",
    "uwagi|wnioski przyjmowane|mozna",
    "kontakt|telefon|adres",
    "zglasza~|zgloszenia",
    "ustalono|uzgodniono|postanowiono|uchwalono",
    "prosil~|poprosil~|apelowal~|wnosil~|wnioskuj~",
    "terminy|termin|terminarz|harmonogram",
    "cel|celem|cele",
    "dyzury|dyzur",
    "zadania|zadaniem konwentu|rady|komisji",
    "kompetencj~|uprawnien~",
    "transmisj~|nagrani~",
    "zalacznik~|pliki|materialy",
    "w konsultacjach",
    "glosowalo|glosowali",
    "dofinansowan~|wybrano|zwyciezyl~",
    "kandydat~|kandydaci",
]);

/// What a line ends with that announces topics, whoever it is addressed to: *zawiadamia się członków …*.
static CERTAIN_LEADS: Phrases<&str> = Phrases::new(&[
    "nastepuj~ spraw~|temat~|punkt~|porzad~|zagadnien~",
    "porzad~|program~ obrad|posiedzenia|dzienn~|sesji|spotkania",
    "porzadkiem|tematami|tematem|tematyka",
    "zapoznaja|zapozna|zajma|zajmie|rozpatrza|omowia|porozmawiaja|wysluchaja|zaopiniuja|przyjrza|zajeli|zajela",
    "omowili|rozmawiali|zapoznali|wysluchali|rozpatrzyli|zaopiniowali|dyskutowali|debatowali|rozpatrzyl~",
]);

/// How many words at the end of a line `CERTAIN_LEADS` are looked for in.
const LEAD_END: usize = 4;

/// Finds the phrase before the topics of a sentence; returns where it begins and ends.
pub(super) fn sentence_intro(words: &[Word]) -> Option<(usize, usize, Strength)> {
    let phrase = SENTENCES.find(words, 0).map(|(entry, range)| (range.start, range.end, entry.1));
    phrase
        .or_else(|| bare_programme(words))
        .filter(|(_, end, _)| *end < words.len() && !is_left_to_others(words, *end))
}

/// Reads `W programie m.in. …`, without a verb, at the head of a sentence.
fn bare_programme(words: &[Word]) -> Option<(usize, usize, Strength)> {
    let phrase = phrases!["w programie|agendzie|planie|planach", "na agendzie|tapecie|wokandzie"]
        .first(words)
        .or_else(|| phrases!["w porzadku|planie obrad|posiedzenia|sesji"].first(words))?;
    let is_first = phrase.start == 0 || phrase.start == 1 && words[0].begins("wstepni");
    is_first.then_some((0, phrase.end, Strength::Programme))
}

/// Finds where the second verb of a chain begins: *omówili A, zapoznali się z B*; returns its index.
pub(super) fn second_verb(text: &str, words: &[Word]) -> Option<usize> {
    static VERBS: Phrases<&str> = Phrases::new(&[
        "omowil~|omowili|omowiono|omowia",
        "wysluchal~|wysluchali|wysluchano|wyslucha|wysluchaja",
        "zapoznal~|zapoznali|zapoznano|zapoznaja",
        "zaopiniowal~|zaopiniowali|zaopiniowano|zaopiniuj~",
        "rozmawiali|rozmawiano|dyskutowali|dyskutowano|debatowali|mowili|mowiono",
        "zajeli|zajela|zajeto|zajma|zajmie",
        "podjeli|podjela|podjeto|podejma|uchwalili|uchwalono",
        "rozpatrzyl~|rozpatrzyli|rozpatrzono|rozpatrza",
    ]);
    let joins = |at: usize| {
        let before = &words[at - 1];
        let is_word = matches!(
            before.plain.as_str(),
            "i" | "oraz" | "a" | "takze" | "rowniez" | "nastepnie" | "ponadto"
        );
        is_word || text[before.end..words[at].start].contains(',')
    };
    let next = |from: usize| VERBS.earliest(words, from).map(|range| range.start);
    let first = next(0)?;
    next(first + 1).filter(|second| joins(*second))
}

/// Whether what follows is who will see to a matter, not the matter: *sprawą zajmie się zarząd*.
fn is_left_to_others(words: &[Word], end: usize) -> bool {
    const OTHERS: [&str; 16] = [
        "zarzad",
        "wydzial",
        "komisja",
        "rada",
        "radni",
        "prezydent",
        "burmistrz",
        "wojt",
        "urzad",
        "zespol",
        "przewodniczacy",
        "skarbnik",
        "dyrektor",
        "straz",
        "miasto",
        "zdmk",
    ];
    const SUBJECTS: [&str; 5] = ["czlonkowie", "radni", "uczestnicy", "szefowie", "zebrani"];
    let next = words[end].plain.as_str();
    let is_of_sie =
        words[end - 1].plain == "sie" || words[end - 1].begins("zaj") || words[end - 1].begins("zaopini");
    SUBJECTS.contains(&next) || is_of_sie && OTHERS.contains(&next)
}

/// Whether a line announces the list of topics below it.
pub(super) fn is_lead(words: &[Word]) -> bool {
    let end = &words[words.len().saturating_sub(LEAD_END)..];
    LEADS.is_in(words) && (!NO_LEADS.is_in(words) || CERTAIN_LEADS.is_in(end))
}

/// Whether the list below a line of a report is only a part of what was dealt with: what was decided.
pub(super) fn is_partial_lead(words: &[Word]) -> bool {
    static WHOLE: Phrases<&str> = Phrases::new(&[
        "porzad~|program~|agend~|temat~|zagadnien~|plan|planie|rozmawia~|rozmawiano|dyskutowa~|omow~|poruszon~",
    ]);
    static DECIDED: Phrases<&str> = Phrases::new(&[
        "podjeto|podjeli|podjela|przyjeto|przyjeli|przyjela|uchwalono|uchwalili|wydala|wydali|wydano",
        "przeglosowal~|przeglosowano|uchwalila",
        "uchwaly dotyczyl~|dotyczyly",
        "wsrod|sposrod|oprocz * uchwal",
        "pozostal~|inn~ uchwaly",
        "rozpatrzyla|rozpatrzyli|rozpatrzono|rozpatrywano|zaopiniowal~|zaopiniowano|opiniowal~|opiniowano|zatwierdzil~",
    ]);
    let is_more =
        phrases!["ponadto", "znalazl~|znalazlo|omowiono|zajeto|zajeli sie rowniez|takze|tez"].is_in(words);
    is_more || DECIDED.is_in(words) && !WHOLE.is_in(words)
}

/// Whether a whole line without a verb is the heading of an agenda.
pub(super) fn is_agenda_heading(words: &[Word]) -> bool {
    static HEADINGS: Phrases<&str> = Phrases::new(&[
        "porzadek obrad|dzienny|posiedzenia|sesji",
        "proponowany|planowany|projekt porzadek|porzadku",
        "porzadek * obrad|posiedzenia|sesji",
        "tematy|temat|tematyka obrad|posiedzenia|sesji|spotkania|konwentu",
        "program obrad|posiedzenia|sesji|spotkania|konwentu",
        "tematy",
        "agenda",
        "w programie",
        "plan pracy|obrad",
    ]);
    let is_short = words.len() <= 40;
    is_short && HEADINGS.earliest(words, 0).is_some_and(|range| range.start <= 1)
}

/// Whether a sentence is about the next meeting, or the one before.
pub(super) fn is_of_another_meeting(words: &[Word]) -> bool {
    static OTHERS: Phrases<&str> = Phrases::new(&[
        "kolejny|kolejna|kolejne|kolejnego|kolejnej|kolejnym|kolejnych posiedzen~|konwen~|sesj~|spotkan~|obrad~",
        "styczniow~|lutow~|marcow~|kwietniow~|majow~|czerwcow~|wrzesniow~|pazdziernikow~|listopadow~|grudniow~ posiedzen~|sesj~ wypad~",
        "nastepn~|nast|przyszl~|najblizsz~ posiedzen~|konwen~|sesj~|spotkan~|obrad~",
        "poprzedni~ * posiedzen~|konwen~|sesj~|spotkan~|obrad~",
        "kolejny|nastepny konwent",
        "pierwsze|pierwsza|najblizsze|najblizsza|kolejne z nich wyznaczon~|wyznaczono|zaplanowan~|zaplanowano|odbedzie",
        "kolejnym|nastepnym razem",
        "dokonczenie|wznowienie w|we|obrad|sesji|posiedzenia",
        "jednym z najblizszych|kolejnych",
        "mial|miala|mialo dotyczyc",
    ]);
    if !OTHERS.is_in(words) {
        return false;
    }
    // *Spotkała się na kolejnej sesji* is about this one.
    let is_this = matches!(verb(words), Some((Verb::Held, _)))
        && !phrases!["odbedzie|odbeda|zaplanowano|zaplanowan~|zbierze|zbiora|spotka|spotkaja|spotkamy|poprzedni~|wyznaczon~|planowan~"].is_in(words);
    let is_of_minutes = phrases!["protokol~ z|ze poprzedni~|ostatni~"].is_in(words);
    !is_this && !is_of_minutes
}
