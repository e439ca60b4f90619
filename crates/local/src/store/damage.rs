//! Looks at the store's file before it is used.

use crate::StartError;
use rusqlite::{Connection, ErrorCode};
use std::path::Path;

/// Refuses a file that is not a database, or whose pages do not fit together.
pub(super) fn check(file: &Path) -> Result<(), StartError> {
    let damaged = |problem: String| StartError::Damaged { file: file.to_owned(), problem: problem.replace('\n', " ") };
    let looked = Connection::open(file)
        .and_then(|database| database.query_row("PRAGMA quick_check(1)", [], |row| row.get::<_, String>(0)));
    match looked {
        Ok(verdict) if verdict == "ok" => Ok(()),
        Ok(problem) => Err(damaged(problem)),
        Err(error) => match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Err(damaged(error.to_string())),
            _ => Err(StartError::Store(error.to_string().replace('\n', " "))),
        },
    }
}
