//! The verbs by which a body deals with a matter, and what joins the matter to each of them.
//!
//! Leaves where the matter begins and ends to `matters`.

use super::{
    finite::is_past,
    intros::Strength,
    phrases::{Phrases, phrases},
    words::Word,
};

/// How the matter is joined to its verb.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum MatterLink {
    /// Right after it, in a case of its own: *przyjęto plan*, *najwięcej czasu zajął plan*.
    Bare,
    /// After one of these prepositions: *pochylono się nad planem*.
    After(&'static [&'static str]),
    /// Right after it, as what a speaker told the body about, in some words: *skarbnik przedstawił zmiany w budżecie*.
    OfSpeaker,
    /// Before it, as its subject: *drogi i szkoły zdominowały sesję*.
    Before,
    /// After a preposition, where it tells more often what was said in passing: *pytali o plan*.
    Passing(&'static [&'static str]),
}

use MatterLink::{After, Bare, Before, OfSpeaker, Passing};

const ABOUT: &[&str] = &["o", "nad", "wokol"];
const OF: &[&str] = &["o"];
const OVER: &[&str] = &["nad"];
const WITH: &[&str] = &["z", "ze"];
const ON: &[&str] = &["na"];
const TO: &[&str] = &["do"];
const FROM: &[&str] = &["od"];

/// The verbs; the longest matches come first.
static DEALS: Phrases<(&str, MatterLink)> = Phrases::new(&[
    // What a part of the meeting was about.
    (
        "blok|czesc|pytania|pytan|glosow|uwag|glosy|uchwaly|uchwala|rozmowa|rozmowy|dyskusja|debata|spotkanie|obrady|posiedzenie|punkt|sprawa|watek|wniosek|wnioski dotyczyl~|dotyczyly|dotyczy|dotycza",
        Bare,
    ),
    ("pytania|pytan|uwagi|glosy|projekty|uchwaly|wnioski * ktore dotyczyl~ w szczegolnosci", Bare),
    ("pytania|pytan|uwagi|glosy|projekty|uchwaly|wnioski * ktore dotyczyl~", Bare),
    ("nie zgodzil~|zgodzono|zgodzila sie", After(ON)),
    ("nie wyrazil~|wyrazono|wyrazila zgody", After(ON)),
    ("nie poparl~|poparto|uchwalil~|uchwalono|przyjel~|przyjeto", Bare),
    ("nie udalo sie przeglosowac|uchwalic|przyjac", Bare),
    ("sie zmierzyc|zmierzyli|zmierzyla|uporac", After(WITH)),
    ("wybrano", Bare),
    ("czasu|uwagi|miejsca * poswiecil~|poswiecono", Bare),
    ("wskazal~|wskazywal~|wskazano|wskazywano", After(ON)),
    ("wystapia|wystapili|wystapila|wystapiono|wystapi", After(OF)),
    ("na tapet|tapete|warsztat|wokande|stol trafi~|trafia", Bare),
    ("powodem|przyczyna zwolania * jest|sa|byl|byla|bylo|byly|bedzie|beda", Bare),
    ("zabralismy|zabrali|zabrano|zabierzemy|zabiora|wezmiemy|wzielismy sie za", Bare),
    ("bedziemy|bedzie|beda opiniowac|rozpatrywac|omawiac|uchwalac|analizowac|oceniac", Bare),
    ("zajal|zajela|zajelo|zajeli|zajeto|zajmie|zajma stanowisko|stanowiska w sprawie|sprawach|wobec", Bare),
    ("wyrazil~|wyrazono|wyraza zaniepokojenie|niepokoj|rozczarowanie z powodu|wobec", Bare),
    ("wyrazil~|wyrazono|wyraza zaniepokojenie|niepokoj|rozczarowanie", Bare),
    ("zglaszal~|zglosil~|zglaszano|zgloszono uwagi|zastrzezenia|poprawki|zarzuty", After(TO)),
    ("podniosl~|podniesiono|podnosil~|zglosil~|zasygnalizowa~|sygnalizowal~ problem~|kwesti~", OfSpeaker),
    ("goraco|burzliwie|gorecej|glosno|emocjonalnie bylo|zrobilo", After(ABOUT)),
    ("powolany|powolana|powolane|powolani zostan~|zostal~", Bare),
    ("ustali|ustala|okresli|okresla|wybierze|wybiora|wyloni|wylonia", Bare),
    ("przedstawil~|zlozyl~|przekazal~|zlozy|przedstawi * informacj~|sprawozdani~", After(&["o", "z", "ze"])),
    ("zdominowal~ jedna|jeden|dwa|dwie sprawa|temat|tematy|sprawy|kwestia|problem", OfSpeaker),
    (
        "obrady|sesje|posiedzenie|spotkanie|dyskusje zdominowal~ jedna|jeden|dwa|dwie sprawa|temat|tematy|sprawy|kwestia|problem",
        OfSpeaker,
    ),
    ("pytania|pytan zwiazan~", After(WITH)),
    ("dokonal~|dokonano", Bare),
    // What people argued about.
    (
        "czasu|miejsca|uwagi|emocji|pytan|kontrowersji|watpliwosci|dyskusji|sporow|glosow * zajal|zajel~|pochlonal|pochlonel~|wzbudzil~|wywolal~|zabral~|budzil~",
        Bare,
    ),
    (
        "emocje|dyskusje|spor|burze|kontrowersje|debate|watpliwosci|zainteresowanie|zaniepokojenie|oburzenie|sprzeciw|obawy|pytania|zastrzezenia * wzbudzil~|wywolal~|budzil~|wzbudza~|wywola~",
        Bare,
    ),
    ("watpliwosci|emocji|dyskusji|pytan|kontrowersji|uwag bylo", After(ABOUT)),
    ("zajac|zajmowac sie", Bare),
    ("obejrzal~|obejrzano|wizytowal~|zwizytowal~|zwiedzil~|sprawdzil~|odwiedzil~|ogladal~", Passing(&[])),
    ("rozstrzygnac|zmienic|uchwalic|zatwierdzic|przeglosowac", Bare),
    ("dociekal~|dociekano", Passing(OF)),
    ("padl~|padal~ pytani~|glosy|wnioski", After(OF)),
    ("upomnial~|dopominal~|zabiegal~ sie", After(OF)),
    ("na warsztat|tapete|wokande|stol wzieto|wzieli|wziela|wezma|wezmie", Bare),
    ("omawiajac|analizujac|rozpatrujac|opiniujac|oceniajac", Bare),
    ("przekonywal~|zachecal~", Passing(TO)),
    ("opowiedzieli", After(OF)),
    ("nie obylo sie bez dyskusji|sporow|emocji|pytan", After(ABOUT)),
    // What the body decides.
    ("wyrazil~|wyrazono|wyraza|wyrazi zgode|zgody", After(ON)),
    ("wyrazil~|wyrazono|wydal~|wydano * opinie|opinii|stanowisko", After(OF)),
    ("zgodzil~|zgodzono sie|zgodza|zgodzi", After(ON)),
    ("przyjel~|przyjeto|przyjal|przyjma|przyjmie|przyjmiemy", Bare),
    ("uchwalil~|uchwalono", Bare),
    ("zatwierdzil~|zatwierdzono|zatwierdzi|zatwierdza", Bare),
    ("zaakceptowal~|zaakceptowano|zarekomendowal~|zarekomendowano|rekomendowa~", Bare),
    ("odrzucil~|odrzucono|oddalil~|oddalono|uwzglednil~|uwzgledniono", Bare),
    ("poparl~|poparto|popra|wsparl~|wsparto", Bare),
    ("zaopiniowal~|zaopiniowano|zaopiniuj~|zaopiniowac|opiniowali|opiniowano", Bare),
    ("rozpatrzyl~|rozpatrzono|rozpatrywal~|rozpatrywano|rozpatrza|rozpatrzy|rozpatrzyc", Bare),
    ("rozpoznal~|rozpoznano|przeglosowal~|przeglosowano|przeglosuj~", Bare),
    ("sprzeciwil~|sprzeciwiono|przyjrzel~|przyjrzano|przyjrza|przygladal~|przygladano sie", Bare),
    ("ustanowil~|ustanowiono|znowelizowa~|skorygowa~|zaktualizowa~", Bare),
    ("zmienili|zmienila|zmieniono|zmienia", Bare),
    ("podniesli|podniesiono|podniosla|obnizyl~|obnizono|zwiekszyl~|zwiekszono|zmniejszyl~|zmniejszono", Bare),
    ("ustalil~|ustalono|okreslil~|okreslono|uzgodnil~|uzgodniono|wyznaczyl~", Bare),
    ("nadali|nadano|nadala|przyznali|przyznano|przyznala|udzielil~|udzielono|uchylil~|uchylono", Bare),
    ("powolali|powolala|powolano|utworzyl~|utworzono|skierowali|skierowala|skierowano", Bare),
    ("skontrolowal~|skontrolowano|skrytykowal~|skrytykowano|ocenil~|oceniono|ocenia|oceni", Bare),
    ("podsumowal~|podsumowano|podsumuj~", Bare),
    ("przeznaczyl~|przeznaczono|przeznacza|zabezpieczono|zarezerwowano", Passing(ON)),
    ("podzielil~|podzielono|rozdzielil~|rozdzielono|rozdysponowal~|rozdysponowano", Bare),
    (
        "zaplanowali|zaplanowalismy|opracowal~|opracowano|wypracowal~|wypracowano|przygotowali|przygotowano",
        Bare,
    ),
    ("wybrala|wybrali|wybralismy|wytypowal~|wytypowano", Bare),
    ("zaproponowano|zaproponowali|postulowano|postulowali|proponowano|rozwazano|rozwazali", Bare),
    (
        "zawnioskowano|zawnioskowal~|wnioskowano|wnioskowali|zaapelowal~|zaapelowano|apelowano|apelowali",
        After(OF),
    ),
    ("wystapila|wystapili|wystapiono", After(OF)),
    ("odniosl~|odniesli|odniesiono|ustosunkowal~|ustosunkowano sie", After(TO)),
    ("zwrocil~|zwrocono|zwracano|zwracali uwage", After(ON)),
    ("zglosil~|zgloszono|wniesiono|wniesli uwagi|poprawki|zastrzezenia", After(TO)),
    ("odroczyl~|odroczono|odlozono|odlozyli decyzj~|glosowani~", After(ABOUT)),
    // What it talks about.
    ("omowil~|omowiono|omowia|omowi|omowic|omawial~|omawiano|omowimy", Bare),
    (
        "przedyskutowa~|przedyskutuj~|przeanalizowa~|przeanalizuj~|analizowal~|analizowano|skonsultowa~|konsultowano",
        Bare,
    ),
    ("uporal~|uporano|zmierzyl~|zmierzono sie", After(WITH)),
    ("zapoznal~|zapoznano|zapozna|zapoznaja|zapoznac sie", After(WITH)),
    ("zapoznal~|zapozna radnych|zebranych|czlonkow|seniorow|uczestnikow|komisje|rade|obecnych", After(WITH)),
    ("wysluchal~|wysluchano|wyslucha|wysluchaja|wysluchamy", Bare),
    ("spieral~|spierano|klocil~|klocono|sprzeczal~|sprzeczano|upominal~|upomniano sie", After(OF)),
    (
        "zastanawial~|zastanawiano|zastanowil~|zastanowia|glowil~|glowiono|pochylil~|pochylono|pochyla|pochyli sie",
        After(OVER),
    ),
    ("pochylimy|zastanowimy sie", After(OVER)),
    (
        "maja|ma|by|aby|zeby zaopiniowac|rozpatrzyc|omowic|przyjac|uchwalic|zatwierdzic|ocenic|podsumowac",
        Bare,
    ),
    ("przepadl|przepadla|przepadly", Before),
    ("porzadek|program|agende|agenda * rozszerz~|uzupelni~|poszerz~", After(OF)),
    ("stanowisk~ co do", OfSpeaker),
    ("pytania|pytan dotyczac~", OfSpeaker),
    (
        "zagadnieniem|tematem|punktem|sprawa|kwestia ktoremu|ktorej|ktorym|ktora * byl|byla|bylo|byly|bedzie|beda",
        Bare,
    ),
    ("debatowal~|debatowano|dyskutowal~|dyskutowano|dyskutowac|debatowac|podyskutuj~", After(ABOUT)),
    ("rozmawial~|rozmawiano|rozmawiac|porozmawia~|pogada~|gadal~", After(OF)),
    ("dyskusj~|debat~|rozmow~|polemik~", After(ABOUT)),
    ("spor|sporu|sporem|sporze", After(OF)),
    ("glosowanie|glosowaniem|glosowania|glosowali|glosowano|glosowala|zaglosuj~", After(OVER)),
    (
        "decyzja|decyzje|decyzji|zdecydowal~|zdecydowano|decydowa~|decyduja|zdecyduj~|zadecydow~|zadecyduj~",
        After(OF),
    ),
    ("przesadzil~|przesadzono|postanowil~|postanowiono", After(OF)),
    ("zdecydowal~|zdecydowano sie", After(ON)),
    ("zahaczono|zahaczyl~|zahaczyli", After(OF)),
    ("wezmie|wezma|wzieto|wzieli|wziela|zabrano|zabrali|zabrala sie", After(&["za"])),
    (
        "podjel~|podjeto|podjal|podejma|podejmie|przyjel~|przyjeto|przyjal|przeszly|przeszla * uchwal~|rezolucj~|apel~|projekty|projekt|stanowisk~",
        After(OF),
    ),
    ("prezentacja|prezentacje", Bare),
    ("omowienie|omowieniem|analiza|analize", Bare),
    // What others tell it.
    ("mowil|mowila|mowili|mowiono|opowiedzial~|opowiadal~|opowie|opowiedza", After(OF)),
    ("poinformowal~|informowal~|poinformowano|informowano", After(OF)),
    (
        "otrzymal~|uzyskal~|dostal~|otrzymaja|przedstawil~|przekazal~|zlozyl~ informacj~|sprawozdani~",
        After(&["o", "z", "ze"]),
    ),
    ("uslyszel~|uslysza|uslyszec|wspomnia~", Passing(OF)),
    ("wyglosil~|wyglosi|wyglosza * prelekcj~|wyklad~|referat~|prezentacj~", After(OF)),
    ("pytan padl~|padalo|dotyczyl~|bylo", Passing(OF)),
    ("dopytywal|dopytywala|dopytywali|dopytywano", Passing(OF)),
    ("pytal|pytala", Passing(OF)),
    ("zajac|zajma|zajmie|zajeli|zajela|zajeto|zajal stanowisko wobec", Bare),
    ("przedstawi|zaprezentuje|przyblizy|omowi|zreferuje ma", OfSpeaker),
    ("pokaze|pokaza", OfSpeaker),
    ("dyskutowan~|omawian~|rozpatrywan~ bedzie|beda", Bare),
    ("rekomendacje|rekomendacj~|opinie|poparcie * uzyskal~|zyskal~|otrzymal~|zdobyl~", OfSpeaker),
    ("podjeto|podjeli|podjela temat|kwestie|problem|sprawe|watek", Bare),
    (
        "podejma|podejmie|poruszono|poruszyli|poruszyla|porusza|poruszy temat|kwestie|problem|sprawe|watek",
        Bare,
    ),
    ("pytali|pytano|pytalismy", After(OF)),
    ("nie zabraklo tematu|dyskusji|sporow|pytan", Bare),
    ("poprosil~|prosili|prosil|prosila", Passing(OF)),
    ("chodzi|chodzilo", Passing(OF)),
    ("zreferowal~|referowal~|zreferuje|zrelacjonowal~|relacjonowal~", OfSpeaker),
    ("przedstawil|przedstawila|przedstawili|przedstawiono|przedstawi|przedstawia", OfSpeaker),
    ("zaprezentowal~|zaprezentowano|zaprezentuje|prezentowal~|pokazal~|nakreslil~", OfSpeaker),
    ("scharakteryzowal~|objasnil~|objasnial~|przyblizyl~|przyblizy|przyblizono|wyjasnial~", OfSpeaker),
    ("zdal|zdala|zdali|zda relacje|sprawozdanie", After(WITH)),
    // What comes up.
    ("poswiec~ * czasu|uwagi|miejsca", After(ON)),
    ("czasu|uwagi|miejsca poswiec~", Bare),
    ("przyszla|przyszedl|nadeszla|nadszedl * pora|kolej|czas", After(ON)),
    ("pora|kolej|czas przyszla|przyszedl|nadeszla|nadszedl", After(ON)),
    ("czasu|czesc|uwagi * przypadl~", After(ON)),
    ("zdominowal~ * sesje|posiedzenie|obrady|spotkanie|konwent|dyskusje", Before),
    ("bylo|byla|byly osia|tematem|przedmiotem obrad|sesji|posiedzenia|dyskusji|spotkania", Before),
    ("byl~ glownym|glownymi|najwazniejszymi tematem|tematami|przedmiotem", Before),
    (
        "wieczor|posiedzenie|obrady|sesje|czas|debate|dyskusje|spotkanie|rozmowy wypelnil~|wypelni|wypelnia|zdominowal~",
        Bare,
    ),
    (
        "temat|tematem|watek|watkiem|punkt|punktem|zagadnieniem|osia|kwestia|sprawa sporn~|goraca|ostatni~ byl~|bedzie|stanowil~",
        Bare,
    ),
    ("temat|tematem|watek|watkiem|punkt|punktem|zagadnieniem|osia byl~|bedzie|stanowil~", Bare),
    ("punktem|tematem|punkt|temat * ma|maja byc", Bare),
    ("temat|tematem|watkiem|punktem|osia|kwestia|sprawa okazal~|stal~ sie", Bare),
    ("tematem|watkiem|punktem * okazal~|stal~ sie", Bare),
    ("bloku|pakiecie|czesci * uchwal|uchwal~|obrad|sesji znalazl~|znalazlo sie", Bare),
    ("wyrazil~|wyrazono zaniepokojenie|oburzenie|zadowolenie|uznanie|obawe", Bare),
    ("wprowadzil~|wprowadzono", OfSpeaker),
    ("na stol|tapete|warsztat|wokande|agende trafil~|wszedl|weszla|weszlo|weszly|wrocil~", Bare),
    ("na poczatek|start|pierwszy|koniec poszedl|poszla|poszly|poszlo", Bare),
    ("pojawil~|przewinal~|przewinel~|wrocil~|powrocil~ sie|takze|tez temat|watek|kwestia|sprawa", Bare),
    ("pojawil~|padl|padla|wyplynal~|wyplynel~ * temat|watek|kwestia|sprawa|pomysl|propozycja|postulat", Bare),
    ("wrocil|powrocil temat|watek", Bare),
    ("wrocila|powrocila sprawa|kwestia", Bare),
    (
        "wrocono|wrocili|wrocimy|wroca|wroci|powrocono|powrocili do sprawy|tematu|kwestii|dyskusji|pomyslu|projektu",
        Bare,
    ),
    ("przeszli|przeszlismy|przystapiono|przystapili|przeszla|przeszedl do sprawy|tematu|kwestii", Bare),
    ("dotarli|dotarto|doszli do punktu|sprawy|tematu", After(OF)),
    ("zaczelo|rozpoczelo|zaczeto|zaczeli|zaczelismy|zaczela|zaczal|rozpoczeto sie", After(FROM)),
    ("zaczelo|zaczeto|zaczeli|zaczelismy|rozpoczeto|rozpoczeli", After(FROM)),
    ("przeszedl|przeszla|przeszly|upadl|upadla|upadly", OfSpeaker),
    ("poparcie|poparcia|aprobate|zgode zyskal~|uzyskal~|zdobyl~|pozostal~", OfSpeaker),
    ("przewidziano|przewidziane", Bare),
    ("po pierwsze|drugie|trzecie|czwarte", After(OF)),
    ("wsrod * tematow|spraw|punktow|uchwal|watkow pojawil~|znalazl~|znalazlo sie", Bare),
    ("wsrod * tematow|spraw|punktow|uchwal|watkow byl|byla|bylo|byly|beda|bedzie", Bare),
    ("pierwszy|pierwsza|drugi|druga|trzeci|trzecia|czwarty|kolejny|kolejna|ostatni|ostatnia to", Bare),
    ("w sprawie|sprawach", OfSpeaker),
    ("na temat", OfSpeaker),
    ("domagaj~|domagal~ sie", Bare),
    ("interesowal~|ciekawil~", Bare),
    ("z prosba|wnioskiem|apelem", After(OF)),
    ("bedzie|beda na niej|nim", After(OF)),
    ("rozmowe|rozmowy|obrady|sesje|posiedzenie|spotkanie|dyskusje|debate|konwent zdominowal~", Bare),
]);

/// A verb of dealing in a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct DealMention {
    /// The index of its first word.
    pub(super) start: usize,
    /// The index after its last word.
    pub(super) end: usize,
    pub(super) link: MatterLink,
}

impl DealMention {
    /// How surely what is joined to it is a topic.
    pub(super) fn strength(&self) -> Strength {
        if matches!(self.link, Passing(_)) { Strength::Opinion } else { Strength::Report }
    }

    /// The prepositions before the matter.
    pub(super) fn prepositions(&self) -> &'static [&'static str] {
        match self.link {
            After(prepositions) | Passing(prepositions) => prepositions,
            Bare | Before | OfSpeaker => &[],
        }
    }
}

/// Finds the verb that begins at a word: one of the table, or another without a subject: *skonsultowano plan*.
pub(super) fn deal_at(words: &[Word], at: usize) -> Option<DealMention> {
    let known =
        DEALS.at(words, at, |_| true).map(|((_, link), end)| DealMention { start: at, end, link: *link });
    known.or_else(|| acted(words, at)).or_else(|| {
        is_impersonal(&words[at]).then_some(DealMention { start: at, end: at + 1, link: OfSpeaker })
    })
}

/// The beginnings of verbs without a subject that are about the course of a meeting, and not about a matter.
#[rustfmt::skip]
const COURSE: [&str; 75] = [
    "zainaugur",
    "rozpocze", "pracowan", "zakoncz", "otwart", "otworz", "zamkni", "zebran", "zorganiz", "przeprow", "stwierdz", "odczyta",
    "podziek", "wrecz", "powita", "zlozon", "wybra", "wylon", "zapros", "otrzym", "uzyska", "odlozon", "zdjet", "odda",
    "rozda", "policz", "zapowied", "oglos", "przypomn", "podkres", "zaznacz", "powiedz", "stara", "uzna", "dano", "dodan",
    "wycofa", "skresl", "obieca", "poproszon", "poprosz", "uczci", "wykona", "nagra", "transmit", "zaplan",
    "zwolan", "uczczon", "odnotowa", "wykorzyst", "wywiesz", "opublikow", "udostepn", "przywita", "pozegna", "zglasza",
    "przesun", "przenies", "przeloz", "odwola", "dolozon", "przekaza", "znalezion", "wydan", "wydano", "spotka", "polaczon",
    "odesla", "przypisa", "mian", "wyswiet", "odspiew", "nagrod", "wyroznio", "upamietn",
];

/// Words that are the body or its members, as the subject of a verb.
const SUBJECTS: [&str; 13] = [
    "rada",
    "radni",
    "radne",
    "komisja",
    "zarzad",
    "czlonkowie",
    "uczestnicy",
    "zebrani",
    "seniorzy",
    "mlodziez",
    "zespol",
    "rajcy",
    "samorzadowcy",
];

/// The beginnings of verbs in the past by which a body deals with no matter.
#[rustfmt::skip]
const NO_DEALS: [&str; 92] = [
    "spotka", "zebra", "przysz", "przyby", "wzie", "uczestnicz", "mial", "miel", "chcia", "chcie", "mog", "musia", "musie",
    "byl", "zosta", "rozpocz", "zakoncz", "otworz", "zamkn", "glosowa", "zaglosow", "wstrzym", "uczci", "podziek", "powita",
    "gratulow", "pogratul", "zlozy", "dosta", "otrzyma", "uzyska", "odby", "obradow", "pracow", "wyjech", "wroci", "zaznacz",
    "podkresl", "stwierdz", "uzna", "zauwaz", "przypomn", "zapewni", "obiec", "zapowiedz", "odpowi", "powiedz", "mowi",
    "dowiedz", "wiedz", "pyta", "zapyta", "tlumacz", "narzek", "zyczy", "wybra", "wrecz", "odebra", "poprosi", "prosi",
    "zdazy", "zwroci", "potrzeb", "skladal", "liczy", "dzial", "zbiera", "stara", "jecha", "jedli", "pozegn", "przywita",
    "czeka", "stal", "siedz", "uslysz", "widz", "opusc", "przerw", "wyraz", "zglosi", "zna", "wnie", "wystapi", "dal",
    "popros", "wezwa", "zobowiaz", "upowazn", "podpis", "wysla", "zacz",
];

/// Reads a verb in the past right after its subject, the body: *komisja obejrzała drogę*.
fn acted(words: &[Word], at: usize) -> Option<DealMention> {
    let word = &words[at];
    if at == 0
        || word.plain.len() < 5
        || !word.plain.as_bytes().last().is_some_and(|last| b"iaoy".contains(last))
    {
        return None;
    }
    let is_subject = |word: &Word| word.plain.is_one_of(&SUBJECTS);
    let near = &words[at.saturating_sub(2)..at];
    let is_acting = near.iter().any(is_subject)
        && near.iter().all(|word| is_subject(word) || word.plain.ends_with("nie") || word.plain.len() < 5);
    let is_deal = is_acting && is_past(word) && !NO_DEALS.iter().any(|other| word.begins(other));
    is_deal.then_some(DealMention { start: at, end: at + 1, link: OfSpeaker })
}

/// Whether a word is a verb in the past without a subject.
fn is_impersonal(word: &Word) -> bool {
    let plain = &word.plain;
    if plain.as_bytes().last() != Some(&b'o') {
        return false;
    }
    let ends =
        ["owano", "ywano", "wiano", "iono", "czono", "szono", "dzono", "rzono", "zano", "sano", "jeto"];
    plain.as_bytes().len() > 6
        && ends.iter().any(|end| plain.ends_with(end))
        && !COURSE.iter().any(|course| word.begins(course))
}

/// Whether a sentence has such a verb.
pub(super) fn deals(words: &[Word]) -> bool {
    DEALS.is_in(words) || phrases!["wylonil~|wyloniono|wybral~|wybrano|odwolal~|pozegnal~"].is_in(words)
}
