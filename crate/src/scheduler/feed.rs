//! A bounded queue of tasks: what is in it.

/// The queue.
#[derive(Debug)]
pub(super) struct Feed {
    /// How many tasks and end marks it holds at most.
    pub capacity: usize,
    /// How many tasks were put, and then how many end marks.
    pub put: usize,
    /// How many end marks were taken.
    pub ended: usize,
    /// Whether the main thread waits for room.
    pub full: bool,
}

impl Feed {
    /// A queue of that capacity; none for no limit.
    pub(super) fn new(capacity: Option<u32>) -> Self {
        Self {
            capacity: capacity.map_or(usize::MAX, |capacity| capacity as usize),
            put: 0,
            ended: 0,
            full: false,
        }
    }
}
