use std::error::Error;

use catalog::{Catalog, CatalogError};
use mixtape::{MixError, record};

const CATALOG: &str = r#"[
    {"id": "a", "title": "Äther", "seconds": 100},
    {"id": "b x", "title": "B", "seconds": 50},
    {"id": "big", "title": "Big", "seconds": 4294967295}
]"#;

fn chain(error: &dyn Error) -> Vec<String> {
    std::iter::successors(Some(error), |&e| e.source())
        .map(ToString::to_string)
        .collect()
}

fn fails(playlist: &str, side: u32) -> MixError {
    record(CATALOG, playlist, side).unwrap_err()
}

fn catalog_error(json: &str) -> CatalogError {
    Catalog::from_json(json).unwrap_err()
}

#[test]
fn tapes_are_recorded_as_before() {
    let tape = record(CATALOG, "a x2\n\n  b x x1 \na\nbig x0\n", 350).unwrap();
    let titles: Vec<&str> = tape.tracks.iter().map(|t| t.title.as_str()).collect();
    assert_eq!(titles, ["Äther", "Äther", "B", "Äther"]);
    assert_eq!(tape.seconds, 350);
    assert_eq!(record("[]", "", 0).unwrap().seconds, 0);
    assert_eq!(record(CATALOG, "big", u32::MAX).unwrap().seconds, u32::MAX);
}

#[test]
fn catalog_errors_are_typed() {
    let error = catalog_error("[{]");
    assert!(matches!(error, CatalogError::Json(_)));
    let chain = chain(&error);
    assert_eq!(chain[0], "the catalog is not valid JSON");
    assert_eq!(chain.len(), 2);
    let zero = catalog_error(r#"[{"id": "é", "title": "", "seconds": 0}]"#);
    assert!(matches!(&zero, CatalogError::NoLength { id } if id == "é"));
    assert_eq!(zero.to_string(), "track é has no length");
    let track = r#"{"id": "q", "title": "", "seconds": 1}"#;
    let twice = catalog_error(&format!("[{track}, {track}]"));
    assert!(matches!(&twice, CatalogError::Twice { id } if id == "q"));
    assert_eq!(twice.to_string(), "track q is listed twice");
    let unknown = Catalog::default().track("z").map(|_| ()).unwrap_err();
    assert!(matches!(&unknown, CatalogError::Unknown { id } if id == "z"));
    assert_eq!(unknown.to_string(), "unknown track z");
    assert!(unknown.source().is_none());
}

#[test]
fn a_broken_catalog_looks_like_itself() {
    let error = record(r#"{"no": "array"}"#, "a", 10).unwrap_err();
    let below = catalog_error(r#"{"no": "array"}"#);
    assert_eq!(chain(&error), chain(&below));
    assert!(matches!(error, MixError::Catalog(CatalogError::Json(_))));
    let wrapped = MixError::Catalog(CatalogError::Twice { id: "q".to_owned() });
    assert_eq!(chain(&wrapped), ["track q is listed twice"]);
}

#[test]
fn an_unknown_track_names_its_line() {
    let error = fails("a\n\nA\nnope", 1_000);
    assert_eq!(chain(&error), ["line 3: no such track", "unknown track A"]);
    assert!(matches!(
        error,
        MixError::Track {
            line: 3,
            source: CatalogError::Unknown { .. }
        }
    ));
    assert!(matches!(
        fails("nope x0", 1),
        MixError::Track { line: 1, .. }
    ));
}

#[test]
fn a_bad_number_of_times_keeps_its_source() {
    let error = fails("a\na x-1", 1_000);
    assert_eq!(
        chain(&error),
        [
            "line 2: \"-1\" is not a number of times",
            "invalid digit found in string"
        ]
    );
    assert!(matches!(&error, MixError::Times { line: 2, text, .. } if text == "-1"));
    assert!(matches!(
        fails("nope xx", 1),
        MixError::Times { line: 1, .. }
    ));
}

#[test]
fn a_full_tape_says_by_how_much() {
    let error = fails("a\na x3\nb x", 250);
    assert_eq!(chain(&error), ["line 2: the tape is 50 s too short"]);
    assert!(matches!(error, MixError::Full { line: 2, over: 50 }));
    assert!(matches!(
        fails("a\nbig", u32::MAX),
        MixError::Full { line: 2, over: 100 }
    ));
    assert!(matches!(
        fails("big x2", u32::MAX),
        MixError::Full {
            line: 1,
            over: u32::MAX
        }
    ));
    assert!(matches!(
        fails("big", 0),
        MixError::Full {
            line: 1,
            over: u32::MAX
        }
    ));
}

#[test]
fn errors_travel_between_threads() {
    fn assert_travels<T: Error + Send + Sync + 'static>() {}
    assert_travels::<CatalogError>();
    assert_travels::<MixError>();
    let error = std::thread::spawn(|| fails("?", 1)).join().unwrap();
    assert!(error.source().is_some_and(|e| e.is::<CatalogError>()));
}
