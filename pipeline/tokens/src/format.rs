//! What a file is that somebody names as a tokenizer: a tokenizer.json, or which of the other formats.

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::Value;

/// A file that is no tokenizer.json.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Other {
    /// What it is, with its article: `a SentencePiece model`.
    pub(crate) found: String,
    /// What can be done with it.
    pub(crate) hint: String,
}

impl Other {
    fn new(found: impl Into<String>, hint: impl Into<String>) -> Self {
        Self {
            found: found.into(),
            hint: hint.into(),
        }
    }
}

/// What a tokenizer.json says of itself.
#[derive(Debug, PartialEq)]
pub(crate) struct Parts {
    /// `BPE`, `Unigram`, `WordPiece`, `WordLevel`, or whatever stands there; empty in old files.
    pub(crate) model: String,
    /// `Sequence(Split, ByteLevel)`; empty where there is none.
    pub(crate) normalizer: String,
    /// See `normalizer`.
    pub(crate) pre_tokenizer: String,
}

impl std::fmt::Display for Parts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let or = |part: &str| if part.is_empty() { "none" } else { part }.to_owned();
        write!(
            f,
            "model {}, normalizer {}, pre-tokenizer {}",
            or(&self.model),
            or(&self.normalizer),
            or(&self.pre_tokenizer)
        )
    }
}

const CONVERT: &str = "write it as a tokenizer.json first: `scripts/tokens/convert.py` does that";
pub(crate) const BESIDE: &str = "name the file tokenizer.json, which stands in the same folder";
const SENTENCEPIECE: &str = "name the model's tokenizer.json instead; where there is none, \
     `AutoTokenizer.from_pretrained(FOLDER).save_pretrained(OTHER)` of the Python package \
     transformers writes one";

/// Keys of the top level; the vocabulary is passed over without being kept.
#[derive(Deserialize)]
struct Skim {
    model: Option<Model>,
    normalizer: Option<Value>,
    pre_tokenizer: Option<Value>,
    vocab: Option<IgnoredAny>,
    config: Option<IgnoredAny>,
    tokenizer_class: Option<IgnoredAny>,
    model_type: Option<IgnoredAny>,
}

#[derive(Deserialize)]
struct Model {
    #[serde(rename = "type", default)]
    kind: String,
}

/// Looks at the content, whatever the file is called.
pub(crate) fn look(bytes: &[u8]) -> Result<Parts, Other> {
    if bytes.is_empty() {
        return Err(Other::new("an empty file", "fetch it again"));
    }
    if bytes.starts_with(b"version https://git-lfs") {
        return Err(Other::new(
            "a Git LFS pointer",
            "fetch the file itself with `git lfs pull`",
        ));
    }
    if bytes.starts_with(b"GGUF") {
        return Err(Other::new("a GGUF model", SENTENCEPIECE));
    }
    if bytes.starts_with(&[0x1f, 0x8b]) || bytes.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]) {
        return Err(Other::new("a compressed file", "decompress it first"));
    }
    let Ok(text) = std::str::from_utf8(bytes) else {
        // Field 1 of the message, a piece: tag 0x0a, its length, then tag 0x0a again, its text.
        let sentencepiece = bytes.first() == Some(&0x0a) && bytes.get(2) == Some(&0x0a);
        return Err(if sentencepiece {
            Other::new("a SentencePiece model", SENTENCEPIECE)
        } else {
            Other::new("a binary file", BESIDE)
        });
    };
    let start = text.trim_start_matches('\u{feff}').trim_start();
    if !start.starts_with('{') {
        return Err(plain(start));
    }
    match serde_json::from_str::<Skim>(start) {
        Ok(skim) => json(skim),
        Err(error) if error.is_data() => Err(Other::new(format!("other JSON ({error})"), BESIDE)),
        Err(error) => Err(Other::new(
            format!("damaged JSON ({error})"),
            "fetch it again",
        )),
    }
}

fn json(skim: Skim) -> Result<Parts, Other> {
    let Some(model) = skim.model else {
        return Err(if skim.vocab.is_some() && skim.config.is_some() {
            Other::new("a tekken file of mistral-common", CONVERT)
        } else if skim.tokenizer_class.is_some() {
            Other::new("a tokenizer_config.json", BESIDE)
        } else if skim.model_type.is_some() {
            Other::new("a model's config.json", BESIDE)
        } else {
            Other::new("JSON without a `model`", BESIDE)
        });
    };
    Ok(Parts {
        model: model.kind,
        normalizer: names(skim.normalizer.as_ref()),
        pre_tokenizer: names(skim.pre_tokenizer.as_ref()),
    })
}

/// Text that is not one JSON table.
fn plain(text: &str) -> Other {
    let line = text.lines().next().unwrap_or_default();
    if line.starts_with("#version") {
        return Other::new("a merges.txt", BESIDE);
    }
    let ranks = line.split_once(' ').is_some_and(|(token, rank)| {
        let base64 = |byte: u8| byte.is_ascii_alphanumeric() || b"+/=".contains(&byte);
        token.bytes().all(base64) && !token.is_empty() && rank.parse::<u32>().is_ok()
    });
    if ranks {
        return Other::new("a tiktoken file of ranks", CONVERT);
    }
    if line
        .trim_start()
        .to_ascii_lowercase()
        .starts_with("<!doctype")
        || line.trim_start().to_ascii_lowercase().starts_with("<html")
    {
        return Other::new("an HTML page", "fetch the file itself and not its page");
    }
    Other::new("text that is no JSON table", BESIDE)
}

/// `Sequence(Split, ByteLevel)` of a normalizer or pre-tokenizer.
fn names(part: Option<&Value>) -> String {
    let Some(Value::Object(part)) = part else {
        return String::new();
    };
    let own = part.get("type").and_then(Value::as_str).unwrap_or("?");
    let inner = ["pretokenizers", "normalizers"]
        .iter()
        .find_map(|key| part.get(*key)?.as_array());
    match inner {
        Some(inner) => {
            let inner: Vec<String> = inner.iter().map(|part| names(Some(part))).collect();
            format!("{own}({})", inner.join(", "))
        }
        None => own.to_owned(),
    }
}
