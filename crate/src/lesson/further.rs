//! Experiments that only the article has.

use super::{Experiment, experiment, text};

/// Every one of them.
pub const EXPERIMENTS: [Experiment; 5] = [
    experiment(
        "sleeps",
        text("10 个任务各等待 500 ms", "10 tasks that wait 500 ms each"),
        "rounds=1",
        &[],
    ),
    experiment(
        "process",
        text("每个任务一个 Process", "One Process for each task"),
        "modes=sequential,processes&api=process&rounds=1",
        &[],
    ),
    experiment(
        "pool_map",
        text("Pool(8).map", "Pool(8).map"),
        "workers=8&modes=sequential,processes&api=pool_map&rounds=1",
        &[],
    ),
    experiment(
        "apply_async",
        text(
            "apply_async，并用 get() 读取结果",
            "apply_async, with its results read by get()",
        ),
        "n=4&workers=4&modes=sequential,processes&api=apply_async&rounds=1",
        &[],
    ),
    experiment(
        "executor",
        text("ProcessPoolExecutor(8).map", "ProcessPoolExecutor(8).map"),
        "workers=8&modes=sequential,processes&rounds=1",
        &[],
    ),
];
