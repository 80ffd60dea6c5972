//! Primary keys of the contract: exact 64-bit numbers.

use core::fmt;
use core::num::ParseIntError;
use core::str::FromStr;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        ///
        /// **Shape**: a `bigint` of the contract. Never passes through a
        /// JavaScript number, which would round everything beyond 2^53; towards
        /// JavaScript it is a string of decimal digits.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(u64);

        impl $name {
            /// Wraps a raw key.
            #[must_use]
            pub const fn new(raw: u64) -> Self {
                Self(raw)
            }

            /// The raw key.
            #[must_use]
            pub const fn get(self) -> u64 {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(&self.0, f)
            }
        }

        impl FromStr for $name {
            type Err = ParseIntError;

            /// Reads decimal digits; surrounding white space is ignored.
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.trim().parse().map(Self)
            }
        }
    };
}

id! {
    /// `processes.id`.
    ProcessId
}
id! {
    /// `process_events.id`. Ascending ids are the insertion order of a log.
    EventId
}
id! {
    /// Any other key the contract names: workspace, user, related record.
    RecordId
}

/// Reads the ids of a comma- or space-separated list, in order, each once.
///
/// **Errors**: the pieces that are no ids are given back as written, so that
/// the caller can name them; the good ones are never lost to a bad one.
#[must_use]
pub fn parse_process_ids(text: &str) -> (Vec<ProcessId>, Vec<String>) {
    let mut ids = Vec::new();
    let mut rejected = Vec::new();
    for piece in text.split(|c: char| c == ',' || c.is_whitespace()) {
        if piece.is_empty() {
            continue;
        }
        match piece.parse() {
            Ok(id) if ids.contains(&id) => {}
            Ok(id) => ids.push(id),
            Err(_) => rejected.push(piece.to_owned()),
        }
    }
    (ids, rejected)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_beyond_two_to_the_53_are_exact() {
        let id: ProcessId = "9007199254740993".parse().expect("an id");
        assert_eq!(id.to_string(), "9007199254740993");
        let largest: ProcessId = u64::MAX.to_string().parse().expect("an id");
        assert_eq!(largest.get(), u64::MAX);
    }

    #[test]
    fn a_list_keeps_order_drops_repeats_and_names_what_it_cannot_read() {
        let (ids, rejected) = parse_process_ids(" 3, 1,3 x7\n18446744073709551615,,-2 ");
        assert_eq!(ids, [3, 1, u64::MAX].map(ProcessId::new),);
        assert_eq!(rejected, ["x7", "-2"]);
    }

    #[test]
    fn an_empty_list_is_no_error() {
        assert_eq!(parse_process_ids(" , "), (vec![], vec![]));
    }
}
