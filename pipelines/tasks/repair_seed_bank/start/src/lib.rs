//! Trays of seeds and what happens to them.

mod bank;

pub use bank::{Bank, BankError, Seed, Tray};
