//! π by the Leibniz series, 4·(1 − 1/3 + 1/5 − …).

/// A partial sum of the series.
///
/// Positive and negative terms have separate sums, so that neither waits for the other.
#[derive(Clone, Debug, Default)]
pub struct Series {
    next: u64,
    end: u64,
    sums: [f64; 2],
}

/// Terms in a piece: about 20 µs.
const PIECE: u64 = 32_768;

impl Series {
    pub(super) fn extend(&mut self, terms: u64) {
        self.end = self.end.saturating_add(terms);
    }

    pub(super) fn advance(&mut self) -> bool {
        let end = self.end.min(self.next + PIECE);
        if !self.next.is_multiple_of(2) && self.next < end {
            self.add_one();
        }
        self.sums = add_pairs(self.sums, self.next, (end - self.next) / 2);
        self.next += (end - self.next) / 2 * 2;
        if self.next < end {
            self.add_one();
        }
        end == self.end
    }

    fn add_one(&mut self) {
        self.sums[(self.next % 2) as usize] += 1.0 / (2 * self.next + 1) as f64;
        self.next += 1;
    }

    pub(super) fn sum(&self) -> f64 {
        4.0 * (self.sums[0] - self.sums[1])
    }
}

/// Adds pairs of terms: one to the positive sum, one to the negative.
#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
fn add_pairs(sums: [f64; 2], next: u64, pairs: u64) -> [f64; 2] {
    let [mut plus, mut minus] = sums;
    let mut denominator = (2 * next + 1) as f64;
    for _ in 0..pairs {
        plus += 1.0 / denominator;
        minus += 1.0 / (denominator + 2.0);
        denominator += 4.0;
    }
    [plus, minus]
}

/// The same in vectors, bit for bit: the compiler vectorises the loop above only when it optimises
/// for speed at any size.
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
fn add_pairs(sums: [f64; 2], next: u64, pairs: u64) -> [f64; 2] {
    use core::arch::wasm32::{f64x2, f64x2_add, f64x2_div, f64x2_extract_lane, f64x2_splat};
    let mut vector = f64x2(sums[0], sums[1]);
    let mut denominators = f64x2((2 * next + 1) as f64, (2 * next + 3) as f64);
    let (one, four) = (f64x2_splat(1.0), f64x2_splat(4.0));
    for _ in 0..pairs {
        vector = f64x2_add(vector, f64x2_div(one, denominators));
        denominators = f64x2_add(denominators, four);
    }
    [
        f64x2_extract_lane::<0>(vector),
        f64x2_extract_lane::<1>(vector),
    ]
}
