//! The page's own clock, for deadlines and for what painting costs. No result is measured with it:
//! those times come from the engine.

/// Milliseconds since the page began to load.
pub fn now() -> f64 {
    crate::url::window()
        .performance()
        .map_or(0.0, |performance| performance.now())
}
