//! How much {{quantity.words}} there is.

/// One {{noun.words}}.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct {{noun.camel}} {
    pub {{key}}: String,
    /// Unit: {{unit.words}}.
    pub {{quantity}}: u64,
}
%if extra = all

/// The {{quantity.words}} of each.
pub fn all_{{quantity}}({{plural}}: &[{{noun.camel}}]) -> Vec<u64> {
%if trap = closure & side = start
    fn {{quantity}}_of({{noun}}: &{{noun.camel}}) -> u64 { {{noun}}.{{quantity}} }
    {{plural}}.iter().map(|{{noun}}| {{quantity}}_of({{noun}})).collect()
%elif trap = closure
    fn {{quantity}}_of({{noun}}: &{{noun.camel}}) -> u64 { {{noun}}.{{quantity}} }
    {{plural}}.iter().map({{quantity}}_of).collect()
%else
    {{plural}}.iter().map(|{{noun}}| {{noun}}.{{quantity}}).collect()
%end
}
%end

/// The first that has {{unit.words}} to spare.
pub fn first_above({{plural}}: &[{{noun.camel}}], {{unit}}: u64) -> Option<&{{noun.camel}}> {
%if trap = first_found & side = start
    {{plural}}.iter().filter(|{{noun}}| {{noun}}.{{quantity}} > {{unit}}).next()
%else
    {{plural}}.iter().find(|{{noun}}| {{noun}}.{{quantity}} > {{unit}})
%end
}

/// Whether one goes by this {{key.words}}.
pub fn has_{{key}}({{plural}}: &[{{noun.camel}}], {{key}}: &str) -> bool {
%if trap = references & side = start
    {{plural}}.iter().any(|{{noun}}| &{{noun}}.{{key}} == &{{key}})
%else
    {{plural}}.iter().any(|{{noun}}| {{noun}}.{{key}} == {{key}})
%end
}

#[cfg(test)]
mod tests {
    use super::*;

    fn two() -> Vec<{{noun.camel}}> {
        vec![
            {{noun.camel}} { {{key}}: "{{one}}".into(), {{quantity}}: 4 },
            {{noun.camel}} { {{key}}: "{{two}}".into(), {{quantity}}: 9 },
        ]
    }

    #[test]
    fn finds_the_first_above() {
        let {{plural}} = two();
        assert_eq!(first_above(&{{plural}}, 4), {{plural}}.last());
        assert_eq!(first_above(&{{plural}}, 9), None);
    }
%if extra = all

    #[test]
    fn lists_all() {
        assert_eq!(all_{{quantity}}(&two()), [4, 9]);
    }
%end

    #[test]
    fn knows_what_is_there() {
        assert!(has_{{key}}(&two(), "{{two}}"));
        assert!(!has_{{key}}(&two(), "{{three}}"));
    }
}
