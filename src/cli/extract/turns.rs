//! Work shared among threads whose results are written in the order of the input.
//!
//! Work is handed out in order, and only the worker whose turn it is writes. The others hold what they have made until then, and one that
//! has made much waits; so memory is bounded by the number of workers, however long the input.

use std::sync::mpsc::{self, Receiver};
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::thread;

/// A worker whose turn it is not holds so many bytes and then waits.
const HELD_BYTES_MAX: usize = 1 << 20;

/// Who writes next, and to what.
#[derive(Debug)]
pub(super) struct Turns<S> {
    state: Mutex<State<S>>,
    moved: Condvar,
}

#[derive(Debug)]
struct State<S> {
    next: usize,
    sink: S,
    /// What ended the work early.
    failure: Option<anyhow::Error>,
}

/// Where results end: called with one worker's at a time, in input order.
pub(super) trait Sink: Send {
    type Answer: Default + Send;

    /// How much an answer holds, in bytes.
    fn weight(answer: &Self::Answer) -> usize;

    /// Takes what an answer holds and leaves it empty.
    fn take(&mut self, answer: &mut Self::Answer) -> anyhow::Result<()>;
}

/// One piece of work's place in the order.
#[derive(Debug)]
pub(super) struct Turn<'t, S> {
    turns: &'t Turns<S>,
    number: usize,
}

/// The work was ended: by a reader that went away, or by a bad line where that ends it.
#[derive(Debug)]
pub(super) struct Ended;

impl<S: Sink> Turns<S> {
    pub(super) fn new(sink: S) -> Self {
        let state = State { next: 0, sink, failure: None };
        Self { state: Mutex::new(state), moved: Condvar::new() }
    }

    /// Does every piece of work that `next` gives, with so many workers; one works in this thread.
    pub(super) fn run<W: Send>(
        self,
        workers: usize,
        mut next: impl FnMut() -> anyhow::Result<Option<W>>,
        work: impl Fn(W, &Turn<'_, S>) -> Result<S::Answer, Ended> + Sync,
    ) -> anyhow::Result<S> {
        let mut pieces = (0..).map_while(|number| match next() {
            Ok(piece) => piece.map(|piece| (number, piece)),
            Err(error) => {
                self.fail(error);
                None
            }
        });
        let one = |(number, piece): (usize, W)| {
            let turn = Turn { turns: &self, number };
            let answer = work(piece, &turn)?;
            turn.finish(answer)
        };
        if workers == 1 {
            let _ = pieces.try_for_each(one);
        } else {
            let (sender, receiver) = mpsc::sync_channel(workers);
            // The workers alone hold the receiver: when the last of them has ended, sending fails instead of waiting.
            let receiver = Arc::new(Mutex::new(receiver));
            let one = &one;
            thread::scope(|scope| {
                for _ in 0..workers {
                    let receiver = Arc::clone(&receiver);
                    let watch = Watch(&self);
                    scope.spawn(move || {
                        let _watch = watch;
                        while received(&receiver).is_some_and(|piece| one(piece).is_ok()) {}
                    });
                }
                drop(receiver);
                let _ = pieces.try_for_each(|piece| sender.send(piece));
                drop(sender);
            });
        }
        let State { sink, failure, .. } =
            self.state.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
        failure.map_or(Ok(sink), Err)
    }

    fn lock(&self) -> MutexGuard<'_, State<S>> {
        self.state.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    fn fail(&self, error: anyhow::Error) {
        self.lock().failure.get_or_insert(error);
        self.moved.notify_all();
    }
}

/// Ends the work of all where one worker panics, so that none waits for its turn for ever.
struct Watch<'t, S: Sink>(&'t Turns<S>);

impl<S: Sink> Drop for Watch<'_, S> {
    fn drop(&mut self) {
        if thread::panicking() {
            self.0.fail(anyhow::anyhow!("a worker ended by a defect of this program"));
        }
    }
}

fn received<W>(receiver: &Mutex<Receiver<W>>) -> Option<W> {
    receiver.lock().unwrap_or_else(std::sync::PoisonError::into_inner).recv().ok()
}

impl<S: Sink> Turn<'_, S> {
    /// Writes what has been made so far where it is much, waiting for the turn to.
    pub(super) fn ease(&self, answer: &mut S::Answer) -> Result<(), Ended> {
        if S::weight(answer) < HELD_BYTES_MAX { Ok(()) } else { self.write(answer).map(drop) }
    }

    fn finish(&self, mut answer: S::Answer) -> Result<(), Ended> {
        self.write(&mut answer)?.next += 1;
        self.turns.moved.notify_all();
        Ok(())
    }

    fn write(&self, answer: &mut S::Answer) -> Result<MutexGuard<'_, State<S>>, Ended> {
        let waits = |state: &mut State<S>| state.failure.is_none() && state.next != self.number;
        let mut state = self
            .turns
            .moved
            .wait_while(self.turns.lock(), waits)
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        if state.failure.is_some() {
            return Err(Ended);
        }
        if let Err(error) = state.sink.take(answer) {
            state.failure = Some(error);
            self.turns.moved.notify_all();
            return Err(Ended);
        }
        Ok(state)
    }
}
