//! The texts in which patterns are searched for, and the built-in one.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::patterns::Finding;

/// The longest text that is taken as a corpus, in bytes.
pub const MAX_CORPUS_BYTES: usize = 1 << 20;

/// Functions, one a line, each a sequence of symbols.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Corpus {
    symbols: Vec<String>,
    pub(super) functions: Vec<Vec<u32>>,
}

/// Why a text is no corpus.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum CorpusError {
    /// It is longer than [`MAX_CORPUS_BYTES`].
    TooLong,
    /// No two of its lines are as long as a pattern, so that nothing can recur in another.
    NoPatterns,
}

/// What a text would hold as a corpus, counted without parsing it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Survey {
    /// How many functions it holds.
    pub functions: usize,
    /// How many of them are long enough to hold a pattern; a search needs two.
    pub long_enough: usize,
}

impl Survey {
    /// Counts the functions of a text, and those of at least `length` symbols.
    pub fn of(text: &str, length: usize) -> Self {
        let sizes = text.lines().map(|line| symbols(line).count());
        let mut survey = Self {
            functions: 0,
            long_enough: 0,
        };
        for size in sizes.filter(|size| *size > 0) {
            survey.functions += 1;
            survey.long_enough += usize::from(size >= length);
        }
        survey
    }
}

/// The symbols of a line.
fn symbols(line: &str) -> impl Iterator<Item = &str> {
    line.split(|c: char| c.is_whitespace() || c == ',')
        .filter(|symbol| !symbol.is_empty())
}

/// A random number below `end`. Drawn as `u32`: as `usize`, wasm would draw another number and build
/// another corpus.
#[inline(never)]
fn below(random: &mut fastrand::Rng, end: u32) -> usize {
    random.u32(0..end) as usize
}

impl Corpus {
    /// Reads a text: a function a line, its symbols separated by white space or commas. Lines
    /// without a symbol are skipped.
    ///
    /// # Errors
    /// [`CorpusError::TooLong`] for more than [`MAX_CORPUS_BYTES`].
    pub fn parse(text: &str) -> Result<Self, CorpusError> {
        if text.len() > MAX_CORPUS_BYTES {
            return Err(CorpusError::TooLong);
        }
        let mut ids = BTreeMap::new();
        let mut names = Vec::new();
        let functions = text
            .lines()
            .map(|line| {
                symbols(line)
                    .map(|symbol| {
                        *ids.entry(symbol).or_insert_with(|| {
                            names.push(symbol.to_owned());
                            names.len() as u32 - 1
                        })
                    })
                    .collect::<Vec<_>>()
            })
            .filter(|function| !function.is_empty())
            .collect();
        Ok(Self {
            symbols: names,
            functions,
        })
    }

    /// The corpus that comes with the page: 120 made-up functions of a small stack machine, in
    /// which eight idioms recur, some of them with a symbol changed.
    pub fn built_in() -> Self {
        const WORDS: [&str; 20] = [
            "load", "store", "push", "pop", "add", "sub", "mul", "div", "cmp", "jump", "branch",
            "call", "ret", "alloc", "free", "lock", "unlock", "read", "write", "check",
        ];
        let mut random = fastrand::Rng::with_seed(20_190_810);
        let word = |random: &mut fastrand::Rng| below(random, WORDS.len() as u32) as u32;
        let idioms: Vec<Vec<u32>> = (0..8)
            .map(|_| (0..8).map(|_| word(&mut random)).collect())
            .collect();
        let functions = (0..120)
            .map(|_| {
                let mut function = Vec::new();
                for _ in 0..3 {
                    function.extend((0..1 + below(&mut random, 4)).map(|_| word(&mut random)));
                    // Squared, so that some idioms are common and some are rare.
                    let pick = below(&mut random, 8) * below(&mut random, 8) / 8;
                    let mut idiom = idioms[pick].clone();
                    if random.u8(0..3) == 0 {
                        let place = below(&mut random, idiom.len() as u32);
                        idiom[place] = word(&mut random);
                    }
                    function.extend(idiom);
                }
                function
            })
            .collect();
        Self {
            symbols: WORDS.map(str::to_owned).to_vec(),
            functions,
        }
    }

    /// How many functions it holds.
    pub fn functions(&self) -> usize {
        self.functions.len()
    }

    /// The pattern that a [`Finding`] names, as text.
    pub fn pattern(&self, finding: Finding, length: usize) -> String {
        let Finding {
            function, offset, ..
        } = finding;
        let symbols = self.functions.get(function as usize).and_then(|function| {
            function.get(offset as usize..(offset as usize).saturating_add(length))
        });
        symbols
            .unwrap_or_default()
            .iter()
            .map(|&symbol| self.symbols[symbol as usize].as_str())
            .collect::<Vec<_>>()
            .join(" ")
    }
}
