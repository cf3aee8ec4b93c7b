//! `skorowidz analyze`: shows the tokens of a text.

use std::{
    io::{BufRead, BufWriter, Write},
    process::ExitCode,
};

use serde::Serialize;

use super::{command_result::CommandResult, global_arguments::GlobalArguments};
use crate::{
    analysis::{Analyzer, Token},
    config::Config,
    document::Language,
    index::{Index, Snapshot},
};

#[derive(Debug, clap::Args)]
pub(super) struct AnalyzeArguments {
    /// The text [default: each line of standard input]
    text: Option<String>,
    /// Analyze the text as a query rather than as a document
    #[arg(long)]
    query: bool,
    /// Explain why each token has its terms
    #[arg(long)]
    explain: bool,
    /// The language of the text
    #[arg(long, default_value = "pl", value_parser = supported)]
    lang: Language,
}

fn supported(tag: &str) -> Result<Language, String> {
    let language = tag.parse::<Language>().map_err(|error| error.to_string())?;
    if Analyzer::supports(language) {
        return Ok(language);
    }
    Err(format!(
        "no analyzer for language `{language}`, whose documents are analyzed as Polish: use `pl`, `en` or `uk`"
    ))
}

/// A token as JSON.
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

pub(super) fn run(config: &Config, common: &GlobalArguments, arguments: &AnalyzeArguments) -> CommandResult {
    if arguments.query && arguments.lang != Language::POLISH {
        anyhow::bail!(
            "`--query` cannot be used with `--lang {}`: queries have no language, omit `--lang`",
            arguments.lang
        );
    }
    let mut analyzer = Analyzer::default();
    let snapshot = if arguments.query { snapshot(config) } else { None };
    let mut out = BufWriter::new(std::io::stdout().lock());
    let mut show = |text: &str| -> anyhow::Result<()> {
        let tokens = tokens(&mut analyzer, text, arguments, snapshot.as_ref());
        let mut reason = |token| arguments.explain.then(|| analyzer.reason(token, arguments.lang));
        let views: Vec<TokenView<'_>> =
            tokens.iter().map(|token| TokenView::new(token, reason(token))).collect();
        print(&mut out, views, common.json)
    };
    match &arguments.text {
        Some(text) => show(text)?,
        None => {
            for line in std::io::stdin().lock().split(b'\n') {
                let line = String::from_utf8_lossy(&line?).into_owned();
                show(line.trim_end_matches('\r'))?;
            }
        }
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

/// Opens the index, if there is one, for its vocabulary, which restores the accents of words typed without
/// them.
fn snapshot(config: &Config) -> Option<Snapshot> {
    let index = Index::open_if_any(&config.index).unwrap_or_else(|error| {
        tracing::warn!("analyzing without the vocabulary of the index: {error}");
        None
    });
    index.map(|index| index.snapshot())
}

fn tokens(
    analyzer: &mut Analyzer,
    text: &str,
    arguments: &AnalyzeArguments,
    snapshot: Option<&Snapshot>,
) -> Vec<Token> {
    if !arguments.query {
        return analyzer.tokens_in(text, arguments.lang);
    }
    let vocabulary = |plain: &str| snapshot.map_or(Vec::new(), |snapshot| snapshot.forms_like(plain));
    analyzer.query_tokens_over(text, &vocabulary)
}

fn print(out: &mut impl Write, views: Vec<TokenView<'_>>, json: bool) -> anyhow::Result<()> {
    if json {
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
