//! The verbs by which a body deals with a matter, and what joins the matter to each of them.
//!
//! Leaves where the matter begins and ends to `matters`.

use super::{
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
    /// Right after it, and only if the body itself is the subject: *rada przyjęła plan*.
    OfBody,
    /// Right after it, as what a speaker told the body about, in some words: *skarbnik przedstawił zmiany w budżecie*.
    OfSpeaker,
    /// After a preposition, where it tells more often what was said in passing: *pytali o plan*.
    Passing(&'static [&'static str]),
}

use MatterLink::{After, Bare, OfBody, OfSpeaker, Passing};

const ABOUT: &[&str] = &["o", "nad", "wokol"];
const OF: &[&str] = &["o"];
const OVER: &[&str] = &["nad"];
const WITH: &[&str] = &["z", "ze"];
const ON: &[&str] = &["na"];
const TO: &[&str] = &["do"];
const FROM: &[&str] = &["od"];

/// The verbs; the longest matches come first.
static DEALS: Phrases<(&str, MatterLink)> = Phrases::new(&[
    // What the body decides.
    ("wyrazil~|wyrazono|wyraza|wyrazi zgode|zgody", After(ON)),
    ("zgodzil~|zgodzono sie", After(ON)),
    ("przyjeli|przyjeto|przyjelismy|przyjma", Bare),
    ("przyjal|przyjela|przyjelo|przyjmie", OfBody),
    ("uchwalil~|uchwalono", Bare),
    ("zatwierdzil~|zatwierdzono|zatwierdzi|zatwierdza", Bare),
    ("odrzucili|odrzucono|odrzucilismy", Bare),
    ("odrzucil|odrzucila", OfBody),
    ("poparli|poparto|poparlismy", Bare),
    ("poparl|poparla", OfBody),
    ("zaopiniowal~|zaopiniowano|zaopiniuj~|zaopiniowac|opiniowali|opiniowano", Bare),
    ("rozpatrzyl~|rozpatrzono|rozpatrywal~|rozpatrywano|rozpatrza|rozpatrzy|rozpatrzyc", Bare),
    ("rozpoznala|rozpoznali|rozpoznano", Bare),
    ("przeglosowal~|przeglosowano", Bare),
    ("sprzeciwil~|sprzeciwiono sie", Bare),
    ("ustanowil~|ustanowiono", Bare),
    ("zmienili|zmieniono|znowelizowa~", Bare),
    ("zmienila", OfBody),
    ("podniesli|podniesiono", Bare),
    ("podniosla|obnizyla|ustalila|okreslila|nadala|przyznala|udzielila|uchylila|powolala", OfBody),
    ("obnizyli|obnizono|ustalili|ustalono|okreslili|okreslono|uzgodnili|uzgodniono", Bare),
    ("nadali|nadano|przyznali|przyznano|udzielili|udzielono|uchylili|uchylono", Bare),
    ("wybrala|wybrali", Bare),
    ("powolali|powolano|utworzyli|utworzono|skierowali|skierowano", Bare),
    ("skontrolowal~|skontrolowano|skrytykowal~|skrytykowano|ocenili|oceniono", Bare),
    ("ocenila|podsumowala|podsumowal", OfBody),
    ("podsumowali|podsumowano|podsumowalismy", Bare),
    // What it talks about.
    ("omowil~|omowiono|omowia|omowi|omowic|omawiali|omawiano|omawiala|omawial", Bare),
    ("przedyskutowa~|przeanalizowa~|analizowa~", Bare),
    ("uporal~|uporano sie", After(WITH)),
    ("zapoznal~|zapoznano|zapozna|zapoznaja|zapoznac sie", After(WITH)),
    ("wysluchal~|wysluchano|wyslucha|wysluchaja", Bare),
    ("spierali|spierano|klocili|klocono|sprzeczali|sprzeczano sie", After(OF)),
    ("zastanawial~|zastanawiano|zastanowil~|zastanowia|glowil~|pochylil~|pochylono sie", After(OVER)),
    ("pochylimy|zajmiemy|zastanowimy sie", After(OVER)),
    ("debatowal~|debatowano|dyskutowal~|dyskutowano|dyskutowac|debatowac", After(ABOUT)),
    ("rozmawial~|rozmawiano|rozmawiac|porozmawia~", After(OF)),
    ("dyskusj~|debat~|rozmow~", After(ABOUT)),
    ("spor|sporu|sporem|sporze", After(OF)),
    ("glosowanie|glosowaniem|glosowania|glosowali|glosowano|zaglosuj~", After(OVER)),
    ("decyzja|decyzje|decyzji|zdecydowal~|zdecydowano", After(OF)),
    ("zahaczono|zahaczyl~|zahaczyli", After(OF)),
    ("wezmie|wezma|wzieto|wzieli|wziela sie", After(&["za"])),
    ("przeszly|przeszla|przeszedl * uchwaly|uchwala|projekty|projekt", After(OF)),
    // What others tell it.
    ("mowil|mowila|mowili|mowiono|opowiedzial~|opowiadal~|opowie|opowiedza", After(OF)),
    ("uslyszel~|uslysza|uslyszec|wspomnia~", Passing(OF)),
    ("pytali|pytano|pytalismy|poprosil~|prosili|wnioskowali|wnioskowano", Passing(OF)),
    ("chodzi|chodzilo", Passing(OF)),
    ("zreferowal~|referowal~|zreferuje|zrelacjonowal~", OfSpeaker),
    ("przedstawil|przedstawila|przedstawili|przedstawiono|przedstawi", OfSpeaker),
    ("zaprezentowal~|zaprezentowano|zaprezentuje", OfSpeaker),
    ("scharakteryzowal~|objasnil~|objasnial~|przyblizyl~|przyblizy", OfSpeaker),
    ("zdal|zdala|zdali|zda relacje|sprawozdanie", After(WITH)),
    // What comes up.
    ("poswiec~ * czasu|uwagi|miejsca", After(ON)),
    ("przyszla|przyszedl|nadeszla|nadszedl * pora|kolej|czas", After(ON)),
    ("pora|kolej|czas przyszla|przyszedl|nadeszla|nadszedl", After(ON)),
    ("czasu|czesc|uwagi * przypadl~", After(ON)),
    (
        "czasu|miejsca|uwagi|emocji|pytan|kontrowersji|watpliwosci|dyskusji|sporow|glosow * zajal|zajel~|pochlonal|pochlonel~|wzbudzil~|wywolal~|zabral~|budzil~",
        Bare,
    ),
    ("emocje|dyskusje|spor|burze|kontrowersje|debate * wzbudzil~|wywolal~|budzil~|wzbudza~|wywola~", Bare),
    ("wieczor|posiedzenie|obrady|sesje|czas wypelnil~|wypelni|wypelnia|zdominowal~", Bare),
    ("temat|tematem|watek|watkiem|punkt|punktem|zagadnieniem|osia byl~|bedzie|stanowil~", Bare),
    ("temat|tematem|watkiem|punktem|osia * okazal~|stal~ sie", Bare),
    ("na stol|tapete|warsztat|wokande|agende trafil~|wszedl|weszla|weszlo|weszly", Bare),
    ("na poczatek|start|pierwszy|koniec poszedl|poszla|poszly|poszlo", Bare),
    ("pojawil~|przewinal~|przewinel~|wrocil~|powrocil~ sie|takze|tez temat|watek|kwestia|sprawa", Bare),
    ("wrocil|powrocil temat|watek", Bare),
    ("wrocila|powrocila sprawa|kwestia", Bare),
    ("wrocono|wrocili|wrocimy|wroca|wroci|powrocono|powrocili do sprawy|tematu|kwestii|dyskusji", Bare),
    ("przeszli|przeszlismy|przystapiono|przystapili|przeszla|przeszedl do sprawy|tematu|kwestii", Bare),
    ("dotarli|dotarto|doszli do punktu|sprawy|tematu", After(OF)),
    ("zaczelo|rozpoczelo|zaczeto|zaczeli|zaczelismy|zaczela|zaczal|rozpoczeto sie", After(FROM)),
    ("zaczelo|zaczeto|zaczeli|zaczelismy|rozpoczeto|rozpoczeli", After(FROM)),
    ("przewidziano|przewidziane", Bare),
    ("po pierwsze|drugie|trzecie|czwarte", After(OF)),
    ("blok|czesc|pytania|glosy|uchwaly|uchwala dotyczyl~|dotyczyly|dotyczy|dotycza", Bare),
    ("domagaj~|domagal~ sie", Bare),
    ("przejdziemy|przejda", After(TO)),
    ("interesowal~|ciekawil~", Bare),
    ("z prosba|wnioskiem|apelem", After(OF)),
    ("bedzie|beda na niej|nim", After(OF)),
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
            Bare | OfBody | OfSpeaker => &[],
        }
    }
}

/// Finds the verb that begins at a word.
pub(super) fn deal_at(words: &[Word], at: usize) -> Option<DealMention> {
    let ((_, link), end) = DEALS.at(words, at, |_| true)?;
    Some(DealMention { start: at, end, link: *link })
}

/// Whether a sentence has such a verb.
pub(super) fn deals(words: &[Word]) -> bool {
    DEALS.is_in(words) || phrases!["wylonil~|wyloniono|wybral~|wybrano|odwolal~|pozegnal~"].is_in(words)
}
