//! What the page does to the browser around it. Each module carries out one kind of effect and decides
//! nothing: what is wanted, and when, comes from outside, and what came of it goes back by a callback or
//! a future.

pub(crate) mod clipboard;
pub(crate) mod embed;
pub(crate) mod release;
pub(crate) mod turn;
pub(crate) mod wake_lock;
