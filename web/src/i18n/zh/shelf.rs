//! 与某个值对应的文字。

use interleave::model::api::{Family, Fault, ProgramEnd};
use interleave::model::field::Field;
use interleave::model::mode::{KernelKind, Mode};
use interleave::model::preset::{Preset, Topic};
use interleave::model::task::Outcome;
use interleave::model::view::Theme;
use interleave::report::Provenance;
use interleave::report::environment::{Reason, Rung};
use interleave::trace::event::State;

use crate::i18n::Shelved;

pub(in crate::i18n) fn shelved(text: Shelved) -> &'static str {
    match text {
        Shelved::Preset(preset) => match preset {
            Preset::Sleeps => "十次 0.5 秒的等待",
            Preset::Pool4 => "同样的等待，4 个工作者的池",
            Preset::Pool8 => "同样的等待，8 个工作者的池",
            Preset::Pi => "用所有核心计算 π",
            Preset::Patterns => "模式搜索",
            Preset::Mixed => "等待与计算混合",
            Preset::Blocking => "会阻塞的协程",
            Preset::GilCompute => "GIL 下的计算",
            Preset::GilIo => "GIL 下的等待",
            Preset::Convoy => "护航效应：短睡眠变长",
            Preset::SwitchInterval => "切换间隔调到 50 ms",
            Preset::NoGil => "没有 GIL 的 Python",
            Preset::Unread => "没人读取的结果",
            Preset::MissingFile => "工作进程里找不到文件",
            Preset::Unclosed => "没人关闭的进程池",
            Preset::Guard => "模块少了 main 保护",
            Preset::JoinTimeout => "join(timeout) 到时",
            Preset::Shutdown => "shutdown(cancel_futures=True)",
            Preset::Terminate => "try / finally：terminate()",
            Preset::BrokenPool => "工作进程被杀死",
            Preset::TaskGroup => "TaskGroup：一个出错",
            Preset::WaitFor => "wait_for 到时",
        },
        Shelved::PresetAbout(preset) => match preset {
            Preset::Sleeps => "文中的第一个例子：每个任务各有一个工作者，等待可以重叠。",
            Preset::Pool4 => "工作者比任务少，任务要分批。",
            Preset::Pool8 => "8 个工作者，10 个任务：还是要分两批。",
            Preset::Pi => "纯计算。看线程能用上几个核心，协程为什么帮不上忙。",
            Preset::Patterns => "文中的项目，也是纯计算：在函数里数重复的模式。",
            Preset::Mixed => "每个任务算一段、等一段，交替四次。",
            Preset::Blocking => "协程里用了阻塞的等待，事件循环就停住了。",
            Preset::GilCompute => "计算型线程在 GIL 下一点也不快，进程却可以。",
            Preset::GilIo => "线程等待时会放开 GIL，所以等待照样可以重叠。",
            Preset::Convoy => {
                "任务 1 只想反复睡 1 ms；旁边有线程在计算，它每次醒来都要再等 GIL，最多一个切换间隔。"
            }
            Preset::SwitchInterval => {
                "别的线程想要 GIL 时，当前线程还能占用多久：sys.setswitchinterval。"
            }
            Preset::NoGil => "自由线程版 Python（3.13t 起）：这把锁没有了。",
            Preset::Unread => "任务 2 和 5 抛出异常，但结果从来没人读：错误无声无息地消失。",
            Preset::MissingFile => {
                "模式搜索在工作进程里打开一个不存在的文件；用 apply_async 又不调 get()，程序一闪而过，好像做完了。"
            }
            Preset::Unclosed => "没有 close()，也没有 join()：主程序立刻结束，工作进程随之被杀。",
            Preset::Guard => {
                "在用 spawn 启动进程的系统（macOS、Windows）上，每个工作进程都会重新导入主模块：没有 if __name__ == \"__main__\"，它又要启动进程，Python 便以 RuntimeError 制止。有了保护，就像这里一样正常运行。"
            }
            Preset::JoinTimeout => "join(0.2) 只是不再等，工作进程还活着；程序退出时仍要等它。",
            Preset::Shutdown => "0.8 s 后：正在跑的跑完，排队的取消。也可以在运行中按按钮。",
            Preset::Terminate => "0.8 s 后 finally 杀掉进程池：正在跑的丢掉，什么也不会留下。",
            Preset::BrokenPool => {
                "任务 3 杀死了自己的进程，所有没完成的 future 都抛出 BrokenProcessPool。"
            }
            Preset::TaskGroup => "任务 2 在 200 ms 时抛出异常，其余任务被取消。",
            Preset::WaitFor => "任务 4 需要的时间超过限制：抛出 TimeoutError，任务被取消。",
        },
        Shelved::ModeAbout(mode) => match mode {
            Mode::Sequential => "一个做完，再做下一个",
            Mode::Threads => "共享同一块内存的线程，可以同时计算",
            Mode::Gil => "同样的线程，加上 CPython 的锁：同一时刻只有一个在计算",
            Mode::Processes => "互相隔离的 Worker，各有各的内存，靠消息往来",
            Mode::Async => "一个线程上的事件循环",
        },
        Shelved::Reason(reason) => match reason {
            Reason::NotIsolated => {
                "线程需要共享内存，而浏览器只把它交给“隔离”的页面。请重新载入；如果没有变化，请在单独的标签页中打开，并由发送 COOP 和 COEP 响应头的服务器提供页面。"
            }
            Reason::Insecure => "线程需要安全来源。请用 https 打开，或从 localhost 打开。",
            Reason::NoSharedMemory => {
                "这个浏览器不能与 Worker 共享内存。请换用新版 Chrome、Edge 或 Firefox。"
            }
            Reason::PoolFailed => "线程没有启动起来。请再运行一次，或减少工作者。",
            Reason::NotReached => "还没轮到它，比赛就结束了。",
            Reason::NoWorkers => {
                "每种跑法都需要 Worker，而浏览器或页面所在的框架不允许。请用新版浏览器，在单独的标签页中打开。"
            }
        },
        Shelved::Rung(rung) => match rung {
            Rung::Headers => "由响应头隔离，共享内存可用，线程是真的",
            Rung::DocumentIsolationPolicy => {
                "嵌在别的页面里，由 Document-Isolation-Policy 隔离，共享内存可用，线程是真的"
            }
            Rung::ServiceWorker => {
                "服务器没有发响应头，由页面自己的 Service Worker 隔离，共享内存可用，线程是真的"
            }
            Rung::None | Rung::Native => "",
        },
        Shelved::FieldAbout(field) => match field {
            Field::Bursts => "每段先计算，再等待",
            Field::Jitter => "每次等待最多长短这么多",
            Field::Rounds => "每轮每种跑法各跑一次；5 轮起有 95% 区间",
            Field::Distance => "最多增、删、改几个符号还算同一个模式",
            Field::Threshold => "至少在这么多个其他函数里出现才保留",
            Field::Chunk => "一次交给工作者几个任务；0 由 API 决定",
            Field::Interval => "等 GIL 满这么久，就请求对方放开",
            Field::Seed => "决定抖动和每轮的先后；相同的种子可以重现",
            _ => "",
        },
        Shelved::KernelAbout(kernel) => match kernel {
            KernelKind::Pi => "莱布尼茨级数，一项一项加起来。",
            KernelKind::Patterns => "数一数每个短模式在多少个其他函数里出现过，允许有几处不同。",
        },
        Shelved::BlockingAbout => {
            "常见的错误：协程里写了 time.sleep()，而不是 await asyncio.sleep()。"
        }
        Shelved::GilAbout => "关闭就是自由线程版 Python。",
        Shelved::FaultsAbout => "哪些任务出错，在“单独设置”里选。",
        Shelved::Source(mode) => match mode {
            Mode::Sequential => "实测：刚才在这里一个接一个真的跑过。",
            Mode::Threads => "实测：刚才由共享同一块内存的真线程跑出来。",
            Mode::Gil => "仿真：用我们的锁代替 CPython 的锁，算法相同；线程和争抢是真的。",
            Mode::Processes => "实测：由互相隔离、各有内存的 Web Worker 代替操作系统的进程。",
            Mode::Async => "实测：刚才由一个事件循环和真的定时器跑出来。",
        },
        Shelved::Provenances => {
            "“实测”是刚才在这台机器上真的跑出来的，其中的进程由互相隔离的 Web Worker 代替操作系统的进程；“仿真”是用我们自己的锁代替 CPython 的锁，算法相同，争抢是真的；“公式”是按任务、工作者和核心数算出来的预期，不含启动时间。"
        }
        Shelved::CorpusLeftOut => "链接里不包含你自己的语料；打开链接的人会用自带的语料。",
        Shelved::End(end) => match end {
            ProgramEnd::Join => "等全部做完，读取每个结果",
            ProgramEnd::Timeout => "限时等待",
            ProgramEnd::Shutdown => "shutdown(cancel_futures=True)",
            ProgramEnd::Terminate => "terminate()",
            ProgramEnd::Unread => "从不读取结果",
            ProgramEnd::Unclosed => "不关闭也不等待",
        },
        Shelved::Fault(fault) => match fault {
            Fault::Raise => "抛出 ValueError",
            Fault::Hang => "永远不结束",
            Fault::Kill => "杀死自己的工作者（os._exit）",
            Fault::Unpicklable => "无法 pickle",
            Fault::Missing => "打开不存在的文件",
        },
        Shelved::State(state) => match state {
            State::Start => "启动",
            State::Run => "计算",
            State::Wait => "等待 I/O",
            State::Blocked => "等 GIL",
            State::Message => "传消息",
            State::Idle => "空闲",
        },
        Shelved::Provenance(provenance) => match provenance {
            Provenance::Measured => "实测",
            Provenance::Emulated => "仿真",
            Provenance::Modelled => "公式",
            Provenance::Recorded => "录制",
        },
        Shelved::Theme(theme) => match theme {
            Theme::System => "跟随系统",
            Theme::Light => "浅色",
            Theme::Dark => "深色",
            Theme::Contrast => "高对比（投影）",
        },
        Shelved::Field(field) => match field {
            Field::N => "任务数",
            Field::Wait => "每个任务等待",
            Field::Work => "每个任务计算",
            Field::Bursts => "分成几段",
            Field::Jitter => "等待的抖动",
            Field::Workers => "工作者",
            Field::Rounds => "轮数",
            Field::Length => "模式长度",
            Field::Distance => "编辑距离",
            Field::Threshold => "保留阈值",
            Field::Chunk => "每批任务数",
            Field::Timeout => "时刻或时限",
            Field::Interval => "切换间隔",
            Field::Seed => "随机种子",
        },
        Shelved::KernelName(kernel) => match kernel {
            KernelKind::Pi => "π 的级数",
            KernelKind::Patterns => "模式搜索",
        },
        Shelved::Outcome(outcome) => match outcome {
            Outcome::Done => "完成",
            Outcome::Failed => "出错",
            Outcome::Cancelled => "取消",
            Outcome::TimedOut => "超时",
        },
        Shelved::Topic(topic) => match topic {
            Topic::Article => "文中的实验",
            Topic::Gil => "GIL",
            Topic::Pitfalls => "容易踩的坑",
            Topic::Ending => "出错、超时与收尾",
        },
        Shelved::Family(family) => match family {
            Family::MainThread => "顺序",
            Family::Threads => "线程用",
            Family::Processes => "进程用",
            Family::Coroutines => "协程用",
        },
        Shelved::Mode(mode) => match mode {
            Mode::Sequential => "顺序",
            Mode::Threads => "线程（无 GIL）",
            Mode::Gil => "线程（GIL）",
            Mode::Processes => "进程",
            Mode::Async => "协程",
        },
    }
}
