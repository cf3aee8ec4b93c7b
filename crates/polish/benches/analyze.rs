//! Speed of text analysis, compared with tantivy's own tokenizer with lowercasing and ASCII folding.
//!
//! Usage: `BENCH_TEXT=FILE.jsonl cargo bench --bench analyze`, with one document with `text` per line.
//! Without a file the text is that of the sample posts of the repository, which have few different words.
//! After criterion's figures come our times as multiples of tantivy's, with both sides measured in turn.

use std::{
    collections::HashSet,
    fmt::Write,
    fs,
    time::{Duration, Instant},
};

use criterion::{Criterion, Throughput, criterion_group};
use skorowidz_polish::{Analyzer, BaseTokenizer, Language, MEMO_WORDS, unaccented};
use tantivy::tokenizer::{AsciiFoldingFilter, LowerCaser, SimpleTokenizer, TextAnalyzer, TokenStream};

/// Number of rounds; the median counts.
const ROUNDS: usize = 9;
/// Number of words that no dictionary has: more than the memo holds, so that each is always a miss.
const UNKNOWN_WORDS: usize = 200_000;
const WORDS_A_TEXT: usize = 100;
/// Number of texts made of the sample posts.
const SAMPLE_TEXTS: usize = 2_000;
/// Number of words typed without accents.
const TYPED_WORDS: usize = 500;

/// Texts, and the number of words that tantivy sees in them.
struct Sample {
    texts: Vec<String>,
    words: usize,
}

impl Sample {
    fn new(texts: Vec<String>) -> Self {
        let words = count(&mut baseline(), &texts);
        Self { texts, words }
    }

    fn running() -> Self {
        let file = std::env::var_os("BENCH_TEXT");
        let texts = file.map_or_else(sample_texts, |file| {
            let lines = fs::read_to_string(file).expect("the file");
            lines.lines().map(text_of).collect()
        });
        Self::new(texts)
    }

    fn unknown() -> Self {
        let words = unknown_words();
        assert_eq!(words.len(), UNKNOWN_WORDS);
        Self::new(words.chunks(WORDS_A_TEXT).map(|words| words.join(" ")).collect())
    }

    fn bytes(&self) -> usize {
        self.texts.iter().map(String::len).sum()
    }
}

/// Returns the text of a line of JSON.
fn text_of(line: &str) -> String {
    let document: serde_json::Value = serde_json::from_str(line).expect("a document");
    document["text"].as_str().expect("a text").to_owned()
}

/// Returns texts of five paragraphs of the sample posts each.
fn sample_texts() -> Vec<String> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../corpus/news");
    let files = fs::read_dir(folder).expect("the sample posts; elsewhere, set BENCH_TEXT");
    let files = files.flatten().map(|file| file.path());
    let mut files: Vec<_> = files.filter(|file| file.extension().is_some_and(|end| end == "md")).collect();
    files.sort();
    let posts: Vec<String> = files.iter().map(|file| fs::read_to_string(file).expect("a sample")).collect();
    let paragraphs = posts.iter().flat_map(|post| post.split("\n\n"));
    let paragraphs: Vec<&str> = paragraphs.filter(|paragraph| paragraph.len() > 80).collect();
    let text = |number: usize| {
        let five = (0..5).map(|place| paragraphs[(number * 7 + place * 11) % paragraphs.len()]);
        five.collect::<Vec<_>>().join("\n\n")
    };
    (0..SAMPLE_TEXTS).map(text).collect()
}

/// Generates Polish-looking words, in lower case, all different, none of them in the dictionary.
fn unknown_words() -> Vec<String> {
    const STARTS: [&str; 20] = [
        "brzą", "chło", "dzie", "fra", "gno", "ho", "jaź", "klę", "łu", "mroz", "nia", "pści", "ró", "skwe",
        "ści", "tru", "wy", "zgrze", "żó", "ble",
    ];
    const MIDDLES: [&str; 25] = [
        "ba", "cza", "dro", "fi", "gwa", "hu", "ja", "ka", "lę", "ło", "mą", "ni", "ńcze", "po", "rzy", "so",
        "śnie", "tu", "wró", "zę", "żu", "plu", "stro", "kwi", "dza",
    ];
    const ENDS: [&str; 16] = [
        "nek", "nka", "wego", "wemu", "ścią", "łem", "ami", "ach", "ować", "uje", "czny", "ska", "stwie",
        "ów", "arze", "enia",
    ];
    let word = |mut number: usize| {
        let mut next = |parts: &[&'static str]| {
            let part = parts[number % parts.len()];
            number /= parts.len();
            part
        };
        [next(&STARTS), next(&MIDDLES), next(&MIDDLES), next(&MIDDLES), next(&ENDS)].concat()
    };
    // A step that shares no factor with the number of combinations visits all of them.
    let all = STARTS.len() * MIDDLES.len().pow(3) * ENDS.len();
    let (mut analyzer, mut seen) = (Analyzer::default(), HashSet::new());
    let words = (0..all).map(|number| word(number * 1_000_003 % all));
    let words = words.filter(|word| is_unknown(&mut analyzer, word) && seen.insert(word.clone()));
    words.take(UNKNOWN_WORDS).collect()
}

fn is_unknown(analyzer: &mut Analyzer, word: &str) -> bool {
    let tokens = analyzer.tokens(word);
    tokens.len() == 1 && analyzer.reason(&tokens[0], Language::POLISH).starts_with("not in the dictionary")
}

/// Accented words of the samples, typed without accents.
fn typed_words() -> Vec<String> {
    let mut seen = HashSet::new();
    let texts = sample_texts();
    let words = texts.iter().flat_map(|text| text.split(|c: char| !c.is_alphabetic()));
    let words = words.filter(|word| !word.is_ascii()).map(|word| unaccented(&word.to_lowercase()));
    words.filter(|word| seen.insert(word.clone())).take(TYPED_WORDS).collect()
}

fn ours() -> TextAnalyzer {
    TextAnalyzer::from(BaseTokenizer::default())
}

fn baseline() -> TextAnalyzer {
    TextAnalyzer::builder(SimpleTokenizer::default()).filter(LowerCaser).filter(AsciiFoldingFilter).build()
}

/// Returns the number of tokens of the texts.
fn count(tokenizer: &mut TextAnalyzer, texts: &[String]) -> usize {
    let mut tokens = 0;
    for text in texts {
        tokenizer.token_stream(text).process(&mut |token| {
            tokens += usize::from(!token.text.is_empty());
        });
    }
    tokens
}

fn count_typed(analyzer: &mut Analyzer, words: &[String]) -> usize {
    words.iter().map(|word| analyzer.query_tokens(word).len()).sum()
}

fn analyze(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("analyse");
    group.sample_size(10);
    for (name, sample) in [("running_text", Sample::running()), ("unknown_words", Sample::unknown())] {
        group.throughput(Throughput::Bytes(sample.bytes() as u64));
        let (mut ours, mut plain) = (ours(), baseline());
        let terms = count(&mut ours, &sample.texts);
        assert!(terms >= sample.words / 2, "{terms} terms of {} words", sample.words);
        group.bench_function(name, |bencher| {
            bencher.iter(|| assert_eq!(count(&mut ours, &sample.texts), terms));
        });
        group.bench_function(format!("{name}_baseline"), |bencher| {
            bencher.iter(|| assert_eq!(count(&mut plain, &sample.texts), sample.words));
        });
    }
    group.finish();
}

fn fold_lookup(criterion: &mut Criterion) {
    let words = typed_words();
    assert_eq!(words.len(), TYPED_WORDS);
    let mut analyzer = Analyzer::default();
    let mut group = criterion.benchmark_group("fold_lookup");
    group.throughput(Throughput::Elements(TYPED_WORDS as u64)).sample_size(20);
    group.bench_function("words", |bencher| {
        bencher.iter(|| assert_eq!(count_typed(&mut analyzer, &words), TYPED_WORDS));
    });
    group.finish();
}

/// Reports our time as a multiple of the baseline's, measured in turn.
fn ratio(name: &str, sample: &Sample) -> String {
    let (mut ours, mut plain) = (ours(), baseline());
    let terms = count(&mut ours, &sample.texts);
    let (mut our_times, mut plain_times) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        our_times.push(timed(|| assert_eq!(count(&mut ours, &sample.texts), terms)));
        plain_times.push(timed(|| assert_eq!(count(&mut plain, &sample.texts), sample.words)));
    }
    let (ours, plain) = (median(our_times), median(plain_times));
    let a_word = |time: Duration| time.as_secs_f64() * 1e9 / sample.words as f64;
    let ratio = ours.as_secs_f64() / plain.as_secs_f64();
    let (words, our_word, plain_word) = (sample.words, a_word(ours), a_word(plain));
    format!(
        "{name}: {words} words, ours {our_word:.0} ns a word, plain {plain_word:.0} ns, ratio {ratio:.2}\n"
    )
}

fn timed(work: impl FnOnce()) -> Duration {
    let started = Instant::now();
    work();
    started.elapsed()
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

fn report() -> String {
    let words = typed_words();
    let mut analyzer = Analyzer::default();
    let typed = (0..ROUNDS).map(|_| timed(|| assert_eq!(count_typed(&mut analyzer, &words), TYPED_WORDS)));
    let typed = median(typed.collect()).as_secs_f64() * 1e6 / TYPED_WORDS as f64;
    let mut report = ratio("running text", &Sample::running()) + &ratio("unknown words", &Sample::unknown());
    let _ = writeln!(report, "a word typed without accents: {typed:.2} µs");
    report + &format!("the memo holds {MEMO_WORDS} words")
}

criterion_group!(benches, analyze, fold_lookup);

fn main() {
    benches();
    Criterion::default().configure_from_args().final_summary();
    // Without the flag that `cargo bench` passes, each bench runs once as a smoke test.
    if std::env::args().any(|argument| argument == "--bench") {
        println!("{}", report());
    }
}
