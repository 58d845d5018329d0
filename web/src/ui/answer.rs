//! What the kernel computed: the value of π, or the patterns that were found.

use std::f64::consts::PI;

use interleave::protocol::{Reference, SearchResult};
use interleave::spec::Spec;
use yew::prelude::*;

use super::{heads, leaf};
use crate::format;
use crate::i18n::Texts;

/// What the kernel computed; nothing if it had nothing to do.
pub(crate) fn answer(texts: &'static Texts, spec: &Spec, reference: &Reference) -> Html {
    let words = &texts.answer;
    let (name, heading, content) = match (reference.pi, &reference.search) {
        (_, Some(search)) if search.searched > 0 => {
            ("patterns", words.patterns, patterns(texts, spec, search))
        }
        (Some(pi), None) => {
            let largest = reference.costs.last().map_or(0, |(units, _)| *units);
            let terms = format::count(largest);
            let off = format::scientific(pi - PI);
            let told = (words.pi_value)(&terms, &format::fixed(pi, 12), &off);
            ("pi", words.pi, leaf("p", "", told))
        }
        _ => return Html::default(),
    };
    html! {
        <section class="card" aria-labelledby="answer-heading" data-answer={name}>
            <h3 id="answer-heading">{heading}</h3>
            {content}
        </section>
    }
}

fn patterns(texts: &'static Texts, spec: &Spec, search: &SearchResult) -> Html {
    let words = &texts.answer;
    let counts = [search.candidates, search.searched, search.kept].map(format::count);
    let counts = [counts[0].as_str(), &counts[1], &counts[2]];
    html! {
        <>
            {leaf("p", "", (words.search)(counts, spec.threshold))}
            if !search.top.is_empty() {
                <div class="scroll" tabindex="0" role="region" aria-labelledby="answer-heading">
                    <table>
                        {heads(&[words.pattern, words.count])}
                        <tbody>
                            {for search.top.iter().map(|(pattern, finding)| html! {
                                <tr>
                                    {leaf("td", "pattern", pattern.clone())}
                                    {leaf("td", "", finding.count.to_string())}
                                </tr>
                            })}
                        </tbody>
                    </table>
                </div>
            }
        </>
    }
}
