//! How often the page cries wolf: on simulated authorities in which nothing changes and no office differs, at most one in
//! twenty may see an unusual month or a different office.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that fails should stop where it does"
)]

use plumbline::import;
use plumbline::report::{Report, Verdict};
use plumbline::settings::Settings;

/// SplitMix64 (Steele, Lea & Flood 2014): seeded, so that the test always sees the same authorities.
struct Random(u64);

impl Random {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z ^ (z >> 31)) % end
    }
}

#[test]
fn an_authority_in_which_nothing_happens_is_left_in_peace() {
    const AUTHORITIES: u32 = 400;
    let mut random = Random(20_190_911);
    for (months, offices, a_month, rate) in [(24, 8, 40, 20), (24, 2, 12, 30), (12, 12, 70, 10), (3, 6, 20, 20)] {
        let mut alarmed = 0;
        for _ in 0..AUTHORITIES {
            let audits: Vec<String> = (0..months * a_month)
                .map(|at| {
                    let month = at / a_month;
                    let grade = if random.below(100) < rate { "Inadequate" } else { "Good" };
                    format!(
                        r#"{{"date":"{}-{:02}-15","office":"{}","grade":"{grade}"}}"#,
                        2018 + month / 12,
                        month % 12 + 1,
                        random.below(offices)
                    )
                })
                .collect();
            let file = format!(r#"{{"exported_on":"2024-01-01","audits":[{}]}}"#, audits.join(","));
            let report = Report::of(&import::read(file.as_bytes(), None).unwrap(), &Settings::default());
            let month = report.periods.iter().any(|period| period.differs);
            let office = report
                .offices
                .iter()
                .any(|office| matches!(office.verdict, Verdict::DiffersAbove | Verdict::DiffersBelow));
            alarmed += u32::from(month || office);
        }
        // 5% of 400 is 20; 32 would be seen less than once in a hundred seeds at exactly 5%.
        assert!(alarmed < 32, "{alarmed} of {AUTHORITIES} with {months} months, {offices} offices, {a_month} a month");
    }
}
