use seedbank::{Bank, BankError, Seed};

fn fill(bank: &mut Bank, label: &str, seeds: &[(&str, u8)]) {
    for (kind, viability) in seeds {
        bank.tray(label).seeds.push(Seed {
            kind: (*kind).to_owned(),
            viability: *viability,
        });
    }
}

fn bank() -> Bank {
    let mut bank = Bank::default();
    fill(
        &mut bank,
        "b",
        &[("rye", 90), ("oat", 20), ("rye", 10), ("rye", 50)],
    );
    fill(&mut bank, "ä", &[("rye", 70)]);
    bank
}

fn contents(bank: &Bank) -> String {
    let tray = |tray: &seedbank::Tray| {
        let seeds: Vec<String> = tray
            .seeds
            .iter()
            .map(|s| format!("{}{}", s.kind, s.viability))
            .collect();
        format!("{}: {}", tray.label, seeds.join(" "))
    };
    bank.trays()
        .iter()
        .map(tray)
        .collect::<Vec<_>>()
        .join(" | ")
}

fn no_tray(label: &str) -> Result<usize, BankError> {
    Err(BankError::NoTray {
        label: label.to_owned(),
    })
}

const FULL: &str = "b: rye90 oat20 rye10 rye50 | ä: rye70";

#[test]
fn trays_are_put_up_once_in_the_order_of_asking() {
    let mut bank = bank();
    assert_eq!(contents(&bank), FULL);
    assert_eq!(bank.tray("new").label, "new");
    assert_eq!(bank.tray("b").seeds.len(), 4);
    assert!(bank.tray("").seeds.is_empty());
    assert!(bank.tray("B").seeds.is_empty());
    let labels: Vec<&str> = bank.trays().iter().map(|t| t.label.as_str()).collect();
    assert_eq!(labels, ["b", "ä", "new", "", "B"]);
}

#[test]
fn transfers_keep_the_order() {
    let mut bank = bank();
    assert_eq!(bank.transfer("rye", "b", "ä"), Ok(3));
    assert_eq!(contents(&bank), "b: oat20 | ä: rye70 rye90 rye10 rye50");
    assert_eq!(bank.transfer("oat", "b", "ä"), Ok(1));
    assert_eq!(bank.transfer("rye", "ä", "b"), Ok(4));
    assert_eq!(contents(&bank), "b: rye70 rye90 rye10 rye50 | ä: oat20");
    assert_eq!(bank.transfer("pea", "b", "ä"), Ok(0));
    assert_eq!(bank.discarded(), 0);
}

#[test]
fn a_transfer_within_a_tray_moves_nothing() {
    let mut bank = bank();
    assert_eq!(bank.transfer("rye", "b", "b"), Ok(0));
    assert_eq!(contents(&bank), FULL);
    assert_eq!(bank.transfer("rye", "x", "x"), no_tray("x"));
}

#[test]
fn failed_transfers_change_nothing() {
    let mut bank = bank();
    assert_eq!(bank.transfer("rye", "b", "x"), no_tray("x"));
    assert_eq!(bank.transfer("rye", "y", "b"), no_tray("y"));
    assert_eq!(bank.transfer("rye", "y", "x"), no_tray("y"));
    assert_eq!(contents(&bank), FULL);
    assert_eq!(no_tray("é").unwrap_err().to_string(), "there is no tray é");
}

#[test]
fn weak_seeds_are_discarded_tray_by_tray() {
    let mut bank = bank();
    fill(&mut bank, "ä", &[("pea", 0)]);
    let discarded: Vec<u8> = bank.discard_below(50).iter().map(|s| s.viability).collect();
    assert_eq!(discarded, [20, 10, 0]);
    assert_eq!(contents(&bank), "b: rye90 rye50 | ä: rye70");
    assert_eq!(bank.discarded(), 3);
    assert!(bank.discard_below(0).is_empty());
    assert_eq!(bank.discard_below(u8::MAX).len(), 3);
    assert_eq!(bank.discarded(), 6);
    assert_eq!(contents(&bank), "b:  | ä: ");
}
