//! Tables of the page. The script makes them sortable; without it they are tables all the same.

use maud::{Markup, html};

use super::text;

/// What stands in a cell, and what it is sorted by where its text does not say.
pub(super) struct Cell {
    html: Markup,
    sort: Option<String>,
    number: bool,
    wide: bool,
}

impl Cell {
    /// Words or a name.
    pub(super) fn text(html: Markup) -> Self {
        Self {
            html,
            sort: None,
            number: false,
            wide: false,
        }
    }

    /// A count, sorted by its digits.
    pub(super) fn count(n: u64) -> Self {
        Self {
            number: true,
            ..Self::text(html! { (text::count(n)) })
        }
    }

    /// A number in words of its own, sorted by `value`.
    pub(super) fn measure(value: f64, words: &str) -> Self {
        Self {
            sort: Some(format!("{}", if value.is_finite() { value } else { -1.0 })),
            number: true,
            ..Self::text(html! { (words) })
        }
    }

    /// A part of a whole in per cent.
    pub(super) fn share(part: u64, whole: u64) -> Self {
        let value = if whole == 0 {
            -1.0
        } else {
            (part as f64 / whole as f64 * 1e6).round() / 1e6
        };
        Self::measure(value, &text::percent(part, whole))
    }

    /// A length in bytes.
    pub(super) fn bytes(n: u64) -> Self {
        Self::measure(n as f64, &text::bytes(n))
    }

    /// A drawing that repeats what the row says in numbers.
    pub(super) fn drawing(html: Markup) -> Self {
        Self {
            wide: true,
            ..Self::text(html)
        }
    }
}

/// A row: of a language, if it has one, so that it can be looked for.
pub(super) struct Row {
    /// Filled where the filter by language is for it.
    pub(super) language: Option<String>,
    /// Filled where the filter by reason is for it.
    pub(super) reason: Option<String>,
    /// As many as the table has columns.
    pub(super) cells: Vec<Cell>,
}

impl Row {
    /// A row of no language.
    pub(super) fn of(cells: Vec<Cell>) -> Self {
        Self {
            language: None,
            reason: None,
            cells,
        }
    }

    /// A row of a language.
    pub(super) fn language(language: &str, cells: Vec<Cell>) -> Self {
        Self {
            language: Some(text::visible(language)),
            ..Self::of(cells)
        }
    }
}

/// A table.
pub(super) struct Table {
    /// Part of its address in the page: `languages`.
    pub(super) id: &'static str,
    /// What it shows.
    pub(super) caption: Markup,
    /// Heads of its columns; the first names the row. An empty one is a drawing.
    pub(super) heads: Vec<Head>,
    /// Its rows, in the order in which they are shown first.
    pub(super) rows: Vec<Row>,
    /// A last row that stays where it is.
    pub(super) total: Option<Row>,
}

/// The head of a column.
pub(super) struct Head {
    words: String,
    number: bool,
    sortable: bool,
}

/// The head of a column of words.
pub(super) fn words(words: impl Into<String>) -> Head {
    Head {
        words: words.into(),
        number: false,
        sortable: true,
    }
}

/// The head of a column of numbers.
pub(super) fn numbers(words: impl Into<String>) -> Head {
    Head {
        number: true,
        ..self::words(words)
    }
}

/// The head of a column of drawings.
pub(super) fn drawings(words: impl Into<String>) -> Head {
    Head {
        sortable: false,
        ..self::words(words)
    }
}

/// Rows beyond which a table gets a window of its own to scroll in.
const TALL: usize = 40;

impl Table {
    /// The table as HTML.
    pub(super) fn render(&self) -> Markup {
        let caption = format!("{}-caption", self.id);
        let tall = self.rows.len() > TALL;
        html! {
            div.scroll.tall[tall] role="group" aria-labelledby=(caption) {
                table id=(self.id) {
                    caption id=(caption) { (self.caption) }
                    thead { tr {
                        @for head in &self.heads {
                            th.number[head.number] scope="col" data-fixed[!head.sortable] { (head.words) }
                        }
                    } }
                    tbody { @for row in &self.rows { (self.row(row)) } }
                    @if let Some(total) = &self.total { tfoot { (self.row(total)) } }
                }
            }
        }
    }

    fn row(&self, row: &Row) -> Markup {
        html! {
            tr data-l=[row.language.as_deref()] data-r=[row.reason.as_deref()] {
                @for (place, cell) in row.cells.iter().enumerate() {
                    @if place == 0 {
                        th scope="row" data-v=[cell.sort.as_deref()] { (cell.html) }
                    } @else if cell.number {
                        td.number data-v=[cell.sort.as_deref()] { (cell.html) }
                    } @else if cell.wide {
                        td.drawing { (cell.html) }
                    } @else {
                        td { (cell.html) }
                    }
                }
            }
        }
    }
}
