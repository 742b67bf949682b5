use std::collections::HashMap;
use std::error::Error;
use std::future::Future;
use std::pin::pin;
use std::sync::Mutex;
use std::task::{Context, Poll, Waker};

use partslist::{BoxFuture, CostError, Fallback, Part, PartStore, StoreError, total_cost};

type Listed<'n, 'c> = (&'n str, u64, &'c [(&'c str, u64)]);

/// Is pending once per look-up, and notes what it was asked for.
struct Shelf<'n> {
    parts: HashMap<&'n str, Part>,
    asked: Mutex<Vec<String>>,
    broken: Option<&'n str>,
}

impl<'n> Shelf<'n> {
    fn new(parts: &[Listed<'n, '_>]) -> Self {
        let part = |price: u64, list: &[(&str, u64)]| Part {
            price,
            components: list.iter().map(|(id, n)| ((*id).to_owned(), *n)).collect(),
        };
        Self {
            parts: parts
                .iter()
                .map(|(id, price, list)| (*id, part(*price, list)))
                .collect(),
            asked: Mutex::default(),
            broken: None,
        }
    }

    fn asked(&self) -> String {
        self.asked.lock().unwrap().join(" ")
    }
}

impl PartStore for Shelf<'_> {
    fn part<'a>(&'a self, id: &'a str) -> BoxFuture<'a, Result<Part, StoreError>> {
        let mut waited = false;
        Box::pin(async move {
            self.asked.lock().unwrap().push(id.to_owned());
            std::future::poll_fn(|context| {
                if std::mem::replace(&mut waited, true) {
                    return Poll::Ready(());
                }
                context.waker().wake_by_ref();
                Poll::Pending
            })
            .await;
            if self.broken == Some(id) {
                return Err(StoreError::Unavailable {
                    reason: "rust".to_owned(),
                });
            }
            self.parts.get(id).cloned().ok_or(StoreError::NotFound)
        })
    }
}

fn run<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    let mut context = Context::from_waker(Waker::noop());
    for _ in 0..10_000 {
        if let Poll::Ready(output) = future.as_mut().poll(&mut context) {
            return output;
        }
    }
    panic!("the future makes no progress");
}

fn cost(store: &dyn PartStore, id: &str) -> Result<u64, CostError> {
    fn assert_send<T: Send>(value: T) -> T {
        value
    }
    let id = String::from(id);
    run(assert_send(total_cost(store, &id)))
}

#[test]
fn costs_are_summed_over_all_levels() {
    let shelf = Shelf::new(&[
        ("bike", 100, &[("wheel", 2), ("frame", 1)]),
        ("wheel", 10, &[("spoke", 32), ("rim", 1)]),
        ("frame", 500, &[]),
        ("spoke", 1, &[]),
        ("rim", 7, &[]),
    ]);
    assert_eq!(cost(&shelf, "bike"), Ok(100 + 2 * (10 + 32 + 7) + 500));
    assert_eq!(shelf.asked(), "bike wheel spoke rim frame");
    assert_eq!(cost(&shelf, "rim"), Ok(7));
}

#[test]
fn a_shared_part_is_no_cycle() {
    let shelf = Shelf::new(&[
        ("a", 1, &[("b", 1), ("c", 1), ("b", 2)]),
        ("b", 1, &[("d", 3)]),
        ("c", 1, &[("d", 1)]),
        ("d", 5, &[]),
    ]);
    assert_eq!(cost(&shelf, "a"), Ok(1 + 16 + 6 + 32));
    assert_eq!(shelf.asked(), "a b d c d b d");
}

#[test]
fn cycles_are_reported_with_their_path() {
    let shelf = Shelf::new(&[
        ("a", 1, &[("x", 1), ("b", 1)]),
        ("x", 1, &[]),
        ("b", 1, &[("ç", 1)]),
        ("ç", 1, &[("b", 0)]),
        ("self", 1, &[("self", 1)]),
    ]);
    let error = cost(&shelf, "a").unwrap_err();
    assert_eq!(error.to_string(), "part b contains itself: a > b > ç > b");
    assert!(error.source().is_none());
    let path = ["a", "b", "ç", "b"].map(String::from).to_vec();
    assert_eq!(error, CostError::Cycle { path });
    assert_eq!(shelf.asked(), "a x b ç");
    let path = vec!["self".to_owned(); 2];
    assert_eq!(cost(&shelf, "self"), Err(CostError::Cycle { path }));
}

#[test]
fn counts_of_zero_and_overflows() {
    let half = u64::MAX / 2 + 1;
    let shelf = Shelf::new(&[
        ("none", 3, &[("half", 0)]),
        ("lost", 3, &[("missing", 0)]),
        ("product", 0, &[("half", 2)]),
        ("sum", half, &[("half", 1)]),
        ("fits", half - 1, &[("half", 1)]),
        ("half", half, &[]),
    ]);
    assert_eq!(cost(&shelf, "none"), Ok(3));
    assert_eq!(cost(&shelf, "product"), Err(CostError::TooLarge));
    assert_eq!(cost(&shelf, "sum"), Err(CostError::TooLarge));
    assert_eq!(cost(&shelf, "fits"), Ok(u64::MAX));
    let error = cost(&shelf, "lost").unwrap_err();
    assert_eq!(error.to_string(), "part missing cannot be read");
    assert_eq!(
        error.source().map(ToString::to_string).as_deref(),
        Some("no such part")
    );
}

#[test]
fn deep_assemblies_are_fine() {
    let names: Vec<String> = (0..=150).map(|n| format!("p{n}")).collect();
    let inner: Vec<[(&str, u64); 1]> = names[1..].iter().map(|n| [(n.as_str(), 1)]).collect();
    let mut parts: Vec<Listed> = vec![("p150", 4, &[])];
    parts.extend(
        inner
            .iter()
            .zip(&names)
            .map(|(list, name)| (name.as_str(), 2, list.as_slice())),
    );
    assert_eq!(cost(&Shelf::new(&parts), "p0"), Ok(304));
}

#[test]
fn a_fallback_asks_the_next_store_only_if_nothing_is_found() {
    let mut first = Shelf::new(&[("a", 1, &[("b", 2), ("c", 1)]), ("c", 5, &[])]);
    let second = Shelf::new(&[("b", 10, &[]), ("c", 1_000, &[])]);
    let both = Fallback::new(vec![&first, &second]);
    assert_eq!(cost(&both, "a"), Ok(26));
    assert_eq!(
        (first.asked(), second.asked()),
        ("a b c".to_owned(), "b".to_owned())
    );
    let nested = Fallback::new(vec![&both]);
    assert_eq!(run(nested.part("zzz")), Err(StoreError::NotFound));
    assert_eq!(
        run(Fallback::new(vec![]).part("a")),
        Err(StoreError::NotFound)
    );
    first.broken = Some("c");
    let source = StoreError::Unavailable {
        reason: "rust".to_owned(),
    };
    let error = cost(&Fallback::new(vec![&first, &second]), "a");
    assert_eq!(
        error,
        Err(CostError::Store {
            id: "c".to_owned(),
            source
        })
    );
}

#[test]
fn nothing_is_asked_before_the_first_poll() {
    let shelf = Shelf::new(&[("a", 1, &[("a", 1)])]);
    drop(total_cost(&shelf, "a"));
    drop(Fallback::new(vec![&shelf]).part("a"));
    assert_eq!(shelf.asked(), "");
    {
        let mut future = pin!(total_cost(&shelf, "a"));
        let mut context = Context::from_waker(Waker::noop());
        assert!(future.as_mut().poll(&mut context).is_pending());
    }
    assert_eq!(shelf.asked(), "a");
}
