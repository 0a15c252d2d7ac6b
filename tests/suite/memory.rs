//! How much memory a program takes.

use std::fs;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// Runs a program that must succeed; returns the most memory that it took, in kilobytes.
pub fn most_of(command: &mut Command) -> u64 {
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let mut most = 0;
    loop {
        most = most.max(peak(&child));
        if let Some(status) = child.try_wait().unwrap() {
            assert!(status.success(), "{command:?}");
            assert!(most > 1 << 10, "{command:?}: nothing was measured");
            return most;
        }
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// Returns the most memory that a program has taken so far, in kilobytes. *Source:* proc(5), `VmHWM`.
fn peak(child: &Child) -> u64 {
    let status = fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().split(' ').next()?.parse().ok()).unwrap_or(0)
}
