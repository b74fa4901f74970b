//! What statements need of a database, so that each is written once.
//!
//! Both databases understand the same statements with `$1`, `$2`, … for their values, and the journal needs but two
//! kinds of value.

use std::future::Future;

use sqlx::{Column, PgConnection, Row as _, SqliteConnection, TypeInfo, ValueRef};

use crate::error::Trouble;

/// A value that is bound.
#[derive(Clone, Copy)]
pub(crate) enum Value<'v> {
    Text(&'v str),
    Int(i64),
    MaybeInt(Option<i64>),
}

/// A value that is read.
enum Cell {
    Null,
    Int(i64),
    Text(String),
}

/// A row that was read.
pub(crate) struct Row(std::vec::IntoIter<Cell>);

impl Row {
    /// The next column, which is a number.
    pub(crate) fn int(&mut self) -> Result<i64, Trouble> {
        self.maybe_int()?.ok_or_else(|| Trouble::corrupt("a number is missing"))
    }

    /// The next column, which is a number where it is anything.
    pub(crate) fn maybe_int(&mut self) -> Result<Option<i64>, Trouble> {
        match self.0.next() {
            Some(Cell::Int(number)) => Ok(Some(number)),
            Some(Cell::Null) => Ok(None),
            Some(Cell::Text(_)) | None => {
                Err(Trouble::corrupt("something else stands where a number belongs"))
            }
        }
    }

    /// The next column, which is text.
    pub(crate) fn text(&mut self) -> Result<String, Trouble> {
        match self.0.next() {
            Some(Cell::Text(text)) => Ok(text),
            Some(Cell::Int(_) | Cell::Null) | None => {
                Err(Trouble::corrupt("something else stands where text belongs"))
            }
        }
    }
}

/// A connection to either database.
pub(crate) trait Session: Send {
    /// Carries a statement out and tells how many rows it touched.
    fn run(
        &mut self,
        sql: &'static str,
        values: &[Value<'_>],
    ) -> impl Future<Output = Result<u64, Trouble>> + Send;

    /// Carries a statement out and hands over its rows.
    fn rows(
        &mut self,
        sql: &'static str,
        values: &[Value<'_>],
    ) -> impl Future<Output = Result<Vec<Row>, Trouble>> + Send;

    /// The first of its rows.
    fn row(
        &mut self,
        sql: &'static str,
        values: &[Value<'_>],
    ) -> impl Future<Output = Result<Option<Row>, Trouble>> + Send {
        async move { Ok(self.rows(sql, values).await?.into_iter().next()) }
    }
}

macro_rules! bound {
    ($sql:expr, $values:expr) => {
        $values.iter().fold(sqlx::query($sql), |query, value| match *value {
            Value::Text(text) => query.bind(text.to_owned()),
            Value::Int(number) => query.bind(number),
            Value::MaybeInt(number) => query.bind(number),
        })
    };
}

impl Session for SqliteConnection {
    async fn run(&mut self, sql: &'static str, values: &[Value<'_>]) -> Result<u64, Trouble> {
        Ok(bound!(sql, values).execute(self).await?.rows_affected())
    }

    async fn rows(&mut self, sql: &'static str, values: &[Value<'_>]) -> Result<Vec<Row>, Trouble> {
        let rows = bound!(sql, values).fetch_all(self).await?;
        rows.iter().map(sqlite_row).collect()
    }
}

impl Session for PgConnection {
    async fn run(&mut self, sql: &'static str, values: &[Value<'_>]) -> Result<u64, Trouble> {
        Ok(bound!(sql, values).execute(self).await?.rows_affected())
    }

    async fn rows(&mut self, sql: &'static str, values: &[Value<'_>]) -> Result<Vec<Row>, Trouble> {
        let rows = bound!(sql, values).fetch_all(self).await?;
        rows.iter().map(postgres_row).collect()
    }
}

fn sqlite_row(row: &sqlx::sqlite::SqliteRow) -> Result<Row, Trouble> {
    let cell = |n| {
        let value = row.try_get_raw(n)?;
        Ok(match value.type_info().name() {
            _ if value.is_null() => Cell::Null,
            "INTEGER" => Cell::Int(row.try_get(n)?),
            "TEXT" => Cell::Text(row.try_get(n).map_err(|_| Trouble::corrupt("a text is not UTF-8"))?),
            _ => return Err(Trouble::corrupt("neither number nor text stands in a column")),
        })
    };
    let cells: Result<Vec<Cell>, Trouble> = (0..row.len()).map(cell).collect();
    Ok(Row(cells?.into_iter()))
}

fn postgres_row(row: &sqlx::postgres::PgRow) -> Result<Row, Trouble> {
    let cell = |column: &sqlx::postgres::PgColumn| {
        let n = column.ordinal();
        let is_null = row.try_get_raw(n)?.is_null();
        Ok(match column.type_info().name() {
            _ if is_null => Cell::Null,
            "INT8" => Cell::Int(row.try_get(n)?),
            "TEXT" => Cell::Text(row.try_get(n)?),
            _ => return Err(Trouble::corrupt("neither number nor text stands in a column")),
        })
    };
    let cells: Result<Vec<Cell>, Trouble> = row.columns().iter().map(cell).collect();
    Ok(Row(cells?.into_iter()))
}
