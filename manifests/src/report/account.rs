//! Who ran what with which program, what it depended on, what it wrote and what it cost.

use maud::{Markup, html};

use super::flow::{Flows, sum};
use super::page::Section;
use super::table::{Cell, Row, Table, drawings, numbers, words};
use super::text::{bytes, code, count, counted, digest, name, percent, seconds, short, visible};
use crate::Manifest;
use crate::manifest::Output;

fn figure(title: &str, value: Markup, note: Markup) -> Markup {
    html! {
        div { dt { (title) } dd { strong { (value) } } dd.quiet { (note) } }
    }
}

/// What people call the dataset: its title, where its provider gave one, else the run's name.
pub(super) fn title(manifest: &Manifest) -> &str {
    let title = manifest.provider.dataset.title.as_deref();
    title
        .filter(|title| !title.trim().is_empty())
        .unwrap_or(&manifest.name)
}

/// The header.
pub(super) fn head(manifest: &Manifest, flows: &Flows) -> Markup {
    let read = flows.read();
    let kept = flows.kept();
    let given = sum(manifest.mix.values().map(|mix| mix.tokens_given));
    let rows = sum(manifest.mix.values().map(|mix| mix.rows_given));
    let shards: Vec<&Output> = manifest
        .outputs
        .iter()
        .filter(|o| o.kind == "shard")
        .collect();
    let languages = manifest
        .mix
        .values()
        .filter(|mix| mix.rows_given > 0)
        .count() as u64;
    html! {
        div.who {
            h1 { (name(title(manifest))) }
            p.quiet {
                @if title(manifest) != manifest.name { (name(&manifest.name)) ", " }
                "run " (digest(&manifest.run.id)) ", made by " (program(manifest))
            }
        }
        dl.totals {
            (figure("Documents kept", html! { (short(kept)) }, html! { (percent(kept, read)) " of " (short(read)) " read" }))
            (figure("Tokens", html! { (short(given)) }, html! { @if manifest.tokenizer.starts_with("estimate") { "estimate; " } (short(rows)) " rows with repeats" }))
            (figure("Languages", html! { (count(languages)) }, html! { (counted(shards.len() as u64, "shard")) ", " (bytes(sum(shards.iter().map(|s| s.bytes)))) }))
            (figure("Inputs", html! { (short(manifest.inputs.len() as u64)) }, html! { (bytes(sum(manifest.inputs.iter().map(|i| i.bytes)))) }))
        }
        (check(manifest))
    }
}

fn program(manifest: &Manifest) -> Markup {
    let made = &manifest.code;
    html! {
        (name(&made.name)) " " (name(&made.version))
        @if let Some(commit) = &made.commit {
            ", commit " (digest(commit))
            @if made.modified { " and changes that are in no commit" }
        } @else { ", commit not known" }
    }
}

/// Whether the account agrees with itself, and how to check it.
fn check(manifest: &Manifest) -> Markup {
    let wrong = manifest.contradictions();
    let bytes = manifest.to_bytes().unwrap_or_default();
    html! {
        div.check {
            @if wrong.is_empty() {
                p { strong { "The counts add up. " } "Every document that was read is kept, or removed for a reason that is listed." }
            } @else {
                p { strong { "This account contradicts itself: " } "do not rely on it." }
                ul { @for one in wrong.iter().take(20) { li { (visible(&one.to_string())) } } }
                @if wrong.len() > 20 { p { "and " (count(wrong.len() as u64 - 20)) " more." } }
            }
            details {
                summary { "Check it yourself" }
                p {
                    "This page only draws what " code { "manifest.json" } " says. In the dataset's folder, "
                    code { "tamis verify ." } " computes everything again from the files. If "
                    code { "manifest.intoto.json" } " lies beside the manifest, the dataset is signed: ask its maker for the public key, "
                    "and verify with it. Without that file nobody vouches for it."
                }
                dl.pairs {
                    (pair("SHA-256 of the manifest", html! { code { (crate::digest::sha256(&bytes)) } }))
                    (pair("Run", code(&manifest.run.id)))
                    (pair("Root over what was kept", code(&manifest.trees.kept.root)))
                    (pair("Root over what was removed", code(&manifest.trees.removed.root)))
                    (pair("Root over the domains", code(&manifest.trees.domains.root)))
                    @if let Some(operator) = &manifest.run.operator { (pair("Run by", name(operator))) }
                    @if let Some(purpose) = &manifest.run.purpose { (pair("Purpose", name(purpose))) }
                    (pair("Seed", html! { (manifest.run.seed) }))
                }
            }
        }
    }
}

/// A term and what it is.
pub(super) fn pair(term: &str, what: Markup) -> Markup {
    html! { div { dt { (term) } dd { (what) } } }
}

/// What the run took, and where.
pub(super) fn cost(manifest: &Manifest) -> Option<Section> {
    if manifest.cost.is_none() && manifest.environment.is_none() {
        return None;
    }
    Some(Section {
        id: "cost",
        title: "Cost".into(),
        lead: html! { "What the run took, on which machine. Tasks that were interrupted are not counted." },
        body: html! {
            @if let Some(place) = &manifest.environment {
                dl.pairs {
                    (pair("System", name(&place.system)))
                    (pair("Architecture", name(&place.architecture)))
                    @if let Some(processor) = &place.processor { (pair("Processor", name(processor))) }
                    (pair("Cores, threads", html! { (count(place.cores)) ", " (count(place.threads)) }))
                    @if let Some(memory) = place.memory { (pair("Memory", html! { (bytes(memory)) })) }
                    @if let Some(job) = &place.slurm_job { (pair("Slurm job", name(job))) }
                }
            }
            @if let Some(cost) = &manifest.cost {
                p { "From " (name(&cost.started)) " to " (name(&cost.finished)) "." }
                (groups(cost))
            }
        },
    })
}

fn groups(cost: &crate::manifest::Cost) -> Markup {
    let estimated = cost
        .groups
        .iter()
        .any(|g| g.estimated_cpu_seconds.is_some());
    let row = |group: &crate::manifest::GroupCost, title: Markup| {
        let mut cells = vec![
            Cell::text(title),
            Cell::count(group.tasks),
            Cell::measure(group.cpu_seconds, &seconds(group.cpu_seconds)),
            Cell::drawing(bar(group.cpu_seconds / cost.total.cpu_seconds.max(1e-9))),
            Cell::measure(group.task_seconds, &seconds(group.task_seconds)),
            Cell::bytes(group.peak_memory),
            Cell::bytes(group.bytes_read),
            Cell::bytes(group.bytes_written),
        ];
        if estimated {
            let expected = group
                .estimated_cpu_seconds
                .filter(|expected| *expected > 0.0);
            cells.push(match expected {
                Some(expected) => {
                    let ratio = group.cpu_seconds / expected;
                    Cell::measure(ratio, &format!("{ratio:.2}"))
                }
                None => Cell::text(html! { "not estimated" }),
            });
        }
        Row::of(cells)
    };
    let mut heads = vec![
        words("Stages"),
        numbers("Tasks"),
        numbers("CPU time"),
        drawings("Share of it"),
        numbers("Time of tasks"),
        numbers("Most memory"),
        numbers("Read"),
        numbers("Written"),
    ];
    if estimated {
        heads.push(numbers("CPU time to its estimate"));
    }
    Table {
        id: "groups",
        caption: html! { "By group of stages that run as one task" },
        heads,
        rows: cost
            .groups
            .iter()
            .map(|group| row(group, name(&group.stages.join(", "))))
            .collect(),
        total: Some(row(&cost.total, html! { "All" })),
    }
    .render()
}

/// A bar from 0 to 1.
pub(super) fn bar(part: f64) -> Markup {
    let part = if part.is_finite() {
        part.clamp(0.0, 1.0)
    } else {
        0.0
    };
    html! {
        svg.bar aria-hidden="true" width="100%" height="14" {
            rect.ground width="100%" height="14" {}
            rect.kept width={(super::text::at(part * 100.0)) "%"} height="14" {}
        }
    }
}

/// Models, profiles, lists and policies.
pub(super) fn resources(manifest: &Manifest) -> Option<Section> {
    let made = &manifest.code;
    let rows = manifest.resources.iter().map(|one| {
        Row::of(vec![
            Cell::text(name(&one.name)),
            Cell::text(name(&one.kind)),
            Cell::text(html! { @if let Some(version) = &one.version { (name(version)) } @else { "–" } }),
            Cell::text(html! { @if let Some(sha256) = &one.sha256 { (digest(sha256)) } @else { "part of the program" } }),
        ])
    });
    Some(Section {
        id: "resources",
        title: "What decided".into(),
        lead: html! { "The program, the config, and every model, profile, list and policy that a decision depends on, with their SHA-256." },
        body: html! {
            dl.pairs {
                (pair("Program", program(manifest)))
                (pair("Built for", name(&made.target)))
                (pair("Compiler", name(&made.compiler)))
                @if let Some(binary) = &made.binary_sha256 { (pair("Binary", code(binary))) }
                @if let Some(lock) = &made.lock_sha256 { (pair("Cargo.lock", code(lock))) }
                @if !manifest.config.is_empty() { (pair("Config", code(&manifest.config.sha256))) }
            }
            @if !manifest.resources.is_empty() {
                (Table {
                    id: "depends",
                    caption: html! { "Models, profiles, lists and policies" },
                    heads: vec![words("Name"), words("Kind"), words("Version"), words("SHA-256")],
                    rows: rows.collect(),
                    total: None,
                }.render())
            }
            @if !manifest.config.text.is_empty() {
                details { summary { "The config as it was written" } pre { (config(&manifest.config.text)) } }
            }
        },
    })
}

/// Configs longer than this are cut on the page; the manifest has all of it. Characters.
const CONFIG: usize = 60_000;

fn config(config: &str) -> String {
    let mut out: String = config
        .lines()
        .map(visible_line)
        .collect::<Vec<_>>()
        .join("\n");
    if let Some((place, _)) = out.char_indices().nth(CONFIG) {
        out.truncate(place);
        out.push_str("\n… the rest is in manifest.json");
    }
    out
}

/// A line of a config: what hides is spelled out, tabs stay.
fn visible_line(line: &str) -> String {
    line.split('\t').map(visible).collect::<Vec<_>>().join("\t")
}

/// Files of the dataset.
pub(super) fn outputs(manifest: &Manifest) -> Option<Section> {
    let mut kinds: std::collections::BTreeMap<(&str, &str), (u64, u64, u64)> = Default::default();
    for output in &manifest.outputs {
        let key = (
            output.kind.as_str(),
            output.language.as_deref().unwrap_or(""),
        );
        let sums = kinds.entry(key).or_default();
        sums.0 += 1;
        sums.1 = sums.1.saturating_add(output.rows);
        sums.2 = sums.2.saturating_add(output.bytes);
    }
    let rows = kinds
        .iter()
        .map(|((kind, language), (files, rows, bytes))| {
            let cells = vec![
                Cell::text(name(kind)),
                Cell::text(if language.is_empty() {
                    html! { "–" }
                } else {
                    code(language)
                }),
                Cell::count(*files),
                Cell::count(*rows),
                Cell::bytes(*bytes),
            ];
            if language.is_empty() {
                Row::of(cells)
            } else {
                Row::language(language, cells)
            }
        });
    (!manifest.outputs.is_empty()).then(|| Section {
        id: "outputs",
        title: "Files".into(),
        lead: html! { "What the dataset's folder holds. " code { "SHA256SUMS" } " has the digest of every file." },
        body: Table {
            id: "files",
            caption: html! { "Files by kind and language" },
            heads: vec![words("Kind"), words("Language"), numbers("Files"), numbers("Rows"), numbers("Size")],
            rows: rows.collect(),
            total: None,
        }
        .render(),
    })
}

/// What was taken down since the run.
pub(super) fn history(manifest: &Manifest) -> Option<Section> {
    if manifest.history.is_empty() {
        return None;
    }
    let rows = manifest.history.iter().map(|version| {
        let down = &version.takedown;
        let asked: Vec<String> = down
            .asked
            .iter()
            .map(|(kind, n)| format!("{} {}", count(*n), visible(kind)))
            .collect();
        Row::of(vec![
            Cell::text(name(&down.date)),
            Cell::text(name(&down.reason)),
            Cell::text(html! { (asked.join(", ")) }),
            Cell::count(down.documents),
            Cell::count(down.rows),
            Cell::count(down.shards),
            Cell::text(digest(&version.manifest_sha256)),
        ])
    });
    Some(Section {
        id: "history",
        title: "Taken down".into(),
        lead: html! { "Documents that were taken out after the run. The counts above are those of the run; the ledger has these documents too." },
        body: Table {
            id: "takedowns",
            caption: html! { "Requests, the oldest first" },
            heads: vec![
                words("Date"),
                words("Reason"),
                words("Asked for"),
                numbers("Documents"),
                numbers("Rows"),
                numbers("Shards written again"),
                words("Manifest before"),
            ],
            rows: rows.collect(),
            total: None,
        }
        .render(),
    })
}
