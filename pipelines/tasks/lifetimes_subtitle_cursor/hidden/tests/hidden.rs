use std::error::Error;

use cuesheet::{Cue, CueError, Track};

const SONG: &str = "0 900 Tänk på mig\n\n1000 2000 la la\n  1500 2500  hey  you \n2500 2500\n";

fn owned() -> String {
    SONG.to_owned()
}

fn texts_with(source: &str, needle: String) -> Vec<&str> {
    let track = Track::parse(source).unwrap();
    track.find(&needle).collect()
}

fn text_at<'a>(source: &'a str, time: u32) -> Option<&'a str> {
    let track: Track<'a> = Track::parse(source).unwrap();
    let cue: Option<&Cue<'a>> = track.at(time);
    cue.map(|cue| cue.text)
}

fn second_text(source: &str) -> Option<&str> {
    let track = Track::parse(source).unwrap();
    let mut cursor = track.cursor();
    cursor.advance()?;
    cursor.advance().map(|cue| cue.text)
}

fn seen_text(source: &str) -> Option<&str> {
    let track = Track::parse(source).unwrap();
    let mut last = None;
    track.visit(|cue| {
        last = Some(cue.text);
        true
    });
    last
}

#[test]
fn texts_live_as_long_as_the_source() {
    let source = owned();
    assert_eq!(texts_with(&source, String::from("a")), ["la la"]);
    assert_eq!(texts_with(&source, String::from("y")), ["hey  you"]);
    assert_eq!(texts_with(&source, String::new()).len(), 4);
    assert_eq!(text_at(&source, 1_999), Some("la la"));
    assert_eq!(text_at(&source, 2_000), Some("hey  you"));
    assert_eq!(second_text(&source), Some("la la"));
    assert_eq!(seen_text(&source), Some(""));
    let text = text_at(&source, 0).unwrap();
    assert_eq!(
        text.as_ptr(),
        source[6..].as_ptr(),
        "the text is not copied"
    );
}

#[test]
fn a_track_is_usable_after_it_was_shifted() {
    let source = owned();
    let mut track = Track::parse(&source).unwrap();
    track.shift(-500);
    assert_eq!(track.at(0).map(|cue| (cue.start, cue.end)), Some((0, 400)));
    track.shift(600);
    assert_eq!(track.at(599), None);
    assert_eq!(track.at(600).map(|cue| cue.text), Some("Tänk på mig"));
    assert_eq!(track.at(999).map(|cue| cue.text), Some("Tänk på mig"));
    assert_eq!(track.at(1_000), None);
    track.shift(i32::MAX);
    track.shift(i32::MAX);
    assert_eq!(track.at(u32::MAX), None);
    let first = track.cursor().advance().map(|cue| (cue.start, cue.end));
    assert_eq!(first, Some((u32::MAX, u32::MAX)));
}

#[test]
fn cues_outlive_the_cursor_but_the_track_can_change_later() {
    let source = owned();
    let mut track = Track::parse(&source).unwrap();
    let (first, second, third) = {
        let mut cursor = track.cursor();
        let first = cursor.advance();
        let second = cursor.advance();
        let third = {
            let needle = String::from("hey");
            cursor.seek(&needle)
        };
        (first, second, third)
    };
    assert_eq!(first.map(|cue| cue.start), Some(0));
    assert_eq!(second.map(|cue| cue.text), Some("la la"));
    assert_eq!(third.map(|cue| (cue.start, cue.end)), Some((1_500, 2_500)));
    track.shift(1);
    assert_eq!(track.cursor().advance().map(|cue| cue.start), Some(1));
}

#[test]
fn a_cursor_seeks_forward_only_and_stays_at_the_end() {
    let source = owned();
    let track = Track::parse(&source).unwrap();
    let mut cursor = track.cursor();
    assert_eq!(cursor.seek("").map(|cue| cue.text), Some("Tänk på mig"));
    assert_eq!(cursor.seek("la").map(|cue| cue.start), Some(1_000));
    let mut copy = cursor.clone();
    assert_eq!(cursor.seek("la"), None);
    assert_eq!(cursor.advance(), None);
    assert_eq!(copy.advance().map(|cue| cue.start), Some(1_500));
    assert_eq!(copy.advance().map(|cue| cue.text), Some(""));
    assert_eq!(copy.advance(), None);
    assert_eq!(copy.seek(""), None);
}

#[test]
fn a_visitor_may_borrow_and_stop() {
    let source = owned();
    let track = Track::parse(&source).unwrap();
    let mut starts = Vec::new();
    track.visit(|cue| {
        starts.push(cue.start);
        starts.len() < 2
    });
    assert_eq!(starts, [0, 1_000]);
    let limit = String::from("la la");
    let mut before = 0;
    track.visit(|cue| {
        before += 1;
        cue.text != limit
    });
    assert_eq!(before, 2);
}

#[test]
fn broken_lines_are_still_reported() {
    let broken = |text: &str| Track::parse(text).map(|_| ()).unwrap_err();
    assert_eq!(broken("0 1 a\n\n7"), CueError::MissingTime { line: 3 });
    assert_eq!(broken("7 "), CueError::MissingTime { line: 1 });
    assert_eq!(broken("5 4 b"), CueError::Backwards { line: 1 });
    let error = broken("0 1 a\n1 ü b");
    assert!(matches!(error, CueError::BadTime { line: 2, .. }));
    assert!(error.source().is_some());
    assert!(Track::parse("").unwrap().at(0).is_none());
}
