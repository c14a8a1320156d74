//! From evidence to a verdict.

use std::fmt;
use std::str::FromStr;

use super::agents::is_ai_agent;
use super::tdm::{Reservation, resolve};
use super::{Evidence, Place};
use crate::{Removal, Verdict};

/// Which reservations are honoured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Policy {
    /// Those that address any agent, and values that cannot be read.
    Strict,
    /// Those that address all agents or one that collects training data.
    #[default]
    Standard,
    /// None: evidence is recorded, nothing is dropped.
    RecordOnly,
}

impl Policy {
    /// The name in a config.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Strict => "strict",
            Self::Standard => "standard",
            Self::RecordOnly => "record-only",
        }
    }
}

impl fmt::Display for Policy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A name that is no [`Policy`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown rights policy `{0}`, expected strict, standard or record-only")]
pub struct UnknownPolicy(pub String);

impl FromStr for Policy {
    type Err = UnknownPolicy;

    fn from_str(name: &str) -> Result<Self, UnknownPolicy> {
        let all = [Self::Strict, Self::Standard, Self::RecordOnly];
        let known = all.into_iter().find(|policy| policy.as_str() == name);
        known.ok_or_else(|| UnknownPolicy(name.to_owned()))
    }
}

/// Drops the page for `rights.noindex`, `rights.noai` or `rights.tdm`, asked in that order, or
/// keeps it. `noimageai`, `noarchive` and `nosnippet` do not concern text for training.
pub fn decide(evidence: &[Evidence], policy: Policy) -> Verdict {
    if policy == Policy::RecordOnly {
        return Verdict::Keep;
    }
    let strict = policy == Policy::Strict;
    let concerns = |e: &&Evidence| strict || e.agent.as_deref().is_none_or(is_ai_agent);
    let declared = |signals: &[&str]| {
        evidence
            .iter()
            .filter(concerns)
            .find(|e| signals.contains(&e.signal))
    };
    if let Some(e) = declared(&["noindex", "none"]) {
        return removal("rights.noindex", e);
    }
    if let Some(e) = declared(&["noai"]) {
        return removal("rights.noai", e);
    }
    match resolve(evidence, strict) {
        Reservation::Reserved(e) => removal("rights.tdm", e),
        Reservation::Open => Verdict::Keep,
    }
}

fn removal(reason: &'static str, e: &Evidence) -> Verdict {
    let place = match e.place {
        Place::Header => "header",
        Place::Meta => "meta",
    };
    let agent = e
        .agent
        .as_deref()
        .map(|agent| format!(" for {agent}"))
        .unwrap_or_default();
    let detail = Some(format!("{place} {}{agent}: {}", e.signal, e.value));
    Verdict::Drop(Removal {
        reason,
        value: None,
        threshold: None,
        detail,
    })
}

#[cfg(test)]
mod tests {
    use super::super::{from_header, from_meta};
    use super::*;

    /// Reasons under standard and strict; `h:` and `m:` name header and meta.
    fn reasons(lines: &[&str]) -> [Option<&'static str>; 2] {
        let mut evidence = Vec::new();
        for line in lines {
            let (place, rest) = line.split_once(':').unwrap();
            let (name, value) = rest.split_once('=').unwrap();
            let read = if place == "h" { from_header } else { from_meta };
            read(name, value, &mut evidence);
        }
        assert_eq!(decide(&evidence, Policy::RecordOnly), Verdict::Keep);
        [Policy::Standard, Policy::Strict].map(|policy| match decide(&evidence, policy) {
            Verdict::Drop(removal) => Some(removal.reason),
            _ => None,
        })
    }

    #[test]
    fn each_declaration_under_each_policy() {
        let (index, ai, tdm) = (
            Some("rights.noindex"),
            Some("rights.noai"),
            Some("rights.tdm"),
        );
        for (lines, want) in [
            (&["h:X-Robots-Tag=noindex"][..], [index, index]),
            (&["m:robots=none"], [index, index]),
            (&["m:robots=noai"], [ai, ai]),
            (&["h:x-robots-tag=GPTBot: noai"], [ai, ai]),
            (&["h:x-robots-tag=ccbot: noindex"], [index, index]),
            (&["h:x-robots-tag=googlebot: noindex"], [None, index]),
            (&["m:googlebot=noindex"], [None, index]),
            (&["m:robots=noimageai, noarchive, nosnippet"], [None, None]),
            (&["m:robots=noai", "h:X-Robots-Tag=noindex"], [index, index]),
            (&["h:TDM-Reservation=1"], [tdm, tdm]),
            (&["h:tdm-reservation= 1 "], [tdm, tdm]),
            (&["h:tdm-reservation=0"], [None, None]),
            (&["h:tdm-reservation=yes"], [None, tdm]),
            (&["h:tdm-reservation="], [None, tdm]),
            (&["h:tdm-reservation=0, 1"], [tdm, tdm]),
            (&["m:tdm-reservation=1"], [tdm, tdm]),
            (
                &["m:tdm-reservation=0", "h:tdm-reservation=1"],
                [None, None],
            ),
            (&["m:tdm-reservation=1", "h:tdm-reservation=0"], [tdm, tdm]),
            (&["m:tdm-reservation=x", "h:tdm-reservation=1"], [tdm, tdm]),
            (&["h:tdm-policy=https://x.eu/p"], [None, None]),
            (&["h:content-type=noindex"], [None, None]),
            (&[], [None, None]),
        ] {
            assert_eq!(reasons(lines), want, "{lines:?}");
        }
    }

    #[test]
    fn the_ledger_says_what_was_found_and_where() {
        let mut evidence = Vec::new();
        from_header("X-Robots-Tag", "GPTBot: noai", &mut evidence);
        let Verdict::Drop(removal) = decide(&evidence, Policy::Standard) else {
            panic!()
        };
        assert_eq!(
            removal.detail.as_deref(),
            Some("header noai for GPTBot: GPTBot: noai")
        );
    }

    #[test]
    fn names_round_trip() {
        for policy in [Policy::Strict, Policy::Standard, Policy::RecordOnly] {
            assert_eq!(policy.as_str().parse(), Ok(policy));
        }
        assert!("lax".parse::<Policy>().is_err());
    }
}
