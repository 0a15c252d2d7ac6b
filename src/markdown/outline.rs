//! Headings: unique anchors and the tree of contents.

use rustc_hash::FxHashMap;

use super::body::Heading;

/// The anchors of a page.
#[derive(Debug, Default)]
pub(super) struct Anchors {
    /// Taken anchors, each with the number to try next.
    taken: FxHashMap<String, u32>,
}

impl Anchors {
    /// Takes an anchor that the author chose; false if the page has it already.
    pub(super) fn take(&mut self, id: &str) -> bool {
        let is_free = !self.taken.contains_key(id);
        self.taken.entry(id.into()).or_insert(2);
        is_free
    }

    /// Tells whether the page has this anchor.
    pub(super) fn has(&self, id: &str) -> bool {
        self.taken.contains_key(id)
    }

    /// Returns a free anchor like `wanted` and takes it: `wanted`, `wanted-2`, …; `section` if it is empty.
    pub(super) fn unique(&mut self, wanted: &str) -> String {
        let wanted = if wanted.is_empty() { "section" } else { wanted };
        if self.take(wanted) {
            return wanted.into();
        }
        loop {
            let next = self.taken.entry(wanted.into()).or_insert(2);
            let id = format!("{wanted}-{next}");
            *next += 1;
            if !self.taken.contains_key(&id) {
                self.taken.insert(id.clone(), 2);
                return id;
            }
        }
    }
}

/// Returns the tree of a flat list of headings.
pub(super) fn tree(flat: Vec<Heading>) -> Vec<Heading> {
    let mut roots = Vec::new();
    let mut open: Vec<Heading> = Vec::new();
    for heading in flat {
        close(&mut open, &mut roots, heading.level);
        open.push(heading);
    }
    close(&mut open, &mut roots, 0);
    roots
}

/// Moves every open heading of at least `level` to the children of the one before it.
fn close(open: &mut Vec<Heading>, roots: &mut Vec<Heading>, level: u8) {
    while open.last().is_some_and(|last| last.level >= level) {
        let Some(done) = open.pop() else { return };
        match open.last_mut() {
            Some(parent) => parent.children.push(done),
            None => roots.push(done),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heading(level: u8) -> Heading {
        Heading { level, id: String::new(), text: level.to_string(), children: Vec::new() }
    }

    #[test]
    fn anchors_are_unique() {
        let mut anchors = Anchors::default();
        let ids: Vec<_> = ["a", "a", "a-2", "", "", "a"].map(|id| anchors.unique(id)).into();
        assert_eq!(ids, ["a", "a-2", "a-2-2", "section", "section-2", "a-3"]);
    }

    #[test]
    fn trees() {
        let roots = tree([2, 3, 3, 2, 4, 1].map(heading).into());
        let shape: Vec<_> = roots.iter().map(|root| (root.level, root.children.len())).collect();
        assert_eq!(shape, [(2, 2), (2, 1), (1, 0)]);
    }
}
