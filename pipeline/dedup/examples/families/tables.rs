//! What is printed: Markdown, as it stands in the book.

use crate::accuracy::{Cell, Cells, SIMILARITIES, SIZES, theory};
use crate::{Kind, speed};

pub(crate) fn print(kinds: &[Kind], cells: &[Cells], times: &[[f64; speed::SIZES.len()]]) {
    for (i, jaccard) in SIMILARITIES.iter().enumerate() {
        // Above that every pair agrees in a band, whatever the family.
        let with_hits = *jaccard < 0.9;
        let hits = if with_hits {
            " · share of pairs that agree in a band"
        } else {
            ""
        };
        println!("\nJ = {jaccard}: RMSE / theory{hits}\n");
        let row = |name, cells: &Cells, rmse: &dyn Fn(&Cell) -> f64, hit: &dyn Fn(&Cell) -> f64| {
            let told = cells[i].iter().map(|cell| {
                if with_hits {
                    format!("{:.2} · {:.3}", rmse(cell), hit(cell))
                } else {
                    format!("{:.2}", rmse(cell))
                }
            });
            line(name, told.collect());
        };
        head("shingles", &SIZES);
        let exact = cells[0][i]
            .iter()
            .map(|cell| format!("{:.3}", cell.jaccard));
        line("exact J", exact.collect());
        row("theory", &cells[0], &|_| 1.0, &|cell| {
            theory(cell.jaccard).1
        });
        for (kind, cells) in kinds.iter().zip(cells) {
            row(kind.name, cells, &Cell::relative_rmse, &Cell::hit);
        }
    }
    println!(
        "\nShare of bands that agree, in thousandths, J = {}\n",
        SIMILARITIES[0]
    );
    head("shingles", &SIZES);
    line(
        "theory",
        cells[0][0]
            .iter()
            .map(|cell| format!("{:.2}", 1e3 * theory(cell.jaccard).0))
            .collect(),
    );
    for (kind, cells) in kinds.iter().zip(cells) {
        let told = cells[0]
            .iter()
            .map(|cell| format!("{:.2}", 1e3 * cell.band()));
        line(kind.name, told.collect());
    }
    println!(
        "\nBias in thousandths, the largest of the three similarities, and its standard error\n"
    );
    head("shingles", &SIZES);
    for (kind, cells) in kinds.iter().zip(cells) {
        let told = (0..SIZES.len()).map(|size| {
            let worst = (cells.iter().map(|row| row[size]))
                .max_by(|a, b| a.bias().abs().total_cmp(&b.bias().abs()))
                .unwrap_or_default();
            format!(
                "{:+.1} ({:.1})",
                1e3 * worst.bias(),
                1e3 * worst.standard_error()
            )
        });
        line(kind.name, told.collect());
    }
    println!("\nNanoseconds a document, and a shingle\n");
    head("shingles", &speed::SIZES);
    for (kind, times) in kinds.iter().zip(times) {
        let told = times.iter().zip(speed::SIZES);
        let told = told.map(|(ns, size)| format!("{ns:.0} · {:.1}", ns / size as f64));
        line(kind.name, told.collect());
    }
    println!(
        "\nAccuracy a nanosecond, J = {}: 1/(RMSE² · ns), classic = 1\n",
        SIMILARITIES[1]
    );
    head("shingles", &speed::SIZES);
    // The error for which classic would have to run, by how long it would take.
    let cost = |kind: usize, i: usize| {
        let at = SIZES.iter().position(|size| *size == speed::SIZES[i]);
        cells[kind][1][at.unwrap_or(0)].rmse().powi(2) * times[kind][i]
    };
    for (at, kind) in kinds.iter().enumerate() {
        let told = (0..speed::SIZES.len()).map(|i| format!("{:.2}", cost(0, i) / cost(at, i)));
        line(kind.name, told.collect());
    }
}

fn head(name: &str, sizes: &[usize]) {
    line(name, sizes.iter().map(|size| format!("{size}")).collect());
    println!("|---|{}", "---:|".repeat(sizes.len()));
}

fn line(name: &str, cells: Vec<String>) {
    println!("| {name} | {} |", cells.join(" | "));
}
