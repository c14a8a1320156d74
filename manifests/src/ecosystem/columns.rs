//! What the columns of a shard mean. The schema itself comes from the caller.

/// One line about a column; empty for one that this list does not know.
pub(crate) fn about(column: &str) -> &'static str {
    match column {
        "text" => "The main text, one block a line.",
        "id" => "32 hex digits that depend on file, record, URL and date, and not on the text.",
        "dump" => "The crawl.",
        "url" => "Where the page was (WARC-Target-URI).",
        "date" => "When it was fetched (WARC-Date, ISO 8601).",
        "file_path" => "The archive that it was read from.",
        "offset" => "Where its record begins in that file, in bytes.",
        "language" => "ISO 639-3.",
        "language_script" => "ISO 15924.",
        "language_score" => "Probability of the language, 0 to 1.",
        "top_langs" => "The best few labels with their probabilities, as JSON.",
        "minhash_cluster_id" => "The cluster of near-duplicates; 0 if there is none.",
        "minhash_cluster_size" => "Documents in that cluster, this one included.",
        "record_id" => "WARC-Record-ID without angle brackets.",
        "html_lang" => "`html@lang` as the page has it.",
        "license" => {
            "SPDX identifier of the licence that the page links or the row states, else of its source."
        }
        "token_count" => "Tokens of the text, as the manifest says how (`tokenizer`).",
        "signals" => "Measured signals of quality.",
        "pii" => "Personal data: kind, and where it is in the text, in UTF-8 bytes.",
        "digest" => "SHA-256 of the text, hex.",
        "markdown" => "The main text as Markdown.",
        "metadata" => "What the page says about itself.",
        "seg_langs" => "The languages of its parts, in UTF-8 bytes.",
        "minhash_cluster_dumps" => "Crawls of the documents of its cluster.",
        "rights" => "What was declared about the rights in it.",
        "source" => "Name of the source in the config of the run.",
        _ => "",
    }
}
