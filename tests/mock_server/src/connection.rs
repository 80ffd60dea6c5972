//! Sockets: accepting them, serving HTTP on them, and ending them rudely where a fault or a dying
//! server asks for it.

use std::io;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};

use axum::Router;
use axum::body::Body;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;
use tokio::task::JoinSet;
use tower::ServiceExt;

/// The switch that ends one connection; every request carries it as an extension.
#[derive(Clone, Default)]
pub struct Switch(Arc<SwitchInner>);

#[derive(Default)]
struct SwitchInner {
    ended: Notify,
    reset: AtomicBool,
}

impl Switch {
    /// Closes the socket at once; what was not sent is lost.
    pub fn close(&self) {
        self.0.ended.notify_one();
    }

    /// Makes the socket's end, whenever it comes, a TCP reset.
    pub fn reset_at_end(&self) {
        self.0.reset.store(true, Ordering::Relaxed);
    }
}

/// Serves `app` on `listener` until dropped; then all connections are reset, as when a server
/// dies.
pub async fn serve(listener: TcpListener, app: Router) {
    let mut connections = JoinSet::new();
    loop {
        let accepted = listener.accept().await;
        while connections.try_join_next().is_some() {}
        let Ok((stream, _)) = accepted else {
            // The client was gone before it was accepted, or files are short for a moment.
            tokio::task::yield_now().await;
            continue;
        };
        connections.spawn(serve_one(stream, app.clone()));
    }
}

async fn serve_one(stream: TcpStream, app: Router) {
    // Small writes must leave as they are made: tests look at them one by one.
    let _ = stream.set_nodelay(true);
    let switch = Switch::default();
    let socket = Socket { stream, switch: switch.clone() };
    let service = service_fn({
        let switch = switch.clone();
        move |request: hyper::Request<hyper::body::Incoming>| {
            let mut request = request.map(Body::new);
            request.extensions_mut().insert(switch.clone());
            app.clone().oneshot(request)
        }
    });
    let connection = http1::Builder::new().serve_connection(TokioIo::new(socket), service);
    let mut connection = pin!(connection);
    // Declared after the socket, so that it is dropped before it.
    let mut life = Life { switch: switch.clone(), over: false };
    tokio::select! {
        biased;
        () = switch.0.ended.notified() => {}
        _ = connection.as_mut() => {}
    }
    life.over = true;
}

/// Notices when a connection is cut off in mid-life because its server was dropped.
struct Life {
    switch: Switch,
    over: bool,
}

impl Drop for Life {
    fn drop(&mut self) {
        if !self.over {
            self.switch.reset_at_end();
        }
    }
}

/// A socket that ends as its switch says.
struct Socket {
    stream: TcpStream,
    switch: Switch,
}

impl Drop for Socket {
    fn drop(&mut self) {
        if self.switch.0.reset.load(Ordering::Relaxed) {
            // Without it the end is a mild one, which no test can mistake for success.
            let _ = self.stream.set_zero_linger();
        }
    }
}

impl AsyncRead for Socket {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for Socket {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
