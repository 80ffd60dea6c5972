//! Faults as they are written in JSON, with every field a request may leave out. What is read here
//! is checked once, so that the rest of the crate meets only faults that make sense.

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use serde_json::Value;

use super::{Answer, Cut, Fault, Pause, Route, Step};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FaultText {
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
pub struct StepText {
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
