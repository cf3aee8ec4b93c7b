//! `skorowidz analyze`: the tokens of a text.

use std::{
    io::{BufRead, BufWriter, Write},
    process::ExitCode,
};

use serde::Serialize;

use super::{Common, Outcome};
use crate::{
    analysis::{Analyzer, Token},
    document::Language,
};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The text; without it each line of standard input is one
    text: Option<String>,
    /// The tokens of a query instead of a document's
    #[arg(long)]
    query: bool,
    /// Say why each token has its terms
    #[arg(long)]
    explain: bool,
    /// The language of the text
    #[arg(long, default_value = "pl", value_parser = supported)]
    lang: Language,
}

fn supported(tag: &str) -> Result<Language, String> {
    let language: Language = tag.parse()?;
    if Analyzer::supports(language) {
        return Ok(language);
    }
    Err(format!(
        "language `{language}` has no analysis of its own, its documents are analysed as Polish: use `pl`, `en` or `uk`"
    ))
}

/// A token as the contract shows it.
#[derive(Serialize)]
struct TokenView<'a> {
    text: &'a str,
    start: usize,
    end: usize,
    position: u32,
    terms: Vec<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
}

impl<'a> TokenView<'a> {
    fn new(token: &'a Token, reason: Option<String>) -> Self {
        Self {
            text: &token.text,
            start: token.range.start,
            end: token.range.end,
            position: token.position,
            terms: token.terms.iter().chain(&token.restored).map(String::as_str).collect(),
            reason,
        }
    }
}

pub(super) fn run(common: &Common, arguments: &Arguments) -> Outcome {
    let mut analyzer = Analyzer::default();
    let mut out = BufWriter::new(std::io::stdout().lock());
    match &arguments.text {
        Some(text) => print(&mut out, &mut analyzer, text, common, arguments)?,
        None => {
            for line in std::io::stdin().lock().split(b'\n') {
                let line = String::from_utf8_lossy(&line?).into_owned();
                print(&mut out, &mut analyzer, line.trim_end_matches('\r'), common, arguments)?;
            }
        }
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

fn print(
    out: &mut impl Write,
    analyzer: &mut Analyzer,
    text: &str,
    common: &Common,
    arguments: &Arguments,
) -> anyhow::Result<()> {
    let is_query = arguments.query && arguments.lang == Language::POLISH;
    let tokens =
        if is_query { analyzer.query_tokens(text) } else { analyzer.tokens_in(text, arguments.lang) };
    let view = |token| {
        let reason = arguments.explain.then(|| analyzer.reason(token, arguments.lang));
        TokenView::new(token, reason)
    };
    let views: Vec<TokenView<'_>> = tokens.iter().map(view).collect();
    if common.json {
        serde_json::to_writer(&mut *out, &views).map_err(std::io::Error::from)?;
        writeln!(out)?;
        return Ok(());
    }
    for view in views {
        let TokenView { text, start, end, position, terms, reason } = view;
        let reason = reason.map(|reason| format!("  {reason}")).unwrap_or_default();
        writeln!(out, "{position:>4}  {start}-{end}  {text}  ->  {}{reason}", terms.join(", "))?;
    }
    Ok(())
}
