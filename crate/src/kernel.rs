//! What a compute step runs: work in fixed units, done in small pieces, with an answer that can
//! be checked.
//!
//! A [`Kernel`] is prepared once, before any time is measured; a [`Computation`] is one task's
//! progress through it and allocates nothing. Nothing here knows about time, lanes or stopping: the
//! caller checks those between two pieces.

mod corpus;
mod counted;
mod counter;
mod patterns;
pub(crate) mod pi;

pub use corpus::{Corpus, CorpusError, MAX_CORPUS_BYTES, Survey};
pub use counted::Count;
pub use counter::{Access, Counter, Increments, LostUpdate, Pause};
pub(crate) use patterns::MAX_LENGTH;
pub use patterns::{Finding, Patterns};

/// A prepared kernel, shared by all lanes.
#[derive(Debug)]
pub enum Kernel {
    /// π by the Leibniz series. A unit is one term.
    Pi,
    /// The search for recurring patterns. A unit is one candidate pattern, compared with the whole
    /// corpus; after the last candidate the first follows.
    Patterns(Patterns),
    /// Increments of a shared counter, each a unit. A run has a counter of its own; this one is counted on
    /// outside of runs.
    Counter(Counter),
    /// No work: units are counted, and the answer is their number. A virtual clock says how long they
    /// take.
    Counted,
}

impl Kernel {
    /// A task's computation, at its beginning.
    pub fn begin(&self) -> Computation<'_> {
        self.begin_with(None, 0)
    }

    /// The same on this lane of a run whose lanes share this counter.
    pub fn begin_with<'k>(&'k self, counter: Option<&'k Counter>, lane: u16) -> Computation<'k> {
        match self {
            Kernel::Pi => Computation::Pi(pi::Series::default()),
            Kernel::Patterns(patterns) => Computation::Patterns(patterns.search()),
            Kernel::Counter(own) => Computation::Counter(counter.unwrap_or(own).begin(lane)),
            Kernel::Counted => Computation::Counted(Count::on(counter)),
        }
    }
}

/// One task's progress through a [`Kernel`].
#[derive(Debug)]
pub enum Computation<'k> {
    /// A partial sum.
    Pi(pi::Series),
    /// A partial search.
    Patterns(patterns::Search<'k>),
    /// Increments of a shared counter.
    Counter(Increments<'k>),
    /// A number of units.
    Counted(Count<'k>),
}

impl Computation<'_> {
    /// Adds `units` of work.
    pub fn extend(&mut self, units: u64) {
        match self {
            Computation::Pi(series) => series.extend(units),
            Computation::Patterns(search) => search.extend(units),
            Computation::Counter(increments) => increments.extend(units),
            Computation::Counted(count) => count.extend(units),
        }
    }

    /// Does a piece of the work, about 40 µs; true once nothing is left.
    // All modes share this machine code: inlined into their lanes, it differed by up to 5 % in speed.
    #[inline(never)]
    pub fn advance(&mut self) -> bool {
        match self {
            Computation::Pi(series) => series.advance(),
            Computation::Patterns(search) => search.advance(),
            Computation::Counter(increments) => increments.advance(),
            Computation::Counted(count) => count.pass(f64::INFINITY),
        }
    }

    /// The same on a thread that no other lane computes beside.
    pub fn advance_alone(&mut self) -> bool {
        match self {
            Computation::Counter(increments) => increments.advance_alone(),
            _ => self.advance(),
        }
    }

    /// Counts a unit as done, which was done elsewhere; true once nothing is left. Only increments can be.
    pub fn pass_one(&mut self) -> bool {
        match self {
            Computation::Counter(increments) => increments.pass(),
            Computation::Counted(count) => count.skip(),
            Computation::Pi(_) | Computation::Patterns(_) => true,
        }
    }

    /// What a unit that was interrupted between the two has read of the shared counter, and not written yet.
    pub fn interrupted(&self) -> Option<u64> {
        match self {
            Computation::Counter(increments) => increments.interrupted(),
            Computation::Counted(count) => count.interrupted(),
            Computation::Pi(_) | Computation::Patterns(_) => None,
        }
    }

    /// The update of another lane over which the last piece of work wrote, if it was the first one to be seen.
    pub fn take_lost_update(&mut self) -> Option<LostUpdate> {
        match self {
            Computation::Counter(increments) => increments.take_lost_update(),
            _ => None,
        }
    }

    /// The answer so far: equal bits for equal work, whatever the mode and the machine.
    pub fn answer(&self) -> u64 {
        match self {
            Computation::Pi(series) => series.sum().to_bits(),
            Computation::Patterns(search) => search.digest(),
            Computation::Counter(increments) => increments.done(),
            Computation::Counted(count) => count.done(),
        }
    }

    /// The last pattern that the last piece of work finished, if the kernel looks for patterns.
    pub fn finding(&self) -> Option<Finding> {
        match self {
            Computation::Patterns(search) => search.finding(),
            Computation::Pi(_) | Computation::Counter(_) | Computation::Counted(_) => None,
        }
    }

    /// The value of π so far, if that is what is computed.
    pub fn pi(&self) -> Option<f64> {
        match self {
            Computation::Pi(series) => Some(series.sum()),
            Computation::Patterns(_) | Computation::Counter(_) | Computation::Counted(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn complete(computation: &mut Computation<'_>, units: u64) -> u64 {
        computation.extend(units);
        while !computation.advance() {}
        computation.answer()
    }

    #[test]
    fn the_series_converges_to_pi() {
        let mut computation = Kernel::Pi.begin();
        complete(&mut computation, 1_000_000);
        let pi = computation.pi().expect("this is π");
        assert!((pi - std::f64::consts::PI).abs() < 2e-6, "{pi}");
    }

    #[test]
    fn bursts_do_not_change_an_answer() {
        let patterns = Patterns::new(&Corpus::built_in(), 6, 1).expect("it has patterns");
        for kernel in [Kernel::Pi, Kernel::Patterns(patterns), Kernel::Counted] {
            let mut whole = kernel.begin();
            let mut parts = kernel.begin();
            let answer = complete(&mut whole, 40);
            for units in [0, 1, 22, 17] {
                complete(&mut parts, units);
            }
            assert_eq!(parts.answer(), answer);
            assert_ne!(complete(&mut parts, 1), answer, "one more unit is noticed");
        }
    }
}
