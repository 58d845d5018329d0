//! Variables that tasks share, or seem to.

use super::reading::{Quantity, Reading};
use super::step::{Control, Part, Step, experiment, text};
use crate::model::mode::Mode;
use crate::model::view::StepId;

/// Each process has a copy.
pub(super) const COPIES: Step = Step {
    id: StepId::Copies,
    part: Part::SharedState,
    title: text("进程共享变量吗", "Do processes share variables?"),
    question: text(
        "4 个进程各执行 20,000,000 次 counter += 1。最后父进程中的 counter 是多少？",
        "4 processes execute counter += 1, 20,000,000 times each. What is counter in the parent process in the end?",
    ),
    experiments: &[experiment(
        "copies",
        text(
            "4 个任务，各加 20,000,000 次",
            "4 tasks, 20,000,000 updates each",
        ),
        "kernel=counter&n=4&wait=0&work=20000000&workers=4&modes=sequential,processes",
        &[],
    )],
    reading: Reading {
        experiment: "copies",
        mode: Mode::Processes,
        what: Quantity::Counted,
        question: text(
            "用进程时，父进程的计数器最后是多少？",
            "With processes, what does the parent's counter show in the end?",
        ),
    },
    reasons: [
        text(
            "4 个进程互相覆盖了结果。",
            "The 4 processes overwrite each other's results.",
        ),
        text(
            "每个进程都有自己的一份变量。",
            "Each process has its own copy of the variable.",
        ),
        text(
            "父进程的计数器被锁住了。",
            "The parent's counter is locked.",
        ),
    ],
    right: 1,
    controls: &[Control::Modes, Control::Lock],
    explanation: text(
        "进程之间不共享普通变量。每个进程只加了自己的那一份，父进程的仍是 0。结果要作为返回值，以消息的形式传回来。",
        "Processes do not share variables. Each counted on its own copy; the parent's is still 0. A process sends its result back as a message: the task's return value.",
    ),
    sentence: text(
        "每个进程都有自己的一份，结果以消息传回。",
        "Each process has its own copy; results come back as messages.",
    ),
    teacher: text(
        "问一问：那 80,000,000 次更新去了哪里？",
        "Ask where the 80,000,000 updates went.",
    ),
};

/// What may be interrupted may be lost.
pub(super) const UPDATES: Step = Step {
    id: StepId::Updates,
    part: Part::SharedState,
    title: text("有 GIL 就安全吗", "Does the GIL make code safe?"),
    question: text(
        "4 个线程一共执行 80,000,000 次 counter += 1。最后正好是 80,000,000 吗？",
        "4 threads execute counter += 1, 80,000,000 times in all. Is it exactly 80,000,000 in the end?",
    ),
    experiments: &[
        experiment(
            "plain",
            text("counter += 1", "counter += 1"),
            "kernel=counter&n=4&wait=0&work=20000000&workers=4&modes=gil,async&between=0",
            &[],
        ),
        experiment(
            "between",
            text("读与写之间有一次调用", "A call between reading and writing"),
            "kernel=counter&n=4&wait=0&work=20000000&workers=4&modes=gil,async&between=1",
            &[],
        ),
        experiment(
            "locked",
            text("同样，加上锁", "The same with a lock"),
            "kernel=counter&n=4&wait=0&work=20000000&workers=4&modes=gil,async&between=1&lock=mutex",
            &[],
        ),
    ],
    reading: Reading {
        experiment: "plain",
        mode: Mode::Gil,
        what: Quantity::Counted,
        question: text(
            "只写 counter += 1 时，GIL 下的计数器最后是多少？",
            "With a plain counter += 1, what does the counter show under the GIL?",
        ),
    },
    reasons: [
        text(
            "Python 语言保证 += 是原子操作。",
            "Python guarantees that += is one atomic step.",
        ),
        text(
            "全局变量只允许一个线程写入。",
            "Only one thread may write to a global variable.",
        ),
        text(
            "CPython 自 3.10 起，不在 counter += 1 的读与写之间切换线程。",
            "From 3.10 on, CPython does not switch threads between the read and the write of counter += 1.",
        ),
    ],
    right: 2,
    controls: &[Control::Between, Control::Lock, Control::Modes],
    explanation: text(
        "从 3.10 起，CPython 不在 counter += 1 的读与写之间切换，所以一次也没有丢失；这是实现细节，不是语言的保证。切换发生在读与写之间时，后写的值会覆盖别人的更新：中间只要有一次调用或 await，更新就可能丢失。加锁之后又正好是 80,000,000，但用时更长。",
        "From 3.10 on, CPython does not switch between the read and the write of counter += 1, so nothing is lost; that is a detail of the implementation and no promise of the language. Where a switch falls in between, the write overwrites what others have added: with a call or an await there, updates can be lost. With a lock the sum is exactly 80,000,000 again, but it takes longer.",
    ),
    sentence: text(
        "读与写之间不会被打断，才是安全的；会不会被打断，各版本不同。",
        "An update is safe only if nothing can interrupt it between reading and writing; what can differs by version.",
    ),
    teacher: text(
        "用两个人买最后一张票的故事开场。",
        "Open with two people who buy the last ticket.",
    ),
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::field::Field;

    #[test]
    fn the_counters_steps_ask_for_the_same_number_of_updates() {
        for experiment in COPIES.experiments.iter().chain(UPDATES.experiments) {
            let spec = experiment.spec();
            assert_eq!(Field::N.get(&spec) * Field::Work.get(&spec), 80_000_000);
        }
    }
}
