use std::cell::{Cell, RefCell};

use valves::drive;

valves::machine! {
    /// A gate valve.
    #[derive(Hash, PartialOrd)]
    pub enum Valve {
        /// Nothing flows.
        Closed,
        Opening,
        Open,
    }
    pub enum Signal { Motor, Limit, Fault }

    Closed + Motor => Opening,
    Opening + (Limit | Motor) => Open,
    Open + Fault => Closed,
}

mod plant {
    pub mod private {
        valves::machine! {
            #[derive(Default)]
            #[repr(u8)]
            pub enum Pump { #[default] Off, On }
            #[derive(PartialOrd, Ord, Default)]
            pub enum Button { #[default] Press }

            Off + Press => On,
            On + (Press) => Off,
        }
        valves::machine! { enum Dead { Only } pub(crate) enum Nothing { Never } }

        pub fn dead() -> (usize, usize, bool) {
            let stays = valves::drive!(Dead::Only).is_ok();
            (Dead::ALL.len(), Nothing::ALL.len(), stays)
        }
    }
}

type Step<S, E> = Result<S, valves::Refused<S, E>>;

#[test]
fn transitions_follow_the_table() {
    let end: Step<Valve, Signal> = drive!(Valve::Closed, Signal::Motor, Signal::Limit);
    assert_eq!(end, Ok(Valve::Open));
    assert_eq!(
        drive!(Valve::Opening, Signal::Motor, Signal::Fault,),
        Ok(Valve::Closed)
    );
    let refused = drive!(Valve::Closed, Signal::Motor, Signal::Fault, Signal::Limit).unwrap_err();
    assert_eq!(
        (refused.state, refused.event),
        (Valve::Opening, Signal::Fault)
    );
    assert_eq!(refused.to_string(), "Opening refuses Fault");
    let known = Valve::ALL
        .iter()
        .flat_map(|s| Signal::ALL.iter().map(move |e| (*s, *e)));
    assert_eq!(known.filter(|(s, e)| drive!(*s, *e).is_ok()).count(), 4);
}

#[test]
fn all_lists_the_variants() {
    assert_eq!(Valve::ALL, [Valve::Closed, Valve::Opening, Valve::Open]);
    const FIRST: Signal = Signal::ALL[0];
    assert_eq!(FIRST, Signal::Motor);
    assert_eq!(plant::private::dead(), (1, 1, true));
    assert!(Valve::Closed < Valve::Open);
}

#[test]
fn attributes_and_visibility_are_kept() {
    use plant::private::{Button, Pump};
    assert_eq!(
        drive!(Pump::Off, Button::Press, Button::Press),
        Ok(Pump::Off)
    );
    assert_eq!(size_of::<Pump>(), 1);
    assert_eq!(
        (Pump::default(), Button::default()),
        (Pump::Off, Button::Press)
    );
    let set = std::collections::HashSet::from([Valve::Open]);
    assert!(set.contains(&Valve::Open));
    assert_eq!(Button::ALL.iter().max(), Some(&Button::Press));
}

#[test]
fn events_are_evaluated_once_and_not_after_a_refusal() {
    let log = RefCell::new(Vec::new());
    let event = |signal: Signal| {
        log.borrow_mut().push(signal);
        signal
    };
    let states = Cell::new(0);
    let state = || {
        states.set(states.get() + 1);
        Valve::Closed
    };
    let result = drive!(
        state(),
        event(Signal::Motor),
        event(Signal::Fault),
        event(Signal::Limit)
    );
    assert!(result.is_err());
    assert_eq!(*log.borrow(), [Signal::Motor, Signal::Fault]);
    assert_eq!(states.get(), 1);
    let mut queue = vec![Signal::Limit, Signal::Motor].into_iter().rev();
    let mut next = || queue.next().unwrap();
    assert_eq!(drive!(Valve::Closed, next(), next()), Ok(Valve::Open));
    assert!(queue.next().is_none());
}

#[test]
fn no_events() {
    let result = drive!(Valve::Opening);
    assert_eq!(result.map_err(|refused| refused.event), Ok(Valve::Opening));
    assert!(drive!(Valve::Open,).is_ok());
}

mod hostile {
    pub struct Option;
    pub struct Some;
    pub struct None;
    pub struct Ok;
    pub struct Err;
    pub struct Result;
    pub struct Refused;
    pub trait Machine {}

    valves::machine! {
        enum Lamp { On, Off }
        enum Flip { Flip }
        On + Flip => Off,
    }

    pub fn run() -> (bool, bool) {
        let _ = (
            Option,
            Some,
            None,
            Ok,
            Err,
            Result,
            Refused,
            |_: &dyn Machine| (),
        );
        let lamp = valves::drive!(Lamp::On, Flip::Flip);
        let state = 1u8;
        let broken = valves::drive!(
            Lamp::Off,
            if state == 1 { Flip::Flip } else { Flip::ALL[0] }
        );
        (
            lamp.is_ok_and(|l| l == Lamp::Off),
            broken.is_err_and(|e| e.state == Lamp::Off),
        )
    }
}

#[test]
fn the_macros_are_hygienic() {
    assert_eq!(hostile::run(), (true, true));
    let (state, event, result) = (Valve::Closed, Signal::Motor, Signal::Limit);
    assert_eq!(drive!(state, event, result), Ok(Valve::Open));
}

#[derive(Debug, Clone, Copy, PartialEq)]
struct Countdown(u8);

impl valves::Machine for Countdown {
    type Event = ();

    fn next(self, (): ()) -> Option<Self> {
        self.0.checked_sub(1).map(Self)
    }
}

#[test]
fn other_machines_and_local_ones() {
    assert_eq!(drive!(Countdown(2), (), ()), Ok(Countdown(0)));
    assert_eq!(
        drive!(Countdown(1), (), (), ()).map_err(|e| e.state),
        Err(Countdown(0))
    );
    valves::machine! {
        enum Door { Shut, Ajar }
        enum Hand { Push, Pull }
        Shut + (Push | Pull) => Ajar,
        Ajar + Push => Shut
    }
    assert_eq!(drive!(Door::Shut, Hand::Pull, Hand::Push), Ok(Door::Shut));
}
