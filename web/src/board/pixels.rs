//! A piece of a picture as pixels: some columns of a plot, line by line. Knows no time and no
//! states; see [`super::raster`].

use std::ops::Range;

use super::pattern::{CLEAR, Pixel, Tile, WHOLE};

/// Columns of a plot as pixels, line by line.
pub(crate) struct Pixels<'p> {
    pixels: &'p mut [Pixel],
    /// Which columns of the plot they are, in device pixels.
    pub(crate) columns: Range<usize>,
    pub(crate) height: usize,
}

/// Where a row lies, in device pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Place {
    pub(crate) top: usize,
    pub(crate) bottom: usize,
}

impl<'p> Pixels<'p> {
    /// Nothing but clear pixels, in a buffer that is made long enough.
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
        let (first, last) = (
            within(columns.start),
            within(columns.end.max(columns.start)),
        );
        let start = y * self.width() + first - self.columns.start;
        (first, &mut self.pixels[start..start + last - first])
    }

    /// Fills one column, if it is one of these.
    pub(crate) fn fill_column(&mut self, place: Place, column: usize, pixel: Pixel) {
        if self.columns.contains(&column) {
            let width = self.width();
            let first = place.top * width + column - self.columns.start;
            let last = (place.bottom * width).min(self.pixels.len());
            let mut index = first;
            while index < last {
                self.pixels[index] = pixel;
                index += width;
            }
        }
    }

    /// Fills columns, those of them that are here.
    pub(crate) fn fill(&mut self, place: Place, columns: &Range<usize>, pixel: Pixel) {
        for y in place.top..place.bottom {
            self.line(y, columns).1.fill(pixel);
        }
    }

    /// Lays a tile over columns, in so much of its opacity, out of [`WHOLE`].
    pub(crate) fn lay(&mut self, place: Place, columns: &Range<usize>, tile: &Tile, opacity: u32) {
        for y in place.top..place.bottom {
            let pattern = tile.line(y);
            let (first, line) = self.line(y, columns);
            let mut index = first % pattern.len();
            for to in line {
                let [r, g, b, a] = pattern[index];
                *to = [r, g, b, (u32::from(a) * opacity / WHOLE) as u8];
                index = if index + 1 < pattern.len() {
                    index + 1
                } else {
                    0
                };
            }
        }
    }
}
