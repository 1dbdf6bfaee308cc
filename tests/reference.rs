//! Every case of `tests/data/statistics.json` against other people's software; its provenance is in the README beside it.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "what a test's helper trips over is a failed test")]

#[path = "reference/answers.rs"]
mod answers;

use answers::answer;
use plumbline::stats::{Side, p_chart};
use plumbline::tally::Tally;
use serde_json::Value;

/// How many cases each method has, so that none is dropped in silence.
const CASES: [(&str, usize); 30] = [
    ("wilson", 14),
    ("clopper_pearson", 13),
    ("jeffreys", 4),
    ("agresti_coull", 4),
    ("newcombe_diff", 12),
    ("p_chart", 6),
    ("p_prime", 7),
    ("run_rules", 14),
    ("anhoej", 7),
    ("anhoej_critical", 1),
    ("xmr", 3),
    ("assurance", 5),
    ("funnel_exact", 4),
    ("funnel_normal", 2),
    ("funnel_wilson_inverted", 2),
    ("funnel_arcsine", 2),
    ("midp_binomial", 1),
    ("overdispersion_pearson", 3),
    ("overdispersion_arcsine", 3),
    ("dl_tau2_unwinsorised", 3),
    ("beta_binomial_eb", 3),
    ("cochran_armitage", 5),
    ("logistic_slope", 6),
    ("p_adjust", 1),
    ("cause_shift_chisq", 1),
    ("fisher_2x2", 1),
    ("agreement", 4),
    ("kaplan_meier", 6),
    ("logrank", 1),
    ("bernoulli_cusum", 6),
];

#[test]
fn every_case_is_of_a_method_that_is_run() {
    let cases = cases();
    for (method, count) in CASES {
        assert_eq!(cases.iter().filter(|case| case["method"] == method).count(), count, "{method}");
    }
    assert_eq!(cases.len(), 144);
    assert_eq!(CASES.iter().map(|(_, count)| count).sum::<usize>(), 144);
}

#[test]
fn every_answer_is_the_expected_one() {
    let mut wrong = Vec::new();
    for case in cases() {
        let got = answer(case["method"].as_str().unwrap(), &case["input"]);
        let tolerance = case["tol"].as_f64().unwrap();
        for (key, expected) in case["expected"].as_object().unwrap() {
            if !agrees(expected, got.get(key), tolerance) {
                wrong.push(format!("{} {key}: expected {expected}, got {:?}", case["id"], got.get(key)));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A number within the tolerance, everything else the same; an answer that is missing agrees with nothing.
fn agrees(expected: &Value, got: Option<&Value>, tolerance: f64) -> bool {
    match (expected, got) {
        (Value::Number(expected), Some(Value::Number(got))) => {
            (expected.as_f64().unwrap() - got.as_f64().unwrap()).abs() <= tolerance
        }
        (Value::Array(expected), Some(Value::Array(got))) => {
            expected.len() == got.len()
                && expected.iter().zip(got).all(|(expected, got)| agrees(expected, Some(got), tolerance))
        }
        (Value::Object(expected), Some(Value::Object(got))) => {
            expected.iter().all(|(key, expected)| agrees(expected, got.get(key), tolerance))
        }
        (expected, got) => got == Some(expected),
    }
}

#[test]
fn signals_of_p_charts_are_the_points_beyond_the_expected_limits() {
    for case in cases().iter().filter(|case| case["method"] == "p_chart") {
        let list = |key: &str| case["input"][key].as_array().unwrap().clone();
        let count = |value: &Value| u32::try_from(value.as_u64().unwrap()).unwrap();
        let pairs = list("x").into_iter().zip(list("n"));
        let tallies: Vec<_> = pairs.map(|(x, n)| Tally { n: count(&n), inadequate: count(&x) }).collect();
        let baseline: Option<Vec<u32>> = case["input"]["baseline"].as_array().map(|m| m.iter().map(count).collect());
        let in_baseline =
            |place: usize| baseline.as_ref().is_none_or(|months| months.iter().any(|&m| m as usize == place + 1));
        let (chart, tolerance) = (p_chart(&tallies, in_baseline).unwrap(), case["tol"].as_f64().unwrap());
        for (i, point) in chart.points.iter().enumerate() {
            let at = |key: &str| case["expected"][key][i].as_f64();
            let side = match (at("y"), at("lcl3"), at("ucl3")) {
                (Some(y), _, Some(upper)) if y > upper + tolerance => Some(Side::Above),
                (Some(y), Some(lower), _) if y < lower - tolerance => Some(Side::Below),
                _ => None,
            };
            assert_eq!(point.and_then(|p| p.signal), side, "{} point {i}", case["id"]);
        }
    }
}

fn cases() -> Vec<Value> {
    let file: Value = serde_json::from_str(include_str!("data/statistics.json")).unwrap();
    file["cases"].as_array().unwrap().clone()
}
