//! Reading the provider's TOML, with errors that say where and what instead.

use chrono::NaiveDate;
use toml::de::DeTable;

use super::Provider;

/// A text that is not a provider's TOML.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{name}{}: {message}{}", at(*.line), hint(.help.as_deref()))]
pub struct Invalid {
    /// The file, as the caller named it.
    pub name: String,
    /// The line, from 1; none where the fault is nowhere in the text.
    pub line: Option<usize>,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
}

fn at(line: Option<usize>) -> String {
    line.map_or_else(String::new, |line| format!(", line {line}"))
}

fn hint(help: Option<&str>) -> String {
    help.map_or_else(String::new, |help| format!(" ({help})"))
}

impl Provider {
    /// Reads the TOML text of the file `name`.
    ///
    /// # Errors
    /// Text that is no TOML, a key that is unknown, a value of another type; a date that is no
    /// `YYYY-MM-DD`, a URL that is not of `http` or `https`, a version that is no
    /// `MAJOR.MINOR.PATCH`; a block of `sources` that names no crawl.
    pub fn read(name: &str, text: &str) -> Result<Self, Invalid> {
        let provider: Self = toml::from_str(text).map_err(|error| Invalid {
            name: name.to_owned(),
            line: error.span().map(|span| line_of(text, span.start)),
            message: first_line(error.message()),
            help: suggestion(error.message()),
        })?;
        match provider.fault() {
            None => Ok(provider),
            Some((key, message)) => Err(Invalid {
                name: name.to_owned(),
                line: place_of(text, &key).map(|offset| line_of(text, offset)),
                message: format!("`{key}`: {message}"),
                help: None,
            }),
        }
    }

    /// The first value that is of the right type and still cannot be meant.
    fn fault(&self) -> Option<(String, &'static str)> {
        const DATE: &str = "a date is written as `2026-09-01`";
        const URL: &str = "a URL begins with `https://` or `http://` and has no spaces, quotation marks or brackets";
        let dates = [
            ("model.placed_on_market", &self.model.placed_on_market),
            ("dataset.published", &self.dataset.published),
            ("summary.updated", &self.summary.updated),
        ];
        for (key, date) in dates {
            if date.as_deref().is_some_and(|date| !is_date(date)) {
                return Some((key.to_owned(), DATE));
            }
        }
        let fixed = [
            ("dataset.license_url", &self.dataset.license_url),
            ("dataset.homepage", &self.dataset.homepage),
            ("summary.url", &self.summary.url),
            ("summary.versions_url", &self.summary.versions_url),
            ("policy.copyright_url", &self.policy.copyright_url),
        ];
        let fixed = fixed.map(|(key, url)| (key.to_owned(), url));
        let sources = self.sources.iter().enumerate();
        let sources = sources.map(|(i, crawl)| (format!("sources[{i}].url"), &crawl.url));
        let lists = self.public_datasets.list.iter().enumerate();
        let lists = lists.map(|(i, one)| (format!("public_datasets.list[{i}].url"), &one.url));
        for (key, url) in fixed.into_iter().chain(sources).chain(lists) {
            if url.as_deref().is_some_and(|url| !is_url(url)) {
                return Some((key, URL));
            }
        }
        if self
            .dataset
            .version
            .as_deref()
            .is_some_and(|v| !is_version(v))
        {
            let message = "a version is written as `1.0.0` (MAJOR.MINOR.PATCH)";
            return Some(("dataset.version".to_owned(), message));
        }
        let nameless = |crawl: &super::Crawl| crawl.dump.is_none() && crawl.source.is_none();
        self.sources.iter().position(nameless).map(|i| {
            let message = "say which crawl is meant by `dump`, `source` or both";
            (format!("sources[{i}]"), message)
        })
    }
}

fn is_date(text: &str) -> bool {
    text.len() == 10 && NaiveDate::parse_from_str(text, "%Y-%m-%d").is_ok()
}

/// Whether it can stand in a link as it is.
pub(crate) fn is_url(text: &str) -> bool {
    let rest = text
        .strip_prefix("https://")
        .or_else(|| text.strip_prefix("http://"));
    let plain = |c: char| !c.is_whitespace() && !c.is_control() && !"<>\"`\\^{}|".contains(c);
    rest.is_some_and(|rest| !rest.is_empty() && rest.chars().all(plain))
}

/// Semantic Versioning 2.0.0, item 2, with what may follow it (items 9 and 10).
fn is_version(text: &str) -> bool {
    let core = text.split(['-', '+']).next().unwrap_or_default();
    let mut parts = core.split('.');
    let number = |part: Option<&str>| {
        part.is_some_and(|p| {
            !p.is_empty()
                && p.bytes().all(|b| b.is_ascii_digit())
                && (p == "0" || !p.starts_with('0'))
        })
    };
    let tail = |c: char| c.is_ascii_alphanumeric() || ".-+".contains(c);
    number(parts.next())
        && number(parts.next())
        && number(parts.next())
        && parts.next().is_none()
        && text.chars().all(tail)
}

fn first_line(message: &str) -> String {
    message.lines().next().unwrap_or_default().to_owned()
}

fn line_of(text: &str, offset: usize) -> usize {
    let before = text.bytes().take(offset);
    1 + before.filter(|byte| *byte == b'\n').count()
}

/// Where the value of a key such as `dataset.homepage` or `sources[1].url` begins; none where it is not written.
fn place_of(text: &str, key: &str) -> Option<usize> {
    let root = DeTable::parse(text).ok()?;
    let mut table = root.get_ref();
    let mut place = None;
    let mut parts = key.split('.').peekable();
    while let Some(part) = parts.next() {
        let (name, index) = match part.strip_suffix(']').and_then(|part| part.split_once('[')) {
            Some((name, index)) => (name, index.parse::<usize>().ok()),
            None => (part, None),
        };
        let mut value = table.get(name)?;
        if let Some(index) = index {
            value = value.get_ref().as_array()?.get(index)?;
        }
        place = Some(value.span().start);
        if parts.peek().is_some() {
            table = value.get_ref().as_table()?;
        }
    }
    place
}

/// "unknown field `nam`, expected one of `name`, `contact`": the nearest of them.
fn suggestion(message: &str) -> Option<String> {
    let mut words = message.split('`').skip(1).step_by(2);
    let wrong = words.next()?;
    if !message.starts_with("unknown") {
        return None;
    }
    let near = nearest(wrong, words)?;
    Some(format!("did you mean `{near}`?"))
}

/// The candidate at the smallest edit distance, if that is at most a third of the longer word.
fn nearest<'a>(word: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let scored = candidates.map(|candidate| (distance(word, candidate), candidate));
    let (distance, best) = scored.min_by_key(|(distance, _)| *distance)?;
    let longer = word.chars().count().max(best.chars().count());
    (distance <= longer.div_ceil(3)).then_some(best)
}

/// Levenshtein's distance in characters, row by row.
fn distance(from: &str, to: &str) -> usize {
    let to: Vec<char> = to.chars().collect();
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (i, a) in from.chars().enumerate() {
        let mut next = vec![i + 1];
        for (b, pair) in to.iter().zip(row.windows(2)) {
            let changed = pair[0] + usize::from(a != *b);
            let inserted = next.last().copied().unwrap_or(0) + 1;
            next.push(changed.min(inserted).min(pair[1] + 1));
        }
        row = next;
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(text: &str) -> String {
        Provider::read("provider.toml", text)
            .unwrap_err()
            .to_string()
    }

    #[test]
    fn an_error_says_where_and_what_was_meant() {
        let texts = [
            "[provider]\nname = \"A\"\ncontakt = \"x\"\n",
            "[dataset]\nlicence = \"x\"\n",
            "[provder]\n",
            "[dataset]\ncolour = 1\n",
            "[provider]\nsme = \"yes\"\n",
            "[[sources]]\ndump = \"A\"\nkind = \"crawl\"\n",
            "[provider\n",
            "[dataset]\npublished = \"1.9.2026\"\n",
            "[dataset]\nhomepage = \"javascript:alert(1)\"\n",
            "[dataset]\nversion = \"2\"\n",
            "[[sources]]\nkind = \"crawled\"\n",
            "[[public_datasets.list]]\nurl = \"x\"\n",
        ];
        insta::assert_snapshot!(texts.map(error).join("\n"));
    }

    #[test]
    fn versions_and_urls() {
        assert!(is_version("1.0.0") && is_version("0.12.3-rc.1+build"));
        assert!(!is_version("1.0") && !is_version("01.0.0") && !is_version("1.0.0 "));
        assert!(is_url("https://example.org/a_b?c=d#e"));
        assert!(!is_url("https://") && !is_url("ftp://a") && !is_url("https://a b"));
    }
}
