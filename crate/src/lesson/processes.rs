//! Processes: what they cost, and when they are worth it.

use super::reading::{Quantity, Reading};
use super::step::{Control, Part, Step, experiment, text};
use crate::model::field::Field;
use crate::model::mode::Mode;
use crate::model::view::StepId;

/// A process has to earn its start.
pub(super) const COST: Step = Step {
    id: StepId::ProcessCost,
    part: Part::Processes,
    title: text(
        "CPU 密集型就该用进程吗",
        "Are processes right for every CPU-bound task?",
    ),
    question: text(
        "200 个很小的计算任务，用 4 个进程会快多少？8 个大任务呢？",
        "200 tiny computing tasks on 4 processes: how much faster are they? And 8 big ones?",
    ),
    experiments: &[
        experiment(
            "tiny",
            text("200 个小任务", "200 tiny tasks"),
            "n=200&wait=0&work=80000&workers=4&modes=sequential,threads,processes",
            &[Mode::Sequential, Mode::Processes],
        ),
        experiment(
            "big",
            text("8 个大任务", "8 big tasks"),
            "n=8&wait=0&work=800000000&workers=4&modes=sequential,threads,processes",
            &[Mode::Sequential, Mode::Processes],
        ),
    ],
    reading: Reading {
        experiment: "tiny",
        mode: Mode::Processes,
        what: Quantity::Started,
        question: text(
            "小任务的图上，有几条泳道先要启动进程？",
            "With tiny tasks, how many lanes begin by starting a process?",
        ),
    },
    reasons: [
        text(
            "进程计算得比线程慢。",
            "Processes compute more slowly than threads.",
        ),
        text(
            "小任务装不进进程的内存。",
            "Tiny tasks do not fit a process's memory.",
        ),
        text(
            "启动和传递消息的时间，比任务本身还长。",
            "Starting and sending messages takes longer than the tasks.",
        ),
    ],
    right: 2,
    controls: &[
        Control::Field(Field::Work),
        Control::Field(Field::N),
        Control::Field(Field::Workers),
    ],
    explanation: text(
        "小任务：顺序执行 {tiny.sequential}，进程 {tiny.processes}，多出的时间用在启动和消息上。大任务：4 个进程的加速比为 {big.processes×}；上限是核心数，这里最多为 4。",
        "Tiny tasks: {tiny.sequential} one after the other, {tiny.processes} on processes; the difference is start-up and messages. Big tasks: {big.processes×} as fast on 4 processes; the limit is the number of cores, at most 4 here.",
    ),
    sentence: text(
        "任务要足够大，才值得启动进程和传递消息。",
        "Tasks must be large enough to be worth starting processes and passing messages.",
    ),
    teacher: text(
        "让全班找出进程开始变快的任务大小。",
        "Let the class find the size from which processes are faster.",
    ),
};
