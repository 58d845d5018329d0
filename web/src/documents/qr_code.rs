//! A text as a QR code.

use std::fmt::Write;

use fast_qr::{Module, QRBuilder};
use serde::{Deserialize, Serialize};

/// A QR code: the length of a side in modules, and the dark modules as an SVG path of unit squares.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct QrCode {
    /// The length of a side.
    pub side: usize,
    /// The path.
    pub path: String,
}

impl QrCode {
    /// The code of a text; none if that is too long for one.
    pub(crate) fn of(text: &str) -> Option<Self> {
        let code = QRBuilder::new(text).build().ok()?;
        let mut path = String::new();
        for y in 0..code.size {
            for (x, module) in code[y].iter().enumerate() {
                if module.value() == Module::DARK {
                    // Writing to a string cannot fail.
                    let _ = write!(path, "M{x},{y}h1v1h-1z");
                }
            }
        }
        Some(Self {
            side: code.size,
            path,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_has_the_marks_in_three_of_its_corners() {
        let code = QrCode::of("https://example.org/lab/?n=7").expect("it is short");
        let far = code.side - 7;
        for (x, y) in [(0, 0), (far, 0), (0, far)] {
            for (dx, dy) in [(0, 0), (6, 0), (0, 6), (6, 6), (3, 3)] {
                let module = format!("M{},{}h1v1h-1z", x + dx, y + dy);
                assert!(code.path.contains(&module), "{module}");
            }
        }
    }

    #[test]
    fn a_text_that_is_too_long_has_no_code() {
        assert_eq!(QrCode::of(&"x".repeat(4_000)), None);
    }
}
