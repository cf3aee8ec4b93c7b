//! The HTTP server: accepts connections, limits how slow they may be, and ends them.
//!
//! `axum::serve` has no limit on connections and no timeout for a header that never ends, so the accept loop
//! is our own. Choosing which connection makes room for another is left to `connections`. Invariants: after
//! the shutdown signal no connection is accepted, and requests in flight get [`GRACE`] to finish; a
//! connection that has not sent anything yet uses no buffers.

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

use crate::{
    config::Config,
    http::{
        middleware::{
            client::counted,
            limits::{ActiveResponse, ActiveResponses},
        },
        server::{
            connections::{ConnectionSlot, Connections},
            descriptors,
            stream::Stream,
            throughput::MinThroughput,
        },
    },
};

/// Maximum size of a request header; a longer one is answered with 431.
const MAX_HEADER_BYTES: usize = 64 << 10;
/// How long requests in flight may take after the shutdown signal.
const GRACE: Duration = Duration::from_secs(10);
/// How long after the shutdown signal idle connections stay open for requests already on their way.
const LAST_REQUESTS: Duration = Duration::from_millis(300);
/// How long sent bytes may remain unacknowledged.
#[cfg(target_os = "linux")]
const SILENCE: Duration = Duration::from_secs(30);
/// The pause after a failure to accept a connection, usually caused by a lack of file descriptors.
const ACCEPT_PAUSE: Duration = Duration::from_millis(200);
/// Maximum number of concurrent connections that get a response about the overload; more are closed without a
/// response.
const MAX_REFUSALS: usize = 64;
/// Time limit for refusing a connection.
const REFUSAL_TIME: Duration = Duration::from_secs(1);
/// Maximum number of refusals at a time per client on another machine.
const MAX_REFUSALS_PER_CLIENT: usize = 16;
/// A client that has sent nothing after this time is refused without waiting for a request.
const FIRST_BYTE_TIME: Duration = Duration::from_millis(300);
/// The body of a refusal.
const REFUSAL_BODY: &str = "{\"error\":{\"code\":\"overloaded\",\"message\":\"too many connections: \
                            try again in a second\"}}\n";
/// The probes, which are answered even under overload.
const PROBES: [&str; 2] = ["/healthz", "/readyz"];
/// Size of the send buffer of a connection. More would only hide how slow a client is, and thousands of slow
/// ones would fill the memory of the system; with a latency of 50 ms it allows 2 MB per second.
const SEND_BUFFER_BYTES: usize = 128 << 10;

/// Serves requests until `shutdown` completes, then waits up to ten seconds for those in flight.
///
/// # Errors
/// Returns an error from the operating system if the listener no longer has an address.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    config: &Config,
    shutdown: impl Future<Output = ()>,
) -> io::Result<()> {
    listener.local_addr()?;
    let connections = Connections::new(room(config), MinThroughput::new(config));
    let refusals = ConnectionRefuser::default();
    let graceful = GracefulShutdown::new();
    let conversation = ConnectionServer::new(router, Duration::from_millis(config.header_timeout_ms));
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

/// Returns the number of connections there is room for.
fn room(config: &Config) -> usize {
    let (wanted, room) = (config.max_connections, descriptors::room_for(config.max_connections).connections);
    if room < wanted {
        tracing::warn!(
            "the limit on open files leaves room for {room} connections instead of {wanted}: raise the hard \
             limit, or lower `max_connections`"
        );
    }
    room
}

/// Waits for the requests in flight; idle connections are closed soon.
async fn end(connections: &Connections, graceful: GracefulShutdown) {
    let mut ended = pin!(graceful.shutdown());
    if timeout(LAST_REQUESTS, &mut ended).await.is_ok() {
        return;
    }
    connections.end_resting();
    if timeout(GRACE, &mut ended).await.is_err() {
        tracing::warn!("requests still in flight were aborted");
    }
}

/// Serves the requests of one connection.
#[derive(Clone)]
struct ConnectionServer {
    router: Router,
    server: http1::Builder,
    header_timeout: Duration,
}

impl ConnectionServer {
    fn new(router: Router, header_timeout: Duration) -> Self {
        let mut server = http1::Builder::new();
        server.timer(TokioTimer::new()).header_read_timeout(header_timeout).max_buf_size(MAX_HEADER_BYTES);
        Self { router, server, header_timeout }
    }

    /// Serves a connection until either side closes it.
    async fn hold(self, stream: TcpStream, peer: SocketAddr, place: Arc<ConnectionSlot>, watcher: Watcher) {
        tokio::select! {
            () = self.answer(stream, peer, &place, watcher) => {}
            () = place.ended() => tracing::debug!("closed an idle connection"),
        }
    }

    async fn answer(
        &self,
        stream: TcpStream,
        peer: SocketAddr,
        place: &Arc<ConnectionSlot>,
        watcher: Watcher,
    ) {
        // Buffers are allocated only when there is something to read, as most of many connections are silent.
        // Peeking a byte is more reliable than `readable`, which may be wrong.
        if matches!(timeout(self.header_timeout, stream.peek(&mut [0])).await, Ok(Ok(1))) {
            // Boxed, so that it takes no memory before it starts.
            Box::pin(self.converse(stream, peer, place, watcher)).await;
        }
    }

    async fn converse(
        &self,
        stream: TcpStream,
        peer: SocketAddr,
        place: &Arc<ConnectionSlot>,
        watcher: Watcher,
    ) {
        let service = service_fn(|request| answer(&self.router, request, peer, place));
        let stream = TokioIo::new(Stream::new(stream, Arc::clone(place)));
        let connection = self.server.serve_connection(stream, service);
        tokio::select! {
            ended = watcher.watch(connection) => if let Err(error) = ended {
                tracing::debug!(%error, "connection failed");
            },
            () = place.pace.too_slow() => tracing::debug!("closed the connection of a client that reads too slowly"),
        }
    }

    /// Answers probes even if there is no room, and refuses all other requests.
    async fn turn_away(self, stream: TcpStream, peer: SocketAddr, _refusal: RefusalSlot) {
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

/// The connections being refused.
#[derive(Debug)]
struct ConnectionRefuser {
    places: Arc<Semaphore>,
    clients: ActiveResponses,
}

/// The place of one refusal.
type RefusalSlot = (OwnedSemaphorePermit, ActiveResponse);

impl Default for ConnectionRefuser {
    fn default() -> Self {
        Self { places: Arc::new(Semaphore::new(MAX_REFUSALS)), clients: ActiveResponses::default() }
    }
}

impl ConnectionRefuser {
    /// Returns a place for one more refusal, if there is one; no client on another machine can take all of
    /// them.
    fn begin(&self, peer: SocketAddr) -> Option<RefusalSlot> {
        let client = counted(peer.ip().to_canonical());
        let most = if client.is_loopback() { MAX_REFUSALS } else { MAX_REFUSALS_PER_CLIENT };
        let under_way = self.clients.begin(client, most)?;
        Some((Arc::clone(&self.places).try_acquire_owned().ok()?, under_way))
    }
}

/// Answers a probe, and refuses any other request.
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

/// Answers one request; the connection is busy until the whole body is generated and sent.
async fn answer(
    router: &Router,
    mut request: Request<Incoming>,
    peer: SocketAddr,
    place: &Arc<ConnectionSlot>,
) -> Result<Response, Infallible> {
    let work = place.work();
    request.extensions_mut().insert(ConnectInfo(peer));
    request.extensions_mut().insert(Arc::clone(place));
    let response = router.clone().oneshot(request.map(Body::new)).await?;
    Ok(response.map(|body| {
        Body::new(body.map_err(move |error| {
            let _ = &work; // dropped with the body
            error
        }))
    }))
}

/// Accepts the next connection. If there are no descriptors left, an idle connection is closed to make room.
async fn accept(listener: &TcpListener, connections: &Connections) -> (TcpStream, SocketAddr) {
    let mut is_reported = false;
    loop {
        match listener.accept().await {
            Ok((stream, peer)) => {
                // Otherwise a small response may wait for the acknowledgment of the previous one.
                let _ = stream.set_nodelay(true);
                give_up_on_silence(&stream);
                let _ = socket2::SockRef::from(&stream).set_send_buffer_size(SEND_BUFFER_BYTES);
                return (stream, peer);
            }
            Err(error) => {
                if !std::mem::replace(&mut is_reported, true) {
                    tracing::warn!(%error, "cannot accept a connection");
                }
                connections.end_longest_resting();
                sleep(ACCEPT_PAUSE).await;
            }
        }
    }
}

/// Returns the response to a client that has sent no request.
fn refusal() -> String {
    let bytes = REFUSAL_BODY.len();
    format!(
        "HTTP/1.1 503 Service Unavailable\r\ncontent-type: application/json\r\nretry-after: 1\r\n\
         cache-control: no-store\r\nconnection: close\r\ncontent-length: {bytes}\r\n\r\n{REFUSAL_BODY}"
    )
}

/// Sends a refusal and then reads until the client closes: if closed earlier, the client might not receive
/// it.
async fn refuse(mut stream: TcpStream) -> io::Result<()> {
    stream.write_all(refusal().as_bytes()).await?;
    stream.shutdown().await?;
    tokio::io::copy(&mut stream, &mut tokio::io::sink()).await?;
    Ok(())
}

/// Makes the system close a connection whose client acknowledges nothing for [`SILENCE`]: a client that never
/// reads would otherwise hold its place forever.
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
    fn one_remote_client_does_not_take_all_refusal_places() {
        let refusals = ConnectionRefuser::default();
        let peer = |text: &str| SocketAddr::new(text.parse().expect("an address"), 4711);
        let of_one: Vec<RefusalSlot> = std::iter::from_fn(|| refusals.begin(peer("203.0.113.7"))).collect();
        assert_eq!(of_one.len(), MAX_REFUSALS_PER_CLIENT);
        let here: Vec<RefusalSlot> = std::iter::from_fn(|| refusals.begin(peer("127.0.0.1"))).collect();
        assert_eq!(here.len(), MAX_REFUSALS - MAX_REFUSALS_PER_CLIENT);
    }
}
