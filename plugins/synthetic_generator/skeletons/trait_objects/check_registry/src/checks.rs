%if layout=modules
%if trap=generic_method
use std::fmt;

%end
use crate::{Check, {{noun.camel}}};

%include src/_checks.rs
%end
