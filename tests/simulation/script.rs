//! What a test lets happen: a worker that reports, bytes of a stream as they
//! are, connections that break, a device that sleeps.

use job_tray::protocol::actions::{Input, Key, StreamMessage};
use job_tray::protocol::sse::{SseDecoder, SseFrame, SseLimits};

use super::{Happening, LATENCY_MS, News, World};

impl World {
    /// Something that happens so many milliseconds from now.
    pub fn after(&mut self, milliseconds: u64, script: impl FnOnce(&mut World) + 'static) {
        self.push(self.mono_ms + milliseconds, Happening::Script(Box::new(script)));
    }

    /// The worker writes an event and its row; open streams hear of it.
    pub fn emit(&mut self, id: u64, news: News) {
        let wall_ms = self.now().wall_ms;
        let message = self.server.emit(id, &news, wall_ms);
        let ends = self.server.is_terminal(id);
        for (client, key) in self.server.listeners(id) {
            self.send(client, key, message.clone());
            if ends {
                self.push(self.mono_ms, Happening::StreamEnds { client, key });
            }
        }
    }

    pub(super) fn send(&mut self, client: usize, key: Key, message: StreamMessage) {
        self.input_later(LATENCY_MS, client, key, Input::StreamMessage(key, message));
    }

    /// A message of a process's streams as it is, without any row behind it.
    pub fn send_raw(&mut self, id: u64, data: &str) {
        for (client, key) in self.server.listeners(id) {
            self.send(client, key, data.into());
        }
    }

    /// Bytes of a process's streams as they are, read as the stream over fetch
    /// reads them. What is incomplete waits for more, or for the end.
    pub fn send_bytes(&mut self, id: u64, bytes: &[u8]) {
        for (client, key) in self.server.listeners(id) {
            let resumed = self.clients[client].last_event_id(key);
            let decoder = self
                .decoders
                .entry((client, key))
                .or_insert_with(|| SseDecoder::resuming(SseLimits::default(), &resumed));
            let mut inputs = Vec::new();
            let dropped = decoder.dropped_events();
            decoder.push(bytes, |frame| inputs.push(Input::StreamMessage(key, message(frame))));
            let dropped = decoder.dropped_events() - dropped;
            inputs.extend((0..dropped).map(|_| Input::StreamDropped(key)));
            for input in inputs {
                self.input_later(LATENCY_MS, client, key, input);
            }
        }
    }

    /// Every connection breaks.
    pub fn cut_connections(&mut self) {
        for (client, key) in self.server.all_listeners() {
            self.push(self.mono_ms, Happening::StreamEnds { client, key });
        }
    }

    /// The device sleeps: no timer fires, nothing arrives, connections die.
    /// `ticking` tells whether the monotonic clock counts on meanwhile.
    pub fn sleep(&mut self, milliseconds: u64, ticking: bool) {
        let lost: Vec<_> = self.server.all_listeners();
        for (client, key) in lost {
            self.server.close(client, key);
        }
        self.queue.retain(|_, it| matches!(it, Happening::Script(_) | Happening::Wake { .. }));
        if ticking {
            self.mono_ms += milliseconds;
            // Every timer that is overdue fires on waking.
            let late: Vec<_> =
                self.queue.keys().copied().filter(|it| it.0 < self.mono_ms).collect();
            for place in late {
                if let Some(it) = self.queue.remove(&place) {
                    self.push(self.mono_ms, it);
                }
            }
        } else {
            self.device_skew_ms += milliseconds.cast_signed();
            self.server.skew_ms += milliseconds.cast_signed();
            for client in &mut self.clients {
                client.slept_at = self.mono_ms + 1;
            }
        }
    }
}

fn message(frame: SseFrame) -> StreamMessage {
    let id = Some(&*frame.id).filter(|id| !id.is_empty()).map(str::to_owned);
    StreamMessage { data: frame.data, id, retry_ms: frame.retry_ms }
}
