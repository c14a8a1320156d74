//! Any bytes as a robots.txt, which says the same when it is reduced. The path is the rest after the
//! last NUL.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tamis_filters::rights::{AgentList, Evidences, Robots};

fuzz_target!(|data: &[u8]| {
    let split = data.iter().rposition(|&b| b == 0);
    let (file, path) = match split {
        Some(at) => (&data[..at], String::from_utf8_lossy(&data[at + 1..])),
        None => (data, "/a/b.html?c=d".into()),
    };
    let agents = AgentList::shipped();
    let read = Robots::parse(file);
    let (reduced, notes) = Robots::reduce(file, agents);
    assert_eq!(notes, *read.notes());
    let (mut want, mut got) = (Evidences::new(), Evidences::new());
    read.evidence(&path, agents, &mut want);
    Robots::parse(&reduced).evidence(&path, agents, &mut got);
    assert_eq!(got.unread, want.unread);
    assert_eq!(got.into_vec(), want.into_vec());
    // UTF-16 is written as UTF-8, which is longer for some.
    if !notes.utf16 {
        assert!(reduced.len() <= file.len() + 1);
    }
    assert_eq!(Robots::reduce(&reduced, agents).0, reduced);
});
