//! The article's pattern search: which short sequences of symbols recur in other functions?
//!
//! A corpus holds functions, one a line, each a sequence of symbols. Every run of `length` symbols
//! in it is a candidate pattern; a candidate's count is the number of *other* functions that hold
//! a run of the same length within an edit distance (Levenshtein's: insertions, deletions and
//! substitutions of one symbol).

use std::collections::BTreeSet;
use std::ops::Range;

use serde::{Deserialize, Serialize};
use wide::u32x4;

use super::corpus::{Corpus, CorpusError};

/// The longest pattern, in symbols.
pub(crate) const MAX_LENGTH: usize = 32;

/// A pattern and how often it recurs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// The function in which the pattern first occurs, counted from 0.
    pub function: u32,
    /// Where in that function it begins, in symbols.
    pub offset: u32,
    /// How many other functions hold it, within the edit distance.
    pub count: u32,
}

/// A corpus prepared for the search.
#[derive(Debug)]
pub struct Patterns {
    symbols: Vec<u32>,
    /// Each function's range in `symbols`; only functions long enough for a pattern.
    functions: Vec<Range<usize>>,
    /// The first occurrence of each distinct pattern: its function's index in `functions`, and its
    /// place in `symbols`.
    candidates: Vec<(usize, usize)>,
    /// The index in the corpus of each of `functions`.
    numbers: Vec<u32>,
    length: usize,
    distance: usize,
    /// What counting begins with, for the places of a block that are a run's beginning and for those that
    /// are not: a slice that begins later has fewer of the former.
    begin: Box<[u32; 2 * SIDE]>,
}

impl Patterns {
    /// Prepares the search for patterns of `length` symbols (at least 1, at most 32) within an
    /// edit `distance`.
    ///
    /// # Errors
    /// [`CorpusError::NoPatterns`] if fewer than two functions are as long as a pattern.
    pub fn new(corpus: &Corpus, length: usize, distance: usize) -> Result<Self, CorpusError> {
        let length = length.clamp(1, MAX_LENGTH);
        // A count is negative until enough symbols are equal.
        let enough = length.saturating_sub(distance) as u32;
        let mut begin = Box::new([i32::MIN as u32; 2 * SIDE]);
        begin[..SIDE].fill(enough.wrapping_neg());
        let mut patterns = Self {
            symbols: Vec::new(),
            functions: Vec::new(),
            candidates: Vec::new(),
            numbers: Vec::new(),
            length,
            distance,
            begin,
        };
        for (number, function) in (0..).zip(&corpus.functions) {
            if function.len() >= length {
                let start = patterns.symbols.len();
                patterns.symbols.extend(function);
                patterns.functions.push(start..patterns.symbols.len());
                patterns.numbers.push(number);
            }
        }
        if patterns.functions.len() < 2 {
            return Err(CorpusError::NoPatterns);
        }
        // So that there is a whole block behind the last place.
        patterns.symbols.extend([0; SIDE]);
        let mut seen = BTreeSet::new();
        for (index, function) in patterns.functions.iter().enumerate() {
            for place in function.start..=function.end - length {
                if seen.insert(&patterns.symbols[place..place + length]) {
                    patterns.candidates.push((index, place));
                }
            }
        }
        Ok(patterns)
    }

    /// How many distinct patterns there are, and units a complete search takes.
    pub fn candidates(&self) -> u64 {
        self.candidates.len() as u64
    }

    pub(super) fn search(&self) -> Search<'_> {
        Search {
            patterns: self,
            left: 0,
            candidate: 0,
            function: 0,
            place: self.functions[0].start,
            count: 0,
            digest: 0,
            finding: None,
        }
    }
}

/// A partial search: some candidates done, one under way.
#[derive(Debug)]
pub struct Search<'k> {
    patterns: &'k Patterns,
    left: u64,
    candidate: usize,
    function: usize,
    place: usize,
    count: u32,
    digest: u64,
    finding: Option<Finding>,
}

/// How many runs are compared side by side: a block.
const SIDE: usize = 32;

/// Blocks in a piece: about 40 µs.
const PIECE: usize = 2048;

/// For how many blocks one counts in which insertions are possible.
const BANDED: usize = 64;

impl Search<'_> {
    pub(super) fn extend(&mut self, candidates: u64) {
        self.left = self.left.saturating_add(candidates);
    }

    pub(super) fn advance(&mut self) -> bool {
        self.finding = None;
        let mut blocks = PIECE;
        while self.left > 0 {
            let Some(finding) = self.count(&mut blocks) else {
                return false;
            };
            // FNV-1a's step, over the counts.
            self.digest =
                (self.digest ^ u64::from(finding.count)).wrapping_mul(0x100_0000_01b3) + 1;
            self.finding = Some(finding);
            self.candidate = (self.candidate + 1) % self.patterns.candidates.len();
            (self.function, self.place, self.count) = (0, self.patterns.functions[0].start, 0);
            self.left -= 1;
        }
        true
    }

    /// Goes on with the present candidate, for at most so many blocks; what was found once all functions
    /// have been looked at.
    fn count(&mut self, blocks: &mut usize) -> Option<Finding> {
        let patterns = self.patterns;
        let Patterns {
            symbols,
            functions,
            candidates,
            length,
            distance,
            numbers,
            ..
        } = patterns;
        let (home, start) = candidates[self.candidate];
        let pattern = &symbols[start..start + length];
        let cost = if *distance < 2 { 1 } else { BANDED };
        let (mut function, mut place, mut count) = (self.function, self.place, self.count);
        while let Some(range) = functions.get(function) {
            if function != home {
                let end = range.end - length + 1;
                let mut found = false;
                while place < end && !found {
                    let Some(left) = blocks.checked_sub(cost) else {
                        (self.function, self.place, self.count) = (function, place, count);
                        return None;
                    };
                    *blocks = left;
                    let text = &symbols[place..place + SIDE + length - 1];
                    found = patterns.recurs(pattern, text, (end - place).min(SIDE));
                    place += SIDE;
                }
                count += u32::from(found);
            }
            function += 1;
            place = functions.get(function).map_or(0, |next| next.start);
        }
        Some(Finding {
            function: numbers[home],
            offset: (start - functions[home].start) as u32,
            count,
        })
    }

    pub(super) fn digest(&self) -> u64 {
        self.digest
    }

    pub(super) fn finding(&self) -> Option<Finding> {
        self.finding
    }
}

impl Patterns {
    /// Whether one of the runs that begin at the first places of `text`, at most [`SIDE`], is within the edit
    /// distance of a pattern.
    fn recurs(&self, pattern: &[u32], text: &[u32], runs: usize) -> bool {
        if self.distance < 2 {
            return self.recurs_substituted(pattern, text, runs);
        }
        let mut runs = text.windows(pattern.len()).take(runs);
        runs.any(|run| within_band(pattern, run, self.distance))
    }

    /// The same for distances below 2: two runs of equal length have as many insertions as deletions between
    /// them, so there can be none, and the distance is the number of places where they differ.
    ///
    /// That is counted without a branch, so that it costs the same whatever the runs are. It is a function of
    /// its own, as is [`within_band`]: inlined, the loops around it leave V8 too few registers.
    #[inline(never)]
    fn recurs_substituted(&self, pattern: &[u32], text: &[u32], runs: usize) -> bool {
        let (begin, _) = self.begin[SIDE - runs..].as_chunks();
        let mut equal = [
            u32x4::new(begin[0]),
            u32x4::new(begin[1]),
            u32x4::new(begin[2]),
            u32x4::new(begin[3]),
            u32x4::new(begin[4]),
            u32x4::new(begin[5]),
            u32x4::new(begin[6]),
            u32x4::new(begin[7]),
        ];
        for (symbol, others) in pattern.iter().zip(text.array_windows::<SIDE>()) {
            let (others, _) = others.as_chunks();
            let symbol = all(*symbol);
            // What is equal has all bits set: -1.
            equal[0] -= u32x4::new(others[0]).simd_eq(symbol);
            equal[1] -= u32x4::new(others[1]).simd_eq(symbol);
            equal[2] -= u32x4::new(others[2]).simd_eq(symbol);
            equal[3] -= u32x4::new(others[3]).simd_eq(symbol);
            equal[4] -= u32x4::new(others[4]).simd_eq(symbol);
            equal[5] -= u32x4::new(others[5]).simd_eq(symbol);
            equal[6] -= u32x4::new(others[6]).simd_eq(symbol);
            equal[7] -= u32x4::new(others[7]).simd_eq(symbol);
        }
        let [a, b, c, d, e, f, g, h] = equal;
        let negative = ((a & b) & (c & d)) & ((e & f) & (g & h));
        negative.to_bitmask() != 0b1111
    }
}

/// A vector of equal values. (Where the compiler optimises for size, `splat` is a loop over memory.)
fn all(value: u32) -> u32x4 {
    u32x4::new([value, value, value, value])
}

/// Whether the edit distance of two runs of equal length is at most `limit`.
///
/// Only the band around the diagonal that a distance within the limit can use is computed
/// (Ukkonen 1985), a row at a time, and no further than the first row beyond the limit. As insertions
/// and deletions come in pairs, half the limit is as far as it can go from the diagonal.
#[inline(never)]
fn within_band(a: &[u32], b: &[u32], limit: usize) -> bool {
    let reach = limit / 2;
    let n = a.len();
    let mut row = [0_u8; MAX_LENGTH + 1];
    for (j, cell) in row.iter_mut().enumerate().take(n + 1) {
        *cell = j as u8;
    }
    for i in 1..=n {
        let low = i.saturating_sub(reach).max(1);
        let high = (i + reach).min(n);
        // Left of the band is a value too large to be chosen.
        let mut diagonal = row[low - 1];
        let mut left = if low == 1 { i as u8 } else { u8::MAX - 1 };
        row[low - 1] = left;
        let mut least = left;
        for j in low..=high {
            let above = if j == i + reach { u8::MAX - 1 } else { row[j] };
            let substituted = diagonal + u8::from(a[i - 1] != b[j - 1]);
            diagonal = row[j];
            left = substituted.min(above + 1).min(left + 1);
            row[j] = left;
            least = least.min(left);
        }
        if usize::from(least) > limit {
            return false;
        }
    }
    usize::from(row[n]) <= limit
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::{MAX_CORPUS_BYTES, Survey};

    /// Levenshtein's distance by its definition.
    fn distance(a: &[u32], b: &[u32]) -> usize {
        match (a, b) {
            ([], rest) | (rest, []) => rest.len(),
            ([x, a @ ..], [y, b @ ..]) if x == y => distance(a, b),
            ([_, ta @ ..], [_, tb @ ..]) => {
                1 + distance(ta, b).min(distance(a, tb)).min(distance(ta, tb))
            }
        }
    }

    #[test]
    fn the_band_agrees_with_the_definition() {
        let mut random = fastrand::Rng::with_seed(7);
        let mut near = 0;
        for _ in 0..2_000 {
            let n = random.usize(1..7);
            let mut run = || (0..n).map(|_| random.u32(0..3)).collect::<Vec<_>>();
            let (a, b) = (run(), run());
            for limit in 0..=n {
                let expected = distance(&a, &b) <= limit;
                let words = |run: &[u32]| {
                    run.iter()
                        .map(|symbol| format!("{symbol} "))
                        .collect::<String>()
                };
                let text = [words(&a), words(&b)].join("\n");
                let found = findings(&text, n, limit)[0].1 == 1;
                assert_eq!(found, expected, "{a:?} {b:?} {limit}");
                near += usize::from(expected);
            }
        }
        assert!(near > 1_000, "both answers occur");
    }

    fn findings(text: &str, length: usize, distance: usize) -> Vec<(String, u32)> {
        let corpus = Corpus::parse(text).expect("it is short");
        let patterns = Patterns::new(&corpus, length, distance).expect("it has patterns");
        let mut search = patterns.search();
        let mut findings = Vec::new();
        for _ in 0..patterns.candidates() {
            search.extend(1);
            while !search.advance() {}
            findings.extend(search.finding());
        }
        findings
            .into_iter()
            .map(|finding| (corpus.pattern(finding, length), finding.count))
            .collect()
    }

    #[test]
    fn a_pattern_is_counted_once_in_each_other_function() {
        let text = "a b c a b\n\nx, a b a b\nc d\n";
        let expected = [
            ("a b", 1),
            ("b c", 0),
            ("c a", 0),
            ("x a", 0),
            ("b a", 0),
            ("c d", 0),
        ];
        let expected = expected.map(|(pattern, count)| (pattern.to_owned(), count));
        assert_eq!(findings(text, 2, 0), expected);
        assert!(findings(text, 2, 1).iter().all(|(_, count)| *count >= 1));
    }

    #[test]
    fn a_run_is_found_wherever_it_begins_but_not_across_functions() {
        let words: Vec<String> = (0..80).map(|number| format!("w{number}")).collect();
        let long = words.join(" ");
        for start in 0..words.len() - 2 {
            let run = words[start..start + 3].join(" ");
            for text in [format!("{run}\n{long}"), format!("{long}\n{run}")] {
                let found = findings(&text, 3, 0);
                let recurring: Vec<_> = found.iter().filter(|(_, count)| *count > 0).collect();
                assert_eq!(recurring, [&(run.clone(), 1)]);
            }
        }
        let across = format!("{long}\nx y z\nw79 x y");
        assert!(findings(&across, 3, 0).iter().all(|(_, count)| *count == 0));
    }

    #[test]
    fn a_survey_agrees_with_the_search() {
        for text in [
            "",
            " \n,\n",
            "a b c\r\n\r\na b",
            "a,b,c\nd e f\ng",
            "a\nb",
            "a b c d e",
        ] {
            let corpus = Corpus::parse(text).expect("it is short");
            for length in 1..5 {
                let survey = Survey::of(text, length);
                assert_eq!(survey.functions, corpus.functions(), "{text:?}");
                let searched = Patterns::new(&corpus, length, 1).is_ok();
                assert_eq!(survey.long_enough >= 2, searched, "{text:?} {length}");
            }
        }
    }

    #[test]
    fn the_built_in_corpus_has_idioms_and_noise() {
        let corpus = Corpus::built_in();
        assert_eq!(corpus.functions(), 120);
        let patterns = Patterns::new(&corpus, 6, 1).expect("it has patterns");
        let mut search = patterns.search();
        let mut counts = Vec::new();
        for _ in 0..patterns.candidates() {
            search.extend(1);
            while !search.advance() {}
            counts.extend(search.finding().map(|finding| finding.count));
        }
        assert!(counts.iter().any(|&count| count > 20), "{counts:?}");
        assert!(counts.iter().filter(|&&count| count < 10).count() > counts.len() / 2);
    }

    #[test]
    fn what_cannot_recur_is_refused() {
        let error = |text: &str| {
            Corpus::parse(text)
                .and_then(|c| Patterns::new(&c, 3, 0))
                .err()
        };
        assert_eq!(error(""), Some(CorpusError::NoPatterns));
        assert_eq!(error("a b c d e"), Some(CorpusError::NoPatterns));
        assert_eq!(error("a b c\na b"), Some(CorpusError::NoPatterns));
        assert_eq!(error("a b c\na b c"), None);
        assert_eq!(
            error(&"x ".repeat(MAX_CORPUS_BYTES)),
            Some(CorpusError::TooLong)
        );
    }
}
