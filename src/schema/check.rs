//! thin
use super::*;
pub fn kind_of<'s>(
    schema: &'s Schema,
    _node: Option<&Node>,
    default: &str,
    _place: &dyn Fn(Range<usize>) -> Place,
) -> (&'s Kind, Vec<Diagnostic>) {
    (schema.kind(default).unwrap_or(&schema.kinds[0]), Vec::new())
}
pub fn validate(
    _kind: &Kind,
    _node: &Node,
    _schema: &Schema,
    _place: &dyn Fn(Range<usize>) -> Place,
) -> (Fields, Vec<Diagnostic>) {
    (Value::map(), Vec::new())
}
