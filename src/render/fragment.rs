//! A component's HTML for one card, remembered: the same row stands in the lists of its section, its year and its tags.
//!
//! *Incremental:* reads the component's closure, the card and what the component asks for. A card whose row comes out as
//! before renders no list again.

use serde::{Deserialize, Serialize};
use tera::{Context, TeraResult};

use super::compiled::Compile;
use super::frame::Frame;
use super::page::report;
use super::views::Card;
use crate::catalog::Languages;
use crate::content::ids::PageId;
use crate::engine::{Ask, Query};
use crate::theme::Closure;

/// Asks for the HTML of a component for one page's card.
#[derive(Debug, Serialize, Deserialize)]
pub struct Fragment {
    /// Name of the component; it takes the argument `card`.
    pub component: String,
    /// The page.
    pub page: PageId,
    /// Language of the interface.
    pub language: String,
}

impl Query for Fragment {
    const NAME: &'static str = "Fragment";
    /// HTML; empty if the component failed, which is reported.
    type Answer = String;

    fn run(&self, ask: &mut Ask<'_>) -> String {
        ask.get(&Closure(format!("component:{}", self.component)));
        self.render(ask).unwrap_or_else(|error| {
            report(ask, &error, Some(&self.page));
            String::new()
        })
    }
}

impl Fragment {
    fn render(&self, ask: &mut Ask<'_>) -> TeraResult<String> {
        let compiled = ask.get_unrecorded(&Compile);
        let mut context = Context::new();
        context.insert_value("card", ask.get(&Card(self.page.clone())).0.clone());
        // Without a page of its own: the same fragment stands on many.
        let tongue = ask.get(&Languages).list_code(&self.language);
        let language = self.language.clone();
        let mut frame = Frame { ask, compiled, page: None, language, tongue, span: None, depth: 0 };
        frame.rendering(|compiled| compiled.tera.render_component(&self.component, &context, None, true))
    }
}
