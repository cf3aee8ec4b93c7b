//! The Polish dictionary: the one built into the program, and how a dictionary is compiled.
//!
//! These tests parse the compiled bytes by the layout that `skorowidz_polish::dictionary` documents, so
//! that a dictionary is judged by its content, not by the code that looks words up.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    io::{BufRead, BufReader},
    process::{Command, Stdio},
};

use fst::IntoStreamer;
use skorowidz_polish::{
    Analyzer,
    dictionary::{DROPPED, Dictionary, FORMAT, MAGIC},
};

use crate::harness::{package, shared, skip};

#[path = "../../dictionary/build/builder.rs"]
#[expect(dead_code, reason = "counting words is left to the program")]
mod build_dictionary;

use build_dictionary::{Built, build, frequencies::Counts, priors, rows};

/// Maximum size in bytes of the dictionary built into every program.
const MAX_BYTES: usize = 6_000_000;
/// The BLAKE3 hash of the dictionary compiled from [`EXTRACT`], [`SUPPLEMENT`] and [`COUNTS`]. It changes
/// with the format and with the rules of `dictionary/build`; the dictionary must then be compiled again.
const HASH: &str = "750697f1ac4ffa91a7b1fbe2d46133d2767c3c06a41efc169cf01d0d2c634679";
/// One entry of each kind.
const SUPPLEMENT: &str = "# lemma, class, inflection\n\nMogilski\tn\t~Kowalski\ntarasowianka\tn\t~krakowianka\n\
    bonarecki\ta\t~krakowski\nSKM\tn\t=\n\
    Błonia\tn\tBłonia Błoń Błoniom Błoniami Błoniach\nbulwar\tb\tbulw\nmaj\t!\tmaja\n";
/// Counts that make some readings improbable.
const COUNTS: &str = "# form, small, capital\n\
    krakowie\t0\t900\nlutego\t500\t2\nlutym\t90\t1\nmaja\t400\t1\n\
    miasta\t800\t90\nrady\t700\t300\nrada\t400\t400\n\
    stanie\t300\t2\nstan\t100\t9\nzarządzenie\t300\t90\nzarządzenia\t300\t9\n";
/// Minimum number of forms that the supplement declares.
const MIN_DECLARED: usize = 3_000;
/// Abbreviations that are read as Roman numerals before they are looked up.
const NUMERALS: [&str; 1] = ["mc"];
/// One in this many rows of the dump is checked.
const SAMPLE: usize = 178;
/// Maximum share of the pairs of a dump that may be lost to improbable readings.
const MAX_LOST: f64 = 0.005;

fn read(name: &str) -> String {
    fs::read_to_string(package().join(name)).unwrap_or_else(|error| panic!("`{name}`: {error}"))
}

/// Whole paradigms from the dump of SGJP.
fn extract() -> String {
    read("tests/data/sgjp-extract.tsv")
}

#[track_caller]
fn compile(dump: &str) -> Built {
    build("test", dump, SUPPLEMENT, COUNTS).unwrap_or_else(|error| panic!("{error}"))
}

/// Spells a word as the dictionary does.
fn word(text: &str) -> String {
    text.replace(['-', '\'', '’'], "").to_lowercase()
}

/// Returns whether the dictionary can contain the form: a word of two or more letters and nothing else.
fn is_entry(form: &str) -> bool {
    form.chars().nth(1).is_some() && form.chars().all(char::is_alphabetic)
}

/// Returns whether the lemma is a name with a prefix that Morfeusz accepts before any name (`nieKraków`).
fn is_artefact(lemma: &str) -> bool {
    let rest = lemma.trim_start_matches(char::is_lowercase);
    lemma.len() - rest.len() > 1 && rest.starts_with(char::is_uppercase)
}

/// The lemmas of a form, and whether each is dropped.
type Lemmas = BTreeMap<String, bool>;

/// A compiled dictionary, parsed by its documented layout.
struct Compiled<'a> {
    forms: fst::Map<&'a [u8]>,
    /// The start of the entries of each set, the entries, the rules and the letters.
    tables: [&'a [u8]; 4],
}

impl<'a> Compiled<'a> {
    #[track_caller]
    fn read(bytes: &'a [u8]) -> Self {
        let rest = bytes.strip_prefix(&MAGIC).and_then(|rest| rest.strip_prefix(&FORMAT.to_le_bytes()));
        let (_hash, rest) = rest.expect("magic and format").split_at(32);
        let (lengths, mut rest) = rest[4 + number(rest, 0)..].split_at(24);
        let mut section = |at: usize| {
            let (section, after) = rest.split_at(number(lengths, at));
            rest = after;
            section
        };
        let forms = fst::Map::new(section(0)).expect("a transducer");
        Self { forms, tables: [section(1), section(2), section(3), section(4)] }
    }

    /// Returns the lemmas of a form; none if the form is unknown.
    fn lemmas(&self, form: &str) -> Lemmas {
        let [index, entries, ..] = self.tables;
        let Some(set) = self.forms.get(form) else { return Lemmas::new() };
        let place = |set: usize| 2 * number(index, set);
        let entries = entries[place(set as usize)..place(set as usize + 1)].chunks(2);
        let entries = entries.map(|entry| u16::from_le_bytes([entry[0], entry[1]]));
        entries.map(|entry| (self.lemma(form, entry & !DROPPED), entry & DROPPED != 0)).collect()
    }

    fn lemma(&self, form: &str, rule: u16) -> String {
        let [_, _, rules, letters] = self.tables;
        let rule = &rules[6 * usize::from(rule)..][..6];
        let appended = &letters[number(&[rule[3], rule[4], rule[5], 0], 0)..][..usize::from(rule[2])];
        let stem = &form[usize::from(rule[0])..form.len() - usize::from(rule[1])];
        format!("{stem}{}", std::str::from_utf8(appended).expect("letters"))
    }

    /// Returns whether the form is marked as hardly ever a form of the lemma.
    fn is_dropped(&self, form: &str, lemma: &str) -> bool {
        self.lemmas(form).get(lemma).is_some_and(|is_dropped| *is_dropped)
    }

    /// Returns the forms of a lemma that begin with a stem.
    fn forms_of(&self, lemma: &str, stem: &str) -> Vec<String> {
        let end = format!("{stem}\u{10ffff}");
        let forms = self.forms.range().ge(stem).lt(&end).into_stream().into_str_keys().expect("UTF-8");
        forms.into_iter().filter(|form| self.lemmas(form).contains_key(lemma)).collect()
    }
}

/// Reads the entry at index `place` of a table of four-byte numbers.
fn number(table: &[u8], place: usize) -> usize {
    let bytes = &table[4 * place..][..4];
    u32::from_le_bytes(bytes.try_into().expect("four bytes")) as usize
}

/// Returns the terms of a word as spelled in the dictionary.
fn terms(analyzer: &mut Analyzer, word: &str) -> BTreeSet<String> {
    analyzer.tokens(word).into_iter().flat_map(|token| token.terms).collect()
}

#[test]
fn the_committed_dictionary_is_intact() {
    let bytes = fs::read(package().join("dictionary/polish.dict")).expect("the dictionary");
    assert!(bytes.len() < MAX_BYTES, "{} bytes", bytes.len());
    let polish = Dictionary::polish();
    assert!(polish.is_intact(&bytes));
    assert_eq!(polish.checksum(), blake3::hash(&bytes[44..]).to_string());
    assert!(polish.edition().starts_with("SGJP "), "{}", polish.edition());
    assert!(skorowidz_polish::version().ends_with(&polish.checksum()[..16]));
}

#[test]
fn bytes_that_are_not_a_dictionary_are_refused() {
    let bytes: &'static [u8] = compile(&extract()).bytes.leak();
    let dictionary = Dictionary::new(bytes).expect("a dictionary");
    assert_eq!(dictionary.edition(), "test");
    assert!(dictionary.is_intact(bytes));
    for at in [44, bytes.len() / 2, bytes.len() - 1] {
        let mut damaged = bytes.to_vec();
        damaged[at] ^= 1;
        assert!(!dictionary.is_intact(&damaged), "byte {at}");
    }
    assert!(!dictionary.is_intact(&bytes[..bytes.len() - 1]) && !dictionary.is_intact(&[]));
    for length in (0..200).chain([bytes.len() / 2, bytes.len() - 1]) {
        assert!(Dictionary::new(&bytes[..length]).is_none(), "the first {length} bytes");
    }
    for at in 0..MAGIC.len() + 4 {
        let mut other = bytes.to_vec();
        other[at] ^= 1;
        assert!(Dictionary::new(other.leak()).is_none(), "byte {at}");
    }
}

#[test]
fn the_same_rows_in_any_order_compile_to_the_same_bytes() {
    let dump = extract();
    let bytes = compile(&dump).bytes;
    assert_eq!(compile(&dump).bytes, bytes);
    let mut rows: Vec<&str> = dump.lines().collect();
    rows.reverse();
    assert_eq!(compile(&rows.join("\n")).bytes, bytes, "in reverse");
    rows.sort_by_key(|row| blake3::hash(row.as_bytes()).to_hex());
    rows.extend_from_within(..100);
    assert_eq!(compile(&rows.join("\r\n")).bytes, bytes, "shuffled, some of them twice");
    assert_eq!(blake3::hash(&bytes).to_string(), HASH, "see the comment of `HASH`");
}

#[test]
fn every_form_keeps_a_lemma_and_every_row_is_kept_or_dropped() {
    let (mut rows, dump) = (rows::Rows::default(), extract());
    rows.add_dump(&dump).expect("rows");
    rows.add_supplement(SUPPLEMENT).expect("entries");
    let mut lexicon = rows.into_lexicon();
    let counts = Counts::from_tsv(COUNTS).expect("counts");
    let dropped = priors::prune(&mut lexicon, &counts);
    assert!(dropped > 0, "no reading is improbable");
    let built = compile(&dump);
    let compiled = Compiled::read(&built.bytes);
    assert_eq!(compiled.forms.len(), lexicon.forms.len());
    let mut seen = BTreeSet::new();
    for form in &lexicon.forms {
        let text = |lemma: &u32| lexicon.lemmas[*lemma as usize].text.clone();
        assert!(!form.kept().is_empty(), "`{}` has no lemmas left", form.text);
        let kept = form.kept().iter().map(|lemma| (text(lemma), false)).collect::<Vec<_>>();
        let lemmas: Lemmas =
            kept.into_iter().chain(form.dropped.iter().map(|lemma| (text(lemma), true))).collect();
        assert_eq!(compiled.lemmas(&form.text), lemmas, "`{}`", form.text);
        seen.extend(lemmas.into_keys().map(|lemma| (form.text.clone(), lemma)));
    }
    for row in dump.lines() {
        let columns: Vec<&str> = row.split('\t').collect();
        let pair = (word(columns[0]), word(columns[1]));
        assert!(!is_entry(&pair.0) || seen.contains(&pair), "{row}");
    }
}

/// Checks the lemmas of a form; dropped lemmas are in brackets.
#[track_caller]
fn check(form: &str, expected: &[&str]) {
    let built = compile(&extract());
    let lemmas = Compiled::read(&built.bytes).lemmas(form).into_iter();
    let lemmas: Vec<String> =
        lemmas.map(|(lemma, is_dropped)| if is_dropped { format!("({lemma})") } else { lemma }).collect();
    assert_eq!(lemmas, expected, "`{form}`");
}

#[test]
fn counts_decide_which_readings_are_dropped() {
    check("lutego", &["(lute)", "luty"]);
    check("maja", &["maj"]);
    check("radach", &["(rad)", "rada"]);
    check("stanie", &["stan", "(stania)", "(stanąć)", "stać"]);
    check("krakowie", &["krak", "kraków"]);
    check("najlepszego", &["dobry"]);
    check("kennedyego", &["kennedy"]);
}

#[test]
fn the_supplement_adds_words_and_protects_readings() {
    check("mogilskiego", &["mogilski"]);
    check("tarasowiankami", &["tarasowianka"]);
    check("bonareckich", &["bonarecki"]);
    check("skm", &["skm"]);
    check("błoniach", &["błonia"]);
    check("bulw", &["bulwar"]);
    check("maja", &["maj"]);
}

/// Checks that an error message names the location and the mistake.
#[track_caller]
fn check_error(dump: &str, supplement: &str, counts: &str, expected: &[&str]) {
    let error = build("test", dump, supplement, counts).err().expect("an error");
    assert!(expected.iter().all(|piece| error.contains(piece)), "{error:?} does not say {expected:?}");
}

#[test]
fn mistakes_are_reported_with_their_line() {
    let dump = "pies\tpies\tn\npsa\tpies\tn\n";
    for (entry, why) in [
        ("Tyniec\tn", "use lemma, class and inflection separated by tabs"),
        ("Tyniec\tn\t~pies\t", "use lemma, class and inflection separated by tabs"),
        ("Tyniec n =", "use lemma, class and inflection separated by tabs"),
        ("Tyniec\tnn\t=", "a class is one letter"),
        ("Tyniec\t\t=", "a class is one letter"),
        ("Tyniec\tn\t~Mielec", "the dump has no `Mielec` of this class"),
        ("Tyniec\ta\t~pies", "the dump has no `pies` of this class"),
        ("bas\tn\t~pies", "`psa`, a form of `pies`, does not begin with `pie`: choose another model"),
    ] {
        check_error(dump, &format!("# names\n\n{entry}\n"), "", &["supplement, line 3: ", entry, why]);
    }
    check_error("pies\tpies\tn\npsa\tpies\n", "", "", &["dump, line 2: ", "psa\tpies"]);
    check_error("pies\tpies\tsubst\n", "", "", &["dump, line 1: "]);
    check_error(dump, "", "# counts\npies\t1\n", &["frequencies, line 2: ", "pies\t1"]);
    check_error(dump, "", "pies\t1\t-2\n", &["frequencies, line 1: "]);
}

/// Returns the forms that an entry of the supplement declares.
#[track_caller]
fn declared(polish: &Compiled<'_>, lemma: &str, inflection: &str) -> Vec<String> {
    let Some(model) = inflection.strip_prefix('~').map(word) else {
        let forms = if inflection == "=" { lemma } else { inflection };
        return forms.split(' ').map(word).collect();
    };
    let lemma = word(lemma);
    let same = lemma.chars().rev().zip(model.chars().rev()).take_while(|(one, other)| one == other);
    let ending: usize = same.map(|(c, _)| c.len_utf8()).sum();
    let (stem, model_stem) = (&lemma[..lemma.len() - ending], &model[..model.len() - ending]);
    // All its forms begin with this stem; the forms in the first half are fewer to search.
    let half: String = model.chars().take(model.chars().count() / 2).collect();
    let forms = polish.forms_of(&model, if half.starts_with(model_stem) { &half } else { model_stem });
    assert!(!forms.is_empty(), "`{model}` has no forms");
    forms.iter().map(|form| format!("{stem}{}", &form[model_stem.len()..])).collect()
}

/// Checks that every declared form matches its lemma. For words that are not names the dictionary may mark a
/// form as hardly ever theirs.
#[test]
fn forms_declared_in_the_supplement_match_their_lemma() {
    let bytes = fs::read(package().join("dictionary/polish.dict")).expect("the dictionary");
    let (polish, mut analyzer) = (Compiled::read(&bytes), Analyzer::default());
    let supplement = read("dictionary/supplement.tsv");
    let (mut lost, mut met) = (Vec::new(), 0);
    for line in supplement.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#')) {
        let columns: Vec<&str> = line.split('\t').collect();
        let &[lemma, _, inflection] = columns.as_slice() else { panic!("{line}") };
        let base = word(lemma);
        let base_terms = terms(&mut analyzer, &base);
        let mut declared = declared(&polish, lemma, inflection);
        // The model may also be a word of another class, whose forms are not declared.
        declared.retain(|form| polish.lemmas(form).contains_key(&base) || !inflection.starts_with('~'));
        assert!(declared.contains(&base) || !inflection.starts_with('~'), "{line}: `{base}` is missing");
        for form in declared.iter().filter(|form| !NUMERALS.contains(&form.as_str())) {
            let may_be_lost = base == lemma && polish.is_dropped(form, &base);
            if terms(&mut analyzer, form).is_disjoint(&base_terms) && !may_be_lost {
                lost.push(format!("{lemma}: {form}"));
            }
            met += 1;
        }
    }
    assert!(met > MIN_DECLARED, "only {met} forms");
    assert!(lost.is_empty(), "{lost:#?}");
}

/// Samples rows of the whole dump in order: form and lemma as the dictionary spells them.
fn sample() -> Option<Vec<(String, String)>> {
    let path = shared("morphology/sgjp.pos.tsv.xz")?;
    let unpacking = Command::new("xz").args(["-d", "-c"]).arg(path).stdout(Stdio::piped()).spawn();
    let Ok(mut unpacking) = unpacking else {
        skip("`xz` is not installed");
        return None;
    };
    let (mut rows, mut line) = (Vec::new(), String::new());
    let mut lines = BufReader::new(unpacking.stdout.take().expect("piped"));
    for number in 0_usize.. {
        line.clear();
        if lines.read_line(&mut line).expect("UTF-8") == 0 {
            break;
        }
        let mut columns = line.split('\t').map(str::to_owned);
        if let (true, Some(form), Some(lemma)) =
            (number.is_multiple_of(SAMPLE), columns.next(), columns.next())
        {
            rows.push((form, lemma));
        }
    }
    assert!(unpacking.wait().expect("ended").success());
    Some(rows)
}

#[test]
fn forms_in_the_whole_dump_match_their_lemmas() {
    let Some(rows) = sample() else { return };
    assert!(rows.len() > 25_000, "only {} rows", rows.len());
    let bytes = fs::read(package().join("dictionary/polish.dict")).expect("the dictionary");
    let (polish, mut analyzer) = (Compiled::read(&bytes), Analyzer::default());
    let (mut unmet, mut lost) = (Vec::new(), 0);
    for (form, lemma) in rows.iter().filter(|(_, lemma)| !is_artefact(lemma)) {
        let (form, lemma) = (word(form), word(lemma));
        let form_terms = terms(&mut analyzer, &form);
        if !form_terms.is_disjoint(&terms(&mut analyzer, &lemma)) || !is_entry(&form) {
            continue;
        }
        lost += 1;
        if !polish.is_dropped(&form, &lemma) && !polish.is_dropped(&lemma, &lemma) {
            unmet.push(format!(
                "{form} ({}) and {lemma}",
                form_terms.into_iter().collect::<Vec<_>>().join(", ")
            ));
        }
    }
    assert!(unmet.is_empty(), "{} pairs do not match: {:#?}", unmet.len(), &unmet[..unmet.len().min(40)]);
    let share = f64::from(lost) / rows.len() as f64;
    assert!(share < MAX_LOST, "{lost} of {} pairs do not match", rows.len());
}
