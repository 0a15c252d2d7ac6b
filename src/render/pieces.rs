//! Bodies with their directives: each is rendered by the theme's component of its name.

use std::borrow::Cow;

use tera::{Context, TeraResult, Value as TeraValue};

use super::frame::Frame;
use super::value::map;
use crate::markdown::{Directive, Piece};

/// Tells whether the theme has a part in the HTML of these pieces.
pub fn has_directives(pieces: &[Piece]) -> bool {
    pieces.iter().any(|piece| matches!(piece, Piece::Directive(_)))
}

/// Returns the HTML of a body's pieces; `page` is what directives see of their page.
pub fn assemble<'p>(
    frame: &mut Frame<'_, '_>,
    pieces: &'p [Piece],
    page: &TeraValue,
) -> TeraResult<Cow<'p, str>> {
    if let [Piece::Html(html)] = pieces {
        return Ok(html.into());
    }
    let mut html = String::new();
    for piece in pieces {
        match piece {
            Piece::Html(part) => html.push_str(part),
            Piece::Directive(directive) => html.push_str(&render(frame, directive, page)?),
        }
    }
    Ok(html.into())
}

/// Returns the name of the component that renders a directive: `editor-note` by `directive_editor_note`.
pub fn component(name: &str) -> String {
    format!("directive_{}", name.replace('-', "_"))
}

fn render(frame: &mut Frame<'_, '_>, directive: &Directive, page: &TeraValue) -> TeraResult<String> {
    let body = assemble(frame, &directive.body, page)?;
    let name = component(&directive.name);
    let closure = crate::theme::Closure(format!("component:{name}"));
    frame.ask.get(&closure);
    if !frame.compiled.tera.contains_component(&name) {
        return Ok(format!("<div class=\"{}\">{body}</div>\n", directive.name));
    }
    let mut context = Context::new();
    let texts: Vec<TeraValue> = directive.args.iter().map(|arg| TeraValue::from(arg.as_str())).collect();
    context.insert_value("args", texts.into());
    let attrs = directive.attrs.iter().map(|(name, value)| (name.clone(), TeraValue::from(value.as_str())));
    context.insert_value("attrs", map(attrs));
    context.insert_value("number", (directive.index as u64 + 1).into());
    context.insert_value("page", page.clone());
    let outer = frame.span.replace(directive.span);
    let rendered =
        frame.rendering(|compiled| compiled.tera.render_component(&name, &context, Some(&body), true));
    frame.span = outer;
    rendered
}
