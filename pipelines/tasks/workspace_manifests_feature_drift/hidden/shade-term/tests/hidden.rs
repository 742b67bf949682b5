//! Colours on the terminal, and how the workspace declares its crates.

use std::path::Path;

use shade_term::{paint, palette};

const MEMBERS: [&str; 3] = ["shade", "shade-report", "shade-term"];

/// `table.key=value` lines without blanks and comments.
fn settings(member: &str) -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let text = std::fs::read_to_string(root.join(member).join("Cargo.toml")).unwrap();
    let mut table = String::new();
    let mut settings = Vec::new();
    for line in text.lines() {
        let line: String = line.split('#').next().unwrap().split_whitespace().collect();
        if let Some(name) = line.strip_prefix('[').and_then(|l| l.strip_suffix(']')) {
            table = name.to_owned();
        } else if !line.is_empty() {
            settings.push(format!("{table}.{line}"));
        }
    }
    settings
}

/// What stands behind `key` in a member: `.workspace=true`, `={...}` and so on.
fn value(settings: &[String], key: &str) -> String {
    settings
        .iter()
        .filter_map(|s| s.strip_prefix(key))
        .collect()
}

#[test]
fn colours_are_painted_by_code_and_by_name() {
    assert_eq!(
        paint("#ff6347", "hé").unwrap(),
        "\u{1b}[38;2;255;99;71mhé\u{1b}[0m"
    );
    assert_eq!(paint("tomato", ""), paint("#FF6347", ""));
    assert_eq!(
        paint("Tomato", "").unwrap_err().to_string(),
        "\"Tomato\" is no colour"
    );
    for bad in [
        "", "#", "#12345", "#1234567", "#12345g", "#+1+1+1", "#ééé", "123456",
    ] {
        assert!(paint(bad, "x").is_err(), "{bad}");
    }
}

#[test]
fn the_palette_exists_by_default() {
    let palette = palette();
    assert_eq!(palette.len(), 4);
    assert_eq!(palette[0], "\u{1b}[38;2;0;0;128mnavy\u{1b}[0m");
    assert_eq!(palette.last().cloned(), paint("tomato", "tomato").ok());
}

#[test]
fn package_data_comes_from_the_root() {
    assert_eq!(env!("CARGO_PKG_VERSION"), "1.2.0");
    assert_eq!(env!("CARGO_PKG_LICENSE"), "MIT");
    let root = settings("");
    for setting in ["version=\"1.2.0\"", "edition=\"2024\"", "license=\"MIT\""] {
        assert!(
            root.contains(&format!("workspace.package.{setting}")),
            "{setting}"
        );
    }
    for member in MEMBERS {
        let settings = settings(member);
        for key in ["version", "edition", "license"] {
            let value = value(&settings, &format!("package.{key}"));
            assert!(value.contains("workspace=true"), "{member}: {key}{value}");
        }
    }
}

#[test]
fn lints_come_from_the_root() {
    let root = settings("").join("\n");
    for lint in ["unsafe_code", "missing_docs", "explicit_auto_deref"] {
        assert!(root.contains(lint), "{lint}");
    }
    for member in MEMBERS {
        let settings = settings(member);
        assert!(
            settings.contains(&"lints.workspace=true".to_owned()),
            "{member}"
        );
        assert!(
            !settings.iter().any(|s| s.starts_with("lints.rust")),
            "{member}"
        );
    }
}

#[test]
fn the_dependency_is_declared_once() {
    let root = value(&settings(""), "workspace.dependencies.shade");
    assert!(
        root.contains("path=\"") && root.contains("default-features=false"),
        "{root}"
    );
    for member in ["shade-report", "shade-term"] {
        let value = value(&settings(member), "dependencies.shade");
        assert!(value.contains("workspace=true"), "{member}: {value}");
        assert!(
            !value.contains("path") && !value.contains("version"),
            "{member}: {value}"
        );
    }
}

#[test]
fn features_are_asked_for_where_they_are_used() {
    let shade = settings("shade");
    assert!(shade.contains(&"features.default=[\"lightness\"]".to_owned()));
    assert!(shade.contains(&"features.names=[]".to_owned()));
    let term = settings("shade-term");
    assert_eq!(value(&term, "features.default"), "=[\"names\"]");
    assert!(value(&term, "features.names").contains("shade/names"));
    assert!(!term.join("\n").contains("lightness"));
    let report = settings("shade-report").join("\n");
    assert!(
        report.contains("lightness") && !report.contains("names"),
        "{report}"
    );
}
