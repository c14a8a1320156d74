//! Errors as people see them: the place in the config, what was expected, what to do.

use std::fmt;
use std::io::Write;

use miette::{Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, NamedSource};

use crate::error::{ConfigError, Error};
use crate::wrap::for_stderr;

/// A config error with its text, for miette.
struct Placed {
    error: Box<ConfigError>,
    source: NamedSource<String>,
}

impl fmt::Debug for Placed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.error, f)
    }
}

impl fmt::Display for Placed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.error, f)
    }
}

impl std::error::Error for Placed {}

impl Diagnostic for Placed {
    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.error
            .help
            .as_ref()
            .map(|help| Box::new(help) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn miette::SourceCode> {
        Some(&self.source)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let span = self.error.span.clone();
        let label = LabeledSpan::new(
            Some(self.error.label.clone()),
            span.start,
            span.end.saturating_sub(span.start),
        );
        Some(Box::new(std::iter::once(label)))
    }
}

/// Any other error: a sentence and advice.
struct Plain(Error);

impl fmt::Debug for Plain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl fmt::Display for Plain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl std::error::Error for Plain {}

impl Diagnostic for Plain {
    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.0
            .help()
            .map(|help| Box::new(help) as Box<dyn fmt::Display>)
    }
}

/// A config without the queries of its URLs, which may sign requests. It is as long as before, so that places in
/// it hold.
fn without_queries(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let (mut in_url, mut in_query) = (false, false);
    for (at, letter) in text.char_indices() {
        if letter.is_whitespace() || matches!(letter, '"' | '\'') {
            (in_url, in_query) = (false, false);
        } else if in_query {
            out.extend(std::iter::repeat_n('.', letter.len_utf8()));
            continue;
        } else if text[at..].starts_with("://") {
            in_url = out.ends_with("http") || out.ends_with("https");
        } else {
            in_query = in_url && letter == '?';
        }
        out.push(letter);
    }
    out
}

/// A mistake with its place, as it is shown on standard output.
pub(super) fn placed(error: ConfigError) -> String {
    let handler =
        GraphicalReportHandler::new_themed(GraphicalTheme::unicode_nocolor()).with_width(80);
    let source = NamedSource::new(&error.path, without_queries(&error.text));
    let error = Placed {
        error: Box::new(error),
        source,
    };
    let mut out = String::new();
    match handler.render_report(&mut out, &error) {
        Ok(()) => out,
        Err(_) => format!("{error}\n"),
    }
}

/// Prints an error on stderr.
pub(super) fn print(error: Error) {
    let theme = if std::io::IsTerminal::is_terminal(&std::io::stderr()) {
        GraphicalTheme::unicode()
    } else {
        GraphicalTheme::unicode_nocolor()
    };
    let handler = GraphicalReportHandler::new_themed(theme).with_width(80);
    let mut out = String::new();
    let rendered = match error {
        Error::Config(error) => {
            let source = NamedSource::new(&error.path, without_queries(&error.text));
            handler.render_report(&mut out, &Placed { error, source })
        }
        other => handler.render_report(&mut out, &Plain(other)),
    };
    if rendered.is_ok() {
        let _ = write!(std::io::stderr(), "{out}");
    }
}

/// A mistake of ours inside of a stage costs one document and is counted there; anywhere else it
/// ends the program with one line instead of a trace.
pub(super) fn install() {
    std::panic::set_hook(Box::new(|info| {
        if crate::run::in_document() || tamis_table::reading() {
            return;
        }
        let place = info
            .location()
            .map_or_else(String::new, |l| format!(" ({l})"));
        let told = "please report it with the command and its input";
        let told = for_stderr(&format!("tamis made a mistake{place}: {told}"));
        let _ = writeln!(std::io::stderr(), "{told}");
    }));
}

#[cfg(test)]
mod tests {
    use super::without_queries;

    #[test]
    fn what_signs_a_request_is_not_shown() {
        let config =
            "paths = [\"https://a/b?sig=\u{e9}x\", 's3://c/d?.gz', \"https://a/b\"] # why?";
        let shown = without_queries(config);
        assert_eq!(
            shown,
            "paths = [\"https://a/b?.......\", 's3://c/d?.gz', \"https://a/b\"] # why?"
        );
        assert_eq!(shown.len(), config.len());
    }
}
