//! The frame of a running render: how a template function finds the `Ask` it must record its read with.
//!
//! The template engine's own context is not visible inside components, so the frame is a scoped value of the thread. It is set
//! for exactly the time of one rendering; nested renderings (a directive inside a page) set it again.

use std::sync::Arc;

use scoped_tls_hkt::scoped_thread_local;
use tera::{Error, Kwargs, State, Tera, TeraResult, Value};

use super::compiled::Compiled;
use super::functions::FUNCTIONS;
use crate::content::ids::PageId;
use crate::engine::Ask;

/// Directives may render pages that hold directives; more levels than this are a loop.
const MOST_NESTED: u8 = 8;

/// One running render.
pub struct Frame<'a, 'e> {
    /// Asks on behalf of the output that is being rendered.
    pub ask: &'a mut Ask<'e>,
    /// The parsed templates.
    pub compiled: Arc<Compiled>,
    /// The page that is being rendered, if it is one.
    pub page: Option<PageId>,
    /// Language of the interface, such as `zh-CN`.
    pub language: String,
    /// Code of the declared language that lists go by; empty if the site declares none.
    pub tongue: Arc<str>,
    /// Where the directive that is being rendered stands in the page's body.
    pub span: Option<(u32, u32)>,
    /// How many renderings there are around this one.
    pub depth: u8,
}

/// Answers template functions by number.
trait Caller {
    fn call(&mut self, function: usize, args: &Kwargs) -> TeraResult<Value>;
}

impl Caller for Frame<'_, '_> {
    fn call(&mut self, function: usize, args: &Kwargs) -> TeraResult<Value> {
        (FUNCTIONS[function].run)(self, args)
    }
}

scoped_thread_local!(static mut FRAME: for<'a> &'a mut (dyn Caller + 'a));

/// Registers all template functions. They hold no state: each call goes to the frame of its thread.
pub fn register(tera: &mut Tera) {
    for (number, function) in FUNCTIONS.iter().enumerate() {
        tera.register_function(function.name, move |args: Kwargs, _: &State<'_>| -> TeraResult<Value> {
            if !FRAME.is_set() {
                return Err(Error::message("functions can be called only while a page is rendered"));
            }
            FRAME.with(|frame| frame.call(number, &args))
        });
    }
}

impl Frame<'_, '_> {
    /// Runs a rendering with this frame in place.
    pub fn rendering<T>(&mut self, render: impl FnOnce(&Compiled) -> TeraResult<T>) -> TeraResult<T> {
        if self.depth >= MOST_NESTED {
            return Err(Error::message("pages and directives include each other without end"));
        }
        self.depth += 1;
        let compiled = self.compiled.clone();
        let done = FRAME.set(self, || render(&compiled));
        self.depth -= 1;
        done
    }
}
