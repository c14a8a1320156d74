//! An answer, with what goes wrong in it.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use futures_util::StreamExt;
use http::header::{AUTHORIZATION, CONTENT_LENGTH, CONTENT_RANGE, ETAG, RANGE, RETRY_AFTER};
use http::{HeaderValue, Method, Request, Response, StatusCode};
use http_body::Frame;
use http_body_util::{BodyExt, StreamBody};
use hyper::body::Incoming;
use hyper::service::Service;

use crate::Error;
use crate::fault::{Asked, Fault};
use crate::server::{Behind, Plan};
use crate::web::serve;

type Piece = Result<Frame<Bytes>, Error>;
pub(crate) type Answer = Response<StreamBody<futures_util::stream::BoxStream<'static, Piece>>>;

pub(crate) async fn answer(
    behind: Behind,
    asked: Arc<Mutex<Vec<Asked>>>,
    plan: Arc<Mutex<Plan>>,
    mut request: Request<Incoming>,
) -> Result<Answer, Error> {
    // Google's clients send tokens, which the S3 server behind takes for a broken signature.
    let token = |value: &HeaderValue| value.as_bytes().starts_with(b"Bearer");
    if request.headers().get(AUTHORIZATION).is_some_and(token) {
        request.headers_mut().remove(AUTHORIZATION);
    }
    let fault = {
        let mut all = asked.lock().unwrap();
        let one = Asked {
            index: all.len(),
            method: request.method().clone(),
            target: request.uri().to_string(),
            range: request
                .headers()
                .get(RANGE)
                .and_then(|range| range.to_str().ok())
                .map(str::to_owned),
        };
        all.push(one.clone());
        let mut plan = plan.lock().unwrap();
        (*plan)(&one)
    };
    match fault {
        Fault::Status(status) | Fault::Later(status, _) => {
            // Unread, it would end the connection before the answer is seen.
            let _ = BodyExt::collect(request.into_body()).await;
            let mut answer = Response::new(body(Bytes::new()));
            *answer.status_mut() = StatusCode::from_u16(status)?;
            if let Fault::Later(_, seconds) = fault {
                answer.headers_mut().insert(RETRY_AFTER, seconds.into());
            }
            return Ok(answer);
        }
        Fault::Silence => {
            tokio::time::sleep(Duration::from_secs(600)).await;
        }
        Fault::Slow(millis) => tokio::time::sleep(Duration::from_millis(millis)).await,
        _ => {}
    }
    let is_head = request.method() == Method::HEAD;
    let (mut parts, whole) = match behind {
        Behind::S3(service) => {
            let answer = Service::call(&service, request).await;
            let (parts, body) = answer.map_err(|_| "S3")?.into_parts();
            (parts, BodyExt::collect(body).await?.to_bytes())
        }
        Behind::Files(files) => {
            let (parts, body) = serve(&files, &request).into_parts();
            (parts, body)
        }
    };
    let ok = parts.status.is_success();
    Ok(match fault {
        Fault::Lost => return Err("lost".into()),
        Fault::Cut(count) if ok && !is_head => {
            let count = count.min(whole.len().saturating_sub(1));
            parts.headers.insert(CONTENT_LENGTH, whole.len().into());
            // The pause lets the bytes go out before the connection ends.
            let cut = futures_util::stream::once(async {
                tokio::time::sleep(Duration::from_millis(20)).await;
                Err(Error::from("the cable is cut"))
            });
            let first: Vec<Piece> = match count {
                0 => Vec::new(),
                _ => vec![Ok(Frame::data(whole.slice(..count)))],
            };
            let pieces = futures_util::stream::iter(first).chain(cut).boxed();
            Response::from_parts(parts, StreamBody::new(pieces))
        }
        Fault::Short(count) if ok && !is_head => {
            let whole = whole.slice(..count.min(whole.len().saturating_sub(1)));
            parts.headers.insert(CONTENT_LENGTH, whole.len().into());
            Response::from_parts(parts, body(whole))
        }
        Fault::Long if ok && !is_head => {
            let mut more = whole.to_vec();
            more.extend_from_slice(b"more");
            parts.headers.insert(CONTENT_LENGTH, more.len().into());
            Response::from_parts(parts, body(more.into()))
        }
        Fault::Etag(etag) => {
            parts.headers.insert(ETAG, HeaderValue::from_str(&etag)?);
            Response::from_parts(parts, body(whole))
        }
        Fault::NoEtag => {
            parts.headers.remove(ETAG);
            Response::from_parts(parts, body(whole))
        }
        Fault::NoTotal => {
            if let Some(range) = parts.headers.get(CONTENT_RANGE) {
                let (range, _) = range.to_str()?.split_once('/').ok_or("no range")?;
                let range = HeaderValue::from_str(&format!("{range}/*"))?;
                parts.headers.insert(CONTENT_RANGE, range);
            }
            Response::from_parts(parts, body(whole))
        }
        Fault::Stall if ok && !is_head => {
            parts.headers.insert(CONTENT_LENGTH, whole.len().into());
            let half: Piece = Ok(Frame::data(whole.slice(..whole.len() / 2)));
            let half = futures_util::stream::iter([half]);
            let never = half.chain(futures_util::stream::pending()).boxed();
            Response::from_parts(parts, StreamBody::new(never))
        }
        Fault::Pieces(size) if ok && !is_head => {
            parts.headers.remove(CONTENT_LENGTH);
            let pieces = whole.chunks(size).map(|piece| {
                let piece = Bytes::copy_from_slice(piece);
                Ok(Frame::data(piece))
            });
            Response::from_parts(parts, stream(pieces.collect()))
        }
        _ => Response::from_parts(parts, body(whole)),
    })
}

fn body(bytes: Bytes) -> StreamBody<futures_util::stream::BoxStream<'static, Piece>> {
    if bytes.is_empty() {
        return stream(Vec::new());
    }
    stream(vec![Ok(Frame::data(bytes))])
}

fn stream(pieces: Vec<Piece>) -> StreamBody<futures_util::stream::BoxStream<'static, Piece>> {
    StreamBody::new(futures_util::stream::iter(pieces).boxed())
}
