//! What a sheet consists of: a few kinds of shapes. [`super::svg`] writes them, [`super::pixels`] paints
//! them.

use interleave::model::mode::Mode;

/// Something on a sheet. Lengths and places in CSS pixels, from the sheet's upper left corner.
#[derive(Debug, PartialEq)]
pub(super) enum Shape {
    /// An area.
    Rect {
        /// Its left and upper edge, its width and height.
        place: [f64; 4],
        /// What fills it.
        fill: Option<Fill>,
        /// What surrounds it, half within.
        stroke: Option<Stroke>,
    },
    /// A line downwards.
    Line {
        /// Where it begins.
        from: [f64; 2],
        /// How long it is.
        length: f64,
        /// How it is drawn.
        stroke: Stroke,
    },
    /// A line of text.
    Text {
        /// Where its base line begins, or has its middle.
        at: [f64; 2],
        /// The size of its font.
        size: f64,
        /// The name of its colour.
        colour: &'static str,
        /// How it is set.
        style: Style,
        /// What it says.
        text: String,
    },
}

/// What an area is filled with.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Fill {
    /// The colour of this name.
    Colour(&'static str),
    /// A mode's pattern of waiting.
    Wait(Mode),
    /// A mode's pattern of being blocked.
    Blocked(Mode),
    /// The pattern of waiting for a lock.
    Lock,
}

/// How a line is drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Stroke {
    /// The name of its colour.
    pub(super) colour: &'static str,
    /// How thick it is.
    pub(super) width: f64,
    /// Whether it is broken: what is expected.
    pub(super) dashed: bool,
}

/// The dashes of a broken line: how long, and how far apart.
pub(super) const DASHES: [f64; 2] = [4.0, 3.0];

/// How a text is set.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Style {
    /// As it is.
    Plain,
    /// In semi-bold letters.
    Bold,
    /// Around its place.
    Centred,
}
