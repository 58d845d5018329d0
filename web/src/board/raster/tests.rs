//! Pictures of made-up runs.

use super::*;
use crate::board::pattern::{Colour, Palette};
use crate::chart::scale::Window;
use interleave::model::task::Outcome;
use interleave::trace::event::{Event, EventKind};
use interleave::trace::timeline::Timeline;

const MODE: Colour = Colour([0, 0, 200]);

fn patterns() -> Patterns {
    let palette = Palette {
        mode: MODE,
        blocked: Colour([200, 0, 0]),
        text: Colour([10, 10, 10]),
        quiet: Colour([90, 90, 90]),
    };
    Patterns::new(palette, 1.0)
}

fn enter(at: Nanos, lane: u16, state: State) -> Event {
    Event {
        at,
        task: 0,
        lane,
        what: EventKind::Enter(state),
    }
}

fn end(at: Nanos, lane: u16, outcome: Outcome) -> Event {
    let correct = true;
    let what = EventKind::End { outcome, correct };
    Event {
        what,
        ..enter(at, lane, State::Idle)
    }
}

struct Picture {
    levels: Levels,
    rows: Rows,
    now: Nanos,
}

impl Picture {
    fn new(rows: Rows, events: &[Event]) -> Self {
        let mut timeline = Timeline::new(rows.lanes_of(rows.count - 1).end);
        events.iter().for_each(|event| timeline.push(*event));
        let mut levels = Levels::new(rows);
        levels.fold(&timeline, usize::MAX / 2);
        let now = timeline.latest();
        Self { levels, rows, now }
    }

    fn paint(&self, scale: Scale, columns: Range<usize>) -> Vec<Pixel> {
        let scene = Scene {
            levels: &self.levels,
            rows: self.rows,
            scale,
            now: self.now,
            patterns: &patterns(),
            ghost: None,
        };
        let mut buffer = Vec::new();
        scene.paint(&mut Pixels::new(&mut buffer, columns, self.rows.height()));
        buffer
    }

    /// A line through the middle of each row: `#` opaque, `+` half, `-` light, blank nothing.
    fn draw(&self, extent: Nanos, width: usize) -> String {
        let scale = Scale::new(Window::whole(extent), width as f64);
        let pixels = self.paint(scale, 0..width);
        let mut text = String::new();
        for row in 0..self.rows.count {
            let y = row * self.rows.pitch + self.rows.pitch / 2;
            let letters = pixels[y * width..][..width]
                .iter()
                .map(|pixel| match pixel[3] {
                    230.. => '#',
                    100.. => '+',
                    15.. => '-',
                    _ => ' ',
                });
            text.push_str(letters.collect::<String>().trim_end());
            text.push('\n');
        }
        text
    }
}

#[test]
fn slices_have_marks_and_gaps() {
    let picture = Picture::new(
        Rows::new(2),
        &[
            enter(0, 0, State::Run),
            enter(100, 0, State::Run),
            end(160, 0, Outcome::Done),
            enter(40, 1, State::Wait),
            end(190, 1, Outcome::Failed),
            enter(195, 1, State::Wait),
            end(200, 1, Outcome::Done),
        ],
    );
    // Ten nanoseconds to a column. A run is solid, a wait begins with a mark.
    assert_eq!(
        picture.draw(300, 30),
        "######### ######\n    ####+-----+####-\n"
    );
}

#[test]
fn what_a_lane_is_doing_lasts_until_now() {
    let mut picture = Picture::new(Rows::new(1), &[enter(20, 0, State::Run)]);
    picture.now = 150;
    assert_eq!(picture.draw(300, 30), "  #############\n");
    picture.now = 25;
    assert_eq!(picture.draw(300, 30), "  +\n", "before it is a column long");
    picture.now = 20;
    assert_eq!(
        picture.draw(300, 30),
        "\n",
        "nothing is known to have lasted"
    );
}

#[test]
fn a_slice_alone_in_a_column_is_never_lost() {
    let mut random = fastrand::Rng::with_seed(5);
    for rows in [Rows::new(1), Rows::merged(9, 1)] {
        for _ in 0..2_000 {
            let start = random.u64(0..29_000);
            let length = random.u64(1..2_000);
            let state = random
                .choice([State::Run, State::Wait, State::Blocked])
                .unwrap();
            let mut events = vec![
                enter(start, 0, state),
                end(start + length, 0, Outcome::Done),
            ];
            if random.bool() && start > 1 {
                // Between two long ones.
                let other = random
                    .choice([State::Wait, State::Run, State::Idle])
                    .unwrap();
                events.insert(0, enter(0, 0, other));
                events.push(enter(start + length, 0, other));
            }
            let mut picture = Picture::new(rows, &events);
            picture.now = 30_000;
            let scale = Scale::new(Window::whole(30_000), 30.0);
            let with = picture.paint(scale, 0..30);
            let columns = start / 1_000..=(start + length) / 1_000;
            let least = if events.len() == 2 { 35 } else { 20 };
            let seen = columns.clone().any(|column| {
                let mut lines = with.chunks(30);
                lines.any(|line| line[column as usize][3] > least)
            });
            assert!(
                seen,
                "{state:?} {start} {length}: {:?}",
                picture.draw(30_000, 30)
            );
            // Where most lanes are idle, a run and a short wait in it look the same.
            if events.len() == 4 && rows.is_single() {
                events.remove(1);
                events.remove(1);
                let mut without = Picture::new(rows, &events);
                without.now = 30_000;
                let differs = without.paint(scale, 0..30) != with;
                let same = matches!(events[0].what, EventKind::Enter(other) if other == state);
                assert!(differs || same, "{state:?} {start} {length}");
            }
        }
    }
}

#[test]
fn columns_come_out_the_same_in_any_order() {
    let mut random = fastrand::Rng::with_seed(8);
    for round in 0..200 {
        let lanes = random.u16(1..5);
        let rows = match round % 2 {
            0 => Rows::new(usize::from(lanes)),
            _ => Rows::merged(usize::from(lanes), 1),
        };
        let mut at = 0;
        let events: Vec<Event> = (0..random.usize(1..200))
            .map(|_| {
                at += random.u64(0..60_000) * random.u64(0..4);
                let state = random.choice(State::ALL).unwrap();
                let lane = random.u16(0..lanes);
                match random.u8(0..4) {
                    0 => end(at, lane, random.choice(Outcome::ALL).unwrap()),
                    _ => enter(at, lane, state),
                }
            })
            .collect();
        let picture = Picture::new(rows, &events);
        let scale = Scale::new(Window::whole(at + 50_000), 90.0);
        let whole = picture.paint(scale, 0..90);
        let from = random.usize(0..90);
        let to = random.usize(from..90) + 1;
        let part = picture.paint(scale, from..to);
        for y in 0..rows.height() {
            let expected = &whole[y * 90 + from..y * 90 + to];
            let painted = &part[y * (to - from)..][..to - from];
            assert_eq!(painted, expected, "{round}: line {y} of {from}..{to}");
        }
    }
}

/// A picture until a moment is that of what had happened until then.
#[test]
fn nothing_is_painted_of_what_comes_later() {
    let mut random = fastrand::Rng::with_seed(7);
    for lanes in [1, 3, 400] {
        let mut timeline = Timeline::new(lanes);
        let mut events = Vec::new();
        for _ in 0..300 {
            let state = State::ALL[random.usize(..State::ALL.len())];
            events.push((random.u64(..30_000), random.usize(..lanes), state));
        }
        events.sort_by_key(|event| event.0);
        let event = |&(at, lane, state): &(u64, usize, State)| Event {
            at,
            task: 0,
            lane: lane as u16,
            what: EventKind::Enter(state),
        };
        let rows = Rows::new(lanes);
        let window = Window {
            from: random.u64(..10_000),
            to: 30_000,
        };
        let paint = |timeline: &Timeline, now: Nanos| {
            let patterns = patterns();
            let mut levels = Levels::new(rows);
            levels.fold(timeline, usize::MAX);
            let scene = Scene {
                levels: &levels,
                rows,
                scale: Scale::new(window, 97.0),
                now,
                patterns: &patterns,
                ghost: None,
            };
            let mut buffer = Vec::new();
            scene.paint(&mut Pixels::new(&mut buffer, 0..97, rows.plot_height()));
            buffer
        };
        events.iter().for_each(|one| timeline.push(event(one)));
        for _ in 0..20 {
            let now = random.u64(..30_000);
            let mut until = Timeline::new(lanes);
            let seen = events.iter().filter(|event| event.0 <= now);
            seen.for_each(|one| until.push(event(one)));
            assert!(
                paint(&timeline, now) == paint(&until, now),
                "{lanes} lanes, until {now}"
            );
        }
    }
}

#[test]
fn what_is_expected_lies_behind_what_was_measured_and_in_a_strip_below_it() {
    let rows = Rows::new(2);
    let expected = [
        enter(0, 0, State::Run),
        enter(40, 0, State::Wait),
        end(80, 0, Outcome::Done),
    ];
    let ghosts = Picture::new(rows, &expected);
    let measured = Picture::new(rows, &[enter(0, 0, State::Run), end(20, 0, Outcome::Done)]);
    let window = Window { from: 0, to: 80 };
    let scene = Scene {
        levels: &measured.levels,
        rows,
        scale: Scale::new(window, 8.0),
        now: 20,
        patterns: &patterns(),
        ghost: Some(Ghost {
            levels: &ghosts.levels,
            until: 80,
        }),
    };
    let mut buffer = Vec::new();
    scene.paint(&mut Pixels::new(&mut buffer, 0..8, rows.height()));
    let line = |y: usize| -> String {
        let letter = |pixel: &Pixel| match pixel {
            [0, 0, 200, 255] => '#',
            [10, 10, 10, opacity] if *opacity >= 100 => '=',
            [10, 10, 10, opacity] if *opacity > 0 => '-',
            _ => ' ',
        };
        buffer[y * 8..][..8].iter().map(letter).collect()
    };
    assert_eq!(line(5), "##==----");
    assert_eq!(line(13), "====----", "the strip");
    assert_eq!(line(20), line(21), "nothing is expected of the other lane");
    assert!(!line(20).contains(['#', '=']));
}
