//! What the kernel computed: the value of π, or the patterns that were found.

use std::f64::consts::PI;
use std::rc::Rc;

use interleave::protocol::{Reference, SearchResult};
use interleave::spec::Spec;
use yew::prelude::*;

use crate::format;
use crate::i18n::Texts;

/// What [`Answer`] shows.
#[derive(Properties, PartialEq)]
pub(crate) struct AnswerProps {
    /// The texts.
    pub texts: &'static Texts,
    /// What was asked.
    pub spec: Rc<Spec>,
    /// What was computed.
    pub reference: Rc<Reference>,
}

/// What the kernel computed; nothing if it had nothing to do.
#[component]
pub(crate) fn Answer(props: &AnswerProps) -> Html {
    let AnswerProps {
        texts,
        spec,
        reference,
    } = props;
    let largest = reference.costs.last().map_or(0, |(units, _)| *units);
    match (reference.pi, &reference.search) {
        (_, Some(search)) if search.searched > 0 => patterns(texts, spec, search),
        (Some(pi), None) => {
            let terms = format::count(largest);
            let off = format::scientific(pi - PI);
            html! {
                <section class="card" aria-labelledby="answer-heading" data-answer="pi">
                    <h3 id="answer-heading">{texts.answer.pi}</h3>
                    <p>{(texts.answer.pi_value)(&terms, &format::fixed(pi, 12), &off)}</p>
                </section>
            }
        }
        _ => Html::default(),
    }
}

fn patterns(texts: &Texts, spec: &Spec, search: &SearchResult) -> Html {
    let words = &texts.answer;
    let counts = [search.candidates, search.searched, search.kept].map(format::count);
    let counts = [counts[0].as_str(), &counts[1], &counts[2]];
    html! {
        <section class="card" aria-labelledby="answer-heading" data-answer="patterns">
            <h3 id="answer-heading">{words.patterns}</h3>
            <p>{(words.search)(counts, spec.threshold)}</p>
            if !search.top.is_empty() {
                <div class="scroll" tabindex="0" role="region" aria-labelledby="answer-heading">
                    <table>
                        <thead><tr>
                            <th scope="col">{words.pattern}</th>
                            <th scope="col" class="number">{words.count}</th>
                        </tr></thead>
                        <tbody>
                            {for search.top.iter().map(|(pattern, finding)| html! {
                                <tr>
                                    <td class="pattern">{pattern}</td>
                                    <td class="number">{finding.count}</td>
                                </tr>
                            })}
                        </tbody>
                    </table>
                </div>
            }
        </section>
    }
}
