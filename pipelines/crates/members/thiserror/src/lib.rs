//! Compiled for its dependencies alone.
