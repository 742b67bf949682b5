use crate::Effect;

/// Why a chain was left as it was.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ChainError {
    #[error("the chain has no effect \"{name}\"")]
    Unknown { name: String },
    #[error("the chain already has an effect \"{name}\"")]
    Duplicate { name: String },
}

/// Effects that process each block one after the other.
pub struct Chain {
    name: String,
    effects: Vec<Box<dyn Effect>>,
}

impl Chain {
    /// Builds a chain from its effects.
    pub fn assemble(name: &str, effects: Vec<Box<dyn Effect>>) -> anyhow::Result<Self> {
        let mut chain = Self::new(name);
        for effect in effects {
            chain.push(effect)?;
        }
        Ok(chain)
    }

    pub fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            effects: Vec::new(),
        }
    }

    pub fn push(&mut self, effect: Box<dyn Effect>) -> Result<(), ChainError> {
        self.insert(self.effects.len(), effect)
    }

    pub fn insert_before(&mut self, name: &str, effect: Box<dyn Effect>) -> Result<(), ChainError> {
        self.insert(self.position(name)?, effect)
    }

    pub fn remove(&mut self, name: &str) -> Result<Box<dyn Effect>, ChainError> {
        let position = self.position(name)?;
        Ok(self.effects.remove(position))
    }

    pub fn get_mut(&mut self, name: &str) -> Result<&mut dyn Effect, ChainError> {
        let position = self.position(name)?;
        Ok(self.effects[position].as_mut())
    }

    /// The names in processing order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.effects.iter().map(|effect| effect.name())
    }

    fn insert(&mut self, position: usize, effect: Box<dyn Effect>) -> Result<(), ChainError> {
        if self.position(effect.name()).is_ok() {
            return Err(ChainError::Duplicate {
                name: effect.name().to_owned(),
            });
        }
        self.effects.insert(position, effect);
        Ok(())
    }

    fn position(&self, name: &str) -> Result<usize, ChainError> {
        self.names()
            .position(|other| other == name)
            .ok_or_else(|| ChainError::Unknown {
                name: name.to_owned(),
            })
    }
}

impl Clone for Chain {
    fn clone(&self) -> Self {
        Self {
            name: self.name.clone(),
            effects: self.effects.iter().map(|e| e.boxed_clone()).collect(),
        }
    }
}

impl Effect for Chain {
    fn name(&self) -> &str {
        &self.name
    }

    fn process(&mut self, samples: &mut [f32]) {
        for effect in &mut self.effects {
            effect.process(samples);
        }
    }

    fn reset(&mut self) {
        for effect in &mut self.effects {
            effect.reset();
        }
    }

    fn boxed_clone(&self) -> Box<dyn Effect> {
        Box::new(self.clone())
    }
}
