//! The lanes of a race as text that fits the terminal.

use console::Term;
use interleave::document::recording::Runs;
use interleave::model::mode::Mode;
use interleave::model::spec::Spec;
use interleave::time::{MILLI, to_ms};
use interleave::trace::event::State;
use interleave::trace::timeline::{Timeline, letter};
use interleave::wording::{Label, fill, format, wording};

use super::texts::Texts;

/// The room for lanes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Room {
    /// Characters in a line.
    pub(crate) columns: usize,
    /// Lanes of a mode.
    pub(crate) lanes: usize,
}

impl Room {
    /// In a file or a pipe.
    pub(crate) const FILE: Room = Room {
        columns: 100,
        lanes: 20,
    };
    /// The fewest lanes that show how a mode works.
    const FEW: usize = 3;

    /// The terminal's room for this many modes, beside this many other lines.
    pub(crate) fn here(modes: usize, other: usize) -> Self {
        match Term::stdout().size_checked() {
            Some((lines, columns)) => Self::of(lines.into(), columns.into(), modes, other),
            None => Self::FILE,
        }
    }

    fn of(lines: usize, columns: usize, modes: usize, other: usize) -> Self {
        let lines = lines.saturating_sub(other);
        // A mode needs a line for its name, and one that counts the lanes left out.
        let lanes = (lines / modes.max(1)).saturating_sub(2);
        Self {
            columns: columns.clamp(40, 400),
            lanes: lanes.max(Self::FEW),
        }
    }
}

/// The lanes of each mode's last run, and what the letters mean.
pub(crate) fn lanes(recording: &Runs, spec: &Spec, texts: &Texts, room: Room) -> String {
    let words = wording(texts.lang);
    let timelines: Vec<(Mode, Timeline)> = recording
        .iter()
        .map(|(mode, run)| (*mode, run.timeline()))
        .collect();
    let most = timelines.iter().map(|(_, run)| run.lanes().len());
    let digits = most.max().unwrap_or(1).min(room.lanes).to_string().len();
    let longest = timelines.iter().map(|(_, run)| run.latest()).max();
    let columns = (room.columns - digits - 1) as u64;
    let step = longest.unwrap_or(MILLI).div_ceil(columns).max(1);
    let mut states = Vec::new();
    let mut text = String::new();
    for (mode, run) in &timelines {
        text += words.mode(*mode, spec);
        text.push('\n');
        let lanes = run.lanes();
        // One more line would say that one lane is left out.
        let shown = match lanes.len() {
            all if all <= room.lanes + 1 => all,
            _ => room.lanes,
        };
        for (index, lane) in lanes[..shown].iter().enumerate() {
            states.extend(lane.slices.iter().map(|slice| slice.state));
            let row = format!("{index:digits$} {}", lane.draw(step));
            text += row.trim_end();
            text.push('\n');
        }
        if shown < lanes.len() {
            text += &texts.lanes.more.of((lanes.len() - shown) as u64);
            text.push('\n');
        }
        text.push('\n');
    }
    let mut legend: Vec<String> = State::ALL
        .into_iter()
        .filter(|state| states.contains(state))
        .map(|state| {
            let name = words.label(Label::State(state));
            fill(texts.lanes.state, &[&letter(state).to_string(), name])
        })
        .collect();
    legend.insert(
        0,
        fill(texts.lanes.scale, &[&format::time(to_ms(step), None)]),
    );
    text + &legend.join("  ") + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lanes_are_held_to_the_terminal() {
        assert_eq!(
            Room::of(50, 120, 4, 10),
            Room {
                columns: 120,
                lanes: 8
            }
        );
        // Even the smallest terminal shows something.
        assert_eq!(
            Room::of(5, 10, 5, 20),
            Room {
                columns: 40,
                lanes: 3
            }
        );
    }
}
