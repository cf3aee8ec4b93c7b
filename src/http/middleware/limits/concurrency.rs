//! The concurrency limit: a few requests run, some wait for a short time, the rest are refused.
//!
//! A search keeps a core busy: running more of them at a time answers none of them sooner, it only needs more
//! memory. Identifying clients is left to `limits`. Invariants: a waiting client gets its next turn after
//! every other waiting client has had one, however many requests a client sends; a client has few turns at a
//! time.

use std::{
    collections::{HashMap, VecDeque},
    net::IpAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    thread::available_parallelism,
    time::Duration,
};

use tokio::{sync::oneshot, time::timeout};

/// Requests per core: while some wait for the disk or for others, the rest keep the core busy.
const REQUESTS_PER_CORE: usize = 16;
/// Requests of one client per core: with more at a time it would be answered no sooner, and others later.
const REQUESTS_OF_CLIENT_PER_CORE: usize = 2;
/// Maximum number of waiting requests: with 32 running, that number is answered in about a quarter of a
/// second.
const WAITING: usize = 512;
/// Maximum number of waiting requests of one client.
const WAITING_OF_CLIENT: usize = WAITING / 4;
/// How long a request waits before it is refused: about as long as its sender is patient.
const PATIENCE: Duration = Duration::from_secs(2);

/// The client whose turns are counted together; `None` for clients without a limit of their own.
type ClientKey = Option<IpAddr>;

/// The turns of requests.
#[derive(Debug)]
pub(crate) struct ConcurrencyLimit {
    queue: Arc<WaitQueue>,
    patience: Duration,
}

impl ConcurrencyLimit {
    /// Allows this number of turns at a time; 0 chooses it by the number of cores.
    pub(crate) fn new(at_a_time: usize) -> Self {
        let cores = available_parallelism().map_or(1, usize::from);
        let most = if at_a_time == 0 { cores * REQUESTS_PER_CORE } else { at_a_time };
        let of_client = (cores * REQUESTS_OF_CLIENT_PER_CORE).min(most);
        Self::with_limits(most, of_client)
    }

    fn with_limits(most: usize, of_client: usize) -> Self {
        Self { queue: Arc::new(WaitQueue { most, of_client, state: Mutex::default() }), patience: PATIENCE }
    }

    /// Waits for a turn, which ends when it is dropped; `None` if too many requests are waiting or the wait
    /// is too long.
    pub(crate) async fn take(&self, client: ClientKey) -> Option<ConcurrencyPermit> {
        let mut place = match self.queue.enter(client) {
            Admission::Turn => return Some(ConcurrencyPermit { queue: Arc::clone(&self.queue), client }),
            Admission::Waiting(granted) => QueueTicket { queue: &self.queue, client, granted },
            Admission::Full => return None,
        };
        timeout(self.patience, &mut place.granted).await.ok()?.ok()
    }
}

/// The right to run a request.
#[derive(Debug)]
pub(crate) struct ConcurrencyPermit {
    queue: Arc<WaitQueue>,
    client: ClientKey,
}

impl Drop for ConcurrencyPermit {
    fn drop(&mut self) {
        self.queue.leave(self.client);
    }
}

/// A place in the queue, given up when it is dropped.
struct QueueTicket<'a> {
    queue: &'a WaitQueue,
    client: ClientKey,
    granted: oneshot::Receiver<ConcurrencyPermit>,
}

impl Drop for QueueTicket<'_> {
    fn drop(&mut self) {
        self.granted.close();
        self.queue.lock().leave_waiting(self.client);
        // A turn granted at the last moment ends with the channel.
    }
}

/// The outcome of requesting a turn.
enum Admission {
    Turn,
    Waiting(oneshot::Receiver<ConcurrencyPermit>),
    Full,
}

/// The running and waiting requests.
#[derive(Debug)]
struct WaitQueue {
    most: usize,
    of_client: usize,
    state: Mutex<QueueState>,
}

#[derive(Debug, Default)]
struct QueueState {
    running: usize,
    waiting: usize,
    /// The clients with running or waiting requests.
    clients: HashMap<ClientKey, ClientQueue>,
    /// The clients that are waiting and may run one more request, in the order of their turns.
    round: VecDeque<ClientKey>,
}

/// The requests of one client.
#[derive(Debug, Default)]
struct ClientQueue {
    running: usize,
    waiting: VecDeque<oneshot::Sender<ConcurrencyPermit>>,
    is_in_round: bool,
}

impl WaitQueue {
    fn lock(&self) -> MutexGuard<'_, QueueState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn enter(&self, client: ClientKey) -> Admission {
        let mut state = self.lock();
        let (is_full, waiting) = (state.running >= self.most, state.waiting);
        let requests = state.clients.entry(client).or_default();
        let may_run = requests.running < self.of_one(client);
        if may_run && !is_full && requests.waiting.is_empty() {
            requests.running += 1;
            state.running += 1;
            return Admission::Turn;
        }
        if waiting >= WAITING || client.is_some() && requests.waiting.len() >= WAITING_OF_CLIENT {
            state.forget_idle(client);
            return Admission::Full;
        }
        let (sender, receiver) = oneshot::channel();
        requests.waiting.push_back(sender);
        state.waiting += 1;
        state.join_round(client, may_run);
        Admission::Waiting(receiver)
    }

    /// Returns the maximum number of turns a client may have at a time.
    fn of_one(&self, client: ClientKey) -> usize {
        if client.is_some() { self.of_client } else { self.most }
    }

    /// Ends a turn of a client and passes it on to the next one.
    fn leave(self: &Arc<Self>, client: ClientKey) {
        let next = {
            let mut state = self.lock();
            state.running -= 1;
            if let Some(requests) = state.clients.get_mut(&client) {
                requests.running -= 1;
            }
            state.join_round(client, true);
            state.forget_idle(client);
            self.next(&mut state)
        };
        if let Some((sender, client)) = next {
            // If the receiver is gone by now, dropping the turn passes it on.
            drop(sender.send(ConcurrencyPermit { queue: Arc::clone(self), client }));
        }
    }

    /// Selects the next request to run and counts it as running.
    fn next(&self, state: &mut QueueState) -> Option<(oneshot::Sender<ConcurrencyPermit>, ClientKey)> {
        while state.running < self.most {
            let client = state.round.pop_front()?;
            let Some(requests) = state.clients.get_mut(&client) else { continue };
            requests.is_in_round = false;
            let Some(sender) = requests.waiting.pop_front() else { continue };
            requests.running += 1;
            let may_run = requests.running < self.of_one(client);
            state.running += 1;
            state.waiting -= 1;
            state.join_round(client, may_run);
            return Some((sender, client));
        }
        None
    }
}

impl QueueState {
    /// Puts a waiting client at the end of the round.
    fn join_round(&mut self, client: ClientKey, may_run: bool) {
        let Some(requests) = self.clients.get_mut(&client) else { return };
        if may_run && !requests.waiting.is_empty() && !requests.is_in_round {
            requests.is_in_round = true;
            self.round.push_back(client);
        }
    }

    /// Removes requests of a client that are no longer waiting.
    fn leave_waiting(&mut self, client: ClientKey) {
        let Some(requests) = self.clients.get_mut(&client) else { return };
        let before = requests.waiting.len();
        requests.waiting.retain(|sender| !sender.is_closed());
        self.waiting -= before - requests.waiting.len();
        self.forget_idle(client);
    }

    /// Forgets a client that has no requests.
    fn forget_idle(&mut self, client: ClientKey) {
        if let Some(requests) = self.clients.get(&client)
            && requests.running == 0
            && requests.waiting.is_empty()
        {
            if requests.is_in_round {
                self.round.retain(|other| *other != client);
            }
            self.clients.remove(&client);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(number: u8) -> IpAddr {
        IpAddr::from([192, 0, 2, number])
    }

    /// Waits until this number of requests is waiting.
    async fn waiting(turns: &ConcurrencyLimit, count: usize) {
        while turns.queue.lock().waiting != count {
            tokio::task::yield_now().await;
        }
    }

    #[tokio::test]
    async fn requests_beyond_the_running_and_waiting_ones_are_refused() {
        let turns = Arc::new(ConcurrencyLimit {
            patience: Duration::from_millis(10),
            ..ConcurrencyLimit::with_limits(1, 1)
        });
        let first = turns.take(None).await.expect("a turn");
        assert!(turns.take(None).await.is_none(), "no turn was given up");
        turns.queue.lock().waiting = WAITING;
        assert!(turns.take(Some(client(1))).await.is_none(), "the queue is full");
        turns.queue.lock().waiting = 0;
        drop(first);
        assert!(turns.take(Some(client(1))).await.is_some());
        assert!(turns.queue.lock().clients.is_empty(), "clients without requests are forgotten");
    }

    #[tokio::test]
    async fn a_client_at_its_limit_does_not_block_others() {
        let turns =
            ConcurrencyLimit { patience: Duration::from_millis(10), ..ConcurrencyLimit::with_limits(8, 2) };
        let _greedy = [
            turns.take(Some(client(1))).await.expect("a turn"),
            turns.take(Some(client(1))).await.expect("a turn"),
        ];
        assert!(turns.take(Some(client(1))).await.is_none(), "a third turn");
        let _other = turns.take(Some(client(2))).await.expect("there is room");
        let _uncounted: Vec<ConcurrencyPermit> =
            [turns.take(None).await, turns.take(None).await, turns.take(None).await]
                .map(|turn| turn.expect("these are not limited"))
                .into();
    }

    #[tokio::test]
    async fn waiting_clients_take_turns() {
        let turns = Arc::new(ConcurrencyLimit {
            patience: Duration::from_mins(1),
            ..ConcurrencyLimit::with_limits(1, 1)
        });
        let first = turns.take(Some(client(9))).await.expect("a turn");
        let (done, mut order) = tokio::sync::mpsc::unbounded_channel();
        for (count, number) in [1, 1, 1, 2, 3, 2].into_iter().enumerate() {
            let (turns, done) = (Arc::clone(&turns), done.clone());
            let task = {
                let turns = Arc::clone(&turns);
                async move {
                    let turn = turns.take(Some(client(number))).await.expect("a turn");
                    done.send(number).expect("read");
                    drop(turn);
                }
            };
            tokio::spawn(task);
            waiting(&turns, count + 1).await;
        }
        drop(first);
        let mut seen = Vec::new();
        while seen.len() < 6 {
            seen.push(order.recv().await.expect("six turns"));
        }
        assert_eq!(seen, [1, 2, 3, 1, 2, 1]);
    }

    #[tokio::test]
    async fn a_canceled_wait_frees_its_place() {
        let turns = Arc::new(ConcurrencyLimit {
            patience: Duration::from_mins(1),
            ..ConcurrencyLimit::with_limits(1, 1)
        });
        let first = turns.take(Some(client(1))).await.expect("a turn");
        let gone = {
            let turns = Arc::clone(&turns);
            tokio::spawn(async move { turns.take(Some(client(2))).await.is_some() })
        };
        waiting(&turns, 1).await;
        gone.abort();
        waiting(&turns, 0).await;
        drop(first);
        assert!(turns.take(Some(client(3))).await.is_some());
    }
}
