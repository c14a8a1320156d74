//! What a site said at the time of a page, from several tables together.

use std::sync::Arc;

use super::table::{Answer, FileKind, Table};

/// Redirections that are followed (RFC 9309, 2.3.1.2: at least five).
const MOST_REDIRECTS: usize = 5;

/// What a site said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Said {
    /// Nobody asked it, as far as the tables know.
    Unknown,
    /// A text: its table and its number in there.
    Text(usize, u32),
    /// No file: the status of the response; 3xx for a redirection that leads nowhere.
    Status(u16),
}

/// Several tables, asked as one.
#[derive(Debug, Clone, Default)]
pub struct Sites {
    tables: Vec<Arc<Table>>,
}

impl Sites {
    /// These tables; of answers of one second that of the first table counts.
    #[must_use]
    pub fn new(tables: Vec<Arc<Table>>) -> Self {
        Self { tables }
    }

    /// Whether no site answered.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.tables.iter().all(|table| table.is_empty())
    }

    /// What a site said that holds for a page fetched at `time` (seconds since 1970).
    #[must_use]
    pub fn find(&self, kind: FileKind, site: u64, time: u32) -> Said {
        let mut site = site;
        let mut said = Said::Unknown;
        for _ in 0..=MOST_REDIRECTS {
            match self.best(kind, site, time) {
                None => return said,
                Some((table, Answer::Text(number))) => return Said::Text(table, number),
                Some((_, Answer::Status(status))) => return Said::Status(status),
                Some((_, Answer::Elsewhere(target))) => {
                    site = target;
                    said = Said::Status(301);
                }
            }
        }
        said
    }

    fn best(&self, kind: FileKind, site: u64, time: u32) -> Option<(usize, Answer)> {
        let answers = self
            .tables
            .iter()
            .enumerate()
            .filter_map(|(number, table)| {
                let (answer, asked) = table.find(kind, site, time)?;
                Some((asked, number, answer))
            });
        // Before the page the later one is better, after it the earlier one.
        let distance = |asked: u32| match asked <= time {
            true => (0, time - asked),
            false => (1, asked - time),
        };
        let best = answers.min_by_key(|(asked, number, _)| (distance(*asked), *number));
        best.map(|(_, number, answer)| (number, answer))
    }

    /// A text.
    #[must_use]
    pub fn text(&self, table: usize, number: u32) -> Vec<u8> {
        let table = self.tables.get(table);
        table.map(|table| table.text(number)).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::super::Builder;
    use super::*;

    #[test]
    fn tables_are_asked_as_one_and_redirections_followed() {
        let kind = FileKind::Robots;
        let mut one = Builder::new().unwrap();
        one.text(kind, 1, 10, b"a").unwrap();
        one.elsewhere(kind, 2, 10, 1).unwrap();
        one.elsewhere(kind, 3, 10, 3).unwrap();
        one.elsewhere(kind, 4, 10, 99).unwrap();
        one.status(kind, 5, 40, 503).unwrap();
        let mut two = Builder::new().unwrap();
        two.text(kind, 1, 20, b"b").unwrap();
        two.text(kind, 5, 0, b"c").unwrap();
        let sites = Sites::new(vec![
            Arc::new(one.finish().unwrap()),
            Arc::new(two.finish().unwrap()),
        ]);
        assert_eq!(sites.find(kind, 1, 15), Said::Text(0, 0));
        assert_eq!(sites.find(kind, 1, 25), Said::Text(1, 0));
        assert_eq!(sites.find(kind, 1, 5), Said::Text(0, 0));
        assert_eq!(sites.find(kind, 2, 25), Said::Text(1, 0));
        assert_eq!(sites.find(kind, 3, 25), Said::Status(301));
        assert_eq!(sites.find(kind, 4, 25), Said::Status(301));
        assert_eq!(sites.find(kind, 5, 39), Said::Text(1, 1));
        assert_eq!(sites.find(kind, 5, 40), Said::Status(503));
        assert_eq!(sites.find(kind, 6, 40), Said::Unknown);
    }
}
