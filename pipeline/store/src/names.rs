//! Names of hosts. A name that was never found is most likely mistyped, or this machine has no network: waiting
//! a minute for it helps nobody. One that was found before and is not now is a failure that may pass.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

/// What the system's C library says before the reason.
const SAID_ALREADY: &str = "failed to lookup address information: ";

/// The system's way to look names up, which keeps in mind those that it found.
#[derive(Clone, Debug, Default)]
pub(crate) struct Names(Arc<Mutex<HashSet<String>>>);

/// A host whose name has no address.
#[derive(Debug, thiserror::Error)]
#[error("the host name {host} does not resolve: {}", reason(source))]
pub(crate) struct Unresolved {
    pub(crate) host: String,
    /// It did resolve, earlier in this process.
    pub(crate) did: bool,
    source: std::io::Error,
}

fn reason(error: &std::io::Error) -> String {
    let text = error.to_string();
    text.strip_prefix(SAID_ALREADY).unwrap_or(&text).to_owned()
}

impl Names {
    /// Keeps what a look-up gave in mind, or says what is wrong with the name.
    fn noted<T>(&self, host: String, found: std::io::Result<T>) -> Result<T, Unresolved> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match found {
            Ok(found) => {
                known.insert(host);
                Ok(found)
            }
            Err(source) => Err(Unresolved {
                did: known.contains(&host),
                host,
                source,
            }),
        }
    }
}

impl Resolve for Names {
    fn resolve(&self, name: Name) -> Resolving {
        let (names, host) = (self.clone(), name.as_str().to_owned());
        Box::pin(async move {
            let found = tokio::net::lookup_host((host.as_str(), 0)).await;
            let found = found.map(Iterator::collect::<Vec<_>>);
            match names.noted(host, found) {
                Ok(addresses) => Ok(Box::new(addresses.into_iter()) as Addrs),
                Err(unresolved) => {
                    Err(Box::new(unresolved) as Box<dyn std::error::Error + Send + Sync>)
                }
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_that_was_found_before_is_told_from_one_that_never_was() {
        let names = Names::default();
        let host = || "archive.example".to_owned();
        let none = || std::io::Error::other(format!("{SAID_ALREADY}Name or service not known"));
        let never = names.noted(host(), Err::<(), _>(none())).unwrap_err();
        assert!(!never.did);
        assert_eq!(
            never.to_string(),
            "the host name archive.example does not resolve: Name or service not known"
        );
        names.noted(host(), Ok(())).unwrap();
        assert!(names.noted(host(), Err::<(), _>(none())).unwrap_err().did);
    }
}
