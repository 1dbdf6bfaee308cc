//! JSON and delimited text: whatever the bytes, nothing panics, every record is used or listed once, and where the chunks end makes no
//! difference.
#![no_main]

use libfuzzer_sys::fuzz_target;
use plumbline::import::{self, Reader};

fuzz_target!(|data: &[u8]| {
    let whole = import::read(data, None);
    let (first, second) = data.split_at(data.len() / 3);
    let mut reader = Reader::new(None);
    let cut = reader.push(first).and_then(|()| reader.push(second)).and_then(|()| reader.finish());
    match (&whole, &cut) {
        (Ok(whole), Ok(cut)) => {
            assert_eq!((&whole.source, &whole.problems), (&cut.source, &cut.problems));
            let source = &whole.source;
            let accounted = source.rows_used + source.exact_repeats + source.further_findings + whole.problems.rows_not_used();
            assert_eq!(accounted, source.records);
            // No action without its audit, and every one counted.
            assert!(whole.table.actions.iter().all(|action| action.row < whole.table.len()));
            assert_eq!(u64::try_from(whole.table.actions.iter().count()), Ok(source.actions));
        }
        (Err(whole), Err(cut)) => assert_eq!(whole.to_string(), cut.to_string()),
        _ => panic!("where the chunks end makes a difference"),
    }
});
