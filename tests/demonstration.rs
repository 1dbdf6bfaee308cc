//! The demonstration file is the generator's, byte for byte, and shows what it says it shows.

#[path = "../examples/demonstration.rs"]
#[expect(dead_code, reason = "`main` is run by `cargo run --example demonstration`")]
mod demonstration;

#[cfg(test)]
mod facts {
    use super::demonstration::document;
    use plumbline::audit::Day;
    use serde_json::Value;
    use std::collections::{BTreeMap, BTreeSet};
    use std::io::Read as _;

    const SCALE: [&str; 4] = ["Outstanding", "Good", "Requires improvement", "Inadequate"];

    fn file() -> Value {
        serde_json::from_str(&document().unwrap()).unwrap()
    }

    fn audits(file: &Value) -> &[Value] {
        file["audits"].as_array().unwrap()
    }

    fn text<'a>(value: &'a Value, key: &str) -> &'a str {
        value[key].as_str().unwrap_or("")
    }

    /// Months since September 2017.
    fn month(audit: &Value) -> usize {
        let (year, month, _) = text(audit, "audit_date").parse::<Day>().unwrap().year_month_day();
        usize::try_from(year * 12 + i32::from(month) - (2017 * 12 + 9)).unwrap()
    }

    fn rank(grade: &Value) -> Option<usize> {
        SCALE.iter().position(|&known| Some(known) == grade.as_str())
    }

    /// Inadequate, and graded, of the random audits that pass the test.
    fn count(file: &Value, test: impl Fn(&Value) -> bool) -> (usize, usize) {
        let random = audits(file).iter().filter(|a| text(a, "audit_type") == "random" && test(a));
        let ranks: Vec<usize> = random.filter_map(|a| rank(&a["overall_grade"])).collect();
        (ranks.iter().filter(|&&r| r == 3).count(), ranks.len())
    }

    fn percent((k, n): (usize, usize)) -> f64 {
        100.0 * k as f64 / n as f64
    }

    #[test]
    fn the_asset_is_what_the_generator_writes() {
        let packed = include_bytes!("../assets/demonstration.json.gz");
        let mut asset = String::new();
        flate2::read::GzDecoder::new(&packed[..]).read_to_string(&mut asset).unwrap();
        assert!(asset == document().unwrap(), "run: cargo run --example demonstration -- assets/demonstration.json.gz");
        assert!(packed.len() <= 90_000);
    }

    #[test]
    fn monthly_counts_are_as_designed() {
        let file = file();
        let months: Vec<_> = (0..24).map(|m| count(&file, |a| month(a) == m)).collect();
        let rates: Vec<String> = months.iter().map(|&m| format!("{:.0}", percent(m))).collect();
        assert_eq!(rates.join(" "), "23 20 18 23 19 19 22 15 12 18 22 19 22 21 18 21 12 11 14 10 13 13 11 12");
        assert!(months.iter().take(23).all(|&(_, n)| (66..=74).contains(&n)));
        assert_eq!(months[23].1, 60);
    }

    #[test]
    fn offices_differ_as_designed() {
        let file = file();
        let all = percent(count(&file, |a| text(a, "office") == "Coldharbour"));
        let late = percent(count(&file, |a| text(a, "office") == "Coldharbour" && month(a) >= 16));
        let rest = percent(count(&file, |a| text(a, "office") != "Coldharbour"));
        assert!((27.0..33.0).contains(&all) && late > 24.0 && (14.0..17.0).contains(&rest), "{all} {late} {rest}");
        for m in 0..24 {
            assert!((3..=5).contains(&count(&file, |a| text(a, "office") == "Denholm" && month(a) == m).1));
        }
    }

    #[test]
    fn eastmere_improves_only_by_its_mix() {
        let file = file();
        let of = |year, service: &str| {
            let in_it = |a: &Value| service.is_empty() || text(a, "service") == service;
            count(&file, |a| text(a, "office") == "Eastmere" && month(a) / 12 == year && in_it(a))
        };
        assert!(percent(of(0, "")) - percent(of(1, "")) > 8.0);
        assert!(of(0, "Assessment").1 * 10 > of(0, "").1 * 7 && of(1, "Early Help").1 * 10 > of(1, "").1 * 6);
        // With the first year's mix, the second year's rates are no better than the first's.
        let services = ["Assessment", "Family Support", "Early Help"];
        let held: f64 =
            services.iter().map(|s| of(0, s).1 as f64 * percent(of(1, s))).sum::<f64>() / of(0, "").1 as f64;
        assert!(held >= percent(of(0, "")), "{held}");
    }

    #[test]
    fn brackwell_does_not_finish_its_actions() {
        let file = file();
        let overdue = |brackwell: bool| {
            let here = audits(&file).iter().filter(|a| (text(a, "office") == "Brackwell") == brackwell);
            let actions: Vec<_> = here.filter_map(|a| a["actions"].as_array()).flatten().collect();
            let late = |a: &&&Value| a["completed"].is_null() && text(a, "due") < text(&file, "exported_on");
            percent((actions.iter().filter(late).count(), actions.len()))
        };
        let (brackwell, others) = (overdue(true), overdue(false));
        assert!((28.0..32.0).contains(&brackwell) && (7.0..9.0).contains(&others), "{brackwell} {others}");
    }

    #[test]
    fn the_second_grader_is_harsher() {
        let file = file();
        let graded = audits(&file).iter().filter(|a| rank(&a["overall_grade"]).is_some()).count();
        let pairs =
            audits(&file).iter().filter_map(|a| Some((rank(&a["overall_grade"])?, rank(&a["moderated_grade"])?)));
        let pairs: Vec<_> = pairs.collect();
        let share = |k: usize| percent((k, pairs.len()));
        assert!((24.0..26.5).contains(&percent((pairs.len(), graded))));
        assert!((10.0..15.0).contains(&share(pairs.iter().filter(|(first, second)| second > first).count())));
        assert!((2.0..3.0).contains(&share(pairs.iter().filter(|(first, second)| second < first).count())));
    }

    #[test]
    fn reaudits_follow_inadequate_work_and_mostly_find_better() {
        let file = file();
        let by_id: BTreeMap<&str, &Value> = audits(&file).iter().map(|a| (text(a, "audit_id"), a)).collect();
        assert_eq!(by_id.len(), audits(&file).len());
        let again: Vec<_> = audits(&file).iter().filter(|a| text(a, "audit_type") == "re-audit").collect();
        for audit in &again {
            let first = by_id[text(audit, "reaudit_of")];
            assert_eq!((text(first, "overall_grade"), text(first, "team")), ("Inadequate", text(audit, "team")));
            let days = |a: &Value| text(a, "audit_date").parse::<Day>().unwrap();
            assert!((50..=64).contains(&days(audit).days_since(days(first))));
        }
        let better = again.iter().filter(|a| text(a, "overall_grade") != "Inadequate").count();
        assert!(again.len() > 80 && percent((better, again.len())) > 75.0);
    }

    #[test]
    fn everything_else_a_view_needs_is_there() {
        let file = file();
        let teams: BTreeSet<_> = audits(&file).iter().map(|a| (text(a, "team"), text(a, "office"))).collect();
        assert_eq!(teams.len(), 21);
        assert_eq!(teams.iter().map(|t| t.0).collect::<BTreeSet<_>>().len(), 21);
        assert_eq!(file["context"].as_array().unwrap().len(), 24 * 6);
        let ungraded = audits(&file).iter().filter(|a| rank(&a["overall_grade"]).is_none()).count();
        assert!((5..40).contains(&ungraded));
        let mean = |grade: &str, key: &str| {
            let of: Vec<_> = audits(&file).iter().filter(|a| text(a, "overall_grade") == grade).collect();
            of.iter().map(|a| a[key].as_array().map_or(0, Vec::len)).sum::<usize>() as f64 / of.len() as f64
        };
        assert!(mean("Inadequate", "failure_causes") > 2.0 * mean("Requires improvement", "failure_causes"));
        assert!(mean("Inadequate", "partner_causes") > 2.0 * mean("Requires improvement", "partner_causes"));
    }
}
