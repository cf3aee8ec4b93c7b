//! A server on loopback that answers as a test tells it to: what a broken node does.

use std::{
    io::Write,
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex},
    thread,
};

use skorowidz_cluster::Url;

use crate::http_request::HttpRequest;

/// What it does with a request.
#[derive(Debug, Clone)]
pub(crate) enum Answer {
    /// Replies with a status and a body.
    Reply(u16, String),
    /// Reads the request and closes the connection.
    Closes,
    /// Reads the request and says nothing.
    Hangs,
    /// Replies with a body that never ends.
    Endless,
    /// Announces more than it sends.
    CutOff,
}

/// The server. It ends with the test.
pub(crate) struct LoopbackNode {
    pub(crate) url: Url,
    requests: Arc<Mutex<Vec<HttpRequest>>>,
}

impl LoopbackNode {
    /// Starts a server that gives these answers one after the other, and then the last one again and again.
    pub(crate) fn start(answers: impl IntoIterator<Item = Answer>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = url_of(&listener);
        let answers: Vec<Answer> = answers.into_iter().collect();
        let requests: Arc<Mutex<Vec<HttpRequest>>> = Arc::default();
        let seen = Arc::clone(&requests);
        thread::spawn(move || {
            let mut silent = Vec::new();
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let Ok(request) = HttpRequest::read(&mut stream) else { continue };
                let number = {
                    let mut seen = seen.lock().unwrap();
                    seen.push(request);
                    seen.len() - 1
                };
                let answer = answers.get(number).or(answers.last()).unwrap();
                if let Answer::Hangs = answer {
                    silent.push(stream);
                } else {
                    // The client may have heard enough.
                    let _ = give(&mut stream, answer);
                }
            }
        });
        Self { url, requests }
    }

    /// Returns an address where nothing listens.
    pub(crate) fn absent() -> Url {
        url_of(&TcpListener::bind("127.0.0.1:0").unwrap())
    }

    /// Returns the requests so far.
    pub(crate) fn requests(&self) -> Vec<HttpRequest> {
        self.requests.lock().unwrap().clone()
    }
}

fn url_of(listener: &TcpListener) -> Url {
    format!("http://{}", listener.local_addr().unwrap()).parse().unwrap()
}

fn give(stream: &mut TcpStream, answer: &Answer) -> std::io::Result<()> {
    match answer {
        Answer::Reply(status, body) => {
            let head = "content-type: application/json\r\nconnection: close";
            write!(stream, "HTTP/1.1 {status} .\r\n{head}\r\ncontent-length: {}\r\n\r\n{body}", body.len())
        }
        Answer::Closes | Answer::Hangs => Ok(()),
        Answer::Endless => {
            write!(stream, "HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n")?;
            loop {
                stream.write_all(&[b' '; 4096])?;
            }
        }
        Answer::CutOff => write!(stream, "HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n{{"),
    }
}

/// A reply of success.
pub(crate) fn ok(body: &str) -> Answer {
    Answer::Reply(200, body.to_owned())
}

/// The reply of a node about its version.
pub(crate) fn version() -> Answer {
    ok(r#"{"version":{"distribution":"opensearch","number":"2.19.6"}}"#)
}

/// A reply of an error of a kind.
pub(crate) fn error(status: u16, kind: &str) -> Answer {
    Answer::Reply(status, format!(r#"{{"error":{{"type":"{kind}","reason":"because"}},"status":{status}}}"#))
}
