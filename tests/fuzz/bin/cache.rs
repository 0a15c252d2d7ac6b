#![no_main]

// The engine catches what a query makes of a forged key; the runtime's own hook would end the program before.
libfuzzer_sys::fuzz_target!(init: std::panic::set_hook(Box::new(|_| {})), |data: &[u8]| pilothouse_fuzz::cache::run(data));
