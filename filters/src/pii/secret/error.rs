//! What may be wrong with rules for secrets.

/// Why rules cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum RulesError {
    /// The file is no TOML, or lacks what every rule must have.
    #[error("{0}")]
    Toml(String),
    /// A shape of the shipped file.
    #[error("rule {rule}: cannot read the shape `{shape}`")]
    Shape {
        /// Name of the rule.
        rule: String,
        /// As the file has it.
        shape: String,
    },
    /// The automaton of literals.
    #[error("{0}")]
    Search(String),
}

impl RulesError {
    pub(super) fn toml(error: toml::de::Error) -> Self {
        Self::Toml(error.to_string())
    }

    pub(super) fn search(error: aho_corasick::BuildError) -> Self {
        Self::Search(error.to_string())
    }
}
