//! Finds the paths in a source file that lead to other modules of its package.
//!
//! Not a parser of Rust: it blanks comments and literals and reads the rest word by word. That is enough
//! for code that `cargo fmt` accepts.

use std::collections::BTreeMap;

/// The modules of a package.
pub(super) struct Modules<'a> {
    /// The file of each module; its path is a list of names. The root's is empty.
    files: BTreeMap<Vec<&'a str>, &'a str>,
}

/// What was found in a file.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// Files of the package that it uses, itself left out.
    pub(super) uses: Vec<String>,
    /// Modules that it has only for tests, in files of their own, as `exec/tests`.
    pub(super) tests: Vec<String>,
}

impl<'a> Modules<'a> {
    /// The modules in these files, named by their paths below `src`.
    pub(super) fn new(files: impl Iterator<Item = &'a str>) -> Self {
        Self {
            files: files.map(|file| (module_of(file), file)).collect(),
        }
    }

    /// What a file uses.
    pub(super) fn used_by(&self, file: &str, text: &str) -> Found {
        let blanked = blank(text);
        let words = words(&blanked);
        let mut reader = Reader {
            modules: self,
            words: &words,
            at: 0,
            module: module_of(file),
            braces: Vec::new(),
            targets: Vec::new(),
            tests: Vec::new(),
        };
        reader.read();
        let mut uses: Vec<String> = reader
            .targets
            .iter()
            .filter_map(|path| self.file_of(path))
            .filter(|used| *used != file)
            .map(str::to_owned)
            .collect();
        uses.sort();
        uses.dedup();
        Found {
            uses,
            tests: reader.tests,
        }
    }

    /// The file of the innermost module on a path from the root.
    fn file_of(&self, path: &[&str]) -> Option<&'a str> {
        let mut prefixes = (0..=path.len()).rev();
        prefixes.find_map(|length| self.files.get(&path[..length]).copied())
    }

    fn is_module(&self, parent: &[&str], name: &str) -> bool {
        let path: Vec<&str> = parent.iter().copied().chain([name]).collect();
        self.files.contains_key(&path[..])
    }
}

/// The path of a file's module. A program is a root of its own, and no module leads to it.
fn module_of(file: &str) -> Vec<&str> {
    let path = file.strip_suffix(".rs").unwrap_or(file);
    let mut names: Vec<&str> = path.split('/').collect();
    match names.as_slice() {
        ["lib" | "main"] => names.clear(),
        [.., "mod"] => {
            names.pop();
        }
        _ => {}
    }
    names
}

/// Reads the words of a file once.
struct Reader<'m, 'a, 't> {
    modules: &'m Modules<'a>,
    words: &'t [&'t str],
    at: usize,
    /// The module that contains the current word.
    module: Vec<&'t str>,
    /// The open braces; true for those of a module.
    braces: Vec<bool>,
    /// Paths from the root that were found.
    targets: Vec<Vec<&'t str>>,
    tests: Vec<String>,
}

impl<'t> Reader<'_, '_, 't> {
    fn word(&self, ahead: usize) -> &'t str {
        self.words.get(self.at + ahead).copied().unwrap_or("")
    }

    fn read(&mut self) {
        while self.at < self.words.len() {
            match self.word(0) {
                "#" if self.word(1) == "[" => self.attribute(),
                "mod" if self.word(2) == "{" => {
                    self.module.push(self.word(1));
                    self.braces.push(true);
                    self.at += 3;
                }
                "{" => {
                    self.braces.push(false);
                    self.at += 1;
                }
                "}" => {
                    if self.braces.pop() == Some(true) {
                        self.module.pop();
                    }
                    self.at += 1;
                }
                // The rest of a longer path, or a method.
                "::" | "." => self.at += 2,
                word if self.word(1) == "::" && is_name(word) => self.path(word),
                _ => self.at += 1,
            }
        }
    }

    /// A path that may lead to a module of this package.
    fn path(&mut self, first: &'t str) {
        let mut base = match first {
            "crate" => Vec::new(),
            "self" | "super" => self.module.clone(),
            child if self.modules.is_module(&self.module, child) => self.module.clone(),
            _ => {
                self.at += 1;
                return;
            }
        };
        while matches!(self.word(0), "crate" | "self" | "super") && self.word(1) == "::" {
            if self.word(0) == "super" {
                base.pop();
            }
            self.at += 2;
        }
        self.tree(&base);
    }

    /// The rest of a path, which may branch.
    fn tree(&mut self, base: &[&'t str]) {
        let mut path = base.to_vec();
        loop {
            match self.word(0) {
                "{" => {
                    self.at += 1;
                    while !matches!(self.word(0), "}" | "") {
                        match self.word(0) {
                            "," => self.at += 1,
                            _ => self.tree(&path),
                        }
                    }
                    self.at += 1;
                    return;
                }
                "self" | "*" => self.at += 1,
                name if is_name(name) => {
                    path.push(name);
                    self.at += 1;
                }
                // As in `crate::spec::<T>`.
                _ => break,
            }
            if self.word(0) != "::" {
                break;
            }
            self.at += 1;
        }
        match self.word(0) {
            // An exported macro: its path starts at the root, wherever it is defined.
            "!" if self.word(1) != "=" => return,
            "as" => self.at += 2,
            _ => {}
        }
        self.targets.push(path);
    }

    /// An attribute; skips the item after `#[cfg(test)]` and the like.
    fn attribute(&mut self) {
        let start = self.at;
        self.at += 1;
        self.skip_group();
        let words = &self.words[start..self.at];
        let is_test = words.get(2) == Some(&"cfg")
            && words.contains(&"test")
            && !words.contains(&"not")
            && !words.contains(&"any");
        if !is_test {
            return;
        }
        while self.word(0) == "#" {
            self.at += 1;
            self.skip_group();
        }
        let item = self.at;
        loop {
            match self.word(0) {
                "" => return,
                ";" => {
                    self.at += 1;
                    break;
                }
                "{" => {
                    self.skip_group();
                    // A `use` with braces ends with a semicolon.
                    if self.word(0) == ";" {
                        self.at += 1;
                    }
                    break;
                }
                "(" | "[" => self.skip_group(),
                _ => self.at += 1,
            }
        }
        let item: Vec<&str> = self.words[item..self.at].to_vec();
        if let [.., "mod", name, ";"] = item.as_slice() {
            let path: Vec<&str> = self.module.iter().copied().chain([*name]).collect();
            self.tests.push(path.join("/"));
        }
    }

    /// Skips from a bracket that opens here to the one that closes it.
    fn skip_group(&mut self) {
        let mut depth = 0;
        while self.at < self.words.len() {
            match self.word(0) {
                "(" | "[" | "{" => depth += 1,
                ")" | "]" | "}" => depth -= 1,
                _ => {}
            }
            self.at += 1;
            if depth == 0 {
                return;
            }
        }
    }
}

fn is_name(word: &str) -> bool {
    word.starts_with(|c: char| c.is_alphabetic() || c == '_')
}

/// The words and signs of a text; `::` is one sign.
fn words(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let length = if rest.starts_with("::") {
            2
        } else if first.is_alphanumeric() || first == '_' {
            let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_');
            end.unwrap_or(rest.len())
        } else {
            first.len_utf8()
        };
        words.push(&rest[..length]);
        rest = rest[length..].trim_start();
    }
    words
}

/// The text with a blank in place of each comment and each literal that could hold a path.
fn blank(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    let mut before = ' ';
    while let Some(first) = rest.chars().next() {
        let skipped = literal_or_comment(rest, before);
        if skipped > 0 {
            out.push(' ');
            rest = &rest[skipped..];
            before = ' ';
        } else {
            out.push(first);
            rest = &rest[first.len_utf8()..];
            before = first;
        }
    }
    out
}

/// The length of the comment or literal that a text starts with; 0 if it starts with neither.
fn literal_or_comment(text: &str, before: char) -> usize {
    let until = |end: &str, from: usize| {
        let found = text[from..].find(end);
        found.map_or(text.len(), |at| from + at + end.len())
    };
    if text.starts_with("//") {
        return text.find('\n').unwrap_or(text.len());
    }
    if text.starts_with("/*") {
        return block_comment(text);
    }
    let is_start = !before.is_alphanumeric() && before != '_';
    let raw = text.strip_prefix("br").or_else(|| text.strip_prefix('r'));
    if let Some(raw) = raw.filter(|_| is_start) {
        let hashes = raw.bytes().take_while(|b| *b == b'#').count();
        if raw[hashes..].starts_with('"') {
            let begin = text.len() - raw.len() + hashes + 1;
            return until(&format!("\"{}", "#".repeat(hashes)), begin);
        }
    }
    if text.starts_with('"') {
        return quoted(text, '"');
    }
    // A character, and not a lifetime: a quote follows after one character, or a backslash.
    if let Some(after) = text.strip_prefix('\'') {
        let mut chars = after.chars();
        let is_escape = chars.next() == Some('\\');
        if is_escape || chars.next() == Some('\'') {
            return quoted(text, '\'');
        }
    }
    0
}

/// The length of a literal between quotes, in which a backslash escapes.
fn quoted(text: &str, quote: char) -> usize {
    let mut is_escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            _ if c == quote => return at + c.len_utf8(),
            _ => {}
        }
    }
    text.len()
}

/// The length of a block comment, in which others may be nested.
fn block_comment(text: &str) -> usize {
    let mut depth = 0_u32;
    let mut at = 0;
    while at < text.len() {
        let rest = &text[at..];
        if rest.starts_with("/*") {
            depth += 1;
            at += 2;
        } else if rest.starts_with("*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += rest.chars().next().map_or(1, char::len_utf8);
        }
    }
    text.len()
}
