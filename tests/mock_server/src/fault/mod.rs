//! Faults as data: which requests one strikes, and what happens to them. How the steps of a
//! scripted body are played is in `script.rs`; where a fault meets a request, in `routes`.

mod text;

use std::collections::BTreeMap;

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
#[serde(try_from = "text::FaultText")]
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
#[serde(try_from = "text::StepText")]
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
