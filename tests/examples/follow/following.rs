//! The loop around the engine, and all that another interface has to bring: a
//! clock ([`Watch`]), something that sends a request ([`request`]), something
//! that reads a stream ([`stream`]), and somebody who hands the engine what
//! happened and carries out what it wants ([`follow`]).
//!
//! The engine never blocks and never waits. Whatever does stands on a thread of
//! its own and comes back as an [`Input`].

use std::io::Read;
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use job_tray::domain::job::Job;
use job_tray::domain::language::Words;
use job_tray::domain::words;
use job_tray::protocol::actions::{
    Effect, Input, Key, Now, StreamEnd, StreamMessage, StreamRequest,
};
use job_tray::protocol::engine::StreamChoice;
use job_tray::protocol::http::{HttpReply, HttpRequest, Method, TransportError};
use job_tray::protocol::sse::{SseDecoder, SseFrame, SseLimits};
use job_tray::{Engine, EngineOptions, ProcessId};
use ureq::http::{Response, header};
use ureq::{Agent, Body};

/// A request that takes longer has been given up by the engine: its thread may
/// go.
const PATIENCE: Duration = Duration::from_secs(30);

/// Follows a job until nothing more is to be heard of it; tells each line of
/// text that differs from the last.
pub fn follow(base_url: &str, id: ProcessId, mut tell: impl FnMut(&str)) {
    let watch = Watch(Instant::now());
    let options = EngineOptions {
        base_url: base_url.to_owned(),
        // There is no `EventSource` here; `stream` below does what `fetch`
        // does in a browser.
        stream: StreamChoice::Fetch,
        // Any number will do that differs between clients.
        seed: watch.now().wall_ms.unsigned_abs(),
        ..EngineOptions::default()
    };
    let agent: Agent = Agent::config_builder().http_status_as_error(false).build().into();
    let mut engine = Engine::new(options, watch.now());
    let (happened, inputs) = mpsc::channel();
    let mut wake_at = None;
    let mut told = String::new();
    let mut input = Input::Follow(vec![id]);
    loop {
        let output = engine.handle(input, watch.now());
        for effect in output.effects {
            match effect {
                Effect::Request(key, it) => request(agent.clone(), key, it, happened.clone()),
                Effect::OpenStream(key, it) => stream(agent.clone(), key, it, happened.clone()),
                Effect::WakeAt(at) => wake_at = at,
                // A blocked read cannot be called back. It ends by itself, and
                // what it still says is for nobody: no key is used twice.
                Effect::Stop(_) => {}
                // There is one tray here, and it forgets.
                Effect::Lead(_) | Effect::Tell(_) | Effect::Remember(_) => {}
            }
        }
        // `output.changes` names the jobs that differ, for interfaces that show
        // many. Here there is one.
        let Some(job) = engine.state().job(id) else { return };
        let line = describe(job);
        if line != told {
            tell(&line);
            told = line;
        }
        if job.line.is_final() {
            return;
        }
        input = match wake_at {
            Some(at) => inputs.recv_timeout(watch.until(at)),
            None => inputs.recv().map_err(|_| RecvTimeoutError::Disconnected),
        }
        // The one error there can be is that the time has come.
        .unwrap_or(Input::Woken);
    }
}

/// Status, step and progress, as far as they are known.
fn describe(job: &Job) -> String {
    let english = Words::default();
    let Some(process) = &job.process else { return words::line(&english, job.line) };
    let mut line = words::status(&english, &process.status);
    if let Some(step) = &process.current_step {
        line.push_str(&format!(", {step}"));
    }
    if let Some(percent) = job.bar_percent {
        line.push_str(&format!(", {percent} %"));
    }
    line
}

/// The two clocks of this machine.
struct Watch(Instant);

impl Watch {
    fn now(&self) -> Now {
        let since_1970 = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Now {
            mono_ms: u64::try_from(self.0.elapsed().as_millis()).unwrap_or(u64::MAX),
            wall_ms: i64::try_from(since_1970.as_millis()).unwrap_or(i64::MAX),
        }
    }

    fn until(&self, mono_ms: u64) -> Duration {
        Duration::from_millis(mono_ms.saturating_sub(self.now().mono_ms))
    }
}

/// Sends a request. Whatever comes of it, the engine hears of it once.
fn request(agent: Agent, key: Key, request: HttpRequest, happened: Sender<Input>) {
    thread::spawn(move || {
        let sent = match request.method {
            Method::Get => {
                let get = agent.get(&request.url).header("Accept", "application/json");
                get.config().timeout_global(Some(PATIENCE)).build().call()
            }
            Method::Post => {
                let post = agent.post(&request.url).header("Accept", "application/json");
                post.config().timeout_global(Some(PATIENCE)).build().send_empty()
            }
        };
        let reply = sent.and_then(reply).map_err(|error| match error {
            ureq::Error::Timeout(_) => TransportError::TimedOut,
            _ => TransportError::Network,
        });
        // Nobody listens any more once the job is over.
        _ = happened.send(Input::Reply(key, reply));
    });
}

/// Opens a stream and tells what it says until it ends, or is no stream.
fn stream(agent: Agent, key: Key, request: StreamRequest, happened: Sender<Input>) {
    thread::spawn(move || {
        let last_event_id = request.last_event_id.unwrap_or_default();
        let mut get = agent.get(&request.url).header("Accept", "text/event-stream");
        if !last_event_id.is_empty() {
            get = get.header("Last-Event-ID", &last_event_id);
        }
        let end = match get.call() {
            Err(_) => StreamEnd::Closed,
            Ok(response) if is_stream(&response) => {
                _ = happened.send(Input::StreamOpened(key));
                let decoder = SseDecoder::resuming(SseLimits::default(), &last_event_id);
                read(response.into_body(), decoder, key, &happened);
                StreamEnd::Closed
            }
            Ok(response) => StreamEnd::Refused(reply(response).ok().map(Box::new)),
        };
        _ = happened.send(Input::StreamEnded(key, end));
    });
}

fn read(body: Body, mut decoder: SseDecoder, key: Key, happened: &Sender<Input>) {
    let mut body = body.into_reader();
    let mut bytes = [0; 8 * 1024];
    // A read that fails is an end like any other: the row tells the rest.
    while let Ok(length @ 1..) = body.read(&mut bytes) {
        let dropped = decoder.dropped_events();
        decoder.push(&bytes[..length], |frame| {
            _ = happened.send(Input::StreamMessage(key, message(frame)));
        });
        for _ in dropped..decoder.dropped_events() {
            _ = happened.send(Input::StreamDropped(key));
        }
    }
}

fn message(frame: SseFrame) -> StreamMessage {
    let id = Some(frame.id.to_string()).filter(|id| !id.is_empty());
    StreamMessage { data: frame.data, id, retry_ms: frame.retry_ms }
}

fn is_stream(response: &Response<Body>) -> bool {
    let kind = response.body().mime_type().unwrap_or_default();
    response.status() == 200 && kind.eq_ignore_ascii_case("text/event-stream")
}

fn reply(mut response: Response<Body>) -> Result<HttpReply, ureq::Error> {
    let header = |name| Some(response.headers().get(name)?.to_str().ok()?.to_owned());
    Ok(HttpReply {
        status: response.status().as_u16(),
        content_type: header(header::CONTENT_TYPE),
        date: header(header::DATE),
        retry_after: header(header::RETRY_AFTER),
        body: response.body_mut().read_to_vec()?,
    })
}
