//! The main thread of each API with each end. `$P` makes workers, `$J` is the arguments, `$L` and `$M` are
//! a worker's name and its plural, `$H` is how processes start, `$E` after how many tasks they are replaced, `$O` a time limit, `$Q` a chunk's size, `$U` a buffer's, `$D` what is done with a result, `$G` that `gather` returns
//! errors, where there is one; `$T` is the call that ends workers; `$N` and `$S` are what a worker is given; `$V` is `imap` or `imap_unordered`.

use crate::model::api::{Api, Call, ProgramEnd};
use crate::model::python::Python;
use crate::model::queue::QueueOrder;

pub(super) fn program(
    api: Api,
    end: ProgramEnd,
    python: Python,
    order: QueueOrder,
) -> &'static str {
    use ProgramEnd::{
        Cancel, Interrupt, KillWorkers, Nowait, Shutdown, Terminate, TerminateWorkers, Timeout,
        Unclosed, Unread,
    };
    // There is no `asyncio.timeout`.
    let old = python < Python::V311;
    match (api.call(), end) {
        (Call::Gather | Call::GatherReturn, Timeout) if old => GATHER_WAIT_FOR,
        (Call::ToThread, Timeout) if old => TO_THREAD_WAIT_FOR,
        (Call::AwaitEach, Timeout) if old => AWAIT_EACH_WAIT_FOR,
        (Call::Loop, _) => LOOP,
        (Call::Start, Timeout) => JOIN_TIMEOUT,
        (Call::Start, Terminate | Interrupt) => TERMINATE,
        (Call::Start, _) => JOIN,
        (Call::Queue, _) => match order {
            QueueOrder::Join => JOIN_GET,
            QueueOrder::Read => GET_JOIN,
        },
        (Call::Put, _) if api.workers().are_coroutines() => ASYNC_PUT,
        (Call::Put, _) => PUT,
        (Call::Map, Shutdown) => MAP_SHUTDOWN,
        (Call::Map, Unread) => MAP_UNREAD,
        (Call::Map, Nowait) => MAP_NOWAIT,
        (Call::Map, TerminateWorkers | KillWorkers) => MAP_WORKERS,
        (Call::Submit, TerminateWorkers | KillWorkers) => SUBMIT_WORKERS,
        (Call::Map, _) => MAP,
        (Call::Submit, Timeout) => SUBMIT_TIMEOUT,
        (Call::Submit, Shutdown) => SUBMIT_SHUTDOWN,
        (Call::Submit, Unread) => SUBMIT_UNREAD,
        (Call::Submit, Nowait) => SUBMIT_NOWAIT,
        (Call::Submit, _) => SUBMIT,
        (Call::AsCompleted, _) => AS_COMPLETED,
        (Call::WaitFirst, _) => WAIT_FIRST,
        (Call::PoolMap, Timeout) => POOL_TIMEOUT,
        (Call::PoolMap, Terminate) => POOL_TERMINATE,
        (Call::PoolMap, Unclosed) => POOL_UNCLOSED,
        (Call::PoolMap, _) => POOL,
        (Call::Imap | Call::ImapUnordered, Timeout) => IMAP_TIMEOUT,
        (Call::Imap | Call::ImapUnordered, _) => IMAP,
        (Call::ApplyAsync, Timeout) => APPLY_TIMEOUT,
        (Call::ApplyAsync, Terminate) => APPLY_TERMINATE,
        (Call::ApplyAsync, Unread) => APPLY_UNREAD,
        (Call::ApplyAsync, Unclosed) => APPLY_UNCLOSED,
        (Call::ApplyAsync, _) => APPLY,
        (Call::Gather | Call::GatherReturn, Timeout) => GATHER_TIMEOUT,
        (Call::Gather | Call::GatherReturn, _) => GATHER,
        (Call::TaskGroup, Timeout) => GROUP_TIMEOUT,
        (Call::TaskGroup, Cancel) => GROUP_CANCEL,
        (Call::TaskGroup, _) => GROUP,
        (Call::WaitFor, _) => WAIT_FOR,
        (Call::ToThread, Timeout) => TO_THREAD_TIMEOUT,
        (Call::ToThread, _) => TO_THREAD,
        (Call::AwaitEach, Timeout) => AWAIT_EACH_TIMEOUT,
        (Call::AwaitEach, _) => AWAIT_EACH,
    }
}

const LOOP: &str = "\
Sfor i in $J:
R    print(task(i))
";

const JOIN: &str = "\
S$M = [$P(target=$N, args=($S)) for i in $J]
|for $L in $M:
B    $L.start()
|for $L in $M:
R    $L.join()
";

const JOIN_TIMEOUT: &str = "\
S$M = [$P(target=$N, args=($S)) for i in $J]
|for $L in $M:
B    $L.start()
|for $L in $M:
R    $L.join(timeout=$t)
E    if $L.is_alive():
E        print(f\"{$L.name} lives on\")
";

const TERMINATE: &str = "\
S$M = [$P(target=$N, args=($S)) for i in $J]
|for $L in $M:
B    $L.start()
Etime.sleep($t)
|for $L in $M:
E    $L.$T()
|for $L in $M:
R    $L.join()
";

const JOIN_GET: &str = "\
S$M = [$P(target=$N, args=($S)) for i in $J]
|for $L in $M:
B    $L.start()
|for $L in $M:
R    $L.join()
|for _ in $M:
|    result, data = queue.get()
|    print(result)$D
";

const GET_JOIN: &str = "\
S$M = [$P(target=$N, args=($S)) for i in $J]
|for $L in $M:
B    $L.start()
|for _ in $M:
R    result, data = queue.get()
R    print(result)$D
|for $L in $M:
|    $L.join()
";

const PUT: &str = "\
B$M = [threading.Thread(target=consumer) for _ in range($p)]
|for $L in $M:
B    $L.start()
|for i in $J:$D
S    tasks.put(i)
|for _ in $M:
|    tasks.put(None)
|for $L in $M:
E    $L.join()
";

const ASYNC_PUT: &str = "\
|    tasks = asyncio.Queue($Q)
B    consumers = [asyncio.create_task(consumer(tasks)) for _ in range($p)]
|    for i in $J:$D
S        await tasks.put(i)
|    for _ in consumers:
|        await tasks.put(None)
E    await asyncio.gather(*consumers)
";

const MAP: &str = "\
Bwith $P as pool:
S    for result in pool.map(task, $J$O$Q$U):
R        print(result)$D
";

const MAP_SHUTDOWN: &str = "\
Bpool = $P
Sresults = pool.map(task, $J$Q)
Etime.sleep($t)
Epool.shutdown(cancel_futures=True)
Rfor result in results:
R    print(result)
";

const MAP_UNREAD: &str = "\
Bwith $P as pool:
S    pool.map(task, $J$Q)
";

const MAP_NOWAIT: &str = "\
Bpool = $P
Sresults = pool.map(task, $J$Q)
Epool.shutdown(wait=False)
";

const MAP_WORKERS: &str = "\
Bpool = $P
Sresults = pool.map(task, $J$Q)
Etime.sleep($t)
Epool.$T()
Rfor result in results:
R    print(result)
";

const SUBMIT: &str = "\
Bwith $P as pool:
S    futures = [pool.submit(task, i) for i in $J]
|    for future in futures:
R        print(future.result())$D
";

const SUBMIT_TIMEOUT: &str = "\
Bwith $P as pool:
S    futures = [pool.submit(task, i) for i in $J]
|    for future in futures:
|        try:
R            print(future.result(timeout=$t))
|        except TimeoutError:
E            print(future.cancel())
E            raise
";

const SUBMIT_SHUTDOWN: &str = "\
Bpool = $P
Sfutures = [pool.submit(task, i) for i in $J]
Etime.sleep($t)
Epool.shutdown(cancel_futures=True)
|for future in futures:
|    if not future.cancelled():
R        print(future.result())
";

const SUBMIT_UNREAD: &str = "\
Bwith $P as pool:
|    for i in $J:
S        pool.submit(task, i)
";

const SUBMIT_NOWAIT: &str = "\
Bpool = $P
Sfutures = [pool.submit(task, i) for i in $J]
Epool.shutdown(wait=False)
";

const SUBMIT_WORKERS: &str = "\
Bpool = $P
Sfutures = [pool.submit(task, i) for i in $J]
Etime.sleep($t)
Epool.$T()
Rfor future in futures:
R    print(future.result())
";

const AS_COMPLETED: &str = "\
Bwith $P as pool:
S    futures = [pool.submit(task, i) for i in $J]
|    for future in as_completed(futures$O):
R        print(future.result())$D
";

const WAIT_FIRST: &str = "\
Bwith $P as pool:
S    futures = [pool.submit(task, i) for i in $J]
R    done, pending = wait(futures, return_when=FIRST_EXCEPTION)
|    for future in done:
R        print(future.exception() or future.result())
|    print(f\"{len(pending)} still pending\")
";

const POOL: &str = "\
Bpool = $P
|try:
S    print(pool.map(task, $J$Q))
|finally:
E    pool.close()
E    pool.join()
";

const POOL_TIMEOUT: &str = "\
Bwith $P as pool:
S    result = pool.map_async(task, $J$Q)
R    print(result.get(timeout=$t))
";

const POOL_TERMINATE: &str = "\
Bpool = $P
Sresult = pool.map_async(task, $J$Q)
Etime.sleep($t)
Epool.terminate()
Epool.join()
|if result.ready():
R    print(result.get())
";

const POOL_UNCLOSED: &str = "\
Bpool = $P
Spool.map_async(task, $J$Q)
";

const IMAP: &str = "\
Bpool = $P
|try:
S    for result in pool.$V(task, $J):
R        print(result)$D
|finally:
E    pool.close()
E    pool.join()
";

const IMAP_TIMEOUT: &str = "\
Bwith $P as pool:
S    results = pool.$V(task, $J)
|    for _ in $J:
R        print(results.next(timeout=$t))
";

const APPLY: &str = "\
Bpool = $P
|try:
S    results = [pool.apply_async(task, (i,)) for i in $J]
|    for result in results:
R        print(result.get())
|finally:
E    pool.close()
E    pool.join()
";

const APPLY_TIMEOUT: &str = "\
Bwith $P as pool:
S    results = [pool.apply_async(task, (i,)) for i in $J]
|    for result in results:
R        print(result.get(timeout=$t))
";

const APPLY_TERMINATE: &str = "\
Bpool = $P
Sresults = [pool.apply_async(task, (i,)) for i in $J]
Etime.sleep($t)
Epool.terminate()
Epool.join()
|for result in results:
|    if result.ready():
R        print(result.get())
";

const APPLY_UNREAD: &str = "\
Bpool = $P
|for i in $J:
S    pool.apply_async(task, (i,))
Epool.close()
Epool.join()
";

const APPLY_UNCLOSED: &str = "\
Bpool = $P
|for i in $J:
S    pool.apply_async(task, (i,))
";

const GATHER: &str = "\
S    results = await asyncio.gather(*(task(i) for i in $J)$G)
R    print(results)
";

const GATHER_TIMEOUT: &str = "\
E    async with asyncio.timeout($t):
S        results = await asyncio.gather(*(task(i) for i in $J)$G)
R    print(results)
";

const GROUP: &str = "\
B    async with asyncio.TaskGroup() as group:
S        tasks = [group.create_task(task(i)) for i in $J]
R    print([each.result() for each in tasks])
";

const GROUP_TIMEOUT: &str = "\
E    async with asyncio.timeout($t):
B        async with asyncio.TaskGroup() as group:
S            tasks = [group.create_task(task(i)) for i in $J]
R    print([each.result() for each in tasks])
";

const GROUP_CANCEL: &str = "\
B    async with asyncio.TaskGroup() as group:
S        tasks = [group.create_task(task(i)) for i in $J]
E        await asyncio.sleep($t)
E        group.cancel()
R    print(sum(each.cancelled() for each in tasks), \"cancelled\")
";

const GATHER_WAIT_FOR: &str = "\
S    results = asyncio.gather(*(task(i) for i in $J)$G)
R    print(await asyncio.wait_for(results, timeout=$t))
";

const WAIT_FOR: &str = "\
S    tasks = [asyncio.wait_for(task(i), timeout=$t) for i in $J]
R    print(await asyncio.gather(*tasks))
";

const TO_THREAD: &str = "\
S    calls = [asyncio.to_thread(task, i) for i in $J]
R    print(await asyncio.gather(*calls))
";

const TO_THREAD_TIMEOUT: &str = "\
S    calls = [asyncio.to_thread(task, i) for i in $J]
E    async with asyncio.timeout($t):
R        print(await asyncio.gather(*calls))
";

const AWAIT_EACH: &str = "\
S    for i in $J:
R        print(await task(i))
";

const AWAIT_EACH_TIMEOUT: &str = "\
E    async with asyncio.timeout($t):
S        for i in $J:
R            print(await task(i))
";

const TO_THREAD_WAIT_FOR: &str = "\
S    calls = [asyncio.to_thread(task, i) for i in $J]
R    print(await asyncio.wait_for(asyncio.gather(*calls), timeout=$t))
";

const AWAIT_EACH_WAIT_FOR: &str = "\
|    async def each():
S        for i in $J:
R            print(await task(i))

E    await asyncio.wait_for(each(), timeout=$t)
";
