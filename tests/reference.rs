//! Every case of `tests/data/statistics.json` against other people's software; its provenance is in the README beside it.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "what a test's helper trips over is a failed test"
)]

use plumbline::stats::{
    Hypergeometric, Side, benjamini_hochberg, funnel_limits, funnel_tail, holm, newcombe_difference, p_chart,
    proportion, wilson,
};
use plumbline::tally::Tally;
use serde_json::Value;

/// How many cases each method has, so that none is dropped in silence.
const CASES: [(&str, usize); 7] = [
    ("wilson", 14),
    ("newcombe_diff", 12),
    ("p_chart", 6),
    ("funnel_exact", 4),
    ("midp_binomial", 1),
    ("p_adjust", 1),
    ("fisher_2x2", 1),
];

#[test]
fn every_case_is_of_a_method_that_is_run() {
    let file = file();
    let cases = file["cases"].as_array().unwrap();
    for case in cases {
        assert!(CASES.iter().any(|(method, _)| case["method"] == *method), "nothing runs {}", case["id"]);
    }
    assert_eq!(cases.len(), CASES.iter().map(|(_, count)| count).sum::<usize>());
}

#[test]
fn wilson_intervals() {
    for case in cases("wilson") {
        let tally = case.tally("x", "n");
        let interval = wilson(tally, case.input("conf")).unwrap();
        case.check("p", proportion(tally).unwrap());
        case.check("lower", interval.lower);
        case.check("upper", interval.upper);
    }
}

#[test]
fn newcombe_differences() {
    for case in cases("newcombe_diff") {
        let (a, b) = (case.tally("x1", "n1"), case.tally("x2", "n2"));
        let found = newcombe_difference(a, b, case.input("conf")).unwrap();
        case.check("diff", found.difference);
        case.check("lower", found.interval.lower);
        case.check("upper", found.interval.upper);
    }
}

#[test]
fn p_charts() {
    for case in cases("p_chart") {
        let tallies = case.tallies();
        // Months are 1-based here; without a list every month is in the baseline.
        let baseline = case.0["input"].get("baseline").map(counts);
        let in_baseline =
            |place: usize| baseline.as_ref().is_none_or(|months| months.iter().any(|&m| m as usize == place + 1));
        let chart = p_chart(&tallies, in_baseline).unwrap();
        case.check("cl", chart.centre);
        let points = &chart.points;
        case.check_all("y", points.iter().map(|p| p.map(|p| p.proportion)));
        case.check_all("lcl3", points.iter().map(|p| p.map(|p| p.lower3)));
        case.check_all("lcl2", points.iter().map(|p| p.map(|p| p.lower2)));
        case.check_all("ucl2", points.iter().map(|p| p.map(|p| p.upper2)));
        case.check_all("ucl3", points.iter().map(|p| p.map(|p| p.upper3)));
        let expected = &case.0["expected"];
        for (i, point) in points.iter().enumerate() {
            let at = |key: &str| expected[key][i].as_f64();
            let side = match (at("y"), at("lcl3"), at("ucl3")) {
                (Some(y), _, Some(upper)) if y > upper + case.tolerance() => Some(Side::Above),
                (Some(y), Some(lower), _) if y < lower - case.tolerance() => Some(Side::Below),
                _ => None,
            };
            assert_eq!(point.and_then(|p| p.signal), side, "{} point {i}", case.id());
        }
    }
}

#[test]
fn exact_funnels() {
    for case in cases("funnel_exact") {
        let limits: Vec<_> =
            counts(&case.0["input"]["n"]).into_iter().map(|n| funnel_limits(n, case.input("theta"))).collect();
        case.check_all("l998", limits.iter().map(|l| Some(l.lower998)));
        case.check_all("l95", limits.iter().map(|l| Some(l.lower95)));
        case.check_all("u95", limits.iter().map(|l| Some(l.upper95)));
        case.check_all("u998", limits.iter().map(|l| Some(l.upper998)));
    }
}

#[test]
fn mid_p_values() {
    for case in cases("midp_binomial") {
        let theta = case.input("theta");
        case.check_all("p", case.tallies().into_iter().map(|tally| Some(funnel_tail(tally, theta).mid_p)));
    }
}

#[test]
fn adjusted_p_values() {
    for case in cases("p_adjust") {
        let raw: Vec<_> = case.0["input"]["p"].as_array().unwrap().iter().map(|p| p.as_f64().unwrap()).collect();
        case.check_all("BH", benjamini_hochberg(&raw).into_iter().map(Some));
        case.check_all("holm", holm(&raw).into_iter().map(Some));
    }
}

/// R's rule for two sides is not the doubling rule of `against_the_rest`: it adds every outcome that is no more probable
/// than the one seen. The distribution under both is the same, and is what is compared.
#[test]
fn fisher_tests() {
    for case in cases("fisher_2x2") {
        let [a, b, c, d] = ["a", "b", "c", "d"].map(|key| count(&case.0["input"][key]));
        let chance = Hypergeometric::new(a + b + c + d, a + c, a + b).unwrap();
        let seen = chance.exactly(a) * (1.0 + 1e-7);
        case.check("p", (0..=a + b).map(|x| chance.exactly(x)).filter(|&mass| mass <= seen).sum());
    }
}

struct Case(Value);

fn file() -> Value {
    serde_json::from_str(include_str!("data/statistics.json")).unwrap()
}

fn cases(method: &str) -> Vec<Case> {
    let found: Vec<_> = file()["cases"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|case| case["method"] == method)
        .map(|case| Case(case.clone()))
        .collect();
    let &(_, expected) = CASES.iter().find(|(name, _)| *name == method).unwrap();
    assert_eq!(found.len(), expected, "cases of {method}");
    found
}

fn count(value: &Value) -> u32 {
    u32::try_from(value.as_u64().unwrap()).unwrap()
}

fn counts(values: &Value) -> Vec<u32> {
    values.as_array().unwrap().iter().map(count).collect()
}

impl Case {
    fn id(&self) -> &Value {
        &self.0["id"]
    }

    fn tolerance(&self) -> f64 {
        self.0["tol"].as_f64().unwrap()
    }

    fn input(&self, key: &str) -> f64 {
        self.0["input"][key].as_f64().unwrap()
    }

    fn tally(&self, x: &str, n: &str) -> Tally {
        let input = &self.0["input"];
        Tally { n: count(&input[n]), inadequate: count(&input[x]) }
    }

    fn tallies(&self) -> Vec<Tally> {
        let input = &self.0["input"];
        let pairs = counts(&input["x"]).into_iter().zip(counts(&input["n"]));
        pairs.map(|(inadequate, n)| Tally { n, inadequate }).collect()
    }

    #[track_caller]
    fn check(&self, key: &str, got: f64) {
        self.compare(key, &self.0["expected"][key], Some(got));
    }

    #[track_caller]
    fn check_all(&self, key: &str, got: impl Iterator<Item = Option<f64>>) {
        let (expected, got) = (self.0["expected"][key].as_array().unwrap(), Vec::from_iter(got));
        assert_eq!(got.len(), expected.len(), "{} {key}", self.id());
        for (expected, got) in expected.iter().zip(got) {
            self.compare(key, expected, got);
        }
    }

    #[track_caller]
    fn compare(&self, key: &str, expected: &Value, got: Option<f64>) {
        match (expected.as_f64(), got) {
            (Some(expected), Some(got)) if (got - expected).abs() <= self.tolerance() => {}
            (None, None) if expected.is_null() => {}
            _ => panic!("{} {key}: expected {expected}, got {got:?}", self.id()),
        }
    }
}
