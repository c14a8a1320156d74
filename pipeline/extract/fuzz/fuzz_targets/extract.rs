//! Any bytes decode, parse and give a text, the same text twice, and no more of it than there
//! are bytes; its Markdown and metadata can be made.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tamis_extract::charset::{Hints, decode};
use tamis_extract::{MarkdownOptions, Mode, Page, mojibake};

fuzz_target!(|data: &[u8]| {
    let decoded = decode(data, &Hints::default());
    let html = mojibake::repair(&decoded.text).text;
    let page = Page::parse(&html);
    let (main, all) = (page.main_text(), page.all_text());
    // The shortest reference with a long value, `&gg`, is as long as its value; what is put
    // between blocks has a tag or more in its place.
    assert!(
        all.len() <= 2 * html.len(),
        "{} of {}",
        all.len(),
        html.len()
    );
    assert!(
        main.len() <= 2 * html.len(),
        "{} of {}",
        main.len(),
        html.len()
    );
    assert!(page.text(Mode::Recall).len() <= 2 * html.len());
    let options = MarkdownOptions { emphasis: true };
    let markdown = page.markdown(Mode::AllText, &options);
    let _ = page.metadata();
    // What speaks of rights: no more of it than the page has.
    let pairs = page.meta().chain(page.itemprops());
    let links = page.rights_links();
    let read = pairs
        .map(|(name, value)| name.len() + value.len())
        .sum::<usize>()
        + links
            .map(|l| l.rel.len() + l.kind.len() + l.property.len() + l.href.len())
            .sum::<usize>()
        + page
            .json_ld()
            .chain(page.rsl())
            .map(str::len)
            .sum::<usize>();
    // One attribute may stand for several things, as `rel` and `itemprop` of one element.
    assert!(read <= 16 * html.len(), "{read} of {}", html.len());
    let again = Page::parse(&html);
    assert_eq!(again.markdown(Mode::AllText, &options), markdown);
    assert_eq!(again.main_text(), main);
    assert_eq!(again.all_text(), all);
});
