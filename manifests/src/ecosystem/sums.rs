//! `SHA256SUMS`: what `sha256sum -c` reads.

/// The file's name in a dataset.
pub const FILE: &str = "SHA256SUMS";

/// The text for files with their SHA-256 (hex), sorted by path. Names with a backslash or a line break
/// are written as GNU coreutils writes them: the line begins with a backslash, and `\\`, `\n` and
/// `\r` stand for those characters.
pub fn render<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    let mut files: Vec<(&str, &str)> = files.into_iter().collect();
    files.sort_unstable();
    let mut out = String::new();
    for (path, sha256) in files {
        if path.contains(['\\', '\n', '\r']) {
            out.push('\\');
        }
        out.push_str(sha256);
        out.push_str("  ");
        for c in path.chars() {
            match c {
                '\\' => out.push_str("\\\\"),
                '\n' => out.push_str("\\n"),
                '\r' => out.push_str("\\r"),
                c => out.push(c),
            }
        }
        out.push('\n');
    }
    out
}

/// A line that is none of `SHA256SUMS`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{FILE}, line {line}: {message}")]
pub struct Unreadable {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong with it.
    pub message: &'static str,
}

/// Paths and SHA-256 of a text that [`render`] wrote.
///
/// # Errors
/// The first line of another form.
pub fn read(text: &str) -> Result<Vec<(String, String)>, Unreadable> {
    let lines = text.split_terminator('\n').enumerate();
    lines
        .map(|(i, line)| {
            one(line).map_err(|message| Unreadable {
                line: i + 1,
                message,
            })
        })
        .collect()
}

fn one(line: &str) -> Result<(String, String), &'static str> {
    let escaped = line.strip_prefix('\\');
    let (hex, name) = escaped
        .unwrap_or(line)
        .split_once("  ")
        .ok_or("two spaces stand between the digest and the path")?;
    let is_digit = |b: u8| b.is_ascii_digit() || (b'a'..=b'f').contains(&b);
    if hex.len() != 64 || !hex.bytes().all(is_digit) {
        return Err("a digest has 64 digits from 0 to 9 and a to f");
    }
    if escaped.is_none() {
        return Ok((name.to_owned(), hex.to_owned()));
    }
    let mut path = String::new();
    let mut chars = name.chars();
    while let Some(c) = chars.next() {
        path.push(match c {
            '\\' => match chars.next() {
                Some('\\') => '\\',
                Some('n') => '\n',
                Some('r') => '\r',
                _ => return Err("after a backslash stands another one, `n` or `r`"),
            },
            c => c,
        });
    }
    Ok((path, hex.to_owned()))
}

#[cfg(test)]
mod tests {
    use std::process::{Command, Stdio};

    use proptest::prelude::*;

    use super::*;
    use crate::digest;

    #[test]
    fn sha256sum_reads_it() {
        let folder = tempfile::tempdir().unwrap();
        let names = [
            "plain",
            "a b",
            "back\\slash",
            "line\nbreak",
            "return\r",
            "'\"$`",
            "ñ*",
        ];
        let sum = digest::sha256(b"text");
        for name in names {
            std::fs::write(folder.path().join(name), "text").unwrap();
        }
        let text = render(names.map(|name| (name, sum.as_str())));
        std::fs::write(folder.path().join(FILE), &text).unwrap();
        let mut check = Command::new("sha256sum");
        check
            .args(["--strict", "-c", FILE])
            .current_dir(&folder)
            .stdout(Stdio::null());
        match check.status() {
            Ok(status) => assert!(status.success(), "{text}"),
            // Another system: what GNU coreutils says was looked at above on those that have them.
            Err(error) => assert_eq!(error.kind(), std::io::ErrorKind::NotFound),
        }
    }

    proptest! {
        #[test]
        fn what_was_written_is_read(paths in prop::collection::btree_set("[^\u{0}]{1,20}", 0..9)) {
            let sums: Vec<(String, String)> =
                paths.into_iter().map(|p| (p.clone(), digest::sha256(p.as_bytes()))).collect();
            let text = render(sums.iter().map(|(p, s)| (p.as_str(), s.as_str())));
            prop_assert_eq!(read(&text).unwrap(), sums);
        }

        #[test]
        fn any_text_is_read_or_refused(text in any::<String>()) {
            let _ = read(&text);
        }
    }

    #[test]
    fn a_line_of_another_form_is_named() {
        let sum = "0".repeat(64);
        for text in [
            format!("{sum}  a\nx\n"),
            format!("{sum}  a\n{sum} b\n"),
            format!("\n\\{sum}  \\x"),
        ] {
            assert!(read(&text).is_err(), "{text}");
        }
        assert_eq!(read(&format!("{sum}  a\nx\n")).unwrap_err().line, 2);
    }
}
