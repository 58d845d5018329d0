//! What the kernel computed: the value of π, or the patterns that were found.

use std::f64::consts::PI;
use std::rc::Rc;

use interleave::model::spec::Spec;
use interleave::report::baseline::{Baseline, SearchResult};
use yew::prelude::*;

use crate::component::TableHead;
use crate::i18n::{Texts, fill};
use interleave::wording::format;

/// What [`Answer`] shows.
#[derive(Properties, PartialEq)]
pub(crate) struct AnswerProps {
    /// The texts.
    pub texts: &'static Texts,
    /// What was asked.
    pub spec: Rc<Spec>,
    /// What computing the expected answers showed.
    pub baseline: Rc<Baseline>,
}

/// What the kernel computed; nothing if it had nothing to do.
#[component]
pub(crate) fn Answer(props: &AnswerProps) -> Html {
    let (texts, baseline) = (props.texts, &props.baseline);
    let words = &texts.answer;
    let (name, head, content) = match (baseline.pi, &baseline.search) {
        (_, Some(search)) if search.searched > 0 => {
            let content = patterns(texts, &props.spec, search);
            ("patterns", words.patterns, content)
        }
        (Some(pi), None) => ("pi", words.pi, value(texts, baseline, pi)),
        _ => return Html::default(),
    };
    html! {
        <section class="card" aria-labelledby={HEADING} data-answer={name}>
            <h3 id={HEADING}>{head}</h3>
            {content}
        </section>
    }
}

const HEADING: &str = "answer-heading";

fn value(texts: &'static Texts, baseline: &Baseline, pi: f64) -> Html {
    let largest = baseline.costs.last().map_or(0, |(units, _)| *units);
    let terms = format::count(largest);
    let error = format::scientific(pi - PI);
    let values = [&*terms, &format::fixed(pi, 12), &error];
    html! { <p>{fill(texts.answer.pi_value, &values)}</p> }
}

fn patterns(texts: &'static Texts, spec: &Spec, search: &SearchResult) -> Html {
    let words = &texts.answer;
    let counts = [search.candidates, search.searched, search.kept].map(format::count);
    let [candidates, searched, kept] = counts;
    let values = [&*candidates, &searched, &kept, &spec.threshold.to_string()];
    html! {
        <>
            <p>{fill(words.search, &values)}</p>
            if !search.top.is_empty() {
                <div class="scroll" tabindex="0" role="region" aria-labelledby={HEADING}>
                    <table>
                        <TableHead heads={vec![words.pattern, words.count]} />
                        <tbody>
                            for (pattern, finding) in &search.top {
                                <tr>
                                    <td class="pattern">{pattern}</td>
                                    <td>{finding.count}</td>
                                </tr>
                            }
                        </tbody>
                    </table>
                </div>
            }
        </>
    }
}
