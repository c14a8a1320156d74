//! The names of crawlers.

/// Product tokens of crawlers that collect text to train models, as their operators publish them.
/// Agents that only answer a user's question (ChatGPT-User, OAI-SearchBot) are not among them.
pub const AI_AGENTS: &[&str] = &[
    "AI2Bot",
    "Ai2Bot-Dolma",
    "Amazonbot",
    "anthropic-ai",
    "Applebot-Extended",
    "Bytespider",
    "CCBot",
    "Claude-Web",
    "ClaudeBot",
    "cohere-ai",
    "cohere-training-data-crawler",
    "Diffbot",
    "FacebookBot",
    "Google-Extended",
    "GPTBot",
    "ICC-Crawler",
    "ImagesiftBot",
    "img2dataset",
    "Kangaroo Bot",
    "meta-externalagent",
    "omgili",
    "omgilibot",
    "PanguBot",
    "PerplexityBot",
    "SBIntuitionsBot",
    "Timpibot",
];

/// Crawlers of search engines whose name does not say that they are one.
const SEARCH_AGENTS: &[&str] = &[
    "baiduspider",
    "duckassistbot",
    "google",
    "slurp",
    "teoma",
    "yandex",
    "yahoo",
];

/// True for an agent that collects text to train models; case is ignored (RFC 9309, 2.2.1).
pub fn is_ai_agent(name: &str) -> bool {
    AI_AGENTS
        .iter()
        .any(|agent| agent.eq_ignore_ascii_case(name))
}

/// True when the name of a `meta` element is that of a crawler.
pub(super) fn is_agent_name(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    is_ai_agent(name)
        || SEARCH_AGENTS.contains(&lower.as_str())
        || lower.ends_with("bot")
        || lower.starts_with("googlebot")
        || lower.ends_with("crawler")
}
