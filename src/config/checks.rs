//! Settings whose meaning needs more than a range: addresses, networks, the resource limits and OCR.
//!
//! Ranges are left to `settings`, tokens to `tokens`.
//!
//! Invariant: an invalid value is reported with what would be right.

use std::{
    net::{IpAddr, SocketAddr},
    path::{Path, PathBuf},
    time::Duration,
};

use ipnet::IpNet;

use super::settings::Values;
use crate::{
    document::{WebUrl, WebUrlFault},
    extract::{OcrSettings, worker::ProcessLimits},
    index::{ClusterAddress, EngineKind},
};

/// The search path for programs if the environment has no `PATH`.
const DEFAULT_PATH: &str = "/usr/local/bin:/usr/bin:/bin";

/// Returns a path that is not empty.
pub(super) fn some_path(path: &Path) -> Option<PathBuf> {
    (!path.as_os_str().is_empty()).then(|| path.to_owned())
}

/// Returns the address on which `serve` listens.
pub(super) fn listen(values: &Values, wrong: &mut Vec<String>) -> Option<SocketAddr> {
    let listen = &values.listen;
    let address = listen.parse().ok();
    if address.is_none() {
        wrong.push(format!("`listen` is `{listen}`: use an address and a port, such as `127.0.0.1:8080`"));
    }
    address
}

/// Returns the public URL of the service, or `None` if it is unknown.
pub(super) fn public_url(values: &Values, wrong: &mut Vec<String>) -> Option<String> {
    let url = values.public_url.trim_end_matches('/');
    if url.is_empty() {
        return None;
    }
    let checked = url.parse::<WebUrl>();
    if checked == Err(WebUrlFault::Scheme) {
        wrong.push(format!("`public_url` is `{url}`: start it with `http://` or `https://`"));
    }
    // It stands in pages and headers, and paths are added to it.
    let is_plain = url.chars().all(|c| c.is_ascii_graphic() && !"?#\"'<>\\".contains(c));
    if checked == Err(WebUrlFault::Content) || !is_plain {
        wrong.push(format!(
            "`public_url` is `{url}`: use a scheme, a host and optionally a path, such as `https://example.org/szukaj`"
        ));
    }
    checked.ok().map(|url| url.with_plain_scheme())
}

/// Returns where the cluster is that searches the texts, or `None` if this program does.
pub(super) fn cluster(values: &Values, wrong: &mut Vec<String>) -> Option<ClusterAddress> {
    if values.engine == EngineKind::Embedded {
        return None;
    }
    if values.opensearch_urls.is_empty() {
        wrong.push(
            "`opensearch_urls` is empty: name the nodes, such as `[\"https://node1:9200\"]`".to_owned(),
        );
    }
    let user = Some(values.opensearch_user.clone()).filter(|user| !user.is_empty());
    let password_file = some_path(&values.opensearch_password_file);
    if user.is_some() != password_file.is_some() {
        wrong.push(
            "`opensearch_user` and `opensearch_password_file` need each other: set both or neither"
                .to_owned(),
        );
    }
    let address = ClusterAddress {
        urls: values.opensearch_urls.clone(),
        index: values.opensearch_index.clone(),
        user,
        password_file,
        ca_file: some_path(&values.opensearch_ca),
        shards: values.opensearch_shards as u32,
        replicas: values.opensearch_replicas as u32,
    };
    wrong.extend(address.faults());
    Some(address)
}

/// Returns the networks of the trusted proxies.
pub(super) fn proxies(values: &Values, wrong: &mut Vec<String>) -> Vec<IpNet> {
    let mut nets = Vec::new();
    for text in &values.trusted_proxies {
        let address = || text.parse::<IpAddr>().map(IpNet::from);
        match text.parse::<IpNet>().or_else(|_| address()) {
            Ok(net) => nets.push(net),
            Err(_) => wrong.push(format!(
                "`trusted_proxies` contains `{text}`: use an address or a network, such as `127.0.0.1` or `10.0.0.0/8`"
            )),
        }
    }
    nets
}

/// Returns the resource limits for extraction.
pub(super) fn limits(values: &Values) -> ProcessLimits {
    ProcessLimits {
        memory_bytes: values.extract_memory_mb << 20,
        cpu_seconds: values.extract_cpu_seconds,
        wall: Duration::from_secs(values.extract_wall_seconds),
        output_bytes: values.extract_output_mb << 20,
    }
}

/// Returns the OCR settings, or `None` if OCR is disabled.
pub(super) fn ocr(values: &Values, wrong: &mut Vec<String>) -> Option<OcrSettings> {
    let languages = &values.ocr_languages;
    let is_language = |name: &str| {
        !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    };
    if !languages.split('+').all(is_language) {
        wrong.push(format!("`ocr_languages` is `{languages}`: use names such as `pol` or `pol+eng`"));
    }
    values.ocr.then(|| OcrSettings {
        program: found_on_path(values.ocr_program.clone()),
        languages: languages.clone(),
        data: some_path(&values.ocr_data).map(absolute),
        max_pages: values.ocr_max_pages as usize,
    })
}

/// Returns the program that converts old Word files, if one is named.
pub(super) fn converter(values: &Values) -> Option<PathBuf> {
    some_path(&values.converter).map(found_on_path)
}

/// Resolves a bare program name against `PATH`; returns it unchanged if no folder contains it.
fn found_on_path(program: PathBuf) -> PathBuf {
    if program.components().count() > 1 {
        return absolute(program);
    }
    let path = std::env::var_os("PATH").unwrap_or_else(|| DEFAULT_PATH.into());
    let found = std::env::split_paths(&path).map(|folder| folder.join(&program)).find(|file| file.is_file());
    found.map_or(program, absolute)
}

/// Makes a path absolute, so that it does not depend on a process's working directory.
fn absolute(path: PathBuf) -> PathBuf {
    std::path::absolute(&path).unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Settings;

    #[test]
    fn a_public_url_loses_its_trailing_slash() {
        let checked = |url: &str| {
            let settings = Settings { public_url: Some(url.to_owned()), ..Settings::default() };
            let mut wrong = Vec::new();
            (public_url(&settings.filled(), &mut wrong), wrong.len())
        };
        let url = "https://example.org/szukaj";
        assert_eq!(checked("https://example.org/szukaj/"), (Some(url.to_owned()), 0));
        assert_eq!(checked(""), (None, 0));
        for bad in ["ftp://a", "https://a/?q", "https://a b", "https://a/\"x"] {
            assert_ne!(checked(bad).1, 0, "{bad}");
        }
    }
}
