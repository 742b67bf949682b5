//! {{quantity.title}} as a type of its own.

/// Unit: {{unit.words}}.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct {{quantity.camel}}(pub u32);

impl {{quantity.camel}} {
%if rounding=up
    /// In tens, rounded up.
    pub fn tens(self) -> u32 {
        self.0.div_ceil(10)
    }
%else
    /// In whole tens.
    pub fn tens(self) -> u32 {
        self.0 / 10
    }
%end
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounds_{{rounding}}() {
%if rounding=up
        assert_eq!({{quantity.camel}}(41).tens(), 5);
%else
        assert_eq!({{quantity.camel}}(49).tens(), 4);
%end
        assert_eq!({{quantity.camel}}(40).tens(), 4);
    }
}
