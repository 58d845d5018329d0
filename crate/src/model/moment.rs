//! A moment of a race that has ended, as a link names it: until when it is shown, which part of the axis,
//! and which lane is selected.
//!
//! A query is read before there is a race, so what a race does not have is found later: see [`Moment::fit`].

use super::field::{SpecError, parse_number};
use super::mode::Mode;
use crate::time::{MILLI, Nanos};

/// A microsecond: links have milliseconds with three decimals.
const MICRO: Nanos = MILLI / 1_000;

/// What is shown of a race.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Moment {
    /// Until when; none for all of it.
    pub at: Option<Nanos>,
    /// The part of the axis, from when to when; none for all of it.
    pub zoom: Option<(Nanos, Nanos)>,
    /// The lane that is selected: its mode and its index.
    pub lane: Option<(Mode, u32)>,
}

impl Moment {
    /// The keys in a query, in the order in which they are written.
    pub const KEYS: [&str; 3] = ["at", "zoom", "lane"];

    /// Applies the value of one of its keys, as far as it can be read.
    pub(super) fn take(&mut self, key: &str, value: &str) -> Result<(), SpecError> {
        match key {
            "at" => {
                let ms = parse_number(value).ok_or(SpecError::NotANumber)?;
                self.at = Some(nanos(ms));
                if ms < 0.0 {
                    return Err(SpecError::OutOfRange { held_to: 0 });
                }
            }
            "zoom" => {
                let times = value.split_once('-').and_then(|(from, to)| {
                    Some((nanos(parse_number(from)?), nanos(parse_number(to)?)))
                });
                self.zoom = times.filter(|(from, to)| from < to);
                self.zoom.ok_or(SpecError::NotARange)?;
            }
            _ => {
                let named = value.split_once(':').and_then(|(mode, number)| {
                    let number: u32 = number.parse().ok()?;
                    Some((Mode::from_name(mode)?, number.checked_sub(1)?))
                });
                self.lane = named;
                named.ok_or(SpecError::NotALane)?;
            }
        }
        Ok(())
    }

    /// Its keys and values in a query; no time comes to lie before an event that it is to show.
    pub fn pairs(&self) -> Vec<(&'static str, String)> {
        let [at, zoom, lane] = Self::KEYS;
        let mut pairs = Vec::new();
        pairs.extend(self.at.map(|time| (at, write(time.div_ceil(MICRO)))));
        pairs.extend(self.zoom.map(|(from, to)| {
            let [from, to] = [from / MICRO, to.div_ceil(MICRO)].map(write);
            (zoom, [&from, "-", &to].concat())
        }));
        pairs.extend(self.lane.map(|(mode, index)| {
            let number = (u64::from(index) + 1).to_string();
            (lane, [mode.name(), ":", &number].concat())
        }));
        pairs
    }

    /// The part of it that a race has which ends then and whose modes have so many lanes; and what it does
    /// not have, by key.
    pub fn fit(
        self,
        end: Nanos,
        lanes: impl Fn(Mode) -> u32,
    ) -> (Self, Vec<(&'static str, SpecError)>) {
        let whole_us = end.div_ceil(MICRO);
        let latest = whole_us * MICRO;
        let past = SpecError::PastEnd { end_us: whole_us };
        let mut misfits = Vec::new();
        if self.at.is_some_and(|at| at > latest) {
            misfits.push(("at", past));
        }
        if self
            .zoom
            .is_some_and(|(from, to)| to > latest || from >= end)
        {
            misfits.push(("zoom", past));
        }
        let lane = self.lane.filter(|(mode, index)| *index < lanes(*mode));
        if lane != self.lane {
            misfits.push(("lane", SpecError::NotInRace));
        }
        let fitting = Self {
            // The end is the whole race.
            at: self.at.filter(|at| *at < end),
            zoom: self
                .zoom
                .filter(|(from, _)| *from < end)
                .map(|(from, to)| (from, to.min(latest))),
            lane,
        };
        (fitting, misfits)
    }
}

/// Milliseconds, to the microsecond; what is below 0 is 0.
fn nanos(ms: f64) -> Nanos {
    let micros = (ms * (MILLI / MICRO) as f64).round() as u64;
    micros.saturating_mul(MICRO)
}

/// Microseconds as milliseconds, with the decimals that they need.
pub(crate) fn write(micros: u64) -> String {
    let mut text = (micros / 1_000).to_string();
    let mut rest = micros % 1_000;
    if rest > 0 {
        text.push('.');
    }
    while rest > 0 {
        text.push(char::from(b'0' + (rest / 100) as u8));
        rest = rest % 100 * 10;
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(key: &str, value: &str) -> (Moment, Result<(), SpecError>) {
        let mut moment = Moment::default();
        let read = moment.take(key, value);
        (moment, read)
    }

    #[test]
    fn times_and_lanes_are_read_as_a_link_has_them() {
        for (value, at, told) in [
            ("250", Some(250_000_000), Ok(())),
            ("0.0005", Some(1_000), Ok(())),
            ("12,5", Some(12_500_000), Ok(())),
            ("-3", Some(0), Err(SpecError::OutOfRange { held_to: 0 })),
            ("1e300", Some(Nanos::MAX), Ok(())),
            ("NaN", None, Err(SpecError::NotANumber)),
            ("", None, Err(SpecError::NotANumber)),
        ] {
            let (moment, read) = read("at", value);
            assert_eq!((moment.at, read), (at, told), "{value}");
        }
        let range = Err(SpecError::NotARange);
        for (value, zoom, told) in [
            ("200-300.5", Some((200_000_000, 300_500_000)), Ok(())),
            ("300-200", None, range),
            ("200-200", None, range),
            ("200-200.0001", None, range),
            ("-5-10", None, range),
            ("200", None, range),
            ("NaN-NaN", None, range),
            ("", None, range),
        ] {
            let (moment, read) = read("zoom", value);
            assert_eq!((moment.zoom, read), (zoom, told), "{value}");
        }
        for (value, lane) in [
            ("threads:3", Some((Mode::Threads, 2))),
            ("threads:0", None),
            ("threads:-1", None),
            ("threads", None),
            ("fibers:1", None),
            ("gil:99999999999", None),
        ] {
            let (moment, read) = read("lane", value);
            assert_eq!(moment.lane, lane, "{value}");
            assert_eq!(read, lane.map(drop).ok_or(SpecError::NotALane), "{value}");
        }
    }

    #[test]
    fn what_is_written_is_read_again_to_the_microsecond() {
        let moment = Moment {
            at: Some(250_000_400),
            zoom: Some((200_000_900, 300_120_000)),
            lane: Some((Mode::Gil, 0)),
        };
        let pairs = moment.pairs();
        let text = |value: &str| value.to_owned();
        assert_eq!(
            pairs,
            [
                ("at", text("250.001")),
                ("zoom", text("200-300.12")),
                ("lane", text("gil:1"))
            ]
        );
        let mut again = Moment::default();
        for (key, value) in &pairs {
            assert_eq!(again.take(key, value), Ok(()));
        }
        assert_eq!(again.pairs(), pairs);
        assert_eq!(Moment::default().pairs(), []);
    }

    #[test]
    fn a_race_shows_what_it_has_of_a_moment_and_names_the_rest() {
        let lanes = |mode| if mode == Mode::Gil { 4 } else { 0 };
        let moment = |at, zoom, lane| Moment { at, zoom, lane };
        let past = |key| (key, SpecError::PastEnd { end_us: 901 });
        let other = ("lane", SpecError::NotInRace);
        // It ends within a microsecond, which links cannot tell.
        let end = 900_400;
        for (asked, shown, told) in [
            (
                moment(Some(250), Some((200, 300)), Some((Mode::Gil, 3))),
                moment(Some(250), Some((200, 300)), Some((Mode::Gil, 3))),
                vec![],
            ),
            (moment(Some(901_000), None, None), Moment::default(), vec![]),
            (
                moment(Some(902_000), None, None),
                Moment::default(),
                vec![past("at")],
            ),
            (
                moment(None, Some((200, Nanos::MAX)), None),
                moment(None, Some((200, 901_000)), None),
                vec![past("zoom")],
            ),
            (
                moment(None, Some((901_000, 902_000)), None),
                Moment::default(),
                vec![past("zoom")],
            ),
            (
                moment(None, None, Some((Mode::Gil, 4))),
                Moment::default(),
                vec![other],
            ),
            (
                moment(None, None, Some((Mode::Async, 0))),
                Moment::default(),
                vec![other],
            ),
        ] {
            assert_eq!(asked.fit(end, lanes), (shown, told), "{asked:?}");
        }
    }
}
