//! The second module of the page: reads a workbook, and is compiled only when one is opened. It links nothing of the library but this
//! one file, so that neither module carries the other.

#[path = "../workbook.rs"]
#[allow(dead_code, unreachable_pub, reason = "the library's own module, of which this is the other user")]
mod workbook;

#[cfg(target_arch = "wasm32")]
#[allow(unreachable_pub, reason = "wasm-bindgen exports what is `pub`")]
mod exports {
    use super::workbook;
    use js_sys::Function;
    use wasm_bindgen::prelude::*;

    /// Rows are handed on in pieces of about this many characters.
    const PIECE: usize = 1 << 20;

    /// The sheets as JSON.
    #[wasm_bindgen]
    pub fn sheets(bytes: &[u8]) -> Result<String, JsValue> {
        let sheets = workbook::sheets(bytes).map_err(|error| JsValue::from_str(&error.to_string()))?;
        serde_json::to_string(&sheets).map_err(|_| JsValue::NULL)
    }

    /// Hands on the rows of a sheet, in pieces of lines of JSON: each `[number, [cell, …]]`.
    #[wasm_bindgen]
    pub fn rows(bytes: &[u8], sheet: &str, take: &Function) -> Result<(), JsValue> {
        let mut piece = String::new();
        let mut refused = Ok(());
        workbook::rows(bytes, sheet, |number, cells| {
            if let Ok(line) = serde_json::to_string(&(number, cells)) {
                piece.push_str(&line);
                piece.push('\n');
            }
            if piece.len() >= PIECE && refused.is_ok() {
                refused = take.call1(&JsValue::NULL, &JsValue::from_str(&piece)).map(|_| ());
                piece.clear();
            }
        })
        .map_err(|error| JsValue::from_str(&error.to_string()))?;
        refused?;
        take.call1(&JsValue::NULL, &JsValue::from_str(&piece)).map(|_| ())
    }
}

fn main() {}
