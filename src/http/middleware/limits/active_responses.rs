//! The number of responses in progress for each client.
//!
//! Invariant: only clients with a response in progress are stored.

use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

type ClientCounts = HashMap<IpAddr, usize>;

/// The responses in progress, by client.
#[derive(Debug, Clone, Default)]
pub(crate) struct ActiveResponses {
    counts: Arc<Mutex<ClientCounts>>,
}

/// A response in progress; counted until it is dropped.
#[derive(Debug)]
pub(crate) struct ActiveResponse {
    clients: ActiveResponses,
    client: IpAddr,
}

impl ActiveResponses {
    /// Counts one more response of a client that may have up to `most`; `None` if it already has that number.
    pub(crate) fn begin(&self, client: IpAddr, most: usize) -> Option<ActiveResponse> {
        let mut counts = self.counts();
        let count = counts.entry(client).or_default();
        if *count >= most.max(1) {
            return None;
        }
        *count += 1;
        Some(ActiveResponse { clients: self.clone(), client })
    }

    fn counts(&self) -> MutexGuard<'_, ClientCounts> {
        self.counts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for ActiveResponse {
    fn drop(&mut self) {
        let mut counts = self.clients.counts();
        if let Some(count) = counts.get_mut(&self.client) {
            *count -= 1;
            if *count == 0 {
                counts.remove(&self.client);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_is_limited_and_forgotten_with_its_last_response() {
        let clients = ActiveResponses::default();
        let [one, other] =
            ["203.0.113.7", "2001:db8::"].map(|text| text.parse::<IpAddr>().expect("an address"));
        let first = clients.begin(one, 2).expect("the first");
        let second = clients.begin(one, 2).expect("the second");
        assert!(clients.begin(one, 2).is_none());
        let of_other = clients.begin(other, 2).expect("another client");
        drop(first);
        let third = clients.begin(one, 2).expect("one of two requests has ended");
        drop((second, third, of_other));
        assert!(clients.counts().is_empty());
    }
}
