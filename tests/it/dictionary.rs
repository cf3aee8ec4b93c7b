//! The Polish dictionary: the one that the program carries, and how one is compiled.
//!
//! The compiled bytes are read here by the layout that `skorowidz::analysis::dictionary` describes,
//! so that a dictionary is judged by its content, not by the code that looks words up.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    io::{BufRead, BufReader},
    process::{Command, Stdio},
};

use fst::IntoStreamer;
use skorowidz::analysis::{
    Analyzer,
    dictionary::{DROPPED, Dictionary, FORMAT, MAGIC},
};

use crate::harness::{package, shared};

#[path = "../../dictionary/build/builder.rs"]
#[expect(dead_code, reason = "counting words is left to the program")]
mod build_dictionary;

use build_dictionary::{Built, build, frequencies::Counts, priors, rows};

/// A bound on the file that every program carries, in bytes.
const MAX_BYTES: usize = 6_000_000;
/// The BLAKE3 hash of what [`EXTRACT`], [`SUPPLEMENT`] and [`COUNTS`] are compiled to. It changes with
/// the format and with the rules of `dictionary/build`: then the dictionary must be compiled anew.
const HASH: &str = "750697f1ac4ffa91a7b1fbe2d46133d2767c3c06a41efc169cf01d0d2c634679";
/// An entry of each kind.
const SUPPLEMENT: &str = "# lemma, class, inflection\n\nMogilski\tn\t~Kowalski\ntarasowianka\tn\t~krakowianka\n\
    bonarecki\ta\t~krakowski\nSKM\tn\t=\n\
    Błonia\tn\tBłonia Błoń Błoniom Błoniami Błoniach\nbulwar\tb\tbulw\nmaj\t!\tmaja\n";
/// Counts that make some readings improbable.
const COUNTS: &str = "# form, small, capital\n\
    krakowie\t0\t900\nlutego\t500\t2\nlutym\t90\t1\nmaja\t400\t1\n\
    miasta\t800\t90\nrady\t700\t300\nrada\t400\t400\n\
    stanie\t300\t2\nstan\t100\t9\nzarządzenie\t300\t90\nzarządzenia\t300\t9\n";
/// Forms that the supplement declares at least.
const MIN_DECLARED: usize = 3_000;
/// Abbreviations that are read as Roman numerals before they are looked up.
const NUMERALS: [&str; 1] = ["mc"];
/// A row of the dump in so many is looked at.
const SAMPLE: usize = 178;
/// At most this share of the pairs of a dump may be lost to improbable readings.
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

/// A word as the dictionary has it.
fn word(text: &str) -> String {
    text.replace(['-', '\'', '’'], "").to_lowercase()
}

/// Whether the dictionary can have the form: a word of two letters or more, with nothing else in it.
fn is_entry(form: &str) -> bool {
    form.chars().nth(1).is_some() && form.chars().all(char::is_alphabetic)
}

/// Whether the lemma is a name with a prefix that Morfeusz accepts before any (`nieKraków`).
fn is_artefact(lemma: &str) -> bool {
    let rest = lemma.trim_start_matches(char::is_lowercase);
    lemma.len() - rest.len() > 1 && rest.starts_with(char::is_uppercase)
}

/// Lemmas of a form, and whether they are left out.
type Lemmas = BTreeMap<String, bool>;

/// A compiled dictionary, read by the letter of its layout.
struct Compiled<'a> {
    forms: fst::Map<&'a [u8]>,
    /// Where the entries of each set begin, the entries, the rules, the letters.
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

    /// The lemmas of a form; none where the form is unknown.
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

    /// Whether the form is said to be hardly ever one of the lemma.
    fn is_dropped(&self, form: &str, lemma: &str) -> bool {
        self.lemmas(form).get(lemma).is_some_and(|is_dropped| *is_dropped)
    }

    /// The forms of a lemma that begin with a stem.
    fn forms_of(&self, lemma: &str, stem: &str) -> Vec<String> {
        let end = format!("{stem}\u{10ffff}");
        let forms = self.forms.range().ge(stem).lt(&end).into_stream().into_str_keys().expect("UTF-8");
        forms.into_iter().filter(|form| self.lemmas(form).contains_key(lemma)).collect()
    }
}

/// The number at a place of a table of numbers of four bytes.
fn number(table: &[u8], place: usize) -> usize {
    let bytes = &table[4 * place..][..4];
    u32::from_le_bytes(bytes.try_into().expect("four bytes")) as usize
}

/// The terms of a word that the dictionary writes so.
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
    assert!(skorowidz::analysis::version().ends_with(&polish.checksum()[..16]));
}

#[test]
fn what_is_no_dictionary_is_refused() {
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
fn the_same_rows_in_any_order_make_the_same_bytes() {
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
fn every_form_keeps_a_lemma_and_every_row_is_kept_or_listed() {
    let (mut rows, dump) = (rows::Rows::default(), extract());
    rows.add_dump(&dump).expect("rows");
    rows.add_supplement(SUPPLEMENT).expect("entries");
    let mut lexicon = rows.into_lexicon();
    let counts = Counts::from_tsv(COUNTS).expect("counts");
    let dropped = priors::prune(&mut lexicon, &counts);
    assert!(dropped > 0, "nothing is improbable");
    let built = compile(&dump);
    let compiled = Compiled::read(&built.bytes);
    assert_eq!(compiled.forms.len(), lexicon.forms.len());
    let mut seen = BTreeSet::new();
    for form in &lexicon.forms {
        let text = |lemma: &u32| lexicon.lemmas[*lemma as usize].text.clone();
        assert!(!form.kept().is_empty(), "`{}` has lost all its lemmas", form.text);
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

/// What the dictionary makes of a form: its lemmas, those in brackets that are left out.
#[track_caller]
fn check(form: &str, expected: &[&str]) {
    let built = compile(&extract());
    let lemmas = Compiled::read(&built.bytes).lemmas(form).into_iter();
    let lemmas: Vec<String> =
        lemmas.map(|(lemma, is_dropped)| if is_dropped { format!("({lemma})") } else { lemma }).collect();
    assert_eq!(lemmas, expected, "`{form}`");
}

#[test]
fn counts_decide_which_readings_are_left_out() {
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

/// A message that says where the mistake is and what it is.
#[track_caller]
fn check_error(dump: &str, supplement: &str, counts: &str, expected: &[&str]) {
    let error = build("test", dump, supplement, counts).err().expect("a mistake");
    assert!(expected.iter().all(|piece| error.contains(piece)), "{error:?} does not say {expected:?}");
}

#[test]
fn mistakes_are_named_with_their_line() {
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

/// The forms that an entry of the supplement declares.
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
    // All its forms begin with this stem; those of the first half are fewer to look through.
    let half: String = model.chars().take(model.chars().count() / 2).collect();
    let forms = polish.forms_of(&model, if half.starts_with(model_stem) { &half } else { model_stem });
    assert!(!forms.is_empty(), "`{model}` has no forms");
    forms.iter().map(|form| format!("{stem}{}", &form[model_stem.len()..])).collect()
}

/// Every form that an entry declares meets its lemma; of words that are no names the dictionary may
/// say that a form is hardly ever one of theirs.
#[test]
fn what_the_supplement_declares_meets_its_own_forms() {
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
        // A model may be a word of another class too, whose forms are not declared.
        declared.retain(|form| polish.lemmas(form).contains_key(&base) || !inflection.starts_with('~'));
        assert!(declared.contains(&base) || !inflection.starts_with('~'), "{line}: `{base}` is not there");
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

/// Rows of the whole dump, in the order of their places in it: form and lemma as the dictionary writes them.
fn sample() -> Option<Vec<(String, String)>> {
    let path = shared("morphology/sgjp.pos.tsv.xz")?;
    let unpacking = Command::new("xz").args(["-d", "-c"]).arg(path).stdout(Stdio::piped()).spawn();
    let Ok(mut unpacking) = unpacking else {
        eprintln!("SKIPPED: there is no program `xz`");
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
fn forms_of_the_whole_dump_meet_their_lemmas() {
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
    assert!(unmet.is_empty(), "{} pairs do not meet: {:#?}", unmet.len(), &unmet[..unmet.len().min(40)]);
    let share = f64::from(lost) / rows.len() as f64;
    assert!(share < MAX_LOST, "{lost} of {} pairs do not meet", rows.len());
}
