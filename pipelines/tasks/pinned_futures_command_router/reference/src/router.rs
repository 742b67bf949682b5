use std::collections::HashMap;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use crate::{Command, HandlerError};

type Answer = Result<String, HandlerError>;
type HandlerFuture = Pin<Box<dyn Future<Output = Answer> + Send>>;
type Handler<S> = Box<dyn Fn(Arc<S>, Command) -> HandlerFuture + Send + Sync>;

/// Why a command has no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RouterError {
    #[error("the line holds no command")]
    Blank,
    #[error("unknown command {0}")]
    Unknown(String),
    #[error("command {0} has a handler already")]
    Taken(String),
    #[error("command {command} took too long")]
    Deadline { command: String },
    #[error("command {command} failed")]
    Failed {
        command: String,
        source: HandlerError,
    },
}

/// Async handlers by command name, with a state that they share.
pub struct Router<S> {
    state: Arc<S>,
    deadline: Option<Duration>,
    handlers: HashMap<String, Handler<S>>,
}

impl<S: Send + Sync> Router<S> {
    pub fn new(state: S) -> Self {
        Self {
            state: Arc::new(state),
            deadline: None,
            handlers: HashMap::new(),
        }
    }

    /// The longest that one call may take from now on.
    pub fn set_deadline(&mut self, deadline: Duration) {
        self.deadline = Some(deadline);
    }

    pub fn on<F, Fut>(&mut self, name: &str, handler: F) -> Result<(), RouterError>
    where
        F: Fn(Arc<S>, Command) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Answer> + Send + 'static,
    {
        if self.handlers.contains_key(name) {
            return Err(RouterError::Taken(name.to_owned()));
        }
        let handler: Handler<S> = Box::new(move |state, command| Box::pin(handler(state, command)));
        self.handlers.insert(name.to_owned(), handler);
        Ok(())
    }

    pub async fn call(&self, line: &str) -> Result<String, RouterError> {
        let command = Command::parse(line).ok_or(RouterError::Blank)?;
        let name = command.name.clone();
        let handler = self
            .handlers
            .get(&name)
            .ok_or_else(|| RouterError::Unknown(name.clone()))?;
        let work = handler(Arc::clone(&self.state), command);
        let answer = match self.deadline {
            None => work.await,
            Some(deadline) => tokio::time::timeout(deadline, work)
                .await
                .map_err(|_elapsed| RouterError::Deadline {
                    command: name.clone(),
                })?,
        };
        answer.map_err(|source| RouterError::Failed {
            command: name,
            source,
        })
    }

    /// Runs all lines concurrently inside this future; the answers are in the order of the lines.
    pub async fn call_all(&self, lines: &[&str]) -> Vec<Result<String, RouterError>> {
        let mut calls: Vec<_> = lines.iter().map(|line| Box::pin(self.call(line))).collect();
        let mut answers: Vec<_> = lines.iter().map(|_| None).collect();
        poll_fn(|context| {
            for (call, answer) in calls.iter_mut().zip(&mut answers) {
                if answer.is_none()
                    && let Poll::Ready(ready) = call.as_mut().poll(context)
                {
                    *answer = Some(ready);
                }
            }
            if answers.iter().all(Option::is_some) {
                Poll::Ready(())
            } else {
                Poll::Pending
            }
        })
        .await;
        answers.into_iter().flatten().collect()
    }
}
