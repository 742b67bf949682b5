use crate::{Clip, Echo, Gain};

/// Something that changes blocks of samples, maybe with a memory.
pub trait Effect: Send {
    fn name(&self) -> &str;

    fn process(&mut self, samples: &mut [f32]);

    /// Forgets what was played.
    fn reset(&mut self) {}

    /// A copy with its own state.
    fn boxed_clone(&self) -> Box<dyn Effect>;
}

impl Effect for Gain {
    fn name(&self) -> &str {
        "gain"
    }

    fn process(&mut self, samples: &mut [f32]) {
        self.run(samples);
    }

    fn boxed_clone(&self) -> Box<dyn Effect> {
        Box::new(self.clone())
    }
}

impl Effect for Clip {
    fn name(&self) -> &str {
        "clip"
    }

    fn process(&mut self, samples: &mut [f32]) {
        self.run(samples);
    }

    fn boxed_clone(&self) -> Box<dyn Effect> {
        Box::new(self.clone())
    }
}

impl Effect for Echo {
    fn name(&self) -> &str {
        "echo"
    }

    fn process(&mut self, samples: &mut [f32]) {
        self.run(samples);
    }

    fn reset(&mut self) {
        self.clear();
    }

    fn boxed_clone(&self) -> Box<dyn Effect> {
        Box::new(self.clone())
    }
}
