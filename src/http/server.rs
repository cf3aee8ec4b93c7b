//! Connections: how many, how slow they may be, and how they end.
//!
//! `axum::serve` has no limit on connections and no time-out for a header that never ends, so the
//! loop is our own. Always holds: after the shutdown signal no connection is accepted, and
//! requests in flight get [`GRACE`] to finish.

use std::{io, sync::Arc, time::Duration};

use axum::Router;
use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::{conn::auto::Builder, graceful::GracefulShutdown},
    service::TowerToHyperService,
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{OwnedSemaphorePermit, Semaphore},
    time::{sleep, timeout},
};

/// Connections open at a time; more wait in the system's queue. Half of the usual limit of 1,024
/// file descriptors: the index needs the rest.
const MAX_CONNECTIONS: usize = 512;
/// A connection that sends no complete header for this long is closed, also an idle one.
const HEADER_TIMEOUT: Duration = Duration::from_secs(15);
/// How long requests in flight may take after the shutdown signal.
const GRACE: Duration = Duration::from_secs(10);
/// How long sent bytes may stay untaken.
#[cfg(target_os = "linux")]
const SILENCE: Duration = Duration::from_secs(30);
/// The pause after a failure to accept, which is mostly a lack of file descriptors.
const ACCEPT_PAUSE: Duration = Duration::from_millis(200);

/// Answers requests until `shutdown` is done, then waits up to ten seconds for those in flight.
///
/// # Errors
/// What the operating system says where the listener has no address any more.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    shutdown: impl Future<Output = ()>,
) -> io::Result<()> {
    listener.local_addr()?;
    let connections = Arc::new(Semaphore::new(MAX_CONNECTIONS));
    let graceful = GracefulShutdown::new();
    let server = server();
    let mut shutdown = std::pin::pin!(shutdown);
    loop {
        let (stream, permit) = tokio::select! {
            accepted = accept(&listener, &connections) => accepted,
            () = &mut shutdown => break,
        };
        let service = TowerToHyperService::new(router.clone());
        let connection = server.serve_connection(TokioIo::new(stream), service).into_owned();
        let connection = graceful.watch(connection);
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!(%error, "connection failed");
            }
            drop(permit);
        });
    }
    drop(listener);
    if timeout(GRACE, graceful.shutdown()).await.is_err() {
        tracing::warn!("requests still in flight were cut off");
    }
    Ok(())
}

fn server() -> Builder<TokioExecutor> {
    let mut server = Builder::new(TokioExecutor::new()).http1_only();
    server.http1().timer(TokioTimer::new()).header_read_timeout(HEADER_TIMEOUT);
    server
}

/// The next connection, once there is room for it.
async fn accept(listener: &TcpListener, room: &Arc<Semaphore>) -> (TcpStream, Option<OwnedSemaphorePermit>) {
    let permit = Arc::clone(room).acquire_owned().await.ok();
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                // Without it a small answer may wait for the acknowledgement of the one before.
                let _ = stream.set_nodelay(true);
                give_up_on_silence(&stream);
                return (stream, permit);
            }
            Err(error) => {
                tracing::warn!(%error, "cannot accept a connection");
                sleep(ACCEPT_PAUSE).await;
            }
        }
    }
}

/// Makes the system close a connection whose other side takes nothing for [`SILENCE`]: a reader that
/// never reads would otherwise hold its place for ever.
fn give_up_on_silence(stream: &TcpStream) {
    #[cfg(target_os = "linux")]
    let _ = socket2::SockRef::from(stream).set_tcp_user_timeout(Some(SILENCE));
    #[cfg(not(target_os = "linux"))]
    let _ = stream;
}
