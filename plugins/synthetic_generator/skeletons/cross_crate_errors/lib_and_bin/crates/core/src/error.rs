%if layout=modules
%if trap=boxed|stringly & side=start
%else
%if trap=ignored_source & side=start
%elif source=parse
use std::num::ParseIntError;

%else
use std::io;

%end
use thiserror::Error;

%include crates/core/src/_error.rs
%end
%end
