//! Section 3: what was done with the data.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::manifest::Resource;
use crate::provider::Answer;
use crate::rights::Named;

/// Section 3.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Processing {
    /// Section 3.1.
    pub rights: RightsPart,
    /// Section 3.2.
    pub illegal: Illegal,
    /// Section 3.3.
    pub other: Other,
}

/// Section 3.1: reservations of rights for text and data mining.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RightsPart {
    /// What the run did; null where it did not look at rights.
    pub applied: Option<RightsApplied>,
    /// Whether the provider signed the Code of Practice.
    pub code_of_practice: Answer<bool>,
    /// Where its copyright policy is.
    pub copyright_url: Answer<String>,
    /// What it did beside.
    pub measures: Answer<String>,
    /// Where rightsholders complain.
    pub complaints: Answer<String>,
}

/// Reservations that the run looked for and decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RightsApplied {
    /// The policy that decided.
    pub policy: Named,
    /// The list of crawlers whose rules count.
    pub agents: Named,
    /// Documents looked at.
    pub documents: u64,
    /// Those of sites whose robots.txt was asked for.
    pub with_robots: u64,
    /// Those with any declaration.
    pub with_evidence: u64,
    /// Those removed for it.
    pub removed: u64,
    /// What was declared, by signal.
    pub signals: Vec<Signal>,
    /// Removed documents by the policy's rule.
    pub rules: Vec<Reason>,
}

/// A kind of declaration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Signal {
    /// Its name in the dataset.
    pub signal: String,
    /// The protocol that it is of; empty for one that this version does not know.
    pub protocol: String,
    /// Documents with it.
    pub documents: u64,
    /// Documents removed because of it.
    pub removed: u64,
}

/// Documents removed for a reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Reason {
    /// The reason.
    pub reason: String,
    /// Documents.
    pub documents: u64,
}

/// Section 3.2: illegal content.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Illegal {
    /// Lists of sites and words that documents were removed by, each with its digest.
    pub lists: Vec<Resource>,
    /// Documents removed by them.
    pub removed: Vec<Reason>,
    /// What the provider did beside.
    pub measures: Answer<String>,
}

/// Section 3.3: other processing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Other {
    /// Places with personal data that were found, by kind.
    pub personal_data: Vec<PersonalKind>,
    /// Documents removed, by the family of the reason: `quality`, `dedup`, ….
    pub removed: Vec<Reason>,
    /// Models and profiles that decided, each with its digest.
    pub resources: Vec<Resource>,
}

/// Personal data of one kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PersonalKind {
    /// The kind.
    pub kind: String,
    /// Places found in documents that were measured.
    pub found: u64,
    /// Places in the dataset that are marked or replaced.
    pub handled: u64,
    /// What the profiles do with it.
    pub actions: Vec<String>,
}

/// The protocol of a signal, in words.
pub(super) fn protocol(signal: &str) -> &'static str {
    match signal {
        "robots-txt" | "robots-txt-unreachable" => "robots.txt (RFC 9309)",
        "robots-tag" => "X-Robots-Tag and <meta name=robots>",
        "tdm-reservation" | "tdm-policy" => "TDM Reservation Protocol (W3C Community Group)",
        "content-usage" => "Content-Usage (IETF AIPREF)",
        "content-signal" => "Content-Signal (contentsignals.org)",
        "rsl" => "RSL 1.0",
        "license" | "copyright" | "rights" => "licence and copyright statements",
        "accessible-for-free" | "usage-info" | "acquire-license-page" | "conditions-of-access" => {
            "schema.org"
        }
        _ => "",
    }
}
