//! Experiments that only the article has.

use super::step::{Experiment, experiment, text};

/// Every one of them.
pub const EXPERIMENTS: [Experiment; 6] = [
    experiment(
        "sleeps",
        text("10 个任务各等待 500 ms", "10 tasks that wait 500 ms each"),
        "preset=sleeps",
        &[],
    ),
    experiment(
        "process",
        text("每个任务一个 Process", "One Process for each task"),
        "modes=sequential,processes&api=process",
        &[],
    ),
    experiment(
        "pool_map",
        text("Pool(8).map", "Pool(8).map"),
        "workers=8&modes=sequential,processes&api=pool_map",
        &[],
    ),
    experiment(
        "apply_async",
        text(
            "apply_async，并用 get() 读取结果",
            "apply_async, with its results read by get()",
        ),
        "n=4&workers=4&modes=sequential,processes&api=apply_async",
        &[],
    ),
    experiment(
        "executor",
        text("ProcessPoolExecutor(8).map", "ProcessPoolExecutor(8).map"),
        "workers=8&modes=sequential,processes",
        &[],
    ),
    experiment(
        "counter_async",
        text(
            "协程，读与写之间有一次 await",
            "Coroutines that await between reading and writing",
        ),
        "preset=counter_async",
        &[],
    ),
];
