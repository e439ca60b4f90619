//! The open connections of a listener, and which of them gives way when there are too many: the one that has been waiting longest. So a crowd of
//! silent connections costs a new client nothing, and a running request is never cut off for another one.

use super::slot::Slot;
use crate::proxies::Proxies;
use std::{
    collections::{BTreeMap, HashMap},
    net::{IpAddr, Ipv6Addr},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tokio::task::AbortHandle;

/// What a listener is for, which decides its share of the descriptors.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Share {
    Site,
    Console,
    Demo,
}

/// How many connections a listener may have.
#[derive(Debug)]
pub(super) struct Caps {
    all: usize,
    per_network: usize,
    exempt: Proxies,
}

impl Caps {
    pub(super) fn new(descriptors: usize, share: Share, exempt: Proxies) -> Self {
        let eighths = match share {
            Share::Site => 5,
            Share::Console => 2,
            Share::Demo => 1,
        };
        let all = (descriptors * eighths / 8).max(2);
        Self { all, per_network: all / 2, exempt }
    }

    /// Whom a connection counts towards: its address, or the /64 of an IPv6 address. `None` for a trusted proxy.
    fn network(&self, address: IpAddr) -> Option<IpAddr> {
        match address.to_canonical() {
            known if self.exempt.include(known) => None,
            IpAddr::V6(v6) => Some(IpAddr::V6(Ipv6Addr::from(u128::from(v6) >> 64 << 64))),
            v4 => Some(v4),
        }
    }
}

#[derive(Debug)]
struct Entry {
    network: Option<IpAddr>,
    slot: Arc<Slot>,
    /// Known once its task runs.
    task: Option<AbortHandle>,
}

#[derive(Debug, Default)]
struct Open {
    next_id: u64,
    entries: BTreeMap<u64, Entry>,
    by_network: HashMap<IpAddr, usize>,
}

/// The open connections.
#[derive(Debug)]
pub(super) struct Table {
    caps: Caps,
    open: Mutex<Open>,
}

impl Table {
    pub(super) fn new(caps: Caps) -> Self {
        Self { caps, open: Mutex::default() }
    }

    /// Admits a connection from that address, if need be in place of one that is waiting. `None` if all are busy.
    pub(super) fn admit(self: &Arc<Self>, address: IpAddr) -> Option<Admitted> {
        let network = self.caps.network(address);
        let mut open = lock(&self.open);
        if let Some(network) = network
            && open.by_network.get(&network).is_some_and(|count| *count >= self.caps.per_network)
            && !open.evict(|entry| entry.network == Some(network))
        {
            return None;
        }
        if open.entries.len() >= self.caps.all && !open.evict(|_| true) {
            return None;
        }
        let id = open.next_id;
        open.next_id += 1;
        let slot = Arc::new(Slot::new());
        open.entries.insert(id, Entry { network, slot: slot.clone(), task: None });
        if let Some(network) = network {
            *open.by_network.entry(network).or_default() += 1;
        }
        Some(Admitted { table: self.clone(), id, slot })
    }

    /// Names the task that serves a connection, so that it can be ended.
    pub(super) fn served_by(&self, id: u64, task: AbortHandle) {
        match lock(&self.open).entries.get_mut(&id) {
            Some(entry) => entry.task = Some(task),
            // It was evicted in between, or has ended.
            None => task.abort(),
        }
    }

    /// Closes the connection that has been waiting longest, if one is waiting.
    pub(super) fn evict_one(&self) -> bool {
        lock(&self.open).evict(|_| true)
    }

    /// Closes all connections that are waiting.
    pub(super) fn evict_waiting(&self) {
        let mut open = lock(&self.open);
        while open.evict(|_| true) {}
    }
}

impl Open {
    fn evict(&mut self, may_go: impl Fn(&Entry) -> bool) -> bool {
        let waiting = self.entries.iter().filter(|(_, entry)| may_go(entry));
        let waiting = waiting.filter_map(|(id, entry)| Some((entry.slot.waiting_since()?, *id)));
        let Some((_, id)) = waiting.min() else { return false };
        if let Some(Entry { task: Some(task), .. }) = self.remove(id) {
            task.abort();
        }
        true
    }

    fn remove(&mut self, id: u64) -> Option<Entry> {
        let entry = self.entries.remove(&id)?;
        if let Some(network) = entry.network
            && let Some(count) = self.by_network.get_mut(&network)
        {
            *count -= 1;
            if *count == 0 {
                self.by_network.remove(&network);
            }
        }
        Some(entry)
    }
}

/// An admitted connection's place in the table, until it is dropped.
#[derive(Debug)]
pub(super) struct Admitted {
    table: Arc<Table>,
    pub(super) id: u64,
    pub(super) slot: Arc<Slot>,
}

impl Drop for Admitted {
    fn drop(&mut self) {
        lock(&self.table.open).remove(self.id);
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::listen::slot::Phase;

    fn table(all: usize, exempt: Option<&str>) -> Arc<Table> {
        let exempt: Vec<IpAddr> = exempt.iter().map(|ip| ip.parse().expect("an address")).collect();
        Arc::new(Table::new(Caps { all, per_network: all / 2, exempt: Proxies::new(&exempt) }))
    }

    fn from(table: &Arc<Table>, address: &str) -> Option<Admitted> {
        table.admit(address.parse().expect("an address"))
    }

    fn is_open(table: &Table, connection: &Admitted) -> bool {
        lock(&table.open).entries.contains_key(&connection.id)
    }

    #[test]
    fn the_connection_that_has_waited_longest_gives_way_and_no_busy_one() {
        let table = table(4, None);
        let open: Vec<_> =
            ["192.0.2.1", "192.0.2.2", "192.0.2.3", "192.0.2.4"].map(|ip| from(&table, ip).expect("room")).into();
        open[0].slot.enter(Phase::Busy);
        open[1].slot.enter(Phase::Idle);
        let fifth = from(&table, "192.0.2.5").expect("the third gave way");
        assert_eq!([0, 1, 2, 3].map(|i: usize| is_open(&table, &open[i])), [true, true, false, true]);
        for slot in [&open[1].slot, &open[3].slot, &fifth.slot] {
            slot.enter(Phase::Busy);
        }
        assert!(from(&table, "192.0.2.6").is_none());
    }

    #[test]
    fn one_network_has_at_most_half_and_gives_way_to_itself() {
        let table = table(4, None);
        let first = from(&table, "2001:db8::1").expect("room");
        let _second = from(&table, "2001:db8::2").expect("room");
        let _other = from(&table, "2001:db8:0:1::1").expect("room");
        let third = from(&table, "2001:db8::3").expect("the first gave way");
        assert!(!is_open(&table, &first) && is_open(&table, &third));
        assert_eq!(lock(&table.open).entries.len(), 3);
    }

    #[test]
    fn the_trusted_proxy_may_have_all() {
        let table = table(4, Some("10.0.0.1"));
        let open: Vec<_> = (0..4).map(|_| from(&table, "::ffff:10.0.0.1").expect("room")).collect();
        assert!(open.iter().all(|connection| is_open(&table, connection)));
    }

    #[test]
    fn a_closed_connection_leaves_its_place() {
        let table = table(2, None);
        for _ in 0..5 {
            let connection = from(&table, "192.0.2.1").expect("room");
            connection.slot.enter(Phase::Busy);
        }
        assert!(lock(&table.open).by_network.is_empty());
    }
}
