//! What the functions need to run on Lambda, without a Lambda type.

use axum::{Router, body::HttpBody};
use bytes::Bytes;
use http::{Request, Response};
use http_body_util::{BodyExt as _, Full};
use std::convert::Infallible;
use tower::{Service, ServiceExt as _, service_fn};

/// Makes the router return whole responses, for functions that do not stream. The runtime needs bodies that threads can share, unlike streams.
pub fn buffered<B>(
    router: Router,
) -> impl Service<
    Request<B>,
    Response = Response<Full<Bytes>>,
    Error = Infallible,
    Future: Future<Output = Result<Response<Full<Bytes>>, Infallible>> + Send + 'static,
> + Clone
+ Send
+ 'static
where
    B: HttpBody<Data = Bytes, Error: Into<axum::BoxError>> + Send + 'static,
{
    service_fn(move |request: Request<B>| {
        let router = router.clone();
        async move {
            let (parts, body) = router.oneshot(request).await?.into_parts();
            // Only a streamed body can fail, and there is none here.
            let bytes = body.collect().await.map(|body| body.to_bytes()).unwrap_or_default();
            Ok(Response::from_parts(parts, Full::new(bytes)))
        }
    })
}
