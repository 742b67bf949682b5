/// Why the {{plural.words}} could not be read.
#[derive(Debug, Error)]
pub enum {{noun.camel}}Error {
    #[error("line {0} has no {{quantity.words}}")]
    Incomplete(usize),
%if source=parse
%if trap=ignored_source & side=start
    #[error("{{quantity.words}} must be a number")]
    Number,
%elif trap=missing_from & side=start
    #[error("{{quantity.words}} must be a number")]
    Number(#[source] ParseIntError),
%else
    #[error("{{quantity.words}} must be a number")]
    Number(#[from] ParseIntError),
%end
%else
%if trap=ignored_source & side=start
    #[error("the {{plural.words}} cannot be read")]
    Input,
%elif trap=missing_from & side=start
    #[error("the {{plural.words}} cannot be read")]
    Input(#[source] io::Error),
%else
    #[error("the {{plural.words}} cannot be read")]
    Input(#[from] io::Error),
%end
%end
}
