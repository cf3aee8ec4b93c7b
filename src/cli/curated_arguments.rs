//! The options that name the files of editors, shared by `serve` and `bets`.

use std::path::PathBuf;

use clap::Args;

use crate::config::Settings;

#[derive(Debug, Clone, Args)]
pub(super) struct CuratedArguments {
    /// The file of best bets [default: the setting `bets`]
    #[arg(long, global = true, value_name = "FILE")]
    bets: Option<PathBuf>,
    /// The file of synonyms [default: the setting `synonyms`]
    #[arg(long, global = true, value_name = "FILE")]
    synonyms: Option<PathBuf>,
}

impl CuratedArguments {
    /// Returns the settings given by the options.
    pub(super) fn settings(&self) -> Settings {
        Settings { bets: self.bets.clone(), synonyms: self.synonyms.clone(), ..Settings::default() }
    }
}
