use std::error::Error;
use std::future::{Future, pending};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::task::{Context, Waker};
use std::time::Duration;

use switchboard::{Command, HandlerError, Router, RouterError};
use tokio::sync::Barrier;

#[derive(Default)]
struct Game {
    moves: AtomicUsize,
    dropped: AtomicUsize,
}

struct Guard(Arc<Game>);

impl Drop for Guard {
    fn drop(&mut self) {
        self.0.dropped.fetch_add(1, SeqCst);
    }
}

async fn stuck(game: Arc<Game>, _: Command) -> Result<String, HandlerError> {
    let _guard = Guard(game);
    pending().await
}

async fn peek(game: Arc<Game>, _: Command) -> Result<String, HandlerError> {
    let dropped = game.dropped.load(SeqCst);
    Ok(format!("{} {dropped}", game.moves.load(SeqCst)))
}

/// Fails instead of hanging.
async fn soon<F: Future>(future: F) -> F::Output {
    let limit = Duration::from_secs(5);
    tokio::time::timeout(limit, future).await.expect("it hangs")
}

fn router() -> Router<Game> {
    let mut router = Router::new(Game::default());
    let prefix = String::from("go ");
    router
        .on("move", move |game: Arc<Game>, command: Command| {
            let prefix = prefix.clone();
            game.moves.fetch_add(1, SeqCst);
            async move { Ok(prefix + &command.arguments.join("+")) }
        })
        .unwrap();
    router
        .on("fail", |_, command: Command| async move {
            tokio::task::yield_now().await;
            Err(HandlerError::new(command.arguments.concat()))
        })
        .unwrap();
    router.on("stuck", stuck).unwrap();
    router.on("peek", peek).unwrap();
    router
}

#[tokio::test]
async fn a_line_picks_its_handler() {
    let router = router();
    assert_eq!(
        router.call("move north 3").await.as_deref(),
        Ok("go north+3")
    );
    assert_eq!(router.call("  move\tüber ").await.as_deref(), Ok("go über"));
    assert_eq!(router.call("move").await.as_deref(), Ok("go "));
    assert_eq!(router.call("peek").await.as_deref(), Ok("3 0"));
    assert_eq!(router.call(" \t").await, Err(RouterError::Blank));
    assert_eq!(router.call("").await, Err(RouterError::Blank));
    assert_eq!(
        router.call("Move x").await,
        Err(RouterError::Unknown("Move".to_owned()))
    );
}

#[tokio::test]
async fn failures_keep_their_source() {
    let error = router().call("fail no way").await.unwrap_err();
    assert_eq!(error.to_string(), "command fail failed");
    let source = error
        .source()
        .and_then(|e| e.downcast_ref::<HandlerError>());
    assert_eq!(source, Some(&HandlerError::new("noway")));
}

#[tokio::test]
async fn a_name_is_taken_once() {
    let mut router = router();
    let second = router.on("move", |_, _| async { Ok(String::from("second")) });
    assert_eq!(second, Err(RouterError::Taken("move".to_owned())));
    assert_eq!(router.call("move a").await.as_deref(), Ok("go a"));
}

#[tokio::test]
async fn the_deadline_drops_the_work() {
    let mut router = router();
    router.set_deadline(Duration::from_millis(5));
    assert_eq!(
        soon(router.call("stuck")).await,
        Err(RouterError::Deadline {
            command: "stuck".to_owned()
        })
    );
    assert_eq!(router.call("peek").await.as_deref(), Ok("0 1"));
    let answers = soon(router.call_all(&["stuck", "move a", "stuck"])).await;
    assert!(matches!(&answers[0], Err(RouterError::Deadline { .. })));
    assert_eq!(answers[1].as_deref(), Ok("go a"));
    assert_eq!(answers.len(), 3);
    assert_eq!(router.call("peek").await.as_deref(), Ok("1 3"));
}

#[tokio::test]
async fn calls_run_concurrently_and_answer_in_order() {
    let mut router = router();
    let barrier = Arc::new(Barrier::new(2));
    router
        .on("meet", move |_, command: Command| {
            let barrier = Arc::clone(&barrier);
            async move {
                barrier.wait().await;
                Ok(command.arguments.concat())
            }
        })
        .unwrap();
    router.set_deadline(Duration::from_secs(1));
    let lines = ["meet 1", "nope", "fail x", "", "meet 2"];
    let answers = soon(router.call_all(&lines)).await;
    assert_eq!(answers[0].as_deref(), Ok("1"));
    assert_eq!(answers[1], Err(RouterError::Unknown("nope".to_owned())));
    assert!(matches!(&answers[2], Err(RouterError::Failed { command, .. }) if command == "fail"));
    assert_eq!(answers[3], Err(RouterError::Blank));
    assert_eq!(answers[4].as_deref(), Ok("2"));
    let none: [&str; 0] = [];
    assert!(router.call_all(&none).await.is_empty());
}

#[tokio::test]
async fn dropping_the_call_drops_the_handlers() {
    let router = router();
    {
        let mut all = Box::pin(router.call_all(&["stuck", "stuck", "move a"]));
        let mut context = Context::from_waker(Waker::noop());
        assert!(all.as_mut().poll(&mut context).is_pending());
        assert!(all.as_mut().poll(&mut context).is_pending());
    }
    assert_eq!(router.call("peek").await.as_deref(), Ok("1 2"));
}

#[tokio::test]
async fn nothing_runs_before_the_first_poll() {
    let router = router();
    drop(router.call("move a"));
    drop(router.call_all(&["move a", "move b"]));
    assert_eq!(router.call("peek").await.as_deref(), Ok("0 0"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_router_is_shared_between_tasks() {
    fn assert_send_sync<T: Send + Sync>(_: &T) {}
    let router = Arc::new(router());
    assert_send_sync(&*router);
    let one = Arc::clone(&router);
    let first = tokio::spawn(async move { one.call("move a").await });
    let all = Arc::clone(&router);
    let second = tokio::spawn(async move { all.call_all(&["move b", "move c"]).await });
    assert_eq!(first.await.unwrap().as_deref(), Ok("go a"));
    assert_eq!(second.await.unwrap().len(), 2);
    assert_eq!(router.call("peek").await.as_deref(), Ok("3 0"));
}
