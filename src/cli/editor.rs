//! Opens a source at a line in the program that the editor uses.

use std::path::Path;
use std::process::{Command, Stdio};

/// Commands that settings may name by one word. *Source:* the programs' own manuals.
const KNOWN: &[(&str, &str)] = &[
    ("vscode", "code --goto {file}:{line}:{column}"),
    ("vscodium", "codium --goto {file}:{line}:{column}"),
    ("notepad++", "notepad++ -n{line} -c{column} {file}"),
    ("sublime", "subl {file}:{line}:{column}"),
];

/// Opens a file at a line and column, counted from 1; tells whether the program was started.
pub fn open(command: &str, file: &Path, line: usize, column: usize) -> bool {
    let Some((program, given)) = arguments(command, &file.to_string_lossy(), line, column) else {
        return false;
    };
    // Some programs come as a script there, which is found under its whole name alone.
    let names = if cfg!(windows) { vec![program.clone(), format!("{program}.cmd")] } else { vec![program] };
    names.iter().any(|name| start(name, &given))
}

fn start(program: &str, given: &[String]) -> bool {
    let mut command = Command::new(program);
    let command = command.args(given).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let Ok(mut child) = command.spawn() else { return false };
    // Nobody else would take note of its end.
    std::thread::spawn(move || child.wait());
    true
}

/// Returns the program and its arguments; `None` if the command is empty. No shell reads it, so nothing in a name can be a command.
fn arguments(command: &str, file: &str, line: usize, column: usize) -> Option<(String, Vec<String>)> {
    let known = KNOWN.iter().find(|(name, _)| *name == command.trim()).map(|(_, full)| *full);
    let command = known.unwrap_or(command);
    let mut words = words(command).into_iter();
    let program = words.next()?;
    let fill = |word: String| {
        let word = word.replace("{line}", &line.to_string()).replace("{column}", &column.to_string());
        word.replace("{file}", file)
    };
    let mut given: Vec<String> = words.map(fill).collect();
    if !command.contains("{file}") {
        given.push(file.to_owned());
    }
    Some((program, given))
}

/// Returns the words of a command; quotation marks hold together what contains blanks.
fn words(command: &str) -> Vec<String> {
    let mut words = Vec::new();
    let (mut word, mut quote, mut begun) = (String::new(), None, false);
    for c in command.chars() {
        match c {
            '"' | '\'' if quote.is_none() => (quote, begun) = (Some(c), true),
            c if quote == Some(c) => quote = None,
            c if c.is_whitespace() && quote.is_none() => {
                if std::mem::take(&mut begun) {
                    words.push(std::mem::take(&mut word));
                }
            }
            c => {
                begun = true;
                word.push(c);
            }
        }
    }
    if begun {
        words.push(word);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_filled_in_without_a_shell() {
        let full = |command| arguments(command, "/甲 乙/a;b.md", 3, 7);
        let expected = |program: &str, given: &[&str]| {
            Some((program.to_owned(), given.iter().map(|word| (*word).to_owned()).collect()))
        };
        assert_eq!(full("vscode"), expected("code", &["--goto", "/甲 乙/a;b.md:3:7"]));
        assert_eq!(full("gedit +{line}"), expected("gedit", &["+3", "/甲 乙/a;b.md"]));
        assert_eq!(
            full("\"C:\\Program Files\\e.exe\" {file} -n{line}"),
            expected("C:\\Program Files\\e.exe", &["/甲 乙/a;b.md", "-n3"])
        );
        assert_eq!(full("  "), None);
    }
}
