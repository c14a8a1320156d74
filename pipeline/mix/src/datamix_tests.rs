use super::*;
use proptest::prelude::*;

fn refused(text: &str) -> String {
    Datamix::parse(text, "datamix.txt").unwrap_err().to_string()
}

#[test]
fn a_file_is_read() {
    let text = "\u{feff}# the mix\n\n  web/mlt_Latn\t0.25 # Maltese\r\nbooks 7.5e-1\n";
    let mix = Datamix::parse(text, "datamix.txt").unwrap();
    let line = |name: &str, fraction, line| Line {
        name: name.into(),
        fraction,
        line,
    };
    assert_eq!(
        mix.lines,
        [line("web/mlt_Latn", 0.25, 3), line("books", 0.75, 4)]
    );
    assert_eq!(mix.sum, 1.0);
}

#[test]
fn a_sum_that_is_nearly_one_is_normalised() {
    let mix = Datamix::parse("a 0.50046\nb 0.5\n", "datamix.txt").unwrap();
    assert!((mix.sum - 1.00046).abs() < 1e-12);
    let sum: f64 = mix.lines.iter().map(|line| line.fraction).sum();
    assert!((sum - 1.0).abs() < 1e-12);
}

#[test]
fn what_is_wrong_is_said() {
    let all = [
        "a 0.5\nb\n",
        "a 0.5 0.5\n",
        "a half\n",
        "a NaN\n",
        "a inf\n",
        "a 0,5\n",
        "a -0.5\n",
        "a 0.5\n# again\na 0.5\n",
        "a 0.5\nb 0.4\n",
        "a 50\nb 50\n",
        "# nothing\n",
        "a 1e308\nb 1e308\n",
    ];
    let all: Vec<String> = all.iter().map(|text| refused(text)).collect();
    insta::assert_snapshot!(all.join("\n"));
}

#[test]
fn unknown_names_are_told_with_the_nearest() {
    let known = [
        "mlt_Latn",
        "deu_Latn",
        "web",
        "books",
        "web/mlt_Latn",
        "web/deu_Latn",
    ];
    let check = |name: &str| {
        let mix = Datamix::parse(&format!("{name} 1\n"), "datamix.txt").unwrap();
        mix.check(known)
    };
    assert_eq!(check("web/mlt_Latn"), Ok(()));
    let all = ["mlt_Latin", "book", "web/mlt_latn", "wikipedia"];
    let all: Vec<String> = all
        .iter()
        .map(|name| check(name).unwrap_err().to_string())
        .collect();
    insta::assert_snapshot!(all.join("\n"));
}

proptest! {
    #[test]
    fn nothing_makes_it_panic(text in "\\PC*", file in "\\PC*") {
        let _ = Datamix::parse(&text, &file);
    }

    #[test]
    fn fractions_sum_to_one(numbers in proptest::collection::vec(0.0f64..1.0, 1..50)) {
        let sum: f64 = numbers.iter().sum();
        prop_assume!(sum > 0.01);
        let text: String = numbers.iter().enumerate().map(|(i, n)| format!("n{i} {}\n", n / sum)).collect();
        let mix = Datamix::parse(&text, "f").unwrap();
        prop_assert!((mix.lines.iter().map(|l| l.fraction).sum::<f64>() - 1.0).abs() < 1e-9);
    }
}
