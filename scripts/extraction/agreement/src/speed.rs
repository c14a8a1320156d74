//! MB/s of tokenizers and parsers over the same decoded pages in memory, CPU time of one thread.

use std::hint::black_box;
use std::time::Duration;

use cpu_time::ThreadTime;
use html5ever::buffer_queue::BufferQueue;
use html5ever::tokenizer::{Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};
use lol_html::{HtmlRewriter, OutputSink, Settings, text};
use tamis_extract::Page;

use crate::pages::Source;
use crate::reference;

/// Takes every token and keeps none.
struct Discard;

impl TokenSink for Discard {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        black_box(&token);
        TokenSinkResult::Continue
    }
}

struct Nowhere;

impl OutputSink for Nowhere {
    fn handle_chunk(&mut self, chunk: &[u8]) {
        black_box(chunk);
    }
}

fn tamis(html: &str) -> usize {
    black_box(&Page::parse(html));
    0
}

fn html5ever_tokens(html: &str) -> usize {
    let input = BufferQueue::default();
    input.push_back(html.into());
    let tokenizer = Tokenizer::new(Discard, TokenizerOpts::default());
    let _ = tokenizer.feed(&input);
    tokenizer.end();
    0
}

fn html5ever_tree(html: &str) -> usize {
    let tree = reference::parse(html);
    black_box(&tree);
    0
}

fn scraper(html: &str) -> usize {
    black_box(&scraper::Html::parse_document(html));
    0
}

fn html5gum(html: &str) -> usize {
    let mut tokens = 0;
    for token in html5gum::Tokenizer::new(html) {
        black_box(&token);
        tokens += 1;
    }
    tokens
}

fn lol_html(html: &str) -> usize {
    let mut bytes = 0;
    let settings = Settings::new().append_element_content_handler(text!("*", |chunk| {
        bytes += chunk.as_str().len();
        Ok(())
    }));
    let mut rewriter = HtmlRewriter::new(settings, Nowhere);
    let _ = rewriter.write(html.as_bytes());
    let _ = rewriter.end();
    bytes
}

fn lol_html_bare(html: &str) -> usize {
    let mut rewriter = HtmlRewriter::new(Settings::new(), Nowhere);
    let _ = rewriter.write(html.as_bytes());
    let _ = rewriter.end();
    0
}

fn tl(html: &str) -> usize {
    black_box(tl::parse(html, tl::ParserOptions::default()).ok());
    0
}

type Run = fn(&str) -> usize;

const RUNS: &[(&str, &str, Run)] = &[
    (
        "tamis-extract `Page::parse`",
        "tokens, entities, head, arena of blocks and text",
        tamis,
    ),
    ("tl 0.7.8", "a tree; no entities, no implied end tags", tl),
    (
        "lol_html 3.0.3, no handler",
        "tag scanner; the page is copied out",
        lol_html_bare,
    ),
    (
        "lol_html 3.0.3, text handler on `*`",
        "every text chunk; no entities, no tree",
        lol_html,
    ),
    (
        "html5gum 0.9.0",
        "tokens by the standard; no tree",
        html5gum,
    ),
    (
        "html5ever 0.40.1 tokenizer",
        "tokens by the standard; no tree",
        html5ever_tokens,
    ),
    (
        "html5ever 0.40.1 + rcdom",
        "the tree of the standard",
        html5ever_tree,
    ),
    (
        "scraper 0.29.0 (html5ever)",
        "the tree of the standard in an arena",
        scraper,
    ),
];

/// One line of Markdown a library: the fastest of `rounds` rounds over all pages.
pub fn table(pages: &[Source], rounds: usize) -> String {
    let bytes: usize = pages.iter().map(|page| page.size).sum();
    let mut out = String::from("| library | what it makes | MB/s |\n|---|---|---:|\n");
    for (name, what, run) in RUNS {
        let mut best = Duration::MAX;
        for _ in 0..rounds {
            let start = ThreadTime::now();
            for page in pages {
                black_box(run(&page.html));
            }
            best = best.min(start.elapsed());
        }
        let rate = bytes as f64 / 1e6 / best.as_secs_f64();
        out.push_str(&format!("| {name} | {what} | {rate:.0} |\n"));
    }
    out
}
