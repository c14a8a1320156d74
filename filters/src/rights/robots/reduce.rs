//! What of a robots.txt speaks to some agents: fewer bytes to keep, and more files that are equal.

use super::read::{Key, Line, agent, each_line, is_path};
use super::{AgentList, MAX_ROBOTS, Notes};

/// The group that is being read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// None so far: rules hold for nobody.
    None,
    /// Its agents; whether one of them is asked for.
    Agents(bool),
    /// Its rules: whether they are asked for, and whether one that is usable was among them.
    Rules { asked: bool, written: bool },
}

/// Keys are written in small letters, but as they were spelt, so that no line grows beyond the
/// length that counts.
pub(super) fn reduce(bytes: &[u8], agents: &AgentList) -> (Vec<u8>, Notes) {
    let mut out = Vec::new();
    let mut notes = Notes::default();
    let mut state = State::None;
    // Whether the agents written last have a group without a rule, which has ended.
    let mut unclosed = false;
    each_line(bytes, &mut notes, |line, notes| match line.key {
        Key::UserAgent => {
            let value = String::from_utf8_lossy(line.value);
            let name = agent(&value);
            let asked = name == "*" || agents.get(name).is_some();
            let others = matches!(state, State::Agents(true));
            unclosed |= matches!(
                state,
                State::Rules {
                    asked: true,
                    written: false,
                }
            );
            state = State::Agents(others || asked);
            if asked {
                if unclosed {
                    // Without a rule between them two groups would be one.
                    out.extend_from_slice(b"allow:\n");
                    unclosed = false;
                }
                write(line, &mut out);
            }
        }
        Key::Allow | Key::Disallow | Key::ContentUsage | Key::ContentSignal => {
            let (asked, written) = match state {
                State::None => {
                    notes.outside = notes.outside.saturating_add(1);
                    return;
                }
                State::Agents(asked) => (asked, false),
                State::Rules { asked, written } => (asked, written),
            };
            let usable = !matches!(line.key, Key::Allow | Key::Disallow) || is_path(line.value);
            if !usable && !line.value.is_empty() {
                notes.no_path = notes.no_path.saturating_add(1);
            }
            if asked && usable {
                write(line, &mut out);
            }
            let written = written || usable;
            state = State::Rules { asked, written };
        }
        Key::License => write(line, &mut out),
        Key::Other => {}
    });
    if notes.utf16 && out.len() > MAX_ROBOTS {
        // In UTF-8 it may be longer than what is read.
        out = bytes.get(..MAX_ROBOTS).unwrap_or(bytes).to_vec();
    }
    (out, notes)
}

fn write(line: &Line<'_>, out: &mut Vec<u8>) {
    out.extend(line.name.iter().map(u8::to_ascii_lowercase));
    out.push(b':');
    out.extend_from_slice(line.value);
    out.push(b'\n');
}
