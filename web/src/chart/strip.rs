//! A piece of a picture as pixels: some columns of a band, line by line. Knows no time and no
//! states; see [`super::raster`].

use std::ops::Range;

use super::ink::{CLEAR, Ink, Mixture, Pixel};

/// Columns of a band as pixels, line by line.
pub(crate) struct Strip<'p> {
    pixels: &'p mut [Pixel],
    /// Which columns of the band they are, in device pixels.
    pub(crate) columns: Range<usize>,
    pub(crate) height: usize,
}

/// Where a row lies, in device pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Place {
    pub(crate) top: usize,
    pub(crate) bottom: usize,
}

impl<'p> Strip<'p> {
    /// An empty strip, in a buffer that is made long enough.
    pub(crate) fn new(buffer: &'p mut Vec<Pixel>, columns: Range<usize>, height: usize) -> Self {
        let size = columns.len() * height;
        buffer.clear();
        buffer.resize(size, CLEAR);
        Self {
            pixels: &mut buffer[..size],
            columns,
            height,
        }
    }

    pub(crate) fn width(&self) -> usize {
        self.columns.len()
    }

    /// The pixels of some columns in one line, and the first of those columns.
    pub(crate) fn line(&mut self, y: usize, columns: &Range<usize>) -> (usize, &mut [Pixel]) {
        let within = |column: usize| column.clamp(self.columns.start, self.columns.end);
        let (first, last) = (within(columns.start), within(columns.end.max(columns.start)));
        let start = y * self.width() + first - self.columns.start;
        (first, &mut self.pixels[start..start + last - first])
    }

    pub(crate) fn fill(&mut self, place: Place, columns: Range<usize>, pixel: Pixel) {
        for y in place.top..place.bottom {
            self.line(y, &columns).1.fill(pixel);
        }
    }

    /// Lays the pattern of a mixture's main state over columns.
    pub(crate) fn lay(&mut self, place: Place, columns: Range<usize>, mixture: &Mixture, ink: &Ink) {
        let tile = ink.tile(mixture.state);
        for y in place.top..place.bottom {
            let pattern = tile.line(y);
            let (first, line) = self.line(y, &columns);
            let pattern = pattern.iter().cycle().skip(first % pattern.len());
            if mixture.is_pure() {
                line.iter_mut().zip(pattern).for_each(|(to, from)| *to = *from);
            } else {
                let mixed = pattern.map(|pixel| mixture.pixel(*pixel));
                line.iter_mut().zip(mixed).for_each(|(to, from)| *to = from);
            }
        }
    }

    /// Fills columns with a mixture, without a pattern: it would be cut to pieces.
    pub(crate) fn blend(&mut self, place: Place, columns: Range<usize>, mixture: &Mixture, ink: &Ink) {
        let pixel = mixture.pixel(ink.tile(mixture.state).mean);
        self.fill(place, columns, pixel);
    }
}
