use std::cell::RefCell;
use std::error::Error;
use std::io::{self, Write};

use beacon::{Csv, ExportError, Exporter, Recent, Sample, Sink, SinkError, SinkExt};

fn sample(metric: &str, value: f64) -> Sample {
    Sample {
        metric: metric.to_owned(),
        value,
    }
}

/// Borrows its log and its name.
struct Logged<'l> {
    name: &'l str,
    log: &'l RefCell<Vec<String>>,
}

impl Sink for Logged<'_> {
    fn kind(&self) -> &str {
        self.name
    }
    fn write(&mut self, sample: &Sample) -> Result<(), SinkError> {
        self.log
            .borrow_mut()
            .push(format!("{} {}", self.name, sample.metric));
        Ok(())
    }
    fn finish(&mut self) -> Result<(), SinkError> {
        self.log.borrow_mut().push(format!("{} end", self.name));
        Ok(())
    }
}

struct Full;

impl Write for Full {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        Err(io::Error::other("disk full"))
    }
    fn flush(&mut self) -> io::Result<()> {
        Err(io::Error::other("no flush"))
    }
}

#[test]
fn sinks_of_several_kinds_share_an_exporter() {
    let log = RefCell::new(Vec::new());
    let mut text = Vec::new();
    let mut exporter = Exporter::new();
    exporter.add(Box::new(Csv::new(&mut text)));
    exporter.add(Box::new(Recent::new(1)));
    exporter.add(Box::new(Logged {
        name: "log",
        log: &log,
    }));
    exporter
        .export(&[sample("temp", 1.5), sample("größe", -2.0)])
        .unwrap();
    exporter.export(&[]).unwrap();
    exporter.finish().unwrap();
    assert_eq!(String::from_utf8(text).unwrap(), "temp,1.5\ngröße,-2\n");
    assert_eq!(*log.borrow(), ["log temp", "log größe", "log end"]);
}

#[test]
fn a_failing_sink_does_not_stop_the_others() {
    let log = RefCell::new(Vec::new());
    let mut text = Vec::new();
    let mut exporter = Exporter::new();
    exporter.add(Box::new(Csv::new(&mut text)));
    exporter.add(Box::new(Logged {
        name: "log",
        log: &log,
    }));
    exporter.add(Box::new(Csv::new(Full)));
    let samples = [sample("a", 1.0), sample("b", f64::NAN), sample("c", 3.0)];
    let error: ExportError = exporter.export(&samples).unwrap_err();
    assert_eq!(error.to_string(), "2 of 3 sinks failed: csv, csv");
    assert!(
        matches!(&error.failures[0], (kind, SinkError::NotFinite { metric }) if kind == "csv" && metric == "b")
    );
    assert!(matches!(&error.failures[1], (kind, SinkError::Io(_)) if kind == "csv"));
    assert_eq!(error.failures.len(), 2);
    let source = error.source().unwrap();
    assert_eq!(source.to_string(), "the value of b is not finite");
    let error = exporter.finish().unwrap_err();
    assert_eq!(error.to_string(), "1 of 3 sinks failed: csv");
    let chain = error
        .source()
        .and_then(Error::source)
        .map(ToString::to_string);
    assert_eq!(chain.as_deref(), Some("no flush"));
    assert_eq!(*log.borrow(), ["log a", "log b", "log c", "log end"]);
    assert_eq!(text, b"a,1\n");
}

#[test]
fn finishing_goes_on_after_a_failure() {
    let log = RefCell::new(Vec::new());
    let mut exporter = Exporter::new();
    exporter.add(Box::new(Csv::new(Full)));
    exporter.add(Box::new(Logged {
        name: "x",
        log: &log,
    }));
    assert_eq!(exporter.finish().unwrap_err().failures.len(), 1);
    assert_eq!(*log.borrow(), ["x end"]);
    assert!(Exporter::new().finish().is_ok());
}

#[test]
fn write_all_works_on_every_sink() {
    let mut recent = Recent::new(2);
    let all = vec![sample("a", 1.0), sample("b", 2.0), sample("c", 3.0)];
    assert_eq!(recent.write_all(&all).unwrap(), 3);
    let kept: Vec<&str> = recent.samples().map(|s| s.metric.as_str()).collect();
    assert_eq!(kept, ["b", "c"]);
    let dynamic: &mut dyn Sink = &mut recent;
    assert_eq!(
        dynamic
            .write_all(all.iter().filter(|s| s.value > 5.0))
            .unwrap(),
        0
    );
    assert_eq!(
        dynamic
            .write_all(std::iter::once(sample("d", 4.0)))
            .unwrap(),
        1
    );
    let mut boxed: Box<dyn Sink> = Box::new(Recent::new(0));
    assert_eq!(boxed.as_mut().write_all(all).unwrap(), 3);
    assert_eq!(
        recent.samples().last().map(|s| s.metric.as_str()),
        Some("d")
    );
}

#[test]
fn write_all_stops_at_the_first_error() {
    let mut text = Vec::new();
    let mut csv = Csv::new(&mut text);
    let samples = [
        sample("a", 1.0),
        sample("b", f64::INFINITY),
        sample("c", 2.0),
    ];
    let error = csv.write_all(samples).unwrap_err();
    assert!(matches!(error, SinkError::NotFinite { metric } if metric == "b"));
    assert_eq!(text, b"a,1\n");
}

#[test]
fn kinds_are_as_before() {
    let sinks: [Box<dyn Sink>; 2] = [Box::new(Recent::new(1)), Box::new(Csv::new(Vec::new()))];
    let kinds: Vec<&str> = sinks.iter().map(|sink| sink.kind()).collect();
    assert_eq!(kinds, ["recent", "csv"]);
}
