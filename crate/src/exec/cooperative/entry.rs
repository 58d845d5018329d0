//! How coroutines wait for a semaphore.

use super::{Awaits, Cancel, Coroutine};
use crate::exec::host::Host;
use crate::exec::lane::{Broken, Lane};
use crate::exec::semaphore::{Entry, Semaphore};
use crate::time::Nanos;
use crate::trace::event::{EventKind, State};

impl<H: Host> Coroutine<'_, H> {
    /// Waits until the semaphore lets this coroutine in.
    pub(super) async fn enter_semaphore(
        &self,
        task: usize,
        semaphore: &Semaphore,
    ) -> Result<(), Broken> {
        let mut entry = semaphore.ask_fairly(self.index);
        if entry == Entry::Granted {
            return Ok(());
        }
        if self.cancel() != Cancel::No {
            self.wake(semaphore.withdraw(self.index));
            return Err(Broken::Cancelled);
        }
        self.emit(task, EventKind::Enter(State::Lock));
        while entry != Entry::Granted {
            self.shared
                .suspend(match entry {
                    Entry::Never => Awaits::Nothing,
                    _ => Awaits::Timer(Nanos::MAX),
                })
                .await;
            self.check()?;
            if self.cancel() == Cancel::Now {
                self.wake(semaphore.withdraw(self.index));
                return Err(Broken::Cancelled);
            }
            entry = semaphore.look(self.index);
        }
        Ok(())
    }

    /// This coroutine's task never ends, or ends after all. When nobody will be let in any more, those that wait
    /// learn of it.
    pub(super) fn keep_permit(&self, keeps: bool) {
        if let Some(semaphore) = &self.shared.run.semaphore
            && semaphore.keep(keeps) == keeps
        {
            self.shared.woken.borrow_mut().extend(semaphore.waiting());
        }
    }

    /// Lets a coroutine go on that has been let in.
    pub(super) fn wake(&self, next: Option<u16>) {
        self.shared.woken.borrow_mut().extend(next);
    }
}
