//! Replacing values by placeholders.

use super::Span;

/// Replaces each span by its kind's placeholder and gives the spans of the placeholders in the new
/// text, in the same order.
///
/// `spans` must be sorted and disjoint, as [`super::find`] gives them; a span that overlaps the one
/// before it, lies outside the text or cuts a character is left out.
pub fn redact(text: &str, spans: &[Span]) -> (String, Vec<Span>) {
    let mut out = String::with_capacity(text.len());
    let mut placed = Vec::with_capacity(spans.len());
    let mut done = 0;
    for span in spans {
        let (start, end) = (span.start as usize, span.end as usize);
        let (Some(before), Some(_)) = (text.get(done..start), text.get(start..end)) else {
            continue;
        };
        out.push_str(before);
        let from = u32::try_from(out.len());
        out.push_str(span.kind.placeholder());
        if let (Ok(start), Ok(end)) = (from, u32::try_from(out.len())) {
            placed.push(Span {
                kind: span.kind,
                start,
                end,
            });
        }
        done = end;
    }
    out.push_str(text.get(done..).unwrap_or_default());
    (out, placed)
}

#[cfg(test)]
mod tests {
    use super::super::{Kind, Span, find};
    use super::redact;

    #[test]
    fn placeholders_stand_where_the_new_spans_say() {
        let text = "Piš na žán@firma.cz, ne na 8.31.2.33.";
        let (new, spans) = redact(text, &find(text));
        assert_eq!(new, "Piš na <EMAIL>, ne na <IP>.");
        let at = |s: &Span| &new[s.start as usize..s.end as usize];
        assert_eq!(
            spans.iter().map(at).collect::<Vec<_>>(),
            ["<EMAIL>", "<IP>"]
        );
    }

    #[test]
    fn spans_that_do_not_fit_are_left_out() {
        let span = |start, end| Span {
            kind: Kind::Ip,
            start,
            end,
        };
        let (new, placed) = redact("aéb", &[span(0, 1), span(0, 2), span(2, 3), span(3, 9)]);
        assert_eq!((new.as_str(), placed.len()), ("<IP>éb", 1));
    }
}
