//! What requests weigh on others than their senders.

use super::Hit;
use crate::tenant::Limits;
use std::{collections::HashMap, hash::Hash};

/// The limits of the three networks of an IPv6 address, narrowest first; an IPv4 address has the first one's. Each wider network may send
/// more, but none more than half of what the key may: whoever has a /48 must leave room for others.
pub(super) fn network_limits(limits: &Limits) -> [u32; 3] {
    let most = (limits.key_per_minute / 2).max(1);
    let one = limits.address_per_minute;
    [one, one.saturating_mul(2).min(most), one.saturating_mul(4).min(most)]
}

/// How much requests weigh on others: of each session and each network at most as much as may have been admitted of it.
///
/// That bound is never below what was admitted, since each session and each network was held to its own limit at that time. So no window
/// admits more than its limit.
#[derive(Debug, Clone, Copy)]
pub(super) struct Weights {
    session: usize,
    networks: [usize; 3],
}

impl Weights {
    pub(super) fn of(limits: &Limits) -> Self {
        Self {
            session: limits.session_per_minute as usize,
            networks: network_limits(limits).map(|limit| limit as usize),
        }
    }

    /// What requests through one key weigh.
    pub(super) fn of_key(&self, hits: &[&Hit]) -> usize {
        let by_widest = groups(hits, |hit| (hit.sender.networks().len(), hit.sender.networks().last().copied()));
        let by_networks = by_widest.map(|hits| match hits[0].sender.networks().len() {
            0 => self.of_sessions(&hits),
            levels => self.of_network(&hits, levels - 1).min(self.networks[levels - 1]),
        });
        by_networks.sum::<usize>().min(self.of_sessions(hits))
    }

    /// What requests from one network weigh, the one at that place of their senders'.
    pub(super) fn of_network(&self, hits: &[&Hit], place: usize) -> usize {
        let Some(inner) = place.checked_sub(1) else { return self.of_sessions(hits) };
        let by_inner = groups(hits, |hit| hit.sender.networks()[inner]);
        by_inner.map(|hits| self.of_network(&hits, inner).min(self.networks[inner])).sum()
    }

    fn of_sessions(&self, hits: &[&Hit]) -> usize {
        groups(hits, |hit| hit.session).map(|hits| hits.len().min(self.session)).sum()
    }
}

/// The hits that have the same of something.
fn groups<'a, K: Hash + Eq>(hits: &[&'a Hit], of: impl Fn(&Hit) -> K) -> impl Iterator<Item = Vec<&'a Hit>> {
    let mut groups: HashMap<K, Vec<&Hit>> = HashMap::new();
    for hit in hits {
        groups.entry(of(hit)).or_default().push(hit);
    }
    groups.into_values()
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::limits::Sender;

    /// Requests of one key at one time, each `(session, sender)` so many times.
    pub(in crate::limits) fn crowd(of: &[(u32, Sender, u32)]) -> Vec<Hit> {
        let all = of.iter().flat_map(|(session, sender, times)| vec![(*session, *sender); *times as usize]);
        all.zip(1..).map(|((session, sender), nonce)| Hit { at_ms: 0, key: 1, session, sender, nonce }).collect()
    }

    /// How much the requests of a key weigh on another caller of it.
    pub(in crate::limits) fn weight(limits: Limits, hits: &[Hit]) -> usize {
        Weights::of(&limits).of_key(&hits.iter().collect::<Vec<_>>())
    }

    pub(in crate::limits) const LIMITS: Limits =
        Limits { key_per_minute: 600, session_per_minute: 20, address_per_minute: 30 };

    #[test]
    fn a_session_and_an_address_weigh_no_more_than_their_limits() {
        let one = Sender::Address([1]);
        assert_eq!(weight(LIMITS, &crowd(&[(1, one, 64)])), 20, "one session");
        let sessions: Vec<_> = (0..64).map(|session| (session, one, 1)).collect();
        assert_eq!(weight(LIMITS, &crowd(&sessions)), 30, "one address, a session each");
        let addresses: Vec<_> = (0..64).map(|address| (1, Sender::Address([address]), 1)).collect();
        assert_eq!(weight(LIMITS, &crowd(&addresses)), 20, "one session, an address each");
    }

    #[test]
    fn a_wider_network_weighs_more_but_at_most_half_of_what_the_key_may() {
        let spread = |networks: fn(u32) -> [u32; 3]| -> Vec<_> {
            (0..500).map(|i| (i, Sender::Networks(networks(i)), 1)).collect()
        };
        assert_eq!(weight(LIMITS, &crowd(&spread(|_| [1, 2, 3]))), 30, "a /64");
        assert_eq!(weight(LIMITS, &crowd(&spread(|i| [i, 2, 3]))), 60, "a /56");
        assert_eq!(weight(LIMITS, &crowd(&spread(|i| [i, i, 3]))), 120, "a /48");
        assert_eq!(weight(LIMITS, &crowd(&spread(|i| [i, i, i]))), 500, "many");
        let busy = Limits { key_per_minute: 60, ..LIMITS };
        assert_eq!(weight(busy, &crowd(&spread(|i| [i, i, 3]))), 30, "half of the key's");
    }
}
