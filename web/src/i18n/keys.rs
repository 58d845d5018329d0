//! The texts that every language has.

mod form;
mod lesson;
mod page;
mod player;
mod presenter;
mod results;

pub use form::{Corpus, Form, Overrides};
pub use lesson::Lesson;
pub use page::{Code, Header, Messages, Run};
pub use player::{Earlier, Player};
pub use presenter::Presenter;
pub use results::{Answer, Chart, Machine, Results};

interleave::catalogue! {
    /// The texts of a language.
    Texts {
        /// The header's texts.
        header: Header;
        /// The form's texts.
        form: Form;
        /// The texts of the table of single tasks.
        overrides: Overrides;
        /// The texts of the reader's own corpus.
        corpus: Corpus;
        /// The texts of the lesson.
        lesson: Lesson;
        /// The texts of the presenter view and the speaker's window.
        presenter: Presenter;
        /// The texts of Run and Stop.
        run: Run;
        /// The texts of notices and errors.
        messages: Messages;
        /// The texts of what a race showed.
        results: Results;
        /// The texts of charts and their tables.
        chart: Chart;
        /// The texts of what the kernel found.
        answer: Answer;
        /// The texts of the machine.
        machine: Machine;
        /// The texts of a race that is played again.
        player: Player;
        /// The texts of the last races, and of one beside another.
        earlier: Earlier;
        /// The texts of the experiment as a program.
        code: Code;
    }
}
