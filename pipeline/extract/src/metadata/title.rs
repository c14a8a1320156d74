//! The title of a page without the name of its site.

use super::clean;
use super::json_ld::JsonLd;
use super::metas::Metas;
use crate::tree::Tree;

/// Signs that stand between a title and the name of the site, spaces around them.
const SEPARATORS: [char; 12] = ['|', '-', '–', '—', '»', '«', '·', '•', '›', '‹', '/', ':'];

/// Signs that headlines do not use themselves, so that a name may be cut off that nothing else
/// on the page confirms.
const SURE: [char; 7] = ['|', '»', '«', '·', '•', '›', '‹'];

/// Most `h1` elements looked at.
const MOST_H1: usize = 20;

/// An `h1` counts as repeated by the `title` element when it makes up at least one in this many
/// of its letters: names of sites and sections are repeated too.
const REPEATED: usize = 3;

/// The first of: an `h1` that the `title` element repeats (two that agree), `og:title`, JSON-LD
/// `headline`, `citation_title`, `dc.title`, the only `h1`, the `title` element.
pub(super) fn choose(
    metas: &Metas<'_>,
    json: &JsonLd,
    site_name: Option<&str>,
    tree: &Tree,
) -> Option<String> {
    let sites = sites(metas, json, site_name);
    let whole = metas.head.title.as_deref();
    let whole = whole.and_then(|title| clean::text(title, clean::SHORT));
    let headings = headings(tree, &sites);
    if let Some(title) = repeated(&headings, whole.as_deref()) {
        return Some(title);
    }
    let stated = metas
        .text(&["og:title"])
        .or_else(|| json.headline.clone())
        .or_else(|| metas.text(&["citation_title", "dc.title", "dcterms.title"]));
    if let Some(title) = stated {
        return Some(cut_known(&title, &sites).to_owned());
    }
    if let [only] = headings.as_slice()
        && let Some(title) = clean::text(only, clean::SHORT)
    {
        return Some(title);
    }
    let whole = whole?;
    let known = cut_known(&whole, &sites);
    let title = if known.len() < whole.len() {
        known
    } else {
        cut_unknown(&whole)
    };
    Some(title.to_owned())
}

/// What the site is called, letters and digits only: its name, and the name in its address.
fn sites(metas: &Metas<'_>, json: &JsonLd, site_name: Option<&str>) -> Vec<String> {
    let names = [site_name, json.publisher.as_deref(), json.site.as_deref()];
    let mut sites: Vec<String> = names.into_iter().flatten().map(letters).collect();
    let address = metas.head.canonical.as_deref();
    let address = address.or_else(|| metas.all(&["og:url"]).next());
    let host = address
        .filter(|address| clean::is_absolute(address))
        .and_then(|address| address.split('/').nth(2));
    if let Some(host) = host {
        let host = host.to_lowercase();
        let host = host.strip_prefix("www.").unwrap_or(&host);
        sites.push(letters(host));
        let labels: Vec<&str> = host.split('.').collect();
        if let Some(label) = labels.len().checked_sub(2).and_then(|at| labels.get(at)) {
            sites.push(letters(label));
        }
    }
    sites.retain(|site| site.chars().count() > 1);
    sites
}

fn letters(text: &str) -> String {
    let kept = text.chars().filter(|value| value.is_alphanumeric());
    kept.flat_map(char::to_lowercase).collect()
}

/// Shortest part of a name that stands for the whole.
const STANDS: usize = 3;

fn is_site(part: &str, sites: &[String]) -> bool {
    let part = letters(part);
    let long = |text: &str| text.chars().count() >= STANDS;
    sites.iter().any(|site| {
        *site == part
            || long(&part) && site.starts_with(&part)
            || long(site) && part.starts_with(site.as_str()) && part.len() <= 2 * site.len()
    })
}

/// Where separators with spaces around them stand, as the ends of what is before them and the
/// starts of what is behind.
fn breaks(title: &str) -> Vec<(usize, usize, char)> {
    title
        .char_indices()
        .filter(|(_, value)| SEPARATORS.contains(value))
        .filter_map(|(at, value)| {
            let before = title.get(..at)?;
            let after = title.get(at + value.len_utf8()..)?;
            let spaced = after.starts_with(' ') && (before.ends_with(' ') || value == ':');
            (spaced || value == '|').then_some((at, title.len() - after.len(), value))
        })
        .collect()
}

/// Cuts a name of the site off the end, else off the beginning.
fn cut_known<'t>(title: &'t str, sites: &[String]) -> &'t str {
    let breaks = breaks(title);
    for &(end, start, sign) in &breaks {
        // "Where to live: Rennes" is no title of a site called Rennes.
        if sign != ':' && is_site(title.get(start..).unwrap_or_default(), sites) {
            return kept(title, title.get(..end));
        }
    }
    for &(end, start, _) in breaks.iter().rev() {
        if is_site(title.get(..end).unwrap_or_default(), sites) {
            return kept(title, title.get(start..));
        }
    }
    title
}

/// Cuts the last part off where it is shorter than what is before it.
fn cut_unknown(title: &str) -> &str {
    let breaks = breaks(title);
    let dashes = ['-', '–', '—'];
    let last = breaks
        .iter()
        .rev()
        .find(|(.., sign)| SURE.contains(sign) || dashes.contains(sign));
    match last {
        Some(&(end, start, _)) if end > title.len() - start => kept(title, title.get(..end)),
        _ => title,
    }
}

fn kept<'t>(title: &'t str, part: Option<&'t str>) -> &'t str {
    let part = part.unwrap_or_default().trim();
    if part.chars().any(char::is_alphanumeric) {
        part
    } else {
        title
    }
}

/// The texts of the `h1` elements that are not the name of the site.
fn headings(tree: &Tree, sites: &[String]) -> Vec<String> {
    let mut found: Vec<(u32, String)> = Vec::new();
    for block in tree.blocks.iter().filter(|block| block.heading == 1) {
        let room = found.len() < MOST_H1;
        match found.last_mut() {
            Some((element, text)) if *element == block.element => {
                text.push(' ');
                text.push_str(tree.text_of(block));
            }
            _ if room => found.push((block.element, tree.text_of(block).to_owned())),
            _ => break,
        }
    }
    found.retain(|(_, text)| !sites.contains(&letters(text)));
    found.into_iter().map(|(_, text)| text).collect()
}

/// The longest heading that the `title` element repeats.
fn repeated(headings: &[String], title: Option<&str>) -> Option<String> {
    let title = letters(title?);
    let longest = headings
        .iter()
        .map(|heading| (letters(heading), heading))
        .filter(|(own, _)| own.len() * REPEATED >= title.len() && title.contains(own.as_str()))
        .max_by_key(|(own, _)| own.len())?;
    clean::text(longest.1, clean::SHORT)
}
