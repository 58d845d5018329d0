//! 与某个值对应的文字。

use crate::model::api::{Family, Fault, ProgramEnd};
use crate::model::counter::Lock;
use crate::model::field::Field;
use crate::model::mode::{KernelKind, Mode};
use crate::model::preset::{Preset, Topic};
use crate::model::task::Outcome;
use crate::model::view::Theme;
use crate::report::Provenance;
use crate::report::environment::{Reason, Rung};
use crate::trace::event::State;
use crate::wording::Label;

pub(in crate::wording) fn text(label: Label) -> &'static str {
    match label {
        Label::Preset(preset) => match preset {
            Preset::Sleeps => "10 个任务各等待 0.5 s",
            Preset::Pool4 => "同样的等待，池中 4 个 worker",
            Preset::Pool8 => "同样的等待，池中 8 个 worker",
            Preset::Pi => "用所有核心计算 π",
            Preset::Patterns => "模式搜索",
            Preset::Mixed => "等待与计算混合",
            Preset::Blocking => "协程中的阻塞调用",
            Preset::GilCompute => "GIL 下的 CPU 密集型任务",
            Preset::GilIo => "GIL 下的 I/O 密集型任务",
            Preset::Convoy => "护航效应：短睡眠变长",
            Preset::SwitchInterval => "切换间隔设为 50 ms",
            Preset::NoGil => "没有 GIL 的 Python",
            Preset::Unread => "未读取的结果",
            Preset::MissingFile => "工作进程找不到文件",
            Preset::Unclosed => "未关闭的进程池",
            Preset::Guard => "为什么要写 if __name__ == \"__main__\"",
            Preset::JoinTimeout => "join(timeout) 超时",
            Preset::Shutdown => "shutdown(cancel_futures=True)",
            Preset::Terminate => "用 terminate() 终止进程池",
            Preset::BrokenPool => "工作进程被杀死",
            Preset::TaskGroup => "TaskGroup：一个任务出错",
            Preset::WaitFor => "wait_for 超时",
            Preset::BlockingThread => "补救：asyncio.to_thread",
            Preset::AwaitEach => "在循环中逐个 await",
            Preset::AsCompleted => "as_completed 与 Pool.imap",
            Preset::WaitFirst => "wait(return_when=FIRST_EXCEPTION)",
            Preset::GatherReturn => "gather(return_exceptions=True)",
            Preset::Exit => "任务中的 sys.exit()",
            Preset::TerminateWorkers => "terminate_workers()",
            Preset::Recycle => "maxtasksperchild=2",
            Preset::Interrupt => "interrupt() 与 finally",
            Preset::GroupCancel => "TaskGroup.cancel()",
            Preset::Interpreters => "子解释器：各有自己的 GIL",
            Preset::Nowait => "shutdown(wait=False)",
            Preset::LostUpdate => "丢失更新：counter += one()",
            Preset::LockUpdate => "同样的计数，加锁",
            Preset::CounterProcesses => "进程与全局变量",
            Preset::CounterAsync => "读与写之间有 await",
            Preset::CounterLocal => "补救：各自计数，最后相加",
            Preset::Deadlock => "死锁：两把锁，次序相反",
            Preset::Semaphore => "信号量：同时最多十个",
            Preset::BoundedQueue => "有界的任务队列",
            Preset::ProcessQueue => "join() 之后才读取的队列",
        },
        Label::PresetAbout(preset) => match preset {
            Preset::Sleeps => "文章中的第一个例子：每个任务由一个 worker 执行，等待可以重叠。",
            Preset::Pool4 => "4 个 worker，10 个任务：任务分 3 批执行。",
            Preset::Pool8 => "8 个 worker，10 个任务：任务分 2 批执行。",
            Preset::Pi => "CPU 密集型任务。看线程能用上几个核心，协程为什么不起作用。",
            Preset::Patterns => "文章中的项目，同样是 CPU 密集型任务：统计各函数中重复出现的模式。",
            Preset::Mixed => "每个任务先计算，再等待，交替 4 次。",
            Preset::Blocking => "协程中使用阻塞式等待，整个事件循环停住。",
            Preset::GilCompute => "CPU 密集型任务在 GIL 下用多线程不会变快，用多进程可以变快。",
            Preset::GilIo => "线程等待时会释放 GIL，所以等待照样可以重叠。",
            Preset::Convoy => {
                "任务 1 反复睡眠 1 ms；由于任务 0 在计算，任务 1 每次醒来都要再等待 GIL，最长约一个切换间隔。"
            }
            Preset::SwitchInterval => {
                "sys.setswitchinterval：线程等待 GIL 达到这个时间后，请求持有者释放。"
            }
            Preset::NoGil => "自由线程版 Python（3.13t 起）没有 GIL。",
            Preset::Unread => "任务 2 和 5 抛出异常，但程序从不读取结果：异常被吞掉。",
            Preset::MissingFile => {
                "任务 1、2、3 打开不存在的文件。程序用了 apply_async，却没有调用 get()：异常从未显示，看上去像是正常完成了。"
            }
            Preset::Unclosed => "没有 close()，也没有 join()：主进程立即结束，工作进程随之被终止。",
            Preset::Guard => {
                "用 spawn 或 forkserver 启动进程时（macOS、Windows；Linux 自 Python 3.14 起），每个工作进程都会重新导入主模块。如果没写 if __name__ == \"__main__\"，工作进程又会去启动新进程，Python 于是抛出 RuntimeError。用 fork 则一切正常。"
            }
            Preset::JoinTimeout => {
                "join(0.2) 超时后只是不再等待，线程或进程仍在运行；程序退出时还要等待其结束。"
            }
            Preset::Shutdown => {
                "0.8 s 时调用：正在执行的任务继续到完成，排队的任务被取消；进程池还会完成已预取的任务。运行中也可以点同名按钮提前调用。"
            }
            Preset::Terminate => {
                "0.8 s 时终止进程池：正在执行的任务被中断、没有结果，也不会残留工作进程。"
            }
            Preset::BrokenPool => {
                "任务 3 用 os._exit() 结束了所在的工作进程，所有未完成的 future 都抛出 BrokenProcessPool。"
            }
            Preset::TaskGroup => "任务 2 在 200 ms 时抛出异常，其余任务被取消。",
            Preset::WaitFor => "任务 4 超过时限：抛出 TimeoutError，任务被取消。",
            Preset::BlockingThread => {
                "协程把阻塞调用交给线程，事件循环不会停住。线程池默认有 min(32, 核心数 + 4) 个线程；这里设为 6 个，相当于两个核心。"
            }
            Preset::AwaitEach => {
                "for 循环中逐个 await：前一个协程结束后，才开始下一个，等待没有重叠。"
            }
            Preset::AsCompleted => {
                "任务 0 较慢：as_completed 先给出已完成的结果；imap 按任务次序，要等到任务 0 完成。"
            }
            Preset::WaitFirst => {
                "任务 2 抛出异常，wait() 随即返回，主线程继续执行；其余任务照常运行，with 结束时等待其完成。"
            }
            Preset::Exit => {
                "任务 2 调用 sys.exit(1)：执行器把 SystemExit 交给主线程，程序随之结束，没有任何错误信息；Pool 则失去这个工作进程，永远等待。"
            }
            Preset::TerminateWorkers => {
                "Python 3.14 起：0.8 s 时终止所有工作进程，运行中和已在调用队列中的 future 抛出 BrokenProcessPool，其余被取消。"
            }
            Preset::Recycle => {
                "每个工作进程执行两个任务后被替换，每次都要再付出启动时间。换成 ProcessPoolExecutor（max_tasks_per_child），Python 3.11.7 和 3.13.0 会在此卡死。"
            }
            Preset::Interrupt => {
                "Python 3.14 起：0.3 s 时每个进程收到 KeyboardInterrupt，finally 块得以执行；用 terminate() 则不会执行。"
            }
            Preset::GroupCancel => {
                "Python 3.15 起：0.2 s 时任务组取消所有任务，主线程继续执行，没有异常。"
            }
            Preset::Interpreters => {
                "Python 3.14 起：InterpreterPoolExecutor 的每个线程都有一个子解释器，内存和 GIL 各自独立，因此 CPU 密集型任务可以在同一个进程里并行计算。"
            }
            Preset::Nowait => {
                "主线程不等待线程池或进程池，但 Python 退出时会等待：程序要到最后一个任务完成才退出。"
            }
            Preset::GatherReturn => {
                "任务 2 在 200 ms 时抛出异常：gather 不抛出异常，而是把它作为结果返回，其余任务照常完成。"
            }
            Preset::LostUpdate => {
                "4 个线程对同一个变量计数。线程读出变量后被打断，恢复后写回的是旧值，其间其他线程的计数全部被覆盖。"
            }
            Preset::LockUpdate => "从读到写都在 with lock 之内：不会丢失更新，但每次都更慢。",
            Preset::CounterProcesses => "每个进程都有全局变量的一份副本，父进程中的变量保持不变。",
            Preset::CounterAsync => {
                "只要读与写之间没有 await，协程就不需要锁。这里偏偏有一个 await。"
            }
            Preset::Deadlock => {
                "每次更新都要拿到两把锁，而相邻任务的加锁次序相反。很快，两个任务各持有对方等待的锁。"
            }
            Preset::Semaphore => {
                "100 个任务等待 I/O，但信号量同时只放行 10 个。其余协程都在等待信号量；20 个线程中有 10 个等待信号量，剩下的任务在线程池的队列中。"
            }
            Preset::BoundedQueue => {
                "主线程每 50 ms 产生一个任务，放入最多容纳 3 个任务的 queue.Queue；两个消费者处理每个任务各要 400 ms。队列满时，put() 会等待。"
            }
            Preset::ProcessQueue => {
                "所有进程都把 66,000 字节的结果放入同一个 multiprocessing.Queue。队列的管道只能容纳 64 KB（Linux），结果全部写入管道后，进程才会结束；而主线程先 join 进程，然后才读取。"
            }
            Preset::CounterLocal => {
                "每个任务在自己的变量上计数，最后把总数加上去：没有共享，也就没有丢失，谁也不用等待。"
            }
        },
        Label::ModeAbout(mode) => match mode {
            Mode::Sequential => "前一个任务完成后，再执行下一个。",
            Mode::Threads => "共享内存的多个线程，可以并行计算。",
            Mode::Gil => "同样的线程，加上 CPython 的 GIL：同一时刻只有一个线程在计算。",
            Mode::Processes => "相互隔离的进程，各有独立内存，通过消息通信。",
            Mode::Async => "单个线程上的事件循环。",
        },
        Label::GilOffAbout => "关闭 GIL 的 Python 线程，可以并行计算。",
        Label::InterpretersAbout => "同一个进程里的多个 Python 解释器，内存和 GIL 各自独立。",
        Label::Reason(reason) => match reason {
            Reason::NotIsolated => {
                "线程需要共享内存，浏览器只允许跨源隔离的页面使用。请重新加载；如果仍不可用，请在新标签页中打开，并由发送 COOP 和 COEP 响应头的服务器提供页面。"
            }
            Reason::Insecure => "线程需要安全上下文，请通过 HTTPS 或 localhost 打开。",
            Reason::NoSharedMemory => {
                "此浏览器不能与 Web Worker 共享内存，请使用新版 Chrome、Edge 或 Firefox。"
            }
            Reason::PoolFailed => "线程未能启动，请重新运行，或减少 worker 数。",
            Reason::NotReached => "还没轮到这种执行方式，运行就结束了。",
            Reason::NoWorkers => {
                "所有执行方式都需要 Web Worker，但浏览器或页面所在的 iframe 不允许创建。请用新版浏览器，在新标签页中打开本页。"
            }
        },
        Label::Rung(rung) => match rung {
            Rung::Headers => "已由响应头隔离，可用共享内存和真正的线程。",
            Rung::DocumentIsolationPolicy => {
                "嵌在其他页面中，已由 Document-Isolation-Policy 隔离，可用共享内存和真正的线程。"
            }
            Rung::ServiceWorker => {
                "服务器未发送响应头，已由本页的 Service Worker 隔离，可用共享内存和真正的线程。"
            }
            Rung::None | Rung::Native => "",
        },
        Label::FieldAbout(field) => match field {
            Field::Bursts => "每个周期先计算，再等待。",
            Field::Jitter => "每次等待最多增减的比例。",
            Field::Rounds => {
                "每轮中各执行方式都执行一次；对计算下结论至少需要 6 轮。自动：测到足够可靠为止，约 10 s。"
            }
            Field::Distance => "最多增、删、改几个符号，仍算同一个模式。",
            Field::Threshold => "至少在这么多个其他函数中出现，模式才计入。",
            Field::Hold => "每次更新中，持有锁时完成的工作所占的比例。",
            Field::Chunk => "一次交给 worker 的任务数（chunksize）；0 表示用 API 的默认值。",
            Field::Buffer => {
                "Executor.map 最多提前提交多少个任务（buffersize，Python 3.14 起），或 queue.Queue 最多容纳多少个任务（maxsize）；0 表示不限。"
            }
            Field::Recycle => {
                "进程池的工作进程执行多少块任务后被替换（maxtasksperchild；执行器中为 max_tasks_per_child）；0 表示不替换。"
            }
            Field::Read => {
                "主线程逐个读取结果时，处理每个结果所用的时间；或放入队列前，准备每个任务所用的时间。"
            }
            Field::Limit => {
                "信号量同时放行的任务数（只用于线程和协程，不用于进程）；0 表示不用信号量。"
            }
            Field::Payload => "每个任务放入 multiprocessing.Queue 的结果有多大。",
            Field::Interval => "等待 GIL 达到这个时间后，请求持有者释放。",
            Field::Seed => "决定等待抖动和每轮的执行次序；种子相同，这两者就相同。",
            _ => "",
        },
        Label::KernelAbout(kernel) => match kernel {
            KernelKind::Pi => "逐项累加莱布尼茨级数。",
            KernelKind::Patterns => "统计每个短模式在多少个其他函数中出现，允许少量差异。",
            KernelKind::Counter => "所有任务对同一个变量计数：每次更新都要读出、加一、写回。",
        },
        Label::Lock(lock) => match lock {
            Lock::None => "无",
            Lock::Mutex => "每次更新都加锁",
            Lock::Atomic => "原子操作",
            Lock::Local => "各自计数，最后相加",
            Lock::Opposite => "两把锁，加锁次序相反",
        },
        Label::BetweenAbout => {
            "在 Python 中是一次函数调用，GIL 可能在此切换；在协程中是一个 await。"
        }
        Label::BlockingAbout => {
            "常见的错误：协程中写了 time.sleep()，而不是 await asyncio.sleep()。"
        }
        Label::GilAbout => "关闭后相当于自由线程版 Python。",
        Label::FaultsAbout => "哪些任务出错，在“单独设置任务”中勾选。",
        Label::Source(mode) => match mode {
            Mode::Sequential => "实测：任务顺序执行。",
            Mode::Threads => "实测：由共享内存的真实线程执行。",
            Mode::Gil => {
                "模拟：用自己实现的锁代替 CPython 的 GIL，算法相同；线程和对锁的争用是真实的。"
            }
            Mode::Processes => "实测：由相互隔离、各有内存的 Web Worker 代替操作系统的进程。",
            Mode::Async => "实测：由一个事件循环和真实的定时器执行。",
        },
        Label::InterpretersSource => {
            "实测：由相互隔离、各有内存的 Web Worker 代替 Python 的子解释器，在此与进程一样启动。"
        }
        Label::Provenances => {
            "“实测”：在本机实际执行测得，其中进程由相互隔离的 Web Worker 代替。“模拟”：用自己实现的锁代替 CPython 的 GIL，算法相同，争用是真实的。“推算”：在虚拟时钟上执行同样的程序得出，所需的耗时取自本机实测，含启动时间。"
        }
        Label::CorpusLeftOut => "链接中不含你自己的语料，打开链接后使用内置语料。",
        Label::End(end) => match end {
            ProgramEnd::Join => "等待全部完成并读取结果",
            ProgramEnd::Timeout => "限时等待",
            ProgramEnd::Shutdown => "shutdown(cancel_futures=True)",
            ProgramEnd::Terminate => "terminate()",
            ProgramEnd::Unread => "等待全部完成，但不读取结果",
            ProgramEnd::Nowait => "shutdown(wait=False)",
            ProgramEnd::TerminateWorkers => "terminate_workers()",
            ProgramEnd::KillWorkers => "kill_workers()",
            ProgramEnd::Interrupt => "interrupt()",
            ProgramEnd::Cancel => "TaskGroup.cancel()",
            ProgramEnd::Unclosed => "不 close() 也不 join()",
        },
        Label::Fault(fault) => match fault {
            Fault::Raise => "抛出 ValueError",
            Fault::Hang => "永不结束",
            Fault::Kill => "用 os._exit() 结束所在进程",
            Fault::Unpicklable => "参数无法 pickle",
            Fault::Exit => "调用 sys.exit(1)",
            Fault::Missing => "打开不存在的文件",
        },
        Label::State(state) => match state {
            State::Start => "启动",
            State::Run => "计算",
            State::Wait => "等待 I/O",
            State::Blocked => "等待 GIL",
            State::Lock => "等待锁或信号量",
            State::Message => "传递消息",
            State::Idle => "空闲",
        },
        Label::Provenance(provenance) => match provenance {
            Provenance::Measured => "实测",
            Provenance::Emulated => "模拟",
            Provenance::Modelled => "推算",
            Provenance::Recorded => "录制",
        },
        Label::Theme(theme) => match theme {
            Theme::System => "跟随系统",
            Theme::Light => "浅色",
            Theme::Dark => "深色",
            Theme::Contrast => "高对比度（投影用）",
        },
        Label::Field(field) => match field {
            Field::N => "任务数",
            Field::Wait => "每个任务的等待时间",
            Field::Work => "每个任务的计算量",
            Field::Bursts => "周期数",
            Field::Jitter => "等待时间抖动",
            Field::Workers => "worker 数",
            Field::Rounds => "轮数",
            Field::Length => "模式长度",
            Field::Distance => "编辑距离",
            Field::Threshold => "出现次数阈值",
            Field::Hold => "锁内比例",
            Field::Chunk => "每块任务数",
            Field::Timeout => "时限",
            Field::Interval => "切换间隔",
            Field::Buffer => "缓冲大小",
            Field::Recycle => "每个工作进程执行的块数",
            Field::Read => "每个结果或任务的时间",
            Field::Payload => "结果大小",
            Field::Limit => "信号量上限",
            Field::Seed => "随机种子",
        },
        Label::CallAfter => "调用时刻",
        Label::KernelName(kernel) => match kernel {
            KernelKind::Pi => "π 级数",
            KernelKind::Patterns => "模式搜索",
            KernelKind::Counter => "共享计数器",
        },
        Label::Outcome(outcome) => match outcome {
            Outcome::Done => "完成",
            Outcome::Failed => "出错",
            Outcome::Cancelled => "取消",
            Outcome::TimedOut => "超时",
        },
        Label::Topic(topic) => match topic {
            Topic::Article => "文章中的实验",
            Topic::Gil => "GIL",
            Topic::Pitfalls => "容易踩的坑",
            Topic::Ending => "出错、超时与结束",
            Topic::SharedState => "共享状态",
            Topic::More => "更多",
        },
        Label::Family(family) => match family {
            Family::MainThread => "顺序执行",
            Family::Threads => "线程 API",
            Family::Processes => "进程 API",
            Family::Coroutines => "协程 API",
        },
        Label::Mode(mode) => match mode {
            Mode::Sequential => "顺序执行",
            Mode::Threads => "线程（无 GIL）",
            Mode::Gil => "线程（GIL）",
            Mode::Processes => "进程",
            Mode::Async => "协程",
        },
        Label::GilOff => "线程（GIL 已关闭）",
        Label::Interpreters => "子解释器",
    }
}
