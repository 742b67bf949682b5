/// What a {{noun.words}} is doing.
pub trait State {
    fn next(&self, event: Event) -> Box<dyn State>;
    fn {{quantity}}(&self) -> u32;
%if extra=is_final
    fn is_final(&self) -> bool;
%else
    fn label(&self) -> &str;
%end
}

struct Waiting;
struct Running(u32);
struct Finished(u32);

impl State for Waiting {
    fn next(&self, event: Event) -> Box<dyn State> {
        match event {
            Event::Start => Box::new(Running(0)),
            Event::Add(_) | Event::Finish | Event::Reset => Box::new(Waiting),
        }
    }

    fn {{quantity}}(&self) -> u32 {
        0
    }

%if extra=is_final
    fn is_final(&self) -> bool {
        false
    }
%else
    fn label(&self) -> &str {
        "waiting"
    }
%end
}

impl State for Running {
    fn next(&self, event: Event) -> Box<dyn State> {
        match event {
            Event::Add(more) => Box::new(Running(self.0.saturating_add(more))),
            Event::Finish => Box::new(Finished(self.0)),
            Event::Reset => Box::new(Waiting),
            Event::Start => Box::new(Running(self.0)),
        }
    }

    fn {{quantity}}(&self) -> u32 {
        self.0
    }

%if extra=is_final
    fn is_final(&self) -> bool {
        false
    }
%else
    fn label(&self) -> &str {
        "running"
    }
%end
}

impl State for Finished {
    fn next(&self, event: Event) -> Box<dyn State> {
        match event {
            Event::Reset => Box::new(Waiting),
            Event::Start | Event::Add(_) | Event::Finish => Box::new(Finished(self.0)),
        }
    }

    fn {{quantity}}(&self) -> u32 {
        self.0
    }

%if extra=is_final
    fn is_final(&self) -> bool {
        true
    }
%else
    fn label(&self) -> &str {
        "finished"
    }
%end
}

/// The state before any event.
pub fn initial() -> Box<dyn State> {
%if start_state=waiting
    Box::new(Waiting)
%else
    Box::new(Running(0))
%end
}
