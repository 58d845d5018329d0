//! Every text of the page, in every language.
//!
//! A language is a value of [`Texts`]: a text that is missing in one does not compile. Sentences
//! with numbers in them are functions; the numbers in them come from [`crate::format`]. Where a
//! text has `*stars*`, what stands between them is emphasised; see [`crate::ui`].

/// Text of a label, where it is written: natively it is handed on, and in the browser, which has it
/// from the page's HTML, the next line stands for it.
macro_rules! label {
    ($next:ident, $text:literal) => {{
        #[cfg(target_arch = "wasm32")]
        let text = "";
        #[cfg(not(target_arch = "wasm32"))]
        let text = $text;
        $next(text)
    }};
}

mod en;
mod shelf;
mod zh;

pub(crate) use shelf::Shelved;
#[cfg(target_arch = "wasm32")]
pub(crate) use shelf::load as load_shelf;
#[cfg(not(target_arch = "wasm32"))]
pub(crate) use shelf::{id as shelf_id, lines as shelf_lines};

use interleave::advice::{Kind, Remark, Verdict};
use interleave::kernel::CorpusError;
use interleave::query::{Lang, Notice};
use interleave::report::{Environment, Painter};
use interleave::spec::{Field, KernelKind, Spec};

use crate::state::{Phase, Trouble};

/// The texts of a language.
pub struct Texts {
    /// The language.
    pub lang: Lang,
    /// The document's title.
    pub title: &'static str,
    /// The header, and what it opens.
    pub header: Header,
    /// The form.
    pub form: Form,
    /// The table of single tasks.
    pub overrides: Overrides,
    /// The reader's own corpus.
    pub corpus: Corpus,
    /// Run, Stop, and what is going on.
    pub run: Run,
    /// Notices and troubles.
    pub messages: Messages,
    /// What a race showed.
    pub results: Results,
    /// The charts, and the tables beside them.
    pub chart: Chart,
    /// What the kernel found.
    pub answer: Answer,
    /// The machine.
    pub machine: Machine,
}

/// The header's texts.
pub struct Header {
    /// Where the first link of the page leads, for the keyboard.
    pub skip: &'static str,
    /// What the page is, beside its name.
    pub tagline: &'static str,
    /// The group of languages.
    pub languages: &'static str,
    /// The theme's button, with the theme's name in it.
    pub theme_label: fn(&str) -> String,
    /// The button that copies a link.
    pub share: &'static str,
    /// The link was copied.
    pub copied: &'static str,
    /// The link could not be copied.
    pub not_copied: &'static str,
    /// The button with the keys.
    pub help: &'static str,
    /// The head of the keys.
    pub keys: &'static str,
    /// What each key does.
    pub key: [(&'static str, &'static str); 5],
    /// When the keys rest.
    pub keys_rest: &'static str,
    /// Closes what is open.
    pub close: &'static str,
}

/// The form's texts.
pub struct Form {
    /// The form as a whole, and its first part.
    pub heading: &'static str,
    /// The menu of presets.
    pub preset: &'static str,
    /// The experiment is not the preset's any more.
    pub changed: &'static str,
    /// Makes it the preset's again.
    pub restore: &'static str,
    /// Shows the settings, where there is no room for them at first.
    pub adjust: &'static str,
    /// Hides them again.
    pub hide: &'static str,
    /// A field's unit.
    pub unit: fn(Field, KernelKind) -> &'static str,
    /// The values that a field can take.
    pub limits: fn(&str, &str) -> String,
    /// A value was beyond the limits: the lowest, the highest, the one taken.
    pub out_of_range: fn(&str, &str, &str) -> String,
    /// A text was no number: the text, and what holds instead.
    pub not_a_number: fn(&str, &str) -> String,
    /// There was no text: what holds instead.
    pub empty: fn(&str) -> String,
    /// A big number in words, if it is one.
    pub big: fn(u64) -> Option<String>,
    /// What the work costs here.
    pub cost: fn(&str) -> String,
    /// The modes.
    pub modes: &'static str,
    /// A mode cannot run here.
    pub refused: &'static str,
    /// Opens the page outside of the frame that it is in.
    pub own_tab: &'static str,
    /// How Python runs the tasks.
    pub program: &'static str,
    /// How the program ends.
    pub ends: &'static str,
    /// How tasks go wrong that are chosen to.
    pub faults: &'static str,
    /// The GIL's switch.
    pub gil: &'static str,
    /// The settings that few need.
    pub more: &'static str,
    /// What is computed.
    pub kernel: &'static str,
    /// The switch for coroutines that block.
    pub blocking: &'static str,
}

/// The texts of the table of single tasks.
pub struct Overrides {
    /// Its head.
    pub heading: &'static str,
    /// How it is read.
    pub about: &'static str,
    /// The column of tasks.
    pub task: &'static str,
    /// The column of waits.
    pub wait: &'static str,
    /// The column of work.
    pub work: &'static str,
    /// The column of tasks that fail.
    pub fail: &'static str,
    /// A value that is the others' too.
    pub same: &'static str,
    /// Takes a task out of the table.
    pub remove: fn(u32) -> String,
    /// The cell of a task: its column and its number.
    pub cell: fn(&str, u32) -> String,
    /// The number of the task to add.
    pub number: &'static str,
    /// Adds it.
    pub add: &'static str,
    /// There is no such task: how many there are.
    pub no_such_task: fn(u32) -> String,
    /// The table is full: how many it holds.
    pub full: fn(usize) -> String,
}

/// The texts of the reader's own corpus.
pub struct Corpus {
    /// Its head.
    pub heading: &'static str,
    /// The built-in one is in use.
    pub built_in: &'static str,
    /// An own one is in use: its name, its size, how many functions it holds.
    pub own: fn(Option<&str>, &str, &str) -> String,
    /// The field to paste it into.
    pub paste: &'static str,
    /// The file picker.
    pub file: &'static str,
    /// Files can be dropped here.
    pub drop: &'static str,
    /// Goes back to the built-in one.
    pub back: &'static str,
    /// It cannot be searched: why, and the pattern's length.
    pub problem: fn(CorpusError, u32) -> String,
    /// The file could not be read.
    pub unreadable: &'static str,
}

/// The texts of Run and Stop.
pub struct Run {
    /// The button.
    pub run: &'static str,
    /// The button while a race is under way.
    pub stop: &'static str,
    /// No mode is chosen.
    pub no_mode: &'static str,
    /// None of the chosen modes can run here.
    pub none_available: &'static str,
    /// What is going on, in a few words; of so many rounds.
    pub phase: fn(Phase, u32) -> String,
    /// A race has ended: the verdict, for those who hear it.
    pub ended: fn(&str) -> String,
}

/// The texts of notices and troubles.
pub struct Messages {
    /// The head of the notices.
    pub notices: &'static str,
    /// A notice.
    pub notice: fn(&Notice) -> String,
    /// The notices were read.
    pub dismiss: &'static str,
    /// What went wrong, and what to do; the corpus' pattern length.
    pub trouble: fn(Trouble, u32) -> String,
    /// Runs again.
    pub again: &'static str,
    /// Loads the page again.
    pub reload: &'static str,
}

/// The texts of what a race showed.
pub struct Results {
    /// The part of the page with the results.
    pub heading: &'static str,
    /// What the experiment in the form asks.
    pub question: fn(&Spec, Kind) -> String,
    /// What is going on, in the place of the verdict; of so many rounds.
    pub busy: fn(Phase, u32) -> String,
    /// What a race showed.
    pub verdict: fn(&Verdict) -> String,
    /// A race was stopped before it showed anything.
    pub stopped: &'static str,
    /// A race broke off before it showed anything.
    pub broken: &'static str,
    /// What was asked.
    pub asked: fn(&Spec) -> String,
    /// The form has been changed since.
    pub stale: &'static str,
    /// A remark beside the verdict.
    pub remark: fn(&Remark) -> String,
    /// What to try next.
    pub next: &'static str,
}

/// The texts of charts and their tables.
pub struct Chart {
    /// The board.
    pub board: &'static str,
    /// The bars.
    pub bars: &'static str,
    /// The table that shows what a chart shows.
    pub table: &'static str,
    /// The column of modes.
    pub mode: &'static str,
    /// The column of provenances.
    pub provenance: &'static str,
    /// The column of medians.
    pub median: &'static str,
    /// The column of 95 % intervals.
    pub interval: &'static str,
    /// The column of expected times, and the mark in the legend.
    pub expected: &'static str,
    /// The column of ratios to sequential.
    pub speedup: &'static str,
    /// A ratio to sequential: `9.9×`.
    pub times: fn(&str) -> String,
    /// The column of rounds.
    pub rounds: &'static str,
    /// How many tasks ended in which way: done, failed, cancelled, timed out.
    pub outcome_counts: fn([u32; 4]) -> String,
    /// The column of lanes.
    pub lane: &'static str,
    /// The column of tasks.
    pub task: &'static str,
    /// The column of beginnings.
    pub start: &'static str,
    /// The column of events for which there was no room.
    pub dropped: &'static str,
    /// A ratio to sequential, as what a mode's speed is.
    pub speed: fn(&str) -> String,
    /// A mode's band, for those who do not see it: its name, how many lanes.
    pub band: fn(&str, &str) -> String,
    /// A time that is in no statistics: its run was stopped or disturbed.
    pub uncounted: &'static str,
    /// A length that grows.
    pub so_far: &'static str,
    /// The column of answers.
    pub answers: &'static str,
    /// Whether all answers were the expected ones.
    pub correct: fn(bool) -> &'static str,
    /// The column of start-up times.
    pub start_up: &'static str,
    /// The table of lanes.
    pub lanes: &'static str,
    /// The column of slices.
    pub slices: &'static str,
    /// The column of shares of the time in which a lane was not idle.
    pub busy: &'static str,
    /// There are more lanes than the table shows: how many it shows, how many there are.
    pub more_lanes: fn(&str, &str) -> String,
}

/// The texts of what the kernel found.
pub struct Answer {
    /// The head of the value of π.
    pub pi: &'static str,
    /// The value of π: terms, value, error.
    pub pi_value: fn(&str, &str, &str) -> String,
    /// The head of the patterns.
    pub patterns: &'static str,
    /// How many there are, were searched for, and are kept: distinct, searched, kept, threshold.
    pub search: fn([&str; 3], u32) -> String,
    /// The column of patterns.
    pub pattern: &'static str,
    /// The column of counts.
    pub count: &'static str,
}

/// The texts of the machine.
pub struct Machine {
    /// Its head.
    pub heading: &'static str,
    /// What the browser says.
    pub cores_reported: &'static str,
    /// What was measured.
    pub cores_effective: &'static str,
    /// The clock's step.
    pub timer_step: &'static str,
    /// The start of the threads.
    pub pool_start: &'static str,
    /// How the page is isolated.
    pub isolation: &'static str,
    /// What drawing the race cost.
    pub painter: &'static str,
    /// The same, in numbers.
    pub painter_numbers: fn(&Painter) -> String,
    /// What the browser calls itself.
    pub browser: &'static str,
    /// Whether anything disturbed the race.
    pub disturbance: &'static str,
    /// Whether anything did.
    pub disturbed: fn(&Environment) -> &'static str,
    /// It is not known.
    pub unknown: &'static str,
    /// It is measured when a race needs it.
    pub not_yet: &'static str,
    /// Copies the result document.
    pub copy: &'static str,
    /// It was copied.
    pub copied: &'static str,
    /// It could not be copied.
    pub not_copied: &'static str,
}

impl Texts {
    /// A text that stands in the page's HTML.
    pub(crate) fn long(&self, text: Shelved) -> &'static str {
        shelf::read(self.lang, text)
    }
}

/// There is one of each language.
impl PartialEq for Texts {
    fn eq(&self, other: &Self) -> bool {
        self.lang == other.lang
    }
}

/// The texts of a language.
pub fn texts(lang: Lang) -> &'static Texts {
    thread_local! {
        // Kept as long as the page lives.
        static TEXTS: [&'static Texts; 2] = Lang::ALL.map(|lang| &*Box::leak(Box::new(shelf::build(lang))));
    }
    TEXTS.with(|texts| texts[lang as usize])
}
