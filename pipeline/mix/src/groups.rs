//! What the horizon is shared out over: languages, and within them what the lines of a fixed mix name.

use std::collections::BTreeMap;

use crate::ask::{Ask, Method};
use crate::cells::{Cell, Group, Left, Member};
use crate::fixed;
use crate::{Error, Note, Part, Supply};

/// The groups of an ask, in the order of their names, and what is to be said of them.
pub(crate) fn groups<'a>(
    supply: &'a BTreeMap<Part, Supply>,
    ask: &Ask,
) -> Result<(Vec<Group<'a>>, Vec<Note>), Error> {
    let mut members: Vec<Member<'_>> = Vec::new();
    let (mut zero, mut weightless) = (Left::default(), Vec::new());
    for (part, supply) in supply {
        let tokens = supply.weighted_tokens();
        let source = ask.source(&part.source);
        if tokens == 0 {
            if supply.documents > 0 {
                weightless.push(part.to_string());
            }
        } else if source <= 0.0 {
            zero.add(part.to_string(), tokens);
        } else {
            members.push(Member {
                part,
                supply,
                tokens: tokens as f64,
                weight: tokens as f64 * source,
                most: tokens as f64 * ask.repeats_of(&part.language),
            });
        }
    }
    let mut notes = Vec::new();
    let mut groups = if let Method::Fixed(mix) = &ask.method {
        fixed::groups(mix, members, &mut zero, &mut notes)?
    } else {
        by_language(members, &ask.method)
    };
    groups.retain(|group| {
        let out = ask.cap_of(&group.name) == Some(0);
        if out {
            zero.add(group.name.clone(), group.tokens() as u64);
        }
        !out
    });
    // A floor asks for a language of which there is nothing.
    for (language, own) in &ask.languages {
        let floor = own.floor.unwrap_or(0) > 0;
        if !floor || groups.iter().any(|group| group.name == *language) {
            continue;
        }
        if supply.keys().any(|part| part.language == *language) {
            let language = language.clone();
            notes.push(Note::FloorUnused { language });
        } else {
            groups.push(Group {
                name: language.clone(),
                weight: 0.0,
                cells: Vec::new(),
            });
        }
    }
    groups.sort_by(|a, b| a.name.cmp(&b.name));
    if !zero.names.is_empty() {
        notes.push(Note::Zero {
            names: zero.names,
            tokens: zero.tokens,
        });
    }
    if !weightless.is_empty() {
        notes.push(Note::Weightless { names: weightless });
    }
    Ok((groups, notes))
}

/// One group and one cell for each language.
fn by_language<'a>(members: Vec<Member<'a>>, method: &Method) -> Vec<Group<'a>> {
    let mut languages: BTreeMap<&str, Vec<Member<'a>>> = BTreeMap::new();
    for member in members {
        let part: &'a Part = member.part;
        languages.entry(&part.language).or_default().push(member);
    }
    languages
        .into_iter()
        .map(|(name, members)| {
            let tokens: f64 = members.iter().map(|member| member.tokens).sum();
            let weight = match method {
                // With the same bits on every machine, which the C library's powers are not.
                Method::Temperature { exponent } => libm::pow(tokens, *exponent),
                Method::UniMax => 1.0,
                Method::Proportional | Method::Fixed(_) => tokens,
            };
            Group {
                name: name.into(),
                weight,
                cells: vec![Cell {
                    weight: 1.0,
                    members,
                }],
            }
        })
        .collect()
}
