%if tests=integration
use {{crate}}::{{part.camel}};
use {{crate}}::{{part.camel}}Error;
use {{crate}}::{{parts.camel}}Reader;
%if lookup=yes
use {{crate}}::find_{{part}};
%end
%if trap=total & side=done
use {{crate}}::total_{{quantity}};
%end

%include src/_tests.rs
%end
