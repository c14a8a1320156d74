//! The page's own files, part of this program: nothing is read from disk, nothing from the net.

use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

/// Names and texts, of every file in `page/`.
const FILES: &[(&str, &str)] = &[
    ("api.js", include_str!("page/api.js")),
    ("app.js", include_str!("page/app.js")),
    ("changes.js", include_str!("page/changes.js")),
    ("document.js", include_str!("page/document.js")),
    ("dom.js", include_str!("page/dom.js")),
    ("export.js", include_str!("page/export.js")),
    ("format.js", include_str!("page/format.js")),
    ("help.js", include_str!("page/help.js")),
    ("histogram.js", include_str!("page/histogram.js")),
    ("icon.svg", include_str!("page/icon.svg")),
    ("index.html", include_str!("page/index.html")),
    ("keys.js", include_str!("page/keys.js")),
    ("limit.js", include_str!("page/limit.js")),
    ("live.js", include_str!("page/live.js")),
    ("overlap.js", include_str!("page/overlap.js")),
    ("precision.js", include_str!("page/precision.js")),
    ("rule-view.js", include_str!("page/rule-view.js")),
    ("rules.js", include_str!("page/rules.js")),
    ("samples.js", include_str!("page/samples.js")),
    ("scale.js", include_str!("page/scale.js")),
    ("store.js", include_str!("page/store.js")),
    ("style.css", include_str!("page/style.css")),
    ("views.css", include_str!("page/views.css")),
];

pub(super) async fn named(Path(name): Path<String>) -> Response {
    file(&name)
}

pub(super) fn file(name: &str) -> Response {
    let Some((name, text)) = FILES.iter().find(|(known, _)| *known == name) else {
        return (StatusCode::NOT_FOUND, "no such file\n").into_response();
    };
    let kind = match name.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("svg") => "image/svg+xml",
        _ => "text/plain; charset=utf-8",
    };
    ([(header::CONTENT_TYPE, kind)], *text).into_response()
}

#[cfg(test)]
mod tests {
    use super::FILES;

    #[test]
    fn every_file_of_the_page_is_served() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/workbench/page");
        let mut names: Vec<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
            .collect();
        names.sort_unstable();
        let served: Vec<&str> = FILES.iter().map(|(name, _)| *name).collect();
        assert_eq!(served, names);
    }
}
