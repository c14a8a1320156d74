//! Any bytes as a robots.txt, and a path to ask it about: the rest after the last NUL.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tamis_filters::rights::{AgentList, Evidences, Robots, Signal};

fuzz_target!(|data: &[u8]| {
    let split = data.iter().rposition(|&b| b == 0);
    let (file, path) = match split {
        Some(at) => (&data[..at], String::from_utf8_lossy(&data[at + 1..])),
        None => (data, "/a/b.html?c=d".into()),
    };
    let robots = Robots::parse(file);
    let notes = robots.notes();
    assert!(notes.unknown <= notes.lines && notes.outside <= notes.lines);
    let mut out = Evidences::new();
    robots.evidence(&path, AgentList::shipped(), &mut out);
    for e in out.iter().filter(|e| e.signal == Signal::RobotsTxt) {
        let agent = e.scope.as_deref().unwrap_or_default();
        let end = |c: char| c.is_whitespace() || c == '/';
        let token = agent.split(end).next().unwrap_or(agent);
        assert!(e.value.starts_with("Allow: ") || e.value.starts_with("Disallow: "));
        if token.len() < 200 {
            assert_eq!(e.value.starts_with("Allow: "), robots.allows(token, &path));
        }
    }
});
