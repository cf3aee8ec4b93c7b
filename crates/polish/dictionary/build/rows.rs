//! Parses the rows of the dump and of the supplement into a lexicon of forms with their readings.

use std::collections::{BTreeMap, HashMap, HashSet};

/// The word class of a reading: a letter of the dump.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Class(pub(crate) u8);

impl Class {
    /// Returns the group of classes that share a paradigm, and with it the prior of a lemma: verb, gerund and
    /// participle.
    pub(crate) fn group(self) -> u8 {
        match self.0 {
            b'v' | b'g' | b'p' => b'v',
            other => other,
        }
    }
}

/// A form read as a form of a lemma.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Reading {
    /// The index of the lemma in [`Lexicon::lemmas`].
    pub(crate) lemma: u32,
    pub(crate) class: Class,
}

/// A lower-case lemma, and how the dictionary capitalizes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Lemma {
    pub(crate) text: String,
    /// Whether it is always capitalized.
    pub(crate) is_name: bool,
}

/// A lower-case form with its readings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Form {
    pub(crate) text: String,
    /// The readings, sorted and without duplicates.
    pub(crate) readings: Vec<Reading>,
    /// The lemmas dropped as improbable.
    pub(crate) dropped: Vec<u32>,
}

impl Form {
    /// Returns all lemmas, in order.
    pub(crate) fn lemmas(&self) -> Vec<u32> {
        let mut lemmas: Vec<u32> = self.readings.iter().map(|reading| reading.lemma).collect();
        lemmas.dedup();
        lemmas
    }

    /// Returns the lemmas kept, in order.
    pub(crate) fn kept(&self) -> Vec<u32> {
        let mut lemmas = self.lemmas();
        lemmas.retain(|lemma| !self.dropped.contains(lemma));
        lemmas
    }
}

/// All forms, sorted by bytes.
#[derive(Debug, Default)]
pub(crate) struct Lexicon {
    pub(crate) forms: Vec<Form>,
    pub(crate) lemmas: Vec<Lemma>,
    /// Pairs of form and lemma, lower-case, that the supplement keeps whatever the counts.
    pub(crate) sure: HashSet<(String, String)>,
    /// Pairs of form and lemma that the supplement rules out.
    pub(crate) never: HashSet<(String, String)>,
}

/// The class of a supplement entry that adds nothing and protects readings.
const SURE: u8 = b'!';
/// The class of a supplement entry that rules out readings.
const NEVER: u8 = b'-';

/// Rows being collected.
#[derive(Default)]
pub(crate) struct Rows {
    sure: HashSet<(String, String)>,
    never: HashSet<(String, String)>,
    lemmas: Vec<Lemma>,
    numbers: HashMap<String, u32>,
    rows: Vec<(String, Reading)>,
}

impl Rows {
    /// Adds the rows of a dump: form, lemma and class, separated by tabs.
    pub(crate) fn add_dump(&mut self, dump: &str) -> Result<(), String> {
        for (number, line) in (1..).zip(dump.lines()) {
            let bad =
                || format!("dump, line {number}: `{line}` is not form, lemma and class separated by tabs");
            let mut columns = line.split('\t');
            let (Some(form), Some(lemma), Some(class), None) =
                (columns.next(), columns.next(), columns.next(), columns.next())
            else {
                return Err(bad());
            };
            let &[class] = class.as_bytes() else { return Err(bad()) };
            self.add(form, lemma, Class(class));
        }
        Ok(())
    }

    /// Adds the entries of a supplement: lemma, class and inflection.
    pub(crate) fn add_supplement(&mut self, supplement: &str) -> Result<(), String> {
        let models = self.models(supplement);
        for (number, line) in (1..).zip(supplement.lines()) {
            if line.trim().is_empty() || line.starts_with('#') {
                continue;
            }
            let bad = |why: &str| format!("supplement, line {number}: `{line}`: {why}");
            let columns: Vec<&str> = line.split('\t').collect();
            let &[lemma, class, inflection] = columns.as_slice() else {
                return Err(bad("use lemma, class and inflection separated by tabs"));
            };
            let &[class] = class.as_bytes() else { return Err(bad("a class is one letter")) };
            let forms = match (inflection, inflection.strip_prefix('~')) {
                ("=", _) => vec![lemma.to_owned()],
                (_, Some(model)) => {
                    let forms = models.get(&(model.to_owned(), class)).map_or(&[][..], Vec::as_slice);
                    inflected_like(lemma, model, forms).map_err(|why| bad(&why))?
                }
                (forms, None) => forms.split(' ').map(str::to_owned).collect(),
            };
            for form in &forms {
                match class {
                    SURE => _ = self.sure.insert((word(form), word(lemma))),
                    NEVER => _ = self.never.insert((word(form), word(lemma))),
                    _ => self.add(form, lemma, Class(class)),
                }
            }
        }
        Ok(())
    }

    /// Returns the forms of each lemma that supplement entries use as a model.
    fn models(&self, supplement: &str) -> HashMap<(String, u8), Vec<String>> {
        let mut models = HashMap::new();
        for line in supplement.lines() {
            if let [_, class, inflection] = line.split('\t').collect::<Vec<_>>()[..]
                && let (Some(model), &[class]) = (inflection.strip_prefix('~'), class.as_bytes())
            {
                models.insert((model.to_owned(), class), Vec::new());
            }
        }
        let wanted: HashMap<(String, u8), (String, u8)> = models
            .keys()
            .map(|(model, class)| ((model.to_lowercase(), *class), (model.clone(), *class)))
            .collect();
        for (form, reading) in &self.rows {
            let lemma = &self.lemmas[reading.lemma as usize].text;
            if let Some(model) = wanted.get(&(lemma.clone(), reading.class.0)) {
                models.get_mut(model).expect("listed above").push(form.clone());
            }
        }
        models
    }

    fn add(&mut self, form: &str, lemma: &str, class: Class) {
        if is_artefact(lemma) {
            return;
        }
        let is_name = lemma.chars().next().is_some_and(char::is_uppercase);
        let (form, lemma) = (word(form), word(lemma));
        if form.chars().nth(1).is_none() || !form.chars().all(char::is_alphabetic) {
            return;
        }
        let numbers = &mut self.numbers;
        let lemmas = &mut self.lemmas;
        let number = *numbers.entry(lemma).or_insert_with_key(|lemma| {
            lemmas.push(Lemma { text: lemma.clone(), is_name: true });
            lemmas.len() as u32 - 1
        });
        lemmas[number as usize].is_name &= is_name;
        self.rows.push((form, Reading { lemma: number, class }));
    }

    /// Returns the forms in order; lemmas are numbered alphabetically, whatever the order of the rows.
    pub(crate) fn into_lexicon(mut self) -> Lexicon {
        let mut order: Vec<u32> = (0..self.lemmas.len() as u32).collect();
        order.sort_by(|a, b| self.lemmas[*a as usize].text.cmp(&self.lemmas[*b as usize].text));
        let mut place = vec![0_u32; order.len()];
        (0..).zip(&order).for_each(|(new, &old)| place[old as usize] = new);
        let lemmas = order.iter().map(|&old| self.lemmas[old as usize].clone()).collect();
        self.rows.iter_mut().for_each(|(_, reading)| reading.lemma = place[reading.lemma as usize]);
        self.rows.sort_unstable();
        self.rows.dedup();
        let mut forms: Vec<Form> = Vec::new();
        for (text, reading) in self.rows {
            match forms.last_mut() {
                Some(last) if last.text == text => last.readings.push(reading),
                _ => forms.push(Form { text, readings: vec![reading], dropped: Vec::new() }),
            }
        }
        Lexicon { forms, lemmas, sure: self.sure, never: self.never }
    }
}

/// Whether a lemma begins with two or more lower-case letters followed by a capital (`nieKraków`): a prefix
/// that Morfeusz accepts before any name. `PiS` and `iPhone` are words.
fn is_artefact(lemma: &str) -> bool {
    let prefix = lemma.chars().take_while(|c| c.is_lowercase()).count();
    prefix >= 2 && lemma.chars().nth(prefix).is_some_and(char::is_uppercase)
}

/// Returns a word as the analyzer looks it up: lower case, with the parts of a compound joined.
fn word(text: &str) -> String {
    text.chars().filter(|c| !matches!(c, '-' | '\'' | '’')).flat_map(char::to_lowercase).collect()
}

/// Returns the forms of `lemma`, inflected like `model`, which ends alike.
fn inflected_like(lemma: &str, model: &str, forms: &[String]) -> Result<Vec<String>, String> {
    if forms.is_empty() {
        return Err(format!("the dump has no `{model}` of this class"));
    }
    let (lemma, model) = (word(lemma), word(model));
    let ending: usize = lemma
        .chars()
        .rev()
        .zip(model.chars().rev())
        .take_while(|(one, other)| one == other)
        .map(|(c, _)| c.len_utf8())
        .sum();
    let (stem, model_stem) = (&lemma[..lemma.len() - ending], &model[..model.len() - ending]);
    let inflected = |form: &String| {
        let ending = form.strip_prefix(model_stem);
        ending.map(|ending| format!("{stem}{ending}")).ok_or_else(|| {
            format!("`{form}`, a form of `{model}`, does not begin with `{model_stem}`: choose another model")
        })
    };
    forms.iter().map(inflected).collect()
}

/// Returns the forms of every lemma, by lemma number.
pub(crate) fn forms_by_lemma(lexicon: &Lexicon) -> BTreeMap<u32, Vec<(u32, Class)>> {
    let mut forms: BTreeMap<u32, Vec<(u32, Class)>> = BTreeMap::new();
    for (number, form) in (0..).zip(&lexicon.forms) {
        for reading in &form.readings {
            forms.entry(reading.lemma).or_default().push((number, reading.class));
        }
    }
    forms
}
