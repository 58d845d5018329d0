//! What each preset sets. A link says the same on every machine.

use std::collections::BTreeMap;

use super::api::{Apis, Fault, ProgramEnd};
use super::blocking::Blocking;
use super::counter::{Lock, Sharing};
use super::field::Field;
use super::mode::{KernelKind, Mode};
use super::preset::Preset;
use super::python::Python;
use super::queue::QueueOrder;
use super::rounds::Rounds;
use super::setting;
use super::spec::Spec;

impl Default for Spec {
    fn default() -> Self {
        Preset::Sleeps.spec()
    }
}

impl Preset {
    /// The experiment, the same on every machine, so that a link means the same everywhere.
    pub fn spec(self) -> Spec {
        let mut spec = Spec {
            preset: self,
            n: 10,
            wait: 500,
            work: 0,
            bursts: 1,
            jitter: 0,
            workers: 10,
            modes: Mode::ALL.to_vec(),
            rounds: 0,
            rounds_asked: Rounds::Auto,
            kernel: KernelKind::Pi,
            length: 6,
            distance: 1,
            threshold: 10,
            lock: Lock::None,
            between: false,
            hold: 100,
            shared: Sharing::Copy,
            order: QueueOrder::Join,
            payload: 0,
            limit: 0,
            seed: 1,
            blocking: Blocking::None,
            apis: Apis::default(),
            python: Python::default(),
            start: None,
            guard: true,
            buffer: 0,
            read: 0,
            recycle: 0,
            chunk: 0,
            end: ProgramEnd::Join,
            timeout: 1_000,
            fail: Fault::Raise,
            gil: true,
            interval: 50,
            overrides: BTreeMap::new(),
        };
        setting::apply(self.differences(), &mut spec);
        spec
    }

    /// Its differences from ten sleeps of half a second, as a link's query.
    fn differences(self) -> &'static str {
        match self {
            Preset::Sleeps => "",
            Preset::Pool4 => "workers=4",
            Preset::Pool8 => "workers=8",
            // Six rounds of all modes take about ten seconds on two cores, here and in the others that compute.
            Preset::Pi => "n=8&wait=0&work=120000000&workers=4",
            Preset::Patterns => "n=8&wait=0&work=6000&workers=4&kernel=patterns",
            Preset::Mixed => "n=12&wait=60&work=20000000&bursts=4&jitter=30&workers=4",
            Preset::Blocking => "blocking=1&modes=sequential,threads,async",
            Preset::GilCompute => {
                "n=8&wait=0&work=120000000&workers=4&modes=sequential,threads,gil,processes"
            }
            Preset::GilIo => "modes=sequential,threads,gil",
            Preset::Convoy => {
                "n=2&wait=0&workers=2&bursts=40&modes=threads,gil&\
                 tasks=0:work=1200000000;1:wait=40,work=800000"
            }
            Preset::SwitchInterval => "n=2&wait=0&work=800000000&workers=2&interval=50&modes=gil",
            Preset::NoGil => "n=2&wait=0&work=800000000&workers=2&gil=0&modes=threads,gil",
            Preset::Unread => {
                "workers=4&modes=gil,processes&api=apply_async&end=unread&tasks=2:fail;5:fail"
            }
            Preset::MissingFile => {
                "wait=100&work=6000&workers=4&kernel=patterns&modes=sequential,processes&\
                 api=apply_async&end=unread&fail=missing&tasks=1:fail;2:fail;3:fail"
            }
            Preset::Unclosed => "workers=4&modes=processes&api=apply_async&end=unclosed",
            Preset::Guard => {
                "n=4&workers=4&modes=sequential,processes&api=process&guard=0&start=spawn"
            }
            Preset::JoinTimeout => {
                "n=4&workers=4&modes=gil,processes&api=thread,process&end=timeout&timeout=200"
            }
            Preset::Shutdown => {
                "workers=2&modes=gil,processes&api=thread_submit,process_submit&end=shutdown&\
                 timeout=800"
            }
            Preset::Terminate => {
                "workers=4&modes=processes&api=apply_async&end=terminate&timeout=800"
            }
            Preset::BrokenPool => {
                "workers=4&modes=processes&api=process_submit&fail=kill&tasks=3:wait=800,fail"
            }
            Preset::TaskGroup => "workers=4&modes=async&api=task_group&tasks=2:wait=200,fail",
            Preset::WaitFor => {
                "workers=4&modes=async&api=wait_for&end=timeout&timeout=700&tasks=4:wait=900"
            }
            Preset::BlockingThread => {
                "n=40&wait=200&workers=6&blocking=thread&modes=sequential,async"
            }
            Preset::AwaitEach => "n=4&modes=sequential,async&api=await_each",
            Preset::AsCompleted => {
                "n=5&wait=200&workers=2&modes=gil,processes&api=thread_as_completed,imap&\
                 tasks=0:wait=800"
            }
            Preset::WaitFirst => {
                "wait=200&workers=2&modes=gil,processes&api=wait_first&tasks=2:wait=100,fail"
            }
            Preset::Exit => {
                "workers=4&modes=gil,processes,async&api=thread_submit,pool_map&fail=exit&\
                 tasks=2:wait=200,fail"
            }
            Preset::Nowait => {
                "n=4&workers=2&modes=gil,processes&api=thread_submit,process_submit&end=nowait"
            }
            Preset::TerminateWorkers => {
                "wait=300&workers=2&modes=processes&api=process_submit&\
                 end=terminate_workers&timeout=800"
            }
            Preset::Recycle => "n=8&wait=200&workers=2&modes=processes&api=pool_map&recycle=2",
            Preset::Interrupt => "n=4&modes=processes&api=process&end=interrupt&timeout=300",
            Preset::GroupCancel => {
                "n=4&modes=async&python=3.15&api=task_group&end=cancel&timeout=200&tasks=0:wait=100"
            }
            Preset::Interpreters => {
                "n=8&wait=0&work=120000000&workers=4&modes=sequential,gil,processes&api=interpreter_map"
            }
            Preset::GatherReturn => "modes=async&api=gather_return&tasks=2:wait=200,fail",
            Preset::LostUpdate => {
                "n=4&wait=0&work=8000000&workers=4&kernel=counter&between=1&modes=threads,gil"
            }
            Preset::LockUpdate => {
                "n=4&wait=0&work=6000000&workers=4&kernel=counter&lock=mutex&between=1&\
                 modes=threads,gil"
            }
            Preset::CounterProcesses => {
                "n=4&wait=0&work=200000000&workers=4&kernel=counter&modes=sequential,processes"
            }
            Preset::CounterAsync => {
                "n=4&wait=0&work=500000&workers=4&kernel=counter&between=1&modes=async"
            }
            Preset::Deadlock => {
                "n=2&wait=0&work=20000000&workers=2&kernel=counter&lock=opposite&between=1&\
                 modes=threads,gil,async"
            }
            Preset::Semaphore => "n=100&wait=100&workers=20&limit=10&modes=gil,async",
            Preset::BoundedQueue => {
                "n=12&wait=400&workers=2&buffer=3&read=50&modes=gil,async&api=thread_queue,async_queue"
            }
            Preset::ProcessQueue => "n=4&wait=200&modes=processes&api=process_queue&payload=66000",
            Preset::CounterLocal => {
                "n=4&wait=0&work=100000000&workers=4&kernel=counter&lock=local&between=1&\
                 modes=sequential,threads,gil"
            }
        }
    }

    /// The experiment for a machine with this many cores: pure computing uses them all.
    pub fn spec_for(self, cores: u32) -> Spec {
        let mut spec = self.spec();
        let computes = matches!(
            self,
            Preset::Pi | Preset::Patterns | Preset::GilCompute | Preset::Interpreters
        );
        if computes {
            Field::Workers.set(&mut spec, u64::from(cores));
        }
        spec
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_preset_is_within_the_limits() {
        for preset in Preset::ALL {
            for spec in [preset.spec(), preset.spec_for(128)] {
                for field in Field::ALL {
                    assert!(
                        field.limits().contains(&field.get(&spec)),
                        "{preset:?} {field:?}"
                    );
                }
            }
        }
    }

    #[test]
    fn every_preset_has_a_name_of_its_own_and_an_end_that_its_apis_have() {
        for preset in Preset::ALL {
            let named = Preset::ALL
                .iter()
                .filter(|other| other.name() == preset.name());
            assert_eq!(named.count(), 1);
            let spec = preset.spec();
            let apis = spec.modes.iter().map(|mode| spec.api(*mode));
            let ends = apis.map(|api| spec.end_of(api) == spec.end);
            assert!(ends.into_iter().any(|fits| fits), "{preset:?}");
            let query = preset.differences();
            assert_eq!(crate::model::query::decode(query).notices, [], "{query}");
        }
    }
}
