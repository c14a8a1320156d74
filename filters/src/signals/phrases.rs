//! The phrases that C4's rules on lines look for.

use std::sync::LazyLock;

use memchr::memmem::Finder;

/// What is looked for in the folded text, and the rule that it belongs to.
static PHRASES: LazyLock<[(Finder<'static>, Phrase); 6]> = LazyLock::new(|| {
    [
        ("lorem ipsum", Phrase::Lorem),
        ("javascript", Phrase::Script),
        ("{", Phrase::Curly),
        ("terms of use", Phrase::Notice),
        ("privacy policy", Phrase::Notice),
        ("cookie", Phrase::Cookie),
    ]
    .map(|(phrase, rule)| (Finder::new(phrase), rule))
});

/// The rule that a phrase belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Phrase {
    Lorem,
    Script,
    Curly,
    Notice,
    /// A notice if what stands around it says so.
    Cookie,
}

/// Whether the "cookie" at `at` is one of "cookie policy", "uses cookies", "use of cookies" and "use
/// cookies".
fn is_notice(folded: &[u8], at: usize) -> bool {
    let (before, from) = folded.split_at_checked(at).unwrap_or_default();
    from.starts_with(b"cookie policy")
        || from.starts_with(b"cookies")
            && [&b"uses "[..], b"use of ", b"use "]
                .iter()
                .any(|verb| before.ends_with(verb))
}

/// Finds all phrases of a text with its ASCII in lower case: where each begins, in order, and its rule.
pub(super) fn find(folded: &[u8], found: &mut Vec<(usize, Phrase)>) {
    found.clear();
    for (finder, rule) in &*PHRASES {
        let places = finder.find_iter(folded);
        found.extend(places.filter_map(|at| match rule {
            Phrase::Cookie => is_notice(folded, at).then_some((at, Phrase::Notice)),
            _ => Some((at, *rule)),
        }));
    }
    found.sort_unstable();
}
