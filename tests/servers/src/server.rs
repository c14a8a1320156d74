//! The server itself: it listens, notes what it is asked, and lets `answer` do the rest.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use http::Method;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use s3s::service::S3Service;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;

use crate::answer::answer;
use crate::fault::{Asked, Fault};
use crate::web::Files;

pub(crate) type Plan = Box<dyn FnMut(&Asked) -> Fault + Send>;

#[derive(Clone)]
pub(crate) enum Behind {
    S3(S3Service),
    Files(Files),
}

pub struct Server {
    pub address: SocketAddr,
    pub asked: Arc<Mutex<Vec<Asked>>>,
    /// Requests and answers under way at the same time, at most.
    pub together: Arc<Mutex<(usize, usize)>>,
    plan: Arc<Mutex<Plan>>,
    runtime: Option<Runtime>,
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

impl Server {
    pub fn plan(&self, plan: impl FnMut(&Asked) -> Fault + Send + 'static) {
        *self.plan.lock().unwrap() = Box::new(plan);
    }

    pub fn requests(&self, method: &Method) -> usize {
        let asked = self.asked.lock().unwrap();
        asked.iter().filter(|asked| asked.method == method).count()
    }

    pub(crate) fn start(behind: Behind, tls: Option<tokio_rustls::TlsAcceptor>) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .unwrap();
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
        let mut server = Self {
            address: listener.local_addr().unwrap(),
            asked: Arc::default(),
            together: Arc::default(),
            plan: Arc::new(Mutex::new(Box::new(|_: &Asked| Fault::None))),
            runtime: None,
        };
        let (asked, plan) = (server.asked.clone(), server.plan.clone());
        let together = server.together.clone();
        runtime.spawn(async move {
            loop {
                let Ok((socket, _)) = listener.accept().await else {
                    continue;
                };
                let (behind, asked) = (behind.clone(), asked.clone());
                let (plan, together) = (plan.clone(), together.clone());
                let service = service_fn(move |request| {
                    let (behind, asked) = (behind.clone(), asked.clone());
                    let (plan, together) = (plan.clone(), together.clone());
                    async move {
                        count(&together, true);
                        let answer = answer(behind, asked, plan, request).await;
                        count(&together, false);
                        answer.map_err(std::io::Error::other)
                    }
                });
                let http = hyper::server::conn::http1::Builder::new();
                let tls = tls.clone();
                tokio::spawn(async move {
                    match tls {
                        None => drop(http.serve_connection(TokioIo::new(socket), service).await),
                        Some(tls) => {
                            if let Ok(socket) = tls.accept(socket).await {
                                drop(http.serve_connection(TokioIo::new(socket), service).await);
                            }
                        }
                    }
                });
            }
        });
        server.runtime = Some(runtime);
        server
    }
}

fn count(together: &Mutex<(usize, usize)>, begins: bool) {
    let mut together = together.lock().unwrap();
    if begins {
        together.0 += 1;
        together.1 = together.1.max(together.0);
    } else {
        together.0 -= 1;
    }
}
