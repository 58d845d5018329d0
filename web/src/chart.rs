//! Charts in SVG, and the tables that say the same: scales, the time axis, bars, legends.
//!
//! Lanes and their slices are drawn on canvas: see [`crate::board`].

mod axis;
mod compare;
mod data_table;
mod legend;
mod provenance;
pub(crate) mod scale;
mod table;
#[cfg(test)]
mod tests;

pub(crate) use axis::{Tick, TimeAxis, VerticalLine, axis_ticks, edge};
pub(crate) use compare::{Comparison, GuessMark};
pub(crate) use data_table::{DataTable, Row};
pub(crate) use legend::BoardLegend;
pub(crate) use provenance::{ProvenanceTag, source};
pub(crate) use table::RaceTable;
