//! A progress bar for long work: only on a terminal, and only once the work has taken a while.
//!
//! It starts no thread: it is drawn by those who report progress. Knows nothing of what is counted.

use std::io::IsTerminal;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// Time before the bar appears: short work stays quiet.
const DELAY: Duration = Duration::from_millis(500);

/// Progress of one piece of work, shared by all threads that do it.
pub struct Progress {
    bar: ProgressBar,
    started: Instant,
    delay: Duration,
    /// Set once the bar may be drawn, or from the start if it never may.
    settled: AtomicBool,
}

impl Progress {
    /// Returns progress over `total` steps, shown on standard error if that is a terminal.
    pub fn start(total: u64) -> Self {
        let progress = Self::after(DELAY, total);
        progress.settled.store(!std::io::stderr().is_terminal(), Ordering::Relaxed);
        progress
    }

    /// Returns progress that is never shown, for quiet runs.
    pub fn quiet() -> Self {
        let progress = Self::after(DELAY, 0);
        progress.settled.store(true, Ordering::Relaxed);
        progress
    }

    fn after(delay: Duration, total: u64) -> Self {
        let style = ProgressStyle::with_template("{bar:32.cyan/blue} {pos}/{len}  {percent}%  {eta}")
            .expect("the template is constant")
            .progress_chars("━╸─");
        let bar = ProgressBar::with_draw_target(Some(total), ProgressDrawTarget::hidden()).with_style(style);
        Self { bar, started: Instant::now(), delay, settled: AtomicBool::new(false) }
    }

    /// Adds steps that turned up on the way.
    pub fn expect(&self, more: u64) {
        self.bar.inc_length(more);
    }

    /// Reports `steps` more steps as done. *Cost:* an atomic addition; drawing is limited to some frames a second.
    pub fn tick(&self, steps: u64) {
        self.bar.inc(steps);
        if !self.settled.load(Ordering::Relaxed) && self.started.elapsed() >= self.delay {
            self.show(ProgressDrawTarget::stderr);
        }
    }

    /// Removes the bar from the screen; the caller's summary line follows.
    pub fn finish(self) {
        self.bar.finish_and_clear();
    }

    fn show(&self, target: impl FnOnce() -> ProgressDrawTarget) {
        if !self.settled.swap(true, Ordering::Relaxed) {
            self.bar.set_draw_target(target());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_drawn_before_the_delay_or_when_quiet() {
        let progress = Progress::after(Duration::from_secs(3600), 10);
        progress.tick(3);
        assert!(progress.bar.is_hidden() && !progress.settled.load(Ordering::Relaxed));
        assert_eq!(progress.bar.position(), 3);
        let quiet = Progress::quiet();
        quiet.expect(5);
        quiet.tick(5);
        assert!(quiet.bar.is_hidden());
        assert_eq!((quiet.bar.position(), quiet.bar.length()), (5, Some(5)));
        quiet.finish();
    }

    #[test]
    fn the_bar_is_turned_on_once() {
        let progress = Progress::after(Duration::ZERO, 10);
        let mut turned_on = 0;
        for _ in 0..3 {
            progress.show(|| {
                turned_on += 1;
                ProgressDrawTarget::hidden()
            });
        }
        assert_eq!(turned_on, 1);
    }

    #[test]
    fn threads_share_it() {
        let progress = Progress::quiet();
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| (0..1000).for_each(|_| progress.tick(1)));
            }
        });
        assert_eq!(progress.bar.position(), 4000);
    }
}
