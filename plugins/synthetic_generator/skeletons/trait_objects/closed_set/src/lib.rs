//! The life of {{noun.a}} as a small state machine.

/// What can happen to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    Start,
    /// More {{quantity.words}}.
    Add(u32),
    Finish,
    Reset,
}

%if trap=boxed_states & side=start
%include src/_objects.rs
%else
%include src/_enum.rs
%end

#[cfg(test)]
mod tests {
    use super::*;

%if trap=boxed_states & side=start
    fn after(events: &[Event]) -> Box<dyn State> {
        events.iter().fold(initial(), |state, event| state.next(*event))
    }
%else
    fn after(events: &[Event]) -> {{noun.camel}}State {
        events.iter().fold({{noun.camel}}State::initial(), |state, event| state.next(*event))
    }
%end

    #[test]
    fn a_run_adds_up() {
        let state = after(&[Event::Start, Event::Add(3), Event::Add(4), Event::Finish]);
        assert_eq!(state.{{quantity}}(), 7);
%if extra=is_final
        assert!(state.is_final());
%else
        assert_eq!(state.label(), "finished");
%end
    }

    #[test]
    fn a_reset_starts_over() {
        let state = after(&[Event::Start, Event::Add(3), Event::Reset]);
        assert_eq!(state.{{quantity}}(), 0);
%if extra=is_final
        assert!(!state.is_final());
%else
        assert_eq!(state.label(), "waiting");
%end
    }

    #[test]
    fn what_is_finished_stays_so() {
        let state = after(&[Event::Start, Event::Add(3), Event::Finish, Event::Add(9), Event::Start]);
        assert_eq!(state.{{quantity}}(), 3);
    }
%if trap=missing_arm

    #[test]
    fn a_halt_ends_with_a_reset() {
        let halted = {{noun.camel}}State::Halted;
        assert_eq!(halted.next(Event::Add(5)), halted);
        assert_eq!(halted.{{quantity}}(), 0);
        assert_eq!(halted.next(Event::Reset), {{noun.camel}}State::Waiting);
    }
%elif trap=resume & side=done

    #[test]
    fn progress_is_capped() {
        let state = after(&[Event::Start, Event::Add(50)]);
        assert_eq!(state.progress(200), Some(25));
        assert_eq!(state.progress(40), Some(100));
    }

    #[test]
    fn no_progress_without_a_goal_or_a_run() {
        assert_eq!(after(&[Event::Start, Event::Add(5)]).progress(0), None);
        assert_eq!(after(&[Event::Start, Event::Finish]).progress(10), None);
    }
%end
}
