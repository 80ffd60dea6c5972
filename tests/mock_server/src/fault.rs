//! Faults as data: which requests one strikes, and what happens to them. How the steps of a
//! scripted body are played is in `script.rs`; where a fault meets a request, in `routes`.

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A route of the contract, as faults and reports name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Route {
    /// `GET /processes/{id}`
    Show,
    /// `GET /processes/{id}/stream`
    Stream,
    /// `POST /processes/{id}/retry`
    Retry,
    /// `POST /processes/{id}/cancel`
    Cancel,
    /// `POST /processes`
    Create,
    /// `GET /processes`
    List,
    /// `GET /sanctum/csrf-cookie`
    Csrf,
    /// `GET /login`
    Login,
}

/// What happens to a request, as one JSON object. See the crate's documentation for each field.
#[derive(Clone, Debug, Deserialize)]
#[serde(try_from = "FaultText")]
pub struct Fault {
    /// The route it strikes.
    pub on: Route,
    /// The only process it strikes, or all.
    pub process_id: Option<i64>,
    /// How many requests are left to strike; `None` until cleared.
    pub times: Option<u32>,
    /// How many requests to let pass first.
    pub skip: u32,
    /// What to wait for before the request is handled.
    pub before: Pause,
    /// What takes the place of the answer.
    pub answer: Answer,
    /// Headers set on whatever answer there is.
    pub headers: BTreeMap<String, String>,
    /// Whether a streamed body is kept back and delivered in one piece at its end.
    pub buffer: bool,
    /// What to wait for once the answer is made.
    pub after: Pause,
    /// Whether the answer is made and then lost with the connection.
    pub drop_answer: bool,
}

/// A wait that a test ends.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Pause {
    /// None.
    #[default]
    None,
    /// So many milliseconds of session time.
    Delay(u64),
    /// Until control releases this label.
    Hold(String),
}

/// What takes the place of the proper answer.
#[derive(Clone, Debug)]
pub enum Answer {
    /// Nothing: the request is handled as always.
    Proper,
    /// The socket is closed without a word.
    Drop,
    /// The request is never answered.
    NoHeaders,
    /// Headers, then silence.
    Stall,
    /// A status with a body.
    Status(u16, Option<Value>),
    /// A body played step by step.
    Steps(Vec<Step>),
}

/// One step of a scripted body.
#[derive(Clone, Debug, Deserialize)]
#[serde(try_from = "StepText")]
pub enum Step {
    /// Sends an event in the session's wire format.
    Emit {
        /// Its JSON; with `repeat`, a numeric `id` counts up.
        data: Value,
        /// Another SSE event name than the session's.
        event: Option<String>,
        /// How often.
        repeat: usize,
        /// Where to cut.
        cut: Cut,
    },
    /// Sends these bytes.
    Raw {
        /// As they are.
        bytes: Vec<u8>,
        /// How often.
        repeat: usize,
        /// Where to cut.
        cut: Cut,
    },
    /// Waits.
    Wait(Pause),
    /// Ends the body properly.
    Close,
    /// Closes the connection in the middle of the body.
    Drop,
    /// Resets the connection in the middle of the body.
    Reset,
    /// Says nothing more while the client stays.
    Stall,
    /// Goes on as the proper stream; it misses nothing written since the request.
    Live,
}

/// Where to cut bytes into chunks that are sent one by one.
#[derive(Clone, Debug, Default)]
pub struct Cut {
    /// After these many bytes from the start.
    pub at: Vec<usize>,
    /// After each so many bytes.
    pub every: Option<usize>,
}

impl Cut {
    /// The bytes in pieces.
    #[must_use]
    pub fn pieces<'a>(&self, bytes: &'a [u8]) -> Vec<&'a [u8]> {
        let mut edges: Vec<usize> = self.at.clone();
        if let Some(every) = self.every.filter(|every| *every > 0) {
            edges.extend((every..bytes.len()).step_by(every));
        }
        edges.retain(|edge| *edge > 0 && *edge < bytes.len());
        edges.sort_unstable();
        edges.dedup();
        edges.push(bytes.len());
        let mut start = 0;
        edges.into_iter().map(|edge| &bytes[std::mem::replace(&mut start, edge)..edge]).collect()
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FaultText {
    on: Route,
    process_id: Option<i64>,
    #[serde(default = "once")]
    times: Option<u32>,
    #[serde(default)]
    skip: u32,
    hold: Option<HoldText>,
    delay_ms: Option<u64>,
    #[serde(default)]
    drop: bool,
    #[serde(default)]
    no_headers: bool,
    #[serde(default)]
    stall: bool,
    status: Option<u16>,
    body: Option<Value>,
    steps: Option<Vec<Step>>,
    #[serde(default)]
    headers: BTreeMap<String, String>,
    #[serde(default)]
    buffer: bool,
    hold_answer: Option<HoldText>,
    answer_delay_ms: Option<u64>,
    #[serde(default)]
    drop_answer: bool,
}

fn once() -> Option<u32> {
    Some(1)
}

/// `true`, or the label to release it by.
#[derive(Deserialize)]
#[serde(untagged)]
enum HoldText {
    Flag(bool),
    Label(String),
}

fn pause(hold: Option<HoldText>, delay_ms: Option<u64>) -> Result<Pause, String> {
    match (hold, delay_ms) {
        (Some(HoldText::Flag(false)) | None, None) => Ok(Pause::None),
        (Some(HoldText::Flag(false)) | None, Some(delay)) => Ok(Pause::Delay(delay)),
        (Some(HoldText::Flag(true)), None) => Ok(Pause::Hold(String::new())),
        (Some(HoldText::Label(label)), None) => Ok(Pause::Hold(label)),
        (Some(_), Some(_)) => Err("a pause either holds or delays, not both".to_owned()),
    }
}

impl TryFrom<FaultText> for Fault {
    type Error = String;

    fn try_from(text: FaultText) -> Result<Self, String> {
        let mut answers = Vec::new();
        if text.drop {
            answers.push(Answer::Drop);
        }
        if text.no_headers {
            answers.push(Answer::NoHeaders);
        }
        if text.stall {
            answers.push(Answer::Stall);
        }
        if text.status.is_some() || text.body.is_some() {
            answers.push(Answer::Status(text.status.unwrap_or(200), text.body));
        }
        answers.extend(text.steps.map(Answer::Steps));
        if answers.len() > 1 {
            return Err("a fault gives one answer: drop, no_headers, stall, status or steps".into());
        }
        Ok(Self {
            on: text.on,
            process_id: text.process_id,
            times: text.times,
            skip: text.skip,
            before: pause(text.hold, text.delay_ms)?,
            answer: answers.pop().unwrap_or(Answer::Proper),
            headers: text.headers,
            buffer: text.buffer,
            after: pause(text.hold_answer, text.answer_delay_ms)?,
            drop_answer: text.drop_answer,
        })
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StepText {
    emit: Option<Value>,
    event: Option<String>,
    raw: Option<String>,
    raw_base64: Option<String>,
    repeat: Option<usize>,
    #[serde(default)]
    split_at: Vec<usize>,
    split_every: Option<usize>,
    delay_ms: Option<u64>,
    hold: Option<HoldText>,
    #[serde(default)]
    close: bool,
    #[serde(default)]
    drop: bool,
    #[serde(default)]
    reset: bool,
    #[serde(default)]
    stall: bool,
    #[serde(default)]
    live: bool,
}

impl TryFrom<StepText> for Step {
    type Error = String;

    fn try_from(text: StepText) -> Result<Self, String> {
        let repeat = text.repeat.unwrap_or(1);
        let cut = Cut { at: text.split_at, every: text.split_every };
        if let Some(data) = text.emit {
            let event = text.event;
            return Ok(Self::Emit { data, event, repeat, cut });
        }
        let raw = match (text.raw, text.raw_base64) {
            (Some(raw), _) => Some(raw.into_bytes()),
            (None, Some(coded)) => {
                let bytes = STANDARD.decode(coded);
                Some(bytes.map_err(|error| format!("raw_base64: {error}"))?)
            }
            (None, None) => None,
        };
        if let Some(bytes) = raw {
            return Ok(Self::Raw { bytes, repeat, cut });
        }
        let endings = [
            (text.close, Self::Close),
            (text.drop, Self::Drop),
            (text.reset, Self::Reset),
            (text.stall, Self::Stall),
            (text.live, Self::Live),
        ];
        if let Some((_, ending)) = endings.into_iter().find(|(wanted, _)| *wanted) {
            return Ok(ending);
        }
        match pause(text.hold, text.delay_ms)? {
            Pause::None => Err("a step that does nothing".to_owned()),
            pause => Ok(Self::Wait(pause)),
        }
    }
}
