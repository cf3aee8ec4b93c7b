//! Connections: how they are taken, how slow they may be, and how they end.
//!
//! `axum::serve` has no limit on connections and no time-out for a header that never ends, so the
//! loop is our own. Leaves to `connections` which of them makes room for another. Always holds: after the
//! shutdown signal no connection is accepted, and requests in flight get [`GRACE`] to finish; a connection
//! that has sent nothing yet costs no buffers.

use std::{convert::Infallible, io, net::SocketAddr, pin::pin, sync::Arc, time::Duration};

use axum::{
    Router,
    body::Body,
    extract::ConnectInfo,
    http::{Request, StatusCode, header},
    response::{IntoResponse, Response},
};
use http_body_util::BodyExt;
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::{GracefulShutdown, Watcher},
};
use tokio::{
    io::AsyncWriteExt,
    net::{TcpListener, TcpStream},
    sync::{OwnedSemaphorePermit, Semaphore},
    time::{sleep, timeout},
};
use tower::ServiceExt;

use super::{
    client::counted,
    connections::{Connections, Place},
    descriptors,
    limits::{Clients, UnderWay},
    pace::LeastPace,
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
/// Of these so many from one address elsewhere.
const MAX_REFUSALS_PER_CLIENT: usize = 16;
/// Who has sent nothing after this is told unasked.
const FIRST_BYTE_TIME: Duration = Duration::from_millis(300);
/// What they are told.
const REFUSAL_BODY: &str = "{\"error\":{\"code\":\"overloaded\",\"message\":\"too many connections at a time: \
                            try again in a second\"}}\n";
/// What is answered all the same: how the service is.
const PROBES: [&str; 2] = ["/healthz", "/readyz"];
/// What the system keeps of an answer that the other side has not taken. More would only hide how slow that is, and
/// thousands of slow ones would fill the memory of the system; with 50 ms on the way 2 MB a second go through.
const SEND_BUFFER_BYTES: usize = 128 << 10;

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
    let connections = Connections::new(room(config), LeastPace::new(config));
    let refusals = Refusals::default();
    let graceful = GracefulShutdown::new();
    let conversation = Conversation::new(router, Duration::from_millis(config.header_timeout_ms));
    let mut shutdown = pin!(shutdown);
    loop {
        let (stream, peer) = tokio::select! {
            accepted = accept(&listener, &connections) => accepted,
            () = &mut shutdown => break,
        };
        if let Some(place) = connections.admit() {
            tokio::spawn(conversation.clone().hold(stream, peer, place, graceful.watcher()));
        } else if let Some(refusal) = refusals.begin(peer) {
            tokio::spawn(conversation.clone().turn_away(stream, peer, refusal));
        }
    }
    drop(listener);
    end(&connections, graceful).await;
    Ok(())
}

/// How many connections there is room for.
fn room(config: &Config) -> usize {
    let (wanted, room) = (config.max_connections, descriptors::room_for(config.max_connections).connections);
    if room < wanted {
        tracing::warn!(
            "the limit of open files leaves room for {room} connections, not for {wanted}: raise the hard \
             limit, or lower `max_connections`"
        );
    }
    room
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
        tokio::select! {
            ended = watcher.watch(connection) => if let Err(error) = ended {
                tracing::debug!(%error, "connection failed");
            },
            () = place.pace.too_slow() => tracing::debug!("a client that takes its answer too slowly was ended"),
        }
    }

    /// Answers who asks how the service is, also when there is no room; tells all others that there is none.
    async fn turn_away(self, stream: TcpStream, peer: SocketAddr, _refusal: Refusal) {
        let _ = timeout(REFUSAL_TIME, async {
            if !matches!(timeout(FIRST_BYTE_TIME, stream.peek(&mut [0])).await, Ok(Ok(1))) {
                return refuse(stream).await;
            }
            let service = service_fn(|request| probed(&self.router, request, peer));
            let mut server = self.server.clone();
            let answered = server.keep_alive(false).serve_connection(TokioIo::new(stream), service).await;
            answered.map_err(io::Error::other)
        })
        .await;
    }
}

/// The connections that are being turned away.
#[derive(Debug)]
struct Refusals {
    places: Arc<Semaphore>,
    clients: Clients,
}

/// The place of one of them.
type Refusal = (OwnedSemaphorePermit, UnderWay);

impl Default for Refusals {
    fn default() -> Self {
        Self { places: Arc::new(Semaphore::new(MAX_REFUSALS)), clients: Clients::default() }
    }
}

impl Refusals {
    /// A place for one more, where there is one: no client elsewhere takes all of them.
    fn begin(&self, peer: SocketAddr) -> Option<Refusal> {
        let client = counted(peer.ip().to_canonical());
        let most = if client.is_loopback() { MAX_REFUSALS } else { MAX_REFUSALS_PER_CLIENT };
        let under_way = self.clients.begin(client, most)?;
        Some((Arc::clone(&self.places).try_acquire_owned().ok()?, under_way))
    }
}

/// Answers a probe; any other request is told that there is no room.
async fn probed(
    router: &Router,
    mut request: Request<Incoming>,
    peer: SocketAddr,
) -> Result<Response, Infallible> {
    if !PROBES.contains(&request.uri().path()) {
        let headers = [
            (header::CONTENT_TYPE, "application/json"),
            (header::CACHE_CONTROL, "no-store"),
            (header::RETRY_AFTER, "1"),
        ];
        return Ok((StatusCode::SERVICE_UNAVAILABLE, headers, REFUSAL_BODY).into_response());
    }
    request.extensions_mut().insert(ConnectInfo(peer));
    router.clone().oneshot(request.map(Body::new)).await
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
    request.extensions_mut().insert(Arc::clone(place));
    let response = router.clone().oneshot(request.map(Body::new)).await?;
    Ok(response.map(|body| {
        Body::new(body.map_err(move |error| {
            let _ = &work; // is dropped with the body
            error
        }))
    }))
}

/// The next connection. Where there are no descriptors left, one that rests makes room.
async fn accept(listener: &TcpListener, connections: &Connections) -> (TcpStream, SocketAddr) {
    let mut is_told = false;
    loop {
        match listener.accept().await {
            Ok((stream, peer)) => {
                // Without it a small answer may wait for the acknowledgement of the one before.
                let _ = stream.set_nodelay(true);
                give_up_on_silence(&stream);
                let _ = socket2::SockRef::from(&stream).set_send_buffer_size(SEND_BUFFER_BYTES);
                return (stream, peer);
            }
            Err(error) => {
                if !std::mem::replace(&mut is_told, true) {
                    tracing::warn!(%error, "cannot accept a connection");
                }
                connections.end_longest_resting();
                sleep(ACCEPT_PAUSE).await;
            }
        }
    }
}

/// The answer to who has asked nothing.
fn refusal() -> String {
    let bytes = REFUSAL_BODY.len();
    format!(
        "HTTP/1.1 503 Service Unavailable\r\ncontent-type: application/json\r\nretry-after: 1\r\n\
         cache-control: no-store\r\nconnection: close\r\ncontent-length: {bytes}\r\n\r\n{REFUSAL_BODY}"
    )
}

/// Tells the other side that there is no room, and hears it out: closed before, it might not read that.
async fn refuse(mut stream: TcpStream) -> io::Result<()> {
    stream.write_all(refusal().as_bytes()).await?;
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
    fn the_overload_response_is_json() {
        let body: serde_json::Value = serde_json::from_str(REFUSAL_BODY).expect("JSON");
        assert_eq!(body["error"]["code"], "overloaded");
        assert!(refusal().ends_with(&format!("\r\n\r\n{REFUSAL_BODY}")));
    }

    #[test]
    fn one_remote_client_does_not_take_all_overload_responses() {
        let refusals = Refusals::default();
        let peer = |text: &str| SocketAddr::new(text.parse().expect("an address"), 4711);
        let of_one: Vec<Refusal> = std::iter::from_fn(|| refusals.begin(peer("203.0.113.7"))).collect();
        assert_eq!(of_one.len(), MAX_REFUSALS_PER_CLIENT);
        let here: Vec<Refusal> = std::iter::from_fn(|| refusals.begin(peer("127.0.0.1"))).collect();
        assert_eq!(here.len(), MAX_REFUSALS - MAX_REFUSALS_PER_CLIENT);
    }
}
