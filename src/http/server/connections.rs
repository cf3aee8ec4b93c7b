//! The open connections: how many there are, which are idle, and which must be closed.
//!
//! How fast a client must read its response is left to `pace`. Invariants: there are never more connections
//! than allowed; only a connection without a request in progress is closed to make room, the one idle longest
//! first; a response counts for its client until it has been handed to the system completely.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use tokio::sync::Notify;

use crate::http::{
    middleware::limits::ActiveResponse,
    server::throughput::{MinThroughput, Throughput},
};

/// The open connections.
#[derive(Debug)]
pub(crate) struct Connections {
    most: usize,
    least_pace: MinThroughput,
    state: Mutex<ConnectionTable>,
}

#[derive(Debug, Default)]
struct ConnectionTable {
    open: usize,
    /// The number that the next idle period gets.
    next: u64,
    /// Idle connections in the order in which they became idle, each with the handle that closes it.
    resting: BTreeMap<u64, Arc<Notify>>,
}

/// The place of one connection, released when it is dropped.
#[derive(Debug)]
pub(crate) struct ConnectionSlot {
    connections: Arc<Connections>,
    end: Arc<Notify>,
    rest: Mutex<ConnectionState>,
    pub(crate) pace: Throughput,
    /// Counts the response in progress for its client.
    under_way: Mutex<Option<ActiveResponse>>,
}

/// The state of a connection. It is idle if it has no request, or only part of a header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ConnectionState {
    /// Idle; the number gives the order.
    Since(u64),
    /// A request is in progress.
    None,
    /// The response is complete but not yet handed to the system.
    Sending,
    /// Closed; its place was given to another connection.
    Ended,
}

/// A request in progress on a connection, until its response is complete.
#[derive(Debug)]
pub(crate) struct RequestGuard(Arc<ConnectionSlot>);

impl Connections {
    pub(crate) fn new(most: usize, least_pace: MinThroughput) -> Arc<Self> {
        Arc::new(Self { most, least_pace, state: Mutex::default() })
    }

    /// Returns a place for a new connection. If all places are taken, it closes the connection that has been
    /// idle longest; `None` if all of them have requests in progress.
    pub(crate) fn admit(self: &Arc<Self>) -> Option<Arc<ConnectionSlot>> {
        let mut state = self.state();
        if state.open >= self.most {
            state.end_one()?;
        }
        state.open += 1;
        let end = Arc::default();
        let since = state.rest(&end);
        drop(state);
        Some(Arc::new(ConnectionSlot {
            connections: Arc::clone(self),
            end,
            rest: Mutex::new(ConnectionState::Since(since)),
            pace: Throughput::new(self.least_pace),
            under_way: Mutex::default(),
        }))
    }

    /// Closes the connection that has been idle longest, if any.
    pub(crate) fn end_longest_resting(&self) {
        let _ = self.state().end_one();
    }

    /// Closes all idle connections.
    pub(crate) fn end_resting(&self) {
        let mut state = self.state();
        while state.end_one().is_some() {}
    }

    fn state(&self) -> MutexGuard<'_, ConnectionTable> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl ConnectionTable {
    fn rest(&mut self, end: &Arc<Notify>) -> u64 {
        let since = self.next;
        self.next += 1;
        self.resting.insert(since, Arc::clone(end));
        since
    }

    fn end_one(&mut self) -> Option<()> {
        let (_, end) = self.resting.pop_first()?;
        end.notify_one();
        self.open -= 1;
        Some(())
    }
}

impl ConnectionSlot {
    /// Records that a request has arrived; dropping the returned value marks its response as complete.
    pub(crate) fn work(self: &Arc<Self>) -> RequestGuard {
        let mut rest = self.rest();
        *rest = match *rest {
            ConnectionState::Since(since) if self.connections.state().resting.remove(&since).is_none() => {
                ConnectionState::Ended
            }
            ConnectionState::Ended => ConnectionState::Ended,
            ConnectionState::Since(_) | ConnectionState::None | ConnectionState::Sending => {
                ConnectionState::None
            }
        };
        RequestGuard(Arc::clone(self))
    }

    /// Records that all bytes written so far have been handed to the system.
    pub(crate) fn flushed(&self) {
        let mut rest = self.rest();
        if *rest == ConnectionState::Sending {
            *rest = ConnectionState::Since(self.connections.state().rest(&self.end));
            self.pace.ends();
            self.under_way.lock().unwrap_or_else(PoisonError::into_inner).take();
        }
    }

    /// Counts the response in progress for its client, with `begin`, until it is sent; returns whether it may
    /// be made. A connection counts once, however many requests came over it.
    pub(crate) fn counts(&self, begin: impl FnOnce() -> Option<ActiveResponse>) -> bool {
        let mut under_way = self.under_way.lock().unwrap_or_else(PoisonError::into_inner);
        under_way.take();
        *under_way = begin();
        under_way.is_some()
    }

    /// Waits until the connection must close.
    pub(crate) async fn ended(&self) {
        self.end.notified().await;
    }

    fn rest(&self) -> MutexGuard<'_, ConnectionState> {
        self.rest.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for RequestGuard {
    fn drop(&mut self) {
        let mut rest = self.0.rest();
        if *rest == ConnectionState::None {
            *rest = ConnectionState::Sending;
        }
    }
}

impl Drop for ConnectionSlot {
    fn drop(&mut self) {
        let rest = *self.rest();
        let mut state = self.connections.state();
        let holds_place = match rest {
            ConnectionState::Since(since) => state.resting.remove(&since).is_some(),
            ConnectionState::None | ConnectionState::Sending => true,
            ConnectionState::Ended => false,
        };
        state.open -= usize::from(holds_place);
    }
}

#[cfg(test)]
mod tests {
    use std::future::poll_fn;

    use super::*;
    use crate::{
        config::{Config, Settings},
        http::middleware::limits::ActiveResponses,
    };

    fn connections(most: usize) -> Arc<Connections> {
        let config = Config::resolve(Settings::default()).expect("valid");
        Connections::new(most, MinThroughput::new(&config))
    }

    async fn is_ended(place: &ConnectionSlot) -> bool {
        let mut ended = std::pin::pin!(place.ended());
        poll_fn(|context| std::task::Poll::Ready(ended.as_mut().poll(context).is_ready())).await
    }

    #[tokio::test]
    async fn the_connection_idle_longest_makes_room() {
        let connections = connections(2);
        let first = connections.admit().expect("a free slot");
        let second = connections.admit().expect("a free slot");
        drop(first.work());
        first.flushed();
        let third = connections.admit().expect("the second is idle");
        assert!(is_ended(&second).await && !is_ended(&first).await && !is_ended(&third).await);
        drop(second);
        assert_eq!(connections.state().open, 2);
    }

    #[tokio::test]
    async fn a_connection_with_a_request_in_progress_is_never_closed_for_another() {
        let connections = connections(1);
        let place = connections.admit().expect("a free slot");
        let work = place.work();
        assert!(connections.admit().is_none());
        connections.end_resting();
        assert!(!is_ended(&place).await);
        place.flushed();
        assert!(connections.admit().is_none());
        drop(work);
        assert!(connections.admit().is_none(), "its response is being sent");
        place.flushed();
        assert!(connections.admit().is_some() && is_ended(&place).await);
    }

    #[tokio::test]
    async fn each_place_is_released_exactly_once() {
        let connections = connections(3);
        for _ in 0..2 {
            let [idle, busy, ended] = [(); 3].map(|()| connections.admit().expect("a free slot"));
            drop(idle);
            let work = busy.work();
            connections.end_resting();
            drop((ended.work(), ended, busy, work));
            let state = connections.state();
            assert_eq!((state.open, state.resting.len()), (0, 0));
        }
    }

    #[tokio::test]
    async fn a_response_counts_for_its_client_until_it_is_sent() {
        let (clients, client) = (ActiveResponses::default(), "203.0.113.7".parse().expect("an address"));
        let place = connections(1).admit().expect("a free slot");
        let work = place.work();
        assert!(place.counts(|| clients.begin(client, 1)));
        assert!(place.counts(|| clients.begin(client, 1)), "another request over the same connection");
        drop(work);
        assert!(clients.begin(client, 1).is_none(), "the response is being sent");
        place.flushed();
        assert!(clients.begin(client, 1).is_some());
    }
}
