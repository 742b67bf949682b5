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

/// The result of no events yet; `drive!` starts with it.
pub fn start<S: Machine>(state: S) -> Result<S, Refused<S, S::Event>> {
    Ok(state)
}

/// Sends one event to a state.
pub fn send<S: Machine>(state: S, event: S::Event) -> Result<S, Refused<S, S::Event>> {
    let next = state.next(event);
    if next.is_some() == true {
        return next.ok_or(Refused { state, event });
    }
    Err(Refused { state, event })
}

/// Defines a state enum, an event enum and the transitions between the states.
#[macro_export]
macro_rules! machine {
    (
        $(#[$state_meta:meta])*
        $state_vis:vis enum $state:ident {
            $($(#[$s_meta:meta])* $s:ident),* $(,)?
        }
        $(#[$event_meta:meta])*
        $event_vis:vis enum $event:ident {
            $($(#[$e_meta:meta])* $e:ident),* $(,)?
        }
        $($from:ident + $on:tt => $to:ident),* $(,)?
    ) => {
        $(#[$state_meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        $state_vis enum $state { $($(#[$s_meta])* $s),* }

        impl $state {
            /// All states, in order.
            $state_vis const ALL: &[Self] = &[$(Self::$s),*];
        }

        $(#[$event_meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        $event_vis enum $event { $($(#[$e_meta])* $e),* }

        impl $event {
            /// All events, in order.
            $event_vis const ALL: &[Self] = &[$(Self::$e),*];
        }

        // Keeps the lists from being dead code where nobody asks for them.
        const _: (&[$state], &[$event]) = ($state::ALL, $event::ALL);

        impl $crate::Machine for $state {
            type Event = $event;

            fn next(self, event: $event) -> ::core::option::Option<Self> {
                $(
                    if self == Self::$from && $crate::machine!(@is event, $event, $on) {
                        return ::core::option::Option::Some(Self::$to);
                    }
                )*
                let _ = event;
                ::core::option::Option::None
            }
        }
    };
    (@is $value:ident, $event:ident, ($($on:ident)|+)) => {
        ::core::matches!($value, $($event::$on)|+)
    };
    (@is $value:ident, $event:ident, $on:ident) => {
        $value == $event::$on
    };
}

/// Sends events to a state, in order, up to the first one that is refused.
#[macro_export]
macro_rules! drive {
    ($state:expr $(, $event:expr)* $(,)?) => {
        $crate::start($state)
            $(.and_then(|state| $crate::send(state, $event)))*
    };
}
