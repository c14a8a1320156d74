//! The list of bounds, in the order in which rules are asked: the first that a document breaks
//! names the reason. To add a bound, add a line here and a value to `profiles/default.toml`.

use super::{LimitDef, Scale, Side};

const GOPHER: &str = "Rae et al. 2021, arXiv:2112.11446, A1.1, limits per language as FineWeb-2";
const FINEWEB: &str = "Penedo et al. 2024, arXiv:2406.17557, 3.6, limits per language as FineWeb-2";
const C4: &str = "Raffel et al. 2020, arXiv:1910.10683, 2.2, as datatrove's C4QualityFilter";
const DCLM: &str = "Li et al. 2024, arXiv:2406.11794, section 4";
const RPV2: &str = "RedPajama-V2, quality annotations";
const WDS: &str = "HPLT's document score: web-docs-scorer 1.3.0, commit 743d131";
const HPLT: &str = "HPLT 3 and 4: length_500 of monotextor-slurm";
const OURS: &str = "tamis";
const JOINED: &str = "the run's own scores, `[stages.scores]`";
const REPETITION: &str =
    "Rae et al. 2021, arXiv:2112.11446, table A1, limits per language as FineWeb-2";

const LINES: &str = "too many lines stand there more than once";
const PARAGRAPHS: &str = "too many paragraphs stand there more than once";
const TOP: &str = "one phrase takes up too much of the text";
const DUP: &str = "too much of the text was said before in the same words";

/// `bound!(Side "prefix", "section" "signal", scale, doc, source)`: the key is `section.prefix_signal`.
macro_rules! bound {
    ($side:ident $prefix:literal, $section:literal $signal:literal, $scale:ident, $doc:expr, $source:expr) => {
        LimitDef {
            key: concat!($section, ".", $prefix, $signal),
            signal: $signal,
            side: Side::$side,
            scale: Scale::$scale,
            version: 1,
            doc: $doc,
            source: $source,
        }
    };
}

/// A lower bound: the key is `section.min_signal`.
macro_rules! min {
    ($($rest:tt)*) => { bound!(Min "min_", $($rest)*) };
}

/// An upper bound: the key is `section.max_signal`.
macro_rules! max {
    ($($rest:tt)*) => { bound!(Max "max_", $($rest)*) };
}

/// Every bound that a profile may set.
#[rustfmt::skip]
pub const LIMITS: &[LimitDef] = &[
    max!("quality" "replacement_ratio", Share, "too much of the text could not be decoded", OURS),
    min!("quality" "words", Number, "the text is too short", GOPHER),
    max!("quality" "words", Number, "the text is too long", GOPHER),
    min!("quality" "characters", Number, "the text has too few characters", HPLT),
    min!("quality" "mean_word_length", Number, "the words are too short for the language", GOPHER),
    max!("quality" "mean_word_length", Number, "the words are too long for the language", GOPHER),
    max!("quality" "symbol_ratio", Number, "too many hash signs or ellipses", GOPHER),
    max!("quality" "bullet_lines", Share, "nearly every line is an item of a list", GOPHER),
    max!("quality" "ellipsis_lines", Share, "too many lines break off", GOPHER),
    min!("quality" "alpha_words", Share, "too many tokens are numbers and symbols", GOPHER),
    min!("quality" "stop_words", Number, "the words that hold sentences together are missing", GOPHER),
    min!("quality" "terminal_lines", Share, "too few lines end a sentence", FINEWEB),
    max!("quality" "short_lines", Share, "too many lines are short: a menu or a table", FINEWEB),
    max!("quality" "newline_ratio", Number, "the text breaks its lines too often", FINEWEB),
    max!("quality" "lorem_ipsum", Number, "the text holds a printer's dummy text", C4),
    max!("quality" "curly_brackets", Number, "the text holds program code", C4),
    min!("quality" "c4_sentences", Number, "too few sentences are left without menu and notice lines", C4),
    max!("quality" "c4_lines", Share, "too much of the text stands in menu and notice lines", DCLM),
    max!("quality" "longest_word", Number, "a word is far longer than words are", C4),
    min!("quality" "sentences", Number, "the text has too few sentences", RPV2),
    min!("quality" "stop_word_share", Share, "too few words hold sentences together", RPV2),
    min!("quality" "unique_words", Share, "the text uses few words again and again", RPV2),
    max!("quality" "unique_words", Share, "hardly any word comes twice: a list of names or keywords", RPV2),
    min!("quality" "word_entropy", Number, "the text uses few words again and again", RPV2),
    max!("quality" "caps_words", Share, "too many words are in capitals", RPV2),
    max!("quality" "upper_lines", Share, "too many lines are in capitals", DCLM),
    max!("quality" "digit_lines", Share, "too many lines are numbers", DCLM),
    max!("quality" "digit_ratio", Share, "too much of the text is digits", RPV2),
    max!("quality" "punctuation_ratio", Share, "too much of the text is punctuation and symbols", OURS),
    min!("quality" "alphabet", Share, "too many letters are not those of the language", OURS),
    min!("quality" "own_script", Share, "too many letters are of another script", OURS),
    min!("quality" "compression", Number, "the text repeats itself: it compresses too well", OURS),
    max!("quality" "compression", Number, "the text is a jumble: it hardly compresses", OURS),
    min!("quality" "wds", Share, "the text as a whole scores low", WDS),
    min!("quality" "wds_language", Share, "too little of the text is in its language", WDS),
    min!("quality" "wds_urls", Share, "too many web addresses", WDS),
    min!("quality" "wds_punctuation", Share, "too much or too little punctuation", WDS),
    min!("quality" "wds_singular_chars", Share, "too many unusual characters", WDS),
    min!("quality" "wds_numbers", Share, "too many digits", WDS),
    min!("quality" "wds_repeated", Share, "too many lines stand there more than once", WDS),
    min!("quality" "wds_informativeness", Share, "the text compresses too well or too badly for its length", WDS),
    min!("quality" "wds_short_segments", Share, "the lines are of very uneven length", WDS),
    min!("quality" "wds_long_segments", Share, "too few long lines in the language", WDS),
    min!("quality" "wds_great_segment", Share, "no line of a paragraph's length", WDS),
    min!("quality" "quality_score", Share, "the trained model finds the text poor", DCLM),
    min!("quality" "joined_1", Number, "a score from elsewhere is too low", JOINED),
    max!("quality" "joined_1", Number, "a score from elsewhere is too high", JOINED),
    min!("quality" "joined_2", Number, "a score from elsewhere is too low", JOINED),
    max!("quality" "joined_2", Number, "a score from elsewhere is too high", JOINED),
    min!("quality" "joined_3", Number, "a score from elsewhere is too low", JOINED),
    max!("quality" "joined_3", Number, "a score from elsewhere is too high", JOINED),
    min!("quality" "joined_4", Number, "a score from elsewhere is too low", JOINED),
    max!("quality" "joined_4", Number, "a score from elsewhere is too high", JOINED),
    max!("repetition" "dup_paragraphs", Share, PARAGRAPHS, REPETITION),
    max!("repetition" "dup_paragraph_chars", Share, PARAGRAPHS, REPETITION),
    max!("repetition" "dup_lines", Share, LINES, REPETITION),
    max!("repetition" "dup_line_chars", Share, LINES, REPETITION),
    max!("repetition" "top_2gram", Share, TOP, REPETITION),
    max!("repetition" "top_3gram", Share, TOP, REPETITION),
    max!("repetition" "top_4gram", Share, TOP, REPETITION),
    max!("repetition" "dup_5gram", Share, DUP, REPETITION),
    max!("repetition" "dup_6gram", Share, DUP, REPETITION),
    max!("repetition" "dup_7gram", Share, DUP, REPETITION),
    max!("repetition" "dup_8gram", Share, DUP, REPETITION),
    max!("repetition" "dup_9gram", Share, DUP, REPETITION),
    max!("repetition" "dup_10gram", Share, DUP, REPETITION),
];
