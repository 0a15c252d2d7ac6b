//! The words of a theme's interface, in the language of the site.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::chain::{Chain, broken_yaml};
use crate::catalog::sources::text_of;
use crate::engine::{Ask, Query};

/// Asks for all words in a language, such as `zh-CN`.
#[derive(Debug, Serialize, Deserialize)]
pub struct Words(pub String);

impl Query for Words {
    const NAME: &'static str = "Words";
    type Answer = BTreeMap<String, String>;

    fn run(&self, ask: &mut Ask<'_>) -> Self::Answer {
        let mut words = Self::Answer::new();
        let base = self.0.split('-').next().unwrap_or_default();
        for theme in ask.get(&Chain).iter() {
            // The exact language first, then any file of the same base language, then English.
            for file in [self.0.as_str(), base, if base == "zh" { "zh-CN" } else { "en" }] {
                let path = theme.folder.join(&format!("strings/{file}.yaml"));
                let Some(text) = text_of(ask, &path) else { continue };
                match serde_yaml::from_str::<BTreeMap<String, String>>(&text) {
                    Ok(more) => {
                        for (key, word) in more {
                            words.entry(key).or_insert(word);
                        }
                    }
                    Err(error) => ask.report(broken_yaml(&path, &error)),
                }
            }
        }
        words
    }
}

/// Asks for one word, so that a change of another is not noticed.
#[derive(Debug, Serialize, Deserialize)]
pub struct Strings {
    /// Language, such as `zh-CN`.
    pub language: String,
    /// Name of the word.
    pub key: String,
}

impl Query for Strings {
    const NAME: &'static str = "Strings";
    type Answer = Option<String>;

    fn run(&self, ask: &mut Ask<'_>) -> Option<String> {
        ask.get(&Words(self.language.clone())).get(&self.key).cloned()
    }
}
