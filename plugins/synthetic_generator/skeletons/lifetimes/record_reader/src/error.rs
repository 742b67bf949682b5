%if layout=modules
use std::num::ParseIntError;

use thiserror::Error;

%include src/_error.rs
%end
