//! A sheet as a picture of pixels: painted in a worker, where no browser decodes SVG (whatwg/html#10172).

use js_sys::Array;
use js_sys::futures::JsFuture;
use wasm_bindgen::prelude::*;
use wasm_bindgen::{Clamped, JsCast};
use web_sys::{
    Blob, CanvasPattern, ImageData, OffscreenCanvas, OffscreenCanvasRenderingContext2d as Context,
};

use interleave::model::mode::Mode;
use interleave::trace::event::State;

use super::shape::{DASHES, Fill, Shape, Stroke, Style};
use super::{Colours, FONT, Sheet, WIDTH};
use crate::board::{Colour, Palette, Patterns, Tile};

/// Pixels to a CSS pixel.
const SCALE: f64 = 2.0;

/// Paints a sheet as a PNG file.
///
/// # Errors
/// When the browser cannot draw in a worker, or has no room for the picture.
pub(crate) async fn to_png(sheet: &Sheet, colours: &Colours) -> Result<Blob, JsValue> {
    let [width, height] = [WIDTH, sheet.height].map(|length| (length * SCALE).ceil());
    let canvas = OffscreenCanvas::new(width as u32, height as u32)?;
    let context = canvas.get_context("2d")?.ok_or(JsValue::UNDEFINED)?;
    let context: Context = context.unchecked_into();
    context.set_fill_style_str(colours.of("paper"));
    context.fill_rect(0.0, 0.0, width, height);
    let mut painter = Painter {
        context,
        colours,
        patterns: Vec::new(),
    };
    for shape in &sheet.shapes {
        painter.paint(shape)?;
    }
    let blob = JsFuture::from(canvas.convert_to_blob()?).await?;
    Ok(blob.unchecked_into())
}

struct Painter<'p> {
    context: Context,
    colours: &'p Colours,
    /// Those that were needed until now.
    patterns: Vec<(Fill, CanvasPattern)>,
}

impl Painter<'_> {
    fn paint(&mut self, shape: &Shape) -> Result<(), JsValue> {
        match shape {
            Shape::Rect {
                place,
                fill,
                stroke,
            } => {
                let [x, y, width, height] = place.map(|length| length * SCALE);
                if let Some(fill) = fill {
                    self.fill_with(*fill)?;
                    self.context.fill_rect(x, y, width, height);
                }
                if let Some(stroke) = stroke {
                    self.stroke_with(*stroke)?;
                    self.context.stroke_rect(x, y, width, height);
                }
            }
            Shape::Line {
                from,
                length,
                stroke,
            } => {
                let [x, y] = from.map(|length| length * SCALE);
                self.stroke_with(*stroke)?;
                self.context.begin_path();
                self.context.move_to(x, y);
                self.context.line_to(x, y + length * SCALE);
                self.context.stroke();
            }
            Shape::Text {
                at: [x, y],
                size,
                colour,
                style,
                text,
            } => {
                let weight = match style {
                    Style::Bold => "600 ",
                    Style::Plain | Style::Centred => "",
                };
                let font = format!("{weight}{}px {FONT}", size * SCALE);
                self.context.set_font(&font);
                self.context.set_text_align(match style {
                    Style::Centred => "center",
                    Style::Plain | Style::Bold => "left",
                });
                self.fill_with(Fill::Colour(colour))?;
                self.context.fill_text(text, x * SCALE, y * SCALE)?;
            }
        }
        Ok(())
    }

    fn stroke_with(&self, stroke: Stroke) -> Result<(), JsValue> {
        let dashes = Array::new();
        if stroke.dashed {
            for length in DASHES {
                dashes.push(&(length * SCALE).into());
            }
        }
        self.context.set_line_dash(&dashes)?;
        self.context
            .set_stroke_style_str(self.colours.of(stroke.colour));
        self.context.set_line_width(stroke.width * SCALE);
        Ok(())
    }

    fn fill_with(&mut self, fill: Fill) -> Result<(), JsValue> {
        if let Fill::Colour(name) = fill {
            self.context.set_fill_style_str(self.colours.of(name));
            return Ok(());
        }
        let known = self.patterns.iter().position(|(known, _)| *known == fill);
        let place = match known {
            Some(place) => place,
            None => {
                let pattern = self.pattern(fill)?;
                self.patterns.push((fill, pattern));
                self.patterns.len() - 1
            }
        };
        self.context
            .set_fill_style_canvas_pattern(&self.patterns[place].1);
        Ok(())
    }

    /// The board's own pattern.
    fn pattern(&self, fill: Fill) -> Result<CanvasPattern, JsValue> {
        let colour = |name| Colour::parse(self.colours.of(name)).unwrap_or_default();
        let (mode, state) = match fill {
            Fill::Blocked(mode) => (mode, State::Blocked),
            Fill::Lock => (Mode::Gil, State::Lock),
            Fill::Wait(mode) => (mode, State::Wait),
            Fill::Colour(_) => unreachable!("it is no pattern"),
        };
        let palette = Palette {
            mode: colour(mode.name()),
            blocked: colour("blocked"),
            text: colour("ink"),
            ..Palette::default()
        };
        let tile = Patterns::new(palette, SCALE);
        let Tile { size, pixels, .. } = tile.tile(state as usize);
        let pixels = Clamped(pixels.as_flattened());
        let image = ImageData::new_with_u8_clamped_array(pixels, *size as u32)?;
        let canvas = OffscreenCanvas::new(*size as u32, *size as u32)?;
        let context = canvas.get_context("2d")?.ok_or(JsValue::UNDEFINED)?;
        context
            .unchecked_into::<Context>()
            .put_image_data(&image, 0.0, 0.0)?;
        let pattern = self
            .context
            .create_pattern_with_offscreen_canvas(&canvas, "repeat")?;
        pattern.ok_or(JsValue::UNDEFINED)
    }
}
