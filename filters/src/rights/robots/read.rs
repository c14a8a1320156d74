//! The lines of a robots.txt.

use std::borrow::Cow;

use super::{
    Block, Group, MAX_ROBOTS, Notes, Pattern, Robots, Rule, Signal, Use, product_token, shorten,
};

/// Octets of a line that count: a cut path still matches what it starts with. Eight times the
/// longest URL that browsers took, as Google's parser has it.
pub(super) const MAX_LINE: usize = 8 * 2083 - 1;

/// RSL licences that are kept of one file.
const MAX_LICENSES: usize = 16;

/// What the key of a line means.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Key {
    UserAgent,
    Allow,
    Disallow,
    ContentUsage,
    ContentSignal,
    License,
    /// Known, and nothing of ours.
    Other,
}

/// Keys, and how some authors spell them.
const KEYS: [(&str, Key); 20] = [
    ("user-agent", Key::UserAgent),
    ("useragent", Key::UserAgent),
    ("user agent", Key::UserAgent),
    ("allow", Key::Allow),
    ("disallow", Key::Disallow),
    ("dissallow", Key::Disallow),
    ("dissalow", Key::Disallow),
    ("disalow", Key::Disallow),
    ("diasllow", Key::Disallow),
    ("disallaw", Key::Disallow),
    ("content-usage", Key::ContentUsage),
    ("content-signal", Key::ContentSignal),
    ("license", Key::License),
    ("sitemap", Key::Other),
    ("site-map", Key::Other),
    ("crawl-delay", Key::Other),
    ("host", Key::Other),
    ("clean-param", Key::Other),
    ("request-rate", Key::Other),
    ("visit-time", Key::Other),
];

pub(super) fn read(bytes: &[u8]) -> Robots {
    let mut robots = Robots::default();
    let mut state = State::default();
    let mut notes = Notes::default();
    each_line(bytes, &mut notes, |line, notes| {
        read_line(line, &mut robots, notes, &mut state);
    });
    robots.notes = notes;
    for block in &mut robots.blocks {
        // Stable, so that the first of equal rules is the one that is told.
        block
            .rules
            .sort_by_key(|rule| std::cmp::Reverse((rule.pattern.octets(), rule.allow)));
    }
    robots
}

/// A line with a key that is known.
pub(super) struct Line<'a> {
    pub(super) key: Key,
    /// The key as the author spells it.
    pub(super) name: &'a [u8],
    pub(super) value: &'a [u8],
}

/// Goes through the lines of a file and counts what is none of them.
pub(super) fn each_line(
    bytes: &[u8],
    notes: &mut Notes,
    mut each: impl FnMut(&Line<'_>, &mut Notes),
) {
    let kept = bytes.get(..MAX_ROBOTS).unwrap_or(bytes);
    notes.beyond = (bytes.len() - kept.len()).try_into().unwrap_or(u64::MAX);
    let text = without_mark(kept, &mut notes.utf16);
    // CR, LF and CRLF end a line (RFC 9309, 2.2); the empty line within a CRLF is none.
    let mut rest = &*text;
    while !rest.is_empty() {
        let end = memchr::memchr2(b'\r', b'\n', rest).unwrap_or(rest.len());
        let (line, after) = rest.split_at_checked(end).unwrap_or((rest, b""));
        notes.lines = notes.lines.saturating_add(1);
        let line = without_comment(line, notes);
        if !line.is_empty() {
            match key_and_value(line) {
                Some(line) => {
                    notes.known = notes.known.saturating_add(1);
                    each(&line, notes);
                }
                None => notes.unknown = notes.unknown.saturating_add(1),
            }
        }
        rest = after
            .strip_prefix(b"\r\n")
            .or_else(|| after.get(1..))
            .unwrap_or_default();
    }
}

/// The group that is being read.
#[derive(Default)]
struct State {
    /// The block that rules go to.
    block: Option<usize>,
    /// Whether it has had a rule, so that another `User-agent` begins the next group.
    ruled: bool,
}

/// The octets without a byte order mark, as UTF-8. Parts of the mark are skipped too.
fn without_mark<'a>(bytes: &'a [u8], utf16: &mut bool) -> Cow<'a, [u8]> {
    let swap = match bytes {
        [0xff, 0xfe, ..] => false,
        [0xfe, 0xff, ..] => true,
        _ => {
            let mark = b"\xef\xbb\xbf"
                .iter()
                .zip(bytes)
                .take_while(|(a, b)| a == b);
            return Cow::Borrowed(bytes.get(mark.count()..).unwrap_or_default());
        }
    };
    *utf16 = true;
    let units = bytes.chunks_exact(2).skip(1).filter_map(|pair| {
        let pair = <[u8; 2]>::try_from(pair).ok()?;
        Some(if swap {
            u16::from_be_bytes(pair)
        } else {
            u16::from_le_bytes(pair)
        })
    });
    let text: String = char::decode_utf16(units)
        .map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER))
        .collect();
    Cow::Owned(text.into_bytes())
}

/// What of a line counts.
fn without_comment<'a>(line: &'a [u8], notes: &mut Notes) -> &'a [u8] {
    let kept = line.get(..MAX_LINE).unwrap_or(line);
    notes.long += u32::from(kept.len() < line.len());
    let end = memchr::memchr(b'#', kept).unwrap_or(kept.len());
    let line = kept.get(..end).unwrap_or(kept).trim_ascii();
    // A cut may have gone through a character; a path is octets anyway.
    let utf8 = std::str::from_utf8(line).is_ok() || kept.len() == MAX_LINE;
    notes.no_utf8 += u32::from(!utf8);
    line
}

fn read_line(line: &Line<'_>, robots: &mut Robots, notes: &mut Notes, state: &mut State) {
    let (key, value) = (line.key, line.value);
    match key {
        Key::UserAgent => user_agent(value, robots, state),
        Key::Allow | Key::Disallow => {
            let Some(block) = open(notes, state) else {
                return;
            };
            if value.is_empty() {
                // An empty path matches nothing (RFC 9309, 2.2: empty-pattern).
                return;
            }
            if !is_path(value) {
                notes.no_path = notes.no_path.saturating_add(1);
                return;
            }
            let rule = Rule {
                allow: key == Key::Allow,
                pattern: Pattern::new(value),
                written: String::from_utf8_lossy(value).into_owned(),
            };
            if let Some(block) = robots.blocks.get_mut(block) {
                block.rules.push(rule);
            }
        }
        Key::ContentUsage | Key::ContentSignal => {
            let Some(block) = open(notes, state) else {
                return;
            };
            let (path, statement) = match value.first() {
                Some(b'/') => {
                    let end = memchr::memchr2(b' ', b'\t', value).unwrap_or(value.len());
                    let (path, rest) = value.split_at_checked(end).unwrap_or((value, b""));
                    (Some(Pattern::new(path)), rest)
                }
                _ => (None, value),
            };
            let used = Use {
                signal: if key == Key::ContentUsage {
                    Signal::ContentUsage
                } else {
                    Signal::ContentSignal
                },
                pattern: path,
                statement: String::from_utf8_lossy(statement.trim_ascii()).into_owned(),
            };
            if let Some(block) = robots.blocks.get_mut(block) {
                block.uses.push(used);
            }
        }
        Key::License => {
            let license = String::from_utf8_lossy(value);
            let license = shorten(&license);
            if !license.is_empty() && robots.licenses.len() < MAX_LICENSES {
                robots.licenses.push(license.to_owned());
            }
        }
        Key::Other => {}
    }
}

/// Whether a path can match anything.
pub(super) fn is_path(value: &[u8]) -> bool {
    matches!(value.first(), Some(b'/' | b'*'))
}

/// The agent that the value of a `User-agent` names.
pub(super) fn agent(value: &str) -> &str {
    if value.starts_with('*') {
        "*"
    } else {
        product_token(value)
    }
}

/// The block that a rule goes to, or none before the first `User-agent`.
fn open(notes: &mut Notes, state: &mut State) -> Option<usize> {
    state.ruled = true;
    if state.block.is_none() {
        notes.outside = notes.outside.saturating_add(1);
    }
    state.block
}

fn user_agent(value: &[u8], robots: &mut Robots, state: &mut State) {
    if state.ruled || state.block.is_none() {
        state.ruled = false;
        state.block = Some(robots.blocks.len());
        robots.blocks.push(Block::default());
    }
    let Some(block) = state.block else { return };
    let value = String::from_utf8_lossy(value);
    let name = agent(&value);
    if name.is_empty() {
        return;
    }
    let group = robots
        .agents
        .entry(name.to_ascii_lowercase())
        .or_insert_with(|| Group {
            // The name as the author wrote it, with its second word.
            name: if name == "*" { name } else { shorten(&value) }.to_owned(),
            blocks: Vec::new(),
        });
    // Blocks come in order, so that the same one again is the last.
    if group.blocks.last() != Some(&block) {
        group.blocks.push(block);
    }
}

/// The parts of a line around its colon; without one, around its first space if the key is known.
fn key_and_value(line: &[u8]) -> Option<Line<'_>> {
    let around = |at: usize, value: usize| {
        let name = line.get(..at)?.trim_ascii();
        let mut keys = KEYS.iter();
        let found = keys.find(|(known, _)| known.as_bytes().eq_ignore_ascii_case(name));
        Some(Line {
            key: found.map(|(_, key)| *key)?,
            name,
            value: line.get(value..)?.trim_ascii(),
        })
    };
    let colon = memchr::memchr(b':', line).and_then(|at| around(at, at + 1));
    colon.or_else(|| {
        let at = memchr::memchr2(b' ', b'\t', line)?;
        around(at, at)
    })
}
