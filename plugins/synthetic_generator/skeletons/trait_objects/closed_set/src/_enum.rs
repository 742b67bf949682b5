/// What a {{noun.words}} is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum {{noun.camel}}State {
    Waiting,
%if payload=tuple
    /// With the {{quantity.words}} so far.
    Running(u32),
    /// With the {{quantity.words}} in the end.
    Finished(u32),
%else
    Running { {{quantity}}: u32 },
    Finished { {{quantity}}: u32 },
%end
%if trap=missing_arm
    /// Until it is reset.
    Halted,
%end
}

impl {{noun.camel}}State {
    /// The state before any event.
    pub fn initial() -> Self {
%if start_state=waiting
        Self::Waiting
%elif payload=tuple
        Self::Running(0)
%else
        Self::Running { {{quantity}}: 0 }
%end
    }

    /// The state after an event; events that do not apply change nothing.
    pub fn next(self, event: Event) -> Self {
%if payload=tuple
        match (self, event) {
            (Self::Waiting, Event::Start) => Self::Running(0),
            (Self::Running({{quantity}}), Event::Add(more)) => Self::Running({{quantity}}.saturating_add(more)),
            (Self::Running({{quantity}}), Event::Finish) => Self::Finished({{quantity}}),
%else
        match (self, event) {
            (Self::Waiting, Event::Start) => Self::Running { {{quantity}}: 0 },
            (Self::Running { {{quantity}} }, Event::Add(more)) => Self::Running {
                {{quantity}}: {{quantity}}.saturating_add(more),
            },
            (Self::Running { {{quantity}} }, Event::Finish) => Self::Finished { {{quantity}} },
%end
            (_, Event::Reset) => Self::Waiting,
            (unchanged, Event::Start | Event::Add(_) | Event::Finish) => unchanged,
        }
    }

    /// Unit: {{unit.words}}.
    pub fn {{quantity}}(&self) -> u32 {
        match self {
%if payload=tuple
            Self::Running({{quantity}}) | Self::Finished({{quantity}}) => *{{quantity}},
%else
            Self::Running { {{quantity}} } | Self::Finished { {{quantity}} } => *{{quantity}},
%end
%if trap=wildcard & side=start
            _ => 0,
%elif trap=missing_arm & side=done
            Self::Waiting | Self::Halted => 0,
%else
            Self::Waiting => 0,
%end
        }
    }

%if extra=is_final
    pub fn is_final(&self) -> bool {
        match self {
%if payload=tuple
            Self::Finished(_) => true,
            Self::Waiting | Self::Running(_) => false,
%else
            Self::Finished { .. } => true,
            Self::Waiting | Self::Running { .. } => false,
%end
%if trap=missing_arm & side=done
            Self::Halted => false,
%end
        }
    }
%else
    pub fn label(&self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
%if payload=tuple
            Self::Running(_) => "running",
            Self::Finished(_) => "finished",
%else
            Self::Running { .. } => "running",
            Self::Finished { .. } => "finished",
%end
%if trap=missing_arm & side=done
            Self::Halted => "halted",
%end
        }
    }
%end
%if trap=resume & side=done

    /// Percent of the goal, at most 100; `None` unless it runs, and for a goal of 0.
    pub fn progress(&self, goal: u32) -> Option<u32> {
        match self {
%if payload=tuple
            Self::Running({{quantity}}) => {
%else
            Self::Running { {{quantity}} } => {
%end
                let percent = (u64::from(*{{quantity}}) * 100).checked_div(u64::from(goal))?;
                u32::try_from(percent.min(100)).ok()
            }
%if payload=tuple
            Self::Waiting | Self::Finished(_) => None,
%else
            Self::Waiting | Self::Finished { .. } => None,
%end
        }
    }
%end
}
