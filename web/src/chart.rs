//! Charts: the board of a race, bars, and the tables that say the same.
//!
//! Pure, and tested natively: `scale` (the axis), `layout` (bands and rows), `levels` (rows over
//! time), `shares` (columns of them), `ink` (patterns), `strip` and `raster` (pixels), `hover` (what
//! lies where), `pulse` (what time it is in a run), `frames` (what painting costs).
//!
//! They become pictures through `painter`, `surface`, `pointing` and `gestures` (canvas, by a frame loop
//! of its own), `board` and what it consists of, `compare` (SVG) and `table`.

mod band;
mod board;
mod compare;
mod frames;
mod gestures;
mod grid;
mod hover;
mod ink;
mod lanes;
mod layout;
mod legend;
mod levels;
mod painter;
mod pointing;
mod pulse;
mod raster;
mod scale;
mod shares;
mod strip;
mod surface;
mod table;
#[cfg(test)]
mod tests;
mod view;

pub(crate) use board::Board;
pub use compare::compare;
pub use frames::Frames;
pub(crate) use layout::Rows;
pub(crate) use scale::{Window, ticks};
pub use table::race_table;
pub(crate) use view::{Look, use_viewport};
