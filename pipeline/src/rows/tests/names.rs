use std::path::PathBuf;

use super::super::output_names;

fn names(paths: &[&str]) -> Vec<String> {
    output_names(&paths.iter().map(PathBuf::from).collect::<Vec<_>>()).unwrap()
}

#[test]
fn files_keep_their_names() {
    assert_eq!(
        names(&["a/x.jsonl.gz", "b/y.parquet", "-"]),
        ["x.jsonl.gz", "y.parquet", "stdin.jsonl"]
    );
    assert!(names(&[]).is_empty());
}

#[test]
fn files_of_one_name_get_their_folder_and_then_a_number() {
    assert_eq!(
        names(&["2024/x.jsonl", "2025/x.jsonl", "y.jsonl"]),
        ["2024_x.jsonl", "2025_x.jsonl", "y.jsonl"]
    );
    assert_eq!(
        names(&["p/a/x.jsonl", "q/a/x.jsonl", "x.jsonl"]),
        ["1_a_x.jsonl", "2_a_x.jsonl", "x.jsonl"]
    );
    // Another file has the name that the folder gives.
    assert_eq!(
        names(&["a/x.jsonl", "b/x.jsonl", "c/a_x.jsonl", "c/1_a_x.jsonl"]),
        ["2_a_x.jsonl", "b_x.jsonl", "a_x.jsonl", "1_a_x.jsonl"]
    );
}

#[test]
fn names_do_not_depend_on_the_order_of_the_list() {
    let paths = ["p/a/x.jsonl", "q/a/x.jsonl", "q/b/x.jsonl", "x.jsonl"];
    let forward = names(&paths);
    let mut turned = paths;
    turned.reverse();
    let mut backward = names(&turned);
    backward.reverse();
    assert_eq!(forward, backward);
    let different: std::collections::BTreeSet<_> = forward.iter().collect();
    assert_eq!(different.len(), paths.len());
}

#[test]
fn a_file_that_is_given_twice_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.jsonl");
    std::fs::write(&path, "").unwrap();
    let again = folder.path().join(".").join("x.jsonl");
    let error = output_names(&[path, again]).unwrap_err();
    assert!(error.to_string().contains("given twice"), "{error}");
    assert!(output_names(&[PathBuf::from("..")]).is_err());
}
