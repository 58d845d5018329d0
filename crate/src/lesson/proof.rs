//! What a run proves.

use super::reading::{Quantity, Reading};
use super::step::{Control, Part, Step, experiment, text};
use crate::model::field::Field;
use crate::model::mode::Mode;
use crate::model::task::Outcome;
use crate::model::view::StepId;

/// Finished is not done, and one number is not a result.
pub(super) const PROOF: Step = Step {
    id: StepId::Proof,
    part: Part::Proof,
    title: text(
        "一闪就结束，任务完成了吗",
        "It ended at once: were its tasks done?",
    ),
    question: text(
        "程序没有报错就结束了。任务都完成了吗？测一次，能说明快慢吗？",
        "A program ends without an error. Are its tasks done? And does one measurement tell what is faster?",
    ),
    experiments: &[
        experiment(
            "unclosed",
            text(
                "apply_async 之后直接结束",
                "apply_async, and the program ends",
            ),
            "preset=unclosed",
            &[],
        ),
        experiment(
            "unguarded",
            text(
                "没写 if __name__ == \"__main__\"",
                "No if __name__ == \"__main__\"",
            ),
            "preset=guard",
            &[],
        ),
        experiment(
            "once",
            text("200 个小任务，测 1 轮", "200 tiny tasks, 1 round"),
            "n=200&wait=0&work=80000&workers=4&modes=sequential,threads,processes&rounds=1",
            &[Mode::Processes],
        ),
        experiment(
            "often",
            text(
                "同样的任务，测到足够为止",
                "The same tasks, as many rounds as it takes",
            ),
            "n=200&wait=0&work=80000&workers=4&modes=sequential,threads,processes&rounds=auto",
            &[],
        ),
    ],
    reading: Reading {
        experiment: "unclosed",
        mode: Mode::Processes,
        what: Quantity::Ended(Outcome::Done),
        question: text(
            "程序直接结束时，有几个任务已完成？",
            "Where the program just ends, how many tasks are done?",
        ),
    },
    reasons: [
        text(
            "没有报错，所以都已完成。",
            "There was no error, so all of them are done.",
        ),
        text(
            "主进程结束时，池中的进程随之终止。",
            "When the main process ends, the pool's processes are terminated.",
        ),
        text(
            "结果要过一会儿才会写出。",
            "The results are written a little later.",
        ),
    ],
    right: 1,
    controls: &[Control::End, Control::Field(Field::Rounds)],
    explanation: text(
        "主进程没有等待，10 个任务都没有完成，也没有任何提示。没写 if __name__ == \"__main__\"，又用 spawn 或 forkserver 时，每个工作进程重新导入主模块，又要启动进程，Python 便抛出 RuntimeError。快慢也一样：1 轮只是一个数，多轮才有区间。",
        "The main process did not wait: none of the 10 tasks is done, and nothing says so. Without if __name__ == \"__main__\", and with spawn or forkserver, each worker process imports the main module and tries to start processes itself; Python then raises RuntimeError. It is the same with speed: 1 round is a number, several rounds make an interval.",
    ),
    sentence: text(
        "结束不等于完成，一个数不等于结果。",
        "Finished is not done, and one number is not a result.",
    ),
    teacher: text(
        "请 3 位学生念出各自第一次测得的数。",
        "Let 3 students read out their first number.",
    ),
};
