//! What the main thread does with each API and end, and what a child process does for it.

use crate::codegen::template::Page;
use crate::model::api::{Api, ProgramEnd};

pub(super) const LOOP: &str = "\
S    for i in 0..$n {
R        println!(\"{}\", task(i));
|    }
";

pub(super) const THREADS: &str = "\
S    let threads: Vec<_> = (0..$n).map(|i| thread::spawn(move || task(i))).collect();
|    for thread in threads {
R        println!(\"{:?}\", thread.join());
|    }
";

/// Workers that take tasks from a channel.
pub(super) const PUT: &str = "\
S    let (tasks, taken) = $F;
|    let taken = std::sync::Mutex::new(taken);
|    thread::scope(|scope| {
|        for _ in 0..$p {
B            scope.spawn(|| {
|                loop {
|                    let next = taken.lock().unwrap().recv();
|                    let Ok(i) = next else { break };
R                    println!(\"{}\", task(i));
|                }
|            });
|        }
|        for i in 0..$n {$D
S            tasks.send(i).unwrap();
|        }
|        drop(tasks);
|    });
";

/// Coroutines that take tasks from a channel.
pub(super) const ASYNC_PUT: &str = "\
S    let (tasks, taken) = $F;
|    let taken = std::sync::Arc::new(tokio::sync::Mutex::new(taken));
|    let mut consumers = tokio::task::JoinSet::new();
|    for _ in 0..$p {
|        let taken = taken.clone();
B        consumers.spawn(async move {
|            loop {
|                let next = taken.lock().await.recv().await;
|                let Some(i) = next else { break };
R                println!(\"{}\", task(i).await);
|            }
|        });
|    }
|    for i in 0..$n {$D
S        tasks.send(i)$H.unwrap();
|    }
|    drop(tasks);
E    consumers.join_all().await;
";

pub(super) const POOL: &str = "\
B    let pool = rayon::ThreadPoolBuilder::new()
B        .num_threads($p)
B        .build()
B        .unwrap();
";

pub(super) const MAP: &str = "\
S    let results: Vec<_> = pool.install(|| (0..$n_u32).into_par_iter().map(task).collect());
R    println!(\"{results:?}\");
";

pub(super) const SUBMIT: &str = "\
|    pool.scope(|scope| {
|        for i in 0..$n {
S            scope.spawn(move |_| println!(\"{}\", task(i)));
|        }
|    });
";

/// What a child does.
pub(super) const CHILD: &str = "\
|        println!(\"{}\", task(i.parse().unwrap()));
|        return;
|    }
";

pub(super) const CHILD_OF_POOL: &str = "\
S    let child = |i: u32| Command::new(&program).arg(i.to_string()).status().unwrap();
";

pub(super) const CHILD_POOL: &str = "\
S    let ends: Vec<_> = pool.install(|| (0..$n_u32).into_par_iter().map(child).collect());
R    println!(\"{ends:?}\");
";

/// Workers that nobody waits for but the end of the program.
pub(super) const NOWAIT: &str = "\
|    let next = AtomicU32::new(0);
|    thread::scope(|scope| {
|        for _ in 0..$p {
B            scope.spawn(|| {
|                loop {
|                    let i = next.fetch_add(1, Ordering::Relaxed);
|                    if i >= $n {
|                        break;
|                    }
S                    println!(\"{}\", $F(i));
|                }
|            });
|        }
E        println!(\"{:.3?}\", start.elapsed());
|        // Like Python's exit, the end of the scope waits for them.
|    });
";

/// A child for each task, so many at a time, until all are killed.
pub(super) const KILLED_POOL: &str = "\
|    let mut queued = 0..$n_u32;
|    let mut running: Vec<(u32, Child)> = Vec::new();
|    while start.elapsed() < Duration::from_millis($t) {
|        running.retain_mut(|(i, child)| match child.try_wait().unwrap() {
|            Some(end) => {
R                println!(\"task {i}: {end}\");
|                false
|            }
|            None => true,
|        });
|        let free = $p - running.len();
|        for i in queued.by_ref().take(free) {
S            let child = Command::new(&program).arg(i.to_string()).spawn().unwrap();
B            running.push((i, child));
|        }
|        thread::sleep(Duration::from_millis(1));
|    }
|    for (i, mut child) in running {
E        child.kill().unwrap();
R        println!(\"task {i}: {}\", child.wait().unwrap());
|    }
|    println!(\"{} never started\", queued.len());
";

/// What a child that can be interrupted has. Signals are not in the standard library.
pub(super) const INTERRUPTED: &str = "
|static INTERRUPTED: AtomicBool = AtomicBool::new(false);

|/// As in Python, an interrupt ends a sleep, and unwinding runs what `finally` would.
|fn sleep(duration: Duration) {
|    let end = Instant::now() + duration;
|    while Instant::now() < end && !INTERRUPTED.load(Ordering::Relaxed) {
|        thread::park_timeout(end - Instant::now());
|    }
|    assert!(!INTERRUPTED.load(Ordering::Relaxed), \"interrupted\");
|}

|struct CleanUp(u32);

|impl Drop for CleanUp {
|    fn drop(&mut self) {
|        println!(\"task {} cleans up\", self.0);
|    }
|}
";

/// Its parent closes a pipe instead.
pub(super) const LISTEN: &str = "\
|        let main = thread::current();
|        thread::spawn(move || {
|            // No signals in std: the parent closes this pipe to interrupt the task.
|            std::io::stdin().read_to_end(&mut Vec::new()).unwrap();
|            INTERRUPTED.store(true, Ordering::Relaxed);
|            main.unpark();
|        });
";

const PIPED_CHILD: &str = "\
|    let child = |i: u32| {
|        let mut child = Command::new(&program);
S        child.arg(i.to_string()).stdin(Stdio::piped()).spawn().unwrap()
|    };
";

const COROUTINES: &str = "\
|    let mut tasks = tokio::task::JoinSet::new();
|    for i in 0..$n {
S        tasks.spawn$S;
|    }
";

const AWAIT_EACH: &str = "\
S    for i in 0..$n {
R        println!(\"{}\", task(i).await);
|    }
";

const AWAIT_EACH_TIMEOUT: &str = "\
|    let each = async {
S        for i in 0..$n {
R            println!(\"{}\", task(i).await);
|        }
|    };
E    let limit = Duration::from_millis($t);
E    println!(\"{:?}\", tokio::time::timeout(limit, each).await);
";

const ABORT_ALL: &str = "\
E    tokio::time::sleep(Duration::from_millis($t)).await;
E    tasks.abort_all();
";

/// Errors are among the results.
const JOIN_EACH: &str = "\
R    while let Some(result) = tasks.join_next().await {
R        println!(\"{result:?}\");
|    }
";

pub(super) const RUNTIME: &str = "\
B    let runtime = tokio::runtime::Builder::new_current_thread()
B        .enable_time()
B        .max_blocking_threads($p)
B        .build()
B        .unwrap();
|    runtime.block_on(async {
";

/// A process for each task, which may be killed or interrupted.
pub(super) fn put_children(page: &mut Page, terminates: bool, interrupts: bool) {
    if interrupts {
        page.put(PIPED_CHILD);
        page.set('M', "mut ");
    } else {
        page.put("S    let child = |i: u32| Command::new(&program).arg(i.to_string()).spawn().unwrap();\n");
    }
    page.put("B    let $Mchildren: Vec<_> = (0..$n).map(child).collect();\n");
    if terminates || interrupts {
        page.put("E    thread::sleep(Duration::from_millis($t));\n");
    }
    if interrupts {
        page.put("|    for child in &mut children {\nE        drop(child.stdin.take());\n|    }\n");
    }
    page.put("|    for mut child in children {\n");
    if terminates {
        page.put("E        child.kill().unwrap();\n");
    }
    page.put("R        println!(\"{}\", child.wait().unwrap());\n|    }\n");
}

pub(super) fn put_coroutines(page: &mut Page, api: Api, end: ProgramEnd) {
    let timed = end == ProgramEnd::Timeout;
    if api == Api::AwaitEach {
        return page.put(if timed {
            AWAIT_EACH_TIMEOUT
        } else {
            AWAIT_EACH
        });
    }
    page.set(
        'S',
        match api {
            Api::ToThread => "_blocking(move || task(i))",
            Api::WaitFor => "(tokio::time::timeout(Duration::from_millis($t), task(i)))",
            _ => "(task(i))",
        },
    );
    page.put(COROUTINES);
    if timed && api != Api::WaitFor {
        page.put("E    let limit = Duration::from_millis($t);\n");
        page.put("R    println!(\"{:?}\", tokio::time::timeout(limit, tasks.join_all()).await);\n");
    } else if api == Api::GatherReturn {
        page.put(JOIN_EACH);
    } else if end == ProgramEnd::Cancel {
        page.put(ABORT_ALL);
        page.put(JOIN_EACH);
    } else {
        page.put("R    println!(\"{:?}\", tasks.join_all().await);\n");
    }
}
