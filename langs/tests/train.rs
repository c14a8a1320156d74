//! A small model from made-up lines: trained, quantised, read back, and told apart.

use std::fs;
use std::path::Path;

use tamis_langs::train::{Options, train};
use tamis_langs::{Error, Identifier};

/// Lines of two artificial languages and a third that joins the reject class.
fn corpus() -> String {
    let mut text = String::from("no tab here\nces_Latn\t123 456\tx\n");
    // A mislabelled source, which the options exclude.
    text.push_str(&"ces_Latn\töövabad jääsool õue\tbad\n".repeat(300));
    for i in 0..400 {
        let tail = ["alo", "ema", "oti", "una"][i % 4];
        text.push_str(&format!(
            "ces_Latn\tžluť{tail} kůň{tail} řeř{tail} čas{tail}\tcv\n"
        ));
        text.push_str(&format!(
            "ekk_Latn\töö{tail} jää{tail} õue{tail} küü{tail}\tcv\n"
        ));
        text.push_str(&format!(
            "zul_Latn\tnga{tail} kwe{tail} izi{tail} umu{tail}\tcv\n"
        ));
    }
    text
}

fn options(dir: &Path) -> Options {
    let mut options = Options::new(vec![dir.join("train.tsv.zst")], dir.join("out.ftz"));
    options.labels = Some(dir.join("labels.tsv"));
    options.exclude = vec![("ces_Latn".to_owned(), "bad".to_owned())];
    options.noise_lines = 200;
    options.min_lines = 600;
    options.bucket = 4_096;
    options.dim = 8;
    options.min_count = 1;
    options.epochs = 10;
    options.threads = 1;
    options
}

#[expect(clippy::unwrap_used, reason = "a test without its input has failed")]
fn write_inputs(dir: &Path) {
    let packed = zstd::encode_all(corpus().as_bytes(), 3).unwrap();
    fs::write(dir.join("train.tsv.zst"), packed).unwrap();
    let labels = "label\tgroup\nces_Latn\teu24\nest_Latn\teu24\nzul_Latn\tnoneuro\n";
    fs::write(dir.join("labels.tsv"), labels).unwrap();
}

#[test]
fn trains_quantises_and_tells_apart() {
    let dir = tempfile::tempdir().unwrap();
    write_inputs(dir.path());
    let mut options = options(dir.path());
    options.float_output = Some(dir.path().join("out.bin"));
    let mut said = Vec::new();
    let report = train(&options, &mut |line| said.push(line.to_owned())).unwrap();

    assert_eq!((report.lines_read, report.lines_skipped), (1_502, 302));
    let labels: Vec<_> = report
        .labels
        .iter()
        .map(|(label, _)| label.as_str())
        .collect();
    assert_eq!(labels, ["ces_Latn", "est_Latn", "oth", "oth_zul_Latn"]);
    // 400 lines repeated up to 600; what is rejected is not repeated, and noise is apart from it.
    assert_eq!(report.labels[0].1, 600);
    assert!(report.labels[2].1 > 0 && report.labels[3].1 <= 400);
    assert!(report.output_bytes < report.float_bytes);
    assert!(said.iter().any(|line| line.contains("4 labels")));
    let mut left: Vec<_> = fs::read_dir(dir.path())
        .unwrap()
        .map(|e| e.unwrap().file_name())
        .collect();
    left.sort();
    assert_eq!(left, ["labels.tsv", "out.bin", "out.ftz", "train.tsv.zst"]);

    for name in ["out.bin", "out.ftz"] {
        let model = Identifier::from_path(&dir.path().join(name)).unwrap();
        assert_eq!(model.labels(), ["ces_Latn", "est_Latn", "oth"]);
        assert_eq!(model.identify("Řeřalo čas-ema, kůňoti!").label, "ces_Latn");
        assert_eq!(model.identify("õueema jääuna öö").label, "est_Latn");
        assert_eq!(model.identify("ngaalo kweema iziuna umuoti").label, "oth");
        let digest = model.digest();
        assert_eq!(digest == report.output_digest, name == "out.ftz");
    }
}

#[test]
fn one_thread_and_one_seed_give_one_model() {
    let digest = |seed| {
        let dir = tempfile::tempdir().unwrap();
        write_inputs(dir.path());
        let mut options = options(dir.path());
        options.seed = seed;
        train(&options, &mut |_| ()).unwrap().output_digest
    };
    assert_eq!(digest(1), digest(1));
    assert_ne!(digest(1), digest(2));
}

#[test]
fn senseless_options_and_data_are_refused() {
    let dir = tempfile::tempdir().unwrap();
    write_inputs(dir.path());
    let refused = |change: &dyn Fn(&mut Options)| {
        let mut options = options(dir.path());
        change(&mut options);
        matches!(train(&options, &mut |_| ()), Err(Error::Train(_)))
    };
    assert!(refused(&|o| o.inputs.clear()));
    assert!(refused(&|o| o.dim = 0));
    assert!(refused(&|o| o.minn = 9));
    assert!(refused(&|o| o.bucket = 0));
    assert!(refused(&|o| o.lr = f64::NAN));
    assert!(refused(&|o| o.short_share = 1.5));
    fs::write(dir.path().join("one.tsv"), "ces_Latn\tslovo\n").unwrap();
    assert!(refused(&|o| {
        o.inputs = vec![dir.path().join("one.tsv")];
        o.noise_lines = 0;
    }));
    let mut absent = options(dir.path());
    absent.inputs = vec![dir.path().join("absent.tsv")];
    assert!(matches!(train(&absent, &mut |_| ()), Err(Error::Io { .. })));
}
