//! What happened: events, where lanes write them, and the lanes and slices that follow from them.

pub mod event;
pub mod event_log;
pub mod lane;
pub mod lane_state;
pub mod queue;
pub mod timeline;
