//! Jobs for {{plural.words}} that are found by name and run later.

use std::collections::HashMap;
%if trap=deadline & side=done & layout=flat
use std::pin::Pin;
use std::time::Duration;
%elif trap=deadline & side=done
use std::pin::Pin;
use std::time::Duration;
%elif trap=unpinned & side=start
%else
use std::pin::Pin;
%end
%if layout=flat

use thiserror::Error;

%include src/_error.rs
%else

mod error;

pub use error::JobError;
%end

/// What a job works on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct {{noun.camel}} {
    pub {{key}}: String,
    /// Unit: {{unit.words}}.
    pub {{quantity}}: u32,
}

%if answer=number
pub type Answer = u32;
%else
pub type Answer = String;
%end

/// A job under way.
%if trap=not_send & side=start
pub type Reply = Pin<Box<dyn Future<Output = Result<Answer, JobError>>>>;
%elif trap=unpinned & side=start
pub type Reply = Box<dyn Future<Output = Result<Answer, JobError>> + Send>;
%else
pub type Reply = Pin<Box<dyn Future<Output = Result<Answer, JobError>> + Send>>;
%end

type Job = fn({{noun.camel}}) -> Reply;

%if key_type=kind
/// The name of a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    Double,
    Check,
    Forever,
}
%end

/// All jobs by name.
#[derive(Default)]
pub struct Jobs {
%if key_type=kind
    jobs: HashMap<Kind, Job>,
%else
    jobs: HashMap<String, Job>,
%end
}

impl Jobs {
%if key_type=kind
    pub fn add(&mut self, kind: Kind, job: Job) {
        self.jobs.insert(kind, job);
    }

    pub async fn run(&self, kind: Kind, {{noun}}: {{noun.camel}}) -> Result<Answer, JobError> {
%if trap=unwrapped & side=start
        let job = self.jobs.get(&kind).expect("the job is known");
%else
        let job = self.jobs.get(&kind).ok_or_else(|| JobError::Unknown(format!("{kind:?}")))?;
%end
        job({{noun}}).await
    }
%if trap=deadline & side=done

    /// Like `run`, but drops the job when the limit has passed.
    pub async fn run_within(
        &self,
        kind: Kind,
        {{noun}}: {{noun.camel}},
        limit: Duration,
    ) -> Result<Answer, JobError> {
        tokio::time::timeout(limit, self.run(kind, {{noun}}))
            .await
            .map_err(|_elapsed| JobError::TooSlow(limit))?
    }
%end
%else
    pub fn add(&mut self, name: &str, job: Job) {
        self.jobs.insert(name.to_owned(), job);
    }

    pub async fn run(&self, name: &str, {{noun}}: {{noun.camel}}) -> Result<Answer, JobError> {
%if trap=unwrapped & side=start
        let job = self.jobs.get(name).expect("the job is known");
%else
        let job = self.jobs.get(name).ok_or_else(|| JobError::Unknown(name.to_owned()))?;
%end
        job({{noun}}).await
    }
%if trap=deadline & side=done

    /// Like `run`, but drops the job when the limit has passed.
    pub async fn run_within(
        &self,
        name: &str,
        {{noun}}: {{noun.camel}},
        limit: Duration,
    ) -> Result<Answer, JobError> {
        tokio::time::timeout(limit, self.run(name, {{noun}}))
            .await
            .map_err(|_elapsed| JobError::TooSlow(limit))?
    }
%end
%end
}

/// Twice the {{quantity.words}}, after giving others a turn.
pub fn double({{noun}}: {{noun.camel}}) -> Reply {
%if trap=not_boxed & side=start
    async move {
        tokio::task::yield_now().await;
%if answer=number
        Ok({{noun}}.{{quantity}}.saturating_mul(2))
%else
        Ok(format!("{}: {}", {{noun}}.{{key}}, {{noun}}.{{quantity}}.saturating_mul(2)))
%end
    }
%else
%if trap=unpinned & side=start
    Box::new(async move {
%else
    Box::pin(async move {
%end
        tokio::task::yield_now().await;
%if answer=number
        Ok({{noun}}.{{quantity}}.saturating_mul(2))
%else
        Ok(format!("{}: {}", {{noun}}.{{key}}, {{noun}}.{{quantity}}.saturating_mul(2)))
%end
    })
%end
}

/// The {{quantity.words}} itself; an error for none.
pub fn check({{noun}}: {{noun.camel}}) -> Reply {
%if trap=unpinned & side=start
    Box::new(async move {
%else
    Box::pin(async move {
%end
        if {{noun}}.{{quantity}} == 0 {
            return Err(JobError::Empty);
        }
%if answer=number
        Ok({{noun}}.{{quantity}})
%else
        Ok({{noun}}.{{quantity}}.to_string())
%end
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn jobs() -> Jobs {
        let mut jobs = Jobs::default();
%if key_type=kind
        jobs.add(Kind::Double, double);
        jobs.add(Kind::Check, check);
%else
        jobs.add("double", double);
        jobs.add("check", check);
%end
        jobs
    }

    fn {{noun}}({{quantity}}: u32) -> {{noun.camel}} {
        {{noun.camel}} { {{key}}: "{{one}}".to_owned(), {{quantity}} }
    }

    #[tokio::test]
    async fn a_job_is_found_and_run() {
%if key_type=kind
        let answer = jobs().run(Kind::Double, {{noun}}(21)).await;
%else
        let answer = jobs().run("double", {{noun}}(21)).await;
%end
%if answer=number
        assert_eq!(answer, Ok(42));
%else
        assert_eq!(answer, Ok("{{one}}: 42".to_owned()));
%end
    }

    #[tokio::test]
    async fn a_job_runs_on_another_thread() -> Result<(), tokio::task::JoinError> {
        let handle = tokio::spawn(check({{noun}}(0)));
        assert_eq!(handle.await?, Err(JobError::Empty));
        Ok(())
    }
%if trap=unwrapped & side=start
%else

    #[tokio::test]
    async fn an_unknown_job_is_an_error() {
%if key_type=kind
        let answer = jobs().run(Kind::Forever, {{noun}}(1)).await;
        assert_eq!(answer, Err(JobError::Unknown("Forever".to_owned())));
%else
        let answer = jobs().run("{{two}}", {{noun}}(1)).await;
        assert_eq!(answer, Err(JobError::Unknown("{{two}}".to_owned())));
%end
    }
%end
%if trap=deadline & side=done

    #[tokio::test]
    async fn a_job_without_end_is_stopped() {
        let mut jobs = jobs();
        let limit = Duration::from_millis(1);
%if key_type=kind
        jobs.add(Kind::Forever, |_| Box::pin(std::future::pending()));
        let answer = jobs.run_within(Kind::Forever, {{noun}}(1), limit).await;
%else
        jobs.add("forever", |_| Box::pin(std::future::pending()));
        let answer = jobs.run_within("forever", {{noun}}(1), limit).await;
%end
        assert_eq!(answer, Err(JobError::TooSlow(limit)));
    }

    #[tokio::test]
    async fn a_quick_job_keeps_its_answer() {
        let limit = Duration::from_secs(60);
%if key_type=kind
        let answer = jobs().run_within(Kind::Check, {{noun}}(0), limit).await;
%else
        let answer = jobs().run_within("check", {{noun}}(0), limit).await;
%end
        assert_eq!(answer, Err(JobError::Empty));
    }
%end
}
