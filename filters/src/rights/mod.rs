//! Reserved rights: reading what the owner of a page declares, and deciding on it.
//!
//! The two are apart. Everything that an archive can tell about a page is [`Evidence`]: headers
//! ([`from_header`]), `meta` elements ([`from_meta`]), links ([`from_link`]), JSON-LD
//! ([`from_json_ld`]), microdata ([`from_markup`]), and the files of its host, [`Robots`] and
//! [`TdmRep`]. It is stored with the document. A [`Policy`], which is a file, decides on stored
//! evidence alone, so that another policy can be asked later without the page.
//!
//! Nothing here fails for what a page says: what cannot be read is kept as it is written where it
//! may matter, and counted in [`Unread`] and [`Notes`].

mod agents;
mod date;
mod evidence;
mod file;
mod json_ld;
mod license;
mod links;
mod pattern;
mod policy;
mod robots;
mod tags;
mod tdm;
mod usage;
mod words;

pub use agents::{Agent, AgentList, Purpose};
pub use date::Moment;
pub use evidence::{Evidence, Evidences, MAX_EVIDENCE, MAX_VALUE, Signal, Source, Unread};
pub use file::FileError;
pub use json_ld::{from_json_ld, from_markup};
pub use license::{License, license};
pub use links::{from_link, from_link_header};
pub use policy::{Action, Policy, PolicyError, UnknownPolicy};
pub use robots::{MAX_ROBOTS, Matched, Notes, Robots};
pub use tdm::{TdmRep, TdmRepError};
pub use words::UnknownWord;

/// Rises when the same page would give other evidence. What a policy makes of it has a version of
/// its own, [`Policy::version`].
pub const VERSION: u16 = 3;

/// Reads one HTTP response field. Call it for every field, and for each repetition of one.
pub fn from_header(name: &str, value: &str, out: &mut Evidences) {
    let is = |known: &str| name.eq_ignore_ascii_case(known);
    if is("x-robots-tag") {
        tags::read(value, Source::Header, None, out);
    } else if is("content-usage") {
        usage::content_usage(value, Source::Header, None, out);
    } else if is("content-signal") {
        usage::content_signal(value, Source::Header, None, out);
    } else if is("link") {
        from_link_header(value, out);
    } else {
        tdm::read(name, value, Source::Header, out);
    }
}

/// Reads one `meta` element: its `name`, `property` or `http-equiv`, and its `content`.
pub fn from_meta(name: &str, content: &str, out: &mut Evidences) {
    let name = name.trim();
    let is = |known: &[&str]| known.iter().any(|known| name.eq_ignore_ascii_case(known));
    let source = Source::Meta;
    if is(&["content-usage"]) {
        usage::content_usage(content, source, None, out);
    } else if is(&["content-signal"]) {
        usage::content_signal(content, source, None, out);
    } else if is(&["copyright", "dcterms.rightsholder", "dc.rightsholder"]) {
        statement(Signal::Copyright, content, out);
    } else if is(LICENSES) {
        statement(Signal::License, content, out);
    } else if is(RIGHTS) {
        // Many write the address of a licence where rights are asked for.
        let licensed = License::of(content).is_some();
        let signal = if licensed {
            Signal::License
        } else {
            Signal::Rights
        };
        statement(signal, content, out);
    } else if !tdm::read(name, content, source, out) {
        tags::read_meta(name, content, out);
    }
}

fn statement(signal: Signal, content: &str, out: &mut Evidences) {
    if !content.trim().is_empty() {
        out.push(signal, Source::Meta, None, content);
    }
}

/// Names of `meta` elements with a licence (DCMI Metadata Terms, `license`).
const LICENSES: &[&str] = &[
    "license",
    "licence",
    "dcterms.license",
    "dcterms:license",
    "dc.license",
    "dc.rights.license",
    "cc:license",
    "og:license",
];

/// Names of `meta` elements with a statement of rights (DCMI Metadata Terms, `rights`,
/// `accessRights`).
const RIGHTS: &[&str] = &[
    "rights",
    "dcterms.rights",
    "dcterms:rights",
    "dc.rights",
    "dc:rights",
    "dcterms.accessrights",
    "dc.accessrights",
];
