//! What the model expects a lane to do, behind what it does: grey, without a pattern, and never in a mode's
//! colour, so that nobody takes it for measured.
//!
//! Measured slices cover it but for a strip below them. Where a lane was not measured, all of it is seen:
//!
//! ```text
//! measured   ▓▓////////▓▓//////
//! expected   ▒▒▁▁▁▁▁▁▁▁▒▒▁▁▁▁▁▁▁▁░░░░
//! ```

use interleave::time::Nanos;
use interleave::trace::event::State;

use super::layout::Rows;
use super::levels::{DRAWN, Levels};
use super::pattern::{Pixel, WHOLE};
use super::pixels::{Pixels, Place};
use super::raster::Scene;
use super::shares::Columns;

/// How opaque each drawn state is where it is only expected, out of 255.
const GHOSTS: [u32; DRAWN] = {
    let mut ghosts = [0; DRAWN];
    ghosts[State::Start as usize] = 60;
    ghosts[State::Run as usize] = 110;
    ghosts[State::Wait as usize] = 40;
    ghosts[State::Blocked as usize] = 64;
    ghosts[State::Lock as usize] = 64;
    ghosts[State::Message as usize] = 80;
    ghosts
};

/// What the model expects of a plot.
#[derive(Clone, Copy)]
pub(crate) struct Ghost<'g> {
    /// What its lanes do.
    pub(crate) levels: &'g Levels,
    /// Until when.
    pub(crate) until: Nanos,
}

/// The height of the strip below what was measured, in CSS pixels; none where rows are so low that there is
/// no room for it, or hold several lanes: nothing is expected to be seen there.
pub(crate) fn strip(rows: Rows) -> Option<usize> {
    match rows.pitch {
        _ if !rows.is_single() => None,
        12.. => Some(3),
        8..12 => Some(2),
        _ => None,
    }
}

impl Ghost<'_> {
    /// Paints what is expected of the lane in a row.
    pub(crate) fn paint(&self, row: usize, scene: &Scene, place: Place, pixels: &mut Pixels) {
        let Some(track) = self.levels.tracks().get(row) else {
            return;
        };
        let Scene {
            scale, patterns, ..
        } = scene;
        let grey = patterns.quiet;
        let end = scale.x(self.until).ceil().max(0.0) as usize;
        let end = pixels.columns.end.min(end);
        let time = |column: usize| scale.time(column as f64);
        let mut column = pixels.columns.start;
        let mut columns = Columns::new(track, 1);
        columns.go_to(time(column));
        while column < end {
            let next = track.changes().get(columns.known());
            let still = next.map_or(end, |next| (scale.x(next.at) as usize).min(end));
            if still > column {
                let same = pixel(grey, &columns.shares_here());
                pixels.fill(place, &(column..still), same);
                column = still;
                columns.go_to(time(column));
            } else {
                let shares = columns.shares_until(time(column + 1), self.until);
                pixels.fill_column(place, column, pixel(grey, &shares));
                column += 1;
            }
        }
    }
}

/// What a column looks like in which a lane is expected to be in these states.
fn pixel([r, g, b, _]: Pixel, shares: &[u32; DRAWN]) -> Pixel {
    let parts = shares.iter().zip(GHOSTS);
    let sum: u32 = parts.map(|(share, opacity)| share * opacity).sum();
    [r, g, b, (sum / WHOLE).min(255) as u8]
}
