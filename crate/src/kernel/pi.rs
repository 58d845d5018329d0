//! π by the Leibniz series, 4·(1 − 1/3 + 1/5 − …).

use wide::f64x2;

/// A partial sum of the series.
///
/// Two terms are added with one division, 1/a − 1/(a + 2) = 2/(a·(a + 2)). With a division for each term
/// nothing but the divider is busy, and how well a processor keeps it busy differed by 5 % with what
/// had run before: lanes were slower than one task after the other, by the same machine code.
#[derive(Clone, Debug, Default)]
pub struct Series {
    next: u64,
    end: u64,
    /// Of all complete groups of terms before `next`.
    sums: [f64; 2],
}

/// Terms in a piece: about 40 µs.
pub(crate) const PIECE: u64 = 131_072;

/// Terms that are added at once.
const GROUP: u64 = 4;

impl Series {
    pub(super) fn extend(&mut self, terms: u64) {
        self.end = self.end.saturating_add(terms);
    }

    pub(super) fn advance(&mut self) -> bool {
        let end = self.end.min(self.next + PIECE);
        self.sums = add_groups(self.sums, self.next / GROUP, end / GROUP);
        self.next = end;
        end == self.end
    }

    pub(super) fn sum(&self) -> f64 {
        let rest = self.next / GROUP * GROUP..self.next;
        let rest = rest.map(|term| {
            let part = 1.0 / (2 * term + 1) as f64;
            if term % 2 == 0 { part } else { -part }
        });
        4.0 * (self.sums[0] + self.sums[1] + rest.sum::<f64>())
    }
}

/// Adds the groups from one to another: two terms in each half of a vector. Two groups are added in one go,
/// since the compiler does not do that where it optimises for size.
fn add_groups(sums: [f64; 2], from: u64, to: u64) -> [f64; 2] {
    let two = f64x2::new([2.0, 2.0]);
    let add = |sums: f64x2, first: f64x2| sums + two / (first * (first + two));
    let first = 2 * GROUP * from + 1;
    let mut first = f64x2::new([first as f64, (first + GROUP) as f64]);
    let mut sums = f64x2::new(sums);
    for _ in 0..(to - from) / 2 {
        sums = add(sums, first);
        sums = add(sums, first + f64x2::new([8.0, 8.0]));
        first += f64x2::new([16.0, 16.0]);
    }
    if (to - from) % 2 == 1 {
        sums = add(sums, first);
    }
    sums.to_array()
}
