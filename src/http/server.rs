//! Connections: how they are taken, how slow they may be, and how they end.
//!
//! `axum::serve` has no limit on connections and no time-out for a header that never ends, so the
//! loop is our own. Leaves to `connections` which of them makes room for another. Always holds: after the
//! shutdown signal no connection is accepted, and requests in flight get [`GRACE`] to finish; a connection
//! that has sent nothing yet costs no buffers.

use std::{convert::Infallible, io, net::SocketAddr, pin::pin, sync::Arc, time::Duration};

use axum::{Router, body::Body, extract::ConnectInfo, http::Request, response::Response};
use http_body_util::BodyExt;
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::{GracefulShutdown, Watcher},
};
use tokio::{
    io::AsyncWriteExt,
    net::{TcpListener, TcpStream},
    sync::Semaphore,
    time::{sleep, timeout},
};
use tower::ServiceExt;

use super::{
    connections::{Connections, Place},
    descriptors,
    stream::Stream,
};
use crate::config::Config;

/// What a connection may keep of a request before its header is whole; a longer header is answered with 431.
const MAX_HEADER_BYTES: usize = 64 << 10;
/// How long requests in flight may take after the shutdown signal.
const GRACE: Duration = Duration::from_secs(10);
/// After the shutdown signal connections that rest are ended once requests on their way have had this long.
const LAST_REQUESTS: Duration = Duration::from_millis(300);
/// How long sent bytes may stay untaken.
#[cfg(target_os = "linux")]
const SILENCE: Duration = Duration::from_secs(30);
/// The pause after a failure to accept, which is mostly a lack of file descriptors.
const ACCEPT_PAUSE: Duration = Duration::from_millis(200);
/// Connections that are told at a time that there is no room; more are closed untold.
const MAX_REFUSALS: usize = 64;
/// How long being told may take.
const REFUSAL_TIME: Duration = Duration::from_secs(1);
/// What they are told.
const REFUSAL: &[u8] = b"HTTP/1.1 503 Service Unavailable\r\ncontent-type: application/json\r\n\
    retry-after: 1\r\ncache-control: no-store\r\nconnection: close\r\ncontent-length: 98\r\n\r\n\
    {\"error\":{\"code\":\"overloaded\",\"message\":\"too many connections at a time: try again in a second\"}}\n";

/// Answers requests until `shutdown` is done, then waits up to ten seconds for those in flight.
///
/// # Errors
/// What the operating system says where the listener has no address any more.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    config: &Config,
    shutdown: impl Future<Output = ()>,
) -> io::Result<()> {
    listener.local_addr()?;
    let connections = Connections::new(descriptors::room_for(config.max_connections));
    let refusals = Arc::new(Semaphore::new(MAX_REFUSALS));
    let graceful = GracefulShutdown::new();
    let conversation = Conversation::new(router, Duration::from_millis(config.header_timeout_ms));
    let mut shutdown = pin!(shutdown);
    loop {
        let (stream, peer) = tokio::select! {
            accepted = accept(&listener) => accepted,
            () = &mut shutdown => break,
        };
        if let Some(place) = connections.admit() {
            tokio::spawn(conversation.clone().hold(stream, peer, place, graceful.watcher()));
        } else if let Ok(refusal) = Arc::clone(&refusals).try_acquire_owned() {
            tokio::spawn(async move {
                let _ = timeout(REFUSAL_TIME, refuse(stream)).await;
                drop(refusal);
            });
        }
    }
    drop(listener);
    end(&connections, graceful).await;
    Ok(())
}

/// Waits for the requests in flight; connections that rest are in nobody's way.
async fn end(connections: &Connections, graceful: GracefulShutdown) {
    let mut ended = pin!(graceful.shutdown());
    if timeout(LAST_REQUESTS, &mut ended).await.is_ok() {
        return;
    }
    connections.end_resting();
    if timeout(GRACE, &mut ended).await.is_err() {
        tracing::warn!("requests still in flight were cut off");
    }
}

/// What goes on over a connection.
#[derive(Clone)]
struct Conversation {
    router: Router,
    server: http1::Builder,
    header_timeout: Duration,
}

impl Conversation {
    fn new(router: Router, header_timeout: Duration) -> Self {
        let mut server = http1::Builder::new();
        server.timer(TokioTimer::new()).header_read_timeout(header_timeout).max_buf_size(MAX_HEADER_BYTES);
        Self { router, server, header_timeout }
    }

    /// Answers the requests of a connection until either side ends it.
    async fn hold(self, stream: TcpStream, peer: SocketAddr, place: Arc<Place>, watcher: Watcher) {
        tokio::select! {
            () = self.answer(stream, peer, &place, watcher) => {}
            () = place.ended() => tracing::debug!("a connection that rested was ended"),
        }
    }

    async fn answer(&self, stream: TcpStream, peer: SocketAddr, place: &Arc<Place>, watcher: Watcher) {
        // The buffers are made when there is something to read: most of many connections say nothing. Asking
        // for a byte is surer than `readable`, which may be wrong.
        if matches!(timeout(self.header_timeout, stream.peek(&mut [0])).await, Ok(Ok(1))) {
            // In a box, so that it takes no room before it begins.
            Box::pin(self.converse(stream, peer, place, watcher)).await;
        }
    }

    async fn converse(&self, stream: TcpStream, peer: SocketAddr, place: &Arc<Place>, watcher: Watcher) {
        let service = service_fn(|request| answer(&self.router, request, peer, place));
        let stream = TokioIo::new(Stream::new(stream, Arc::clone(place)));
        let connection = self.server.serve_connection(stream, service);
        if let Err(error) = watcher.watch(connection).await {
            tracing::debug!(%error, "connection failed");
        }
    }
}

/// Answers one request; the connection is at work until all of its body is made and sent.
async fn answer(
    router: &Router,
    mut request: Request<Incoming>,
    peer: SocketAddr,
    place: &Arc<Place>,
) -> Result<Response, Infallible> {
    let work = place.work();
    request.extensions_mut().insert(ConnectInfo(peer));
    let response = router.clone().oneshot(request.map(Body::new)).await?;
    Ok(response.map(|body| {
        Body::new(body.map_err(move |error| {
            let _ = &work; // is dropped with the body
            error
        }))
    }))
}

/// The next connection.
async fn accept(listener: &TcpListener) -> (TcpStream, SocketAddr) {
    loop {
        match listener.accept().await {
            Ok((stream, peer)) => {
                // Without it a small answer may wait for the acknowledgement of the one before.
                let _ = stream.set_nodelay(true);
                give_up_on_silence(&stream);
                return (stream, peer);
            }
            Err(error) => {
                tracing::warn!(%error, "cannot accept a connection");
                sleep(ACCEPT_PAUSE).await;
            }
        }
    }
}

/// Tells the other side that there is no room, and hears it out: closed before, it might not read that.
async fn refuse(mut stream: TcpStream) -> io::Result<()> {
    stream.write_all(REFUSAL).await?;
    stream.shutdown().await?;
    tokio::io::copy(&mut stream, &mut tokio::io::sink()).await?;
    Ok(())
}

/// Makes the system close a connection whose other side takes nothing for [`SILENCE`]: a reader that
/// never reads would otherwise hold its place for ever.
fn give_up_on_silence(stream: &TcpStream) {
    #[cfg(target_os = "linux")]
    let _ = socket2::SockRef::from(stream).set_tcp_user_timeout(Some(SILENCE));
    #[cfg(not(target_os = "linux"))]
    let _ = stream;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_refusal_says_how_long_it_is() {
        let text = str::from_utf8(REFUSAL).expect("text");
        let (head, body) = text.split_once("\r\n\r\n").expect("a head and a body");
        assert!(head.ends_with(&format!("content-length: {}", body.len())), "{}", body.len());
        assert_eq!(
            serde_json::from_str::<serde_json::Value>(body).expect("JSON")["error"]["code"],
            "overloaded"
        );
    }
}
