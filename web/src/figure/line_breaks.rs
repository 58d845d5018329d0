//! Breaks a text into lines, by its approximate width.

/// The width of a letter relative to its size: Latin, and Chinese.
const LETTERS: [f64; 2] = [0.56, 1.0];

/// The approximate width of a text.
pub(super) fn width(text: &str, size: f64) -> f64 {
    let letters = text
        .chars()
        .map(|letter| LETTERS[usize::from(letter as u32 > 0x2e80)]);
    letters.sum::<f64>() * size
}

/// No line begins with the first of these marks, and none ends with the second.
const NEVER_FIRST: &str = "、。，；：？！）”》…";

const NEVER_LAST: &str = "（“《";

/// The parts of a text between which a line may break: almost anywhere in Chinese, between words in other
/// languages.
fn parts(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut begin, mut letters) = (0, text.char_indices().peekable());
    while let Some((_, letter)) = letters.next() {
        let Some((end, next)) = letters.peek().copied() else {
            break;
        };
        let wide = |letter: char| letter as u32 > 0x2e80;
        let may = letter == ' ' || wide(letter) || wide(next);
        if may && !NEVER_LAST.contains(letter) && !NEVER_FIRST.contains(next) {
            parts.push(&text[begin..end]);
            begin = end;
        }
    }
    parts.push(&text[begin..]);
    parts
}

/// A text in lines that fit.
pub(super) fn lines(text: &str, size: f64, room: f64) -> Vec<String> {
    let mut lines = vec![String::new()];
    for part in parts(text) {
        let last = lines.len() - 1;
        if !lines[last].is_empty()
            && width(&lines[last], size) + width(part.trim_end(), size) > room
        {
            lines.push(String::new());
        }
        let last = lines.len() - 1;
        lines[last].push_str(part);
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_sentences_are_broken_where_they_may_be() {
        let english = lines("four words of it", 10.0, 60.0);
        assert_eq!(english, ["four words ", "of it"]);
        assert_eq!(lines("四个汉字", 10.0, 25.0), ["四个", "汉字"]);
        assert_eq!(lines("", 10.0, 25.0), [""]);
        // No mark at the beginning of a line, no bracket at its end.
        assert_eq!(lines("四个，汉字", 10.0, 25.0), ["四", "个，", "汉字"]);
        assert_eq!(lines("四（汉）字", 10.0, 25.0), ["四", "（汉）", "字"]);
        assert_eq!(lines("用 *GIL*。", 10.0, 60.0), ["用 *GIL*。"]);
    }
}
