use std::fmt;

/// A single seed. There is only one of it, so it cannot be cloned.
#[derive(Debug, PartialEq, Eq)]
pub struct Seed {
    pub kind: String,
    /// Per cent.
    pub viability: u8,
}

#[derive(Debug, PartialEq, Eq)]
pub struct Tray {
    pub label: String,
    /// In the order in which they were put in.
    pub seeds: Vec<Seed>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BankError {
    NoTray { label: String },
}

impl fmt::Display for BankError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoTray { label } => write!(f, "there is no tray {label}"),
        }
    }
}

impl std::error::Error for BankError {}

#[derive(Debug, Default)]
pub struct Bank {
    trays: Vec<Tray>,
    discarded: usize,
}

impl Bank {
    /// In the order in which they were asked for first.
    pub fn trays(&self) -> &[Tray] {
        &self.trays
    }

    /// How many seeds were discarded so far.
    pub fn discarded(&self) -> usize {
        self.discarded
    }

    /// The tray with this label, which is put up if there is none.
    pub fn tray(&mut self, label: &str) -> &mut Tray {
        let position = match self.trays.iter().position(|tray| tray.label == label) {
            Some(position) => position,
            None => {
                self.trays.push(Tray {
                    label: label.to_owned(),
                    seeds: Vec::new(),
                });
                self.trays.len() - 1
            }
        };
        &mut self.trays[position]
    }

    /// Moves the seeds of a kind to the end of another tray; returns how many.
    pub fn transfer(&mut self, kind: &str, from: &str, to: &str) -> Result<usize, BankError> {
        let source = self.existing(from)?;
        let target = self.existing(to)?;
        let moved = source.seeds.extract_if(.., |seed| seed.kind == kind);
        let before = target.seeds.len();
        target.seeds.extend(moved);
        Ok(target.seeds.len() - before)
    }

    /// Takes out all seeds with a viability under the limit, tray by tray.
    pub fn discard_below(&mut self, limit: u8) -> Vec<Seed> {
        let discarded: Vec<Seed> = self
            .trays
            .iter_mut()
            .flat_map(|tray| {
                tray.seeds
                    .extract_if(.., move |seed| seed.viability < limit)
            })
            .collect();
        self.discarded += discarded.len();
        discarded
    }

    fn existing(&mut self, label: &str) -> Result<&mut Tray, BankError> {
        self.trays
            .iter_mut()
            .find(|tray| tray.label == label)
            .ok_or_else(|| BankError::NoTray {
                label: label.to_owned(),
            })
    }
}
