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
type Client = Option<IpAddr>;

/// The turns of requests.
#[derive(Debug)]
pub(super) struct Turns {
    queue: Arc<Queue>,
    patience: Duration,
}

impl Turns {
    /// Allows this number of turns at a time; 0 chooses it by the number of cores.
    pub(super) fn new(at_a_time: usize) -> Self {
        let cores = available_parallelism().map_or(1, usize::from);
        let most = if at_a_time == 0 { cores * REQUESTS_PER_CORE } else { at_a_time };
        let of_client = (cores * REQUESTS_OF_CLIENT_PER_CORE).min(most);
        Self::of(most, of_client)
    }

    fn of(most: usize, of_client: usize) -> Self {
        Self { queue: Arc::new(Queue { most, of_client, state: Mutex::default() }), patience: PATIENCE }
    }

    /// Waits for a turn, which ends when it is dropped; `None` if too many requests are waiting or the wait
    /// is too long.
    pub(super) async fn take(&self, client: Client) -> Option<Turn> {
        let mut place = match self.queue.enter(client) {
            Entered::Turn => return Some(Turn { queue: Arc::clone(&self.queue), client }),
            Entered::Waiting(granted) => Place { queue: &self.queue, client, granted },
            Entered::Full => return None,
        };
        timeout(self.patience, &mut place.granted).await.ok()?.ok()
    }
}

/// The right to run a request.
#[derive(Debug)]
pub(super) struct Turn {
    queue: Arc<Queue>,
    client: Client,
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.queue.leave(self.client);
    }
}

/// A place in the queue, given up when it is dropped.
struct Place<'a> {
    queue: &'a Queue,
    client: Client,
    granted: oneshot::Receiver<Turn>,
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.granted.close();
        self.queue.lock().leave_waiting(self.client);
        // A turn granted at the last moment ends with the channel.
    }
}

/// The outcome of requesting a turn.
enum Entered {
    Turn,
    Waiting(oneshot::Receiver<Turn>),
    Full,
}

/// The running and waiting requests.
#[derive(Debug)]
struct Queue {
    most: usize,
    of_client: usize,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    running: usize,
    waiting: usize,
    /// The clients with running or waiting requests.
    clients: HashMap<Client, Requests>,
    /// The clients that are waiting and may run one more request, in the order of their turns.
    round: VecDeque<Client>,
}

/// The requests of one client.
#[derive(Debug, Default)]
struct Requests {
    running: usize,
    waiting: VecDeque<oneshot::Sender<Turn>>,
    is_in_round: bool,
}

impl Queue {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn enter(&self, client: Client) -> Entered {
        let mut state = self.lock();
        let (is_full, waiting) = (state.running >= self.most, state.waiting);
        let requests = state.clients.entry(client).or_default();
        let may_run = requests.running < self.of_one(client);
        if may_run && !is_full && requests.waiting.is_empty() {
            requests.running += 1;
            state.running += 1;
            return Entered::Turn;
        }
        if waiting >= WAITING || client.is_some() && requests.waiting.len() >= WAITING_OF_CLIENT {
            state.forget_idle(client);
            return Entered::Full;
        }
        let (sender, receiver) = oneshot::channel();
        requests.waiting.push_back(sender);
        state.waiting += 1;
        state.join_round(client, may_run);
        Entered::Waiting(receiver)
    }

    /// Returns the maximum number of turns a client may have at a time.
    fn of_one(&self, client: Client) -> usize {
        if client.is_some() { self.of_client } else { self.most }
    }

    /// Ends a turn of a client and passes it on to the next one.
    fn leave(self: &Arc<Self>, client: Client) {
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
            drop(sender.send(Turn { queue: Arc::clone(self), client }));
        }
    }

    /// Selects the next request to run and counts it as running.
    fn next(&self, state: &mut State) -> Option<(oneshot::Sender<Turn>, Client)> {
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

impl State {
    /// Puts a waiting client at the end of the round.
    fn join_round(&mut self, client: Client, may_run: bool) {
        let Some(requests) = self.clients.get_mut(&client) else { return };
        if may_run && !requests.waiting.is_empty() && !requests.is_in_round {
            requests.is_in_round = true;
            self.round.push_back(client);
        }
    }

    /// Removes requests of a client that are no longer waiting.
    fn leave_waiting(&mut self, client: Client) {
        let Some(requests) = self.clients.get_mut(&client) else { return };
        let before = requests.waiting.len();
        requests.waiting.retain(|sender| !sender.is_closed());
        self.waiting -= before - requests.waiting.len();
        self.forget_idle(client);
    }

    /// Forgets a client that has no requests.
    fn forget_idle(&mut self, client: Client) {
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
    async fn waiting(turns: &Turns, count: usize) {
        while turns.queue.lock().waiting != count {
            tokio::task::yield_now().await;
        }
    }

    #[tokio::test]
    async fn requests_beyond_the_running_and_waiting_ones_are_refused() {
        let turns = Arc::new(Turns { patience: Duration::from_millis(10), ..Turns::of(1, 1) });
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
        let turns = Turns { patience: Duration::from_millis(10), ..Turns::of(8, 2) };
        let _greedy = [
            turns.take(Some(client(1))).await.expect("a turn"),
            turns.take(Some(client(1))).await.expect("a turn"),
        ];
        assert!(turns.take(Some(client(1))).await.is_none(), "a third turn");
        let _other = turns.take(Some(client(2))).await.expect("there is room");
        let _uncounted: Vec<Turn> = [turns.take(None).await, turns.take(None).await, turns.take(None).await]
            .map(|turn| turn.expect("these are not limited"))
            .into();
    }

    #[tokio::test]
    async fn waiting_clients_take_turns() {
        let turns = Arc::new(Turns { patience: Duration::from_mins(1), ..Turns::of(1, 1) });
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
        let turns = Arc::new(Turns { patience: Duration::from_mins(1), ..Turns::of(1, 1) });
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
