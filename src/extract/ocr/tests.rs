//! Tests of the whole recognition: with a fake recognizer, and with tesseract if it is installed.

use std::{
    fs,
    io::ErrorKind,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use super::*;
use crate::{
    document::Format,
    extract::pdf::{picture, raster::PageRasterizer},
};

/// Returns a table with one line of these words, all with the same confidence.
fn table(confidence: u8, text: &str) -> String {
    let row = |(at, word)| format!("5\t1\t1\t1\t1\t{at}\t{}\t50\t60\t20\t{confidence}\t{word}\n", at * 70);
    text.split(' ').enumerate().map(row).collect()
}

/// Recognizes a page for which the recognizer returns these tables in turn; also returns how often it ran.
fn recognized(tables: &[(u8, &str)]) -> (RecognizedText, usize) {
    let mut runs = 0;
    let image = Image::white(400, 100, 200);
    let done = recognize(&prepare(image), "pol", |_, _| {
        runs += 1;
        tables.get(runs - 1).map(|(confidence, text)| table(*confidence, text)).ok_or("no more")
    });
    (done.expect("the first run succeeds"), runs)
}

#[test]
fn an_upside_down_page_is_read_again_and_a_confident_one_is_not() {
    let (sure, doubtful) =
        ((94, "Rada Miasta uchwala co następuje"), (40, "bpɐᴚ ɐʇsɐᴉɯ ɐʃɐʍɥɔn oɔ ǝɾndęʇsɐu"));
    let (upright, runs) = recognized(&[sure]);
    assert_eq!((upright.text.as_str(), upright.confidence, runs), (sure.1, 94, 1));
    let (turned, runs) = recognized(&[doubtful, sure]);
    assert_eq!((turned.text.as_str(), turned.confidence, runs), (sure.1, 94, 2));
    let areas = |found: &RecognizedText| -> Vec<[u16; 4]> {
        found.words.iter().flatten().map(|word| word.area.into()).collect()
    };
    assert_eq!(areas(&upright)[1], [1_750, 5_000, 3_250, 7_000]);
    assert_eq!(areas(&turned)[1], [6_750, 3_000, 8_250, 5_000]);
    assert_eq!(recognized(&[(60, sure.1), (30, doubtful.1)]).0.text, sure.1);
    assert_eq!(recognized(&[(60, sure.1)]).0.text, sure.1, "the second run fails");
    assert_eq!(recognized(&[(40, "z 12")]).1, 1, "too little text to doubt");
    let nothing = RecognizedText { words: Some(Vec::new()), ..RecognizedText::default() };
    assert_eq!(recognized(&[(0, "")]), (nothing, 1));
}

#[test]
fn any_output_gives_a_result() {
    let image = Image::white(40, 40, 0);
    let prepared = prepare(image.clone());
    for odd in ["", "\t\t\n", "5\t1\t1\t1\t1\t1\t0\t0\t18446744073709551615\t18446744073709551615\t90\tx"] {
        parse(odd, &image, &prepared, false);
    }
    for text in ["$", "|", "l", "§ $ |", "-", "ą", "1l|", "a- b", "\u{301}"] {
        parse(&table(90, text), &image, &prepared, true);
    }
}

/// Reads the image with tesseract; `None`, with a clear message, if it is not installed.
fn read(image: Image) -> Option<RecognizedText> {
    let done = recognize(&prepare(image), "pol", |arguments, image| {
        let mut command = Command::new("tesseract");
        command.args(arguments).env("OMP_THREAD_LIMIT", "1");
        let pipes = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = pipes.spawn()?;
        let mut input = child.stdin.take().expect("a pipe");
        image.write(&mut input)?;
        drop(input);
        Ok::<_, std::io::Error>(String::from_utf8(child.wait_with_output()?.stdout).expect("UTF-8"))
    });
    match done {
        Ok(done) => Some(done),
        Err(error) if error.kind() == ErrorKind::NotFound => {
            assert!(std::env::var_os("REQUIRE_ALL_TESTS").is_none(), "not run: tesseract is not installed");
            eprintln!("SKIPPED: tesseract is not installed");
            None
        }
        Err(error) => panic!("{error}"),
    }
}

/// Returns the number of words changed, omitted or added, in percent of those expected.
fn word_error(read: &str, expected: &str) -> f64 {
    let words = |text: &str| -> Vec<String> {
        let lower = text.to_lowercase();
        let words = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        words.map(str::to_owned).collect()
    };
    let (read, expected) = (words(read), words(expected));
    let mut costs: Vec<usize> = (0..=expected.len()).collect();
    for (at, word) in (1..).zip(&read) {
        let mut above = std::mem::replace(&mut costs[0], at);
        for column in 1..costs.len() {
            let change = above + usize::from(*word != expected[column - 1]);
            above = costs[column];
            costs[column] = change.min(above + 1).min(costs[column - 1] + 1);
        }
    }
    100.0 * costs[expected.len()] as f64 / expected.len() as f64
}

fn package() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

#[track_caller]
fn check(image: Image, expected: &str, most: f64) {
    let Some(done) = read(image) else { return };
    let error = word_error(&done.text, expected);
    assert!(error <= most, "{error:.1} of 100 words are wrong:\n{}", done.text);
}

#[test]
fn a_rendered_page_is_read_as_its_text() {
    let bytes = fs::read(act()).expect("a file of the corpus");
    let extracted = crate::extract::extract(Format::Pdf, bytes.clone()).expect("text");
    let image = PageRasterizer::open(&bytes.into()).expect("opened").raster(1).expect("rendered");
    check(image, &extracted.pages[0].text, 4.0);
}

#[test]
fn recognized_words_lie_where_the_file_prints_them() {
    let file = PageRasterizer::open(&fs::read(act()).expect("a file of the corpus").into()).expect("opened");
    let printed = picture::words(&file, 1).expect("words");
    for quarters in 0..4 {
        let Some(done) = read(file.raster(1).expect("rendered").turned(quarters)) else { return };
        let (mut compared, words) = (0, done.words.expect("places"));
        for word in &words {
            let text = &done.text[word.start as usize..word.end as usize];
            let is_same =
                |known: &&PlacedWord| &printed.text[known.start as usize..known.end as usize] == text;
            let mut same = printed.words.iter().filter(is_same);
            let (Some(known), None) = (same.next(), same.next()) else { continue };
            compared += 1;
            let expected = turned(known.area.into(), quarters);
            let [left, top, right, bottom] = <[u16; 4]>::from(word.area);
            let (across, down) = (left.midpoint(right), top.midpoint(bottom));
            let is_inside =
                (expected[0]..=expected[2]).contains(&across) && (expected[1]..=expected[3]).contains(&down);
            assert!(
                is_inside,
                "`{text}` is at {:?}, not {expected:?}, after {quarters} quarter turns",
                word.area
            );
        }
        assert!(compared > 50, "{compared} words");
    }
}

/// Returns the edges of an area (left, top, right, bottom) after clockwise quarter turns of its page.
fn turned(area: [u16; 4], quarters: u32) -> [u16; 4] {
    let quarter = |[left, top, right, bottom]: [u16; 4], _| [10_000 - bottom, left, 10_000 - top, right];
    (0..quarters).fold(area, quarter)
}

/// Returns the path of an act of the corpus as PDF.
fn act() -> PathBuf {
    package().join("corpus/ordinances/618-2024.pdf")
}

#[test]
fn scans_are_read_with_few_errors_in_any_orientation() {
    let folder =
        package().parent().map(|folder| folder.join("shared/pdf/scans")).filter(|path| path.exists());
    let Some(folder) = folder else { return eprintln!("SKIPPED: the scans are missing") };
    let scan = |name: &str| {
        let bytes = fs::read(folder.join(name)).expect("a scan");
        PageRasterizer::open(&bytes.into()).expect("opened").raster(1).expect("rendered")
    };
    let expected = |name: &str| fs::read_to_string(folder.join(name)).expect("its text");
    check(scan("A0_150_g4.pdf"), &expected("A0.ref.txt"), 8.0);
    check(scan("A1_150_g4.pdf"), &expected("A1.ref.txt"), 4.0);
    check(scan("A1_200_jpeg.pdf").turned(2), &expected("A1.ref.txt"), 3.0);
    check(scan("A1_200_g4.pdf").turned(3), &expected("A1.ref.txt"), 3.0);
}
