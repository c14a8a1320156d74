//! Completion in shells, and manual pages.

use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use insta::assert_snapshot;

use super::common::{files, tamis};

/// What bash says to a script.
fn bash(script: &str) -> String {
    let mut child = Command::new("bash")
        .args(["--noprofile", "--norc", "-s"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(script.as_bytes())
        .unwrap();
    let output = child.wait_with_output().unwrap();
    let err = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success() && err.is_empty(), "{err}");
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn bash_completes_commands_options_and_values() {
    let here = tempfile::tempdir().unwrap();
    let script = tamis(here.path(), &["completions", "bash"]).expect(0).out;
    let path = here.path().join("tamis.bash");
    fs::write(&path, &script).unwrap();
    let path = path.to_str().unwrap();
    let checked = Command::new("bash").args(["-n", path]).output().unwrap();
    assert!(checked.status.success(), "{checked:?}");

    let registered = bash(&format!("source {path}; complete -p tamis"));
    assert!(registered.contains("-F _tamis"), "{registered}");
    // As bash calls it: the words of the line, the command, the word at hand and the one before it.
    let complete = |words: &[&str]| {
        let (word, before) = (words[words.len() - 1], words[words.len() - 2]);
        let quoted: Vec<String> = words.iter().map(|word| format!("'{word}'")).collect();
        let out = bash(&format!(
            "source {path}\nCOMP_WORDS=({})\nCOMP_CWORD={}\n_tamis tamis '{word}' '{before}'\n\
             printf '%s\\n' \"${{COMPREPLY[@]}}\"\n",
            quoted.join(" "),
            words.len() - 1
        ));
        out.split_whitespace()
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    assert_eq!(complete(&["tamis", "ver"]), ["verify"]);
    assert_eq!(complete(&["tamis", "langs", "sch"]), ["schema"]);
    assert_eq!(complete(&["tamis", "run", "--u"]), ["--update", "--until"]);
    assert_eq!(
        complete(&["tamis", "dedup", "--scope", ""]),
        ["language", "global", "source"]
    );
    assert_eq!(complete(&["tamis", "completions", "z"]), ["zsh"]);
}

#[test]
fn every_shell_gets_a_script() {
    let here = tempfile::tempdir().unwrap();
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let script = tamis(here.path(), &["completions", shell]).expect(0).out;
        for word in ["verify", "threads", "keygen"] {
            assert!(script.contains(word), "{shell}: no {word}");
        }
    }
    let wrong = tamis(here.path(), &["completions", "csh"]).expect(2).err;
    assert!(wrong.contains("possible values: bash"), "{wrong}");
}

/// The commands that a help names.
fn commands(here: &Path, path: &[&str]) -> Vec<String> {
    let words: Vec<&str> = path.iter().copied().chain(["--help"]).collect();
    let help = tamis(here, &words).expect(0).out;
    let list = help.split("Commands:\n").nth(1).unwrap_or_default();
    let list = list.split("\n\n").next().unwrap_or_default();
    // A line that goes on begins further in.
    let first = |line: &str| {
        line.strip_prefix("  ")
            .filter(|rest| !rest.starts_with(' '))
            .map(str::to_owned)
    };
    list.lines()
        .filter_map(first)
        .filter_map(|line| line.split_whitespace().next().map(str::to_owned))
        .filter(|word| word != "help")
        .collect()
}

#[test]
fn every_command_has_a_manual_page() {
    let here = tempfile::tempdir().unwrap();
    let told = tamis(here.path(), &["man", "pages"]).expect(0).out;
    let pages = here.path().join("pages");
    let written = files(&pages, &|_| true);
    assert!(
        told.contains(&format!("wrote {} pages", written.len())),
        "{told}"
    );

    let mut expected = BTreeSet::from(["tamis.1".to_owned()]);
    let mut waiting = vec![Vec::<String>::new()];
    while let Some(path) = waiting.pop() {
        let words: Vec<&str> = path.iter().map(String::as_str).collect();
        for command in commands(here.path(), &words) {
            let below: Vec<String> = path.iter().cloned().chain([command]).collect();
            expected.insert(format!("tamis-{}.1", below.join("-")));
            waiting.push(below);
        }
    }
    assert_eq!(written, expected);
    assert!(
        expected.contains("tamis-model-train-quality.1"),
        "{expected:?}"
    );

    for name in &written {
        let page = fs::read_to_string(pages.join(name)).unwrap();
        assert!(
            page.is_ascii(),
            "{name} has letters that old pagers do not show"
        );
        for heading in [
            "NAME",
            "SYNOPSIS",
            "DESCRIPTION",
            "OPTIONS",
            "EXIT STATUS",
            "ENVIRONMENT",
            "\"SEE ALSO\"",
        ] {
            let heading = if heading == "EXIT STATUS" {
                "\"EXIT STATUS\""
            } else {
                heading
            };
            assert!(
                page.contains(&format!(".SH {heading}\n")),
                "{name} lacks {heading}"
            );
        }
        // Pages that it sends to are there.
        let see = page
            .split(".SH \"SEE ALSO\"")
            .nth(1)
            .unwrap()
            .replace("\\-", "-");
        for other in see.split("\\fB").skip(1) {
            let other = other.split("\\fR").next().unwrap();
            assert!(
                written.contains(&format!("{other}.1")),
                "{name} sends to {other}"
            );
        }
    }
    // Without a folder: the main page.
    let main = tamis(here.path(), &["man"]).expect(0).out;
    assert_eq!(main, fs::read_to_string(pages.join("tamis.1")).unwrap());
    // A second time: replaced.
    tamis(here.path(), &["man", "pages"]).expect(0);
    assert_eq!(files(&pages, &|_| true), written);
}

#[test]
fn the_main_page_and_that_of_run() {
    let here = tempfile::tempdir().unwrap();
    tamis(here.path(), &["man", "pages"]).expect(0);
    for name in ["tamis", "tamis-run"] {
        let page = fs::read_to_string(here.path().join(format!("pages/{name}.1"))).unwrap();
        assert_snapshot!(format!("man_{name}"), page);
    }
}
