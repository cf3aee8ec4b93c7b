//! Settings from defaults, the file, the environment and flags, each overriding the one before; resolved and
//! validated once.
//!
//! Every setting has one name: `listen` in the file, `SKOROWIDZ_LISTEN` in the environment and, for some
//! settings, `--listen` on the command line. `settings` is the table of all settings, `value` has their
//! types; `sources` reads the file and the environment; `validated` combines and checks them, with the help
//! of `checks`, `tokens` and, for the tables of `fetch`, `source_plans` over `source_tables`. `live` holds the settings of a running server, and `example` writes the example
//! file. No other module reads the environment.
//!
//! Invariant: all errors, from all sources, are reported together.

mod checks;
mod example;
mod live;
mod log_format;
mod settings;
mod source_plans;
mod source_tables;
mod sources;
mod tokens;
mod validated;
mod value;

pub use example::{example, readme_table};
pub use live::LiveConfig;
pub use log_format::LogFormat;
pub use settings::{AppliesWhen, Setting, Settings, settings};
pub use source_plans::interval;
pub use source_tables::SourceTables;
pub use sources::DEFAULT_FILE;
pub use tokens::Tokens;
pub use validated::Config;
pub use value::Secrets;
