//! What can be wrong with what the server sends.

use core::fmt;

/// Nothing usable could be read.
///
/// Retrying may help: the next answer can be whole. The text of the answer is
/// never part of the error, since it may hold a user's data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DecodeError {
    /// No JSON; the line and column where reading stopped, both from 1.
    Syntax {
        /// Line of the text.
        line: usize,
        /// Column of the line.
        column: usize,
    },
    /// JSON, but no object (and no `{"data": {…}}`).
    NotAnObject,
    /// A column without which the row means nothing.
    Field(FieldProblem),
}

/// One column that could not be read as what the contract says it is. The rest
/// of the row is read all the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldProblem {
    /// Name of the column, as in the contract.
    pub field: &'static str,
    /// What the contract has there.
    pub expected: &'static str,
    /// What kind of value came; never the value itself.
    pub found: &'static str,
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            DecodeError::Syntax { line, column } => {
                write!(f, "not JSON (line {line}, column {column})")
            }
            DecodeError::NotAnObject => f.write_str("not a JSON object"),
            DecodeError::Field(problem) => problem.fmt(f),
        }
    }
}

impl fmt::Display for FieldProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` should be {}, found {}", self.field, self.expected, self.found)
    }
}

impl core::error::Error for DecodeError {}

/// What was read, with what could not be.
#[derive(Clone, Debug, PartialEq)]
pub struct Decoded<T> {
    /// The row.
    pub value: T,
    /// Columns that were left empty because what came did not fit.
    pub problems: Vec<FieldProblem>,
}
