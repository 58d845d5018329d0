//! How states look: a colour and a pattern each, as small tiles of pixels.
//!
//! | state | pattern |
//! | --- | --- |
//! | run | solid |
//! | wait | light, hatched `/` |
//! | blocked | hatched `\`, in the colour of warnings |
//! | lock | cross-hatched, in the colour of text |
//! | start | fine vertical stripes, in grey |
//! | message | fine horizontal stripes |
//!
//! Patterns are computed and not drawn by the canvas: they continue over slices and rows without a
//! seam, they need no image of the browser's, and a test can look at them. Colours are given; they
//! are read from the page's style elsewhere, see [`super::painter`].

use interleave::model::task::Outcome;
use interleave::trace::event::State;

use super::levels::DRAWN;

/// A pixel as a canvas keeps it: red, green, blue and how opaque, not premultiplied.
pub(crate) type Pixel = [u8; 4];

/// A pixel that shows what lies below.
pub(crate) const CLEAR: Pixel = [0; 4];

/// An opaque colour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Colour(pub(crate) [u8; 3]);

impl Colour {
    /// Reads a colour as a canvas writes it: `#rrggbb`, or `rgba(…)`, whose opacity is ignored.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        if let Some(digits) = text.strip_prefix('#') {
            let number = u32::from_str_radix(digits, 16).ok()?;
            return (digits.len() == 6).then(|| {
                let [_, rgb @ ..] = number.to_be_bytes();
                Self(rgb)
            });
        }
        let inner = text.strip_prefix("rgb")?.split_once('(')?.1;
        let mut parts = inner
            .split([',', ' ', '/', ')'])
            .filter(|part| !part.is_empty())
            .map(str::parse);
        let mut next = || parts.next()?.ok();
        Some(Self([next()?, next()?, next()?]))
    }

    /// The colour, so opaque: from 0 to 1.
    pub(crate) fn at(self, opacity: f64) -> Pixel {
        let [r, g, b] = self.0;
        [r, g, b, (opacity.clamp(0.0, 1.0) * 255.0).round() as u8]
    }
}

/// How a hatched state is drawn: lines of the full colour over a ground of it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Hatching {
    /// From a line to the next, along a row, in CSS pixels.
    pub(crate) period: f64,
    /// How thick a line is, in CSS pixels.
    pub(crate) line: f64,
    /// How opaque the ground is.
    pub(crate) ground: f64,
}

/// How a wait is drawn: `/`.
pub(crate) const WAIT: Hatching = Hatching {
    period: 8.0,
    line: 1.3,
    ground: 0.15,
};
/// How what is blocked is drawn: `\`.
pub(crate) const BLOCKED: Hatching = Hatching {
    period: 6.0,
    line: 1.3,
    ground: 0.08,
};
/// How a wait for a lock is drawn: `/` and `\`.
pub(crate) const LOCK: Hatching = Hatching {
    period: 6.0,
    line: 1.0,
    ground: 0.06,
};

/// The colours of a theme that slices are drawn with.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Palette {
    /// The mode's own.
    pub(crate) mode: Colour,
    /// Of warnings: what is blocked, and what failed.
    pub(crate) blocked: Colour,
    /// Of text.
    pub(crate) text: Colour,
    /// Of what is unimportant.
    pub(crate) quiet: Colour,
}

/// A square of pixels that repeats.
#[derive(Clone, Debug)]
pub(crate) struct Tile {
    /// Pixels a side.
    pub(crate) size: usize,
    /// Line by line.
    pub(crate) pixels: Vec<Pixel>,
    /// What it looks like from afar.
    pub(crate) mean: Pixel,
}

impl Tile {
    /// A tile of `size` pixels a side whose opacity at each is given.
    fn new(size: usize, colour: Colour, opacity: impl Fn(f64, f64) -> f64) -> Self {
        let pixels: Vec<Pixel> = (0..size * size)
            .map(|index| ((index % size) as f64, (index / size) as f64))
            .map(|(x, y)| colour.at(opacity(x + 0.5, y + 0.5)))
            .collect();
        let sum: f64 = pixels.iter().map(|pixel| f64::from(pixel[3])).sum();
        let mean = colour.at(sum / 255.0 / pixels.len() as f64);
        Self { size, pixels, mean }
    }

    /// A line of the tile, at a height of the canvas.
    pub(crate) fn line(&self, y: usize) -> &[Pixel] {
        let start = y % self.size * self.size;
        &self.pixels[start..start + self.size]
    }
}

/// Everything that a mode's slices are drawn with.
#[derive(Clone, Debug)]
pub(crate) struct Patterns {
    tiles: [Tile; DRAWN],
    /// The mark at the beginning of a wait.
    pub(crate) mark: Pixel,
    /// The edge of a wait.
    pub(crate) edge: Pixel,
    /// A lane on which nothing happens.
    pub(crate) lane: Pixel,
    blocked: Pixel,
    text: Pixel,
    /// What is unimportant.
    pub(crate) quiet: Pixel,
    /// Device pixels to a CSS pixel.
    pub(crate) ratio: f64,
}

impl Patterns {
    /// The patterns of a mode on a screen with so many device pixels to a CSS pixel.
    pub(crate) fn new(palette: Palette, ratio: f64) -> Self {
        let length = |css: f64| (css * ratio).round().max(1.0);
        let tile = |period: f64, colour: Colour, opacity: &dyn Fn(f64, f64) -> f64| {
            Tile::new(length(period) as usize, colour, opacity)
        };
        // How much of a line covers a pixel so far from its middle.
        let line = |off: f64, width: f64| (width * ratio / 2.0 + 0.5 - off).clamp(0.0, 1.0);
        let within = |place: f64, period: f64| place - (place / period).floor() * period;
        let nearest = |place: f64, period: f64| {
            let place = within(place, period);
            place.min(period - place)
        };
        let slanted = |place: f64, how: Hatching| {
            let off = nearest(place, length(how.period)) / std::f64::consts::SQRT_2;
            how.ground + (1.0 - how.ground) * line(off, how.line)
        };
        let striped = |place: f64, period: f64| {
            f64::from(u8::from(within(place, length(period)) < length(1.0)))
        };
        let Palette {
            mode,
            blocked,
            text,
            quiet,
        } = palette;
        Self {
            tiles: State::ALL[..DRAWN]
                .iter()
                .map(|state| match state {
                    State::Start => tile(3.0, quiet, &|x, _| striped(x, 3.0) * 0.8),
                    State::Wait => tile(WAIT.period, mode, &|x, y| slanted(x + y, WAIT)),
                    State::Blocked => {
                        tile(BLOCKED.period, blocked, &|x, y| slanted(x - y, BLOCKED))
                    }
                    State::Lock => tile(LOCK.period, text, &|x, y| {
                        slanted(x + y, LOCK).max(slanted(x - y, LOCK))
                    }),
                    State::Message => tile(3.0, mode, &|_, y| 0.2 + 0.5 * striped(y, 3.0)),
                    State::Run | State::Idle => tile(1.0, mode, &|_, _| 1.0),
                })
                .collect::<Vec<_>>()
                .try_into()
                .unwrap_or_else(|_| unreachable!("one tile a drawn state")),
            mark: mode.at(1.0),
            edge: mode.at(1.0),
            lane: text.at(0.035),
            blocked: blocked.at(1.0),
            text: text.at(0.9),
            quiet: text.at(0.6),
            ratio,
        }
    }

    /// A state's tile.
    pub(crate) fn tile(&self, state: usize) -> &Tile {
        &self.tiles[state]
    }

    /// A pixel of the mark at the end of a task that was not done, `off` CSS pixels before that end
    /// and at a height of the canvas; none where the slice shows through.
    ///
    /// Failed is solid, cancelled two upright bars, timed out stripes that lie.
    pub(crate) fn miss(&self, outcome: Outcome, off: f64, y: usize) -> Option<Pixel> {
        let lying = (y as f64 / self.ratio) as usize % 3 < 2;
        match outcome {
            Outcome::Failed => Some(self.blocked),
            Outcome::Cancelled if !(1.0..2.0).contains(&off) => Some(self.quiet),
            Outcome::TimedOut if lying => Some(self.text),
            Outcome::Cancelled | Outcome::TimedOut | Outcome::Done => None,
        }
    }
}

/// A whole column, where shares of it are counted.
pub(crate) const WHOLE: u32 = 256;
/// The least opacity of something in a column that is otherwise empty, out of 255.
const LEAST_OPACITY: u32 = 102;
/// The least share that is drawn of a state that occurs at all.
const LEAST_SHARE: u32 = 77;

impl Patterns {
    /// What a column looks like that holds several states, or several lanes: a mixture of their
    /// colours by these shares of it, which are [`WHOLE`] at most together.
    ///
    /// However small a share is, it can be seen. Whole numbers throughout: it is the inmost part of
    /// painting.
    pub(crate) fn blend(&self, shares: &[u32; DRAWN]) -> Pixel {
        let (mut whole, mut raised) = (0, 0);
        let (mut colour, mut opacity) = ([0; 3], 0);
        for (state, share) in shares.iter().enumerate() {
            if *share > 0 {
                let drawn = (*share).max(LEAST_SHARE);
                let [r, g, b, a] = self.tiles[state].mean.map(u32::from);
                whole += share;
                raised += drawn;
                opacity += drawn * a;
                for (sum, part) in colour.iter_mut().zip([r, g, b]) {
                    *sum += drawn * a * part;
                }
            }
        }
        if opacity == 0 {
            return CLEAR;
        }
        let [r, g, b] = colour.map(|sum| (sum / opacity) as u8);
        let empty = WHOLE * WHOLE - (whole * whole).min(WHOLE * WHOLE);
        let least = LEAST_OPACITY * empty / (WHOLE * WHOLE);
        [r, g, b, (opacity / raised.max(WHOLE)).max(least) as u8]
    }
}

/// The only state among these shares, if there is only one.
pub(crate) fn only(shares: &[u32; DRAWN]) -> Option<usize> {
    let mut states = (0..DRAWN).filter(|state| shares[*state] > 0);
    states.next().filter(|_| states.next().is_none())
}

#[cfg(test)]
mod tests {
    use super::*;

    const RED: Colour = Colour([200, 0, 0]);
    const BLUE: Colour = Colour([0, 0, 200]);

    fn patterns() -> Patterns {
        let palette = Palette {
            mode: BLUE,
            blocked: RED,
            text: Colour([10, 10, 10]),
            quiet: Colour([90, 90, 90]),
        };
        Patterns::new(palette, 1.0)
    }

    fn shares(run: u32, wait: u32, blocked: u32) -> [u32; DRAWN] {
        let mut shares = [0; DRAWN];
        shares[State::Run as usize] = run;
        shares[State::Wait as usize] = wait;
        shares[State::Blocked as usize] = blocked;
        shares
    }

    #[test]
    fn colours_are_read_as_a_canvas_writes_them() {
        assert_eq!(Colour::parse("#0072b2"), Some(Colour([0, 0x72, 0xb2])));
        assert_eq!(Colour::parse("rgba(1, 2, 3, 0.5)"), Some(Colour([1, 2, 3])));
        assert_eq!(Colour::parse("rgb(1 2 3 / 0.5)"), Some(Colour([1, 2, 3])));
        for text in ["", "#12", "#12345678", "red", "rgb(1, 2)", "rgb(300, 0, 0)"] {
            assert_eq!(Colour::parse(text), None, "{text}");
        }
    }

    #[test]
    fn each_state_has_a_pattern_of_its_own() {
        let draw = |state: State| {
            let patterns = patterns();
            let tile = patterns.tile(state as usize);
            let letters = |y| {
                let line = tile.line(y).iter().cycle().take(8);
                line.map(|pixel| if pixel[3] > 160 { '#' } else { '.' })
                    .collect::<String>()
            };
            [0, 1, 2, 3].map(letters).join(" ")
        };
        assert_eq!(draw(State::Run), "######## ######## ######## ########");
        assert_eq!(draw(State::Wait), ".......# ......#. .....#.. ....#...");
        assert_eq!(draw(State::Blocked), "#.....#. .#.....# ..#..... ...#....");
        assert_eq!(draw(State::Lock), "#....##. .#..#..# ..##.... ..##....");
        assert_eq!(draw(State::Start), "#..#..#. #..#..#. #..#..#. #..#..#.");
        assert_eq!(draw(State::Message), "######## ........ ........ ########");
    }

    /// The relative luminance of a colour, by WCAG 2.2.
    fn luminance(colour: Colour) -> f64 {
        let [r, g, b] = colour.0.map(|part| {
            let part = f64::from(part) / 255.0;
            match part <= 0.040_45 {
                true => part / 12.92,
                false => ((part + 0.055) / 1.055).powf(2.4),
            }
        });
        0.2126 * r + 0.7152 * g + 0.0722 * b
    }

    /// A colour of a theme; where the theme has none of its own, it is the first theme's.
    fn token(theme: &str, name: &str) -> Colour {
        let tokens = include_str!("../../../www/css/tokens.css");
        let block = |head: &str| {
            let (_, block) = tokens.split_once(head)?;
            let (_, value) = block
                .split_once('}')?
                .0
                .split_once(&format!("--{name}: "))?;
            Colour::parse(value.split(';').next()?)
        };
        let own = block(&format!("[data-theme=\"{theme}\"] {{"));
        own.or_else(|| block(":root {"))
            .expect("the colour is there")
    }

    #[test]
    fn what_carries_meaning_has_contrast_in_every_theme() {
        for theme in ["light", "dark", "contrast"] {
            let ground = luminance(token(theme, "raised"));
            for mode in [
                "sequential",
                "threads",
                "gil",
                "processes",
                "async",
                "blocked",
            ] {
                let own = luminance(token(theme, mode));
                let contrast = (own.max(ground) + 0.05) / (own.min(ground) + 0.05);
                assert!(contrast >= 3.0, "{theme} {mode}: {contrast:.2}");
            }
        }
        // So the lines of a hatched bar have it where they are opaque.
        let patterns = patterns();
        for state in [State::Wait, State::Blocked, State::Lock] {
            let tile = patterns.tile(state as usize);
            let opaque = tile.pixels.iter().filter(|pixel| pixel[3] > 240).count();
            assert!(opaque * 10 >= tile.pixels.len(), "{state:?}: {opaque}");
        }
        assert_eq!(patterns.edge[3], 255);
    }

    #[test]
    fn a_mixture_shows_every_part_however_small() {
        let patterns = patterns();
        let mixed = |run, wait, blocked| patterns.blend(&shares(run, wait, blocked));
        assert_eq!(mixed(0, 0, 0), CLEAR);
        // Alone in its column, for a very small part of it.
        for tiny in [mixed(1, 0, 0), mixed(0, 1, 0)] {
            assert!(tiny[3] >= 100 && tiny[..3] == BLUE.0, "{tiny:?}");
        }
        // A short run in a long wait is darker than the wait, and lighter than a run.
        let [wait, both, run] = [
            mixed(0, WHOLE, 0),
            mixed(1, WHOLE - 1, 0),
            mixed(WHOLE, 0, 0),
        ];
        assert!(
            wait[3] + 30 < both[3] && both[3] + 30 < run[3],
            "{wait:?} {both:?} {run:?}"
        );
        assert_eq!(run, BLUE.at(1.0));
        // Half and half is neither colour.
        let half = mixed(WHOLE / 2, 0, WHOLE / 2);
        assert!(half[0] > 30 && half[2] > 30, "{half:?}");
    }

    #[test]
    fn a_state_that_is_alone_is_told() {
        assert_eq!(only(&shares(0, 0, 0)), None);
        assert_eq!(only(&shares(0, 3, 0)), Some(State::Wait as usize));
        assert_eq!(only(&shares(1, 3, 0)), None);
    }
}
