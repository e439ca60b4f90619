//! Durability: a caller hears of its write once it is on the disk. SQLite would wait for the disk at each write. Here all writes that were made
//! while the disk was busy share the next wait.

use super::Answer;
use dynoxide::storage::Storage;
use std::{
    ffi::OsString,
    fs::File,
    io,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
        mpsc,
    },
    thread,
};
use tokio::sync::oneshot;

/// An answer that waits for the disk.
type Waiting = (Answer, oneshot::Sender<Answer>);

/// Where answers wait for the disk.
#[derive(Debug)]
pub(super) struct Durable {
    waiting: mpsc::Sender<Waiting>,
    /// How many wait.
    count: Arc<AtomicUsize>,
    thread: Option<thread::JoinHandle<()>>,
}

impl Durable {
    /// Takes over from SQLite: it still writes to its log in order, and waits for the disk where the log is folded into the file, but no longer
    /// at each write (<https://sqlite.org/pragma.html#pragma_synchronous>, `NORMAL`).
    pub(super) fn of(storage: &Storage, file: &Path) -> Result<Self, Box<dyn std::error::Error>> {
        storage.conn().pragma_update(None, "synchronous", "NORMAL")?;
        let mut log = OsString::from(file);
        log.push("-wal");
        // Opening the store has made it, and it stays the same file until the store is closed.
        let log = File::options().write(true).open(log)?;
        Ok(Self::on(move || log.sync_data())?)
    }

    fn on(sync: impl FnMut() -> io::Result<()> + Send + 'static) -> io::Result<Self> {
        let (waiting, writes) = mpsc::channel();
        let count = Arc::new(AtomicUsize::new(0));
        let counted = count.clone();
        let thread =
            thread::Builder::new().name("disk".to_owned()).spawn(move || tell_after(sync, &writes, &counted))?;
        Ok(Self { waiting, count, thread: Some(thread) })
    }

    /// Sends an answer as soon as everything that it tells of is on the disk: what the call wrote, and for one that reads, what was written before.
    /// False once the disk has failed.
    pub(super) fn tell(&self, operation: &str, answer: Answer, reply: oneshot::Sender<Answer>) -> bool {
        let has_written =
            answer.0 == 200 && !matches!(operation, "BatchGetItem" | "DescribeTable" | "GetItem" | "Query");
        if !has_written && self.count.load(Ordering::Acquire) == 0 {
            // The caller may have gone.
            reply.send(answer).ok();
            return true;
        }
        self.count.fetch_add(1, Ordering::AcqRel);
        self.waiting.send((answer, reply)).is_ok()
    }
}

impl Drop for Durable {
    fn drop(&mut self) {
        // Ends the thread once it has told everybody.
        self.waiting = mpsc::channel().0;
        self.thread.take().map(thread::JoinHandle::join);
    }
}

fn tell_after(mut sync: impl FnMut() -> io::Result<()>, writes: &mpsc::Receiver<Waiting>, count: &AtomicUsize) {
    while let Ok(first) = writes.recv() {
        let waiting: Vec<_> = std::iter::once(first).chain(writes.try_iter()).collect();
        if let Err(error) = sync() {
            // What the system has of these writes is unknown, and it may not fail again: nothing can be promised any more.
            tracing::error!(%error, "the disk failed; restart the server once it works");
            return;
        }
        count.fetch_sub(waiting.len(), Ordering::AcqRel);
        for (answer, reply) in waiting {
            reply.send(answer).ok();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer() -> Answer {
        (200, "{}".to_owned())
    }

    /// Writes, and returns where the answer arrives.
    fn ask(durable: &Durable, operation: &str) -> oneshot::Receiver<Answer> {
        let (reply, told) = oneshot::channel();
        durable.tell(operation, answer(), reply);
        told
    }

    #[test]
    fn what_is_read_after_a_write_waits_for_the_disk_too() {
        let (begun, begins) = mpsc::channel();
        let (may_end, ends) = mpsc::channel();
        let sync = move || {
            begun.send(()).ok();
            ends.recv().map_err(io::Error::other)
        };
        let durable = Durable::on(sync).expect("a thread");
        // Gone before that is, should this fail.
        let (begins, may_end) = (begins, may_end);
        assert_eq!(ask(&durable, "GetItem").try_recv().expect("nothing to wait for"), answer());
        let mut first = ask(&durable, "PutItem");
        begins.recv().expect("a wait");
        let others = ["UpdateItem", "GetItem"].map(|operation| ask(&durable, operation));
        assert!(first.try_recv().is_err(), "the disk has not taken it yet");
        may_end.send(()).expect("a wait");
        // Both that came meanwhile share one wait.
        begins.recv().expect("another wait");
        assert_eq!(first.blocking_recv().expect("an answer"), answer());
        let [mut write, mut read] = others;
        assert!(write.try_recv().is_err() && read.try_recv().is_err());
        may_end.send(()).expect("a wait");
        for told in [write, read] {
            assert_eq!(told.blocking_recv().expect("an answer"), answer());
        }
    }

    #[test]
    fn nothing_is_told_once_the_disk_has_failed() {
        let durable = Durable::on(|| Err(io::ErrorKind::StorageFull.into())).expect("a thread");
        assert!(ask(&durable, "PutItem").blocking_recv().is_err());
        // The thread may be ending still.
        while durable.tell("PutItem", answer(), oneshot::channel().0) {}
        assert!(ask(&durable, "GetItem").blocking_recv().is_err());
    }
}
