//! Reads {{domain.words}} logs without copying them.
%if layout=modules

mod error;
mod reader;

pub use error::{{part.camel}}Error;
pub use reader::{{part.camel}};
pub use reader::{{parts.camel}}Reader;
%if lookup=yes
pub use reader::find_{{part}};
%end
%if trap=total & side=done
pub use reader::total_{{quantity}};
%end
%else

use std::num::ParseIntError;

use thiserror::Error;

%include src/_error.rs

%include src/_reader.rs
%end
%if tests=unit

#[cfg(test)]
mod tests {
    use super::*;

%include src/_tests.rs
}
%end
