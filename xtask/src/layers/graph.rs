//! A directed graph of names.

use std::collections::{BTreeMap, BTreeSet};

/// Directed edges between names.
#[derive(Clone, Debug, Default)]
pub(super) struct Graph {
    edges: BTreeMap<String, BTreeSet<String>>,
}

impl Graph {
    /// Adds an edge.
    pub(super) fn add(&mut self, from: &str, to: &str) {
        let to = to.to_owned();
        self.edges.entry(from.to_owned()).or_default().insert(to);
    }

    /// Removes names, with their edges.
    pub(super) fn remove(&mut self, is_removed: impl Fn(&str) -> bool) {
        self.edges.retain(|from, _| !is_removed(from));
        for used in self.edges.values_mut() {
            used.retain(|to| !is_removed(to));
        }
    }

    /// All edges, sorted.
    pub(super) fn edges(&self) -> impl Iterator<Item = (&str, &str)> {
        self.edges
            .iter()
            .flat_map(|(from, used)| used.iter().map(move |to| (from.as_str(), to.as_str())))
    }

    /// The edges, by the name that they start from.
    pub(super) fn into_edges(self) -> BTreeMap<String, BTreeSet<String>> {
        self.edges
    }

    /// All groups of names that reach each other, largest possible, each sorted.
    pub(super) fn circles(&self) -> Vec<Vec<&str>> {
        let reach: BTreeMap<&str, BTreeSet<&str>> = self
            .edges
            .keys()
            .map(|from| (from.as_str(), self.reached_from(from)))
            .collect();
        let reaches = |from: &str, to: &str| reach.get(from).is_some_and(|all| all.contains(to));
        let mut circles: Vec<Vec<&str>> = Vec::new();
        for &name in reach.keys() {
            let is_known = circles.iter().any(|circle| circle.contains(&name));
            if is_known || !reaches(name, name) {
                continue;
            }
            let both = |other: &&str| reaches(name, other) && reaches(other, name);
            circles.push(reach.keys().copied().filter(both).collect());
        }
        circles
    }

    fn reached_from<'a>(&'a self, start: &str) -> BTreeSet<&'a str> {
        let mut reached = BTreeSet::new();
        let mut next: Vec<&str> = self.uses(start).collect();
        while let Some(name) = next.pop() {
            if reached.insert(name) {
                next.extend(self.uses(name));
            }
        }
        reached
    }

    fn uses<'a>(&'a self, name: &str) -> impl Iterator<Item = &'a str> {
        let used = self.edges.get(name).into_iter().flatten();
        used.map(String::as_str)
    }
}
