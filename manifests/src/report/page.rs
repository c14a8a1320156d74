//! The frame of a page: head, policy, navigation, sections, script.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use sha2::{Digest as _, Sha256};

use super::text;

/// A part of the page.
pub(super) struct Section {
    /// Its address in the page.
    pub(super) id: &'static str,
    /// Its heading.
    pub(super) title: String,
    /// What it shows, before anything else.
    pub(super) lead: Markup,
    /// The rest.
    pub(super) body: Markup,
}

/// A page.
pub(super) struct Page<'a> {
    /// For the window.
    pub(super) title: &'a str,
    /// The header with the first heading.
    pub(super) head: Markup,
    /// Words above all sections.
    pub(super) lead: Markup,
    /// Languages to choose from.
    pub(super) languages: &'a [String],
    /// The parts in order.
    pub(super) sections: Vec<Section>,
    /// What the script draws from.
    pub(super) data: Option<serde_json::Value>,
}

const STYLE: &str = concat!(
    include_str!("page/style.css"),
    include_str!("page/parts.css"),
    include_str!("page/print.css")
);

/// One script: what is in one file is known in the others.
const SCRIPT: &str = concat!(
    "(() => {\n\"use strict\";\n",
    include_str!("page/dom.js"),
    include_str!("page/state.js"),
    include_str!("page/tables.js"),
    include_str!("page/filter.js"),
    include_str!("page/chart.js"),
    include_str!("page/signals.js"),
    include_str!("page/start.js"),
    "})();\n"
);

/// The source of a policy that lets exactly this text through (CSP level 3, section 2.3.1).
fn source(text: &str) -> String {
    format!(
        "'sha256-{}'",
        BASE64_STANDARD.encode(Sha256::digest(text.as_bytes()))
    )
}

/// JSON that no parser of HTML sees an end tag, a comment or a reference in.
fn shielded(data: &serde_json::Value) -> String {
    data.to_string()
        .replace('&', "\\u0026")
        .replace('<', "\\u003c")
        .replace('>', "\\u003e")
}

/// Hatches for what was removed: a colour alone says nothing to many readers.
fn patterns() -> Markup {
    html! {
        svg.defs aria-hidden="true" width="0" height="0" {
            defs {
                pattern id="hatch" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)" {
                    rect.hatch-ground width="5" height="5" {}
                    line.hatch-line x1="0" x2="0" y1="0" y2="5" {}
                }
                @for fill in [2, 6, 8] {
                    pattern id={"p" (fill)} width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(-45)" {
                        rect class={"g" (fill)} width="5" height="5" {}
                        line class={"l" (fill)} x1="0" x2="0" y1="0" y2="5" {}
                    }
                }
            }
        }
    }
}

impl Page<'_> {
    /// The page as text.
    pub(super) fn render(&self) -> String {
        let policy = format!(
            "default-src 'none'; style-src {}; script-src {}; img-src data:; base-uri 'none'; form-action 'none'",
            source(STYLE),
            source(SCRIPT)
        );
        html! {
            (DOCTYPE)
            html lang="en" dir="ltr" {
                head {
                    meta charset="utf-8";
                    meta http-equiv="Content-Security-Policy" content=(policy);
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="color-scheme" content="light dark";
                    meta name="referrer" content="no-referrer";
                    meta name="generator" content=(concat!("tamis ", env!("CARGO_PKG_VERSION")));
                    title { (self.title) }
                    style { (PreEscaped(STYLE)) }
                }
                body {
                    a.skip href="#main" { "Skip to the report" }
                    header.top { (self.head) }
                    nav.contents aria-label="Sections" {
                        ul { @for section in &self.sections {
                            li { a href={"#" (section.id)} { (section.title) } }
                        } }
                    }
                    (self.filter())
                    main id="main" tabindex="-1" {
                        (patterns())
                        (self.lead)
                        @for section in &self.sections {
                            section id=(section.id) aria-labelledby={(section.id) "-title"} {
                                h2 id={(section.id) "-title"} { (section.title) }
                                p.lead { (section.lead) }
                                (section.body)
                            }
                        }
                    }
                    footer.end {
                        p { "This page is complete in itself: it loads nothing and tells nobody that it is read. Its state stands in its address." }
                    }
                    p.hidden id="live" aria-live="polite" {}
                    @if let Some(data) = &self.data {
                        script type="application/json" id="data" { (PreEscaped(shielded(data))) }
                    }
                    script { (PreEscaped(SCRIPT)) }
                }
            }
        }
        .into_string()
    }

    /// The bar that chooses languages; only the script can use it, so only it shows it.
    fn filter(&self) -> Markup {
        html! {
            @if self.languages.len() > 1 {
                search.filter id="filter" aria-label="Languages" hidden {
                    label for="find" { "Language" }
                    input type="search" id="find" placeholder="code or name" autocomplete="off" spellcheck="false";
                    details id="choose" {
                        summary { "Choose" span.badge id="chosen" hidden {} }
                        fieldset {
                            legend.hidden { "Show only these languages" }
                            div.choices { @for language in self.languages {
                                label { input type="checkbox" name="language" value=(text::visible(language)); " " code { (text::visible(language)) } }
                            } }
                        }
                    }
                    button type="button" id="clear" hidden { "Show all" }
                    p.quiet id="shown" {}
                }
            }
        }
    }
}
