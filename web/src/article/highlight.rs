//! A Python program as HTML: words, texts and comments in colours of their own.
//!
//! Enough for the programs that the core writes: their texts have no line breaks and no triple quotes.

use super::escape;

/// Python's own words.
const WORDS: [&str; 26] = [
    "and", "as", "async", "await", "break", "class", "def", "else", "except", "finally", "for",
    "from", "global", "if", "import", "in", "is", "lambda", "not", "or", "pass", "raise", "return",
    "try", "while", "with",
];

/// The program.
pub(super) fn listing(code: &str) -> String {
    let mut html = String::from("<pre class=\"code\" tabindex=\"0\"><code>");
    let mut rest = code.trim_end();
    while let Some(first) = rest.chars().next() {
        let (kind, length) = token(first, rest);
        let (token, behind) = rest.split_at(length);
        match kind {
            Some(kind) => html += &format!("<span class=\"{kind}\">{}</span>", escape(token)),
            None => html += &escape(token),
        }
        rest = behind;
    }
    html + "</code></pre>"
}

/// What comes next, and how long it is.
fn token(first: char, rest: &str) -> (Option<&'static str>, usize) {
    let until = |end: fn(char) -> bool| rest.find(end).unwrap_or(rest.len());
    match first {
        '#' => (Some("comment"), until(|c| c == '\n')),
        '"' | '\'' => {
            let closing = rest[1..].find(first).map_or(rest.len(), |at| at + 2);
            (Some("text"), closing)
        }
        'a'..='z' | 'A'..='Z' | '_' => {
            let length = until(|c| !c.is_ascii_alphanumeric() && c != '_');
            let is_word = WORDS.contains(&&rest[..length]);
            (is_word.then_some("word"), length)
        }
        _ => (None, first.len_utf8()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_texts_and_comments_are_told_apart_and_nothing_is_lost() {
        assert_eq!(
            listing("for i in x:  # if < 3\n    print(f\"{i:.3f} s\")\n"),
            "<pre class=\"code\" tabindex=\"0\"><code><span class=\"word\">for</span> i \
             <span class=\"word\">in</span> x:  <span class=\"comment\"># if &lt; 3</span>\n    \
             print(f<span class=\"text\">&quot;{i:.3f} s&quot;</span>)</code></pre>"
        );
    }
}
