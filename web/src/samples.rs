//! Recorded runs, shown where a mode cannot run: made by `interleave --record`, natively, and labelled
//! as what they are.

use interleave::model::spec::Spec;
use interleave::report::findings::Workload;

/// The sample for an experiment, if there is one: its name below `www/samples/`.
pub(crate) fn name(asked: &Spec) -> Option<&'static str> {
    match Workload::of(asked, &[]) {
        Workload::Computing if asked.counts() => Some("counter"),
        Workload::Nothing | Workload::Empty => None,
        Workload::Waiting => Some("waiting"),
        Workload::Computing => Some("computing"),
        Workload::Blocking if asked.work == 0 => Some("waiting"),
        Workload::Mixed | Workload::Blocking => Some("mixed"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::documents::race_of;
    use interleave::model::mode::Mode;
    use interleave::model::preset::Preset;

    /// The samples, as they are served.
    const SAMPLES: [(&str, &str); 4] = [
        ("waiting", include_str!("../../www/samples/waiting.json")),
        (
            "computing",
            include_str!("../../www/samples/computing.json"),
        ),
        ("counter", include_str!("../../www/samples/counter.json")),
        ("mixed", include_str!("../../www/samples/mixed.json")),
    ];

    #[test]
    fn there_is_a_sample_for_whatever_cannot_run() {
        let samples = SAMPLES.map(|(name, json)| (name, race_of(json)));
        for preset in Preset::ALL {
            let name = name(&preset.spec()).expect("every preset does something");
            let known = samples.iter().find(|(known, _)| *known == name);
            let (_, sample) = known.expect("it is served");
            let recorded = sample.recording.modes();
            assert!(
                [Mode::Threads, Mode::Gil]
                    .iter()
                    .all(|mode| recorded.contains(mode))
            );
            assert!(sample.cores.is_some());
        }
        // It is of the kind that it is shown for.
        for (known, sample) in &samples {
            assert_eq!(name(&sample.spec()), Some(*known));
        }
    }
}
