//! Sums over random events, against counting slice by slice.

use super::*;
use interleave::trace::event::{Event, EventKind};

fn random_event(random: &mut fastrand::Rng, at: Nanos, lanes: u16) -> Event {
    let outcome = random.choice(Outcome::ALL).unwrap();
    let end = EventKind::End {
        outcome,
        correct: true,
    };
    let enter = EventKind::Enter(random.choice(State::ALL).unwrap());
    Event {
        at,
        task: random.u32(0..9),
        lane: random.u16(0..lanes),
        what: if random.bool() { enter } else { end },
    }
}

/// How long each state lasted between two times, counted slice by slice.
fn counted(lanes: &[Lane], from: Nanos, to: Nanos) -> [Nanos; DRAWN] {
    let mut sums = [0; DRAWN];
    let now = Nanos::MAX;
    for lane in lanes {
        let open = lane
            .open
            .map(|slice| interleave::trace::timeline::Slice { end: now, ..slice });
        for slice in lane.slices.iter().chain(&open) {
            let overlap = slice.end.min(to).saturating_sub(slice.start.max(from));
            sums[slice.state as usize] += overlap;
        }
    }
    sums
}

#[test]
fn sums_are_those_of_the_slices_however_the_events_came() {
    let mut random = fastrand::Rng::with_seed(3);
    for round in 0..200 {
        let lanes = random.u16(1..12);
        let rows = Rows::new(if round % 2 == 0 {
            1
        } else {
            usize::from(lanes)
        });
        // Rows of several lanes: as if there were as many lanes to a row.
        let rows = if round % 2 == 0 {
            Rows::merged(usize::from(lanes), 1)
        } else {
            rows
        };
        let mut timeline = Timeline::new(usize::from(lanes));
        let mut levels = Levels::new(rows);
        let mut at = 0;
        for _ in 0..random.usize(0..300) {
            // Some events of other lanes come late, and some come at the same time.
            at += random.u64(0..20);
            let late = at.saturating_sub(random.u64(0..30));
            timeline.push(random_event(&mut random, late, lanes));
            if random.u8(0..9) == 0 {
                levels.fold(&timeline, random.usize(1..40));
            }
        }
        while levels.fold(&timeline, 7).more {}
        for (index, track) in levels.tracks().iter().enumerate() {
            assert!(track.changes.is_sorted_by_key(|change| change.at));
            let shown = &timeline.lanes()[rows.lanes_of(index)];
            for _ in 0..20 {
                let from = random.u64(0..at + 50);
                let to = from + random.u64(0..100);
                let known = track.before(from, 0);
                let begin = track.reading(known);
                let mut end = begin;
                let before = track.move_on(&mut end, known, to);
                assert_eq!(before, track.before(to, 0));
                let (begin, end) = (begin.until(from), end.until(to));
                let between: [Nanos; DRAWN] =
                    std::array::from_fn(|k| end[k].wrapping_sub(begin[k]));
                assert_eq!(between, counted(shown, from, to), "{round} {from} {to}");
            }
            let missed: usize = shown.iter().map(|lane| lane.missed.len()).sum();
            assert_eq!(track.missed.len(), missed);
        }
    }
}

#[test]
fn only_what_is_new_is_told_and_nothing_twice() {
    let mut timeline = Timeline::new(2);
    let mut levels = Levels::new(Rows::new(2));
    let event = |at, lane, state| Event {
        at,
        task: 0,
        lane,
        what: EventKind::Enter(state),
    };
    timeline.push(event(10, 0, State::Run));
    timeline.push(event(20, 1, State::Wait));
    let found = levels.fold(&timeline, 100);
    assert_eq!((found.since, found.computing), (Some(10), 1));
    assert_eq!(levels.fold(&timeline, 100).since, None);
    timeline.push(event(50, 1, State::Run));
    let found = levels.fold(&timeline, 100);
    assert_eq!((found.since, found.computing), (Some(50), 2));
    timeline.push(event(50, 1, State::Idle));
    timeline.push(event(60, 1, State::Run));
    assert_eq!(
        levels.fold(&timeline, 100).since,
        Some(50),
        "a slice of no length"
    );
    assert_eq!(
        levels.tracks()[1]
            .reading(levels.tracks()[1].changes.len())
            .held(1),
        1
    );
}

#[test]
fn a_budget_is_kept_and_all_is_folded_in_the_end() {
    let mut timeline = Timeline::new(4);
    for at in 0..4_000 {
        let state = State::ALL[at as usize / 4 % 3];
        timeline.push(Event {
            at,
            task: 0,
            lane: (at % 4) as u16,
            what: EventKind::Enter(state),
        });
    }
    let mut levels = Levels::new(Rows::new(4));
    let mut frames = 1;
    while levels.fold(&timeline, 100).more {
        frames += 1;
    }
    assert!((40..50).contains(&frames), "{frames}");
    let changes: usize = levels
        .tracks()
        .iter()
        .map(|track| track.changes.len())
        .sum();
    assert_eq!(changes, 4_000);
}
