//! Where a race ran, and why a mode did not run there.

use serde::{Deserialize, Serialize};
use strum::{EnumCount, VariantArray};

use crate::model::variants::all;

/// How much isolation the browser gave the page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rung {
    /// The server's headers isolate the page: shared memory works.
    Headers,
    /// The server's Document-Isolation-Policy isolates the page in a frame, whatever its parent
    /// does.
    DocumentIsolationPolicy,
    /// The page's own service worker isolates it, on a server without such headers.
    ServiceWorker,
    /// No isolation: no shared memory.
    #[default]
    None,
    /// No browser at all: an ordinary process, which always shares its memory.
    Native,
}

/// Why a mode did not run.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, EnumCount, VariantArray,
)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// The page is not isolated, so that there is no shared memory.
    NotIsolated,
    /// The page was not loaded from a secure origin (https or localhost).
    Insecure,
    /// The browser has no shared memory that can be posted to a worker.
    NoSharedMemory,
    /// The engine's threads did not start.
    PoolFailed,
    /// The race ended before it was this mode's turn.
    NotReached,
    /// The browser lets the page start no workers at all.
    NoWorkers,
}

/// Where a race ran.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Environment {
    /// Whether shared memory works here.
    pub isolated: bool,
    /// How it was isolated.
    pub rung: Rung,
    /// The cores that the browser reports; some browsers report a false number.
    pub cores_reported: Option<u32>,
    /// The effective cores of the pool's lanes, as measured.
    pub cores_effective: Option<f64>,
    /// How many cores' worth of computing something else took from those lanes meanwhile.
    pub cores_taken: Option<f64>,
    /// The smallest step of the engine's clock, in microseconds.
    pub timer_step_us: Option<f64>,
    /// Whether anything disturbed the race: a hidden tab, a lost worker.
    pub disturbed: bool,
    /// What the browser calls itself.
    pub user_agent: String,
    /// How long the engine's threads took to start, in milliseconds.
    pub pool_start_ms: Option<f64>,
    /// What drawing the race live cost the page; none before the race has ended.
    pub painter: Option<Painter>,
}

/// What drawing a race live cost the page, measured by the page itself.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Painter {
    /// How many frames were painted.
    pub frames: u32,
    /// The 95th percentile of the time to paint a frame, in milliseconds of script.
    pub script_p95_ms: f64,
    /// The 95th percentile of the time between two frames that the browser offered, in milliseconds; none
    /// where painting always rested between two frames.
    pub frame_p95_ms: Option<f64>,
}

/// What lanes that compute at once get of the machine, in cores' worth of computing.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct EffectiveCores {
    /// What they compute.
    pub effective: f64,
    /// What something else computes meanwhile, although they are ready to.
    pub taken: f64,
}

impl EffectiveCores {
    /// Which share of the lanes' computing something else has to take to matter.
    const MUCH: f64 = 0.15;

    /// Whether something else uses the machine, so that what is compared on it shows that, too.
    pub fn are_taken(self) -> bool {
        self.taken > Self::MUCH * (self.effective + self.taken)
    }
}

impl Environment {
    /// What the pool's lanes get, if that was measured.
    pub fn cores(&self) -> Option<EffectiveCores> {
        Some(EffectiveCores {
            effective: self.cores_effective?,
            taken: self.cores_taken?,
        })
    }

    /// The same environment with other cores.
    pub fn with_cores(self, cores: Option<EffectiveCores>) -> Self {
        Self {
            cores_effective: cores.map(|cores| cores.effective),
            cores_taken: cores.map(|cores| cores.taken),
            ..self
        }
    }
}

impl Rung {
    /// Every rung that isolates a page.
    pub const ISOLATED: [Rung; 3] = [
        Rung::Headers,
        Rung::DocumentIsolationPolicy,
        Rung::ServiceWorker,
    ];
}

impl Reason {
    /// Every reason.
    pub const ALL: [Self; Self::COUNT] = all(Self::VARIANTS);
}
