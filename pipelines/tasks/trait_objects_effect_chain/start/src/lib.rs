//! Audio effects that work on blocks of samples.

mod effects;

pub use effects::{Clip, Echo, Gain};
