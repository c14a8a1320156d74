//! `datasheet.md`: the seven sections of Gebru et al., "Datasheets for Datasets" (2021), each question
//! in a few words of our own.

use std::fmt::Write as _;

use super::escape::{code, markdown};
use super::facts::{self, bytes, count, number};
use super::{Facts, Open};
use crate::manifest::Manifest;
use crate::provider::Provider;

/// The file's name in a dataset.
pub const FILE: &str = "datasheet.md";

/// The datasheet of a dataset.
#[must_use]
pub fn render(manifest: &Manifest, provider: &Provider) -> String {
    let facts = Facts::of(manifest);
    let mut sheet = Sheet {
        out: String::new(),
        open: Open::default(),
    };
    let title = provider.dataset.title.as_deref().unwrap_or(&manifest.name);
    let _ = writeln!(sheet.out, "# Datasheet of {}\n", markdown(title));
    sheet.out.push_str(
        "After Gebru et al., \"Datasheets for Datasets\". What the run knows is filled in from \
         `manifest.json`; the rest is the provider's.\n",
    );
    motivation(&mut sheet, &facts, provider);
    composition(&mut sheet, &facts);
    collection(&mut sheet, &facts);
    processing(&mut sheet, &facts);
    uses(&mut sheet, provider);
    distribution(&mut sheet, &facts, provider);
    maintenance(&mut sheet, &facts, provider);
    let open = sheet.open.section();
    sheet.out.push_str(&open);
    sheet.out
}

struct Sheet {
    out: String,
    open: Open,
}

impl Sheet {
    fn section(&mut self, title: &str) {
        let _ = writeln!(self.out, "\n## {title}");
    }

    fn answer(&mut self, question: &str, answer: &str) {
        let _ = writeln!(self.out, "\n### {question}\n\n{answer}");
    }
}

fn motivation(sheet: &mut Sheet, facts: &Facts<'_>, provider: &Provider) {
    sheet.section("Motivation");
    let purpose = provider
        .dataset
        .purpose
        .as_ref()
        .or(facts.manifest.run.purpose.as_ref());
    let purpose = sheet.open.text("dataset.purpose", purpose);
    sheet.answer("What for?", &purpose);
    let creators = sheet
        .open
        .list("dataset.creators", provider.dataset.creators.as_ref());
    sheet.answer("Made by whom?", &creators);
    let funding = sheet
        .open
        .text("dataset.funding", provider.dataset.funding.as_ref());
    sheet.answer("Paid by whom?", &funding);
}

fn composition(sheet: &mut Sheet, facts: &Facts<'_>) {
    sheet.section("Composition");
    let size = facts.size();
    let answer = format!(
        "Texts of web pages: {} in {}, {} ({}), {} characters, {} of Parquet.",
        count(facts.sum(|mix| mix.documents_given), "document"),
        count(size.rows, "row"),
        count(facts.sum(|mix| mix.tokens_given), "token"),
        markdown(&facts.manifest.tokenizer),
        size.characters
            .map_or_else(|| "an unknown number of".to_owned(), number),
        bytes(size.bytes),
    );
    sheet.answer("What is an instance, and how many are there?", &answer);
    let languages = facts.languages.iter().map(|language| {
        let name = markdown(&super::languages::name(language.code));
        format!(
            "- {name} ({}): {}",
            code(language.code),
            number(language.mix.documents_given)
        )
    });
    let languages: Vec<String> = languages.collect();
    let languages = if languages.is_empty() {
        "none".to_owned()
    } else {
        languages.join("\n")
    };
    sheet.answer("Which languages, with how many documents?", &languages);
    let sample = format!(
        "A selection: of {} read, {} went by rules, and languages are repeated or cut as the \
         mix asks.",
        count(facts.documents_read, "document"),
        number(facts.removed_total()),
    );
    sheet.answer("Is it a sample of something larger?", &sample);
    sheet.answer(
        "What does an instance have beside its text?",
        "URL, date, archive and record, language, measured signals, what was declared about rights, and \
         where personal data is. `README.md` lists the columns. There are no labels by people.",
    );
    let damaged = facts.manifest.records.get("damaged").copied().unwrap_or(0);
    let damaged = format!(
        "{} places of the archives could not be read.",
        number(damaged)
    );
    sheet.answer(
        "Is anything missing, wrong or repeated?",
        &format!("{damaged} {}", repeats(facts)),
    );
    sheet.answer(
        "Does it stand alone?",
        "Yes: the texts are in it. URLs and archives are named for provenance only.",
    );
    let kinds = facts::personal(facts.manifest);
    let personal = match kinds.is_empty() {
        true => "No personal data was found or looked for.".to_owned(),
        false => {
            let lines = kinds.iter().map(|kind| {
                let (found, handled) = (number(kind.count.found), number(kind.count.handled));
                format!(
                    "- {}: {found} places found, {handled} handled",
                    code(kind.name)
                )
            });
            let lines = lines.collect::<Vec<_>>().join("\n");
            format!("{lines}\n\nPatterns find no names and addresses in running text.")
        }
    };
    sheet.answer("Is there personal data in it?", &personal);
}

fn repeats(facts: &Facts<'_>) -> String {
    let duplicates = facts.removed_by("dedup");
    match facts.manifest.clusters {
        None if duplicates == 0 => "Duplicates were not looked for.".to_owned(),
        _ => format!("Removed as duplicates: {}.", count(duplicates, "document")),
    }
}

fn collection(sheet: &mut Sheet, facts: &Facts<'_>) {
    sheet.section("Collection");
    let sources = facts.sources.iter().map(|source| {
        let dates = match (source.first_date, source.last_date) {
            (Some(first), Some(last)) => {
                format!(", fetched {} to {}", facts::day(first), facts::day(last))
            }
            _ => String::new(),
        };
        let (name, dates) = (markdown(source.name()), markdown(&dates));
        format!(
            "- {name}: {}, {}{dates}",
            count(source.files, "file"),
            bytes(source.bytes)
        )
    });
    let sources: Vec<String> = sources.collect();
    let sources = if sources.is_empty() {
        "none".to_owned()
    } else {
        sources.join("\n")
    };
    sheet.answer("From where, and when?", &sources);
    let consent = match &facts.manifest.rights {
        None => "Reservations of rights were not looked for.".to_owned(),
        Some(rights) => format!(
            "Nobody was asked. What sites and pages declare to machines was read and decided by the \
             policy {} ({}), for which {} went.",
            code(&rights.policy.name),
            markdown(&rights.policy.version),
            count(rights.counts.dropped, "document"),
        ),
    };
    sheet.answer("Were the authors asked?", &consent);
}

fn processing(sheet: &mut Sheet, facts: &Facts<'_>) {
    sheet.section("Preprocessing, cleaning, labelling");
    let stages = facts.manifest.stages.iter();
    let stages: Vec<String> = stages
        .map(|s| format!("1. {} ({})", markdown(&s.name), markdown(&s.kind)))
        .collect();
    let stages = if stages.is_empty() {
        "nothing".to_owned()
    } else {
        stages.join("\n")
    };
    sheet.answer("What was done?", &stages);
    sheet.answer(
        "Is the raw data kept?",
        "Not here: `manifest.json` names each archive with its SHA-256. `removed/` has a row for each \
         document that was removed, without its text.",
    );
    let source = format!(
        "{} {}, with the config and the digests of all models and lists in `manifest.json`.",
        markdown(&facts.manifest.code.name),
        markdown(&facts.manifest.code.version),
    );
    sheet.answer("Which software did it?", &source);
}

fn uses(sheet: &mut Sheet, provider: &Provider) {
    sheet.section("Uses");
    let dataset = &provider.dataset;
    let intended = sheet
        .open
        .list("dataset.intended_uses", dataset.intended_uses.as_ref());
    sheet.answer("What is it good for?", &intended);
    let not = sheet.open.list(
        "dataset.not_intended_uses",
        dataset.not_intended_uses.as_ref(),
    );
    sheet.answer("What must it not be used for?", &not);
    let biases = sheet.open.list("dataset.biases", dataset.biases.as_ref());
    sheet.answer("Which biases are known?", &biases);
    let impact = sheet
        .open
        .text("dataset.social_impact", dataset.social_impact.as_ref());
    sheet.answer("What may it do to people?", &impact);
}

fn distribution(sheet: &mut Sheet, facts: &Facts<'_>, provider: &Provider) {
    sheet.section("Distribution");
    let dataset = &provider.dataset;
    let homepage = sheet
        .open
        .link("dataset.homepage", dataset.homepage.as_ref());
    sheet.answer("Where?", &homepage);
    let finished = facts
        .manifest
        .cost
        .as_ref()
        .map(|cost| facts::day(&cost.finished).to_owned());
    let when = sheet.open.line(
        "dataset.published",
        dataset.published.as_ref().or(finished.as_ref()),
    );
    sheet.answer("Since when?", &when);
    let licence = sheet.open.line("dataset.license", dataset.license.as_ref());
    sheet.answer("Under which licence?", &licence);
}

fn maintenance(sheet: &mut Sheet, facts: &Facts<'_>, provider: &Provider) {
    sheet.section("Maintenance");
    let dataset = &provider.dataset;
    let maintainers = sheet
        .open
        .list("dataset.maintainers", dataset.maintainers.as_ref());
    sheet.answer("Who looks after it?", &maintainers);
    let contact = sheet
        .open
        .line("provider.contact", provider.provider.contact.as_ref());
    sheet.answer("How can they be reached?", &contact);
    let takedown = sheet
        .open
        .line("dataset.takedown", dataset.takedown.as_ref());
    sheet.answer("How is a document taken down?", &takedown);
    let plan = sheet
        .open
        .text("dataset.maintenance", dataset.maintenance.as_ref());
    sheet.answer("How is it kept up?", &plan);
    let history = facts.manifest.history.iter().map(|version| {
        let takedown = &version.takedown;
        let (when, why) = (
            markdown(facts::day(&takedown.date)),
            markdown(&takedown.reason),
        );
        format!(
            "- {when}: {} taken down ({why})",
            count(takedown.documents, "document")
        )
    });
    let history: Vec<String> = history.collect();
    let history = if history.is_empty() {
        "nothing".to_owned()
    } else {
        history.join("\n")
    };
    sheet.answer("What has changed since the first version?", &history);
}
