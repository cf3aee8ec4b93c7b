//! TLS and users, through a proxy before the node as administrators put one there.

use std::{
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    path::Path,
    sync::Arc,
    thread,
};

use rustls::{
    ServerConfig, ServerConnection, StreamOwned,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
};
use serde_json::json;
use skorowidz_cluster::{Cluster, ClusterError, ClusterSettings, Credentials, Url};

use crate::{
    http_request::HttpRequest,
    loopback_node::{LoopbackNode, version},
    real_node, settings,
};

/// `anna:tajne`, as the header has it.
const EXPECTED_USER: &str = "Basic YW5uYTp0YWpuZQ==";

fn data(name: &str) -> Vec<u8> {
    std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(name)).unwrap()
}

/// Starts a proxy that takes only the user `anna` over TLS, and asks the node without either.
fn proxy(node: &Url) -> Url {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let chain = CertificateDer::pem_slice_iter(&data("node.pem")).collect::<Result<Vec<_>, _>>().unwrap();
    let key = PrivateKeyDer::from_pem_slice(&data("node.key.pem")).unwrap();
    let config = ServerConfig::builder().with_no_client_auth().with_single_cert(chain, key).unwrap();
    let (config, listener) = (Arc::new(config), TcpListener::bind("127.0.0.1:0").unwrap());
    let url = format!("https://{}", listener.local_addr().unwrap()).parse().unwrap();
    let node = format!("{}:{}", node.host_str().unwrap(), node.port().unwrap());
    thread::spawn(move || {
        for stream in listener.incoming() {
            let connection = ServerConnection::new(Arc::clone(&config)).unwrap();
            // A client that refuses the certificate ends the connection.
            let _ = pass_on(&mut StreamOwned::new(connection, stream.unwrap()), &node);
        }
    });
    url
}

/// Answers one request.
fn pass_on(client: &mut StreamOwned<ServerConnection, TcpStream>, node: &str) -> std::io::Result<()> {
    let request = HttpRequest::read(client)?;
    let mut reply = b"HTTP/1.1 401 .\r\nconnection: close\r\ncontent-length: 12\r\n\r\nUnauthorized".to_vec();
    if request.header("authorization") == Some(EXPECTED_USER) {
        let mut stream = TcpStream::connect(node)?;
        let kind = request.header("content-type").unwrap_or("application/json");
        let head = format!("host: node\r\nconnection: close\r\ncontent-type: {kind}");
        write!(
            stream,
            "{} HTTP/1.1\r\n{head}\r\ncontent-length: {}\r\n\r\n",
            request.line,
            request.body.len()
        )?;
        stream.write_all(&request.body)?;
        reply.clear();
        stream.read_to_end(&mut reply)?;
    }
    client.write_all(&reply)?;
    client.conn.send_close_notify();
    client.flush()
}

fn secured(url: Url, password: &str, authority: Option<&str>) -> ClusterSettings {
    let mut settings = settings([url]);
    settings.credentials = Some(Credentials { user: "anna".to_owned(), password: password.to_owned() });
    settings.ca_pem = authority.map(data);
    settings.retries = 1;
    settings
}

#[test]
fn a_node_behind_tls_is_asked_if_its_authority_and_the_user_are_right() {
    let node = LoopbackNode::start([version()]);
    let url = proxy(&node.url);
    let ask = |password, authority| {
        Cluster::new(secured(url.clone(), password, authority)).and_then(|cluster| cluster.version())
    };
    assert_eq!(ask("tajne", Some("authority.pem")).unwrap(), "2.19.6");
    let error = ask("tajno", Some("authority.pem")).unwrap_err();
    assert!(matches!(error, ClusterError::Unauthorized { .. }), "{error:?}");
    let error = ask("tajne", Some("stranger.pem")).unwrap_err();
    assert!(matches!(error, ClusterError::Unreachable { .. }), "{error:?}");
    assert!(error.to_string().contains("certificate"), "{error}");
    assert_eq!(node.requests().len(), 1, "nothing is sent to a stranger");
    assert_eq!(node.requests()[0].header("authorization"), None);
}

#[test]
fn a_certificate_must_be_for_the_address() {
    let url = proxy(&LoopbackNode::start([version()]).url);
    let named = format!("https://localhost:{}", url.port().unwrap()).parse().unwrap();
    let error = Cluster::new(secured(named, "tajne", Some("authority.pem"))).unwrap().version().unwrap_err();
    assert!(matches!(error, ClusterError::Unreachable { .. }), "{error:?}");
}

#[test]
fn files_without_certificates_are_refused_at_the_start() {
    for file in [&b""[..], b"no certificate", &data("node.key.pem")] {
        let mut settings = settings(["https://127.0.0.1:1".parse().unwrap()]);
        settings.ca_pem = Some(file.to_vec());
        let error = Cluster::new(settings).unwrap_err();
        assert!(matches!(&error, ClusterError::Settings(what) if what.contains("certificates")), "{error:?}");
    }
}

#[test]
fn a_real_node_behind_tls_writes_and_finds() {
    let Some(node) = real_node::urls().and_then(|urls| urls.into_iter().next()) else { return };
    let cluster = Cluster::new(secured(proxy(&node), "tajne", Some("authority.pem"))).unwrap();
    let index = real_node::TestIndex::create(&cluster, "tls", &json!({"mappings": {"dynamic": "strict"}}));
    index.write(&[("a", 1, json!({}))]);
    assert_eq!(cluster.count(&index.name).unwrap(), 1);
}
