//! How many pixels may be in memory at once, whatever the number of threads and sites; and that no two threads make the same.

use std::collections::BTreeSet;
use std::sync::{Condvar, Mutex};

/// Pixels decoded at the same time: four photos of 12 million, or one large picture. About 4 bytes each, with the smaller ones.
const AT_ONCE: u64 = 50_000_000;

/// Pixels being worked on. Memory belongs to the machine, so this one number belongs to the program.
static TAKEN: Mutex<u64> = Mutex::new(0);
static FREED: Condvar = Condvar::new();

/// Room for a picture, given back when dropped.
pub(super) struct Room(u64);

/// Waits until there is room for so many pixels. One picture alone is always let in: how large it may be was decided before.
pub(super) fn enter(pixels: u64) -> Room {
    let mut taken = TAKEN.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    while *taken > 0 && *taken + pixels > AT_ONCE {
        taken = FREED.wait(taken).unwrap_or_else(|poisoned| poisoned.into_inner());
    }
    *taken += pixels;
    Room(pixels)
}

impl Drop for Room {
    fn drop(&mut self) {
        *TAKEN.lock().unwrap_or_else(|poisoned| poisoned.into_inner()) -= self.0;
        FREED.notify_all();
    }
}

/// What is being made just now.
static MAKING: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());
static MADE: Condvar = Condvar::new();

/// The right to make something, given back when dropped.
pub struct Turn(String);

/// Waits until nobody else makes what has this name. Whoever waited finds it made and must look before making it again.
pub fn turn(name: &str) -> Turn {
    let mut making = MAKING.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    while making.contains(name) {
        making = MADE.wait(making).unwrap_or_else(|poisoned| poisoned.into_inner());
    }
    making.insert(name.to_owned());
    Turn(name.to_owned())
}

impl Drop for Turn {
    fn drop(&mut self) {
        MAKING.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).remove(&self.0);
        MADE.notify_all();
    }
}
