/// Multiplies every sample.
#[derive(Debug, Clone)]
pub struct Gain {
    pub factor: f32,
}

impl Gain {
    pub fn run(&mut self, samples: &mut [f32]) {
        for sample in samples {
            *sample *= self.factor;
        }
    }
}

/// Limits every sample to `-ceiling..=ceiling`; `ceiling` is not negative.
#[derive(Debug, Clone)]
pub struct Clip {
    pub ceiling: f32,
}

impl Clip {
    pub fn run(&mut self, samples: &mut [f32]) {
        for sample in samples {
            *sample = sample.max(-self.ceiling).min(self.ceiling);
        }
    }
}

/// Adds what was played `delay` samples ago, also across blocks.
#[derive(Debug, Clone)]
pub struct Echo {
    line: Vec<f32>,
    at: usize,
}

impl Echo {
    pub fn new(delay: usize) -> Self {
        Self {
            line: vec![0.0; delay],
            at: 0,
        }
    }

    pub fn run(&mut self, samples: &mut [f32]) {
        if self.line.is_empty() {
            return;
        }
        for sample in samples {
            let past = std::mem::replace(&mut self.line[self.at], *sample);
            self.at = (self.at + 1) % self.line.len();
            *sample += past;
        }
    }

    /// Forgets what was played.
    pub fn clear(&mut self) {
        self.line.fill(0.0);
    }
}
