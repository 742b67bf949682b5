use std::error::Error;
use std::io::{self, BufReader, Read};
use std::num::ParseIntError;

use frame::{Frame, FrameError, checksum};
use journal::{JournalError, replay};

fn line(time: &str, level: &str) -> String {
    let body = format!("{time} {level}");
    format!("{body}*{:02x}\n", checksum(&body))
}

fn error(text: &str) -> JournalError {
    replay("tide.log", text.as_bytes()).unwrap_err()
}

fn chain(error: &dyn Error) -> Vec<String> {
    std::iter::successors(Some(error), |&e| e.source())
        .map(ToString::to_string)
        .collect()
}

/// Delivers its text and then fails.
struct Failing<'t>(&'t [u8], io::ErrorKind);

impl Read for Failing<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.0.is_empty() {
            return Err(io::Error::new(self.1, "sector 7"));
        }
        self.0.read(buffer)
    }
}

#[test]
fn frames_are_read_in_order() {
    let text = format!(
        "# gauge é\n\n{}  {}{}   \n",
        line("0", "-12"),
        line("60", "30"),
        line("60", "7")
    );
    let frames = replay("x", text.as_bytes()).unwrap();
    let levels: Vec<(u64, i32)> = frames.iter().map(|f: &Frame| (f.time, f.level)).collect();
    assert_eq!(levels, [(0, -12), (60, 30), (60, 7)]);
    assert_eq!(journal::range(&frames), 42);
    assert!(replay("x", io::empty()).unwrap().is_empty());
    assert_eq!(
        replay("x", line("1", "2").trim_end().as_bytes())
            .unwrap()
            .len(),
        1
    );
}

#[test]
fn a_bad_frame_keeps_the_whole_chain() {
    let error = error(&format!("{}\n#\n{}", line("0", "1"), line("soon", "1")));
    assert_eq!(
        chain(&error),
        [
            "tide.log, line 4: bad frame",
            "time is not a number",
            "invalid digit found in string"
        ]
    );
    assert_eq!(error.line(), 4);
    assert!(error.is_corruption());
    let frame = error
        .source()
        .and_then(|e| e.downcast_ref::<FrameError>())
        .unwrap();
    assert!(frame.source().is_some_and(|e| e.is::<ParseIntError>()));
}

#[test]
fn other_bad_frames() {
    assert_eq!(
        chain(&error("12")),
        ["tide.log, line 1: bad frame", "the frame is incomplete"]
    );
    let wrong = error("\n60 -12*00");
    assert!(matches!(
        &wrong,
        JournalError::Frame { name, line: 2, source: FrameError::Checksum { found: 0, .. } } if name == "tide.log"
    ));
}

#[test]
fn times_do_not_go_back() {
    let error = error(&format!(
        "{}{}{}junk",
        line("60", "1"),
        line("60", "1"),
        line("50", "1")
    ));
    assert_eq!(chain(&error), ["tide.log, line 3: time 50 after 60"]);
    assert!(matches!(
        error,
        JournalError::Order {
            previous: 60,
            time: 50,
            line: 3,
            ..
        }
    ));
    assert!(error.is_corruption());
    assert_eq!(error.line(), 3);
}

#[test]
fn read_errors_tell_disk_from_contents() {
    let text = format!("{}{}", line("0", "1"), line("1", "1"));
    let failing = Failing(text.as_bytes(), io::ErrorKind::TimedOut);
    let error = replay("disk", BufReader::new(failing)).unwrap_err();
    assert_eq!(chain(&error), ["disk, line 3: cannot be read", "sector 7"]);
    assert!(!error.is_corruption());
    assert_eq!(error.line(), 3);
    let source = error.source().and_then(|e| e.downcast_ref::<io::Error>());
    assert_eq!(source.map(io::Error::kind), Some(io::ErrorKind::TimedOut));
    let error = replay("bytes", &b"# ok\n\xff\xfe\n"[..]).unwrap_err();
    assert!(matches!(error, JournalError::Read { line: 2, .. }));
    assert!(error.is_corruption());
}

#[test]
fn errors_travel_between_threads() {
    fn assert_travels<T: Error + Send + Sync + 'static>(_: &T) {}
    let error = error("x");
    assert_travels(&error);
    assert!(
        std::thread::spawn(move || error.is_corruption())
            .join()
            .unwrap()
    );
}
