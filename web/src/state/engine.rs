//! The engine's worker, this page's turn to run, and what can go wrong.

use interleave::kernel::CorpusError;

/// The number of an engine of this page. Late messages and actions of older engines are dropped.
pub type EngineId = u32;

/// The engine's worker.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Engine {
    /// The number of the newest one.
    pub id: EngineId,
    /// What it does.
    pub life: EngineLife,
}

/// What the engine's worker does.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum EngineLife {
    /// There is none; the next race gets one.
    #[default]
    Absent,
    /// It loads, and starts its threads; none without shared memory.
    Starting {
        /// How many.
        threads: u32,
    },
    /// It can run a race, or has one.
    Ready {
        /// How many threads it has.
        threads: u32,
        /// The smallest step of its clock, in microseconds.
        timer_step_us: f64,
        /// How long its threads took to start, in milliseconds.
        start_ms: f64,
        /// What it does at the moment.
        work: Work,
    },
}

/// What an engine does at the moment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Work {
    /// Nothing.
    #[default]
    Nothing,
    /// It measures the machine's cores.
    Cores,
    /// It has a race that it has not ended yet.
    Race,
}

impl EngineLife {
    /// Whether it is ready and does nothing.
    pub fn is_idle(&self) -> bool {
        self.work() == Some(Work::Nothing)
    }

    fn work(&self) -> Option<Work> {
        match self {
            EngineLife::Ready { work, .. } => Some(*work),
            EngineLife::Absent | EngineLife::Starting { .. } => None,
        }
    }

    /// It does this from now on, if it is ready.
    pub fn set_work(&mut self, next: Work) {
        if let EngineLife::Ready { work, .. } = self {
            *work = next;
        }
    }
}

impl Engine {
    /// How many threads it has, or will have.
    pub fn threads(&self) -> u32 {
        match self.life {
            EngineLife::Absent => 0,
            EngineLife::Starting { threads } | EngineLife::Ready { threads, .. } => threads,
        }
    }

    /// Whether it has a race that it has not ended yet.
    pub fn is_busy(&self) -> bool {
        self.life.work() == Some(Work::Race)
    }

    /// Whether it measures the machine's cores.
    pub fn is_measuring(&self) -> bool {
        self.life.work() == Some(Work::Cores)
    }

    /// Its name in the document, where tests read it.
    pub fn name(&self) -> &'static str {
        match self.life {
            EngineLife::Absent => "none",
            EngineLife::Starting { .. } => "starting",
            EngineLife::Ready { .. } => "ready",
        }
    }
}

/// Whether it is this page's turn to run: pages of this program that are open side by side take turns.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Turn {
    /// It was not asked for.
    #[default]
    Unasked,
    /// It was asked for.
    Waiting,
    /// It is.
    Mine,
}

/// Why an engine cannot be used, or not any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    /// For this reason.
    Told(Trouble),
    /// Its worker broke.
    Lost,
}

/// Why a race did not go as asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// The engine's files could not be loaded.
    EngineMissing,
    /// The engine did not answer in time when it was started.
    StartTimeout,
    /// The engine's threads could not be started.
    PoolFailed,
    /// The engine broke off during a race.
    Crashed,
    /// The engine fell silent during a race.
    Silent,
    /// There is a new release; this page's engine may belong to another one.
    Version,
    /// The corpus cannot be searched.
    Corpus(CorpusError),
}
