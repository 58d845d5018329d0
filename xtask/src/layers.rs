//! Checks which part of a package uses which, from the paths in its source files.
//!
//! The parts of the core are layers ([`CORE`]): each uses only those before it. In other packages no part
//! may use one that uses it. In any package, at most three files of a part may form a circle.
//!
//! Deliberately reads only text, and compiles nothing. Modules for tests do not count.

mod graph;
mod paths;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::error::{Error, Result};
use crate::files;
use graph::Graph;

/// The folders of `crate/src`, each of which depends only on those before it.
pub const CORE: [&str; 15] = [
    "time",
    "kernel",
    "model",
    "scheduler",
    "trace",
    "exec",
    "report",
    "wording",
    "protocol",
    "race",
    "document",
    "codegen",
    "lesson",
    "engine",
    "bin",
];

/// How many files of one part may form a circle.
const CIRCLE: usize = 3;

/// A source file: its path below `src`, with slashes, and its text.
pub type Source = (String, String);

/// Which files of one package use which.
#[derive(Clone, Debug)]
pub struct Layers {
    /// Files, by their paths.
    files: Graph,
}

/// Reads the sources below a folder.
///
/// # Errors
/// When one cannot be read.
pub fn sources(folder: &Path) -> Result<Vec<Source>> {
    files::list(folder)?
        .iter()
        .filter(|path| path.extension().is_some_and(|extension| extension == "rs"))
        .map(|path| Ok((files::slashed(path), files::read_text(&folder.join(path))?)))
        .collect()
}

impl Layers {
    /// Finds which file uses which.
    #[must_use]
    pub fn of(sources: &[Source]) -> Self {
        let names = sources.iter().map(|(path, _)| path.as_str());
        let modules = paths::Modules::new(names);
        let mut files = Graph::default();
        let mut only_tests = BTreeSet::new();
        for (path, text) in sources {
            let found = modules.used_by(path, text);
            for used in found.uses {
                files.add(path, &used);
            }
            only_tests.extend(found.tests);
        }
        files.remove(|path| only_tests.iter().any(|module| is_below(path, module)));
        Self { files }
    }

    /// The problems, a sentence each. With an order, each part may use only parts before it; without one,
    /// no parts may form a circle.
    #[must_use]
    pub fn problems(&self, order: Option<&[&str]>) -> Vec<String> {
        let mut problems = match order {
            Some(order) => self.out_of_order(order),
            None => circles_of_parts(&self.parts()),
        };
        for circle in self.within_parts().circles() {
            if circle.len() > CIRCLE {
                problems.push(format!(
                    "{} files form a circle: {}.",
                    circle.len(),
                    circle.join(", ")
                ));
            }
        }
        problems
    }

    /// For each part the parts that it uses.
    #[must_use]
    pub fn table(&self) -> BTreeMap<String, BTreeSet<String>> {
        self.parts().into_edges()
    }

    fn out_of_order(&self, order: &[&str]) -> Vec<String> {
        let place = |name: &str| order.iter().position(|layer| *layer == name);
        let mut problems = Vec::new();
        for (file, used) in self.files.edges() {
            let (from, to) = (part(file), part(used));
            if from == to || is_root(file) {
                continue;
            }
            problems.extend(match (place(from), place(to)) {
                (None, _) => Some(format!(
                    "{file}: `{from}` is not in the list of layers (`CORE` in xtask/src/layers.rs)."
                )),
                (_, None) => Some(format!(
                    "{file} uses {used}, which is not in a layer (`CORE` in xtask/src/layers.rs)."
                )),
                (Some(from_place), Some(to_place)) if from_place < to_place => Some(format!(
                    "{file} uses {used}, but `{to}` comes after `{from}`."
                )),
                _ => None,
            });
        }
        problems
    }

    /// Which part uses which.
    fn parts(&self) -> Graph {
        let mut parts = Graph::default();
        for (file, used) in self.files.edges() {
            if part(file) != part(used) && !is_root(file) {
                parts.add(part(file), part(used));
            }
        }
        parts
    }

    /// Which file uses which, within each part.
    fn within_parts(&self) -> Graph {
        let mut within = Graph::default();
        for (file, used) in self.files.edges() {
            if part(file) == part(used) {
                within.add(file, used);
            }
        }
        within
    }
}

fn circles_of_parts(parts: &Graph) -> Vec<String> {
    parts
        .circles()
        .iter()
        .map(|circle| format!("These use each other: {}.", circle.join(", ")))
        .collect()
}

/// The part that a file belongs to: its first folder, or its own name.
fn part(path: &str) -> &str {
    let first = path.split('/').next().unwrap_or(path);
    first.strip_suffix(".rs").unwrap_or(first)
}

/// Whether a file only lists the modules of its package.
fn is_root(path: &str) -> bool {
    path == "lib.rs" || path == "main.rs"
}

/// Whether a file is a module's, named as in `exec/gil`, or below it.
fn is_below(path: &str, module: &str) -> bool {
    path.strip_prefix(module)
        .is_some_and(|rest| rest == ".rs" || rest.starts_with('/'))
}

/// Fails with all problems of a package.
///
/// # Errors
/// When there are some, or a file cannot be read.
pub fn check(folder: &Path, order: Option<&[&str]>) -> Result<Layers> {
    let layers = Layers::of(&sources(folder)?);
    let problems = layers.problems(order);
    if problems.is_empty() {
        return Ok(layers);
    }
    Err(Error::Content {
        path: folder.to_path_buf(),
        problem: format!("the layers are broken.\n{}", problems.join("\n")),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layers(sources: &[(&str, &str)]) -> Layers {
        let owned = |(path, text): &(&str, &str)| ((*path).to_owned(), (*text).to_owned());
        Layers::of(&sources.iter().map(owned).collect::<Vec<_>>())
    }

    fn problems(sources: &[(&str, &str)]) -> Vec<String> {
        layers(sources).problems(Some(&CORE))
    }

    #[test]
    fn a_layer_may_use_layers_before_it() {
        let sources = [
            (
                "lib.rs",
                "pub mod exec; pub mod model; pub mod time; pub use exec::Run;",
            ),
            ("time.rs", ""),
            ("model.rs", "pub mod spec;"),
            ("model/spec.rs", "use crate::time::Ms;"),
            (
                "exec.rs",
                "use crate::{model::spec::{Spec, Mode as M}, time::*};",
            ),
            ("bin/lab.rs", "use interleave::exec;"),
        ];
        assert_eq!(problems(&sources), [""; 0]);
        let table = layers(&sources).table();
        let exec: Vec<&str> = table["exec"].iter().map(String::as_str).collect();
        assert_eq!(exec, ["model", "time"]);
    }

    #[test]
    fn a_layer_may_not_use_layers_after_it() {
        let sources = [
            ("time.rs", "use crate::model::spec::Spec;"),
            ("model.rs", "pub mod spec;"),
            ("model/spec.rs", "fn f() { crate::exec::lane::run() }"),
            ("exec.rs", "mod lane;"),
            ("exec/lane.rs", ""),
        ];
        assert_eq!(
            problems(&sources),
            [
                "model/spec.rs uses exec/lane.rs, but `exec` comes after `model`.",
                "time.rs uses model/spec.rs, but `model` comes after `time`.",
            ]
        );
    }

    #[test]
    fn comments_strings_macros_and_tests_do_not_count() {
        let text = r##"
            //! See [`crate::exec`].
            /* use crate::exec; /* crate::exec */ crate::exec */
            const A: &str = "crate::exec::x";
            const B: &str = r#"crate::exec::"x"#;
            const C: char = '"'; const D: char = '\'';
            fn f<'a>(x: &'a str) -> &'a str { x }
            #[cfg(test)]
            mod tests { use crate::exec::x; fn g() { { } } }
            #[cfg(all(test, feature = "x"))]
            use crate::exec::y;
            #[cfg(test)]
            mod more;
            fn h() { crate::exported!(x) }
        "##;
        let sources = [
            ("time.rs", text),
            ("time/more.rs", "use crate::exec::z;"),
            ("exec.rs", ""),
        ];
        assert_eq!(problems(&sources), [""; 0]);
    }

    #[test]
    fn a_new_folder_needs_a_place_in_the_list() {
        let found = problems(&[("novel.rs", "use crate::time::Ms;"), ("time.rs", "")]);
        assert_eq!(found.len(), 1);
        assert!(found[0].starts_with("novel.rs: `novel` is not in the list of layers"));
        let found = problems(&[("lib.rs", ""), ("time.rs", "use crate::Thing;")]);
        assert!(found[0].starts_with("time.rs uses lib.rs, which is not in a layer"));
    }

    #[test]
    fn three_files_may_form_a_circle_and_four_may_not() {
        let three = [
            ("exec.rs", "mod a; mod b;"),
            ("exec/a.rs", "use super::b::B;"),
            ("exec/b.rs", "use super::c::C;"),
            ("exec/c.rs", "use crate::exec::a::A;"),
        ];
        assert_eq!(problems(&three), [""; 0]);
        let mut four = three;
        four[3].1 = "use super::Run;";
        four[0].1 = "mod a; mod b; pub use a::A; struct Run;";
        assert_eq!(
            problems(&four),
            ["4 files form a circle: exec.rs, exec/a.rs, exec/b.rs, exec/c.rs."]
        );
    }

    #[test]
    fn without_an_order_parts_must_not_use_each_other() {
        let sources = [
            ("page.rs", "use crate::engine::build;"),
            ("engine.rs", "use crate::headers;"),
            ("headers.rs", "fn f() { crate::page::pages() }"),
            ("files.rs", ""),
        ];
        assert_eq!(
            layers(&sources).problems(None),
            ["These use each other: engine, headers, page."]
        );
        assert_eq!(layers(&sources[..2]).problems(None), [""; 0]);
    }
}
