//! The words of a Markdown text, one block a line, as extraction gives those of a page.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

/// The text without its markup: headings, paragraphs, items, rows of tables and lines of code a line
/// each. Raw HTML, addresses of links, metadata blocks and horizontal rules go; the texts of links and
/// the descriptions of images stay.
#[must_use]
pub(super) fn text(markdown: &str) -> String {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS
        | Options::ENABLE_PLUSES_DELIMITED_METADATA_BLOCKS;
    let mut out = Lines::default();
    let mut metadata = false;
    for event in Parser::new_ext(markdown, options) {
        match event {
            Event::Start(Tag::MetadataBlock(_)) => metadata = true,
            Event::End(TagEnd::MetadataBlock(_)) => metadata = false,
            _ if metadata => {}
            Event::Text(text) => out.push(&text),
            Event::Code(text) | Event::InlineMath(text) | Event::DisplayMath(text) => {
                out.push(&text);
            }
            Event::SoftBreak => out.space(),
            Event::HardBreak | Event::Rule => out.end(),
            Event::Start(Tag::TableCell) => out.space(),
            Event::Start(tag) if !is_inline(&tag) => out.end(),
            Event::End(tag) if !ends_inline(tag) => out.end(),
            _ => {}
        }
    }
    out.finish()
}

fn is_inline(tag: &Tag<'_>) -> bool {
    ends_inline(tag.to_end())
}

fn ends_inline(tag: TagEnd) -> bool {
    matches!(
        tag,
        TagEnd::Emphasis
            | TagEnd::Strong
            | TagEnd::Strikethrough
            | TagEnd::Superscript
            | TagEnd::Subscript
            | TagEnd::Link
            | TagEnd::Image
            | TagEnd::TableCell
    )
}

/// Lines without white space around them, none of them empty.
#[derive(Default)]
struct Lines {
    done: String,
    line: String,
}

impl Lines {
    fn push(&mut self, text: &str) {
        let mut parts = text.split('\n');
        self.line.push_str(parts.next().unwrap_or_default());
        // Lines of code come together.
        for part in parts {
            self.end();
            self.line.push_str(part);
        }
    }

    fn space(&mut self) {
        if !self.line.is_empty() && !self.line.ends_with(' ') {
            self.line.push(' ');
        }
    }

    fn end(&mut self) {
        let line = self.line.trim();
        if !line.is_empty() {
            if !self.done.is_empty() {
                self.done.push('\n');
            }
            self.done.push_str(line);
        }
        self.line.clear();
    }

    fn finish(mut self) -> String {
        self.end();
        self.done
    }
}

#[cfg(test)]
mod tests {
    use super::text;

    #[test]
    fn blocks_become_lines_and_markup_goes() {
        let markdown = "---\ntitle: hidden\n---\n# A *heading* with `code`\n\nA paragraph of\ntwo lines \
                        with a [link](https://www.example/) and an\n![image](a.png).  \nA break.\n\n\
                        - one\n- two\n  - below\n\n> A quotation.\n\n| a | b |\n|---|---|\n| 1 | **2** |\n\n\
                        ```\nlet x = 1;\n\n  let y = 2;\n```\n\n<div>raw</div>\n\n---\n\nThe end[^1].\n\n[^1]: A note.\n";
        let expected = "A heading with code\nA paragraph of two lines with a link and an image.\nA break.\n\
                        one\ntwo\nbelow\nA quotation.\na b\n1 2\nlet x = 1;\nlet y = 2;\nThe end.\nA note.";
        assert_eq!(text(markdown), expected);
    }

    #[test]
    fn plain_text_stays() {
        assert_eq!(text("Ċilju u ħobż.\r\n\r\nTieni."), "Ċilju u ħobż.\nTieni.");
        assert_eq!(text(""), "");
        assert_eq!(text("***"), "");
    }
}
