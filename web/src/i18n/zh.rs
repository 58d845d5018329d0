//! 中文。

mod results;
#[cfg(not(target_arch = "wasm32"))]
pub(super) mod shelf;

use super::shelf::{Shelved, read};
use super::{
    Answer, Chart, Corpus, Form, Header, Machine, Messages, Overrides, Results, Run, Texts,
};
use crate::format;
use crate::state::{Phase, Trouble};
use interleave::kernel::CorpusError;
use interleave::query::{Lang, Notice};
use interleave::spec::{Field, KernelKind, Mode, Problem};

pub(super) fn build(next: &mut dyn FnMut(&'static str) -> &'static str) -> Texts {
    Texts {
        lang: Lang::Zh,
        title: label!(next, "Interleave 并发实验台"),
        header: Header {
            skip: label!(next, "跳到结果"),
            tagline: label!(next, "并发实验台 · 同一份任务，五种跑法，真实计时"),
            languages: label!(next, "语言"),
            theme_label: |name| format!("主题：{name}"),
            share: label!(next, "分享"),
            copied: label!(next, "链接已复制。"),
            not_copied: label!(next, "浏览器不允许自动复制，请手动复制这个链接。"),
            help: label!(next, "快捷键"),
            keys: label!(next, "快捷键"),
            key: [
                ("R", label!(next, "运行")),
                ("Esc", label!(next, "停止")),
                ("L", label!(next, "切换语言")),
                ("T", label!(next, "切换主题")),
                ("?", label!(next, "打开这张表")),
            ],
            keys_rest: label!(next, "正在输入文字时，这些键不起作用。"),
            close: label!(next, "关闭"),
        },
        form: Form {
            heading: label!(next, "实验"),
            preset: label!(next, "选择实验"),
            changed: label!(next, "已改动"),
            restore: label!(next, "恢复原样"),
            adjust: label!(next, "调整参数"),
            hide: label!(next, "收起参数"),
            unit: |field, kernel| match (field, kernel) {
                (Field::Wait | Field::Timeout | Field::Interval, _) => "ms",
                (Field::Work, KernelKind::Pi) => "项 π",
                (Field::Work, KernelKind::Patterns) => "个模式",
                (Field::Jitter, _) => "%",
                (Field::Length, _) => "个符号",
                (Field::Threshold, _) => "个函数",
                _ => "",
            },
            limits: |low, high| format!("可取 {low}–{high}"),
            out_of_range: |low, high, held| format!("只能取 {low}–{high}，已取 {held}。"),
            not_a_number: |text, kept| format!("“{text}”不是数字，仍用{}。", spaced(kept)),
            empty: |kept| format!("没有填数字，仍用{}。", spaced(kept)),
            big: format::myriads,
            cost: |time| format!("本机约 {time}"),
            modes: label!(next, "跑法"),
            refused: label!(next, "这里不能跑"),
            own_tab: label!(next, "在单独的标签页中打开"),
            program: label!(next, "用 Python 怎么写"),
            ends: label!(next, "怎么收尾"),
            faults: label!(next, "出错的任务"),
            gil: label!(next, "开启 GIL"),
            more: label!(next, "更多设置"),
            kernel: label!(next, "计算什么"),
            blocking: label!(next, "协程里用阻塞的等待"),
        },
        overrides: Overrides {
            heading: label!(next, "单独设置某个任务"),
            about: label!(next, "任务从 0 数起。空着的格子与其他任务相同。"),
            task: label!(next, "任务"),
            wait: label!(next, "等待 ms"),
            work: label!(next, "计算"),
            fail: label!(next, "出错"),
            same: label!(next, "同其他任务"),
            remove: |task| format!("任务 {task} 不再单独设置"),
            cell: |column, task| format!("任务 {task} 的{column}"),
            number: label!(next, "任务编号"),
            add: label!(next, "添加"),
            no_such_task: |n| match n {
                0 => "现在没有任务，这一行不起作用。".to_owned(),
                n => format!("编号只到 {}，这一行不起作用。", n - 1),
            },
            full: |most| format!("最多单独设置 {most} 个任务。"),
        },
        corpus: Corpus {
            heading: label!(next, "语料"),
            built_in: label!(next, "正在用自带的语料：120 个编出来的函数。"),
            own: |name, size, functions| {
                let name = name.unwrap_or("粘贴的文本");
                format!("正在用你的语料：{name}，{size}，{functions} 个函数。")
            },
            paste: label!(next, "粘贴自己的语料：一行一个函数，符号用空格或逗号隔开"),
            file: label!(next, "选择文件"),
            drop: label!(next, "也可以把文件拖到这里"),
            back: label!(next, "换回自带的语料"),
            problem,
            unreadable: label!(next, "这个文件读不出来，没有采用。"),
        },
        run: Run {
            run: label!(next, "运行"),
            stop: label!(next, "停止"),
            no_mode: label!(next, "至少选一种跑法，才能运行。"),
            none_available: label!(next, "选中的跑法在这里都不能跑；请再选一种。"),
            phase,
            ended: |verdict| format!("比赛结束。{verdict}"),
        },
        messages: Messages {
            notices: label!(next, "链接里有些内容没有照原样采用："),
            notice,
            dismiss: label!(next, "知道了"),
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
                    "引擎很久没有消息，已经换成新的。停下之前的记录还在图上。请再运行一次。"
                        .to_owned()
                }
                Trouble::Version => {
                    "新版本已经就绪，重新载入即可使用；实验会保留在链接里。".to_owned()
                }
                Trouble::Corpus(error) => problem(error, length),
            },
            again: label!(next, "再运行一次"),
            reload: label!(next, "重新载入"),
        },
        results: Results {
            heading: label!(next, "结果"),
            question: results::question,
            busy: results::busy,
            verdict: results::verdict,
            stopped: label!(next, "已停止，还没有量出完整的一次。"),
            broken: label!(next, "这次比赛中断了，没有量出结果。"),
            asked: results::asked,
            stale: label!(next, "表单已经改动，这里还是上一次的结果。"),
            remark: results::remark,
            next: label!(next, "接着试试"),
        },
        chart: Chart {
            board: label!(next, "赛道"),
            bars: label!(next, "耗时与预期"),
            table: label!(next, "表格"),
            mode: label!(next, "跑法"),
            provenance: label!(next, "来源"),
            median: label!(next, "中位数"),
            interval: label!(next, "95% 区间"),
            expected: label!(next, "公式预期"),
            speedup: label!(next, "与顺序相比"),
            times: |ratio| format!("{ratio}×"),
            rounds: label!(next, "轮数"),
            outcome_counts: |counts| outcomes(counts, ["完成", "出错", "取消", "超时"]),
            lane: label!(next, "泳道"),
            task: label!(next, "任务"),
            start: label!(next, "开始"),
            dropped: label!(next, "丢失的事件"),
            speed: |ratio| format!("速度 {ratio}×"),
            band: |mode, lanes| format!("{mode}：{lanes} 条泳道。用方向键逐段查看。"),
            uncounted: label!(next, "不计入"),
            so_far: label!(next, "进行中"),
            answers: label!(next, "答案"),
            correct: |correct| if correct { "正确" } else { "有错" },
            start_up: label!(next, "启动用时"),
            lanes: label!(next, "按泳道列表"),
            slices: label!(next, "段数"),
            busy: label!(next, "占用"),
            more_lanes: |shown, all| format!("只列出 {all} 条泳道中的前 {shown} 条。"),
        },
        answer: Answer {
            pi: label!(next, "算出来的 π"),
            pi_value: |terms, value, error| format!("前 {terms} 项之和：{value}，误差 {error}"),
            patterns: label!(next, "找到的模式"),
            search: |[candidates, searched, kept], threshold| {
                format!(
                    "共有 {candidates} 个不同的模式，搜索了 {searched} 个；其中 {kept} 个至少在 {threshold} 个其他函数里出现。"
                )
            },
            pattern: label!(next, "模式"),
            count: label!(next, "出现在几个其他函数"),
        },
        machine: Machine {
            heading: label!(next, "这台机器"),
            cores_reported: label!(next, "浏览器报告的核心"),
            cores_effective: label!(next, "实测有效的核心"),
            timer_step: label!(next, "引擎的时钟步长"),
            pool_start: label!(next, "线程池启动用时"),
            isolation: label!(next, "隔离"),
            painter: label!(next, "画图的开销"),
            painter_numbers: |painter| {
                format!(
                    "{} 帧，95% 的帧脚本不超过 {}，间隔不超过 {}",
                    painter.frames,
                    format::time(painter.script_p95_ms, None),
                    format::time(painter.frame_p95_ms, None)
                )
            },
            browser: label!(next, "浏览器"),
            disturbance: label!(next, "干扰"),
            disturbed: |environment| match environment.disturbed {
                true => "有：比赛时页面被隐藏过，受影响的那次不计入",
                false => "没有发现",
            },
            unknown: label!(next, "不知道"),
            not_yet: label!(next, "有线程和计算的比赛才会测"),
            copy: label!(next, "复制结果（JSON）"),
            copied: label!(next, "已复制。"),
            not_copied: label!(next, "没能复制。"),
        },
    }
}

fn name(mode: Mode) -> &'static str {
    read(Lang::Zh, Shelved::Mode(mode))
}

fn phase(phase: Phase, rounds: u32) -> String {
    match phase {
        Phase::Loading => "正在载入…".to_owned(),
        Phase::Idle => String::new(),
        Phase::Starting => "正在启动引擎…".to_owned(),
        Phase::Preparing { share } => format!("正在计算标准答案 {}…", format::percent(share)),
        Phase::Running { mode: now, round } => match rounds {
            1 => format!("正在跑：{}…", name(now)),
            _ => format!("正在跑：{}，第 {}/{rounds} 轮…", name(now), round + 1),
        },
        Phase::Stopping => "正在停止…".to_owned(),
    }
}

fn problem(error: CorpusError, length: u32) -> String {
    match error {
        CorpusError::TooLong => "文本超过 1 MB，没有采用。".to_owned(),
        CorpusError::NoPatterns => format!(
            "没有可以搜索的模式：至少要有两行，每行不少于 {length} 个符号。请换一份语料，或把模式长度调小。"
        ),
    }
}

fn notice(Notice { key, problem }: &Notice) -> String {
    match problem {
        Problem::OutOfRange { held_to } => {
            format!(
                "{key} 超出范围，已取 {}。",
                format::amount_of(key, *held_to)
            )
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
