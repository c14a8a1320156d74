//! What a page, its response and its site declare, as it was found.

use std::borrow::Cow;
use std::fmt;
use std::ops::Deref;

use serde::{Deserialize, Serialize};

use super::words::words;
use crate::pii::{self, Tags};

/// Longest value and scope that evidence keeps, in bytes.
pub const MAX_VALUE: usize = 200;

/// Most declarations that are kept of one document. Beyond it there is one more, of the signal
/// [`Signal::TooMany`], and [`Unread::beyond`] counts the rest.
pub const MAX_EVIDENCE: usize = 512;

words! {
    /// What kind of declaration it is. What its value may be stands with each.
    Signal, "signal", {
        /// The rule of robots.txt that holds for the path: `Disallow: /x` or `Allow: /x`; the
        /// scope is the agent of the group (RFC 9309, 2.2).
        RobotsTxt = "robots-txt",
        /// robots.txt could not be had for a fault of the server: its status (RFC 9309, 2.3.1.4).
        RobotsTxtUnreachable = "robots-txt-unreachable",
        /// One member of an AIPREF statement, `train-ai=n`; a whole statement where it cannot be
        /// read (draft-ietf-aipref-attach; draft-ietf-aipref-vocab, 6).
        ContentUsage = "content-usage",
        /// One member of a Content Signals statement, `ai-train=no` (contentsignals.org).
        ContentSignal = "content-signal",
        /// One rule of `X-Robots-Tag` or `<meta name="robots">`, lower-cased: `noindex`,
        /// `unavailable_after: DATE`; the scope is the agent that it addresses.
        RobotsTag = "robots-tag",
        /// `1` reserved, `0` not, anything else void (TDMRep, "tdm-reservation").
        TdmReservation = "tdm-reservation",
        /// Address of a policy (TDMRep, "tdm-policy").
        TdmPolicy = "tdm-policy",
        /// Address of an RSL licence (RSL 1.0).
        Rsl = "rsl",
        /// Address or name of a licence.
        License = "license",
        /// A copyright notice.
        Copyright = "copyright",
        /// A statement of rights (DCMI Metadata Terms, `rights`, `accessRights`).
        Rights = "rights",
        /// Terms of use (schema.org `usageInfo`; RFC 6903, 5 `terms-of-service`).
        UsageInfo = "usage-info",
        /// Where a licence can be had (schema.org `acquireLicensePage`).
        AcquireLicense = "acquire-license-page",
        /// schema.org `conditionsOfAccess`.
        ConditionsOfAccess = "conditions-of-access",
        /// schema.org `isAccessibleForFree`: `true` or `false`.
        AccessibleForFree = "accessible-for-free",
        /// More was declared than is kept: the limit.
        TooMany = "too-many",
    }
}

words! {
    /// Where a declaration was found.
    Source, "source", {
        /// A field of the HTTP response.
        Header = "header",
        /// A `meta` element of the page.
        Meta = "meta",
        /// A `link` or `a` element of the page.
        Link = "link",
        /// A JSON-LD script of the page.
        JsonLd = "json-ld",
        /// Microdata or RDFa of the page.
        Markup = "markup",
        /// robots.txt of the host.
        RobotsTxt = "robots.txt",
        /// `/.well-known/tdmrep.json` of the host.
        TdmRep = "tdmrep.json",
        /// The text of the page.
        Text = "text",
        /// An RSL document.
        Rsl = "rsl",
        /// A column of the table that the document was read from.
        Row = "row",
    }
}

/// One declaration by the owner of a page.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Evidence {
    /// What kind.
    pub signal: Signal,
    /// What it is limited to, as written, at most [`MAX_VALUE`] bytes: an agent (`GPTBot`, `*`)
    /// for [`Signal::of_agents`], a path pattern for `tdmrep.json`, the type of the thing
    /// (`ImageObject`) for JSON-LD. None: the whole page, for everybody.
    pub scope: Option<String>,
    /// What is declared, at most [`MAX_VALUE`] bytes.
    pub value: String,
    /// Where.
    pub source: Source,
}

impl Signal {
    /// True where the scope is an agent.
    #[must_use]
    pub const fn of_agents(self) -> bool {
        matches!(
            self,
            Self::RobotsTxt
                | Self::RobotsTxtUnreachable
                | Self::ContentUsage
                | Self::ContentSignal
                | Self::RobotsTag
        )
    }

    /// True where the value is an address or a sentence of the author's, which may name somebody.
    #[must_use]
    pub const fn is_words(self) -> bool {
        matches!(
            self,
            Self::License
                | Self::Copyright
                | Self::Rights
                | Self::UsageInfo
                | Self::AcquireLicense
                | Self::ConditionsOfAccess
        )
    }
}

impl fmt::Display for Evidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.source, self.signal)?;
        if let Some(scope) = &self.scope {
            write!(f, " for {scope}")?;
        }
        write!(f, ": {}", self.value)
    }
}

/// How much of what was declared could not be read. Nothing of it is fatal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Unread {
    /// JSON-LD scripts about rights that are no JSON, or nested deeper than 128.
    pub json_ld: u32,
    /// `Content-Usage` statements that are no dictionary of RFC 9651.
    pub content_usage: u32,
    /// Members of `Content-Signal` that are neither `key=yes` nor `key=no`.
    pub content_signal: u32,
    /// `tdm-reservation` that is neither 0 nor 1.
    pub tdm: u32,
    /// `unavailable_after` without a date that can be read.
    pub date: u32,
    /// `Link` fields, or the rest of one, that do not have the form of RFC 8288.
    pub link: u32,
    /// Declarations beyond [`MAX_EVIDENCE`].
    pub beyond: u32,
}

impl Unread {
    /// All of them together.
    #[must_use]
    pub const fn total(&self) -> u32 {
        self.json_ld
            .saturating_add(self.content_usage)
            .saturating_add(self.content_signal)
            .saturating_add(self.tdm)
            .saturating_add(self.date)
            .saturating_add(self.link)
            .saturating_add(self.beyond)
    }
}

/// The evidence on one document, none twice, in the order of reading.
#[derive(Debug, Clone, Default)]
pub struct Evidences {
    list: Vec<Evidence>,
    /// What could not be read.
    pub unread: Unread,
}

impl Evidences {
    /// Without any.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a declaration, shortened to [`MAX_VALUE`], unless it is there already. In words of the
    /// author's a placeholder stands for personal data: `© Firma, <EMAIL>`.
    pub fn push(&mut self, signal: Signal, source: Source, scope: Option<&str>, value: &str) {
        let value = if signal.is_words() {
            without_personal_data(value)
        } else {
            Cow::Borrowed(value)
        };
        let (scope, value) = (scope.map(shorten), shorten(&value));
        let same = |e: &Evidence| {
            e.signal == signal
                && e.source == source
                && e.value == value
                && e.scope.as_deref() == scope
        };
        if self.list.len() > MAX_EVIDENCE {
            self.unread.beyond = self.unread.beyond.saturating_add(1);
        } else if !self.list.iter().any(same) {
            if self.list.len() < MAX_EVIDENCE {
                let (scope, value) = (scope.map(str::to_owned), value.to_owned());
                self.list.push(Evidence {
                    signal,
                    scope,
                    value,
                    source,
                });
            } else {
                self.unread.beyond = self.unread.beyond.saturating_add(1);
                self.list.push(Evidence {
                    signal: Signal::TooMany,
                    scope: None,
                    value: MAX_EVIDENCE.to_string(),
                    source,
                });
            }
        }
    }

    /// The declarations alone.
    #[must_use]
    pub fn into_vec(self) -> Vec<Evidence> {
        self.list
    }
}

impl Deref for Evidences {
    type Target = [Evidence];

    fn deref(&self) -> &[Evidence] {
        &self.list
    }
}

/// How much of a value is looked at for personal data: enough that none is cut at [`MAX_VALUE`].
const LOOKED_AT: usize = 4 * MAX_VALUE;

/// Evidence goes into the dataset as it is, so it must not bring back what the text has lost.
fn without_personal_data(value: &str) -> Cow<'_, str> {
    let value = beginning(value.trim(), LOOKED_AT);
    let spans = pii::find(value, None);
    if spans.is_empty() {
        return Cow::Borrowed(value);
    }
    Cow::Owned(pii::redact(value, &spans, &Tags).0)
}

/// A value as evidence keeps it.
pub(super) fn shorten(value: &str) -> &str {
    beginning(value.trim(), MAX_VALUE).trim_end()
}

/// At most so many bytes, cut between characters.
fn beginning(value: &str, most: usize) -> &str {
    if value.len() <= most {
        return value;
    }
    let shorter = (0..=most).rev().find_map(|end| value.get(..end));
    shorter.unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_round_trip() {
        for &signal in Signal::ALL {
            assert_eq!(signal.as_str().parse(), Ok(signal));
        }
        for &source in Source::ALL {
            assert_eq!(source.as_str().parse(), Ok(source));
        }
        let error = "head".parse::<Source>().unwrap_err().to_string();
        assert!(
            error.starts_with("unknown source `head`, expected one of: header, meta,"),
            "{error}"
        );
    }

    #[test]
    fn evidence_is_kept_once_short_and_not_without_end() {
        let mut out = Evidences::new();
        for _ in 0..2 {
            out.push(Signal::Rights, Source::Meta, None, &"é".repeat(150));
        }
        assert_eq!(out.len(), 1);
        assert_eq!(out[0].value, "é".repeat(100));
        for i in 0..600 {
            out.push(Signal::Rights, Source::Meta, None, &i.to_string());
        }
        assert_eq!(out.len(), MAX_EVIDENCE + 1);
        assert_eq!(out.last().map(|e| e.signal), Some(Signal::TooMany));
        assert_eq!(out.unread.beyond, 601 - 512);
    }

    #[test]
    fn personal_data_in_words_is_replaced() {
        let mut out = Evidences::new();
        let mut push = |signal, value: &str| {
            out.push(signal, Source::Meta, None, value);
            out.last().map(|e| e.value.clone()).unwrap_or_default()
        };
        let long = format!("{} anna@firma.cz", "é".repeat(98));
        let cut = format!("{} <EM", "é".repeat(98));
        for (signal, value, want) in [
            (
                Signal::Copyright,
                "© Anna, anna@firma.cz",
                "© Anna, <EMAIL>",
            ),
            (Signal::License, "mailto:anna@firma.cz", "mailto:<EMAIL>"),
            (
                Signal::License,
                "https://x.eu/l?v=4.0",
                "https://x.eu/l?v=4.0",
            ),
            (Signal::Copyright, long.as_str(), cut.as_str()),
            (Signal::TdmReservation, "1", "1"),
        ] {
            assert_eq!(push(signal, value), want);
        }
    }

    #[test]
    fn evidence_survives_json() {
        let evidence = Evidence {
            signal: Signal::RobotsTxt,
            scope: Some("GPTBot".to_owned()),
            value: "Disallow: /".to_owned(),
            source: Source::RobotsTxt,
        };
        let json = serde_json::to_string(&evidence).unwrap();
        assert_eq!(
            json,
            r#"{"signal":"robots-txt","scope":"GPTBot","value":"Disallow: /","source":"robots.txt"}"#
        );
        assert_eq!(serde_json::from_str::<Evidence>(&json).unwrap(), evidence);
    }
}
