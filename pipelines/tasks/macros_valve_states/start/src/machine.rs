use std::fmt;

/// What a generated state knows.
pub trait Machine: Sized + Copy {
    type Event: Copy + fmt::Debug;

    /// The state after an event, if the table has one.
    fn next(self, event: Self::Event) -> Option<Self>;
}

/// An event that the state has no transition for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refused<S, E> {
    pub state: S,
    pub event: E,
}

impl<S: fmt::Debug, E: fmt::Debug> fmt::Display for Refused<S, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} refuses {:?}", self.state, self.event)
    }
}

impl<S: fmt::Debug, E: fmt::Debug> std::error::Error for Refused<S, E> {}

/// Defines a state enum, an event enum and the transitions between the states.
#[macro_export]
macro_rules! machine {
    ($state:ident on $event:ident {
        states: $($s:ident)*;
        events: $($e:ident)*;
        $($from:ident + $on:ident => $to:ident;)*
    }) => {
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        enum $state { $($s),* }

        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        enum $event { $($e),* }

        impl Machine for $state {
            type Event = $event;

            fn next(self, event: $event) -> Option<Self> {
                match (self, event) {
                    $(($state::$from, $event::$on) => Some($state::$to),)*
                    _ => None,
                }
            }
        }
    };
}

/// Sends several events to a state, in order.
#[macro_export]
macro_rules! drive {
    ($state:expr, $($event:expr),*) => {{
        let mut result = Ok($state);
        $(
            if result.is_ok() {
                result = match Machine::next(result.unwrap(), $event) {
                    Some(next) => Ok(next),
                    None => Err(Refused { state: result.unwrap(), event: $event }),
                };
            }
        )*
        result
    }};
}
