//! A table of texts.

use interleave::model::mode::Mode;
use yew::prelude::*;

/// A row: the mode that it belongs to, and its cells, of which the first is the row's head.
pub(crate) type Row = (Mode, Vec<String>);

/// What [`DataTable`] shows.
#[derive(Properties, PartialEq)]
pub(crate) struct DataTableProps {
    /// What it is called.
    pub label: &'static str,
    /// The heads of its columns.
    pub heads: Vec<AttrValue>,
    /// The first column of numbers; all after it are numbers, too.
    pub numbers: usize,
    /// Its rows.
    pub rows: Vec<Row>,
}

/// A table that scrolls by itself where it is too wide or too high.
#[component]
pub(crate) fn DataTable(props: &DataTableProps) -> Html {
    let class = |column: usize| (column >= props.numbers).then_some("number");
    html! {
        <div class="scroll" tabindex="0" role="region" aria-label={props.label}>
            <table>
                <thead>
                    <tr>
                        for (column, head) in props.heads.iter().enumerate() {
                            <th scope="col" class={class(column)}>{head}</th>
                        }
                    </tr>
                </thead>
                <tbody>
                    for (mode, cells) in &props.rows {
                        <tr data-mode={mode.name()}>
                            for (column, text) in cells.iter().enumerate() {
                                if column == 0 {
                                    <th scope="row">{text}</th>
                                } else {
                                    <td class={class(column)}>{text}</td>
                                }
                            }
                        </tr>
                    }
                </tbody>
            </table>
        </div>
    }
}
