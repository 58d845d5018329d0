//! 结果的说法：一句结论，几句附注。

use interleave::advice::{Against, Comparison, Finding, Kind, Remark, Standing, Verdict};
use interleave::clock::MILLI;
use interleave::report::Ended;
use interleave::spec::{KernelKind, Mode, RUN_LIMIT, Spec};
use interleave::stats::MIN_SAMPLES;

use super::name;
use crate::format;
use crate::i18n::shelf::{Shelved, read};
use crate::state::Phase;
use interleave::query::Lang;

pub(super) fn question(spec: &Spec, kind: Kind) -> String {
    let n = format::count(spec.n.into());
    match kind {
        Kind::Nothing => "现在没有任务。把任务数调到 *1 或更多*，再运行。".to_owned(),
        Kind::Empty => format!("{n} 个空任务：不等也不算，*调度本身*要花多久？"),
        Kind::Waiting => {
            let one_by_one = u64::from(spec.n) * u64::from(spec.wait);
            match spec.overrides.is_empty() && spec.n > 1 {
                true if one_by_one > RUN_LIMIT / MILLI => format!(
                    "{n} 个任务各等 {}，一个接一个要 {}，超过 120 s 的上限。*一起等*呢？",
                    format::whole_time(spec.wait.into()),
                    format::whole_time(one_by_one)
                ),
                true => format!(
                    "{n} 个任务各等 {}，一个接一个要 {}。*一起等*呢？",
                    format::whole_time(spec.wait.into()),
                    format::whole_time(one_by_one)
                ),
                false => format!("{n} 个任务都在等待。*一起等*要多久？"),
            }
        }
        Kind::Computing => format!("{n} 个任务都在计算。*多几个线程*能快多少？协程呢？"),
        Kind::Mixed => format!("{n} 个任务又算又等。哪种跑法*两样都能重叠*？"),
        Kind::Blocking => format!("{n} 个协程，等待时却阻塞了线程：还能*一起等*吗？"),
    }
}

pub(super) fn busy(phase: Phase, rounds: u32) -> String {
    match phase {
        Phase::Starting | Phase::Loading | Phase::Idle => "准备起跑…".to_owned(),
        Phase::Preparing { share } => {
            format!(
                "先算好标准答案，之后每个结果都要核对：{}",
                format::percent(share)
            )
        }
        Phase::Running { mode, round } => {
            let name = name(mode);
            match rounds {
                1 => format!("正在跑：*{name}*"),
                _ => format!("正在跑：*{name}*，第 {} 轮，共 {rounds} 轮", round + 1),
            }
        }
        Phase::Stopping => "正在停止…".to_owned(),
    }
}

pub(super) fn asked(spec: &Spec) -> String {
    let mut steps = Vec::new();
    if spec.wait > 0 {
        steps.push(format!("等待 {}", format::whole_time(spec.wait.into())));
    }
    if spec.work > 0 {
        let work = format::myriads(spec.work).unwrap_or_else(|| format::count(spec.work));
        steps.push(match spec.kernel {
            KernelKind::Pi => format!("计算 {work}项 π", work = closed(&work)),
            KernelKind::Patterns => format!("搜索 {work}个模式", work = closed(&work)),
        });
    }
    let each = match steps.is_empty() {
        true => "空任务".to_owned(),
        false => steps.join(" + "),
    };
    let mut parts = vec![format!("{} 个任务 × {each}", format::count(spec.n.into()))];
    if spec.bursts > 1 {
        parts.push(format!("分 {} 段", spec.bursts));
    }
    if spec.jitter > 0 {
        parts.push(format!("抖动 {} %", spec.jitter));
    }
    if !spec.overrides.is_empty() {
        parts.push(format!("{} 个任务单独设置", spec.overrides.len()));
    }
    parts.push(format!("{} 个工作者", spec.workers));
    parts.push(match spec.rounds {
        1 => "1 轮".to_owned(),
        rounds if (rounds as usize) < MIN_SAMPLES => {
            format!("{rounds} 轮，取中位数（不足 {MIN_SAMPLES} 轮，没有区间）")
        }
        rounds => format!("{rounds} 轮，取中位数"),
    });
    parts.join(" · ")
}

/// “2 亿”后面直接跟量词，纯数字后面空一格。
fn closed(work: &str) -> String {
    match work.ends_with(|c: char| c.is_ascii()) {
        true => format!("{work} "),
        false => work.to_owned(),
    }
}

pub(super) fn verdict(verdict: &Verdict) -> String {
    match verdict {
        Verdict::Nothing => "没有任务，也就没有什么可比的。".to_owned(),
        Verdict::Unmeasured => "这次没有得到能用的时间。".to_owned(),
        Verdict::Wrong(modes) => {
            let names: Vec<_> = modes.iter().map(|mode| name(*mode)).collect();
            format!(
                "*答案不对*：{}算出来的与标准答案不同，它的时间不能当真。",
                names.join("、")
            )
        }
        Verdict::Measured(kind, comparison) => measured(*kind, comparison),
    }
}

fn measured(kind: Kind, found: &Comparison) -> String {
    let opening = match kind {
        Kind::Nothing | Kind::Blocking => "",
        Kind::Empty => "空任务，量到的只是调度本身：",
        Kind::Waiting => "等待型任务：",
        Kind::Computing => "计算型任务：",
        Kind::Mixed => "又算又等：",
    };
    let threads = found
        .of(Mode::Threads)
        .map(|finding| threads(kind, finding, found));
    let coroutines = found
        .of(Mode::Async)
        .map(|finding| coroutines(kind, finding));
    let gil = found.of(Mode::Gil).map(|finding| gil(kind, finding));
    let processes = found.of(Mode::Processes).map(processes);
    let clauses: Vec<String> = match kind {
        // 说到点子上的放在前面。
        Kind::Computing | Kind::Mixed | Kind::Empty => [gil, threads, processes, coroutines],
        _ => [coroutines, threads, gil, processes],
    }
    .into_iter()
    .flatten()
    .take(MOST_CLAUSES)
    .collect();
    match (found.of(Mode::Sequential), clauses.is_empty()) {
        (Some(finding), true) => format!("{opening}{}", alone(kind, finding)),
        _ => format!("{opening}{}。", clauses.join("；")),
    }
}

/// 结论是一眼能读完的一句话，其余的看条形图。
const MOST_CLAUSES: usize = 3;

/// 只跑了顺序。
fn alone(kind: Kind, finding: &Finding) -> String {
    let time = time(finding);
    match kind {
        Kind::Waiting | Kind::Mixed => {
            format!("一个接一个，用了 *{time}*。再选上线程或协程，看看等待能不能重叠。")
        }
        Kind::Computing => {
            format!("一个接一个，用了 *{time}*。再选上线程，看看几个核心能不能分担。")
        }
        _ => format!("一个接一个，用了 *{time}*。"),
    }
}

fn coroutines(kind: Kind, finding: &Finding) -> String {
    let time = time(finding);
    let Some(Against { ratio, standing }) = finding.against else {
        return match kind {
            Kind::Blocking => {
                format!("协程里的等待是阻塞的，*整个事件循环都停住*，一共用了 {time}")
            }
            _ => format!("协程只用 *1 个线程*，{time} 跑完"),
        };
    };
    let x = format::ratio(ratio);
    match (kind, standing) {
        (_, Standing::Unclear) => format!("协程 {x}×，各轮相差太大，分不出快慢"),
        (Kind::Blocking, Standing::Alike) => {
            format!("协程里的等待是阻塞的：一个睡着，*整个事件循环都停住*，和顺序一样久（{x}×）")
        }
        (Kind::Blocking, _) => format!("协程里的等待是阻塞的，事件循环一再停住：{x}×"),
        (Kind::Waiting, Standing::Faster) => {
            format!("协程只用 *1 个线程*就达到顺序的 *{x} 倍*速度")
        }
        (Kind::Mixed, Standing::Faster) => {
            format!("协程是 {x} 倍，只重叠了等待，计算还挤在一个线程上")
        }
        (Kind::Computing, Standing::Alike) => {
            format!("协程*一点也不快*（{x}×），因为只有一个线程在算")
        }
        (_, Standing::Faster) => format!("协程的速度是顺序的 {x} 倍"),
        (_, Standing::Alike) => format!("协程和顺序一样久（{x}×）"),
        (_, Standing::Slower) => format!("协程反而比顺序慢（{x}×）"),
    }
}

fn threads(kind: Kind, finding: &Finding, found: &Comparison) -> String {
    let (workers, time) = (found.workers, time(finding));
    let batches = match (kind, found.batches) {
        (Kind::Waiting, Some(batches)) if batches > 1 && workers > 1 => {
            format!("，因为要分 {batches} 批")
        }
        _ => String::new(),
    };
    let Some(Against { ratio, standing }) = finding.against else {
        return format!("{workers} 个线程用了 {time}{batches}");
    };
    let x = format::ratio(ratio);
    match (kind, standing) {
        (_, Standing::Unclear) => {
            format!("{workers} 个线程 {x}×，各轮相差太大，分不出快慢")
        }
        (Kind::Blocking, Standing::Faster) => {
            format!("同样的阻塞放到 {workers} 个线程里，却有 *{x} 倍*")
        }
        (Kind::Waiting, Standing::Faster) => format!("{workers} 个线程是 {x} 倍{batches}"),
        (Kind::Computing, Standing::Faster) => {
            let cores = found.cores.map(format::cores);
            let cores = cores.map(|cores| format!("（本机约 {cores} 核）"));
            format!(
                "{workers} 个线程跑出顺序的 *{x} 倍*速度{}",
                cores.unwrap_or_default()
            )
        }
        (Kind::Mixed, Standing::Faster) => {
            format!("{workers} 个线程跑出顺序的 *{x} 倍*速度")
        }
        (_, Standing::Faster) => format!("{workers} 个线程的速度是顺序的 {x} 倍"),
        (_, Standing::Alike) if workers == 1 => {
            format!("只有 1 个线程，和顺序一样久（{x}×）")
        }
        (_, Standing::Alike) => format!("{workers} 个线程*并不更快*（{x}×）"),
        (_, Standing::Slower) => format!("{workers} 个线程反而比顺序慢（{x}×）"),
    }
}

fn gil(kind: Kind, finding: &Finding) -> String {
    let Some(Against { ratio, standing }) = finding.against else {
        return format!("GIL 下的线程用了 {}", time(finding));
    };
    let x = format::ratio(ratio);
    match (kind, standing) {
        (_, Standing::Unclear) => format!("GIL 下的线程 {x}×，各轮相差太大，分不出快慢"),
        (Kind::Computing, Standing::Alike) => {
            format!("GIL 下的线程*一点也不快*（{x}×），因为同一时刻只有一个在计算")
        }
        (Kind::Waiting | Kind::Blocking, Standing::Faster) => {
            format!("GIL 下的线程照样有 *{x} 倍*，因为等待时会放开它")
        }
        (_, Standing::Faster) => format!("GIL 下的线程是顺序的 {x} 倍速度"),
        (_, Standing::Alike) => format!("GIL 下的线程和顺序一样久（{x}×）"),
        (_, Standing::Slower) => format!("GIL 下的线程反而比顺序慢（{x}×）"),
    }
}

fn processes(finding: &Finding) -> String {
    let Some(Against { ratio, standing }) = finding.against else {
        return format!("进程连启动在内用了 {}", time(finding));
    };
    let x = format::ratio(ratio);
    match standing {
        Standing::Unclear => format!("进程 {x}×，各轮相差太大，分不出快慢"),
        Standing::Faster => format!("进程连启动在内是 *{x} 倍*"),
        Standing::Alike => format!("进程连启动在内和顺序一样久（{x}×）"),
        Standing::Slower => format!("进程反而更慢（{x}×），启动就占了不少时间"),
    }
}

fn time(finding: &Finding) -> String {
    format::time(finding.median_ms, finding.ci95_ms)
}

pub(super) fn remark(remark: &Remark) -> String {
    match *remark {
        Remark::Unavailable(mode, reason) => {
            format!(
                "{}没有参加。{}",
                name(mode),
                read(Lang::Zh, Shelved::Reason(reason))
            )
        }
        Remark::CutShort => "比赛没有跑完，只统计完整跑完的那些。".to_owned(),
        Remark::TimedOut(mode) => format!(
            "{}超过了 120 s 的上限，没有计入。把任务、等待或计算调小一些再试。",
            name(mode)
        ),
        Remark::Failed { tasks } => {
            format!("按设置，每次有 {tasks} 个任务以出错告终。")
        }
        Remark::MainLine(mode, line) => {
            let name = name(mode);
            let at = format::time(line.at_ms, None);
            let ended = match (line.ended, line.raised) {
                (Ended::Raised, Some(error)) => format!("主程序在 {at} 抛出 {}", error.name()),
                (Ended::Died, _) => format!("{at} 时一个任务结束了整个程序"),
                _ => format!("主程序在 {at} 正常结束，好像什么都没发生"),
            };
            match line.swallowed {
                0 => format!("{name}：{ended}。"),
                errors => format!("{name}：{ended}；有 {errors} 个错误没有人知道。"),
            }
        }
        Remark::Disturbed { runs } => {
            format!("有 {runs} 次受到干扰（比如页面被隐藏过），没有计入。可以再运行一次。")
        }
        Remark::Dropped { events } => {
            format!(
                "有 {} 个事件没有地方记，图上缺了它们。",
                format::count(events)
            )
        }
        Remark::Crowded { workers, cores } => format!(
            "{workers} 个工作者抢 {} 个核心：计算型任务的工作者多于核心，不会更快。",
            format::cores(cores)
        ),
    }
}
