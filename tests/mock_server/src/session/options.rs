//! What a session can be told about itself when it is made. Every default is what the contract
//! says or, where it is silent, what a plain Laravel application does.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::clock::MANUAL_START;

/// The JSON body of `POST /__control/{session}`; every field may be left out.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct SessionOptions {
    /// Stepped by hand, or real.
    pub clock: ClockKind,
    /// Where the clock starts; a manual one at [`MANUAL_START`], a real one now.
    pub start: Option<DateTime<Utc>>,
    /// How many session seconds pass in one real second; real clocks only.
    pub speed: f64,
    /// Bare objects, or wrapped in `{"data": …}` as `JsonResource` does.
    pub envelope: Envelope,
    /// The form of timestamps.
    pub dates: Dates,
    /// The form of bigint ids.
    pub ids: Ids,
    /// JSON columns decoded, or as the string an uncast column gives.
    pub json_columns: JsonColumns,
    /// `{}`, or the `[]` that an empty PHP array becomes.
    pub empty_objects: EmptyObjects,
    /// What a new stream is given of the past.
    pub replay: Replay,
    /// The SSE event name. Null sends none; `{type}` stands for the event's own type.
    pub event_name: Option<String>,
    /// Whether events carry an SSE `id:` line.
    pub event_ids: bool,
    /// Whether a stream begins with an empty comment, so that its first byte is there at once.
    pub opening_comment: bool,
    /// Whether a closing stream says `</stream>` first, as Laravel 11 does.
    pub end_marker: bool,
    /// How long a stream may live, in milliseconds; the contract's 25 s.
    pub stream_limit_ms: u64,
    /// The answer to a retry or cancel the status does not allow: 409, 422, 403, or 200 with the
    /// unchanged process.
    pub refusal_status: u16,
    /// Whether POST needs the XSRF token.
    pub csrf: bool,
    /// Whether the demo worker takes up pending jobs.
    pub worker: bool,
    /// Which processes the session starts with.
    pub seed: Seed,
}

impl Default for SessionOptions {
    fn default() -> Self {
        Self {
            clock: ClockKind::Manual,
            start: None,
            speed: 1.0,
            envelope: Envelope::Bare,
            dates: Dates::Iso,
            ids: Ids::Number,
            json_columns: JsonColumns::Decoded,
            empty_objects: EmptyObjects::Object,
            replay: Replay::None,
            event_name: Some("update".to_owned()),
            event_ids: false,
            opening_comment: false,
            end_marker: false,
            stream_limit_ms: 25_000,
            refusal_status: 409,
            csrf: false,
            worker: false,
            seed: Seed::Empty,
        }
    }
}

impl SessionOptions {
    /// The options of the `demo` session: real time, a worker, and jobs in every state.
    #[must_use]
    pub fn demo() -> Self {
        Self { clock: ClockKind::Real, worker: true, seed: Seed::Demo, ..Self::default() }
    }

    /// The clock these options ask for.
    #[must_use]
    pub fn make_clock(&self) -> crate::clock::Clock {
        match self.clock {
            ClockKind::Manual => {
                let start = self.start.or_else(|| MANUAL_START.parse().ok());
                crate::clock::Clock::manual(start.unwrap_or_default())
            }
            ClockKind::Real => {
                crate::clock::Clock::real(self.start.unwrap_or_else(Utc::now), self.speed)
            }
        }
    }
}

/// See [`SessionOptions::clock`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ClockKind {
    /// Moves only by `advance`.
    Manual,
    /// Runs by itself.
    Real,
}

/// See [`SessionOptions::envelope`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Envelope {
    /// The object itself.
    Bare,
    /// `{"data": …}`.
    Data,
}

/// See [`SessionOptions::dates`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Dates {
    /// `2019-12-02T20:01:00.000000Z`, since Laravel 7.
    Iso,
    /// `2019-12-02 20:01:00`, without a zone.
    Plain,
}

/// See [`SessionOptions::ids`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Ids {
    /// JSON numbers.
    Number,
    /// Strings.
    String,
}

/// See [`SessionOptions::json_columns`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum JsonColumns {
    /// As JSON values.
    Decoded,
    /// As a string of JSON.
    String,
}

/// See [`SessionOptions::empty_objects`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum EmptyObjects {
    /// `{}`.
    Object,
    /// `[]`.
    Array,
}

/// See [`SessionOptions::replay`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Replay {
    /// Nothing: only events written from now on.
    None,
    /// The whole log.
    All,
    /// What follows the `Last-Event-ID` header; nothing without one.
    LastEventId,
}

/// See [`SessionOptions::seed`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Seed {
    /// None.
    Empty,
    /// Seven jobs, one or two in each status, with ids 1 to 7.
    Demo,
}
