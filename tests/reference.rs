//! Every case of the reference set for the methods that the page uses, each computed by another tool (named in the case).

use plumbline::stats::{Hypergeometric, funnel_limits, funnel_tail, holm, p_chart, wilson};
use plumbline::tally::Tally;
use serde_json::Value;

fn cases(method: &str, expected_count: usize) -> Vec<Value> {
    let all: Value = serde_json::from_str(include_str!("data/statistics.json")).unwrap();
    let cases: Vec<Value> =
        all["cases"].as_array().unwrap().iter().filter(|case| case["method"] == method).cloned().collect();
    assert_eq!(cases.len(), expected_count, "cases of {method}");
    cases
}

fn close(case: &Value, what: &str, got: Option<f64>, expected: &Value) {
    let tolerance = case["tol"].as_f64().unwrap();
    match (got, expected.as_f64()) {
        (None, None) => {}
        (Some(got), Some(expected)) if (got - expected).abs() <= tolerance => {}
        _ => panic!("{} {what}: got {got:?}, expected {expected}, tolerance {tolerance}", case["id"]),
    }
}

fn count(value: &Value) -> u32 {
    u32::try_from(value.as_u64().unwrap()).unwrap()
}

fn tallies(input: &Value) -> Vec<Tally> {
    let (x, n) = (input["x"].as_array().unwrap(), input["n"].as_array().unwrap());
    x.iter().zip(n).map(|(x, n)| Tally { n: count(n), inadequate: count(x) }).collect()
}

#[test]
fn wilson_intervals() {
    for case in cases("wilson", 14) {
        let input = &case["input"];
        let tally = Tally { n: count(&input["n"]), inadequate: count(&input["x"]) };
        let interval = wilson(tally, input["conf"].as_f64().unwrap());
        close(&case, "lower", interval.map(|i| i.lower), &case["expected"]["lower"]);
        close(&case, "upper", interval.map(|i| i.upper), &case["expected"]["upper"]);
    }
}

#[test]
fn p_charts() {
    for case in cases("p_chart", 6) {
        let tallies = tallies(&case["input"]);
        let baseline: Vec<bool> = match case["input"]["baseline"].as_array() {
            None => vec![true; tallies.len()],
            Some(months) => {
                (1..=tallies.len()).map(|month| months.iter().any(|m| m.as_u64() == Some(month as u64))).collect()
            }
        };
        let chart = p_chart(&tallies, &baseline).unwrap();
        close(&case, "centre", Some(chart.centre), &case["expected"]["cl"]);
        for (at, point) in chart.points.iter().enumerate() {
            let expected = |key: &str| &case["expected"][key][at];
            close(&case, "proportion", point.map(|p| p.proportion), expected("y"));
            close(&case, "lower 3", point.map(|p| p.lower3), expected("lcl3"));
            close(&case, "lower 2", point.map(|p| p.lower2), expected("lcl2"));
            close(&case, "upper 2", point.map(|p| p.upper2), expected("ucl2"));
            close(&case, "upper 3", point.map(|p| p.upper3), expected("ucl3"));
        }
        if chart.centre == 0.0 || chart.centre == 1.0 {
            assert!(chart.points.iter().flatten().all(|point| point.signal.is_none()));
        }
    }
}

#[test]
fn exact_funnel_limits() {
    for case in cases("funnel_exact", 4) {
        let theta = case["input"]["theta"].as_f64().unwrap();
        for (at, n) in case["input"]["n"].as_array().unwrap().iter().enumerate() {
            let limits = funnel_limits(count(n), theta);
            let expected = |key: &str| &case["expected"][key][at];
            close(&case, "lower 95", Some(limits.lower95), expected("l95"));
            close(&case, "upper 95", Some(limits.upper95), expected("u95"));
            close(&case, "lower 99.8", Some(limits.lower998), expected("l998"));
            close(&case, "upper 99.8", Some(limits.upper998), expected("u998"));
        }
    }
}

#[test]
fn mid_p_values() {
    for case in cases("midp_binomial", 1) {
        let theta = case["input"]["theta"].as_f64().unwrap();
        for (at, tally) in tallies(&case["input"]).into_iter().enumerate() {
            close(&case, "mid-p", Some(funnel_tail(tally, theta).mid_p), &case["expected"]["p"][at]);
        }
    }
}

#[test]
fn adjusted_p_values() {
    for case in cases("p_adjust", 1) {
        let raw: Vec<f64> = case["input"]["p"].as_array().unwrap().iter().map(|p| p.as_f64().unwrap()).collect();
        for (at, p) in holm(&raw).into_iter().enumerate() {
            close(&case, "Holm", Some(p), &case["expected"]["holm"][at]);
        }
    }
}

#[test]
fn fisher_exact_two_by_two() {
    for case in cases("fisher_2x2", 1) {
        let cell = |key: &str| count(&case["input"][key]);
        let (a, b, c, d) = (cell("a"), cell("b"), cell("c"), cell("d"));
        let given = Hypergeometric::new(a + b + c + d, a + c, a + b);
        let (least, most) = given.range();
        // R sums every table that is at most as likely as the one seen.
        let p: f64 = (least..=most).map(|k| given.mass(k)).filter(|mass| *mass <= given.mass(a) * (1.0 + 1e-7)).sum();
        close(&case, "p", Some(p), &case["expected"]["p"]);
    }
}
