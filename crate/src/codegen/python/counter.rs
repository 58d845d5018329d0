//! A shared counter in Python. Behind the imports, `$F` is what stands before the call that counts, `$N` and `$S` are a process's
//! target and arguments.

use crate::codegen::template::Page;
use crate::model::api::{Api, Family};
use crate::model::counter::Lock;
use crate::model::python::Python;
use crate::model::spec::Spec;

const ONE: &str = "\
|def one():
|    return 1


";

const SHARE: &str = "\
|def share(value):
|    global counter
|    counter = value


";

const VALUE: &str = "\
|def compute(updates):
|    for _ in range(updates):
|        with counter.get_lock():
|            counter.value += 1


";

const HEAD: &str = "\
|def compute(updates):
|    global counter
|    for _ in range(updates):
";

const ASYNC_HEAD: &str = "\
|async def compute(updates):
|    global counter
|    for _ in range(updates):
";

const HEAD_BOTH_WAYS: &str = "\
|def compute(i, updates):
|    global counter
|    first, second = (lock_b, lock_a) if i % 2 else (lock_a, lock_b)
|    for _ in range(updates):
";

const ASYNC_HEAD_BOTH_WAYS: &str = "\
|async def compute(i, updates):
|    global counter
|    first, second = (lock_b, lock_a) if i % 2 else (lock_a, lock_b)
|    for _ in range(updates):
";

const LOCAL: &str = "\
|def compute(updates):
|    global counter
|    own = 0
|    for _ in range(updates):
|        own += 1
";

/// So many empty steps of a loop take about as long as taking a free lock, counting and giving it back.
const LOCKED_STEPS: u32 = 4;

/// What a program needs that counts.
pub(super) struct Counting<'s> {
    spec: &'s Spec,
    api: Api,
    /// Whether its tasks are coroutines.
    coroutines: bool,
    /// Whether its processes share a value.
    value: bool,
}

impl<'s> Counting<'s> {
    /// What the program of an experiment needs that counts; none if it does not.
    pub(super) fn of(spec: &'s Spec, api: Api) -> Option<Self> {
        spec.counts().then(|| Self {
            spec,
            api,
            coroutines: spec.workers_by(api).are_coroutines(),
            value: spec.shares_value() && api.family() == Family::Processes,
        })
    }

    /// Whether it needs a lock of threads.
    pub(super) fn has_thread_lock(&self) -> bool {
        self.spec.lock != Lock::None && !self.coroutines && !self.value
    }

    /// Whether its processes share a value.
    pub(super) fn has_value(&self) -> bool {
        self.value
    }

    /// Whether its tasks take two locks in opposite orders.
    pub(super) fn locks_both_ways(&self) -> bool {
        self.spec.locks_both_ways() && !self.value
    }

    /// Whether it needs a lock of coroutines.
    fn has_async_lock(&self) -> bool {
        self.spec.locks() && self.coroutines
    }

    /// Whether its lock belongs to the event loop that runs when it is made.
    pub(super) fn makes_lock_in_loop(&self) -> bool {
        self.has_async_lock() && self.spec.python < Python::V311
    }

    /// What makes it there.
    pub(super) fn lock_in_loop(&self) -> &'static str {
        match self.spec.locks_both_ways() {
            true => {
                "|    global lock_a, lock_b\n|    lock_a, lock_b = asyncio.Lock(), asyncio.Lock()\n"
            }
            false => "|    global lock\n|    lock = asyncio.Lock()\n",
        }
    }

    /// Whether the program imports `Value`.
    pub(super) fn imports_value(&self) -> bool {
        self.value && self.spec.start.is_none()
    }

    /// Whether what counts is a coroutine.
    fn awaits(&self) -> bool {
        self.coroutines && (self.spec.awaits_between() || self.has_async_lock())
    }

    /// What comes before the tasks.
    pub(super) fn put_before(&self, page: &mut Page) {
        page.set('F', if self.awaits() { "await " } else { "" });
        if self.value {
            page.put(SHARE);
            return page.put(VALUE);
        }
        page.put("|counter = 0\n");
        let both_ways = self.spec.locks_both_ways();
        if self.has_thread_lock() {
            page.put(match self.spec.lock {
                Lock::Opposite => "|lock_a, lock_b = threading.Lock(), threading.Lock()\n",
                Lock::Atomic => "|lock = threading.Lock()  # Python has no atomic integer\n",
                _ => "|lock = threading.Lock()\n",
            });
        } else if self.has_async_lock() && !self.makes_lock_in_loop() {
            page.put(match both_ways {
                true => "|lock_a, lock_b = asyncio.Lock(), asyncio.Lock()\n",
                false => "|lock = asyncio.Lock()\n",
            });
        }
        page.put("\n\n");
        let calls = self.spec.between && !self.awaits() && self.spec.lock != Lock::Local;
        if calls {
            page.put(ONE);
        }
        let lock = self.spec.lock;
        if lock == Lock::Local {
            page.put(LOCAL);
            page.put(match self.coroutines {
                true => "|    counter += own\n",
                false => "|    with lock:\n|        counter += own\n",
            });
            return page.put("\n\n");
        }
        page.put(match (both_ways, self.awaits()) {
            (true, true) => ASYNC_HEAD_BOTH_WAYS,
            (true, false) => HEAD_BOTH_WAYS,
            (false, true) => ASYNC_HEAD,
            (false, false) => HEAD,
        });
        let mut indent = "|        ";
        if both_ways {
            page.put(match (self.awaits(), self.spec.awaits_between(), calls) {
                (true, true, _) => {
                    "|        async with first:\n|            await asyncio.sleep(0)\n|            async with second:\n"
                }
                (true, false, _) => {
                    "|        async with first:\n|            async with second:\n"
                }
                (false, _, true) => {
                    "|        with first:\n|            step = one()\n|            with second:\n"
                }
                (false, _, false) => "|        with first:\n|            with second:\n",
            });
            indent = "|                ";
        } else if self.has_thread_lock() {
            page.put("|        with lock:\n");
            indent = "|            ";
        } else if self.has_async_lock() {
            page.put("|        async with lock:\n");
            indent = "|            ";
        } else if lock == Lock::Atomic {
            page.put(
                "|        # Python has no atomic integer, but nothing runs between two awaits.\n",
            );
        }
        let steps: &[&str] = match both_ways {
            true if calls => &["counter += step"],
            true => &["counter += 1"],
            false => match (self.spec.awaits_between() && self.coroutines, calls) {
                (true, _) => &[
                    "read = counter",
                    "await asyncio.sleep(0)",
                    "counter = read + 1",
                ],
                (false, true) => &["counter += one()"],
                (false, false) => &["counter += 1"],
            },
        };
        for step in steps {
            page.put(indent);
            page.put(step);
            page.put("\n");
        }
        let outside = match self.spec.locks() && (self.has_thread_lock() || self.has_async_lock()) {
            true => self.spec.outside(LOCKED_STEPS),
            false => 0,
        };
        if outside > 0 {
            page.put("|        for _ in range(");
            page.number(outside.into(), 0);
            page.put("):\n|            pass\n");
        }
        page.put("\n\n");
    }

    /// What a process is given beside its task's number.
    pub(super) fn put_target(&self, page: &mut Page) {
        if self.value && self.api == Api::Process {
            page.put("|def counting(value, i):\n|    share(value)\n|    return task(i)\n\n\n");
            page.set('N', "counting");
            page.set('S', "counter, i");
        }
    }

    /// How a pool gives its workers the value.
    pub(super) fn initializer(&self, recycle: &'static str) -> &'static str {
        match (self.value, recycle) {
            (false, recycle) => recycle,
            (true, "") => ", initializer=share, initargs=(counter,)",
            (true, ", maxtasksperchild=$m") => {
                ", initializer=share, initargs=(counter,), maxtasksperchild=$m"
            }
            (true, _) => ", initializer=share, initargs=(counter,), max_tasks_per_child=$m",
        }
    }

    /// What comes before anything is started.
    pub(super) fn put_value(&self, page: &mut Page) {
        if self.value {
            page.put(match self.spec.start {
                Some(_) => "|counter = get_context(\"$H\").Value(\"q\")\n",
                None => "|counter = Value(\"q\")\n",
            });
        }
    }

    /// What is printed in the end.
    pub(super) fn put_after(&self, page: &mut Page) {
        page.put(match self.value {
            true => "|print(\"counter:\", counter.value)\n",
            false => "|print(\"counter:\", counter)\n",
        });
    }
}
