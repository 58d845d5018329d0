//! What the kernel computed: the value of π, or the patterns that were found.

use std::f64::consts::PI;

use interleave::model::spec::Spec;
use interleave::report::baseline::{Reference, SearchResult};
use yew::prelude::*;

use super::{element, group, heading, heads, leaf};
use crate::format;
use crate::i18n::{Texts, fill};

/// What the kernel computed; nothing if it had nothing to do.
pub(crate) fn answer(texts: &'static Texts, spec: &Spec, reference: &Reference) -> Html {
    let words = &texts.answer;
    let (name, head, content) = match (reference.pi, &reference.search) {
        (_, Some(search)) if search.searched > 0 => {
            ("patterns", words.patterns, patterns(texts, spec, search))
        }
        (Some(pi), None) => {
            let largest = reference.costs.last().map_or(0, |(units, _)| *units);
            let terms = format::count(largest);
            let off = format::scientific(pi - PI);
            let told = fill(words.pi_value, &[&terms, &format::fixed(pi, 12), &off]);
            ("pi", words.pi, vec![leaf("p", "", told)])
        }
        _ => return Html::default(),
    };
    let mut parts = vec![heading("h3", HEADING, head)];
    parts.extend(content);
    element(
        "section",
        &["class", "aria-labelledby", "data-answer"],
        vec!["card".into(), HEADING.into(), name.into()],
        parts,
    )
}

const HEADING: &str = "answer-heading";

fn patterns(texts: &'static Texts, spec: &Spec, search: &SearchResult) -> Vec<Html> {
    let words = &texts.answer;
    let counts = [search.candidates, search.searched, search.kept].map(format::count);
    let [candidates, searched, kept] = counts;
    let values = [&*candidates, &searched, &kept, &spec.threshold.to_string()];
    let told = leaf("p", "", fill(words.search, &values));
    let rows = search.top.iter().map(|(pattern, finding)| {
        let cells = vec![
            leaf("td", "pattern", pattern.clone()),
            leaf("td", "", finding.count.to_string()),
        ];
        group("tr", "", cells)
    });
    let rows: Vec<Html> = rows.collect();
    if rows.is_empty() {
        return vec![told];
    }
    let table = vec![
        heads(&[words.pattern, words.count]),
        group("tbody", "", rows),
    ];
    let scroll = element(
        "div",
        &["class", "tabindex", "role", "aria-labelledby"],
        ["scroll", "0", "region", HEADING].map(Into::into).into(),
        vec![group("table", "", table)],
    );
    vec![told, scroll]
}
