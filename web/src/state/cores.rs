//! What is known of the machine's effective cores.

use interleave::report::environment::EffectiveCores;

/// The effective cores, as they were measured last.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Cores {
    /// How many lanes were tried, and what they got.
    measured: Option<(u32, EffectiveCores)>,
    /// Whether the machine has changed its speed since.
    drifted: bool,
}

impl Cores {
    /// What the lanes got, if that could be measured.
    pub fn known(&self) -> Option<EffectiveCores> {
        self.measured.map(|(_, cores)| cores)
    }

    /// The same, as far as so many lanes would show it.
    pub fn of(&self, lanes: u32) -> Option<EffectiveCores> {
        let (_, cores) = self.measured.filter(|(tried, _)| *tried >= lanes)?;
        Some(cores)
    }

    /// Whether a race with so many lanes can rely on that. What was measured beside something else that
    /// ran is true of that moment only.
    pub fn hold_for(&self, lanes: u32) -> bool {
        let holds = |(tried, cores): (u32, EffectiveCores)| tried >= lanes && !cores.are_taken();
        !self.drifted && self.measured.is_some_and(holds)
    }

    /// They were measured with so many lanes, or could not be.
    pub fn measured(lanes: u32, cores: Option<EffectiveCores>) -> Self {
        Self {
            measured: cores.map(|cores| (lanes, cores)),
            drifted: false,
        }
    }

    /// The machine has changed its speed.
    pub fn drift(&mut self) {
        self.drifted = true;
    }
}
