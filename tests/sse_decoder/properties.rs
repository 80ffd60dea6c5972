//! Properties over any bytes in any portions, against the standard written out
//! step by step over the whole text.

use job_tray::protocol::sse::{SseFrame, SseLimits};
use proptest::collection::vec;
use proptest::prelude::*;

use crate::check::{assert_same, decode};

/// The standard's steps with no regard to portions, memory or speed.
fn by_the_standard(stream: &[u8]) -> (Vec<SseFrame>, String) {
    let text = String::from_utf8_lossy(stream);
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let mut lines: Vec<_> = text.split('\n').collect();
    lines.pop();
    let (mut frames, mut last_event_id, mut retry_ms) = (Vec::new(), String::new(), None);
    let (mut data, mut event, mut id) = (String::new(), String::new(), String::new());
    for line in lines {
        if line.is_empty() {
            last_event_id.clone_from(&id);
            if !data.is_empty() {
                data.pop();
                let event =
                    Some(event.clone()).filter(|name| !name.is_empty() && name != "message");
                frames.push(SseFrame {
                    event,
                    data: data.clone(),
                    id: id.as_str().into(),
                    retry_ms,
                });
            }
            data.clear();
            event.clear();
            continue;
        }
        let (field, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match field {
            "event" => event = value.into(),
            "data" => {
                data.push_str(value);
                data.push('\n');
            }
            "id" if !value.contains('\0') => id = value.into(),
            "retry" if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) => {
                retry_ms = Some(value.parse().map_or(30_000, |number: u64| number.min(30_000)));
            }
            _ => {}
        }
    }
    (frames, last_event_id)
}

/// Pieces of which lines, and things that are nearly lines, are made.
fn stream() -> impl Strategy<Value = Vec<u8>> {
    let pieces: &[&[u8]] = &[
        b"data",
        b"event",
        b"id",
        b"retry",
        b"message",
        b"da",
        b"ta",
        b"datas",
        b":",
        b": ",
        b" ",
        b"\n",
        b"\r",
        b"\r\n",
        b"\n\n",
        b"\r\n\r\n",
        b"\0",
        b"7",
        b"30001",
        b"x",
        b"\xef\xbb\xbf",
        b"\xef",
        b"\xbb",
        b"\xe2\x82\xac",
        b"\xe2\x82",
        b"\xf0\x9f\x98\x80",
        b"\xf0\x9f",
        b"\xff",
        b"data:",
        b"id:",
        b"event: ",
        b"retry:",
    ];
    let piece = prop_oneof![
        12 => prop::sample::select(pieces).prop_map(<[u8]>::to_vec),
        1 => vec(any::<u8>(), 0..4),
    ];
    vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

/// Cuts the bytes into portions of these sizes, over and over.
fn portions<'a>(mut bytes: &'a [u8], sizes: &[usize]) -> Vec<&'a [u8]> {
    let mut portions = Vec::new();
    for size in sizes.iter().cycle() {
        let (portion, rest) = bytes.split_at(bytes.len().min(*size));
        portions.push(portion);
        bytes = rest;
        if bytes.is_empty() {
            break;
        }
    }
    portions
}

/// Sizes of portions; never nothing but empty ones.
fn sizes() -> impl Strategy<Value = Vec<usize>> {
    (vec(0_usize..9, 0..6), 1_usize..40).prop_map(|(mut sizes, last)| {
        sizes.push(last);
        sizes
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(2_000) })]

    #[test]
    fn any_stream_gives_what_the_standard_says(stream in stream()) {
        let outcome = decode(SseLimits::default(), [[stream.as_slice()]]);
        prop_assert_eq!((outcome.frames, outcome.last_event_id), by_the_standard(&stream));
    }

    #[test]
    fn any_portions_give_what_the_whole_gives(stream in stream(), sizes in sizes()) {
        let limits = SseLimits::default();
        let whole = decode(limits, [[stream.as_slice()]]);
        assert_same(&decode(limits, [portions(&stream, &sizes)]), &whole, "portions");
    }

    #[test]
    fn under_any_limit_portions_do_not_matter_and_what_is_kept_is_bounded(
        stream in stream(), sizes in sizes(), limit in 0_usize..30,
    ) {
        let limits = SseLimits { event_bytes: limit };
        let whole = decode(limits, [[stream.as_slice()]]);
        let portioned = decode(limits, [portions(&stream, &sizes)]);
        assert_same(&portioned, &whole, "portions");
        prop_assert!(portioned.most_buffered <= limit + 5);
        // A broken byte becomes three.
        prop_assert!(whole.frames.iter().all(|frame| frame.data.len() <= 3 * limit));
        if whole.dropped_events == 0 {
            prop_assert_eq!(whole.frames, by_the_standard(&stream).0);
        }
    }

    #[test]
    fn bytes_of_any_kind_are_no_error(stream in vec(any::<u8>(), 0..400), sizes in sizes()) {
        let outcome = decode(SseLimits::default(), [portions(&stream, &sizes)]);
        prop_assert_eq!(outcome.frames, by_the_standard(&stream).0);
    }

    #[test]
    fn text_comes_out_as_it_went_in(lines in vec("[^\r\n]{0,20}", 1..6), sizes in sizes()) {
        let stream: String = lines.iter().map(|line| format!("data: {line}\n")).collect();
        let stream = format!("{stream}\n");
        let outcome = decode(SseLimits::default(), [portions(stream.as_bytes(), &sizes)]);
        prop_assert_eq!(&outcome.frames[0].data, &lines.join("\n"));
    }
}
