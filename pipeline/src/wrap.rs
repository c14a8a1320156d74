//! Sentences on a terminal: broken at spaces, so that what a person reads fits 80 columns.

/// Columns of the narrowest terminal that is written for.
pub(crate) const WIDTH: usize = 80;

/// A sentence in lines of at most [`WIDTH`] characters, as far as its words are not longer themselves: a path or
/// a digest stays in one piece, so that it can be copied. Lines behind the first one start with `indent`.
pub(crate) fn wrapped(text: &str, indent: &str) -> String {
    let start = text.len() - text.trim_start_matches(' ').len();
    let (mut out, rest) = (text[..start].to_owned(), &text[start..]);
    let mut column = start;
    for (place, word) in rest.split(' ').enumerate() {
        let wide = word.chars().count();
        if place == 0 {
            column += wide;
        } else if column + 1 + wide <= WIDTH {
            out.push(' ');
            column += 1 + wide;
        } else {
            out.push('\n');
            out.push_str(indent);
            column = indent.chars().count() + wide;
        }
        out.push_str(word);
    }
    out
}

/// The same where standard error is a terminal; one line for programs, which read it line by line.
pub(crate) fn for_stderr(text: &str) -> String {
    match std::io::IsTerminal::is_terminal(&std::io::stderr()) {
        true => wrapped(text, "  "),
        false => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_broken_at_spaces_and_nowhere_else() {
        assert_eq!(wrapped("short", "  "), "short");
        let digest = "0".repeat(64);
        let text = format!("  its SHA-256 is {digest}; and so on, {}", "ż ".repeat(60));
        let lines: Vec<String> = wrapped(text.trim_end(), "    ")
            .lines()
            .map(str::to_owned)
            .collect();
        assert_eq!(lines[0], "  its SHA-256 is");
        assert!(lines[1].starts_with(&format!("    {digest};")), "{lines:?}");
        assert!(
            lines.iter().all(|line| line.chars().count() <= WIDTH),
            "{lines:?}"
        );
        assert!(
            lines[2..].iter().all(|line| line.starts_with("    ż")),
            "{lines:?}"
        );
        let long = format!("{} {digest}{digest} z", "w".repeat(79));
        assert_eq!(wrapped(&long, ""), long.replace(' ', "\n"));
    }
}
