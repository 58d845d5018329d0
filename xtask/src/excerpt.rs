//! The part of a failed program's output that shows why it failed.

/// How many lines of a log are shown.
const LINES: usize = 40;
/// How many lines of a panic are shown at least: where it was, and its message.
const PANIC_LINES: usize = 2;

/// The end of a log or, if tests ran, what each failed test printed when it failed.
#[must_use]
pub fn excerpt(text: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    match lines.iter().position(|line| line.trim() == "failures:") {
        Some(start) => failures(&lines[start + 1..]),
        None => lines[lines.len().saturating_sub(LINES)..].join("\n"),
    }
}

/// The names of failed tests, and what each printed from its panic on. Every test gets the same
/// number of lines, so that the first one does not push the others out.
fn failures(lines: &[&str]) -> String {
    let is_head = |line: &&str| line.starts_with("---- ");
    // After the last test, libtest lists all names once more.
    let end = lines.iter().position(|line| line.trim() == "failures:");
    let lines = &lines[..end.unwrap_or(lines.len())];
    let tests = lines.iter().filter(|line| is_head(line)).count();
    let room = LINES / tests.max(1);
    let mut shown: Vec<&str> = Vec::new();
    for test in lines.chunk_by(|_, next| !is_head(next)) {
        let Some(head) = test.iter().find(|line| is_head(line)) else {
            continue;
        };
        let panics = test.chunk_by(|_, next| !next.contains(" panicked at "));
        let panics: Vec<&[&str]> = panics
            .filter(|all| all[0].contains(" panicked at "))
            .collect();
        let parts = match panics.is_empty() {
            true => vec![&test[1..]],
            false => panics,
        };
        shown.push(head);
        let lines_each = room / parts.len();
        for lines in parts {
            let lines = lines.iter().filter(|line| !line.trim().is_empty());
            shown.extend(lines.take(lines_each.max(PANIC_LINES)));
        }
    }
    shown.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_of_a_log_is_shown() {
        let text: String = (0..100).map(|n| format!("{n}\n")).collect();
        let shown = excerpt(&text);
        assert_eq!(shown.lines().count(), LINES);
        assert!(shown.ends_with("99"));
    }

    #[test]
    fn the_failures_of_tests_are_shown() {
        let text = "test a ... ok\n\nfailures:\n\n---- b stdout ----\nthe reason\n";
        assert_eq!(excerpt(text), "---- b stdout ----\nthe reason");
    }

    #[test]
    fn each_failed_test_is_shown_from_its_panic_on() {
        let much = "on its way\n".repeat(LINES);
        let text = format!(
            "test b ... FAILED\n\nfailures:\n\n\
             ---- b stdout ----\n{much}\nthread 'b' (1) panicked at b.rs:1:2:\nits reason\n\n\
             ---- c stdout ----\n\nthread 'c' (2) panicked at c.rs:3:4:\nanother\n{much}\n\n\
             failures:\n    b\n    c\n\ntest result: FAILED. 0 passed; 2 failed\n"
        );
        let shown = excerpt(&text);
        let start = "---- b stdout ----\nthread 'b' (1) panicked at b.rs:1:2:\nits reason\n\
                     ---- c stdout ----\nthread 'c' (2) panicked at c.rs:3:4:\nanother\n";
        assert!(shown.starts_with(start), "{shown}");
        assert!(shown.lines().count() <= LINES + 2, "{shown}");
    }
}
