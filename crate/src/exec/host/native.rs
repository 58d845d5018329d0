//! A host in an ordinary process: the machine's clock, a thread pool of its own, and processes.
//!
//! It serves the terminal and the tests. Its executor thread may block, since nothing else needs it.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::pin::pin;
use std::process::{Child as Process, Command, Stdio};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::exec::child::{Child, ToParent};
use crate::exec::host::Host;
use crate::exec::host::thread::Thread;
use crate::exec::message::{Completion, Order, Received, Report, decode, encode};
use crate::exec::stop_signal::StopSignal;
use crate::time::{Clock, MILLI, Nanos, from_ms, to_ms};

/// The machine's monotonic clock.
#[derive(Clone, Debug)]
pub struct Monotonic {
    origin: std::time::Instant,
}

impl Monotonic {
    /// A clock whose origin is now.
    #[expect(clippy::disallowed_methods, reason = "hosts read the time")]
    pub fn start() -> Self {
        Self {
            origin: std::time::Instant::now(),
        }
    }

    /// A clock whose origin is this time of [`Monotonic::shared_ms`].
    #[expect(clippy::disallowed_methods, reason = "hosts read the time")]
    pub fn since(shared_ms: f64) -> Self {
        let ago = from_ms((wall_ms() - shared_ms).max(0.0));
        let now = std::time::Instant::now();
        let origin = now.checked_sub(Duration::from_nanos(ago));
        Self {
            origin: origin.unwrap_or(now),
        }
    }

    /// Converts a time on this clock to milliseconds on the clock that all processes share: wall time.
    pub fn shared_ms(&self, at: Nanos) -> f64 {
        wall_ms() + (to_ms(at) - to_ms(self.now()))
    }
}

#[expect(clippy::disallowed_methods, reason = "hosts read the time")]
fn wall_ms() -> f64 {
    let now = std::time::SystemTime::now();
    let since = now.duration_since(std::time::UNIX_EPOCH);
    since.map_or(0.0, |since| since.as_secs_f64() * 1_000.0)
}

impl Clock for Monotonic {
    fn now(&self) -> Nanos {
        self.origin.elapsed().as_nanos() as Nanos
    }
}

/// A host in an ordinary process.
pub struct Native {
    clock: Monotonic,
    pool: rayon::ThreadPool,
    /// The program to run as a process; called with [`CHILD`], it behaves as one.
    program: PathBuf,
    processes: RefCell<BTreeMap<usize, Started>>,
    /// How many processes were started.
    started: Cell<u64>,
    reports: (Sender<Said>, Receiver<Said>),
    /// Reports that arrived while this host waited for them.
    next: RefCell<Option<Said>>,
}

/// The argument that makes the program run as a process.
pub const CHILD: &str = "--child";

/// A process, and its serial number among all that were started.
struct Started {
    number: u64,
    process: Process,
}

/// A message from a process: its serial number, and what was received.
type Said = (u64, Received);

impl Native {
    /// A host with a pool of this many threads, started; its processes run `program`.
    ///
    /// # Errors
    /// If the system refuses a thread.
    pub fn new(threads: usize, program: &Path) -> Result<Self, rayon::ThreadPoolBuildError> {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()?;
        Ok(Self {
            clock: Monotonic::start(),
            pool,
            program: program.to_owned(),
            processes: RefCell::default(),
            started: Cell::new(0),
            reports: channel(),
            next: RefCell::default(),
        })
    }

    /// Runs a future of this host's to its end.
    pub fn block_on<T>(&self, future: impl Future<Output = T>) -> T {
        let mut future = pin!(future);
        loop {
            // This host's futures block by themselves, so a pending one is merely not done yet.
            if let Poll::Ready(value) = future
                .as_mut()
                .poll(&mut Context::from_waker(Waker::noop()))
            {
                return value;
            }
        }
    }
}

impl Host for Native {
    type Clock = Monotonic;
    type Worker = Thread;

    fn clock(&self) -> &Monotonic {
        &self.clock
    }

    async fn sleep_until(&self, at: Nanos, stop: &StopSignal) {
        stop.block_until(&self.clock, at);
    }

    async fn checkpoint(&self) {}

    async fn wait_for_progress(&self, until: Nanos) {
        let left = until.saturating_sub(self.clock.now()).min(MILLI);
        let said = self.reports.1.recv_timeout(Duration::from_nanos(left));
        if let Ok(said) = said {
            self.next.replace(Some(said));
        }
    }

    fn spawn_lane<F: Future<Output = ()> + 'static>(
        &self,
        lane: impl FnOnce(Thread) -> F + Send + 'static,
    ) {
        self.pool.spawn(move || Thread::carry_out(lane));
    }

    fn shared_ms(&self, at: Nanos) -> f64 {
        self.clock.shared_ms(at)
    }

    fn start_process(&self, worker: usize, order: &Order) -> u64 {
        self.kill_process(worker);
        let number = self.started.get() + 1;
        self.started.set(number);
        let process = Command::new(&self.program)
            .arg(CHILD)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn();
        let say = self.reports.0.clone();
        let died = Received {
            worker,
            report: None,
        };
        let Ok(mut process) = process else {
            // Its death is reported like any other.
            let _ = say.send((number, died));
            return 0;
        };
        let output = process.stdout.take();
        std::thread::spawn(move || {
            let mut output = output;
            while let Some(Ok((report, bytes))) = output.as_mut().map(read) {
                let report = Some((report, bytes));
                let _ = say.send((number, Received { worker, report }));
            }
            let _ = say.send((number, died));
        });
        let started = Started { number, process };
        self.processes.borrow_mut().insert(worker, started);
        self.order(worker, order)
    }

    fn order(&self, worker: usize, order: &Order) -> u64 {
        let mut processes = self.processes.borrow_mut();
        let input = processes
            .get_mut(&worker)
            .and_then(|started| started.process.stdin.as_mut());
        // If sending fails, the process has died; the report of its death arrives soon.
        input.map_or(0, |input| write(input, order).unwrap_or(0))
    }

    fn kill_process(&self, worker: usize) {
        if let Some(mut started) = self.processes.borrow_mut().remove(&worker) {
            // It may have ended by itself.
            let _ = started.process.kill();
            let _ = started.process.wait();
        }
    }

    fn receive(&self) -> Option<Received> {
        loop {
            let next = self.next.take().or_else(|| self.reports.1.try_recv().ok());
            let (number, received) = next?;
            let processes = self.processes.borrow();
            let there = processes.get(&received.worker);
            if received.report.is_none() && there.is_none()
                || there.is_some_and(|there| there.number == number)
            {
                return Some(received);
            }
        }
    }
}

impl Drop for Native {
    fn drop(&mut self) {
        let workers: Vec<usize> = self.processes.borrow().keys().copied().collect();
        for worker in workers {
            self.kill_process(worker);
        }
    }
}

/// Runs this program as a process, to its end: orders arrive on standard input, reports leave on
/// standard output.
///
/// # Errors
/// When the parent is gone.
pub fn child() -> io::Result<()> {
    let (mut input, mut output) = (io::stdin(), io::stdout());
    let (first, _) = read(&mut input)?;
    let Order::Start {
        query,
        corpus,
        worker,
        release_ms,
    } = first
    else {
        return Err(io::ErrorKind::InvalidData.into());
    };
    let clock = Monotonic::since(release_ms);
    let Ok(child) = Child::new(&query, corpus, worker, clock, 0) else {
        return Err(io::ErrorKind::InvalidData.into());
    };
    write(&mut output, &Report::Ready)?;
    loop {
        let (order, _) = read(&mut input)?;
        if let Order::Carry { tasks } = order {
            let mut ended = None;
            Thread::carry_out(async |thread| {
                ended = Some(child.carry_out(&tasks, thread, &Pipes).await);
            });
            if let Some((completion, report)) = ended {
                write(&mut output, &report)?;
                if completion == Completion::Killed {
                    std::process::exit(1);
                }
            }
        }
    }
}

/// Standard input and output, to a parent at their other ends.
struct Pipes;

impl ToParent for Pipes {
    fn tell(&self, report: Report) {
        // If the parent is gone, no next order comes.
        drop(write(&mut io::stdout(), &report));
    }

    async fn count_one(&self) {
        self.tell(Report::CountOne);
        // The answer is the only order that comes meanwhile.
        drop(read::<Order>(&mut io::stdin()));
    }
}

fn write(to: &mut impl Write, said: &impl Serialize) -> io::Result<u64> {
    let bytes = encode(said);
    to.write_all(&(bytes.len() as u32).to_le_bytes())?;
    to.write_all(&bytes)?;
    to.flush()?;
    Ok(bytes.len() as u64)
}

fn read<T: DeserializeOwned>(from: &mut impl Read) -> io::Result<(T, u64)> {
    let mut length = [0; 4];
    from.read_exact(&mut length)?;
    let mut bytes = vec![0; u32::from_le_bytes(length) as usize];
    from.read_exact(&mut bytes)?;
    let said = decode(&bytes).ok_or(io::ErrorKind::InvalidData)?;
    Ok((said, bytes.len() as u64))
}
