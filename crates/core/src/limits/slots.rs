//! How many at once. Counted per process, in memory.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// Lets each holder hold so many slots at once.
#[derive(Debug, Clone)]
pub struct Slots {
    most: usize,
    held: Arc<Mutex<HashMap<String, usize>>>,
}

/// A slot, free again once it is dropped.
#[derive(Debug)]
pub struct Slot {
    holder: String,
    slots: Slots,
}

impl Slots {
    /// At most so many per holder.
    pub fn per_holder(most: usize) -> Self {
        Self { most, held: Arc::default() }
    }

    /// Takes a slot. `None` if the holder has as many as it may.
    pub fn take(&self, holder: &str) -> Option<Slot> {
        let mut held = self.lock();
        let count = held.entry(holder.to_owned()).or_default();
        if *count >= self.most {
            return None;
        }
        *count += 1;
        Some(Slot { holder: holder.to_owned(), slots: self.clone() })
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, usize>> {
        // The map is whole after any panic: each change is one count.
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        let mut held = self.slots.lock();
        if let Some(count) = held.get_mut(&self.holder) {
            *count -= 1;
            if *count == 0 {
                held.remove(&self.holder);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slot_is_free_again_once_it_is_dropped_and_nothing_is_left_of_its_holder() {
        let slots = Slots::per_holder(2);
        let (first, second) = (slots.take("a"), slots.take("a"));
        assert!(first.is_some() && second.is_some() && slots.take("a").is_none());
        assert!(slots.take("b").is_some(), "another holder has its own");
        drop(first);
        assert!(slots.take("a").is_some());
        drop(second);
        assert!(slots.lock().is_empty());
    }
}
