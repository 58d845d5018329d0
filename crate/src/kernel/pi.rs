//! π by the Leibniz series, 4·(1 − 1/3 + 1/5 − …).

/// A partial sum of the series.
#[derive(Clone, Debug, Default)]
pub struct Series {
    next: u64,
    end: u64,
    quarter: f64,
}

/// Terms to a piece: about 20 µs.
const PIECE: u64 = 16_384;

impl Series {
    pub(super) fn extend(&mut self, terms: u64) {
        self.end = self.end.saturating_add(terms);
    }

    pub(super) fn advance(&mut self) -> bool {
        let end = self.end.min(self.next + PIECE);
        let mut sign = if self.next.is_multiple_of(2) {
            1.0
        } else {
            -1.0
        };
        let mut denominator = (2 * self.next + 1) as f64;
        for _ in self.next..end {
            self.quarter += sign / denominator;
            sign = -sign;
            denominator += 2.0;
        }
        self.next = end;
        end == self.end
    }

    pub(super) fn sum(&self) -> f64 {
        4.0 * self.quarter
    }
}
