//! The command line: the experiment, as flags with a query's keys or as a query, and the output
//! format.

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::builder::PossibleValuesParser;
use clap::error::ErrorKind;
use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use interleave::model::api::{Api, Fault, ProgramEnd};
use interleave::model::blocking::Blocking;
use interleave::model::counter::{Lock, Sharing};
use interleave::model::field::Field;
use interleave::model::mode::{KernelKind, Mode};
use interleave::model::preset::Preset;
use interleave::model::python::Start;
use interleave::model::query::{Notice, decode};
use interleave::model::queue::QueueOrder;
use interleave::model::spec::Spec;
use interleave::model::view::Lang;
use interleave::wording::{Label, format, wording};

/// What is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Emit {
    Table,
    Json,
    Csv,
    Trace,
    Record,
    Python,
    Rust,
}

impl Emit {
    const ALL: [(&str, Emit); 7] = [
        ("table", Emit::Table),
        ("json", Emit::Json),
        ("csv", Emit::Csv),
        ("trace", Emit::Trace),
        ("record", Emit::Record),
        ("python", Emit::Python),
        ("rust", Emit::Rust),
    ];

    fn from_name(name: &str) -> Option<Self> {
        let mut all = Self::ALL.into_iter();
        all.find_map(|(known, emit)| (known == name).then_some(emit))
    }
}

/// What the user asked for.
pub(crate) struct Asked {
    pub(crate) spec: Spec,
    /// Settings that were not accepted as given.
    pub(crate) notices: Vec<Notice>,
    pub(crate) emit: Emit,
    /// The file to write, instead of the terminal.
    pub(crate) file: Option<PathBuf>,
    pub(crate) lang: Lang,
}

/// Formats that have a flag of their own.
const SHORT_FORMS: [(&str, &str); 4] = [
    ("json", "Print the result document; short for --emit json"),
    (
        "record",
        "Print the result document with its events, which the page can open; short for --emit record",
    ),
    (
        "python",
        "Print the Python programs; short for --emit python",
    ),
    ("rust", "Print the Rust programs; short for --emit rust"),
];

/// The keys of a query that are not numbers: name, value, help, names of its values.
fn keys() -> Vec<(&'static str, &'static str, String, Vec<&'static str>)> {
    let modes = Mode::ALL.map(Mode::name).join(", ");
    let apis = Api::ALL.map(Api::name).join(", ");
    vec![
        (
            "preset",
            "NAME",
            "The experiment to start from".to_owned(),
            Preset::ALL.map(Preset::name).to_vec(),
        ),
        (
            "modes",
            "LIST",
            format!("The modes to run: {modes}"),
            vec![],
        ),
        (
            "kernel",
            "NAME",
            "What tasks compute".to_owned(),
            KernelKind::ALL.map(KernelKind::name).to_vec(),
        ),
        (
            "tasks",
            "LIST",
            "Settings of single tasks, counted from 0, as 3:wait=900;5:fail".to_owned(),
            vec![],
        ),
        ("api", "LIST", format!("The Python APIs: {apis}"), vec![]),
        (
            "end",
            "NAME",
            "How the program ends".to_owned(),
            ProgramEnd::ALL.map(ProgramEnd::name).to_vec(),
        ),
        (
            "fail",
            "NAME",
            "How failing tasks fail".to_owned(),
            Fault::ALL.map(Fault::name).to_vec(),
        ),
        (
            "blocking",
            "NAME",
            "Use blocking waits in coroutines, or leave them to threads".to_owned(),
            Blocking::ALL.map(Blocking::name).to_vec(),
        ),
        (
            "start",
            "NAME",
            "How processes start; that of the Python version if none is given".to_owned(),
            Start::ALL.map(Start::name).to_vec(),
        ),
        (
            "guard",
            "0|1",
            "0: leave out the main guard".to_owned(),
            vec!["0", "1"],
        ),
        (
            "lock",
            "NAME",
            "What keeps the updates of a shared counter".to_owned(),
            Lock::ALL.map(Lock::name).to_vec(),
        ),
        (
            "between",
            "0|1",
            "1: something comes between reading the counter and writing it".to_owned(),
            vec!["0", "1"],
        ),
        (
            "shared",
            "NAME",
            "Which counter processes count on".to_owned(),
            Sharing::ALL.map(Sharing::name).to_vec(),
        ),
        (
            "order",
            "NAME",
            "Whether processes are joined before the queue of their results is read".to_owned(),
            QueueOrder::ALL.map(QueueOrder::name).to_vec(),
        ),
        (
            "gil",
            "0|1",
            "0: switch the GIL off".to_owned(),
            vec!["0", "1"],
        ),
    ]
}

/// The command line.
pub(crate) fn command() -> Command {
    let mut command = Command::new("interleave")
        .version(env!("CARGO_PKG_VERSION"))
        .about("Runs the same tasks in five modes and shows every moment of them.")
        .after_help(
            "Exit status: 0, it ran; 1, it could not be run or written; 2, the command line is \
             not understood.",
        )
        .arg(
            Arg::new("query")
                .value_name("QUERY")
                .help("The experiment as a link's query, as 'n=10&wait=500'; flags come first"),
        );
    let english = wording(Lang::En);
    for (key, value, help, names) in keys() {
        let arg = Arg::new(key).long(key).value_name(value).help(help);
        let arg = match names.is_empty() {
            true => arg,
            false => arg.value_parser(PossibleValuesParser::new(names)),
        };
        command = command.arg(arg.help_heading("Experiment"));
    }
    for field in Field::ALL {
        let [low, high] = format::limits(field);
        let name = english.label(Label::Field(field));
        let unit = match field {
            Field::Wait | Field::Timeout | Field::Interval => " ms",
            Field::Jitter | Field::Hold => "%",
            Field::Payload => " bytes",
            _ => "",
        };
        let help = format!("{name} ({low} to {high}{unit})");
        let arg = Arg::new(field.key()).long(field.key()).value_name("N");
        command = command.arg(arg.help(help).help_heading("Experiment"));
    }
    command = command.arg(
        Arg::new("emit")
            .long("emit")
            .value_name("FORMAT")
            .value_parser(PossibleValuesParser::new(Emit::ALL.map(|(name, _)| name)))
            .conflicts_with_all(SHORT_FORMS.map(|(name, _)| name))
            .help("What to print [default: table]"),
    );
    for (index, (name, help)) in SHORT_FORMS.into_iter().enumerate() {
        let others = SHORT_FORMS.iter().skip(index + 1).map(|(name, _)| *name);
        command = command.arg(
            Arg::new(name)
                .long(name)
                .action(ArgAction::SetTrue)
                .conflicts_with_all(others)
                .help(help),
        );
    }
    command
        .arg(
            Arg::new("output")
                .short('o')
                .long("output")
                .value_name("FILE")
                .value_parser(value_parser!(PathBuf))
                .help("Write to a file"),
        )
        .arg(
            Arg::new("lang")
                .long("lang")
                .value_name("LANGUAGE")
                .value_parser(PossibleValuesParser::new(Lang::ALL.map(Lang::name)))
                .help("The language [default: the system's, if it is one of these; else en]"),
        )
}

/// Reads a command line. An error is the exit code: help and version are no failure.
pub(crate) fn read(arguments: impl IntoIterator<Item = OsString>) -> Result<Asked, ExitCode> {
    let matches = command().try_get_matches_from(arguments).map_err(|error| {
        // If the terminal is closed, there is nowhere to report it.
        let _ = error.print();
        match error.kind() {
            ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => ExitCode::SUCCESS,
            _ => ExitCode::from(2),
        }
    })?;
    Ok(asked(&matches))
}

fn asked(matches: &ArgMatches) -> Asked {
    let text = |name: &str| matches.get_one::<String>(name).map(String::as_str);
    let keys = keys().into_iter().map(|(key, ..)| key);
    let keys = keys.chain(Field::ALL.map(Field::key));
    let mut query: Vec<String> = keys
        .filter_map(|key| {
            let value = text(key)?;
            Some(
                form_urlencoded::Serializer::new(String::new())
                    .append_pair(key, value)
                    .finish(),
            )
        })
        .collect();
    query.extend(text("query").map(|query| query.trim_start_matches('?').to_owned()));
    let decoded = decode(&query.join("&"));
    let short = SHORT_FORMS
        .into_iter()
        .find(|(name, _)| matches.get_flag(name));
    let emit = text("emit").or(short.map(|(name, _)| name));
    let lang = text("lang").and_then(Lang::from_name);
    Asked {
        spec: decoded.spec,
        notices: decoded.notices,
        emit: emit.and_then(Emit::from_name).unwrap_or(Emit::Table),
        file: matches.get_one::<PathBuf>("output").cloned(),
        lang: lang.or(decoded.view.lang).unwrap_or_else(system_language),
    }
}

/// The language of the system, as POSIX finds it.
fn system_language() -> Lang {
    let set = ["LC_ALL", "LC_MESSAGES", "LANG"]
        .into_iter()
        .filter_map(std::env::var_os)
        .find(|value| !value.is_empty());
    match set.is_some_and(|value| value.to_string_lossy().starts_with("zh")) {
        true => Lang::Zh,
        false => Lang::En,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Asked {
        let words = line.split(' ').filter(|word| !word.is_empty());
        let arguments = ["interleave"].into_iter().chain(words).map(OsString::from);
        super::read(arguments).unwrap_or_else(|_| panic!("{line} is understood"))
    }

    #[test]
    fn the_command_line_holds_together() {
        command().debug_assert();
    }

    #[test]
    fn flags_and_queries_mean_the_same() {
        let flags = read("--preset pool4 --n 7 --modes threads,async --tasks 3:wait=900;5:fail");
        let query = read("preset=pool4&n=7&modes=threads,async&tasks=3:wait=900;5:fail");
        assert_eq!(flags.spec, query.spec);
        assert_eq!((flags.spec.n, flags.spec.workers), (7, 4));
        assert_eq!(flags.notices, []);
        // A flag wins, with a notice.
        let both = read("--n 3 ?n=5&wait=9");
        assert_eq!((both.spec.n, both.spec.wait), (3, 9));
        assert_eq!(both.notices.len(), 1);
    }

    #[test]
    fn formats_have_short_forms() {
        assert_eq!(read("").emit, Emit::Table);
        assert_eq!(read("--json").emit, Emit::Json);
        assert_eq!(read("--emit trace -o race.json").emit, Emit::Trace);
        assert_eq!(read("--rust --lang zh").lang, Lang::Zh);
        assert_eq!(read("lang=zh").lang, Lang::Zh);
    }
}
