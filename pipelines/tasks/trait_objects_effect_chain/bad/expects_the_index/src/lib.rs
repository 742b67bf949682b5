//! Audio effects that work on blocks of samples.

mod chain;
mod effect;
mod effects;

pub use chain::{Chain, ChainError};
pub use effect::Effect;
pub use effects::{Clip, Echo, Gain};
