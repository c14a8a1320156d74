//! The words of a page in the order of a tree built by html5ever, each with where it stood.

use std::rc::Rc;

use html5ever::tendril::TendrilSink;
use html5ever::{ParseOpts, parse_document};
use markup5ever_rcdom::{Handle, NodeData, RcDom};

/// Content that tamis-extract never reads (`Tag::is_skipped`), and what holds no text.
const SKIPPED: &[&str] = &[
    "script",
    "style",
    "noscript",
    "template",
    "svg",
    "iframe",
    "select",
    "textarea",
    "canvas",
    "audio",
    "video",
    "annotation",
    "noframes",
    "noembed",
    "datalist",
    "title",
];

/// Elements around which a line breaks (`Tag::is_block`).
const BLOCKS: &[&str] = &[
    "article",
    "main",
    "section",
    "nav",
    "aside",
    "header",
    "footer",
    "address",
    "div",
    "p",
    "center",
    "dialog",
    "form",
    "fieldset",
    "figure",
    "figcaption",
    "hgroup",
    "details",
    "summary",
    "search",
    "legend",
    "menu",
    "dir",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "blockquote",
    "pre",
    "ul",
    "ol",
    "li",
    "dl",
    "dt",
    "dd",
    "table",
    "caption",
    "thead",
    "tbody",
    "tfoot",
    "tr",
    "td",
    "th",
    "col",
    "colgroup",
    "hr",
    "br",
    "button",
];

/// Stands for the name of an inline element that the page hides.
pub const HIDDEN: &str = "hidden inline element";

#[derive(Debug, Default)]
pub struct Word {
    pub text: String,
    /// The text nodes that it is made of.
    pub nodes: std::ops::Range<usize>,
}

#[derive(Debug, Default)]
pub struct Reference {
    pub words: Vec<Word>,
    /// Of every text node with a character: its path of elements, outermost first.
    pub paths: Vec<String>,
    /// Words inside the skipped elements, with the name of the element or [`HIDDEN`].
    pub skipped: Vec<(String, String)>,
    word: Word,
}

/// As `text.rs` of tamis-extract: what is a gap, and what has no glyph.
pub fn is_gap(value: char) -> bool {
    value.is_whitespace() || matches!(value, '\u{85}')
}

pub fn is_invisible(value: char) -> bool {
    matches!(
        value,
        '\u{AD}' | '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{202A}'
            ..='\u{202E}' | '\u{2060}'
            ..='\u{2064}' | '\u{2066}'
            ..='\u{2069}' | '\u{FEFF}'
    ) || value.is_control()
}

pub fn parse(html: &str) -> RcDom {
    parse_document(RcDom::default(), ParseOpts::default()).one(html)
}

impl Reference {
    pub fn of(html: &str) -> Self {
        let mut found = Self::default();
        found.walk(&parse(html).document);
        found
    }

    fn end_word(&mut self) {
        if !self.word.text.is_empty() {
            self.words.push(std::mem::take(&mut self.word));
        }
    }

    fn text(&mut self, text: &str, path: &[Rc<str>]) {
        if text.chars().all(|c| is_gap(c) || is_invisible(c)) {
            if text.chars().any(is_gap) {
                self.end_word();
            }
            return;
        }
        let node = self.paths.len();
        self.paths.push(path.join(">"));
        for value in text.chars() {
            if is_gap(value) {
                self.end_word();
            } else if !is_invisible(value) {
                if self.word.text.is_empty() {
                    self.word.nodes = node..node + 1;
                }
                self.word.nodes.end = node + 1;
                self.word.text.push(value);
            }
        }
    }

    /// Depth first with a stack of its own: pages nest deeper than the stack of a thread.
    fn walk(&mut self, root: &Handle) {
        let mut path: Vec<Rc<str>> = Vec::new();
        let mut steps = vec![Step::Enter(Rc::clone(root))];
        while let Some(step) = steps.pop() {
            let node = match step {
                Step::Leave(block) => {
                    path.pop();
                    if block {
                        self.end_word();
                    }
                    continue;
                }
                Step::Enter(node) => node,
            };
            match &node.data {
                NodeData::Text { contents } => self.text(&contents.borrow(), &path),
                NodeData::Element { name, attrs, .. } => {
                    let tag: &str = &name.local;
                    if SKIPPED.contains(&tag) {
                        self.skip(&node, tag);
                        continue;
                    }
                    let block = BLOCKS.contains(&tag);
                    if block {
                        self.end_word();
                    }
                    if !block && !matches!(tag, "html" | "body") && is_hidden(&attrs.borrow()) {
                        self.skip(&node, HIDDEN);
                        continue;
                    }
                    path.push(tag.into());
                    steps.push(Step::Leave(block));
                    steps.extend(entering(&node));
                }
                NodeData::Document => {
                    path.push("".into());
                    steps.extend(entering(&node));
                }
                _ => {}
            }
        }
        self.end_word();
    }

    fn skip(&mut self, node: &Handle, tag: &str) {
        if matches!(tag, "script" | "style") {
            return;
        }
        let mut nodes = vec![Rc::clone(node)];
        while let Some(node) = nodes.pop() {
            if let NodeData::Text { contents } = &node.data {
                let text = contents.borrow();
                // What stands in `noscript` is one raw text, tags and all.
                let words = text.split(|c: char| is_gap(c) || matches!(c, '<' | '>'));
                self.skipped.extend(
                    words
                        .filter(|word| !word.is_empty())
                        .map(|word| (word.to_owned(), tag.to_owned())),
                );
            }
            if let NodeData::Element {
                template_contents, ..
            } = &node.data
            {
                nodes.extend(template_contents.borrow().iter().cloned());
            }
            nodes.extend(node.children.borrow().iter().cloned());
        }
    }
}

/// What the page itself hides; tamis-extract leaves the text of such inline elements out, while
/// block elements are judged later.
fn is_hidden(attributes: &[html5ever::Attribute]) -> bool {
    attributes
        .iter()
        .any(|attribute| match &*attribute.name.local {
            "hidden" => true,
            "style" => attribute.value.split(';').any(|rule| {
                rule.split_once(':').is_some_and(|(name, value)| {
                    let (name, value) = (name.trim(), value.trim().to_ascii_lowercase());
                    name.eq_ignore_ascii_case("display") && value.starts_with("none")
                        || name.eq_ignore_ascii_case("visibility") && value.starts_with("hidden")
                })
            }),
            _ => false,
        })
}

/// The words of our text, cut and cleaned as those of the tree.
pub fn words(text: &str) -> Vec<String> {
    text.split(is_gap)
        .map(|word| {
            word.chars()
                .filter(|&c| !is_invisible(c))
                .collect::<String>()
        })
        .filter(|word| !word.is_empty())
        .collect()
}

/// What is to do next.
enum Step {
    Enter(Handle),
    Leave(bool),
}

/// The steps into a node's children, the first one last, as a stack wants them.
fn entering(node: &Handle) -> Vec<Step> {
    let children = node.children.borrow();
    let steps = children.iter().rev();
    steps.map(|child| Step::Enter(Rc::clone(child))).collect()
}

#[cfg(test)]
mod tests {
    use super::{HIDDEN, Reference, words};

    fn of(html: &str) -> (Vec<String>, usize) {
        let found = Reference::of(html);
        let words = found.words.into_iter().map(|word| word.text).collect();
        (words, found.paths.len())
    }

    #[test]
    fn words_glue_inside_lines_only() {
        assert_eq!(
            of("<p>on<b>e</b> two<p>three<br>four"),
            (words("one two three four"), 5)
        );
    }

    #[test]
    fn the_tree_is_the_standards() {
        // Text in a table but outside of its cells goes before the table.
        assert_eq!(
            of("<table>one<tr><td>two</table>three").0,
            words("one two three")
        );
        assert_eq!(
            of("<div><video a=\"b\" </video></div><p>seen").0,
            words("seen")
        );
        assert_eq!(
            of("<template><template>a</template>b</template>c").0,
            words("c")
        );
    }

    #[test]
    fn what_is_left_out_is_remembered() {
        let html = "<p>a <span hidden>b</span><script>c</script><noscript><i>d</i></noscript>";
        let found = Reference::of(html);
        assert_eq!(found.words.len(), 1);
        let skipped: Vec<_> = found.skipped.iter().map(|(_, tag)| tag.as_str()).collect();
        assert_eq!(skipped, [HIDDEN, "noscript", "noscript", "noscript"]);
    }

    #[test]
    fn ours_is_cut_as_the_reference() {
        assert_eq!(words("a\u{AD}b\u{A0}c\n\nd"), ["ab", "c", "d"]);
    }
}
