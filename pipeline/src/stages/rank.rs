//! What makes a document the best of its duplicates: measures side by side in one number, the most
//! important in its highest bits.

use tamis_filters::signals::{SIGNALS, Signals};

use crate::config::suggest;

/// One thing to order by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Measure {
    /// The quality tier that the config gives the source; the smaller is the better one.
    Tier,
    /// [`quality`] in tenths: so that length decides between documents of about one quality.
    Quality,
    /// Characters.
    Length,
    /// When it was fetched; the earlier is the better one.
    Date,
    /// A stored signal.
    Signal(usize),
}

/// An order of preference among duplicates; documents that are equal in all of it are told apart by
/// their ids.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    /// Each measure, and whether it is turned round.
    measures: Vec<(Measure, bool)>,
}

/// Bits of the number that an order makes.
const BITS: u32 = 128;

impl Default for Order {
    /// Tier, then quality, then length, then the earliest date. Without tiers all are of one.
    fn default() -> Self {
        let measures = [
            Measure::Tier,
            Measure::Quality,
            Measure::Length,
            Measure::Date,
        ];
        Self {
            measures: measures.map(|measure| (measure, false)).to_vec(),
        }
    }
}

/// What is known of a document.
#[derive(Debug, Clone, Copy, Default)]
pub struct Measures<'a> {
    /// Tier of its source, from 1.
    pub tier: Option<u8>,
    /// Share, 0 to 1.
    pub quality: Option<f32>,
    /// Characters.
    pub length: u64,
    /// An ISO 8601 date.
    pub date: &'a str,
    /// Its signals.
    pub signals: Option<&'a Signals>,
}

impl Measure {
    fn bits(self) -> u32 {
        match self {
            // One more than 255 tiers need: turned round, they still go before none.
            Self::Tier => 9,
            Self::Quality => 8,
            Self::Length | Self::Signal(_) => 32,
            // 14 decimal digits need 47.
            Self::Date => 48,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Tier => "tier",
            Self::Quality => "quality",
            Self::Length => "length",
            Self::Date => "date",
            Self::Signal(at) => SIGNALS.get(at).map_or("", |signal| signal.name),
        }
    }

    fn parse(name: &str) -> Option<Self> {
        match name {
            "tier" => Some(Self::Tier),
            "quality" => Some(Self::Quality),
            "length" => Some(Self::Length),
            "date" => Some(Self::Date),
            name => SIGNALS
                .iter()
                .position(|signal| signal.name == name)
                .map(Self::Signal),
        }
    }

    /// More is better; at most `bits` bits.
    fn of(self, of: &Measures<'_>) -> u128 {
        match self {
            // The best tier, 1, is 255.
            Self::Tier => of.tier.map_or(0, |tier| 256 - u128::from(tier.max(1))),
            Self::Quality => of.quality.map_or(0, |quality| {
                (quality.clamp(0.0, 1.0) * 10.0).round() as u128 + 1
            }),
            Self::Length => u128::from(of.length.min(u64::from(u32::MAX))),
            Self::Date => match digits(of.date) {
                0 => 0,
                digits => u128::from((1 << 48) - digits),
            },
            Self::Signal(at) => {
                let value = of.signals.and_then(|signals| signals.values().get(at));
                value.map_or(0, |value| u128::from(ordered(*value)))
            }
        }
    }
}

/// A number of the same order as the value.
fn ordered(value: f32) -> u32 {
    let bits = value.to_bits();
    if bits >> 31 == 1 {
        !bits
    } else {
        bits | (1 << 31)
    }
}

impl Order {
    /// Whether the tiers of sources have a part in it.
    #[must_use]
    pub fn asks_tier(&self) -> bool {
        let tier = |(measure, _): &(Measure, bool)| *measure == Measure::Tier;
        self.measures.iter().any(tier)
    }

    /// Reads names: `tier`, `quality`, `length`, `date` or those of signals, with a `-` before those of which
    /// less (of dates, the later) is better.
    ///
    /// # Errors
    /// What is wrong, and what to do.
    pub fn parse(names: &[String]) -> Result<Self, (String, String)> {
        let mut measures = Vec::new();
        for name in names {
            let (bare, turned) = match name.strip_prefix('-') {
                Some(bare) => (bare, true),
                None => (name.as_str(), false),
            };
            let Some(measure) = Measure::parse(bare) else {
                let signals = SIGNALS.iter().map(|signal| signal.name);
                let valid: Vec<&str> = ["tier", "quality", "length", "date"]
                    .into_iter()
                    .chain(signals)
                    .collect();
                return Err((format!("`{bare}` is not a measure"), suggest(bare, &valid)));
            };
            measures.push((measure, turned));
        }
        let bits: u32 = measures.iter().map(|(measure, _)| measure.bits()).sum();
        if bits > BITS {
            return Err((
                format!("{} measures are too many to order by", measures.len()),
                "two or three decide nearly always".into(),
            ));
        }
        Ok(Self { measures })
    }

    /// The same, of documents that come with a score, a date and nothing else: tiers and signals would decide
    /// nothing, and nobody would notice.
    ///
    /// # Errors
    /// What is wrong, and what to do.
    pub fn of_columns(names: &[String]) -> Result<Self, (String, String)> {
        let known = ["quality", "length", "date"];
        for name in names {
            let bare = name.strip_prefix('-').unwrap_or(name);
            if !known.contains(&bare) {
                return Err((
                    format!("`{bare}` is not a measure of files"),
                    suggest(bare, &known),
                ));
            }
        }
        Self::parse(names)
    }

    /// The names, as they are written.
    #[must_use]
    pub fn names(&self) -> Vec<String> {
        let sign = |turned| if turned { "-" } else { "" };
        self.measures
            .iter()
            .map(|(measure, turned)| format!("{}{}", sign(*turned), measure.name()))
            .collect()
    }

    /// The greater, the better.
    #[must_use]
    pub fn goodness(&self, of: &Measures<'_>) -> u128 {
        self.measures.iter().fold(0, |sum, (measure, turned)| {
            let bits = measure.bits();
            let most = (1u128 << bits) - 1;
            let value = measure.of(of).min(most);
            // What is not known is worse than anything, whatever the direction.
            let value = if *turned && value > 0 {
                most - value
            } else {
                value
            };
            (sum << bits) | value
        })
    }
}

/// The digits of a date as one number, at most 14 of them (year to second), filled up with zeros; 0 if
/// there are fewer than four.
#[must_use]
pub(crate) fn digits(date: &str) -> u64 {
    let digits = date.bytes().filter(u8::is_ascii_digit).take(14);
    let (count, number) = digits.fold((0u32, 0u64), |(count, number), digit| {
        (count + 1, number * 10 + u64::from(digit - b'0'))
    });
    if count < 4 {
        return 0;
    }
    number * 10u64.pow(14 - count)
}

/// How much a text looks like prose that was written to be read, 0 to 1: the mean of four signals, the
/// shares of tokens with letters, of lines that end a sentence, of characters not on lines that came
/// before, and of characters not in 5-grams that came before (of Rae et al. 2021, *Gopher*, A1.1, and
/// Penedo et al. 2024, *FineWeb*). It knows no threshold, so that a changed threshold does not change
/// which of two duplicates is kept.
#[must_use]
pub(crate) fn quality(signals: &Signals) -> f32 {
    let share = |name: &str| signals.get(name).unwrap_or(0.0).clamp(0.0, 1.0);
    let sum = share("alpha_words")
        + share("terminal_lines")
        + (1.0 - share("dup_line_chars"))
        + (1.0 - share("dup_5gram"));
    sum / 4.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(names: &[&str]) -> Order {
        Order::parse(
            &names
                .iter()
                .map(|name| (*name).to_string())
                .collect::<Vec<_>>(),
        )
        .unwrap()
    }

    fn of(quality: f32, length: u64, date: &str) -> Measures<'_> {
        Measures {
            tier: None,
            quality: Some(quality),
            length,
            date,
            signals: None,
        }
    }

    #[test]
    fn quality_then_length_then_the_earliest_date() {
        let best = Order::default();
        let goodness = |measures| best.goodness(&measures);
        let (early, late) = ("2020-01-02T03:04:05Z", "2026-11-27T10:00:00Z");
        assert!(goodness(of(0.9, 1, late)) > goodness(of(0.7, 9, early)));
        // About one quality.
        assert!(goodness(of(0.88, 9, late)) > goodness(of(0.92, 1, early)));
        assert!(goodness(of(0.9, 9, early)) > goodness(of(0.9, 9, late)));
        assert!(goodness(of(0.9, 9, late)) > goodness(of(0.9, 9, "")));
        assert_eq!(best.names(), ["tier", "quality", "length", "date"]);
        assert!(goodness(of(1.0, u64::MAX, "9999")) < u128::MAX);
    }

    #[test]
    fn the_better_tier_goes_before_quality() {
        let best = Order::default();
        let goodness = |tier, quality| {
            best.goodness(&Measures {
                tier,
                ..of(quality, 1, "2026")
            })
        };
        assert!(goodness(Some(1), 0.1) > goodness(Some(2), 0.9));
        assert!(goodness(Some(255), 0.1) > goodness(None, 0.9));
        assert!(goodness(Some(1), 0.9) > goodness(Some(1), 0.1));
        let worse = order(&["-tier"]);
        let goodness = |tier| {
            worse.goodness(&Measures {
                tier,
                ..Measures::default()
            })
        };
        assert!(goodness(Some(2)) > goodness(Some(1)));
        assert!(goodness(Some(1)) > goodness(None));
        assert!(best.asks_tier() && worse.asks_tier() && !order(&["length"]).asks_tier());
    }

    #[test]
    fn measures_can_be_turned_round_and_signals_named() {
        let later = order(&["-date", "-length"]);
        let goodness = |date, length| later.goodness(&of(0.0, length, date));
        assert!(goodness("2026", 5) > goodness("2020", 1));
        assert!(goodness("2026", 5) < goodness("2026", 1));
        assert!(goodness("", 5) < goodness("1970", 1));
        assert_eq!(
            order(&["-stop_words", "words"]).names(),
            ["-stop_words", "words"]
        );
        assert!(
            ordered(-2.0) < ordered(-1.0)
                && ordered(-1.0) < ordered(0.5)
                && ordered(0.5) < ordered(3.0)
        );
    }

    #[test]
    fn a_misspelt_measure_is_told() {
        let (message, help) = Order::parse(&["lenght".into()]).unwrap_err();
        assert!(
            message.contains("`lenght`") && help.contains("did you mean `length`?"),
            "{help}"
        );
        let many: Vec<String> = ["date", "-date", "length", "words"]
            .map(String::from)
            .to_vec();
        assert!(Order::parse(&many).unwrap_err().0.contains("too many"));
    }

    #[test]
    fn files_have_neither_tiers_nor_signals() {
        for name in ["tier", "words", "-dup_lines", "lenght"] {
            let (message, help) = Order::of_columns(&[name.into()]).unwrap_err();
            assert!(message.contains("is not a measure of files"), "{message}");
            assert!(help.contains("quality, length, date"), "{help}");
        }
        let names = ["quality", "-length", "-date"].map(String::from);
        assert_eq!(Order::of_columns(&names).unwrap().names(), names);
    }

    #[test]
    fn dates_are_read_by_their_digits() {
        assert_eq!(digits("2026-11-27T10:00:01.123Z"), 20_261_127_100_001);
        assert_eq!(digits("2026"), 20_260_000_000_000);
        assert_eq!(digits("n/a 26"), 0);
    }
}
