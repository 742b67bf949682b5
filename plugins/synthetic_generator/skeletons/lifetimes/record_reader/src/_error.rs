/// Why a line is no {{part.words}}.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum {{part.camel}}Error {
    #[error("line {line} has no separator")]
    NoSeparator { line: usize },
    #[error("line {line} has no {{quantity.words}}")]
    Bad{{quantity.camel}} { line: usize, source: ParseIntError },
}
