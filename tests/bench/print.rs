//! Figures as text: a table for the terminal, the same in Markdown, and everything as JSON.

use serde_json::{Value, json};

use super::figures::{Budget, Measured, Table, Unit, Verdict};
use super::machine::Machine;

/// All that a run has found.
pub struct Found {
    /// Where it ran.
    pub machine: Machine,
    /// The tables.
    pub tables: Vec<Table>,
    /// The budgets.
    pub budgets: Vec<Budget>,
}

/// A number with three digits that count, as people write it.
pub fn number(value: f64) -> String {
    let digits = match value.abs() {
        100.0.. => 0,
        10.0.. => 1,
        1.0.. => 2,
        _ if value == 0.0 => 0,
        small => (2.0 - small.log10().floor()).clamp(2.0, 6.0) as usize,
    };
    let text = format!("{value:.digits$}");
    let (whole, rest) = text.split_once('.').unwrap_or((&text, ""));
    let mut grouped = String::new();
    for (place, digit) in whole.chars().enumerate() {
        let left = whole.len() - place;
        if place > 0 && left.is_multiple_of(3) && whole.len() > 4 {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    match rest {
        "" => grouped,
        rest => format!("{grouped}.{rest}"),
    }
}

/// A median and its interval.
fn measured(cell: &Measured) -> String {
    let median = number(cell.summary.median);
    match cell.summary.ci95 {
        Some([low, high]) => format!("{median} ({}–{})", number(low), number(high)),
        None => median,
    }
}

fn with_unit(text: &str, unit: Unit) -> String {
    match unit {
        Unit::Times => format!("{text}×"),
        Unit::Count => text.to_owned(),
        unit => format!("{text} {}", unit.name()),
    }
}

/// A table's cells, the heads first.
fn cells(table: &Table) -> Vec<Vec<String>> {
    let head = |column: &super::figures::Column| match column.unit.name() {
        "" => column.head.clone(),
        unit => format!("{}, {unit}", column.head),
    };
    let heads = table.columns.iter().map(head);
    let mut rows = vec![
        std::iter::once(table.corner.to_owned())
            .chain(heads)
            .collect(),
    ];
    for (name, cells) in &table.lines {
        let texts = cells
            .iter()
            .map(|cell| cell.as_ref().map_or("–".to_owned(), measured));
        rows.push(std::iter::once(name.clone()).chain(texts).collect());
    }
    rows
}

fn budget_cells(budgets: &[Budget]) -> Vec<Vec<String>> {
    let heads = ["budget", "limit", "aim", "seen", ""].map(str::to_owned);
    let mut rows = vec![heads.to_vec()];
    for budget in budgets {
        let sign = if budget.at_least { "≥" } else { "≤" };
        let bound = |bound: f64| format!("{sign} {}", with_unit(&number(bound), budget.unit));
        let verdict = match budget.verdict() {
            Verdict::Aim => "aim reached",
            Verdict::Kept => "kept",
            Verdict::Missed => "MISSED",
            Verdict::Unknown => "not measured",
        };
        let close = if budget.is_close() { ", but close" } else { "" };
        let seen = budget.seen.as_ref().map(measured);
        rows.push(vec![
            budget.what.clone(),
            bound(budget.limit),
            budget.aim.map_or(String::new(), bound),
            seen.map_or("–".to_owned(), |seen| with_unit(&seen, budget.unit)),
            format!("{verdict}{close}"),
        ]);
    }
    rows
}

/// Rows with aligned columns.
fn aligned(rows: &[Vec<String>]) -> String {
    let columns = rows.first().map_or(0, Vec::len);
    let width = |column: usize| {
        let lengths = rows.iter().map(|row| row[column].chars().count());
        lengths.max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let mut text = String::new();
    for row in rows {
        let mut line = String::new();
        for (column, (cell, width)) in row.iter().zip(&widths).enumerate() {
            line += &match column {
                0 => format!("{cell:<width$}"),
                _ => format!("   {cell:>width$}"),
            };
        }
        text += line.trim_end();
        text.push('\n');
    }
    text
}

/// Rows as a table in Markdown.
fn markdown_rows(rows: &[Vec<String>]) -> String {
    let mut text = String::new();
    for (place, row) in rows.iter().enumerate() {
        text += &format!("| {} |\n", row.join(" | "));
        if place == 0 {
            text += "| --- |";
            text += &" ---: |".repeat(row.len() - 1);
            text.push('\n');
        }
    }
    text
}

impl Found {
    /// For the terminal.
    pub fn terminal(&self) -> String {
        let mut text = format!("{}\n", self.machine.sentence());
        for table in &self.tables {
            text += &format!("\n{}\n{}\n", table.title, aligned(&cells(table)));
            text += &format!("{}\n", table.how);
        }
        if !self.budgets.is_empty() {
            text += &format!("\n{}", aligned(&budget_cells(&self.budgets)));
        }
        text
    }

    /// In Markdown, for the README or a note.
    pub fn markdown(&self) -> String {
        let mut text = format!(
            "{}\n\nMedians, with their 95% intervals in brackets. To repeat it: `cargo xtask bench`.\n",
            self.machine.sentence()
        );
        if !self.budgets.is_empty() {
            text += &format!("\n{}", markdown_rows(&budget_cells(&self.budgets)));
        }
        for table in &self.tables {
            text += &format!("\n**{}**\n\n", table.title);
            text += &markdown_rows(&cells(table));
            text += &format!("\n{}\n", table.how);
        }
        text
    }

    /// Everything, every sample included.
    pub fn json(&self) -> Value {
        let measured = |cell: &Measured| {
            json!({
                "median": cell.summary.median,
                "ci95": cell.summary.ci95,
                "samples": cell.samples,
            })
        };
        let table = |table: &Table| {
            let columns = table.columns.iter().map(
                |column| json!({"head": column.head, "unit": column.unit.name(), "x": column.x}),
            );
            let lines = table.lines.iter().map(|(name, cells)| {
                let cells = cells.iter().map(|cell| cell.as_ref().map(measured));
                json!({"name": name, "cells": cells.collect::<Vec<_>>()})
            });
            json!({
                "title": table.title,
                "how": table.how,
                "columns": columns.collect::<Vec<_>>(),
                "lines": lines.collect::<Vec<_>>(),
            })
        };
        let budget = |budget: &Budget| {
            json!({
                "what": budget.what,
                "unit": budget.unit.name(),
                "limit": budget.limit,
                "aim": budget.aim,
                "at_least": budget.at_least,
                "seen": budget.seen.as_ref().map(measured),
                "kept": !matches!(budget.verdict(), Verdict::Missed | Verdict::Unknown),
            })
        };
        json!({
            "type": "interleave/bench",
            "version": 1,
            "machine": self.machine,
            "tables": self.tables.iter().map(table).collect::<Vec<_>>(),
            "budgets": self.budgets.iter().map(budget).collect::<Vec<_>>(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_three_digits_that_count() {
        let written = [0.0, 0.0221, 0.69, 1.094, 22.46, 312.4, 4321.0, 54321.0].map(number);
        assert_eq!(
            written,
            [
                "0", "0.0221", "0.690", "1.09", "22.5", "312", "4321", "54,321"
            ]
        );
    }

    #[test]
    fn columns_are_aligned_by_characters() {
        let rows = [["a", "µs"], ["long", "1"]].map(|row| row.map(str::to_owned).to_vec());
        assert_eq!(aligned(&rows), "a      µs\nlong    1\n");
        assert!(markdown_rows(&rows).starts_with("| a | µs |\n| --- | ---: |\n"));
    }
}
