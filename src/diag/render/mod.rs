//! From a diagnostic to text: terminal, plain, JSON. One value, several readers.
