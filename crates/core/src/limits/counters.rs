//! What a tenant has used up: sums of the day and of the month, kept beside the log of the last minute.
//!
//! They are numbers in the item that the rate limit writes anyway, so counting a message against the day costs no call and no unit more, and
//! the same write returns what a message is judged by.

use super::Hit;
use crate::{
    address::Address,
    calendar::{Day, Month},
    key::KeyKind,
    secret::KeyRing,
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD as BASE64};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use std::collections::BTreeMap;

/// How many senders of a day are counted at most. There are more senders than that on a busy day, but few that come near a cap.
const SENDERS: usize = 48;
/// How many are left when there are more.
const KEPT: usize = SENDERS / 2;

/// A message to count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Its entry in the log of the last minute.
    pub hit: Hit,
    /// The day on which it came.
    pub day: Day,
    /// The networks of its sender, narrowest first; none of a server.
    pub networks: Vec<SenderTag>,
}

/// Stands for a network for one day: a truncated HMAC under a key of that day, so that who has the store cannot tell whose it is, nor whether it
/// came back on another day.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SenderTag(String);

impl Message {
    /// A message that came with `hit` from an address. `keys`: of which the day's key is derived.
    pub fn new(hit: Hit, kind: KeyKind, address: &Address, keys: &KeyRing) -> Self {
        let day = Day::at(hit.at_ms);
        let networks = match kind {
            KeyKind::Secret => Vec::new(),
            KeyKind::Publishable => {
                let days_key = mac(keys.current().1, &format!("senders of {day}"));
                address.networks().map(|network| SenderTag::of(&network, &days_key)).collect()
            }
        };
        Self { hit, day, networks }
    }

    /// The counters of its day: all messages, and those of its sender.
    pub(super) fn counters(&self) -> impl Iterator<Item = String> {
        let senders = self.networks.iter().map(|network| sender(self.day, network));
        senders.chain([messages(self.day)])
    }
}

impl SenderTag {
    fn of(network: &str, days_key: &[u8; 32]) -> Self {
        Self(BASE64.encode(&mac(days_key, network)[..5]))
    }
}

fn mac(key: &[u8; 32], text: &str) -> [u8; 32] {
    // The length of a key cannot be wrong: HMAC takes any.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else { return [0; 32] };
    mac.update(text.as_bytes());
    mac.finalize().into_bytes().into()
}

/// What an answer took.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Spending {
    /// Model tokens of requests and replies.
    pub tokens: u64,
    /// Cost in millionths of the currency's unit.
    pub micros: u64,
}

impl Spending {
    /// What is to be added to which of the month's counters.
    pub(super) fn counters(self, month: Month) -> impl Iterator<Item = (String, u64)> {
        let all = [(tokens(month), self.tokens), (micros(month), self.micros)];
        all.into_iter().filter(|(_, amount)| *amount > 0)
    }
}

/// A tenant's counters by their names, as a count returned them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Counters(pub(super) BTreeMap<String, i64>);

impl Counters {
    /// Messages of the day.
    pub fn messages(&self, day: Day) -> u64 {
        self.get(&messages(day))
    }

    /// Messages of the day from one of a sender's networks.
    pub fn of_network(&self, day: Day, network: &SenderTag) -> u64 {
        self.get(&sender(day, network))
    }

    /// What answers took in the month.
    pub fn spent(&self, month: Month) -> Spending {
        Spending { tokens: self.get(&tokens(month)), micros: self.get(&micros(month)) }
    }

    /// Whether a counter has counted one message only.
    pub(super) fn is_first(&self, counter: &str) -> bool {
        self.get(counter) == 1
    }

    fn get(&self, name: &str) -> u64 {
        self.0.get(name).map_or(0, |count| (*count).max(0) as u64)
    }

    /// Adds what an answer took, and removes what is no longer used: in memory, what the store does with its own.
    pub(super) fn spend(&mut self, day: Day, spending: Spending) {
        for name in self.stale(day) {
            self.0.remove(&name);
        }
        if let Some(Surplus { less, lowered, removed }) = self.surplus(day) {
            removed.iter().for_each(|name| {
                self.0.remove(name);
            });
            for name in lowered {
                *self.0.entry(name).or_default() -= less;
            }
        }
        for (name, amount) in spending.counters(day.month()) {
            *self.0.entry(name).or_default() += amount as i64;
        }
    }

    /// Those of days and months that no clock is in any more, where these are the ones now.
    pub(super) fn stale(&self, day: Day) -> Vec<String> {
        let names = [day.plus(-1), day, day.plus(1)].map(|day| (day, day.month()));
        let is_current = |name: &str| {
            names.iter().any(|(day, month)| {
                name.starts_with(&sender_prefix(*day))
                    || [messages(*day), tokens(*month), micros(*month)].contains(&name.to_owned())
            })
        };
        self.0.keys().filter(|name| !is_current(name)).cloned().collect()
    }

    /// How to make room if a day has too many senders: what to subtract from which counters. Those that would have nothing left are to be
    /// removed. `None` while there are few.
    ///
    /// As each subtraction takes the same from at least [`KEPT`] counters, none loses more in a day than that part of all messages (Misra and
    /// Gries, 1982): a sender that sends much is found, however many others there are.
    pub(super) fn surplus(&self, day: Day) -> Option<Surplus> {
        let prefix = sender_prefix(day);
        let mut senders: Vec<_> = self.0.iter().filter(|(name, _)| name.starts_with(&prefix)).collect();
        if senders.len() <= SENDERS {
            return None;
        }
        senders.sort_unstable_by_key(|(name, count)| (-**count, *name));
        let less = *senders[KEPT].1;
        let (lowered, removed): (Vec<_>, Vec<_>) = senders.into_iter().partition(|(_, count)| **count > less);
        let names = |part: Vec<(&String, &i64)>| part.into_iter().map(|(name, _)| name.clone()).collect();
        Some(Surplus { less, lowered: names(lowered), removed: names(removed) })
    }
}

/// How to make room among a day's senders.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Surplus {
    /// What is subtracted.
    pub(super) less: i64,
    /// From these.
    pub(super) lowered: Vec<String>,
    /// And these go.
    pub(super) removed: Vec<String>,
}

// The names are short: each of them is part of the item that every message writes and reads.

fn messages(day: Day) -> String {
    format!("d{day}")
}

fn sender(day: Day, network: &SenderTag) -> String {
    format!("{}{}", sender_prefix(day), network.0)
}

fn sender_prefix(day: Day) -> String {
    // A day of the month is enough, as only the days around this one are kept.
    format!("a{}", &day.to_string()[8..])
}

fn tokens(month: Month) -> String {
    format!("t{month}")
}

fn micros(month: Month) -> String {
    format!("c{month}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::Sender;

    fn day(text: &str) -> Day {
        Day::parse(text).expect("a day")
    }

    fn tag(text: &str) -> SenderTag {
        SenderTag(text.to_owned())
    }

    #[test]
    fn a_network_has_another_tag_every_day_and_a_server_none() {
        let keys = KeyRing::generate();
        let at = |at_ms, address: &str, kind| {
            let hit = Hit { at_ms, key: 1, session: 1, sender: Sender::Server, nonce: 1 };
            Message::new(hit, kind, &Address::new(address.parse().ok()), &keys).networks
        };
        let (noon, later, tomorrow) = (1_795_003_200_000, 1_795_010_000_000, 1_795_089_600_000);
        let one = at(noon, "192.0.2.7", KeyKind::Publishable);
        assert_eq!(one, at(later, "192.0.2.7", KeyKind::Publishable));
        assert_ne!(one, at(tomorrow, "192.0.2.7", KeyKind::Publishable));
        assert_ne!(one, at(noon, "192.0.2.8", KeyKind::Publishable));
        assert_eq!(at(noon, "2001:db8::1", KeyKind::Publishable).len(), 3);
        assert!(at(noon, "192.0.2.7", KeyKind::Secret).is_empty());
    }

    #[test]
    fn what_no_clock_is_in_any_more_is_stale() {
        let of_days = |days: [&str; 3]| -> Vec<String> {
            days.map(day).into_iter().flat_map(|day| [messages(day), sender(day, &tag("x"))]).collect()
        };
        let of_month = |month: &str| tokens(Month::parse(month).expect("a month"));
        let kept = of_days(["2026-11-30", "2026-12-01", "2026-12-02"]);
        let mut gone = of_days(["2026-11-29", "2026-10-15", "2026-12-03"]);
        gone.push(of_month("2026-10"));
        let all = [kept, gone.clone(), vec![of_month("2026-11"), of_month("2026-12")]].concat();
        let counters = Counters(all.into_iter().map(|name| (name, 1)).collect());
        gone.sort();
        assert_eq!(counters.stale(day("2026-12-01")), gone);
    }

    #[test]
    fn a_sender_of_much_is_found_among_any_number_of_others() {
        let today = day("2026-11-30");
        let (mut found, mut sent) = (Counters::default(), 0);
        let noisy = sender(today, &tag("noisy"));
        for i in 0..5_000 {
            let other = sender(today, &tag(&format!("{i:06}")));
            for name in [Some(other), (i % 5 == 0).then(|| noisy.clone())].into_iter().flatten() {
                *found.0.entry(name).or_default() += 1;
                sent += 1;
            }
            found.spend(today, Spending::default());
            assert!(found.0.len() <= SENDERS);
        }
        let counted = found.of_network(today, &tag("noisy")) as usize;
        assert!((1_000 - sent / KEPT..=1_000).contains(&counted), "{counted} of 1,000");
    }

    #[test]
    fn nobody_loses_anything_while_few_send() {
        let today = day("2026-11-30");
        let few = (0..SENDERS).map(|i| (sender(today, &tag(&i.to_string())), 1));
        assert_eq!(Counters(few.collect()).surplus(today), None);
    }
}
