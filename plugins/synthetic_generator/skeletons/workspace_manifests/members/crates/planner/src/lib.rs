//! Puts {{parts.words}} in order.

use {{units}}::{{quantity.camel}};

/// One {{part.words}} to plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct {{part.camel}} {
    pub {{key}}: String,
    pub {{quantity}}: {{quantity.camel}},
}

/// The {{order}} first; of equal ones the order stays.
pub fn plan(mut {{parts}}: Vec<{{part.camel}}>) -> Vec<String> {
%if order=shortest
    {{parts}}.sort_by_key(|{{part}}| {{part}}.{{quantity}});
%else
    {{parts}}.sort_by_key(|{{part}}| std::cmp::Reverse({{part}}.{{quantity}}));
%end
    {{parts}}
        .into_iter()
        .enumerate()
        .map(|(place, {{part}})| format!("{}. {} ({})", place + 1, {{part}}.{{key}}, {{part}}.{{quantity}}.tens()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_{{order}}_comes_first() {
        let {{parts}} = [("{{one}}", 40), ("{{two}}", 20), ("{{three}}", 60)];
        let planned = plan(
            {{parts}}
                .into_iter()
                .map(|({{key}}, {{quantity}})| {{part.camel}} {
                    {{key}}: {{key}}.to_owned(),
                    {{quantity}}: {{quantity.camel}}({{quantity}}),
                })
                .collect(),
        );
%if order=shortest
        assert_eq!(planned, ["1. {{two}} (2)", "2. {{one}} (4)", "3. {{three}} (6)"]);
%else
        assert_eq!(planned, ["1. {{three}} (6)", "2. {{one}} (4)", "3. {{two}} (2)"]);
%end
    }
}
