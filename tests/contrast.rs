//! The colours that the tray brings along: what is written in them can be read,
//! and what is drawn in them can be told apart, in light and dark (WCAG 2.2,
//! 1.4.3 and 1.4.11).
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used)]

use std::fs;

/// For text that is not large.
const TEXT: f64 = 4.5;
/// For text where more contrast is asked for (1.4.6).
const MORE: f64 = 7.0;
/// For shapes, edges and the mark of the focus.
const SHAPE: f64 = 3.0;

/// What is seen on what.
const PAIRS: [(f64, &str, &[&str]); 8] = [
    (
        TEXT,
        "text",
        &["surface", "surface-raised", "surface-hover", "review-surface", "danger-surface"],
    ),
    (TEXT, "text-quiet", &["surface", "surface-raised", "surface-hover", "review-surface"]),
    (TEXT, "accent", &["surface", "surface-raised", "surface-hover", "review-surface"]),
    (TEXT, "success", &["surface", "surface-hover"]),
    (TEXT, "danger", &["surface", "surface-raised", "surface-hover"]),
    (TEXT, "review", &["surface", "surface-hover", "review-surface"]),
    (SHAPE, "border-strong", &["surface", "surface-raised", "review-surface"]),
    (SHAPE, "accent", &["track", "danger-surface"]),
];
/// The ring of the pill and the bar, beside what is left of them.
const FILLS: [&str; 4] = ["accent", "success", "danger", "review"];

type Rgb = [f64; 3];

fn tokens() -> String {
    fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/style/tokens.css")).unwrap()
}

/// A colour in light and in dark.
fn colour(tokens: &str, name: &str) -> [Rgb; 2] {
    let (_, rest) = tokens.split_once(&format!("--job-tray-{name}: light-dark(")).unwrap();
    let (pair, _) = rest.split_once(')').unwrap();
    let colours: Vec<_> = pair.split(", ").map(rgb).collect();
    colours.try_into().unwrap()
}

fn rgb(hex: &str) -> Rgb {
    let number = u32::from_str_radix(hex.trim().trim_start_matches('#'), 16).unwrap();
    [16, 8, 0].map(|shift| f64::from((number >> shift) & 0xff) / 255.0)
}

fn luminance(colour: Rgb) -> f64 {
    let [r, g, b] =
        colour.map(|it| if it <= 0.04045 { it / 12.92 } else { ((it + 0.055) / 1.055).powf(2.4) });
    0.2126 * r + 0.7152 * g + 0.0722 * b
}

/// From 1 to 21, as WCAG 2 has it.
fn contrast(one: Rgb, other: Rgb) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

fn too_pale(tokens: &str, least: f64, front: &str, back: &str) -> Vec<String> {
    let (fronts, backs) = (colour(tokens, front), colour(tokens, back));
    let mut found = Vec::new();
    for (scheme, place) in [("light", 0), ("dark", 1)] {
        let contrast = contrast(fronts[place], backs[place]);
        if contrast < least {
            found.push(format!("{front} on {back}, {scheme}: {contrast:.2} instead of {least}"));
        }
    }
    found
}

#[test]
fn text_can_be_read_and_shapes_can_be_seen() {
    let tokens = tokens();
    let pairs = PAIRS
        .iter()
        .flat_map(|(least, front, backs)| backs.iter().map(move |back| (*least, *front, *back)));
    let fills = FILLS.iter().map(|fill| (SHAPE, *fill, "track"));
    let found: Vec<_> = pairs
        .chain(fills)
        .flat_map(|(least, front, back)| too_pale(&tokens, least, front, back))
        .collect();
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn who_asks_for_more_contrast_gets_it() {
    let tokens = tokens();
    let (usual, more) = tokens.split_once("@media (prefers-contrast: more)").unwrap();
    // The first that is found counts: what the query changes, then what it does not.
    let tokens = format!("{more}\n{usual}");
    let found: Vec<_> = PAIRS
        .iter()
        .flat_map(|(least, front, backs)| {
            let least = if *least == TEXT { MORE } else { *least };
            let tokens = &tokens;
            backs.iter().flat_map(move |back| too_pale(tokens, least, front, back))
        })
        .chain(too_pale(&tokens, SHAPE, "border", "surface"))
        .collect();
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn contrast_is_counted_as_the_standard_does() {
    let (black, white, grey) = (rgb("#000000"), rgb("#ffffff"), rgb("#767676"));
    assert!((contrast(black, white) - 21.0).abs() < 1e-9);
    assert!((contrast(grey, white) - 4.54).abs() < 0.01);
    let pale =
        "--job-tray-a: light-dark(#777777, #ffffff); --job-tray-b: light-dark(#ffffff, #000000)";
    assert_eq!(too_pale(pale, TEXT, "a", "b"), ["a on b, light: 4.48 instead of 4.5"]);
}
