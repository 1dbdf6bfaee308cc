//! Workbooks: whatever the bytes, nothing panics.
#![no_main]

use libfuzzer_sys::fuzz_target;
use plumbline::{import, workbook};

fuzz_target!(|data: &[u8]| {
    if let Ok(sheets) = workbook::sheets(data) {
        let read = import::read_sheets::<Box<dyn std::error::Error>>(&sheets, None, &[], None, |sheet, row| {
            Ok(workbook::rows(data, sheet, row)?)
        });
        drop(read);
    }
});
