%if layout=modules
use crate::{{part.camel}}Error;

%include src/_reader.rs
%end
