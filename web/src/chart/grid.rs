//! A table of texts: one way of writing it for all tables, which the page's size notices.

use interleave::model::mode::Mode;
use yew::prelude::*;

use crate::ui::{element, leaf};

/// A row: whose it is, and its cells, of which the first is the row's head.
pub(crate) type Row = (Mode, Vec<String>);

/// A table that scrolls by itself where it is too wide or too high. From the column `numbers` on,
/// its cells are numbers.
pub(crate) fn grid(label: &'static str, heads: &[&str], numbers: usize, rows: Vec<Row>) -> Html {
    let class = |column: usize| if column >= numbers { "number" } else { "" };
    let head = |(column, text): (usize, &&str)| {
        let text = Html::from(text.to_string());
        let values = vec!["col".into(), class(column).into()];
        element("th", &["scope", "class"], values, vec![text])
    };
    let cell = |(column, text): (usize, String)| match column {
        0 => element("th", &["scope"], vec!["row".into()], vec![Html::from(text)]),
        _ => leaf("td", class(column), text),
    };
    let row = |(mode, cells): Row| {
        let cells = cells.into_iter().enumerate().map(cell).collect();
        element("tr", &["data-mode"], vec![mode.name().into()], cells)
    };
    html! {
        <div class="scroll" tabindex="0" role="region" aria-label={label}>
            <table>
                <thead><tr>{for heads.iter().enumerate().map(head)}</tr></thead>
                <tbody>{for rows.into_iter().map(row)}</tbody>
            </table>
        </div>
    }
}
