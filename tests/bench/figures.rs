//! What was measured: tables of samples, and the budgets that they are compared with.
//!
//! Pure. How numbers are printed is in `print.rs`, how they are drawn in `plot.rs`.

use interleave::report::statistics::{Summary, summarise};

/// What a number is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Milliseconds.
    Ms,
    /// Microseconds.
    Us,
    /// Nanoseconds.
    Ns,
    /// How many times another.
    Times,
    /// Per cent.
    Percent,
    /// Thousands of bytes.
    Kb,
    /// Millions of bytes.
    Mb,
    /// A number of things.
    Count,
}

impl Unit {
    /// As it is written.
    pub fn name(self) -> &'static str {
        match self {
            Unit::Ms => "ms",
            Unit::Us => "µs",
            Unit::Ns => "ns",
            Unit::Times => "×",
            Unit::Percent => "%",
            Unit::Kb => "KB",
            Unit::Mb => "MB",
            Unit::Count => "",
        }
    }
}

/// A number that was measured several times.
#[derive(Clone, Debug, PartialEq)]
pub struct Measured {
    /// Every sample, in the order in which it was taken.
    pub samples: Vec<f64>,
    /// Their median, and its 95 % interval.
    pub summary: Summary,
}

impl Measured {
    /// None without samples.
    pub fn of(samples: Vec<f64>) -> Option<Self> {
        let summary = summarise(&samples)?;
        Some(Self { samples, summary })
    }
}

/// A column of a table.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// Its head.
    pub head: String,
    /// What its numbers are.
    pub unit: Unit,
    /// Where it lies on a plot's axis, if the table is one.
    pub x: Option<f64>,
}

impl Column {
    /// A column that is no place on an axis.
    pub fn new(head: impl Into<String>, unit: Unit) -> Self {
        let head = head.into();
        let x = None;
        Self { head, unit, x }
    }

    /// A column at this place of a plot's axis.
    pub fn at(x: f64, head: impl Into<String>, unit: Unit) -> Self {
        let x = Some(x);
        Self {
            x,
            ..Self::new(head, unit)
        }
    }
}

/// A table.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// What it is about.
    pub title: String,
    /// How its numbers were measured, in sentences.
    pub how: String,
    /// The head of the names, and of the plot's axis.
    pub corner: &'static str,
    /// The columns.
    pub columns: Vec<Column>,
    /// A name, and its number in each column.
    pub lines: Vec<(String, Vec<Option<Measured>>)>,
}

impl Table {
    /// Whether there is something to plot: numbers of one kind along an axis.
    pub fn is_plotted(&self) -> bool {
        self.columns
            .iter()
            .filter(|column| column.x.is_some())
            .count()
            > 1
    }

    /// The number of a line in a column.
    pub fn get(&self, line: &str, column: &str) -> Option<&Measured> {
        let column = self.columns.iter().position(|known| known.head == column)?;
        let (_, cells) = self.lines.iter().find(|(name, _)| name == line)?;
        cells.get(column)?.as_ref()
    }
}

/// Something that the design sets a limit for.
#[derive(Clone, Debug, PartialEq)]
pub struct Budget {
    /// What.
    pub what: String,
    /// What its number is.
    pub unit: Unit,
    /// The limit.
    pub limit: f64,
    /// What to aim at, if that is something else.
    pub aim: Option<f64>,
    /// Whether the number may not be below the limit, instead of above.
    pub at_least: bool,
    /// What was measured; none if it was not.
    pub seen: Option<Measured>,
}

/// What became of a budget.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The aim is reached.
    Aim,
    /// The limit is kept.
    Kept,
    /// The limit is missed.
    Missed,
    /// It was not measured.
    Unknown,
}

impl Budget {
    /// A number that may not be above its limit.
    pub fn at_most(
        what: impl Into<String>,
        unit: Unit,
        limit: f64,
        seen: Option<&Measured>,
    ) -> Self {
        Self {
            what: what.into(),
            unit,
            limit,
            aim: None,
            at_least: false,
            seen: seen.cloned(),
        }
    }

    /// A number that may not be below its limit.
    pub fn at_least(
        what: impl Into<String>,
        unit: Unit,
        limit: f64,
        seen: Option<&Measured>,
    ) -> Self {
        Self {
            at_least: true,
            ..Self::at_most(what, unit, limit, seen)
        }
    }

    /// The same with an aim.
    pub fn aim(mut self, aim: f64) -> Self {
        self.aim = Some(aim);
        self
    }

    /// What the median says.
    pub fn verdict(&self) -> Verdict {
        let Some(seen) = &self.seen else {
            return Verdict::Unknown;
        };
        let keeps = |bound: f64| match self.at_least {
            true => seen.summary.median >= bound,
            false => seen.summary.median <= bound,
        };
        match (keeps(self.limit), self.aim.is_some_and(keeps)) {
            (_, true) => Verdict::Aim,
            (true, false) => Verdict::Kept,
            (false, false) => Verdict::Missed,
        }
    }

    /// Whether the interval lies on both sides of the limit, so that another run may say otherwise.
    pub fn is_close(&self) -> bool {
        let interval = self.seen.as_ref().and_then(|seen| seen.summary.ci95);
        interval.is_some_and(|[low, high]| low < self.limit && self.limit < high)
    }
}

/// How often one takes so many times as another, pair by pair: what disturbs one disturbs both.
pub fn ratio(of: &Measured, to: &Measured) -> Option<Measured> {
    let pairs = of.samples.iter().zip(&to.samples);
    Measured::of(pairs.map(|(of, to)| of / to).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn measured(samples: &[f64]) -> Measured {
        Measured::of(samples.to_vec()).expect("there are some")
    }

    #[test]
    fn a_budget_is_kept_by_its_median_and_close_by_its_interval() {
        let seen = measured(&[1.0, 1.1, 1.2, 1.3, 1.0, 1.1, 1.2]);
        let budget = |limit| Budget::at_most("x", Unit::Times, limit, Some(&seen));
        assert_eq!(budget(1.1).verdict(), Verdict::Kept);
        assert!(budget(1.1).is_close());
        assert_eq!(budget(1.05).verdict(), Verdict::Missed);
        assert_eq!(budget(1.3).aim(1.2).verdict(), Verdict::Aim);
        assert!(!budget(1.4).is_close());
        let least = Budget::at_least("x", Unit::Times, 1.2, Some(&seen));
        assert_eq!(least.verdict(), Verdict::Missed);
        let unknown = Budget::at_most("x", Unit::Times, 1.0, None);
        assert_eq!(unknown.verdict(), Verdict::Unknown);
    }

    #[test]
    fn ratios_are_taken_pair_by_pair() {
        let ratio = ratio(&measured(&[2.0, 40.0, 6.0]), &measured(&[1.0, 20.0, 3.0]));
        assert_eq!(ratio.map(|ratio| ratio.samples), Some(vec![2.0, 2.0, 2.0]));
    }
}
