//! `skorowidz serve`: the HTTP service.

use crate::config::{Config, Settings};

use super::{Common, Outcome};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Address and port to listen on; port 0 is any free port [default: 127.0.0.1:8080]
    #[arg(long, value_name = "ADDRESS")]
    listen: Option<String>,
}

impl Arguments {
    pub(super) fn settings(&self) -> Settings {
        Settings { listen: self.listen.clone(), ..Settings::default() }
    }
}

pub(super) fn run(_config: &Config, _common: &Common) -> Outcome {
    todo!()
}
