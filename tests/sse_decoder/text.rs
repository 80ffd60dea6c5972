//! Characters: byte order marks, line ends, NUL, and bytes that are no UTF-8.

use job_tray::protocol::sse::{SseDecoder, SseLimits};

use crate::check::{check, check_streams, message, named, with_id};

#[test]
fn only_the_mark_at_the_very_start_is_taken_away() {
    check(b"\xef\xbb\xbf\n\xef\xbb\xbfdata:1\n\ndata:2\n\n", &[message("2")]);
    check(b"\n\xef\xbb\xbfdata:1\n\ndata:2\n\n", &[message("2")]);
    check(b"\xef\xbb\xbfdata:\xef\xbb\xbf1\n\n", &[message("\u{feff}1")]);
    check(b"data:1\xef\xbb\xbf\n\n", &[message("1\u{feff}")]);
}

#[test]
fn every_stream_may_have_its_mark() {
    check_streams(
        &[b"\xef\xbb\xbfdata:1\n\n", b"\xef\xbb\xbfdata:2\n\n"],
        &[message("1"), message("2")],
    );
    // A line feed at its start is a line, whatever the stream before ended with.
    check_streams(
        &[b"data:1\r\r", b"\n\xef\xbb\xbfdata:2\n\ndata:3\n\n"],
        &[message("1"), message("3")],
    );
}

#[test]
fn part_of_a_mark_is_an_unknown_field() {
    for part in [b"\xef".as_slice(), b"\xef\xbb"] {
        for line in [b"data:1\n".as_slice(), b":\n", b"\n", b"\r\n", b"\xef\xbb\xbfdata:1\n"] {
            let stream = [part, line, b"data:2\n\n"].concat();
            assert_eq!(check(&stream, &[message("2")]).unknown_lines, 1, "{stream:?}");
        }
        check(part, &[]);
    }
    check(b"\xef\xbb\xbf", &[]);
}

#[test]
fn line_ends_of_every_kind_mix() {
    for end in ["\n", "\r", "\r\n"] {
        for blank in ["\n", "\r", "\r\n"] {
            // A line feed after a carriage return is no line of its own.
            if (end, blank) == ("\r", "\n") {
                continue;
            }
            let stream = format!("data:1{end}data:2{end}{blank}data:3{end}{blank}");
            check(stream.as_bytes(), &[message("1\n2"), message("3")]);
        }
    }
    check(b"data:1\r\ndata:2\n\rdata:3\r\r\n", &[message("1\n2"), message("3")]);
}

#[test]
fn a_carriage_return_ends_the_event_at_once() {
    let mut decoder = SseDecoder::new(SseLimits::default());
    let mut frames = Vec::new();
    decoder.push(b"data:1\r\n\r", |frame| frames.push(frame));
    assert_eq!(frames, [message("1")]);
    decoder.push(b"\ndata:2\n", |frame| frames.push(frame));
    decoder.push(b"\n", |frame| frames.push(frame));
    assert_eq!(frames, [message("1"), message("2")]);
}

#[test]
fn line_feeds_inside_a_carriage_return_pair_are_no_blank_lines() {
    check(b"data:1\r\ndata:2\r\n\r\n\r\n\r\n", &[message("1\n2")]);
}

#[test]
fn other_separators_of_unicode_do_not_end_a_line() {
    let text = "1\u{85}2\u{2028}3\u{2029}4\u{b}5\u{c}6";
    check(format!("data:{text}\n\n").as_bytes(), &[message(text)]);
}

#[test]
fn nul_is_a_character_like_others_but_in_an_id() {
    check(b"event:\0\ndata:a\0b\n\n", &[named("\0", "a\0b")]);
    check(b"\0\ndata\0\n\0data\ndata:1\n\n", &[message("1")]);
    check(b"id:1\nid:2\0\ndata:1\n\n", &[with_id("1", "1")]);
    check(b"id:1\n\nid:\0\ndata:1\n\n", &[with_id("1", "1")]);
}

/// Broken sequences and what they become: one U+FFFD for each longest part
/// that could have begun a character, else for each byte.
const BROKEN: [(&[u8], &str); 18] = [
    (b"\xc3", "\u{fffd}"),
    (b"\xe2\x82", "\u{fffd}"),
    (b"\xf0\x9f\x98", "\u{fffd}"),
    (b"\xf0\x9f", "\u{fffd}"),
    (b"\x80", "\u{fffd}"),
    (b"\xbf\xbf", "\u{fffd}\u{fffd}"),
    (b"\xff\xfe", "\u{fffd}\u{fffd}"),
    // Longer than need be.
    (b"\xc0\xaf", "\u{fffd}\u{fffd}"),
    (b"\xe0\x80\xaf", "\u{fffd}\u{fffd}\u{fffd}"),
    (b"\xf0\x80\x80\xaf", "\u{fffd}\u{fffd}\u{fffd}\u{fffd}"),
    // Half of a surrogate pair, and beyond the last character.
    (b"\xed\xa0\x80", "\u{fffd}\u{fffd}\u{fffd}"),
    (b"\xf4\x90\x80\x80", "\u{fffd}\u{fffd}\u{fffd}\u{fffd}"),
    (b"\xf8\x88\x80\x80\x80", "\u{fffd}\u{fffd}\u{fffd}\u{fffd}\u{fffd}"),
    // Broken off by a whole character.
    (b"\xe2\x82\xe2\x82\xac", "\u{fffd}\u{20ac}"),
    (b"\xf0\x9f\xf0\x9f\x98\x80", "\u{fffd}\u{1f600}"),
    // The example of the Unicode standard, table 3-11.
    (b"\xe1\x80\xe2\xf0\x91\x92\xf1\xbf\x41", "\u{fffd}\u{fffd}\u{fffd}\u{fffd}A"),
    (b"\xc3(", "\u{fffd}("),
    // Latin-1, as a column of an old table may hold it.
    (b"Gr\xfc\xdfe", "Gr\u{fffd}\u{fffd}e"),
];

#[test]
fn broken_utf_8_is_replaced_in_data_names_and_ids() {
    for (bytes, text) in BROKEN {
        let stream = [b"event:", bytes, b"\nid:", bytes, b"\ndata:", bytes, b"\n\n"].concat();
        let mut frame = named(text, text);
        frame.id = text.into();
        check(&stream, &[frame]);
        let stream = [b"data: <", bytes, b">\r\n\r\n"].concat();
        let followed = format!("<{text}>");
        check(&stream, &[message(&followed)]);
    }
}

#[test]
fn a_broken_sequence_does_not_reach_over_a_line_end() {
    check(b"data:\xe2\x82\ndata:\xac\n\n", &[message("\u{fffd}\n\u{fffd}")]);
    check(b"data:\xe2\r\n\r\n\xacdata:1\n\n", &[message("\u{fffd}")]);
}

#[test]
fn broken_utf_8_in_a_field_name_makes_it_unknown() {
    check(b"da\xc3ta:1\n\xffdata:2\ndata\xe2:3\ndata:4\n\n", &[message("4")]);
}

#[test]
fn characters_of_every_length_survive_any_cut() {
    let text = "a\u{e9}\u{20ac}\u{1f600}\u{10ffff}\u{feff}\u{fffd}z";
    check(
        format!("data:{text}\ndata: {text}\n\n").as_bytes(),
        &[message(&format!("{text}\n{text}"))],
    );
}
