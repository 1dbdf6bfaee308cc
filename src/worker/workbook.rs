//! The worker's side of the module that reads workbooks: it is asked for when the first workbook is opened.

use super::{Fault, UNREADABLE, bytes_of};
use crate::import::{self, Import, Mapping};
use crate::workbook::{LARGEST_FILE_BYTES, Sheet, WorkbookError};
use js_sys::Uint8Array;
use std::borrow::Cow;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::Blob;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = plumbline_workbook)]
    fn module() -> js_sys::Promise;

    type Module;
    #[wasm_bindgen(method, catch)]
    fn sheets(this: &Module, bytes: &Uint8Array) -> Result<String, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn rows(this: &Module, bytes: &Uint8Array, sheet: &str, take: &mut dyn FnMut(String)) -> Result<(), JsValue>;
}

/// What every ZIP archive begins with, and so every workbook; and what old ones and those with a password begin with.
pub(super) const SIGNATURES: [&[u8]; 2] = [b"PK\x03\x04", &[0xD0, 0xCF, 0x11, 0xE0]];

/// Whether a workbook of so many bytes is refused.
#[expect(clippy::cast_precision_loss, reason = "100 MB is far below where a double loses whole numbers")]
pub(super) fn is_too_large(bytes: f64) -> bool {
    bytes > LARGEST_FILE_BYTES as f64
}

pub(super) async fn read(file: &Blob, mapping: Option<Mapping>, remembered: &[Mapping]) -> Result<Import, Fault> {
    if is_too_large(file.size()) {
        return Err(Fault::Told(WorkbookError::TooLarge.to_string()));
    }
    read_bytes(&bytes_of(file).await?, mapping, remembered).await
}

pub(super) async fn read_bytes(
    bytes: &[u8],
    mapping: Option<Mapping>,
    remembered: &[Mapping],
) -> Result<Import, Fault> {
    if is_too_large(super::length(bytes)) {
        return Err(Fault::Told(WorkbookError::TooLarge.to_string()));
    }
    let bytes = Uint8Array::from(bytes);
    let module: Module = JsFuture::from(module()).await.map_err(|_| UNREADABLE)?.unchecked_into();
    let sheets = module.sheets(&bytes).map_err(told)?;
    let sheets: Vec<Sheet> = serde_json::from_str(&sheets).map_err(|_| UNREADABLE)?;
    import::read_sheets(&sheets, mapping, remembered, super::today(), |sheet, row| {
        let mut take = |piece: String| {
            for line in piece.lines() {
                if let Ok((number, cells)) = serde_json::from_str::<(u64, Vec<Cow<'_, str>>)>(line) {
                    let cells: Vec<&str> = cells.iter().map(AsRef::as_ref).collect();
                    row(number, &cells);
                }
            }
        };
        module.rows(&bytes, sheet, &mut take).map_err(told)
    })
}

fn told(message: JsValue) -> Fault {
    message.as_string().map_or(UNREADABLE, Fault::Told)
}
