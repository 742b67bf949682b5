%if layout=modules
%if trap=deadline & side=done
use std::time::Duration;

%end
use thiserror::Error;

%include src/_error.rs
%end
