//! The attributes that anything here reads, picked out of a tag in one pass.

use std::ops::Range;

use crate::classes::{Classes, role};
use crate::hint::Hint;
use crate::tags::Tag;

/// Raw attribute values (entities not decoded); the first of a name counts.
#[derive(Debug, Default)]
pub(crate) struct Attributes<'a> {
    pub(crate) class: Option<&'a str>,
    pub(crate) id: Option<&'a str>,
    pub(crate) role: Option<&'a str>,
    pub(crate) rel: Option<&'a str>,
    pub(crate) href: Option<&'a str>,
    pub(crate) lang: Option<&'a str>,
    pub(crate) name: Option<&'a str>,
    pub(crate) property: Option<&'a str>,
    pub(crate) http_equiv: Option<&'a str>,
    pub(crate) content: Option<&'a str>,
    pub(crate) itemprop: Option<&'a str>,
    pub(crate) itemtype: Option<&'a str>,
    pub(crate) style: Option<&'a str>,
    pub(crate) kind: Option<&'a str>,
    pub(crate) datetime: Option<&'a str>,
    pub(crate) colspan: Option<&'a str>,
    pub(crate) start: Option<&'a str>,
    pub(crate) value: Option<&'a str>,
    pub(crate) pubdate: bool,
    pub(crate) hidden: bool,
    pub(crate) aria_hidden: bool,
}

impl<'a> Attributes<'a> {
    pub(crate) fn take(&mut self, html: &'a str, name: Range<usize>, value: Range<usize>) {
        let Some(name) = html.as_bytes().get(name) else {
            return;
        };
        let Some(value) = html.get(value) else { return };
        let is = |wanted: &[u8]| name.eq_ignore_ascii_case(wanted);
        let slot = match name.len() {
            2 if is(b"id") => &mut self.id,
            3 if is(b"rel") => &mut self.rel,
            4 if is(b"href") => &mut self.href,
            4 if is(b"role") => &mut self.role,
            4 if is(b"name") => &mut self.name,
            4 if is(b"lang") => &mut self.lang,
            4 if is(b"type") => &mut self.kind,
            5 if is(b"class") => &mut self.class,
            5 if is(b"start") => &mut self.start,
            5 if is(b"value") => &mut self.value,
            5 if is(b"style") => &mut self.style,
            6 if is(b"hidden") => {
                self.hidden = true;
                return;
            }
            7 if is(b"content") => &mut self.content,
            7 if is(b"colspan") => &mut self.colspan,
            7 if is(b"pubdate") => {
                self.pubdate = true;
                return;
            }
            8 if is(b"property") => &mut self.property,
            8 if is(b"itemprop") => &mut self.itemprop,
            8 if is(b"itemtype") => &mut self.itemtype,
            8 if is(b"datetime") => &mut self.datetime,
            8 if is(b"xml:lang") => &mut self.lang,
            10 if is(b"http-equiv") => &mut self.http_equiv,
            11 if is(b"aria-hidden") => {
                self.aria_hidden = value.eq_ignore_ascii_case("true");
                return;
            }
            _ => return,
        };
        slot.get_or_insert(value);
    }

    /// Whether the page says that the element is not shown.
    pub(crate) fn is_hidden(&self) -> bool {
        self.hidden
            || self.style.is_some_and(|style| {
                style.split(';').any(|rule| {
                    rule.split_once(':').is_some_and(|(name, value)| {
                        let (name, value) = (name.trim(), value.trim());
                        name.eq_ignore_ascii_case("display") && starts_with(value, "none")
                            || name.eq_ignore_ascii_case("visibility")
                                && starts_with(value, "hidden")
                    })
                })
            })
    }

    /// The columns that a cell spans, the number a list starts at, the number of an item.
    pub(crate) fn number(&self, tag: Tag) -> Option<u32> {
        let value = match tag {
            Tag::Td | Tag::Th => self.colspan,
            Tag::Ol => self.start,
            Tag::Li => self.value,
            _ => None,
        };
        value?.trim().parse().ok()
    }

    /// Whether an `a` leads to another page: an anchor or a jump within the page is no sign of
    /// navigation.
    pub(crate) fn leads_away(&self) -> bool {
        self.href
            .is_some_and(|href| !href.is_empty() && !href.starts_with('#'))
    }

    /// What the attributes and the tag say about a block element.
    pub(crate) fn hint(&self, tag: Tag, classes: &mut Classes<'a>) -> Hint {
        let mut hint = match tag {
            Tag::Nav | Tag::Menu => Hint::NAV,
            Tag::Footer => Hint::FOOTER,
            Tag::Header => Hint::HEADER,
            Tag::Aside => Hint::SIDEBAR,
            Tag::Dialog => Hint::POPUP,
            Tag::Search => Hint::FORM,
            Tag::Figcaption => Hint::CAPTION,
            Tag::Article | Tag::Main => Hint::CONTENT,
            _ => Hint::NONE,
        };
        for value in [self.class, self.id].into_iter().flatten() {
            hint = hint.or(classes.hint(value));
        }
        if let Some(value) = self.role {
            hint = hint.or(role(value));
        }
        if self
            .itemprop
            .is_some_and(|value| starts_with(value, "articleBody"))
        {
            hint = hint.or(Hint::BODY);
        }
        if self
            .itemtype
            .is_some_and(|value| value.ends_with("DiscussionForumPosting"))
        {
            hint = hint.or(Hint::FORUM);
        }
        if self.is_hidden() {
            hint = hint.or(Hint::HIDDEN);
        }
        hint
    }
}

fn starts_with(value: &str, prefix: &str) -> bool {
    value
        .get(..prefix.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(prefix))
}
