//! The words that only the terminal needs.

use interleave::model::view::Lang;

interleave::catalogue! {
    /// The terminal's texts in a language.
    Texts {
        /// The table.
        table: Table {
            /// The column of modes.
            mode,
            /// The column of medians.
            median,
            /// The column of what shared counters show.
            counter,
            /// The column of intervals.
            interval,
            /// The column of speed-ups.
            speedup,
            /// The column of provenances.
            provenance,
            /// The column of what became of the tasks.
            tasks,
            /// The column of what the main thread saw.
            main_thread,
            /// The race ended before anything was known.
            unknown,
        }

        /// The lanes.
        lanes: Lanes {
            /// What a character stands for: how long.
            scale,
            /// A state in the legend: its letter, its name.
            state,
            /// Lanes that are not shown: how many.
            more: plural,
        }

        /// What goes wrong, and what is going on.
        messages: Messages {
            /// No threads: how many, why.
            no_threads,
            /// A file cannot be written: its name, why.
            not_written,
            /// Another problem with what was written: what.
            no_document,
            /// The expected answers are being computed.
            preparing,
            /// A run: the mode, the round, the rounds.
            running,
        }
    }
}

const _: () = Texts::check(&ZH, &EN);

/// The terminal's texts in a language.
pub(crate) fn texts(lang: Lang) -> &'static Texts {
    match lang {
        Lang::Zh => &ZH,
        Lang::En => &EN,
    }
}

const EN: Texts = Texts {
    lang: Lang::En,
    table: Table {
        mode: "Mode",
        median: "Median",
        counter: "Counter",
        interval: "95% interval",
        speedup: "Speed-up",
        provenance: "Source",
        tasks: "Tasks",
        main_thread: "Main thread",
        unknown: "–",
    },
    lanes: Lanes {
        scale: "One character: $0.",
        state: "$0 $1",
        more: interleave::wording::Plural::one_other("… and 1 more lane", "… and $0 more lanes"),
    },
    messages: Messages {
        no_threads: "Could not start $0 threads: $1",
        not_written: "Could not write $0: $1",
        no_document: "The race could not be written as a document: $0",
        preparing: "Computing the expected answers",
        running: "$0, round $1 of $2",
    },
};

const ZH: Texts = Texts {
    lang: Lang::Zh,
    table: Table {
        mode: "执行方式",
        median: "中位数",
        counter: "计数器",
        interval: "95% 置信区间",
        speedup: "加速比",
        provenance: "数据来源",
        tasks: "任务",
        main_thread: "主线程",
        unknown: "–",
    },
    lanes: Lanes {
        scale: "每个字符：$0。",
        state: "$0 $1",
        more: interleave::wording::Plural::other("… 另有 $0 条泳道"),
    },
    messages: Messages {
        no_threads: "无法启动 $0 个线程：$1",
        not_written: "无法写入 $0：$1",
        no_document: "无法生成运行数据的文档：$0",
        preparing: "正在计算预期答案",
        running: "$0，第 $1 轮，共 $2 轮",
    },
};
