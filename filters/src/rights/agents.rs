//! The names of crawlers, and what each collects pages for.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::Serialize;

use super::file::{File, FileError, Table};
use super::words::words;

words! {
    /// What an agent collects pages for.
    Purpose, "purpose", {
        /// Text that models are trained on.
        Training = "training",
        /// Copies for anybody, whatever for.
        Archive = "archive",
        /// Pages to be found, by a search engine or for the answers of an assistant.
        Search = "search",
        /// One page, because a user asked.
        Assistant = "assistant",
    }
}

/// One agent of an [`AgentList`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Agent {
    /// The token that robots.txt names it by.
    pub name: String,
    /// What it collects pages for.
    pub purpose: Purpose,
    /// Who says so: a host, or the name of a catalogue.
    pub source: String,
}

/// A dated list of agents: which groups of robots.txt are read, and which agents a policy means.
#[derive(Debug, Clone)]
pub struct AgentList {
    name: String,
    date: String,
    agents: Vec<Agent>,
    /// By lower-cased name, and by its product token where that is shorter.
    places: HashMap<String, usize>,
}

static SHIPPED: LazyLock<AgentList> = LazyLock::new(|| {
    let list = AgentList::parse(include_str!("../../rights/agents.toml"), "agents.toml");
    // A test reads it.
    list.unwrap_or_else(|_| AgentList::empty())
});

impl AgentList {
    fn empty() -> Self {
        Self {
            name: String::new(),
            date: String::new(),
            agents: Vec::new(),
            places: HashMap::new(),
        }
    }

    /// The list that comes with this crate, `filters/rights/agents.toml`.
    #[must_use]
    pub fn shipped() -> &'static Self {
        &SHIPPED
    }

    /// Reads a list: `name`, `date`, and a table for each [`Purpose`] of agents and sources.
    /// `file` is the name for messages.
    ///
    /// # Errors
    /// The first mistake, with its line.
    pub fn parse(text: &str, file: &str) -> Result<Self, FileError> {
        let file = File { name: file, text };
        let parsed = file.parse()?;
        let top = Table::top(&file, parsed.get_ref());
        let purposes = Purpose::ALL.iter().map(|purpose| purpose.as_str());
        top.only(
            &["name", "date"]
                .into_iter()
                .chain(purposes)
                .collect::<Vec<_>>(),
        )?;
        let mut list = Self {
            name: top.must("name", top.text("name")?)?.to_owned(),
            date: top.must("date", top.date("date")?)?,
            ..Self::empty()
        };
        for &purpose in Purpose::ALL {
            let Some(section) = top.table_of(purpose.as_str())? else {
                continue;
            };
            for (name, value) in section.table.iter() {
                let name: &str = name.get_ref();
                let source = section.must(name, section.text(name)?)?.to_owned();
                let place = list.agents.len();
                if list
                    .places
                    .insert(name.to_ascii_lowercase(), place)
                    .is_some()
                {
                    let message = format!("the agent `{name}` is in the list already");
                    return Err(section.wrong(name, value.span(), message));
                }
                list.agents.push(Agent {
                    name: name.to_owned(),
                    purpose,
                    source,
                });
            }
        }
        for (place, agent) in list.agents.iter().enumerate() {
            let token = product_token(&agent.name).to_ascii_lowercase();
            list.places.entry(token).or_insert(place);
        }
        Ok(list)
    }

    /// The name of the list.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The day that the list was made, `2026-11-27`.
    #[must_use]
    pub fn date(&self) -> &str {
        &self.date
    }

    /// The agents, in the order of the file.
    #[must_use]
    pub fn agents(&self) -> &[Agent] {
        &self.agents
    }

    /// The agent of a name; case is ignored (RFC 9309, 2.2.1), and so is what follows the product
    /// token: `GPTBot/1.2`.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Agent> {
        let find = |name: &str| self.places.get(&name.to_ascii_lowercase());
        let name = name.trim();
        let place = find(name).or_else(|| find(product_token(name)))?;
        self.agents.get(*place)
    }
}

/// A name up to the first space or slash: robots.txt writes `Kangaroo Bot` and `Googlebot/2.1` where
/// a token has neither (RFC 9309, 2.2.1). Digits and dots, which a token may not have either, stay:
/// agents are named `AI2Bot` and `panscient.com`.
pub(super) fn product_token(name: &str) -> &str {
    let end = name.find(|c: char| c.is_whitespace() || c == '/');
    end.and_then(|end| name.get(..end)).unwrap_or(name)
}

/// True when the name of a `meta` element is that of a crawler: one of the shipped list, or one that
/// says so itself.
pub(super) fn is_agent_name(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    let says = ["bot", "crawler", "spider", "-extended"];
    name.len() <= 64
        && (AgentList::shipped().get(name).is_some()
            || lower.starts_with("googlebot")
            || says.iter().any(|end| lower.ends_with(end)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_list_is_read() {
        let list = AgentList::parse(include_str!("../../rights/agents.toml"), "agents.toml");
        let list = list.unwrap();
        assert_eq!(list.agents().len(), AgentList::shipped().agents().len());
        assert!(list.agents().len() > 80);
        for (name, want) in [
            ("gptbot", Some(Purpose::Training)),
            ("GPTBot/1.2", Some(Purpose::Training)),
            ("Kangaroo Bot", Some(Purpose::Training)),
            ("kangaroo", Some(Purpose::Training)),
            ("CCBot", Some(Purpose::Training)),
            ("ChatGPT-User", Some(Purpose::Assistant)),
            ("Googlebot", Some(Purpose::Search)),
            ("ia_archiver", Some(Purpose::Archive)),
            ("AhrefsBot", None),
            ("", None),
        ] {
            assert_eq!(list.get(name).map(|agent| agent.purpose), want, "{name}");
        }
    }

    #[test]
    fn mistakes_have_a_line() {
        for (text, want) in [
            (
                "name = \"x\"\ndate = \"2026-11-27\"\n[traning]\n",
                "a.toml:3:2: unknown key `traning`, expected one of: name, date, training, \
                 archive, search, assistant; did you mean `training`?",
            ),
            (
                "name = \"x\"\ndate = \"soon\"\n",
                "a.toml:2:8: `date` must be a date such as 2026-11-27, not string",
            ),
            (
                "name = \"x\"\ndate = 2026-11-27\n[search]\nA = \"x\"\n[training]\na = \"y\"\n",
                "the agent `A` is in the list already",
            ),
            ("name = \"x\"\n", "a.toml:1:1: the file lacks `date`"),
        ] {
            let error = AgentList::parse(text, "a.toml").unwrap_err().to_string();
            assert!(error.contains(want), "{error}");
        }
    }
}
