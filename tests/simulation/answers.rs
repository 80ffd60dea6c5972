//! What the server of the world says, in sickness and in health.

use job_tray::protocol::actions::{Input, Key, StreamEnd, StreamKind};
use job_tray::protocol::http::{HttpReply, HttpRequest, Method, TransportError};

use super::client::{Kind, process_of};
use super::server::{Fault, News, Question, reply};
use super::{Happening, LATENCY_MS, STREAM_LIFE_MS, World};

impl World {
    pub(super) fn answer(&mut self, client: usize, key: Key, request: &HttpRequest) {
        if !self.clients[client].is_open(key) && request.method == Method::Get {
            return;
        }
        let question = Question::of(request, self.mono_ms);
        let fault = self.server.fault(&question);
        let wall_ms = self.now().wall_ms;
        let mut delay = LATENCY_MS;
        let answer = match fault {
            Some(Fault::Refused) => Err(TransportError::Network),
            Some(Fault::Silent) => return,
            Some(Fault::DoneButLost) => {
                self.do_action(request);
                return;
            }
            Some(Fault::Answer(reply)) => Ok(reply),
            Some(Fault::Delayed(milliseconds)) => {
                delay += milliseconds;
                Ok(self.honest_answer(request))
            }
            _ => Ok(self.honest_answer(request)),
        };
        let answer = answer.map(|reply| self.server.dated(reply, wall_ms));
        self.input_later(delay, client, key, Input::Reply(key, answer));
    }

    fn honest_answer(&mut self, request: &HttpRequest) -> HttpReply {
        if request.method == Method::Post {
            self.do_action(request)
        } else {
            self.server.show(request)
        }
    }

    fn do_action(&mut self, request: &HttpRequest) -> HttpReply {
        let id = process_of(&request.url);
        let allowed = self.server.allows(request);
        if let Some(status) = allowed {
            let news = if status == "pending" { News::retry() } else { News::status(status) };
            self.emit(id, news);
            self.server.show(request)
        } else {
            reply(409, r#"{"message":"This job cannot be changed any more."}"#)
        }
    }

    pub(super) fn answer_stream(&mut self, client: usize, key: Key, process: u64, via: StreamKind) {
        if !self.clients[client].is_open(key) {
            return;
        }
        let question = Question { kind: Kind::Stream, process, at: self.mono_ms };
        let end = |end| Input::StreamEnded(key, end);
        let mut life = STREAM_LIFE_MS;
        match self.server.fault(&question) {
            Some(Fault::Refused) => {
                return self.input_later(LATENCY_MS, client, key, end(StreamEnd::Closed));
            }
            Some(Fault::Answer(reply)) => {
                // An `EventSource` does not tell what it was answered.
                let told = (via == StreamKind::Fetch).then(|| Box::new(reply));
                return self.input_later(LATENCY_MS, client, key, end(StreamEnd::Refused(told)));
            }
            Some(Fault::Silent) => return,
            Some(Fault::StreamStalls) => {
                return self.input_later(LATENCY_MS, client, key, Input::StreamOpened(key));
            }
            Some(Fault::StreamLives(milliseconds)) => life = milliseconds,
            _ => {}
        }
        self.input_later(LATENCY_MS, client, key, Input::StreamOpened(key));
        if self.server.replays {
            for data in self.server.history(process) {
                self.input_later(
                    LATENCY_MS,
                    client,
                    key,
                    Input::StreamMessage(key, data.as_str().into()),
                );
            }
        }
        self.server.open(client, key, process);
        if self.server.is_terminal(process) {
            life = 0;
        }
        self.push(self.mono_ms + life, Happening::StreamEnds { client, key });
    }
}
