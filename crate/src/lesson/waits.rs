//! Tasks that wait: they overlap, in batches, beyond the cores.

use super::reading::{Quantity, Reading};
use super::step::{Control, Experiment, Part, Step, experiment, text};
use crate::model::field::Field;
use crate::model::mode::Mode;
use crate::model::view::StepId;

/// A thread that waits holds no lock.
pub(super) const RELEASE: Step = Step {
    id: StepId::Release,
    part: Part::Waits,
    title: text(
        "等待的线程持有 GIL 吗",
        "Does a waiting thread hold the GIL?",
    ),
    question: text(
        "10 个线程各睡眠 500 ms。有 GIL 时一共要多久：5 s，还是 500 ms？",
        "10 threads sleep for 500 ms each. How long does that take under the GIL: 5 s or 500 ms?",
    ),
    experiments: &[experiment(
        "gil_io",
        text(
            "10 个任务各等待 500 ms，10 个 worker",
            "10 tasks that wait 500 ms each, 10 workers",
        ),
        "preset=gil_io",
        &[Mode::Sequential, Mode::Threads, Mode::Gil],
    )],
    reading: Reading {
        experiment: "gil_io",
        mode: Mode::Gil,
        what: Quantity::Computing(250),
        question: text(
            "250 ms 时，GIL 下的线程有几个在计算？",
            "At 250 ms, how many threads under the GIL are computing?",
        ),
    },
    reasons: [
        text(
            "各线程轮流持有 GIL，每个 50 ms。",
            "The threads hold the GIL in turn, 50 ms each.",
        ),
        text(
            "线程在等待之前释放 GIL。",
            "A thread releases the GIL before it waits.",
        ),
        text(
            "等待的线程共用同一个 GIL。",
            "Threads that wait share one GIL.",
        ),
    ],
    right: 1,
    controls: &[
        Control::Field(Field::N),
        Control::Field(Field::Wait),
        Control::Gil,
    ],
    explanation: text(
        "顺序执行时，等待时间逐个相加：{gil_io.sequential}。在线程中，等待同时进行：有 GIL 时 {gil_io.gil}，没有 GIL 时 {gil_io.threads}。线程执行 Python 代码时才需要 GIL，睡眠或等待网络之前会释放它。",
        "One after the other, the waits add up: {gil_io.sequential}. On threads they overlap: {gil_io.gil} with the GIL, {gil_io.threads} without it. A thread needs the GIL to execute Python code. It releases the GIL before it sleeps or waits for the network.",
    ),
    sentence: text(
        "正在等待的线程已经释放了 GIL。",
        "A thread that waits has released the GIL.",
    ),
    teacher: text(
        "指着 250 ms 处：10 个线程都在等待，没有一个持有 GIL。",
        "Point at 250 ms: 10 threads are waiting, and none of them holds the GIL.",
    ),
};

/// Tasks come in batches.
pub(super) const BATCHES: Step = Step {
    id: StepId::Batches,
    part: Part::Waits,
    title: text("8 个 worker，10 个任务", "8 workers, 10 tasks"),
    question: text(
        "10 个任务各等待 500 ms。池中有 8 个 worker 时要多久？4 个呢？",
        "10 tasks wait 500 ms each. How long do they take on a pool of 8 workers? And on 4?",
    ),
    experiments: &[
        experiment(
            "pool8",
            text("10 个任务，8 个 worker", "10 tasks on 8 workers"),
            "preset=pool8",
            &[Mode::Sequential, Mode::Threads],
        ),
        experiment(
            "pool4",
            text("10 个任务，4 个 worker", "10 tasks on 4 workers"),
            "preset=pool4",
            &[Mode::Sequential, Mode::Threads],
        ),
    ],
    reading: Reading {
        experiment: "pool8",
        mode: Mode::Threads,
        what: Quantity::Waiting(750),
        question: text(
            "8 个 worker 时，750 ms 处有几条泳道在等待？",
            "With 8 workers, how many lanes are waiting at 750 ms?",
        ),
    },
    reasons: [
        text(
            "启动 8 个线程占去了一半时间。",
            "Starting 8 threads takes half of the time.",
        ),
        text(
            "GIL 让 2 个任务排到了最后。",
            "The GIL puts 2 tasks at the end.",
        ),
        text(
            "10 个任务分成 2 批：先 8 个，再 2 个。",
            "10 tasks make 2 batches: 8, then 2.",
        ),
    ],
    right: 2,
    controls: &[Control::Field(Field::Workers), Control::Field(Field::N)],
    explanation: text(
        "8 个 worker 先执行 8 个任务，剩下的 2 个再等 500 ms：{pool8.threads}。4 个 worker 要分 3 批：{pool4.threads}。批数是 10 除以 worker 数，再向上取整。",
        "8 workers run 8 tasks first; the other 2 take another 500 ms: {pool8.threads}. 4 workers need 3 batches: {pool4.threads}. The number of batches is 10 divided by the number of workers, rounded up.",
    ),
    sentence: text(
        "⌈10/8⌉ = 2：任务数按批计算。",
        "⌈10/8⌉ = 2: tasks are counted in batches.",
    ),
    teacher: text(
        "10/8 容易让人猜 600 ms。请一位学生在时间线上数出批数。",
        "10/8 suggests about 600 ms. Have someone count the batches on the timeline.",
    ),
};

/// Cores limit computing only.
pub(super) const CORES: Step = Step {
    id: StepId::Cores,
    part: Part::Waits,
    title: text("线程数应该等于核心数吗", "As many threads as cores?"),
    question: text(
        "40 个任务各等待 500 ms，用 40 个线程要多久？如果换成计算，线程数超过核心数会更快吗？",
        "40 tasks wait 500 ms each, on 40 threads. How long does that take? And if they compute, do more threads than cores help?",
    ),
    experiments: &[
        experiment(
            "waits_40",
            text(
                "40 个任务等待，40 个 worker",
                "40 tasks that wait, 40 workers",
            ),
            "n=40&workers=40&modes=sequential,gil,async",
            &[Mode::Gil, Mode::Async],
        ),
        Experiment {
            workers_per_core: Some(1),
            ..experiment(
                "pi_cores",
                text(
                    "计算 π，worker 数等于核心数",
                    "π, with as many workers as cores",
                ),
                "preset=pi&modes=sequential,threads",
                &[Mode::Threads],
            )
        },
        Experiment {
            workers_per_core: Some(2),
            ..experiment(
                "pi_twice",
                text(
                    "计算 π，worker 数是核心数的两倍",
                    "π, with twice as many workers as cores",
                ),
                "preset=pi&workers=8&modes=sequential,threads",
                &[Mode::Threads],
            )
        },
    ],
    reading: Reading {
        experiment: "waits_40",
        mode: Mode::Gil,
        what: Quantity::Waiting(250),
        question: text(
            "250 ms 时，GIL 下的线程有几个在等待？",
            "At 250 ms, how many threads under the GIL are waiting?",
        ),
    },
    reasons: [
        text(
            "等待不占用核心，计算占用。",
            "A task that waits needs no core; one that computes does.",
        ),
        text(
            "操作系统最多让每个核心有 10 个线程。",
            "The system allows 10 threads for each core.",
        ),
        text(
            "超过核心数的线程要等别的线程结束。",
            "Threads beyond the cores wait until others have ended.",
        ),
    ],
    right: 0,
    controls: &[
        Control::Field(Field::Workers),
        Control::Field(Field::N),
        Control::Modes,
    ],
    explanation: text(
        "40 个等待同时进行：GIL 下的线程用了 {waits_40.gil}，协程用了 {waits_40.async}。计算不同：worker 数等于核心数时加速比为 {pi_cores.threads×}，worker 数加倍后为 {pi_twice.threads×}。",
        "All 40 waits overlap: {waits_40.gil} on threads under the GIL, {waits_40.async} as coroutines. Computing is different: with as many workers as cores the speed-up is {pi_cores.threads×}; with twice as many it is {pi_twice.threads×}.",
    ),
    sentence: text(
        "核心数限制计算，不限制等待。",
        "Cores limit computing. They do not limit waiting.",
    ),
    teacher: text(
        "先让学生说出这台机器的核心数，再运行。",
        "Have the number of cores named before anything runs.",
    ),
};
