//! The program for the terminal, as its users see it.

#![cfg(not(target_arch = "wasm32"))]

use std::io::Read;
use std::process::{Command, Output, Stdio};

/// What the program does with these arguments.
fn interleave(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_interleave"))
        .args(arguments)
        .env("LC_ALL", "C")
        .output()
        .expect("the program starts")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("it is text")
}

/// What it prints, where it does as it is told.
fn printed(arguments: &[&str]) -> String {
    let output = interleave(arguments);
    assert!(output.status.success(), "{arguments:?}: {output:?}");
    text(&output.stdout)
}

#[test]
fn help_and_version_run_nothing() {
    let help = printed(&["--help"]);
    for part in [
        "Usage: interleave",
        "--preset",
        "--workers",
        "--emit",
        "0 to 10,000",
    ] {
        assert!(help.contains(part), "{part} in {help}");
    }
    assert_eq!(
        printed(&["--version"]),
        concat!("interleave ", env!("CARGO_PKG_VERSION"), "\n")
    );
}

#[test]
fn what_is_not_known_is_refused() {
    for wrong in [
        &["--jsno"][..],
        &["--json", "--rust"],
        &["--emit", "xml"],
        &["--preset", "slepes"],
        &["n=1", "n=2"],
    ] {
        let output = interleave(wrong);
        assert_eq!(output.status.code(), Some(2), "{wrong:?}: {output:?}");
        assert_eq!(text(&output.stdout), "");
        assert!(text(&output.stderr).contains("--help"), "{output:?}");
    }
}

#[test]
fn a_race_is_a_table_a_headline_and_lanes() {
    let all = printed(&[
        "--n",
        "3",
        "--wait",
        "20",
        "--workers",
        "3",
        "modes=sequential,threads",
    ]);
    let lines: Vec<&str> = all.lines().collect();
    assert_eq!(lines[0], "3 tasks × 20 ms of waiting · 3 workers · 1 round");
    assert!(
        lines[2].starts_with("Mode") && lines[2].ends_with("Main thread"),
        "{all}"
    );
    assert!(
        lines[3].starts_with("Sequential") && lines[3].contains("measured"),
        "{all}"
    );
    assert!(
        lines[4].starts_with("Threads (no GIL)") && lines[4].contains('×'),
        "{all}"
    );
    assert!(
        lines[4].contains("3 done  the main thread ended normally after"),
        "{all}"
    );
    assert!(
        lines[6].starts_with("The waits overlap: with 3 threads: "),
        "{all}"
    );
    assert!(!lines[6].contains('*'), "{all}");
    assert!(
        all.contains("\nThreads (no GIL)\n0 ") && all.contains("\n2 ") && all.contains("...."),
        "{all}"
    );
    assert!(all.ends_with("  . waiting for I/O\n"), "{all}");
}

#[test]
fn it_speaks_chinese_and_says_what_it_changed() {
    let output = interleave(&["--lang", "zh", "n=2&wait=1&workers=65&modes=async"]);
    assert!(
        text(&output.stdout).contains("I/O 密集型任务："),
        "{output:?}"
    );
    assert_eq!(text(&output.stderr), "workers 的值超出范围，已改为 64。\n");
}

#[test]
fn formats_are_what_they_are_called() {
    let spec = "n=2&wait=1&workers=2&modes=sequential";
    let json: serde_json::Value = serde_json::from_str(&printed(&["--json", spec])).expect("JSON");
    assert_eq!(json["type"], "interleave/result");
    assert_eq!(json["runs"][0]["outcomes"]["done"], 2);
    let record: serde_json::Value =
        serde_json::from_str(&printed(&["--emit", "record", spec])).expect("JSON");
    assert_eq!(record["query"], format!("v=1&{spec}"));
    assert!(record["recording"].is_array());
    let trace: serde_json::Value =
        serde_json::from_str(&printed(&["--emit", "trace", spec])).expect("JSON");
    assert!(
        trace["traceEvents"]
            .as_array()
            .is_some_and(|events| events.len() >= 4)
    );
    assert!(printed(&["--emit", "csv", spec]).lines().count() >= 3);
    assert!(printed(&["--python", "--preset", "shutdown"]).contains("cancel_futures=True"));
    assert!(printed(&["--rust", spec]).contains("fn main()"));
}

#[test]
fn a_file_is_written_and_a_folder_is_not() {
    let folder = std::env::temp_dir().join(format!("interleave-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("there is room");
    let file = folder.join("race.json");
    let name = file.to_str().expect("it is text");
    assert_eq!(
        printed(&["--json", "-o", name, "n=1&wait=1&modes=sequential"]),
        ""
    );
    let written = std::fs::read_to_string(&file).expect("it was written");
    assert!(
        written.starts_with("{\"type\":\"interleave/result\""),
        "{written}"
    );
    let folder_name = folder.to_str().expect("it is text");
    let output = interleave(&["--python", "-o", folder_name]);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        text(&output.stderr).starts_with("Could not write"),
        "{output:?}"
    );
    std::fs::remove_dir_all(&folder).expect("it is ours");
}

#[test]
fn ten_thousand_lanes_are_a_few_lines() {
    let all = printed(&["n=10000&wait=1&modes=async"]);
    assert!(all.lines().count() < 60, "{} lines", all.lines().count());
    assert!(all.contains("… and 9,980 more lanes"), "{all}");
}

#[test]
fn a_reader_that_closes_the_pipe_is_no_failure() {
    // More than a pipe holds, so that writing goes on after the reader has left.
    let mut program = Command::new(env!("CARGO_BIN_EXE_interleave"))
        .args(["--record", "n=5000&wait=1&modes=async"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut out = program.stdout.take().expect("it is piped");
    let mut first = [0; 10];
    out.read_exact(&mut first).expect("it begins to print");
    drop(out);
    let output = program.wait_with_output().expect("it ends");
    assert!(output.status.success(), "{output:?}");
    assert_eq!(text(&output.stderr), "", "no panic, no progress");
}
