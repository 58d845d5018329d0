//! π by the Leibniz series, 4·(1 − 1/3 + 1/5 − …).

use wide::f64x2;

/// A partial sum of the series.
///
/// Positive and negative terms have separate sums, so that neither waits for the other.
#[derive(Clone, Debug, Default)]
pub struct Series {
    next: u64,
    end: u64,
    sums: [f64; 2],
}

/// Terms in a piece: about 40 µs.
pub(crate) const PIECE: u64 = 65_536;

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

/// Adds pairs of terms: one to the positive sum, one to the negative. They lie in one vector, and four of
/// those are added in one go, since the compiler does neither where it optimises for size.
fn add_pairs(sums: [f64; 2], next: u64, pairs: u64) -> [f64; 2] {
    let mut sums = f64x2::new(sums);
    let mut first = f64x2::new([(2 * next + 1) as f64, (2 * next + 3) as f64]);
    for _ in 0..pairs / 4 {
        let second = first + f64x2::new([4.0, 4.0]);
        let third = first + f64x2::new([8.0, 8.0]);
        let fourth = first + f64x2::new([12.0, 12.0]);
        sums += f64x2::ONE / first;
        sums += f64x2::ONE / second;
        sums += f64x2::ONE / third;
        sums += f64x2::ONE / fourth;
        first += f64x2::new([16.0, 16.0]);
    }
    for _ in 0..pairs % 4 {
        sums += f64x2::ONE / first;
        first += f64x2::new([4.0, 4.0]);
    }
    sums.to_array()
}
