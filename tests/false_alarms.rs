//! How often the page cries wolf: a part of what `examples/calibration.rs` measures (docs/calibration.md has the whole), by the same code.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that fails should stop where it does"
)]

#[path = "../examples/calibration.rs"]
#[expect(dead_code, reason = "the document is written by `cargo run --example calibration`")]
mod calibration;

use calibration::{Authorities, SHAPES, Said, Truth};
use plumbline::report::ChangeVerdict;

const AUTHORITIES: u32 = 300;

fn count(shape: usize, truth: Truth, holds: impl Fn(&Said) -> bool) -> u32 {
    let mut authorities = Authorities::of(SHAPES[shape], 20_190_911);
    (0..AUTHORITIES).map(|_| u32::from(holds(&authorities.next(truth)))).sum()
}

fn changed(said: &Said) -> bool {
    let told = |verdict: &ChangeVerdict| matches!(verdict, ChangeVerdict::Improved | ChangeVerdict::Worse);
    said.whole.iter().chain(&said.changes).any(told)
}

#[test]
fn an_authority_in_which_nothing_happens_is_left_in_peace() {
    for shape in [0, 8, 12, 17, 19] {
        let alarmed = count(shape, Truth::Nothing, Said::anything);
        // 5% of 300 is 15; 27 would be seen less than once in five hundred seeds at exactly 5%.
        assert!(alarmed < 27, "{alarmed} of {AUTHORITIES}: {:?}", SHAPES[shape]);
    }
}

#[test]
fn a_shift_between_offices_is_no_change() {
    let alarmed = count(8, Truth::MixShifts, changed);
    assert!(alarmed < 27, "{alarmed} of {AUTHORITIES}");
}

#[test]
fn a_change_of_all_makes_no_office_differ() {
    let alarmed = count(8, Truth::EveryOfficeChanges(0.5), |said| said.differs.iter().any(Option::is_some));
    assert!(alarmed < 27, "{alarmed} of {AUTHORITIES}");
}

#[test]
fn what_happens_is_seen() {
    let improved = count(8, Truth::EveryOfficeChanges(0.5), |said| said.whole == Some(ChangeVerdict::Improved));
    assert!(improved > AUTHORITIES * 8 / 10, "{improved} of {AUTHORITIES}");
    let differs = count(8, Truth::OneOfficeDiffers(2.0), |said| said.differs[0] == Some(true));
    assert!(differs > AUTHORITIES * 8 / 10, "{differs} of {AUTHORITIES}");
    let wrongly = count(8, Truth::EveryOfficeChanges(0.5), |said| said.whole == Some(ChangeVerdict::Worse));
    assert_eq!(wrongly, 0);
}
