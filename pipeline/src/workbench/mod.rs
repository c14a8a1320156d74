//! The workbench: a page on 127.0.0.1 over one session of tuning. It answers this machine only,
//! asks nothing of any other, and writes nothing but the file of labels.

mod answers;
mod api;
mod guard;
mod page;
mod state;

use std::io::Write;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use axum::Router;
use axum::extract::Request;
use axum::middleware::Next;
use axum::routing::{get, post};
use axum::serve::ListenerExt;

use crate::error::{Error, Result};
use crate::tune::{Labels, Session};

pub use answers::sample_json;
use state::Workbench;

/// Opens the workbench on a port of 127.0.0.1 (0 takes a free one), tells its address on standard
/// error, and answers until it is interrupted.
///
/// # Errors
/// When the port cannot be had.
pub fn serve(session: Session, labels: Labels, port: u16) -> Result<()> {
    let code = session.profile.code;
    let state = Arc::new(Workbench::new(session, labels));
    let failed = |error: std::io::Error| {
        Error::usage(
            format!("cannot listen on 127.0.0.1:{port}: {error}"),
            "name another port with --port, or leave it out",
        )
    };
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .map_err(failed)?;
    runtime.block_on(async {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let listener = tokio::net::TcpListener::bind(address)
            .await
            .map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        let _ = writeln!(
            std::io::stderr(),
            "the workbench for {code} is at http://{address}/ until you press Ctrl-C"
        );
        // Answers are small and on kept connections: they must not wait for more.
        let listener = listener.tap_io(|stream| {
            let _ = stream.set_nodelay(true);
        });
        axum::serve(listener, routes(state, address.port()))
            .with_graceful_shutdown(async {
                let _ = tokio::signal::ctrl_c().await;
            })
            .await
            .map_err(failed)
    })
}

fn routes(state: Arc<Workbench>, port: u16) -> Router {
    let api = Router::new()
        .route("/api/state", get(api::state))
        .route("/api/what-if", post(api::what_if))
        .route("/api/samples", post(api::samples))
        .route("/api/label", post(api::label))
        .route("/api/precision", post(api::precision))
        .route("/api/export", post(api::export))
        .with_state(state);
    Router::new()
        .route("/", get(|| async { page::file("index.html") }))
        .route("/{name}", get(page::named))
        .merge(api)
        .layer(axum::middleware::from_fn(
            move |request: Request, next: Next| guard::check(port, request, next),
        ))
}
