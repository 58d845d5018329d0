//! What one race has found out that the next one need not find out again: the expected answers, and what work costs.
//!
//! Without it a reader who runs an experiment a second time waits for a tenth of a second before anything happens.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use crate::exec::job::Job;
use crate::model::mode::KernelKind;
use crate::model::spec::Spec;
use crate::report::baseline::Baseline;
use crate::time::Nanos;

/// What was computed.
#[derive(Clone, Debug, PartialEq)]
struct Asked {
    kernel: KernelKind,
    /// The pattern search's settings.
    search: [u32; 3],
    corpus: Option<String>,
    /// The amounts of work that occur.
    amounts: BTreeSet<u64>,
}

impl Asked {
    fn of(job: &Job, spec: &Spec, corpus: Option<&str>) -> Self {
        Self {
            kernel: spec.kernel,
            search: [spec.length, spec.distance, spec.threshold],
            corpus: corpus.map(str::to_owned),
            amounts: job.tasks.iter().map(|task| task.units()).collect(),
        }
    }
}

/// What was found out.
#[derive(Clone, Debug)]
struct Known {
    asked: Asked,
    expected: BTreeMap<u64, u64>,
    baseline: Baseline,
    /// How fast the machine computed then, in pieces of the kernel per nanosecond.
    speed: f64,
}

/// The last race's, if it computed something.
#[derive(Debug, Default)]
pub struct Memory(RefCell<Option<Known>>);

impl Memory {
    /// How fast the machine computed when this job's answers were computed, if they were. (A shared counter's cost
    /// depends on its lock and on much else: it is measured each time.)
    pub(super) fn speed_of(&self, job: &Job, spec: &Spec, corpus: Option<&str>) -> Option<f64> {
        let known = self.0.borrow();
        let known = known.as_ref().filter(|_| !spec.counts())?;
        (known.asked == Asked::of(job, spec, corpus)).then_some(known.speed)
    }

    /// Gives a job the expected answers, and says what its work costs at a machine's speed.
    pub(super) fn recall(&self, job: &mut Job, speed: f64) -> Option<Baseline> {
        let known = self.0.borrow();
        let known = known.as_ref()?;
        job.expected.clone_from(&known.expected);
        let mut baseline = known.baseline.clone();
        for (_, cost) in &mut baseline.costs {
            *cost = (*cost as f64 * known.speed / speed).ceil() as Nanos;
        }
        Some(baseline)
    }

    /// Keeps what was found out, at a machine's speed.
    pub(super) fn keep(
        &self,
        job: &Job,
        spec: &Spec,
        corpus: Option<&str>,
        baseline: &Baseline,
        speed: f64,
    ) {
        self.0.replace(Some(Known {
            asked: Asked::of(job, spec, corpus),
            expected: job.expected.clone(),
            baseline: baseline.clone(),
            speed,
        }));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::Kernel;

    fn job(spec: &Spec) -> Job {
        Job::new(spec, Kernel::Pi)
    }

    #[test]
    fn the_same_work_is_known_at_the_speed_of_the_moment_and_no_other() {
        let spec = Spec {
            work: 1_000,
            ..Spec::default()
        };
        let (memory, mut first) = (Memory::default(), job(&spec));
        assert_eq!(memory.speed_of(&first, &spec, None), None);
        first.expected.insert(1_000, 7);
        let baseline = Baseline {
            costs: vec![(1_000, 600)],
            ..Baseline::default()
        };
        memory.keep(&first, &spec, None, &baseline, 3.0);

        let mut second = job(&spec);
        assert_eq!(memory.speed_of(&second, &spec, None), Some(3.0));
        let recalled = memory.recall(&mut second, 1.5).expect("it is known");
        assert_eq!(recalled.costs, [(1_000, 1_200)]);
        assert_eq!(second.expected, first.expected);

        let more = Spec {
            work: 1_001,
            ..spec.clone()
        };
        assert_eq!(memory.speed_of(&job(&more), &more, None), None);
        assert_eq!(memory.speed_of(&second, &spec, Some("other")), None);
    }
}
