//! Inline markup that Markdown can keep: which stretches of the text are code, emphasised or
//! strong.

/// What a stretch of text is marked as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum MarkKind {
    Code,
    Emphasis,
    Strong,
}

const KINDS: [MarkKind; 3] = [MarkKind::Code, MarkKind::Emphasis, MarkKind::Strong];

/// A marked stretch: a byte range of the text of the tree that neither begins nor ends in white
/// space.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Mark {
    pub(crate) start: u32,
    pub(crate) end: u32,
    pub(crate) kind: MarkKind,
}

/// Marks in the making. They grow with the text itself, not with the tags, so that unclosed and
/// crossed tags need no care.
#[derive(Debug, Default)]
pub(crate) struct Marks {
    out: Vec<Mark>,
    /// The growing mark of each kind.
    growing: [Option<usize>; 3],
    /// The first mark of the open block.
    block: usize,
}

impl Marks {
    /// Text was added from `before` to `after` while `open` elements of each kind were open.
    pub(crate) fn text(&mut self, open: &[u32; 3], before: usize, after: usize) {
        if *open == [0; 3] {
            self.growing = [None; 3];
            return;
        }
        let (Ok(start), Ok(end)) = (u32::try_from(before), u32::try_from(after)) else {
            return;
        };
        for ((&open, growing), kind) in open.iter().zip(&mut self.growing).zip(KINDS) {
            if open == 0 {
                *growing = None;
            } else if start < end {
                match growing.and_then(|at| self.out.get_mut(at)) {
                    Some(mark) => mark.end = end,
                    None => {
                        *growing = Some(self.out.len());
                        self.out.push(Mark { start, end, kind });
                    }
                }
            }
        }
    }

    /// The block ended, and with its trailing space cut off the text ends at `length`.
    pub(crate) fn end_block(&mut self, length: usize) {
        self.growing = [None; 3];
        let length = u32::try_from(length).unwrap_or(u32::MAX);
        for mark in self.out.iter_mut().skip(self.block) {
            mark.end = mark.end.min(length);
        }
        self.block = self.out.len();
    }

    /// The marks of the finished text, sorted by start.
    pub(crate) fn finish(mut self, text: &str) -> Vec<Mark> {
        self.out.retain_mut(|mark| {
            let marked = text
                .get(mark.start as usize..mark.end as usize)
                .unwrap_or_default();
            let lead = marked.len() - marked.trim_start().len();
            let trail = marked.len() - marked.trim_end().len();
            mark.start += u32::try_from(lead).unwrap_or(0);
            mark.end -= u32::try_from(trail).unwrap_or(0);
            mark.start < mark.end
        });
        self.out
    }
}

/// Longest name of a programming language kept.
const LONGEST: usize = 32;

/// The programming language that a class value names: `language-rust` (the HTML Standard's own
/// example for `code`), `lang-rust` (prettify), `highlight-source-rust` (GitHub).
pub(crate) fn language(class: &str) -> Option<String> {
    class.split_ascii_whitespace().find_map(|token| {
        let name = ["language-", "lang-", "highlight-source-"]
            .into_iter()
            .find_map(|prefix| token.strip_prefix(prefix))?;
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"+#._-".contains(&byte);
        let keeps = !name.is_empty() && name.len() <= LONGEST && name.bytes().all(plain);
        keeps.then(|| name.to_ascii_lowercase())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_of_classes() {
        for (class, expected) in [
            ("language-rust", Some("rust")),
            ("hljs lang-C++ x", Some("c++")),
            ("highlight highlight-source-cs", Some("cs")),
            ("language-", None),
            ("language-a`b", None),
            ("slang-x", None),
        ] {
            assert_eq!(language(class).as_deref(), expected, "{class}");
        }
    }

    #[test]
    fn marks_are_trimmed_and_end_with_their_block() {
        let mut marks = Marks::default();
        let code = [1, 0, 0];
        marks.text(&code, 0, 3);
        marks.text(&code, 3, 6);
        marks.end_block(5);
        marks.text(&[0, 0, 1], 5, 8);
        let marks = marks.finish(" ab c de");
        let expected = [
            Mark {
                start: 1,
                end: 5,
                kind: MarkKind::Code,
            },
            Mark {
                start: 6,
                end: 8,
                kind: MarkKind::Strong,
            },
        ];
        assert_eq!(marks, expected);
    }
}
