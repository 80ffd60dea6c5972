//! What the threads of Chromium do, as the browser itself writes it down.
//!
//! The driver's log of it stays empty, so the browser is asked directly, over the protocol of its
//! developer tools.

use std::net::TcpStream;

use serde_json::{Value, json};
use tungstenite::{Message, WebSocket};

/// Tasks of threads, and the marks that pages set.
const CATEGORIES: [&str; 2] = ["disabled-by-default-devtools.timeline", "blink.user_timing"];

/// A trace under way.
pub struct Trace {
    socket: WebSocket<TcpStream>,
}

impl Trace {
    /// Begins one in the browser whose developer tools listen there: the port, and the path of
    /// the whole browser.
    ///
    /// # Panics
    /// If it does not answer.
    #[must_use]
    pub fn begin(port: u16, path: &str) -> Self {
        let stream = TcpStream::connect(("127.0.0.1", port)).expect("the browser listens");
        let address = format!("ws://127.0.0.1:{port}{path}");
        let (socket, _) = tungstenite::client(address, stream).expect("a web socket");
        let mut trace = Self { socket };
        trace.send(
            "Tracing.start",
            json!({ "transferMode": "ReportEvents", "traceConfig": {
                "recordMode": "recordAsMuchAsPossible", "includedCategories": CATEGORIES } }),
        );
        trace.read_until(|message| message["id"] == 1);
        trace
    }

    /// Ends it and answers its events.
    ///
    /// # Panics
    /// If the browser does not answer.
    #[must_use]
    pub fn end(mut self) -> Vec<Value> {
        self.send("Tracing.end", json!({}));
        let mut events = Vec::new();
        self.read_until(|message| {
            if let Some(some) = message["params"]["value"].as_array() {
                events.extend(some.iter().cloned());
            }
            message["method"] == "Tracing.tracingComplete"
        });
        events
    }

    fn send(&mut self, method: &str, params: Value) {
        let message = json!({ "id": 1, "method": method, "params": params }).to_string();
        self.socket.send(Message::text(message)).expect("the browser listens");
    }

    fn read_until(&mut self, mut last: impl FnMut(Value) -> bool) {
        loop {
            let message = self.socket.read().expect("the browser answers");
            let text = message.to_text().unwrap_or_default();
            if last(serde_json::from_str(text).unwrap_or_default()) {
                return;
            }
        }
    }
}
