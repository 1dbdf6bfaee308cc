//! One record as the cells of its mapped fields; everything else of it is skipped.

use super::Field;
use super::mapping::Columns;
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use std::fmt;

/// What stands in one cell. The text is kept apart, so that its memory serves every row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Content {
    /// The record has no such key, or null.
    #[default]
    Absent,
    /// One value.
    One,
    /// A list or an object.
    Many,
}

/// One cell.
#[derive(Debug, Default)]
pub(super) struct Cell {
    pub(super) content: Content,
    pub(super) text: String,
}

/// The cells of one record, by field.
#[derive(Debug, Default)]
pub(super) struct Row {
    cells: [Cell; Field::ALL.len()],
}

impl Row {
    pub(super) fn cell(&self, field: Field) -> &Cell {
        // `Field` numbers its variants from nought, and there is a cell for each.
        const NONE: Cell = Cell { content: Content::Absent, text: String::new() };
        self.cells.get(field as usize).unwrap_or(const { &NONE })
    }

    /// The text of a field without the spaces around it; "" if it has none.
    pub(super) fn text(&self, field: Field) -> &str {
        self.cell(field).text.trim()
    }

    /// Reads a record; columns that were not met before are decided on the way.
    pub(super) fn read(&mut self, record: &[u8], columns: &mut Columns) -> Result<(), serde_json::Error> {
        for cell in &mut self.cells {
            cell.content = Content::Absent;
            cell.text.clear();
        }
        let mut json = serde_json::Deserializer::from_slice(record);
        json.deserialize_map(RecordVisitor { row: self, columns })?;
        json.end()
    }
}

struct RecordVisitor<'a> {
    row: &'a mut Row,
    columns: &'a mut Columns,
}

impl<'de> Visitor<'de> for RecordVisitor<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a record")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(field) = map.next_key_seed(Key { columns: self.columns })? {
            match field.and_then(|field| self.row.cells.get_mut(field as usize)) {
                Some(cell) => {
                    let given_before = cell.content != Content::Absent;
                    map.next_value_seed(&mut *cell)?;
                    if given_before {
                        cell.content = Content::Many;
                    }
                }
                None => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(())
    }
}

struct Key<'a> {
    columns: &'a mut Columns,
}

impl<'de> DeserializeSeed<'de> for Key<'_> {
    type Value = Option<Field>;
    fn deserialize<D: Deserializer<'de>>(self, key: D) -> Result<Self::Value, D::Error> {
        key.deserialize_str(self)
    }
}

impl Visitor<'_> for Key<'_> {
    type Value = Option<Field>;
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }
    fn visit_str<E>(self, name: &str) -> Result<Self::Value, E> {
        Ok(self.columns.field_met(name))
    }
}

impl<'de> DeserializeSeed<'de> for &mut Cell {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, value: D) -> Result<(), D::Error> {
        value.deserialize_any(self)
    }
}

impl Cell {
    fn one(&mut self, text: impl fmt::Display) {
        use fmt::Write as _;
        self.content = Content::One;
        self.text.clear();
        // Writing to a String does not fail.
        let _ = write!(self.text, "{text}");
    }
}

impl<'de> Visitor<'de> for &mut Cell {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }
    fn visit_str<E>(self, text: &str) -> Result<(), E> {
        self.content = Content::One;
        self.text.clear();
        self.text.push_str(text);
        Ok(())
    }
    fn visit_bool<E>(self, value: bool) -> Result<(), E> {
        self.one(value);
        Ok(())
    }
    fn visit_i64<E>(self, value: i64) -> Result<(), E> {
        self.one(value);
        Ok(())
    }
    fn visit_u64<E>(self, value: u64) -> Result<(), E> {
        self.one(value);
        Ok(())
    }
    fn visit_f64<E>(self, value: f64) -> Result<(), E> {
        self.one(value);
        Ok(())
    }
    fn visit_unit<E>(self) -> Result<(), E> {
        self.content = Content::Absent;
        self.text.clear();
        Ok(())
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        self.content = Content::Many;
        Ok(())
    }
    /// A date as some databases export it, `{"$date": 1736812800000}`, is one value; any other object is not.
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        self.content = Content::Many;
        self.text.clear();
        let mut keys = 0;
        while let Some(key) = map.next_key::<String>()? {
            keys += 1;
            if keys == 1 && key == "$date" {
                map.next_value_seed(&mut *self)?;
            } else {
                map.next_value::<IgnoredAny>()?;
                self.content = Content::Many;
            }
        }
        Ok(())
    }
}
