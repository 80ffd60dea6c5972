//! Pictures, and what differs between two of them.

use std::collections::BTreeMap;
use std::io::Cursor;
use std::path::Path;

/// How far a channel of 0..=255 may be off without anybody seeing it.
const TOLERANCE: u8 = 24;

/// So many colours a PNG's palette holds.
const PALETTE: usize = 256;

/// A kept picture's colours are rounded so far at most: well within the tolerance.
const FARTHEST: u8 = 6;

/// So many dots may differ beyond that before a picture counts as another:
/// edges of letters are drawn a little differently by other versions.
const DOTS: usize = 12;

/// A picture without transparency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    width: usize,
    height: usize,
    /// Line by line.
    dots: Vec<[u8; 3]>,
}

/// What differs between a kept picture and one just taken.
#[derive(Debug)]
pub struct Difference {
    /// In words.
    pub words: String,
    /// The two beside each other, and the taken one with red dots where it differs.
    pub shown: Picture,
}

impl Picture {
    /// Reads a PNG.
    ///
    /// # Errors
    /// In words, if it is none of the kinds that browsers and [`png`](Self::png) write.
    pub fn read(bytes: &[u8]) -> Result<Self, String> {
        let mut decoder = png::Decoder::new(Cursor::new(bytes));
        decoder.set_transformations(png::Transformations::normalize_to_color8());
        let mut reader = decoder.read_info().map_err(|error| error.to_string())?;
        let mut buffer = vec![0; reader.output_buffer_size().ok_or("too large")?];
        let frame = reader.next_frame(&mut buffer).map_err(|error| error.to_string())?;
        let size = match frame.color_type {
            png::ColorType::Rgb => 3,
            png::ColorType::Rgba => 4,
            other => return Err(format!("{other:?} is not expected")),
        };
        let line = frame.width as usize;
        let dots = buffer[..frame.buffer_size()].chunks_exact(size);
        let dots = dots.map(|dot| [dot[0], dot[1], dot[2]]).collect();
        Ok(Self { width: line, height: frame.height as usize, dots })
    }

    /// Reads the file of a picture; none if there is no such file.
    ///
    /// # Errors
    /// In words, if it is no picture.
    pub fn of_file(path: &Path) -> Result<Option<Self>, String> {
        match std::fs::read(path) {
            Ok(bytes) => Self::read(&bytes).map(Some),
            Err(_) => Ok(None),
        }
    }

    /// As a PNG, as small as it gets: with a palette of at most 256 colours, each rounded as little
    /// as that takes and never so far that [`differs_from`](Self::differs_from) would see it.
    ///
    /// # Panics
    /// If its size is beyond what a PNG can hold.
    #[must_use]
    pub fn png(&self) -> Vec<u8> {
        let (dots, palette) = self.with_few_colours();
        let (width, height) = (u32::try_from(self.width), u32::try_from(self.height));
        let (width, height) = (width.expect("a width"), height.expect("a height"));
        let mut file = Vec::new();
        let mut encoder = png::Encoder::new(&mut file, width, height);
        encoder.set_compression(png::Compression::High);
        let data: Vec<u8> = if palette.len() <= PALETTE {
            encoder.set_color(png::ColorType::Indexed);
            encoder.set_palette(palette.concat());
            encoder.set_filter(png::Filter::NoFilter);
            let place = |dot| palette.binary_search(dot).unwrap_or_default();
            dots.iter().map(|dot| u8::try_from(place(dot)).unwrap_or_default()).collect()
        } else {
            encoder.set_color(png::ColorType::Rgb);
            encoder.set_filter(png::Filter::Adaptive);
            dots.concat()
        };
        let mut writer = encoder.write_header().expect("a picture can be written");
        writer.write_image_data(&data).expect("a picture can be written");
        writer.finish().expect("a picture can be written");
        file
    }

    /// The dots with as few colours as can be had without a visible change, and those colours.
    /// The most common ones stay exactly as they are.
    fn with_few_colours(&self) -> (Vec<[u8; 3]>, Vec<[u8; 3]>) {
        let mut counts: BTreeMap<[u8; 3], usize> = BTreeMap::new();
        for dot in &self.dots {
            *counts.entry(*dot).or_default() += 1;
        }
        let mut colours: Vec<_> = counts.into_iter().collect();
        colours.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        for far in 0..=FARTHEST {
            let mut palette: Vec<[u8; 3]> = Vec::new();
            let mut instead = BTreeMap::new();
            for (colour, _) in &colours {
                let known = palette.iter().find(|it| distance(**it, *colour) <= far).copied();
                let known = known.unwrap_or_else(|| {
                    palette.push(*colour);
                    *colour
                });
                instead.insert(*colour, known);
                if palette.len() > PALETTE {
                    break;
                }
            }
            if palette.len() <= PALETTE {
                palette.sort_unstable();
                return (self.dots.iter().map(|dot| instead[dot]).collect(), palette);
            }
        }
        (self.dots.clone(), colours.into_iter().map(|(colour, _)| colour).collect())
    }

    /// What differs between this kept picture and one just taken, if anybody would see it. A dot
    /// is only another if none of its neighbours in the other picture is like it: what is drawn
    /// a fraction of a dot aside is the same.
    #[must_use]
    pub fn differs_from(&self, taken: &Self) -> Option<Difference> {
        if (self.width, self.height) != (taken.width, taken.height) {
            let size = |it: &Self| format!("{} × {}", it.width, it.height);
            let words = format!("{} instead of {}", size(taken), size(self));
            return Some(Difference { words, shown: taken.clone() });
        }
        let differs = |at: &usize| {
            !taken.has_near(*at, self.dots[*at]) || !self.has_near(*at, taken.dots[*at])
        };
        let others: Vec<usize> = (0..self.dots.len()).filter(differs).collect();
        (others.len() > DOTS).then(|| Difference {
            words: format!("{} dots of {} differ", others.len(), self.dots.len()),
            shown: self.beside(taken, &others),
        })
    }

    /// Whether this colour is at this place or beside it.
    fn has_near(&self, at: usize, colour: [u8; 3]) -> bool {
        let alike = |dot: &[u8; 3]| distance(*dot, colour) <= TOLERANCE;
        if alike(&self.dots[at]) {
            return true;
        }
        let (x, y) = (at % self.width, at / self.width);
        let near = |at: usize, end: usize| at.saturating_sub(1)..(at + 2).min(end);
        near(y, self.height)
            .any(|y| near(x, self.width).any(|x| alike(&self.dots[y * self.width + x])))
    }

    fn beside(&self, taken: &Self, others: &[usize]) -> Self {
        let pale = |dot: &[u8; 3]| dot.map(|channel| 192 + channel / 4);
        let mut marked: Vec<_> = taken.dots.iter().map(pale).collect();
        for at in others {
            marked[*at] = [220, 0, 0];
        }
        let lines =
            |dots: &[[u8; 3]], y: usize| dots[y * self.width..(y + 1) * self.width].to_vec();
        let dots = (0..self.height)
            .flat_map(|y| [lines(&self.dots, y), lines(&taken.dots, y), lines(&marked, y)].concat())
            .collect();
        Self { width: 3 * self.width, height: self.height, dots }
    }
}

/// How far the channel that differs most does.
fn distance(one: [u8; 3], other: [u8; 3]) -> u8 {
    one.into_iter().zip(other).map(|(a, b)| a.abs_diff(b)).max().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(colour: [u8; 3]) -> Picture {
        Picture { width: 40, height: 20, dots: vec![colour; 800] }
    }

    /// A picture with a bar of so many dots in its middle.
    fn with_bar(at: usize, length: usize) -> Picture {
        let mut picture = plain([250; 3]);
        picture.dots[at..at + length].fill([20, 40, 200]);
        picture
    }

    #[test]
    fn a_picture_is_read_as_it_was_written() {
        let few = with_bar(410, 20);
        assert_eq!(Picture::read(&few.png()), Ok(few));
        let mut many = plain([0; 3]);
        for (at, dot) in many.dots.iter_mut().enumerate() {
            *dot = [
                u8::try_from(at % 251).unwrap_or_default(),
                u8::try_from(at / 4).unwrap_or_default(),
                7,
            ];
        }
        let read = Picture::read(&many.png()).expect("a picture");
        assert!(many.differs_from(&read).is_none(), "colours are rounded, not changed");
        assert!(Picture::read(b"no picture").is_err());
    }

    #[test]
    fn what_nobody_sees_is_no_difference() {
        let picture = with_bar(410, 20);
        assert!(picture.differs_from(&picture).is_none());
        assert!(picture.differs_from(&with_bar(411, 20)).is_none(), "one dot aside");
        assert!(plain([250; 3]).differs_from(&plain([236; 3])).is_none(), "a little darker");
        assert!(plain([250; 3]).differs_from(&with_bar(410, 10)).is_none(), "a few dots");
    }

    #[test]
    fn what_anybody_sees_is_shown() {
        let (kept, taken) = (plain([250; 3]), with_bar(410, 20));
        let difference = kept.differs_from(&taken).expect("a bar is seen");
        assert_eq!(difference.words, "20 dots of 800 differ");
        assert_eq!((difference.shown.width, difference.shown.height), (120, 20));
        assert!(taken.differs_from(&kept).is_some(), "and that it went away");
        assert!(plain([250; 3]).differs_from(&plain([200; 3])).is_some(), "another ground");
        let small = Picture { width: 20, height: 20, dots: vec![[250; 3]; 400] };
        assert_eq!(
            kept.differs_from(&small).map(|it| it.words),
            Some("20 × 20 instead of 40 × 20".into())
        );
    }
}
