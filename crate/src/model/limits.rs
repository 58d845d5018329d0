//! The limits that belong to no single field.

use crate::time::{MILLI, Nanos};

/// The most tasks that can be overridden one by one.
pub const MAX_OVERRIDES: usize = 200;

/// The most workers that run side by side, even where an API has one for each task.
pub const MAX_LANES: u32 = 64;

/// How many workers a pool starts for others that have died, before it is left at that.
pub const MAX_RESPAWNS: usize = 100;

/// How long one mode's run may take before its tasks are timed out, in nanoseconds.
pub const RUN_LIMIT: Nanos = 120_000 * MILLI;

/// How long a run that hangs is shown before it is ended, in nanoseconds.
pub const HANG_LOOK: Nanos = 2_000 * MILLI;
