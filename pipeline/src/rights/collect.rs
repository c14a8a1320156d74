//! All evidence about one document, wherever it stands: its site, its response, its page.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tamis_extract::Page;
use tamis_filters::rights::{self, Evidences, Robots, Signal, Source, TdmRep};
use tamis_warc::Headers;

use super::{Agents, FileKind, Said, Site, Sites};
use crate::stages::RightsFound;

/// Parsed files of sites that are kept for the next page of the same site.
const MOST_PARSED: usize = 256;

/// Properties of schema.org whose names have capitals, which a parsed page no longer has.
const ITEMPROPS: [&str; 5] = [
    "usageInfo",
    "acquireLicensePage",
    "copyrightNotice",
    "conditionsOfAccess",
    "isAccessibleForFree",
];

/// A parsed file of a site.
enum Parsed {
    Robots(Robots),
    TdmRep(TdmRep),
    Unreadable,
}

type Key = (FileKind, usize, u32);

/// Gathers evidence; used by many threads at once.
pub struct Collector {
    sites: Sites,
    agents: Arc<Agents>,
    parsed: Mutex<HashMap<Key, Arc<Parsed>>>,
}

impl Collector {
    /// Asks these sites, for these agents.
    #[must_use]
    pub fn new(sites: Sites, agents: Arc<Agents>) -> Self {
        Self {
            sites,
            agents,
            parsed: Mutex::default(),
        }
    }

    /// What the site of a page said of its path.
    pub fn site(&self, site: &Site, time: u32, found: &mut RightsFound, out: &mut Evidences) {
        if self.sites.is_empty() {
            return;
        }
        for kind in [FileKind::Robots, FileKind::TdmRep] {
            let said = self.sites.find(kind, site.key, time);
            if kind == FileKind::Robots {
                found.with_robots = said != Said::Unknown;
            }
            match said {
                Said::Text(table, number) => match &*self.parsed((kind, table, number)) {
                    Parsed::Robots(robots) => robots.evidence(&site.path, &self.agents.list, out),
                    Parsed::TdmRep(tdmrep) => tdmrep.evidence(&site.path, out),
                    Parsed::Unreadable => found.unreadable.push("tdmrep"),
                },
                Said::Status(status) if kind == FileKind::Robots => {
                    let robots = Robots::of_response(status, b"");
                    robots.evidence(&site.path, &self.agents.list, out);
                }
                Said::Status(_) | Said::Unknown => {}
            }
        }
    }

    fn parsed(&self, key: Key) -> Arc<Parsed> {
        let lock = || self.parsed.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(parsed) = lock().get(&key) {
            return parsed.clone();
        }
        let (kind, table, number) = key;
        let text = self.sites.text(table, number);
        let parsed = Arc::new(match kind {
            FileKind::Robots => Parsed::Robots(Robots::parse(&text)),
            FileKind::TdmRep => TdmRep::parse(&text).map_or(Parsed::Unreadable, Parsed::TdmRep),
        });
        let mut all = lock();
        // Sites come in no order that a finer rule could use.
        if all.len() >= MOST_PARSED {
            all.clear();
        }
        all.insert(key, parsed.clone());
        parsed
    }

    /// What the fields of the response say.
    pub fn headers(&self, headers: &Headers, out: &mut Evidences) {
        for (name, value) in headers.iter() {
            rights::from_header(name, value, out);
        }
    }

    /// What the page itself says: its `meta` elements, links, microdata, JSON-LD and RSL.
    pub fn page(&self, page: &Page<'_>, out: &mut Evidences) {
        for (name, content) in page.meta() {
            rights::from_meta(name, content, out);
        }
        for (name, content) in page.itemprops() {
            let known = ITEMPROPS
                .iter()
                .find(|known| name.eq_ignore_ascii_case(known));
            rights::from_markup(known.unwrap_or(&name), content, out);
        }
        for link in page.rights_links() {
            rights::from_link(&link.rel, &link.kind, &link.href, out);
            rights::from_markup(&link.property, &link.href, out);
            // Nothing says what of the page is under that licence: often it is an image.
            if link.rel.is_empty() && link.property.is_empty() {
                out.push(Signal::License, Source::Text, None, &link.href);
            }
        }
        for document in page.rsl() {
            out.push(Signal::Rsl, Source::Rsl, None, document);
        }
        for script in page.json_ld() {
            rights::from_json_ld(script, out);
        }
    }
}
