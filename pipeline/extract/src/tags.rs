//! The element names that matter, and how each behaves.

use crate::marks::MarkKind;

/// An element name. Names not listed are [`Tag::Unknown`] and behave as inline elements, as
/// they do in a browser without a style sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Tag {
    Unknown,
    Html,
    Head,
    Body,
    Title,
    Base,
    Link,
    Meta,
    Script,
    Style,
    Noscript,
    Template,
    Svg,
    Iframe,
    Object,
    Select,
    Textarea,
    Canvas,
    Audio,
    Video,
    Annotation,
    Noframes,
    Noembed,
    Datalist,
    Article,
    Main,
    Section,
    Nav,
    Aside,
    Header,
    Footer,
    Address,
    Div,
    P,
    Center,
    Dialog,
    Form,
    Fieldset,
    Figure,
    Figcaption,
    Hgroup,
    Details,
    Summary,
    Search,
    Legend,
    Menu,
    Dir,
    H1,
    H2,
    H3,
    H4,
    H5,
    H6,
    Blockquote,
    Pre,
    Ul,
    Ol,
    Li,
    Dl,
    Dt,
    Dd,
    Table,
    Caption,
    Thead,
    Tbody,
    Tfoot,
    Tr,
    Td,
    Th,
    Col,
    Colgroup,
    Br,
    Hr,
    Wbr,
    A,
    Button,
    Label,
    Option,
    Img,
    Input,
    Embed,
    Area,
    Source,
    Track,
    Param,
    Rp,
    Rt,
    Frame,
    Keygen,
    B,
    Strong,
    I,
    Em,
    Code,
    Kbd,
    Samp,
    Tt,
    Time,
}

/// Number of tags, for tables indexed by tag.
pub(crate) const TAGS: usize = Tag::Time as usize + 1;

impl Tag {
    /// The tag of a name in any case.
    pub(crate) fn of(name: &[u8]) -> Self {
        let mut buffer = [0_u8; 10];
        let Some(lower) = buffer.get_mut(..name.len()) else {
            return Self::Unknown;
        };
        for (to, from) in lower.iter_mut().zip(name) {
            *to = from.to_ascii_lowercase();
        }
        match &*lower {
            b"a" => Self::A,
            b"b" => Self::B,
            b"i" => Self::I,
            b"p" => Self::P,
            b"br" => Self::Br,
            b"em" => Self::Em,
            b"tt" => Self::Tt,
            b"hr" => Self::Hr,
            b"li" => Self::Li,
            b"ul" => Self::Ul,
            b"ol" => Self::Ol,
            b"dl" => Self::Dl,
            b"dt" => Self::Dt,
            b"dd" => Self::Dd,
            b"tr" => Self::Tr,
            b"td" => Self::Td,
            b"th" => Self::Th,
            b"h1" => Self::H1,
            b"h2" => Self::H2,
            b"h3" => Self::H3,
            b"h4" => Self::H4,
            b"h5" => Self::H5,
            b"h6" => Self::H6,
            b"rp" => Self::Rp,
            b"rt" => Self::Rt,
            b"div" => Self::Div,
            b"kbd" => Self::Kbd,
            b"img" => Self::Img,
            b"svg" => Self::Svg,
            b"nav" => Self::Nav,
            b"pre" => Self::Pre,
            b"wbr" => Self::Wbr,
            b"col" => Self::Col,
            b"dir" => Self::Dir,
            b"html" => Self::Html,
            b"code" => Self::Code,
            b"samp" => Self::Samp,
            b"time" => Self::Time,
            b"head" => Self::Head,
            b"body" => Self::Body,
            b"base" => Self::Base,
            b"link" => Self::Link,
            b"meta" => Self::Meta,
            b"main" => Self::Main,
            b"form" => Self::Form,
            b"menu" => Self::Menu,
            b"area" => Self::Area,
            b"title" => Self::Title,
            b"style" => Self::Style,
            b"aside" => Self::Aside,
            b"table" => Self::Table,
            b"thead" => Self::Thead,
            b"tbody" => Self::Tbody,
            b"tfoot" => Self::Tfoot,
            b"label" => Self::Label,
            b"input" => Self::Input,
            b"embed" => Self::Embed,
            b"audio" => Self::Audio,
            b"video" => Self::Video,
            b"track" => Self::Track,
            b"param" => Self::Param,
            b"frame" => Self::Frame,
            b"script" => Self::Script,
            b"strong" => Self::Strong,
            b"iframe" => Self::Iframe,
            b"object" => Self::Object,
            b"select" => Self::Select,
            b"canvas" => Self::Canvas,
            b"header" => Self::Header,
            b"footer" => Self::Footer,
            b"center" => Self::Center,
            b"dialog" => Self::Dialog,
            b"figure" => Self::Figure,
            b"hgroup" => Self::Hgroup,
            b"search" => Self::Search,
            b"legend" => Self::Legend,
            b"button" => Self::Button,
            b"option" => Self::Option,
            b"source" => Self::Source,
            b"keygen" => Self::Keygen,
            b"article" => Self::Article,
            b"section" => Self::Section,
            b"address" => Self::Address,
            b"details" => Self::Details,
            b"summary" => Self::Summary,
            b"caption" => Self::Caption,
            b"noembed" => Self::Noembed,
            b"noscript" => Self::Noscript,
            b"template" => Self::Template,
            b"textarea" => Self::Textarea,
            b"noframes" => Self::Noframes,
            b"fieldset" => Self::Fieldset,
            b"colgroup" => Self::Colgroup,
            b"datalist" => Self::Datalist,
            b"figcaption" => Self::Figcaption,
            b"blockquote" => Self::Blockquote,
            b"annotation" => Self::Annotation,
            _ => Self::Unknown,
        }
    }

    /// Elements without content and end tag.
    pub(crate) fn is_void(self) -> bool {
        matches!(
            self,
            Self::Br
                | Self::Hr
                | Self::Wbr
                | Self::Img
                | Self::Input
                | Self::Link
                | Self::Meta
                | Self::Base
                | Self::Col
                | Self::Embed
                | Self::Area
                | Self::Source
                | Self::Track
                | Self::Param
                | Self::Frame
                | Self::Keygen
        )
    }

    /// Elements whose content is skipped unread: never text of the page. An end tag is looked
    /// for as raw bytes.
    pub(crate) fn is_skipped(self) -> bool {
        matches!(
            self,
            Self::Script
                | Self::Style
                | Self::Noscript
                | Self::Template
                | Self::Svg
                | Self::Iframe
                | Self::Select
                | Self::Textarea
                | Self::Canvas
                | Self::Audio
                | Self::Video
                | Self::Annotation
                | Self::Noframes
                | Self::Noembed
                | Self::Datalist
        )
    }

    /// Skipped elements that swallow the rest of the page when they are not closed (raw text in
    /// the standard); the others are ignored then.
    pub(crate) fn swallows(self) -> bool {
        matches!(
            self,
            Self::Script | Self::Style | Self::Textarea | Self::Noframes | Self::Iframe
        )
    }

    /// Elements that begin and end a line: everything with a block, list or table display in
    /// the standard's rendering section, and `option`-like controls.
    pub(crate) fn is_block(self) -> bool {
        let id = self as u8;
        (Self::Article as u8..=Self::Colgroup as u8).contains(&id)
            || matches!(self, Self::Hr | Self::Br | Self::Button)
    }

    /// Start tags that close an open `p` (the standard's "in body" insertion mode).
    pub(crate) fn closes_p(self) -> bool {
        let id = self as u8;
        ((Self::Article as u8..=Self::Dd as u8).contains(&id) && self != Self::Legend)
            || matches!(self, Self::Table | Self::Hr)
    }

    /// Walls that an implied or misplaced end tag does not reach through (the standard's
    /// "scope", cut down to what pages get wrong).
    pub(crate) fn is_wall(self) -> bool {
        matches!(
            self,
            Self::Table | Self::Td | Self::Th | Self::Caption | Self::Object
        )
    }

    /// What the element says about the words in it.
    pub(crate) fn mark(self) -> Option<MarkKind> {
        match self {
            Self::Code | Self::Kbd | Self::Samp | Self::Tt => Some(MarkKind::Code),
            Self::B | Self::Strong => Some(MarkKind::Strong),
            Self::I | Self::Em => Some(MarkKind::Emphasis),
            _ => None,
        }
    }

    /// Heading level, 1 to 6.
    pub(crate) fn heading(self) -> Option<u8> {
        let id = self as u8;
        (Self::H1 as u8..=Self::H6 as u8)
            .contains(&id)
            .then(|| id - Self::H1 as u8 + 1)
    }
}
