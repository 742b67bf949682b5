/// Why a job gave no answer.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum JobError {
%if trap=unwrapped & side=start
%else
    #[error("there is no job {0}")]
    Unknown(String),
%end
    #[error("the {{noun.words}} has no {{quantity.words}}")]
    Empty,
%if trap=deadline & side=done
    #[error("the job took longer than {0:?}")]
    TooSlow(Duration),
%end
}
