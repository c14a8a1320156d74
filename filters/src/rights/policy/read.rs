//! Policy files: TOML, checked key by key.

use super::super::agents::{AgentList, Purpose};
use super::super::evidence::{Signal, Source};
use super::super::file::{File, FileError, Table};
use super::rule::{Action, Addressed, Rule};
use super::{Policy, PolicyError};

const TOP: [&str; 5] = ["name", "version", "date", "description", "rules"];

const RULE: [&str; 12] = [
    "name",
    "action",
    "signals",
    "sources",
    "agents",
    "about",
    "values",
    "except",
    "expired",
    "precedence",
    "valid",
    "source",
];

pub(super) fn read(text: &str, file: &str) -> Result<Policy, PolicyError> {
    let file = File { name: file, text };
    let parsed = file.parse()?;
    let top = Table::top(&file, parsed.get_ref());
    top.only(&TOP)?;
    let mut rules: Vec<Rule> = Vec::new();
    for table in top.tables("rules")? {
        let rule = read_rule(&table)?;
        if rules.iter().any(|earlier| earlier.name == rule.name) {
            let message = format!("there is a rule `{}` already", rule.name);
            return Err(wrong(&table, "name", message));
        }
        rules.push(rule);
    }
    Ok(Policy {
        name: top.must("name", top.text("name")?)?.to_owned(),
        version: top.must("version", top.number("version")?)?,
        date: top.must("date", top.date("date")?)?,
        description: top.text("description")?.unwrap_or_default().to_owned(),
        rules,
        agents: AgentList::shipped().clone(),
        text: text.to_owned(),
    })
}

fn wrong(table: &Table<'_>, key: &str, message: String) -> FileError {
    let span = table
        .get(key)
        .map_or(table.span.clone(), |value| value.span());
    table.wrong(key, span, message)
}

fn read_rule(table: &Table<'_>) -> Result<Rule, FileError> {
    table.only(&RULE)?;
    let name = table.must("name", table.text("name")?)?;
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_';
    if name.is_empty() || !name.bytes().all(plain) {
        let message = format!(
            "the reason `rights.{name}` is made of this name: expected small letters, digits and `_`"
        );
        return Err(wrong(table, "name", message));
    }
    let signals = table.words("signals", Signal::ALL, Signal::as_str)?;
    let signals = table.must("signals", signals)?;
    if signals.is_empty() {
        let message = "`signals` is empty: such a rule meets nothing".to_owned();
        return Err(wrong(table, "signals", message));
    }
    let agents = read_agents(table, &signals)?;
    let expired = table.flag("expired")?;
    if expired && signals != [Signal::RobotsTag] {
        let message = "`expired` speaks of unavailable_after: `signals` must be \
                       [\"robots-tag\"]"
            .to_owned();
        return Err(wrong(table, "expired", message));
    }
    let precedence = table.words("precedence", Source::ALL, Source::as_str)?;
    let valid = strings(table, "valid")?;
    if valid.is_some() && precedence.is_none() {
        let message = "`valid` says which values take part in `precedence`, which is not here";
        return Err(wrong(table, "valid", message.to_owned()));
    }
    Ok(Rule {
        name: name.to_owned(),
        reason: super::reason(name),
        action: read_action(table)?,
        sources: table.words("sources", Source::ALL, Source::as_str)?,
        agents,
        about: strings(table, "about")?,
        values: strings(table, "values")?.unwrap_or_else(|| vec!["*".to_owned()]),
        except: strings(table, "except")?.unwrap_or_default(),
        expired,
        precedence: precedence.unwrap_or_default(),
        valid,
        signals,
        source: table.must("source", table.text("source")?)?.to_owned(),
    })
}

fn read_action(table: &Table<'_>) -> Result<Action, FileError> {
    let Some(word) = table.text("action")? else {
        return Ok(Action::Drop);
    };
    word.parse::<Action>()
        .map_err(|error| wrong(table, "action", error.to_string()))
}

/// `agents` must be there where a scope is an agent, so that nobody has to guess.
fn read_agents(table: &Table<'_>, signals: &[Signal]) -> Result<Addressed, FileError> {
    if table
        .get("agents")
        .is_some_and(|value| value.get_ref().is_str())
    {
        return match table.text("agents")? {
            Some("any") => Ok(Addressed::Any),
            other => {
                let message = format!(
                    "`agents` is `{}`, expected \"any\" or a list of: {}",
                    other.unwrap_or_default(),
                    Purpose::ALL
                        .iter()
                        .map(|p| p.as_str())
                        .collect::<Vec<_>>()
                        .join(", ")
                );
                Err(wrong(table, "agents", message))
            }
        };
    }
    let purposes = table.words("agents", Purpose::ALL, Purpose::as_str)?;
    let of_agents = signals.iter().find(|signal| signal.of_agents());
    match (purposes, of_agents) {
        (Some(purposes), _) => Ok(Addressed::Of(purposes)),
        (None, None) => Ok(Addressed::Any),
        (None, Some(signal)) => {
            let message = format!(
                "this rule lacks `agents`, as `{signal}` may address one: \"any\", a list of \
                 purposes, or [] for what addresses all"
            );
            Err(table.wrong("agents", table.span.clone(), message))
        }
    }
}

fn strings(table: &Table<'_>, key: &str) -> Result<Option<Vec<String>>, FileError> {
    let texts = table.texts(key)?;
    Ok(texts.map(|texts| {
        let text = |text: toml::Spanned<&str>| text.into_inner().to_owned();
        texts.into_iter().map(text).collect()
    }))
}
