use std::sync::{Arc, Mutex};

use patchbay::{Chain, ChainError, Clip, Echo, Effect, Gain};

type Log = Arc<Mutex<Vec<String>>>;

struct Probe {
    name: String,
    log: Log,
}

impl Probe {
    fn boxed(name: &str, log: &Log) -> Box<dyn Effect> {
        Box::new(Probe {
            name: name.to_owned(),
            log: Arc::clone(log),
        })
    }
}

impl Effect for Probe {
    fn name(&self) -> &str {
        &self.name
    }
    fn process(&mut self, samples: &mut [f32]) {
        self.log
            .lock()
            .unwrap()
            .push(format!("{} {}", self.name, samples.len()));
    }
    fn boxed_clone(&self) -> Box<dyn Effect> {
        Probe::boxed(&self.name, &self.log)
    }
}

impl Drop for Probe {
    fn drop(&mut self) {
        self.log.lock().unwrap().push(format!("drop {}", self.name));
    }
}

fn rack() -> Chain {
    let mut chain = Chain::new("rack");
    chain.push(Box::new(Gain { factor: 2.0 })).unwrap();
    chain.push(Box::new(Echo::new(1))).unwrap();
    chain
}

fn played(effect: &mut dyn Effect, samples: &[f32]) -> Vec<f32> {
    let mut block = samples.to_vec();
    effect.process(&mut block);
    block
}

fn names(chain: &Chain) -> Vec<&str> {
    chain.names().collect()
}

#[test]
fn effects_run_in_order() {
    let mut chain = rack();
    assert_eq!(played(&mut chain, &[1.0, 2.0]), [2.0, 6.0]);
    chain
        .insert_before("echo", Box::new(Clip { ceiling: 1.0 }))
        .unwrap();
    assert_eq!(names(&chain), ["gain", "clip", "echo"]);
    assert_eq!(played(&mut chain, &[1.0, -3.0]), [5.0, 0.0]);
    assert_eq!(played(&mut Chain::new("empty"), &[0.5]), [0.5]);
    assert_eq!(played(&mut rack(), &[]), []);
}

#[test]
fn failed_calls_change_nothing() {
    let mut chain = rack();
    let unknown = |name: &str| ChainError::Unknown {
        name: name.to_owned(),
    };
    let duplicate = |name: &str| ChainError::Duplicate {
        name: name.to_owned(),
    };
    let gain = || Box::new(Gain { factor: 9.0 });
    assert_eq!(chain.push(gain()), Err(duplicate("gain")));
    assert_eq!(chain.insert_before("gain", gain()), Err(duplicate("gain")));
    assert_eq!(
        chain.insert_before("reverb", gain()),
        Err(unknown("reverb"))
    );
    assert_eq!(
        chain.remove("Gain").map(|e| e.name().to_owned()),
        Err(unknown("Gain"))
    );
    assert_eq!(
        chain.get_mut("").map(|e| e.name().to_owned()),
        Err(unknown(""))
    );
    assert_eq!(names(&chain), ["gain", "echo"]);
    assert_eq!(played(&mut chain, &[1.0]), [2.0]);
    assert_eq!(
        unknown("reverb").to_string(),
        "the chain has no effect \"reverb\""
    );
    assert_eq!(
        duplicate("gain").to_string(),
        "the chain already has an effect \"gain\""
    );
    let _: &(dyn std::error::Error + Send + Sync) = &unknown("x");
}

#[test]
fn an_effect_can_be_changed_in_place_and_taken_out() {
    let mut chain = rack();
    played(&mut chain, &[1.0]);
    chain.get_mut("echo").unwrap().reset();
    assert_eq!(played(&mut chain, &[1.0]), [2.0]);
    let mut gain = chain.remove("gain").unwrap();
    assert_eq!(played(gain.as_mut(), &[4.0]), [8.0]);
    assert_eq!(names(&chain), ["echo"]);
    chain.push(gain).unwrap();
    assert_eq!(names(&chain), ["echo", "gain"]);
}

#[test]
fn a_clone_has_its_own_state() {
    let mut chain = rack();
    played(&mut chain, &[1.0]);
    let mut copy = chain.clone();
    assert_eq!(copy.name(), "rack");
    assert_eq!(played(&mut chain.clone(), &[0.0]), [2.0]);
    copy.reset();
    assert_eq!(played(&mut copy, &[0.0]), [0.0]);
    assert_eq!(played(&mut chain, &[0.0]), [2.0]);
    copy.remove("gain").unwrap();
    assert_eq!(names(&chain), ["gain", "echo"]);
    let mut boxed = chain.boxed_clone();
    assert_eq!(boxed.name(), "rack");
    assert_eq!(played(boxed.as_mut(), &[1.0]), played(&mut chain, &[1.0]));
}

#[test]
fn chains_nest() {
    let mut outer = Chain::new(String::from("outer"));
    outer.push(Box::new(rack())).unwrap();
    outer.push(Box::new(Gain { factor: 10.0 })).unwrap();
    assert_eq!(names(&outer), ["rack", "gain"]);
    assert_eq!(played(&mut outer, &[1.0, 0.0]), [20.0, 20.0]);
    played(&mut outer, &[3.0]);
    outer.reset();
    assert_eq!(played(&mut outer, &[0.0]), [0.0]);
}

#[test]
fn effects_are_dropped_in_processing_order() {
    let log = Log::default();
    let mut chain = Chain::new("c");
    for name in ["b", "c", "d"] {
        chain.push(Probe::boxed(name, &log)).unwrap();
    }
    chain.insert_before("b", Probe::boxed("a", &log)).unwrap();
    drop(chain.remove("b").unwrap());
    chain.process(&mut [0.0; 3]);
    chain.reset();
    drop(chain);
    assert_eq!(
        *log.lock().unwrap(),
        ["drop b", "a 3", "c 3", "d 3", "drop a", "drop c", "drop d"]
    );
}

#[test]
fn a_chain_moves_to_another_thread() {
    fn assert_send<T: Send>(value: T) -> T {
        value
    }
    let mut chain = assert_send(rack());
    let block = std::thread::spawn(move || played(&mut chain, &[1.5]))
        .join()
        .unwrap();
    assert_eq!(block, [3.0]);
}
