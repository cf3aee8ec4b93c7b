//! Tests which documents are one group, and that groups do not depend on how the documents came.

use std::collections::{BTreeMap, BTreeSet};

use tempfile::TempDir;

use crate::{
    document::{Act, Document, DocumentId},
    index::{Index, IndexWriter, IndexableDocument, Snapshot, WriterMode},
};

const ORDINANCE: &str = "ZARZĄDZENIE Nr 358/2017 Prezydenta Miasta Krakowa z dnia 13 lutego 2017 r. w sprawie \
    powołania Zespołu Konsultacyjnego do spraw Dzielnic. Na podstawie art. 30 ust. 1 ustawy z dnia 8 marca 1990 r. \
    o samorządzie gminnym zarządza się, co następuje: § 1. Powołuje się Zespół Konsultacyjny do spraw Dzielnic, \
    zwany Konwentem. § 2. Przewodniczącą Zespołu jest Anna Wiśniewska, a jej zastępcą Jan Zieliński, \
    przewodniczący Rady Dzielnicy XI. § 3. Członkom Zespołu przysługuje zwrot kosztów podróży do kwoty 120 zł \
    miesięcznie. § 4. Obsługę Zespołu zapewnia Biuro Funduszy Europejskich i Dialogu Społecznego, które wyraża \
    zgodę na udostępnienie sali obrad. § 5. Wykonanie zarządzenia powierza się Dyrektorowi Biura. § 6. Zarządzenie \
    wchodzi w życie z dniem podpisania i podlega publikacji w Biuletynie Informacji Publicznej Miasta Krakowa.";

fn id(id: &str) -> DocumentId {
    id.parse().expect("an id")
}

fn document(name: &str, text: &str) -> Document {
    Document { is_titled: false, ..Document::new(id(name), name, text) }
}

/// Returns the ids of each group of a snapshot.
fn groups(snapshot: &Snapshot) -> BTreeSet<BTreeSet<String>> {
    let id = |address: &tantivy::DocAddress| snapshot.id(*address).expect("an id");
    let groups = &snapshot.variants().expect("readable").groups;
    groups.iter().map(|group| group.iter().map(id).collect()).collect()
}

/// Indexes documents with a commit after each.
fn indexed(documents: &[Document]) -> (TempDir, IndexWriter) {
    let folder = tempfile::tempdir().expect("a folder");
    let mut writer = IndexWriter::open_sized(folder.path(), WriterMode::Single).expect("an index");
    for document in documents {
        writer.add(IndexableDocument::new(document, None)).expect("added");
        writer.commit().expect("committed");
    }
    (folder, writer)
}

/// Whether two documents are of one group, whichever comes first, and both in one commit.
#[track_caller]
fn check(one: &Document, other: &Document, are_same: bool) {
    for pair in [[one, other], [other, one]] {
        let (_folder, writer) = indexed(&pair.map(Clone::clone));
        assert_eq!(groups(&writer.index().snapshot()).len(), usize::from(are_same), "{}", other.id);
    }
    let folder = tempfile::tempdir().expect("a folder");
    let mut writer = IndexWriter::open_sized(folder.path(), WriterMode::Single).expect("an index");
    for document in [one, other] {
        writer.add(IndexableDocument::new(document, None)).expect("added");
    }
    writer.commit().expect("committed");
    assert_eq!(groups(&writer.index().snapshot()).len(), usize::from(are_same), "{}", other.id);
}

/// Misreads about one letter in `every`, as OCR does.
fn misread(text: &str, every: usize) -> String {
    let misread = |(at, c): (usize, char)| match c {
        _ if at % every != every / 2 => c,
        'e' => 'c',
        'i' => 'l',
        'a' => 'o',
        'n' => 'u',
        'o' => 'e',
        'z' => 'x',
        _ => c,
    };
    text.chars().enumerate().map(misread).collect()
}

#[test]
fn variants_of_a_text_are_found_and_other_texts_are_not() {
    let same = [
        ("letters", ORDINANCE.to_uppercase()),
        ("accents", crate::analysis::unaccented(&ORDINANCE.to_lowercase())),
        ("lines", ORDINANCE.replace(' ', "\n").replace("Dzielnic", "Dziel\u{ad}nic")),
        ("split", ORDINANCE.replace("Konsultacyjnego", "Konsul tacyjnego").replace("120 zł", "120zł")),
        ("header", format!("Miasto Kraków, strona 1 z 1, wydrukowano 5 maja 2021\n{ORDINANCE}")),
        (
            "footer",
            format!("{ORDINANCE}\nOpublikował: Redakcja MK, data publikacji: 14.02.2017, drukuj, zgłoś błąd"),
        ),
        ("both", format!("Biuletyn Informacji Publicznej\n{ORDINANCE}\nDrukuj tę stronę")),
        ("pages", ORDINANCE.replace("§ 3.", "2\u{c}Strona 2 z 2 § 3.")),
        ("cut", ORDINANCE.split("§ 5.").next().expect("a beginning").to_owned()),
        ("scan", misread(ORDINANCE, 60)),
        (
            "digits",
            ORDINANCE.replace("2017", "2O17").replace("30 ust. 1", "3o ust. l").replace("Obsługę", "0bsługę"),
        ),
        (
            "shapes",
            ORDINANCE.replace("Dzielnic", "Dzielnlc").replace("dniem", "dniern").replace("do ", "clo "),
        ),
        ("bad-scan", misread(ORDINANCE, 40)),
    ];
    for (name, text) in same {
        assert_ne!(text, ORDINANCE, "{name}");
        check(&document("act", ORDINANCE), &document(name, &text), true);
    }
    let different = [
        ("number", ORDINANCE.replace("358/2017", "359/2017")),
        ("date", ORDINANCE.replace("13 lutego", "14 lutego")),
        ("amount", ORDINANCE.replace("120 zł", "150 zł")),
        ("last-amount", ORDINANCE.replace("podpisania i", "15 maja i")),
        ("name", ORDINANCE.replace("Anna Wiśniewska", "Maria Kowalczyk")),
        ("letter", ORDINANCE.replace("art. 30", "art. 30a")),
        ("first-name", ORDINANCE.replace("Jan Zieliński", "Piotr Zieliński")),
        ("district", ORDINANCE.replace("Dzielnicy XI.", "Dzielnicy XV.")),
        ("not", ORDINANCE.replace("wyraża zgodę", "nie wyraża zgody")),
        ("never", ORDINANCE.replace("wyraża", "nie wyraża")),
        ("subject", ORDINANCE.replace("Dzielnic", "Parkowania")),
        ("longer", format!("{ORDINANCE} {}", ORDINANCE.replace(' ', " nowe ").repeat(2))),
    ];
    for (name, text) in different {
        assert_ne!(text, ORDINANCE, "{name}");
        check(&document("act", ORDINANCE), &document(name, &text), false);
    }
}

#[test]
fn what_documents_say_of_themselves_must_not_differ() {
    let act = |name: &str, number: &str, organ: Option<&str>| {
        let act = Act { number: Some(number.to_owned()), organ: organ.map(str::to_owned), ..Act::default() };
        Document { act: Some(act), ..document(name, ORDINANCE) }
    };
    let titled = |name: &str, title: &str| Document {
        title: title.to_owned(),
        is_titled: true,
        ..document(name, ORDINANCE)
    };
    check(&act("a", "358/2017", None), &act("b", "358/2017", Some("Prezydent Miasta Krakowa")), true);
    check(&act("a", "358/2017", None), &document("b", ORDINANCE), true);
    check(&act("a", "358/2017", None), &act("b", "361/2017", None), false);
    check(&titled("a", "Konwent"), &titled("b", "Zarządzenie nr 358/2017"), true);
    check(&titled("a", "Konwent nr 12"), &titled("b", "Konwent nr 13"), false);
    check(
        &titled("a", "Powołanie Zespołu do spraw Dzielnic"),
        &titled("b", "Powołanie Zespołu do spraw Zieleni"),
        false,
    );
    check(&titled("a", "Powołanie Zespołu"), &titled("b", "Powołanie Zespołu: wersja do druku"), true);
}

#[test]
fn a_text_with_few_words_is_in_no_group() {
    let form = "Wzór wniosku o dofinansowanie. ".repeat(50);
    check(&document("a", &form), &document("b", &form), false);
}

/// A random number generator with the same sequence in every run.
struct RandomNumbers(u64);

impl RandomNumbers {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }
}

/// Returns a variant of one of a few texts. Variants 1 and 2 are each the same text as variant 0, but not as
/// each other: one has no ending, the other a long beginning.
fn variant(text: u64, variant: u64) -> String {
    let mut numbers = RandomNumbers(text);
    let mut word = || {
        let letter = |number: u64| char::from(b'a' + number as u8);
        (0..6).map(|_| letter(numbers.below(26))).collect::<String>()
    };
    let words: Vec<String> = (0..100).map(|_| word()).collect();
    match variant {
        0 => words.join(" "),
        1 => words[..70].join(" "),
        _ => words[30..].join(" "),
    }
}

#[test]
fn groups_are_the_same_in_whatever_order_documents_come_and_go() {
    for seed in 0..6 {
        let mut numbers = RandomNumbers(seed);
        let (folder, mut writer) = indexed(&[]);
        let mut model: BTreeMap<String, Document> = BTreeMap::new();
        for _ in 0..60 {
            let name = format!("d{}", numbers.below(14));
            if numbers.below(4) == 0 {
                model.remove(&name);
                writer.delete(&id(&name)).expect("deleted");
            } else {
                let document = document(&name, &variant(numbers.below(4), numbers.below(3)));
                writer.replace(IndexableDocument::new(&document, None)).expect("replaced");
                model.insert(name, document);
            }
            match numbers.below(6) {
                0 => writer.commit().expect("committed"),
                1 => {
                    writer.commit().expect("committed");
                    writer.begin_expunging().expect("begun");
                }
                _ => {}
            }
        }
        writer.commit().expect("committed");
        let documents: Vec<Document> = model.into_values().rev().collect();
        let (_again, rebuilt) = indexed(&documents);
        let expected = groups(&rebuilt.index().snapshot());
        assert!(!expected.is_empty());
        assert_eq!(groups(&writer.index().snapshot()), expected, "seed {seed}");
        writer.finish().expect("merged");
        assert_eq!(
            groups(&Index::open(folder.path()).expect("an index").snapshot()),
            expected,
            "seed {seed}"
        );
    }
}

#[test]
fn the_rest_of_a_group_goes_on_without_a_document_and_no_file_names_it() {
    let names = ["acts/original-of-many", "b", "c"];
    let documents = names.map(|name| document(name, ORDINANCE));
    let (folder, mut writer) = indexed(&documents);
    assert_eq!(groups(&writer.index().snapshot()), BTreeSet::from([names.map(str::to_owned).into()]));
    writer.delete(&id(names[0])).expect("deleted");
    writer.commit().expect("committed");
    assert_eq!(
        groups(&writer.index().snapshot()),
        BTreeSet::from([[names[1], names[2]].map(str::to_owned).into()])
    );
    writer.begin_expunging().expect("begun");
    writer.finish().expect("merged");
    let files = walkdir::WalkDir::new(folder.path()).into_iter().filter_map(Result::ok);
    for file in files.filter(|file| file.file_type().is_file()) {
        let bytes = std::fs::read(file.path()).expect("readable");
        let id = names[0].as_bytes();
        assert!(!bytes.windows(id.len()).any(|part| part == id), "{}", file.path().display());
    }
}
