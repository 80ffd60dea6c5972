//! Large streams. That the work is linear is counted in the decoder's own
//! tests; here it is done, and the time is printed (`--nocapture`, `--release`
//! for figures that mean something).

use std::time::{Duration, Instant};

use job_tray::protocol::sse::{SseDecoder, SseLimits};

const MIB: usize = 1024 * 1024;
/// Generous, for a busy machine and a debug build; quadratic work takes longer.
const LONGEST: Duration = Duration::from_secs(10);

/// Decodes the stream in portions of this size; the number of frames.
#[track_caller]
fn run(name: &str, stream: &[u8], size: usize, event_bytes: usize) -> usize {
    let mut decoder = SseDecoder::new(SseLimits { event_bytes });
    let mut frames = 0;
    let start = Instant::now();
    for portion in stream.chunks(size) {
        decoder.push(portion, |_| frames += 1);
    }
    let took = start.elapsed();
    println!("{name}: {frames} frames of {} bytes in all in {took:?}", stream.len());
    assert!(took < LONGEST, "{name} took {took:?}");
    frames
}

fn events(count: usize) -> Vec<u8> {
    let event = |id| {
        format!(
            "id: {id}\nevent: update\ndata: {{\"id\":{id},\"process_id\":7,\"type\":\"progress\",\
             \"status\":\"running\",\"progress_percent\":42,\"step\":\"import\",\"message\":null}}\n\n"
        )
    };
    (0..count).map(event).collect::<String>().into_bytes()
}

#[test]
fn a_burst_of_100_000_events() {
    let stream = events(100_000);
    for (name, size) in [("one portion", usize::MAX), ("16 KiB", 16 * 1024), ("1 byte", 1)] {
        assert_eq!(run(name, &stream, size, MIB), 100_000);
    }
}

#[test]
fn one_event_of_8_mib() {
    let stream = format!("data: {}\n\n", "x".repeat(8 * MIB)).into_bytes();
    for (name, size) in [("8 MiB, one portion", usize::MAX), ("8 MiB, 16 KiB", 16 * 1024)] {
        assert_eq!(run(name, &stream, size, 16 * MIB), 1);
    }
    assert_eq!(run("8 MiB, dropped", &stream, 16 * 1024, MIB), 0);
}

#[test]
fn a_long_id_carried_on_by_many_events() {
    let stream = format!("id:{}\n{}", "7".repeat(MIB / 2), "data\n\n".repeat(100_000));
    assert_eq!(run("long id", stream.as_bytes(), usize::MAX, MIB), 100_000);
}

#[test]
fn many_lines_of_one_event() {
    let stream = format!("{}\n", "data: x\n".repeat(500_000));
    assert_eq!(run("many lines", stream.as_bytes(), 4_096, 16 * MIB), 1);
}
