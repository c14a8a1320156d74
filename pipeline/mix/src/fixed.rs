//! Groups of a fixed mix: which line names which part.

use std::collections::BTreeMap;

use crate::cells::{Cell, Group, Left, Member};
use crate::datamix::{Datamix, Line};
use crate::{Error, Note, Part};

/// How narrowly a name names a part: 3 by itself, 2 by its source, 1 by its language.
fn narrow(name: &str, part: &Part) -> Option<u8> {
    let whole = name
        .rsplit_once('/')
        .is_some_and(|(source, language)| source == part.source && language == part.language);
    if whole {
        Some(3)
    } else if name == part.source {
        Some(2)
    } else if name == part.language {
        Some(1)
    } else {
        None
    }
}

/// The line that a part belongs to: the narrowest that names it.
fn line_of(mix: &Datamix, part: &Part) -> Option<usize> {
    let named = mix.lines.iter().enumerate();
    let named = named.filter_map(|(at, line)| Some((narrow(&line.name, part)?, at)));
    named.max().map(|(_, at)| at)
}

/// Groups by language, with a cell for each line in it. A line over several languages is shared out over them
/// by their tokens.
pub(crate) fn groups<'a>(
    mix: &Datamix,
    members: Vec<Member<'a>>,
    zero: &mut Left,
    notes: &mut Vec<Note>,
) -> Result<Vec<Group<'a>>, Error> {
    if (mix.sum - 1.0).abs() > 1e-9 {
        notes.push(Note::Normalised {
            file: mix.file.clone(),
            sum: mix.sum,
        });
    }
    let every: Vec<&Part> = members.iter().map(|member| member.part).collect();
    let mut lines: BTreeMap<usize, Vec<Member<'a>>> = BTreeMap::new();
    let mut left = Left::default();
    for member in members {
        match line_of(mix, member.part) {
            Some(line) => lines.entry(line).or_default().push(member),
            None => left.add(member.part.to_string(), member.tokens as u64),
        }
    }
    let mut languages: BTreeMap<&'a str, Vec<Cell<'a>>> = BTreeMap::new();
    let mut groups: Vec<Group<'a>> = Vec::new();
    for (at, line) in mix.lines.iter().enumerate() {
        match lines.remove(&at) {
            Some(members) if line.fraction <= 0.0 => {
                for member in members {
                    zero.add(member.part.to_string(), member.tokens as u64);
                }
            }
            Some(members) => cells(line, members, &mut languages),
            None if line.fraction <= 0.0 => {}
            None if every.iter().any(|part| narrow(&line.name, part).is_some()) => {
                return Err(Error::Line {
                    file: mix.file.clone(),
                    line: line.line,
                    message: format!("every part of `{}` has a line of its own", line.name),
                    help: "leave this line out, or one of the others".into(),
                });
            }
            None => groups.push(Group {
                name: line.name.clone(),
                weight: line.fraction,
                cells: Vec::new(),
            }),
        }
    }
    for (name, cells) in languages {
        groups.push(Group {
            name: name.into(),
            weight: cells.iter().map(|cell| cell.weight).sum(),
            cells,
        });
    }
    if !left.names.is_empty() {
        notes.push(Note::LeftOut {
            names: whole_languages(left.names, &groups),
            tokens: left.tokens,
        });
    }
    Ok(groups)
}

/// A line's cell in each language that it names.
fn cells<'a>(line: &Line, members: Vec<Member<'a>>, into: &mut BTreeMap<&'a str, Vec<Cell<'a>>>) {
    let all: f64 = members.iter().map(|member| member.tokens).sum();
    let mut by_language: BTreeMap<&'a str, Vec<Member<'a>>> = BTreeMap::new();
    for member in members {
        let part: &'a Part = member.part;
        by_language.entry(&part.language).or_default().push(member);
    }
    for (language, members) in by_language {
        let tokens: f64 = members.iter().map(|member| member.tokens).sum();
        into.entry(language).or_default().push(Cell {
            weight: line.fraction * tokens / all,
            members,
        });
    }
}

/// Parts that are left out, as languages where nothing else of the language is given.
fn whole_languages(parts: Vec<String>, groups: &[Group<'_>]) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for name in parts {
        let language = name.rsplit_once('/').map_or(name.as_str(), |(_, l)| l);
        let given = groups.iter().any(|group| group.name == language);
        let name = if given { name.clone() } else { language.into() };
        if !out.contains(&name) {
            out.push(name);
        }
    }
    out
}
