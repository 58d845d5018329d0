//! 中文。

mod results;

use super::{
    Answer, Chart, Corpus, Form, Header, Machine, Messages, Overrides, Results, Run, Texts,
};
use crate::format;
use crate::state::{Phase, Trouble};
use interleave::event::State;
use interleave::kernel::CorpusError;
use interleave::query::{Lang, Notice, Theme};
use interleave::report::{Provenance, Reason};
use interleave::spec::{Field, KernelKind, Mode, Preset, Problem};
use interleave::task::Outcome;

pub(super) static TEXTS: Texts = Texts {
    lang: Lang::Zh,
    title: "Interleave 并发实验台",
    mode,
    mode_about: |mode| match mode {
        Mode::Sequential => "一个做完，再做下一个",
        Mode::Threads => "线程池，共享同一块内存",
        Mode::Async => "一个线程上的事件循环",
    },
    state: |state| match state {
        State::Start => "启动",
        State::Run => "计算",
        State::Wait => "等待 I/O",
        State::Blocked => "等 GIL",
        State::Message => "传消息",
        State::Idle => "空闲",
    },
    provenance: |provenance| match provenance {
        Provenance::Measured => "实测",
        Provenance::Emulated => "仿真",
        Provenance::Modelled => "公式",
        Provenance::Recorded => "录制",
    },
    reason: |reason| match reason {
        Reason::NotIsolated => {
            "线程需要共享内存，而浏览器只把它交给“隔离”的页面。请在单独的标签页中打开，并由发送 COOP 和 COEP 响应头的服务器提供页面。"
        }
        Reason::Insecure => "线程需要安全来源。请用 https 打开，或从 localhost 打开。",
        Reason::NoSharedMemory => {
            "这个浏览器不能与 Worker 共享内存。请换用新版 Chrome、Edge 或 Firefox。"
        }
        Reason::PoolFailed => "线程没有启动起来。请再运行一次，或减少工作者。",
        Reason::NotReached => "还没轮到它，比赛就结束了。",
    },
    preset: |preset| match preset {
        Preset::Sleeps => "十次 0.5 秒的等待",
        Preset::Pool4 => "同样的等待，4 个工作者的池",
        Preset::Pool8 => "同样的等待，8 个工作者的池",
        Preset::Pi => "用所有核心计算 π",
        Preset::Patterns => "模式搜索",
        Preset::Mixed => "等待与计算混合",
        Preset::Blocking => "会阻塞的协程",
    },
    preset_about: |preset| match preset {
        Preset::Sleeps => "文中的第一个例子：每个任务各有一个工作者，等待可以重叠。",
        Preset::Pool4 => "工作者比任务少，任务要分批。",
        Preset::Pool8 => "8 个工作者，10 个任务：还是要分两批。",
        Preset::Pi => "纯计算。看线程能用上几个核心，协程为什么帮不上忙。",
        Preset::Patterns => "文中的项目，也是纯计算：在函数里数重复的模式。",
        Preset::Mixed => "每个任务算一段、等一段，交替四次。",
        Preset::Blocking => "协程里用了阻塞的等待，事件循环就停住了。",
    },
    header: Header {
        skip: "跳到结果",
        tagline: "并发实验台 · 同一份任务，三种跑法，真实计时",
        languages: "语言",
        theme: |theme| match theme {
            Theme::System => "跟随系统",
            Theme::Light => "浅色",
            Theme::Dark => "深色",
        },
        theme_label: |name| format!("主题：{name}"),
        share: "分享",
        copied: "链接已复制。",
        not_copied: "浏览器不允许自动复制，请手动复制这个链接。",
        corpus_left_out: "链接里不包含你自己的语料；打开链接的人会用自带的语料。",
        help: "快捷键",
        keys: "快捷键",
        key: [
            ("R", "运行"),
            ("Esc", "停止"),
            ("L", "切换语言"),
            ("T", "切换主题"),
            ("?", "打开这张表"),
        ],
        keys_rest: "正在输入文字时，这些键不起作用。",
        close: "关闭",
    },
    form: Form {
        heading: "实验",
        preset: "选择实验",
        changed: "已改动",
        restore: "恢复原样",
        adjust: "调整参数",
        hide: "收起参数",
        field: |field| match field {
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
            Field::Seed => "随机种子",
        },
        about: |field| match field {
            Field::Bursts => Some("每段先计算，再等待"),
            Field::Jitter => Some("每次等待最多长短这么多"),
            Field::Rounds => Some("每轮每种跑法各跑一次；5 轮起有 95% 区间"),
            Field::Distance => Some("最多增、删、改几个符号还算同一个模式"),
            Field::Threshold => Some("至少在这么多个其他函数里出现才保留"),
            Field::Seed => Some("决定抖动和每轮的先后；相同的种子可以重现"),
            _ => None,
        },
        unit: |field, kernel| match (field, kernel) {
            (Field::Wait, _) => "ms",
            (Field::Work, KernelKind::Pi) => "项 π",
            (Field::Work, KernelKind::Patterns) => "个模式",
            (Field::Jitter, _) => "%",
            (Field::Length, _) => "个符号",
            (Field::Threshold, _) => "个函数",
            _ => "",
        },
        limits: |low, high| format!("可取 {}–{}", format::count(low), format::count(high)),
        out_of_range: |low, high, held| {
            let [low, high, held] = [low, high, held].map(format::count);
            format!("只能取 {low}–{high}，已取 {held}。")
        },
        not_a_number: |text, kept| format!("“{text}”不是数字，仍用{}。", spaced(kept)),
        empty: |kept| format!("没有填数字，仍用{}。", spaced(kept)),
        big: format::myriads,
        cost: |time| format!("本机约 {time}"),
        modes: "跑法",
        refused: "这里不能跑",
        more: "更多设置",
        kernel: "计算什么",
        kernel_name: |kernel| match kernel {
            KernelKind::Pi => "π 的级数",
            KernelKind::Patterns => "模式搜索",
        },
        kernel_about: |kernel| match kernel {
            KernelKind::Pi => "莱布尼茨级数，一项一项加起来。",
            KernelKind::Patterns => "数一数每个短模式在多少个其他函数里出现过，允许有几处不同。",
        },
        blocking: "协程里用阻塞的等待",
        blocking_about: "常见的错误：协程里写了 time.sleep()，而不是 await asyncio.sleep()。",
    },
    overrides: Overrides {
        heading: "单独设置某个任务",
        about: "任务从 0 数起。空着的格子与其他任务相同。",
        task: "任务",
        wait: "等待 ms",
        work: "计算",
        fail: "出错",
        same: "同其他任务",
        remove: |task| format!("任务 {task} 不再单独设置"),
        cell: |column, task| format!("任务 {task} 的{column}"),
        number: "任务编号",
        add: "添加",
        no_such_task: |n| match n {
            0 => "现在没有任务，这一行不起作用。".to_owned(),
            n => format!("编号只到 {}，这一行不起作用。", n - 1),
        },
        full: |most| format!("最多单独设置 {most} 个任务。"),
    },
    corpus: Corpus {
        heading: "语料",
        built_in: "正在用自带的语料：120 个编出来的函数。",
        own: |name, size, functions| {
            let name = name.unwrap_or("粘贴的文本");
            format!("正在用你的语料：{name}，{size}，{functions} 个函数。")
        },
        paste: "粘贴自己的语料：一行一个函数，符号用空格或逗号隔开",
        file: "选择文件",
        drop: "也可以把文件拖到这里",
        back: "换回自带的语料",
        problem: |error, length| match error {
            CorpusError::TooLong => "文本超过 1 MB，没有采用。".to_owned(),
            CorpusError::NoPatterns => format!(
                "没有可以搜索的模式：至少要有两行，每行不少于 {length} 个符号。请换一份语料，或把模式长度调小。"
            ),
        },
        unreadable: "这个文件读不出来，没有采用。",
    },
    run: Run {
        run: "运行",
        stop: "停止",
        no_mode: "至少选一种跑法，才能运行。",
        none_available: "选中的跑法在这里都不能跑；请再选一种。",
        phase,
        ended: |verdict| format!("比赛结束。{verdict}"),
    },
    messages: Messages {
        notices: "链接里有些内容没有照原样采用：",
        notice,
        dismiss: "知道了",
        trouble: |trouble, length| match trouble {
            Trouble::EngineMissing => {
                "引擎的文件没有下载完整。请检查网络，然后再运行一次。".to_owned()
            }
            Trouble::StartTimeout => {
                "引擎 5 秒内没有启动好，已经放弃。请再运行一次；机器很忙时，先关掉别的程序。"
                    .to_owned()
            }
            Trouble::PoolFailed => {
                "引擎的线程没有启动起来。请再运行一次，或减少工作者。".to_owned()
            }
            Trouble::Crashed => {
                "引擎在比赛中出了故障，已经换成新的。停下之前的记录还在图上。请再运行一次。"
                    .to_owned()
            }
            Trouble::Silent => {
                "引擎很久没有消息，已经换成新的。停下之前的记录还在图上。请再运行一次。".to_owned()
            }
            Trouble::Version => {
                "页面有了新版本，和引擎对不上了。请重新载入；实验会保留在链接里。".to_owned()
            }
            Trouble::Corpus(error) => (TEXTS.corpus.problem)(error, length),
        },
        again: "再运行一次",
        reload: "重新载入",
    },
    results: Results {
        heading: "结果",
        question: results::question,
        busy: results::busy,
        verdict: results::verdict,
        stopped: "已停止，还没有量出完整的一次。",
        broken: "这次比赛中断了，没有量出结果。",
        asked: results::asked,
        stale: "表单已经改动，这里还是上一次的结果。",
        remark: results::remark,
        next: "接着试试",
    },
    chart: Chart {
        board: "赛道",
        bars: "耗时与预期",
        table: "表格",
        mode: "跑法",
        provenance: "来源",
        median: "中位数",
        interval: "95% 区间",
        expected: "公式预期",
        speedup: "与顺序相比",
        times: |ratio| format!("{ratio}×"),
        rounds: "轮数",
        outcome_counts: |counts| outcomes(counts, ["完成", "出错", "取消", "超时"]),
        lane: "泳道",
        task: "任务",
        start: "开始",
        dropped: "丢失的事件",
        speed: |ratio| format!("速度 {ratio}×"),
        band: |mode, lanes| format!("{mode}：{lanes} 条泳道。用方向键逐段查看。"),
        uncounted: "不计入",
        so_far: "进行中",
        outcome: |outcome| match outcome {
            Outcome::Done => "完成",
            Outcome::Failed => "出错",
            Outcome::Cancelled => "取消",
            Outcome::TimedOut => "超时",
        },
        answers: "答案",
        correct: |correct| if correct { "正确" } else { "有错" },
        start_up: "启动用时",
        lanes: "按泳道列表",
        slices: "段数",
        busy: "占用",
        more_lanes: |shown, all| format!("只列出 {all} 条泳道中的前 {shown} 条。"),
    },
    answer: Answer {
        pi: "算出来的 π",
        pi_value: |terms, value, error| format!("前 {terms} 项之和：{value}，误差 {error}"),
        patterns: "找到的模式",
        search: |[candidates, searched, kept], threshold| {
            format!(
                "共有 {candidates} 个不同的模式，搜索了 {searched} 个；其中 {kept} 个至少在 {threshold} 个其他函数里出现。"
            )
        },
        pattern: "模式",
        count: "出现在几个其他函数",
    },
    machine: Machine {
        heading: "这台机器",
        cores_reported: "浏览器报告的核心",
        cores_effective: "实测有效的核心",
        timer_step: "引擎的时钟步长",
        pool_start: "线程池启动用时",
        isolation: "隔离",
        isolated: "由响应头隔离，共享内存可用，线程是真的",
        painter: "画图的开销",
        painter_numbers: |painter| {
            format!(
                "{} 帧，95% 的帧脚本不超过 {}，间隔不超过 {}",
                painter.frames,
                format::time(painter.script_p95_ms, None),
                format::time(painter.frame_p95_ms, None)
            )
        },
        browser: "浏览器",
        disturbance: "干扰",
        disturbed: |environment| match environment.disturbed {
            true => "有：比赛时页面被隐藏过，受影响的那次不计入",
            false => "没有发现",
        },
        unknown: "不知道",
        not_yet: "有线程和计算的比赛才会测",
        provenances: "“实测”是刚才在这台机器上真的跑出来的；“公式”是按任务、工作者和核心数算出来的预期，不含启动时间。",
        copy: "复制结果（JSON）",
        copied: "已复制。",
        not_copied: "没能复制。",
    },
};

fn mode(mode: Mode) -> &'static str {
    match mode {
        Mode::Sequential => "顺序",
        Mode::Threads => "线程（无 GIL）",
        Mode::Async => "协程",
    }
}

fn phase(phase: Phase, rounds: u32) -> String {
    match phase {
        Phase::Loading => "正在载入…".to_owned(),
        Phase::Idle => String::new(),
        Phase::Starting => "正在启动引擎…".to_owned(),
        Phase::Preparing { share } => format!("正在计算标准答案 {}…", format::percent(share)),
        Phase::Running { mode: now, round } => match rounds {
            1 => format!("正在跑：{}…", mode(now)),
            _ => format!("正在跑：{}，第 {}/{rounds} 轮…", mode(now), round + 1),
        },
        Phase::Stopping => "正在停止…".to_owned(),
    }
}

fn notice(Notice { key, problem }: &Notice) -> String {
    match problem {
        Problem::OutOfRange { held_to } => {
            format!("{key} 超出范围，已取 {}。", format::count(*held_to))
        }
        Problem::NotANumber => format!("{key} 不是数字，用了默认值。"),
        Problem::UnknownValue => format!("{key} 的值不认识，没有采用。"),
        Problem::UnknownKey => format!("没有叫做 {key} 的设置。"),
        Problem::Repeated => format!("{key} 出现了不止一次，只用第一个。"),
        Problem::UnknownVersion => format!("{key} 不是这个页面认识的版本，按版本 1 读取。"),
        Problem::TooLong => format!("{key} 太长，后面的部分没有采用。"),
    }
}

/// 数字两边要空格，汉字不要。
fn spaced(kept: &str) -> String {
    match kept.starts_with(|c: char| c.is_ascii()) {
        true => format!(" {kept}"),
        false => kept.to_owned(),
    }
}

fn outcomes(counts: [u32; 4], names: [&str; 4]) -> String {
    let told = counts.iter().zip(names).filter(|(count, _)| **count > 0);
    let told: Vec<_> = told
        .map(|(count, name)| format!("{name} {count}"))
        .collect();
    match told.is_empty() {
        true => format::NOTHING.to_owned(),
        false => told.join("，"),
    }
}
