//! A semaphore around each task: who has it.

use super::api::Family;
use super::mode::Mode;
use super::spec::Spec;

impl Spec {
    /// Whether only so many tasks may be under way at a time.
    pub fn has_limit(&self) -> bool {
        self.limit > 0
    }

    /// How many tasks of a mode a semaphore lets in at a time; none for all. It is of threads or coroutines: processes
    /// would need one of their own.
    pub fn limit_of(&self, mode: Mode) -> Option<u32> {
        let family = self.api(mode).family();
        let has_semaphore = matches!(family, Family::Threads | Family::Coroutines);
        Some(self.limit).filter(|_| self.has_limit() && has_semaphore)
    }
}
