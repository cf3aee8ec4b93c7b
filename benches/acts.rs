//! What recognizing acts costs, as a multiple of tokenizing the same text: headings, sections and citations, on
//! real acts and on texts made to be hard.
//!
//! Usage: `cargo bench --bench acts -- FILE.jsonl`, with one document with `id`, `title` and `text` per line;
//! without a file, an act made for the bench. The figures are those of `docs/decisions/034-acts.md`.

use std::{
    hint::black_box,
    time::{Duration, Instant},
};

use skorowidz::{
    acts::{basis, citations, force, heading, sections},
    analysis::words,
};

#[allow(dead_code)]
mod documents;
#[allow(dead_code)]
mod lines;

/// The size of the texts, in bytes. Hard ones are also measured at four times this size.
const BYTES: usize = 4 << 20;
/// How often each is measured; the fastest counts.
const ROUNDS: usize = 3;

fn main() {
    let (act, is_own) = match lines::named() {
        Some(file) => {
            let texts: Vec<String> = lines::read(&file).into_iter().map(|line| line.text).collect();
            (texts.join("\n\u{c}"), false)
        }
        None => (made(), true),
    };
    let text = &act[..act.floor_char_boundary(BYTES)];
    let (tokens, words) = fastest(|| words(text).count());
    let (recognition, found) = fastest(|| recognized(text));
    assert!(words > 1_000 && found > if is_own { 1_000 } else { 10 }, "{words} words, {found} found");
    println!(
        "{} bytes: {words} words in {tokens:.1?}, {found} sections and citations in {recognition:.1?}",
        text.len()
    );
    let (lowered, _) = fastest(|| lowered(text));
    let ratio = |baseline: Duration| recognition.as_secs_f64() / baseline.as_secs_f64();
    println!(
        "ratio to word boundaries alone: {:.2}; to words in lower case: {:.2}",
        ratio(tokens),
        ratio(lowered)
    );
    for hard in
        ["§ ", "Art. 1. ", "1) ", "ustawy z dnia ", "uchwały nr 1/2, nr ", "(Dz. U. Nr 1, poz. 2, ", "„"]
    {
        let (small, large) = (hard.repeat(BYTES / hard.len()), hard.repeat(4 * BYTES / hard.len()));
        let (one, four) = (fastest(|| recognized(&small)).0, fastest(|| recognized(&large)).0);
        println!(
            "`{hard}`: {one:.1?}, four times as long: {:.2} times",
            four.as_secs_f64() / one.as_secs_f64()
        );
    }
}

/// Recognizes all there is in a text and returns how much it is.
fn recognized(text: &str) -> usize {
    let act = heading::recognize(text).map(|found| found.act);
    black_box((basis::legal_basis(text), force::in_force_from(text, act.as_ref().and_then(|act| act.date))));
    sections::sections(text).len() + citations::citations(text, act.as_ref()).len()
}

/// Splits a text into words and puts them in lower case, as the plainest tokenizer does; returns their length.
fn lowered(text: &str) -> usize {
    words(text).map(|range| black_box(text[range].to_lowercase()).len()).sum()
}

fn fastest(run: impl Fn() -> usize) -> (Duration, usize) {
    let rounds = (0..ROUNDS).map(|_| {
        let started = Instant::now();
        let count = run();
        (started.elapsed(), count)
    });
    rounds.min().unwrap_or_default()
}

/// An ordinance with many paragraphs, every third of which cites an act.
fn made() -> String {
    let mut text = String::from(
        "ZARZĄDZENIE NR 12/2024\nPREZYDENTA MIASTA KRAKOWA\nz dnia 5 marca 2024 r.\nw sprawie zadań dzielnic\n\n\
         Na podstawie art. 30 ust. 1 ustawy z dnia 8 marca 1990 r. o samorządzie gminnym (Dz. U. z 2023 r. \
         poz. 40) zarządza się, co następuje:\n",
    );
    let mut number = 0;
    while text.len() < BYTES {
        number += 1;
        text.push_str(&format!(
            "\n§ {number}. 1. Dzielnica wykonuje zadania w zakresie utrzymania zieleni, remontów chodników i \
             placów zabaw, o których informuje mieszkańców.\n2. Wykaz zadań obejmuje:\n1) nazwę zadania;\n\
             2) termin jego wykonania.\n"
        ));
        if number % 3 == 0 {
            text.push_str("3. Traci moc § 4 zarządzenia nr 358/2017 Prezydenta Miasta Krakowa z dnia 13 lutego 2017 r.\n");
        }
    }
    text
}
