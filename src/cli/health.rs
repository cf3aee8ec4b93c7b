//! `skorowidz health`: checks whether the service with these settings responds, for containers and scripts.
//!
//! Sends a request over the network like any client, so that the check covers the whole path.

use std::{
    io::{Read, Write},
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpStream},
    process::ExitCode,
    time::Duration,
};

use anyhow::{Context, bail};

use super::{command_result::CommandResult, global_arguments::GlobalArguments};
use crate::config::Config;

/// The timeout of connecting and of reading the response, each.
const PATIENCE: Duration = Duration::from_secs(3);
/// The maximum number of bytes read from the response: the status line is enough.
const MAX_ANSWER_BYTES: u64 = 1024;

#[derive(Debug, clap::Args)]
pub(super) struct HealthArguments {
    /// Check `/readyz`: also whether there is something to search
    #[arg(long)]
    ready: bool,
}

pub(super) fn run(config: &Config, common: &GlobalArguments, arguments: &HealthArguments) -> CommandResult {
    let path = if arguments.ready { "/readyz" } else { "/healthz" };
    let address = reachable(config.listen);
    let status = ask(address, path).with_context(|| format!("no response from `http://{address}{path}`"))?;
    if status != "200" {
        bail!("`http://{address}{path}` returned status {status}");
    }
    if !common.quiet {
        writeln!(std::io::stdout(), "ok")?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Returns the address at which a service listening on `listen` is reached from the same machine.
fn reachable(listen: SocketAddr) -> SocketAddr {
    let host = match listen.ip() {
        IpAddr::V4(host) if host.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(host) if host.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        host => host,
    };
    SocketAddr::new(host, listen.port())
}

/// Sends a GET request and returns the status code of the response.
fn ask(address: SocketAddr, path: &str) -> std::io::Result<String> {
    let mut stream = TcpStream::connect_timeout(&address, PATIENCE)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    write!(stream, "GET {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n")?;
    let mut answer = Vec::new();
    stream.take(MAX_ANSWER_BYTES).read_to_end(&mut answer)?;
    let answer = String::from_utf8_lossy(&answer);
    Ok(answer.split(' ').nth(1).unwrap_or("unknown").to_owned())
}
