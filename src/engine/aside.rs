//! Evaluations that nobody keeps: what a query would answer if it were told something else.
//!
//! Nothing is remembered of them: neither the answer, nor what was read, nor what was found wrong.

use std::any::Any;
use std::sync::Arc;

use super::ask::{Ask, Stack};
use super::query::{AnyAnswer, Query};
use super::revision::Revision;

impl Revision<'_> {
    /// Runs a query once more, with the answers of `other` to the questions of one type that it asks itself. What other queries
    /// ask on its behalf is answered as ever.
    pub fn aside<Q: Query, Other: Query>(
        &self,
        query: &Q,
        other: &dyn Fn(&Other, &mut Ask<'_>) -> Other::Answer,
    ) -> Q::Answer {
        let instead = |asked: &dyn Any, ask: &mut Ask<'_>| -> Option<AnyAnswer> {
            let asked = asked.downcast_ref::<Other>()?;
            Some(Arc::new(other(asked, ask)))
        };
        let here = Stack { node: self.node_of(query), outer: None };
        query.run(&mut Ask::new(self, here).with_instead(&instead))
    }
}
