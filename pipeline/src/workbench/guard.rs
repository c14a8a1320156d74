//! Who may ask: this machine's own browser, from the workbench's own page.

use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

/// Refuses requests that a page of another site made a browser send: such a page can neither name
/// this host (a name of its own that points to 127.0.0.1 is refused) nor hide where it is from.
pub(super) async fn check(port: u16, request: Request, next: Next) -> Response {
    let mut response = if allowed(request.headers(), port) {
        next.run(request).await
    } else {
        let told = "the workbench answers its own page only\n";
        (StatusCode::FORBIDDEN, told).into_response()
    };
    let headers = response.headers_mut();
    for (name, value) in [
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
        ),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::CACHE_CONTROL, "no-store"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}

/// Whether a request names this host, and comes from a page of its own if it comes from a page.
fn allowed(headers: &HeaderMap, port: u16) -> bool {
    let ours = [format!("127.0.0.1:{port}"), format!("localhost:{port}")];
    let is_ours = |host: &str| ours.iter().any(|own| own == host);
    let host = headers
        .get(header::HOST)
        .and_then(|host| host.to_str().ok());
    let origin = match headers.get(header::ORIGIN) {
        None => true,
        Some(origin) => origin
            .to_str()
            .is_ok_and(|origin| origin.strip_prefix("http://").is_some_and(is_ours)),
    };
    host.is_some_and(is_ours) && origin
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_pages_are_refused() {
        let asked = |host: &str, origin: Option<&str>| {
            let mut headers = HeaderMap::new();
            headers.insert(header::HOST, HeaderValue::from_str(host).unwrap());
            if let Some(origin) = origin {
                headers.insert(header::ORIGIN, HeaderValue::from_str(origin).unwrap());
            }
            allowed(&headers, 80)
        };
        assert!(asked("127.0.0.1:80", None) && asked("localhost:80", Some("http://localhost:80")));
        assert!(!asked("evil.example:80", None) && !asked("127.0.0.1:81", None));
        for origin in ["http://evil.example", "https://127.0.0.1:80", "null"] {
            assert!(!asked("127.0.0.1:80", Some(origin)), "{origin}");
        }
        assert!(!allowed(&HeaderMap::new(), 80));
    }
}
