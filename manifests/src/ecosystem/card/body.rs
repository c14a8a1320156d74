//! The page of the card.

use std::fmt::Write as _;

use arrow_schema::Schema;

use crate::ecosystem::escape::{block, code, markdown};
use crate::ecosystem::facts::{bytes, count, day, number, percent};
use crate::ecosystem::{Facts, Open, columns, languages};
use crate::manifest::Manifest;
use crate::provider::Provider;

/// Reasons that the card lists; the manifest and the report have all of them.
const REASONS: usize = 15;

pub(super) fn render(facts: &Facts<'_>, provider: &Provider, schema: &Schema) -> String {
    let mut out = String::new();
    let mut open = Open::default();
    what(&mut out, &mut open, facts, provider);
    language_table(&mut out, facts);
    made(&mut out, facts);
    removed(&mut out, facts);
    rights(&mut out, &mut open, facts.manifest, provider);
    personal(&mut out, facts.manifest);
    check(&mut out);
    column_table(&mut out, schema);
    publication(&mut out, &mut open, provider);
    out.push_str(&open.section());
    out
}

fn what(out: &mut String, open: &mut Open, facts: &Facts<'_>, provider: &Provider) {
    let dataset = &provider.dataset;
    let manifest = facts.manifest;
    let title = dataset.title.as_deref().unwrap_or(&manifest.name);
    let _ = writeln!(out, "# {}\n", markdown(title));
    let _ = writeln!(
        out,
        "{}\n",
        open.text("dataset.description", dataset.description.as_ref())
    );
    let languages = count(facts.languages.len() as u64, "language");
    let _ = writeln!(
        out,
        "**{} in {languages}**, {} tokens, {} of Parquet. Made by {} {} from {} \
         of web archives. Each document that was read is either here or in `removed/`, with the rule \
         that removed it, and `manifest.json` accounts for all of them.\n",
        count(facts.sum(|mix| mix.documents_given), "document"),
        number(facts.sum(|mix| mix.tokens_given)),
        bytes(facts.size().bytes),
        markdown(&manifest.code.name),
        markdown(&manifest.code.version),
        bytes(manifest.inputs.iter().map(|input| input.bytes).sum()),
    );
    if let Some(language) = facts.languages.first() {
        let name = serde_json::to_string(language.code).unwrap_or_default();
        let python = format!(
            "from datasets import load_dataset\n\npath = \".\"  # this folder, or the dataset's name on the \
             Hub\none = load_dataset(path, {name}, split=\"train\")\nall = load_dataset(path, \
             split=\"train\", streaming=True)"
        );
        let _ = writeln!(out, "{}", block(&python, "python"));
    }
}

fn language_table(out: &mut String, facts: &Facts<'_>) {
    out.push_str("## Languages\n\n");
    if facts.languages.is_empty() {
        out.push_str("No document was kept.\n\n");
        return;
    }
    let _ = write!(
        out,
        "Tokens: {}. Rows are more than documents where the mix repeats a language.\n\n\
         | language | code | documents | rows | tokens | Parquet | removed |\n\
         |---|---|---:|---:|---:|---:|---:|\n",
        markdown(&facts.manifest.tokenizer),
    );
    for language in &facts.languages {
        let _ = writeln!(
            out,
            "| {} | {} | {} | {} | {} | {} | {} |",
            markdown(&languages::name(language.code)),
            code(language.code),
            number(language.mix.documents_given),
            number(language.mix.rows_given),
            number(language.mix.tokens_given),
            bytes(language.size.bytes),
            number(language.removed),
        );
    }
    out.push('\n');
}

fn made(out: &mut String, facts: &Facts<'_>) {
    out.push_str("## How it was made\n\n");
    if !facts.sources.is_empty() {
        out.push_str("| source | files | size | records | fetched |\n|---|---:|---:|---:|---|\n");
    }
    for source in &facts.sources {
        let dates = match (source.first_date, source.last_date) {
            (Some(first), Some(last)) => format!("{} to {}", day(first), day(last)),
            _ => "unknown".to_owned(),
        };
        let _ = writeln!(
            out,
            "| {} | {} | {} | {} | {} |",
            markdown(source.name()),
            number(source.files),
            bytes(source.bytes),
            number(source.records.values().sum()),
            markdown(&dates),
        );
    }
    let counted: Vec<_> = facts
        .manifest
        .stages
        .iter()
        .filter_map(|stage| Some((stage, facts.manifest.counts.get(&stage.name)?)))
        .collect();
    if !counted.is_empty() {
        out.push_str(
            "\n| stage | kind | documents in | out | removed |\n|---|---|---:|---:|---:|\n",
        );
    }
    for (stage, flows) in counted {
        let into: u64 = flows.values().map(|flow| flow.documents_in).sum();
        let on: u64 = flows.values().map(|flow| flow.documents_out).sum();
        let _ = writeln!(
            out,
            "| {} | {} | {} | {} | {} |",
            markdown(&stage.name),
            markdown(&stage.kind),
            number(into),
            number(on),
            number(into.saturating_sub(on)),
        );
    }
    out.push_str(
        "\nThe settings of every stage, and the digests of models, profiles, lists and policies, are in \
         `manifest.json`.\n\n",
    );
}

fn removed(out: &mut String, facts: &Facts<'_>) {
    out.push_str("## What was removed, and why\n\n");
    let total = facts.removed_total();
    if total == 0 {
        out.push_str("Nothing was removed.\n\n");
        return;
    }
    let _ = writeln!(
        out,
        "{} of {} {} removed. `removed/` has a row for each, with the value that was \
         measured and the threshold that it missed.\n\n| reason | documents | share |\n|---|---:|---:|",
        count(total, "document"),
        number(facts.documents_read),
        if total == 1 { "was" } else { "were" },
    );
    for (reason, n) in facts.removed.iter().take(REASONS) {
        let _ = writeln!(
            out,
            "| {} | {} | {} |",
            code(reason),
            number(*n),
            percent(*n, total)
        );
    }
    let rest = facts.removed.len().saturating_sub(REASONS);
    if rest > 0 {
        let listed: u64 = facts.removed.iter().take(REASONS).map(|(_, n)| n).sum();
        let left = total.saturating_sub(listed);
        let (n, share) = (number(left), percent(left, total));
        let _ = writeln!(out, "| {rest} other reasons | {n} | {share} |");
    }
    out.push('\n');
}

fn rights(out: &mut String, open: &mut Open, manifest: &Manifest, provider: &Provider) {
    out.push_str("## Rights\n\n");
    match &manifest.rights {
        None => out.push_str("Reservations of rights were not looked for.\n\n"),
        Some(rights) => {
            let _ = writeln!(
                out,
                "Reservations were decided by the policy {}, version {}. Of {} documents looked at, {} \
                 had declared something, and {} were removed for it; `rights/` has the evidence.\n",
                code(&rights.policy.name),
                markdown(&rights.policy.version),
                number(rights.counts.documents),
                number(rights.counts.with_evidence),
                number(rights.counts.dropped),
            );
            if !rights.counts.signals.is_empty() {
                out.push_str("| signal | documents | removed |\n|---|---:|---:|\n");
            }
            for (signal, count) in &rights.counts.signals {
                let (documents, dropped) = (number(count.documents), number(count.dropped));
                let _ = writeln!(out, "| {} | {documents} | {dropped} |", code(signal));
            }
            out.push('\n');
        }
    }
    let takedown = open.line("dataset.takedown", provider.dataset.takedown.as_ref());
    let _ = writeln!(out, "To have a document taken down: {takedown}\n");
    if !manifest.history.is_empty() {
        out.push_str("Taken down since the first version:\n\n");
    }
    for version in &manifest.history {
        let takedown = &version.takedown;
        let (when, why) = (markdown(day(&takedown.date)), markdown(&takedown.reason));
        let _ = writeln!(
            out,
            "- {when}: {} ({why})",
            count(takedown.documents, "document")
        );
    }
    if !manifest.history.is_empty() {
        out.push('\n');
    }
}

fn personal(out: &mut String, manifest: &Manifest) {
    out.push_str("## Personal data\n\n");
    let kinds = crate::ecosystem::facts::personal(manifest);
    if kinds.is_empty() {
        out.push_str("No personal data was found or looked for.\n\n");
        return;
    }
    out.push_str(
        "Found in the documents that were measured, before any was removed. What is handled is replaced \
         or marked in the documents that are here, as the profile of the language says.\n\n\
         | kind | places found | documents | handled here | what was done |\n|---|---:|---:|---:|---|\n",
    );
    for kind in &kinds {
        let _ = writeln!(
            out,
            "| {} | {} | {} | {} | {} |",
            code(kind.name),
            number(kind.count.found),
            number(kind.count.documents),
            number(kind.count.handled),
            markdown(&kind.actions.join(", ")),
        );
    }
    out.push('\n');
}

fn check(out: &mut String) {
    out.push_str("## Check it yourself\n\n");
    out.push_str(&block(
        "sha256sum -c SHA256SUMS           # the files are the ones that were published\n\
         tamis verify .                    # counts, trees and signature, from the files alone\n\
         tamis why . --url https://…       # is this page in here, and if not, by which rule\n\
         tamis prove . --url https://…     # a proof that others can check without the dataset",
        "sh",
    ));
    out.push_str(
        "\n`report.html` shows the run, `public-summary.html` is the summary for Article 53(1)(d) of the \
         EU AI Act, `datasheet.md` answers the questions of a datasheet.\n\n",
    );
}

fn column_table(out: &mut String, schema: &Schema) {
    out.push_str("## Columns\n\n| column | meaning |\n|---|---|\n");
    for field in schema.fields() {
        let about = columns::about(field.name());
        let _ = writeln!(out, "| {} | {about} |", code(field.name()));
    }
    out.push('\n');
}

fn publication(out: &mut String, open: &mut Open, provider: &Provider) {
    let dataset = &provider.dataset;
    let licence = open.line("dataset.license", dataset.license.as_ref());
    let _ = writeln!(out, "## Licence\n\n{licence}");
    if let Some(url) = &dataset.license_url {
        let _ = writeln!(out, "{}", crate::ecosystem::escape::link(url));
    }
    out.push_str(
        "\nThe licence is that of the collection. The texts are their authors'; what a page said about \
         its own licence is in the columns `license` and `rights`.\n\n## Citation\n\n",
    );
    match &dataset.citation {
        Some(citation) => out.push_str(&block(citation, "bibtex")),
        None => {
            let _ = writeln!(out, "{}", open.text("dataset.citation", None));
        }
    }
    out.push_str("\n## Limitations and biases\n\n");
    out.push_str(
        "- Languages are identified by a program, which errs most between close ones.\n\
         - Personal data is found by patterns: names and addresses in running text are not.\n\
         - Rights are read from what pages and sites declare to machines; prose is not read.\n\n",
    );
    let limitations = open.list("dataset.limitations", dataset.limitations.as_ref());
    let biases = open.list("dataset.biases", dataset.biases.as_ref());
    let _ = writeln!(
        out,
        "Limitations:\n\n{limitations}\n\nBiases:\n\n{biases}\n"
    );
    let intended = open.list("dataset.intended_uses", dataset.intended_uses.as_ref());
    let not = open.list(
        "dataset.not_intended_uses",
        dataset.not_intended_uses.as_ref(),
    );
    let _ = writeln!(
        out,
        "Intended uses:\n\n{intended}\n\nNot intended:\n\n{not}"
    );
}
