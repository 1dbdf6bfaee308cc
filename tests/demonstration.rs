//! The demonstration file is the generator's, byte for byte, and shows what it says it shows.

#[path = "../examples/demonstration.rs"]
#[expect(dead_code, reason = "`main` is run by `cargo run --example demonstration`")]
mod demonstration;

#[cfg(test)]
mod facts {
    use super::demonstration::{document, document_from};
    use plumbline::audit::Day;
    use plumbline::report::ShiftVerdict;
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
        // No flags (so no name), and no time of writing: the same figures are the same file.
        assert_eq!(packed[..8], [0x1f, 0x8b, 8, 0, 0, 0, 0, 0]);
    }

    fn monthly(file: &Value) -> Vec<(usize, usize)> {
        (0..24).map(|m| count(file, |a| month(a) == m)).collect()
    }

    #[test]
    fn monthly_counts_are_as_designed() {
        let file = file();
        let months = monthly(&file);
        let rates: Vec<String> = months.iter().map(|&m| format!("{:.0}", percent(m))).collect();
        assert_eq!(rates.join(" "), "23 24 25 17 18 28 22 15 12 18 16 23 15 24 23 18 15 16 8 9 18 9 11 12");
        assert!(months.iter().take(23).all(|&(_, n)| (66..=74).contains(&n)));
        assert_eq!(months[23].1, 60);
        let over = |range: std::ops::Range<usize>| percent(count(&file, |a| range.contains(&month(a))));
        assert!((19.0..21.0).contains(&over(0..12)) && (19.0..21.0).contains(&over(10..16)));
        assert!((11.5..12.5).contains(&over(16..24)) && (11.5..12.5).contains(&over(17..24)));
        // By design, not by luck of the seed.
        let other: Value = serde_json::from_str(&document_from(1).unwrap()).unwrap();
        assert!(monthly(&other) == months && other != file);
    }

    #[test]
    fn months_scatter_as_much_as_chance_makes_them() {
        let months = monthly(&file());
        let mut moves = 0;
        // Chi-squared on 15 and on 7 degrees of freedom, between its 10th and 90th percentiles (printed tables).
        for (phase, least, most) in [(&months[..16], 8.5, 22.3), (&months[16..], 2.8, 12.0)] {
            let (k, n) = phase.iter().fold((0, 0), |sum, m| (sum.0 + m.0, sum.1 + m.1));
            let p = k as f64 / n as f64;
            let square = |&(k, n): &(usize, usize)| (k as f64 - n as f64 * p).powi(2) / (n as f64 * p * (1.0 - p));
            let spread: f64 = phase.iter().map(square).sum();
            assert!((least..most).contains(&spread), "{spread}");
            moves += phase.windows(2).filter(|w| (percent(w[0]) - percent(w[1])).abs() >= 5.0).count();
        }
        // What the page says of such volumes: a move of five points or more about half of the time.
        assert!((8..=14).contains(&moves), "{moves} of 22");
    }

    #[test]
    fn offices_differ_as_designed() {
        let file = file();
        let office = |name: &str, months: std::ops::Range<usize>| {
            percent(count(&file, |a| text(a, "office") == name && months.contains(&month(a))))
        };
        let (all, early, late) =
            (office("Coldharbour", 0..24), office("Coldharbour", 0..16), office("Coldharbour", 16..24));
        assert!((27.0..33.0).contains(&all), "{all}");
        assert!((25.0..33.0).contains(&early) && (25.0..33.0).contains(&late), "{early} {late}");
        for other in ["Ashford Vale", "Brackley Green", "Denholm", "Eastmere", "Fallow Green"] {
            assert!(office(other, 0..16) < early && office(other, 16..24) < late && office(other, 0..24) < 20.0);
        }
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
        // With the first year's mix, the second year's rate would be about the first's: nothing else has changed.
        let services = ["Assessment", "Family Support", "Early Help"];
        let held: f64 =
            services.iter().map(|s| of(0, s).1 as f64 * percent(of(1, s))).sum::<f64>() / of(0, "").1 as f64;
        assert!((held - percent(of(0, ""))).abs() < 5.0, "{held}");
    }

    #[test]
    fn brackley_does_not_finish_its_actions() {
        let file = file();
        let overdue = |brackley: bool| {
            let here = audits(&file).iter().filter(|a| (text(a, "office") == "Brackley Green") == brackley);
            let actions: Vec<_> = here.filter_map(|a| a["actions"].as_array()).flatten().collect();
            let late = |a: &&&Value| a["completed"].is_null() && text(a, "due") < text(&file, "exported_on");
            percent((actions.iter().filter(late).count(), actions.len()))
        };
        let (brackley, others) = (overdue(true), overdue(false));
        assert!((28.0..32.0).contains(&brackley) && (7.0..9.0).contains(&others), "{brackley} {others}");
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
        // The more so in the second year, which the page finds.
        let import = plumbline::import::read(document().unwrap().as_bytes(), None).unwrap();
        let (report, _) = plumbline::report::Report::begin(&import, &Default::default());
        let drift = report.trust.as_ref().unwrap().drift.as_ref().unwrap();
        assert_eq!(drift.lowered.verdict, ShiftVerdict::Larger, "{drift:?}");
        assert_eq!(drift.moderated.verdict, ShiftVerdict::CannotTell, "{drift:?}");
    }

    #[test]
    fn reaudits_follow_inadequate_work_and_mostly_find_better() {
        let file = file();
        let by_id: BTreeMap<&str, &Value> = audits(&file).iter().map(|a| (text(a, "audit_id"), a)).collect();
        assert_eq!(by_id.len(), audits(&file).len());
        let again: Vec<_> = audits(&file).iter().filter(|a| text(a, "audit_type") == "re-audit").collect();
        let linked = audits(&file).iter().filter(|a| a.get("reaudit_of").is_some()).count();
        assert_eq!(linked, again.len());
        let firsts: BTreeSet<&str> = again.iter().map(|a| text(a, "reaudit_of")).collect();
        assert_eq!(firsts.len(), again.len());
        for audit in &again {
            let first = by_id[text(audit, "reaudit_of")];
            assert_eq!((text(first, "overall_grade"), text(first, "team")), ("Inadequate", text(audit, "team")));
            let days = |a: &Value| text(a, "audit_date").parse::<Day>().unwrap();
            assert!((50..=66).contains(&days(audit).days_since(days(first))));
        }
        let better = again.iter().filter(|a| text(a, "overall_grade") != "Inadequate").count();
        assert!(again.len() > 80 && percent((better, again.len())) > 75.0);
    }

    fn share_of_cause(file: &Value, key: &str, cause: &str, here: impl Fn(&str) -> bool) -> f64 {
        let audits = audits(file).iter().filter(|a| here(text(a, "office")));
        let causes: Vec<&Value> = audits.filter_map(|a| a[key].as_array()).flatten().collect();
        percent((causes.iter().filter(|&&c| c == cause).count(), causes.len()))
    }

    #[test]
    fn causes_follow_the_grade_and_the_place() {
        let file = file();
        let mean = |grade: &str, key: &str| {
            let of: Vec<_> = audits(&file).iter().filter(|a| text(a, "overall_grade") == grade).collect();
            of.iter().map(|a| a[key].as_array().map_or(0, Vec::len)).sum::<usize>() as f64 / of.len() as f64
        };
        assert!(mean("Inadequate", "failure_causes") > 2.0 * mean("Requires improvement", "failure_causes"));
        assert!(mean("Inadequate", "partner_causes") > 2.0 * mean("Requires improvement", "partner_causes"));
        assert!(mean("Good", "failure_causes") + mean("Outstanding", "partner_causes") == 0.0);
        for (key, cause, place) in [
            ("failure_causes", "Weak management oversight", "Coldharbour"),
            ("partner_causes", "Police", "Fallow Green"),
        ] {
            let (here, elsewhere) =
                (share_of_cause(&file, key, cause, |o| o == place), share_of_cause(&file, key, cause, |o| o != place));
            assert!(here - elsewhere > 10.0, "{cause}: {here} {elsewhere}");
        }
        for agency in ["Health", "Police", "Schools", "Housing"] {
            assert!(share_of_cause(&file, "partner_causes", agency, |_| true) > 3.0, "{agency}");
        }
    }

    #[test]
    fn practice_areas_follow_the_overall_grade() {
        let file = file();
        let mut sums: BTreeMap<&str, [(usize, usize); 4]> = BTreeMap::new();
        for audit in audits(&file) {
            let areas = audit.get("domain_grades").and_then(Value::as_object);
            let Some(overall) = rank(&audit["overall_grade"]) else {
                assert!(areas.is_none() && audit.get("moderated_grade").is_none());
                continue;
            };
            assert_eq!(areas.unwrap().len(), 5);
            for (area, grade) in areas.unwrap() {
                let sum = &mut sums.entry(area).or_default()[overall];
                *sum = (sum.0 + rank(grade).unwrap(), sum.1 + 1);
            }
        }
        assert_eq!(sums.len(), 5);
        for by_overall in sums.values() {
            let means = by_overall.map(|(sum, n)| sum as f64 / n as f64);
            assert!(means.windows(2).all(|pair| pair[0] + 0.3 < pair[1]), "{means:?}");
        }
    }

    #[test]
    fn actions_are_due_in_four_or_six_weeks_and_only_where_work_fell_short() {
        let file = file();
        for audit in audits(&file) {
            let grade = text(audit, "overall_grade");
            let Some(actions) = audit.get("actions").and_then(Value::as_array) else {
                assert_ne!(grade, "Inadequate");
                continue;
            };
            assert!(grade == "Inadequate" || grade == "Requires improvement");
            for action in actions {
                let day = |key| text(action, key).parse::<Day>().unwrap();
                assert_eq!(text(action, "raised"), text(audit, "audit_date"));
                assert!([28, 42].contains(&day("due").days_since(day("raised"))));
                if action.get("completed").is_some() {
                    assert!(text(action, "raised") < text(action, "completed"));
                    assert!(text(action, "completed") <= text(&file, "exported_on"));
                }
                assert!(!text(action, "owner_role").is_empty());
            }
        }
    }

    #[test]
    fn every_action_is_read() {
        let text_of_file = document().unwrap();
        let import = plumbline::import::read(text_of_file.as_bytes(), None).unwrap();
        let file = file();
        let written: Vec<&Value> = audits(&file).iter().filter_map(|a| a["actions"].as_array()).flatten().collect();
        let days = |action: &&Value| {
            let day = |key| text(action, key).parse::<Day>().ok();
            day("completed").zip(day("raised")).map(|(completed, raised)| completed.days_since(raised))
        };
        let expected: Vec<i32> = written.iter().filter_map(days).collect();
        let read: Vec<i32> = import.table.actions.iter().filter_map(|action| action.days_taken()).collect();
        assert_eq!(import.table.actions.len(), written.len());
        assert_eq!(read, expected);
        let roles: BTreeSet<&str> = written.iter().map(|action| text(action, "owner_role")).collect();
        let names = import.table.actions.owner_roles().names();
        assert_eq!(names.iter().map(String::as_str).collect::<BTreeSet<_>>(), roles);
    }

    #[test]
    fn the_sample_has_its_shape() {
        let file = file();
        let set = |key: &str| audits(&file).iter().map(|a| text(a, key)).collect::<BTreeSet<_>>();
        let offices = ["Ashford Vale", "Brackley Green", "Coldharbour", "Denholm", "Eastmere", "Fallow Green"];
        assert_eq!(set("office"), BTreeSet::from(offices));
        assert_eq!(set("service").len(), 5);
        assert_eq!(set("audit_type"), BTreeSet::from(["random", "re-audit", "targeted", "thematic"]));
        let places: BTreeSet<_> =
            audits(&file).iter().map(|a| (text(a, "team"), text(a, "office"), text(a, "service"))).collect();
        // As many teams as places: each team has one office and one service.
        assert_eq!((places.len(), set("team").len()), (21, 21));
        for (kind, least, most) in [("targeted", 24, 96), ("thematic", 30, 60), ("re-audit", 80, 180)] {
            let number = audits(&file).iter().filter(|a| text(a, "audit_type") == kind).count();
            assert!((least..=most).contains(&number), "{kind} {number}");
        }
        let ungraded = audits(&file).iter().filter(|a| rank(&a["overall_grade"]).is_none());
        assert!(ungraded.clone().all(|a| text(a, "overall_grade") == "Not yet graded"));
        assert!((5..40).contains(&ungraded.count()));
    }

    #[test]
    fn events_and_context_stand_beside_the_audits() {
        let file = file();
        let events = file["events"].as_array().unwrap();
        let offices: BTreeSet<&str> = audits(&file).iter().map(|a| text(a, "office")).collect();
        let visited: BTreeSet<&str> =
            events.iter().filter(|e| text(e, "kind") == "visit").map(|e| text(e, "office")).collect();
        assert_eq!(visited, offices);
        let has = |kind: &str, label: &str| {
            events.iter().any(|e| text(e, "kind") == kind && (label.is_empty() || text(e, "label") == label))
        };
        assert!(has("inspection", "") && has("leadership", "New director") && has("staffing", ""));
        assert!(events.iter().any(|e| text(e, "kind") == "capacity" && text(e, "date").starts_with("2018-12")));
        let days: Vec<&str> = events.iter().map(|e| text(e, "date")).collect();
        assert!(days.is_sorted() && days.iter().all(|&d| ("2017-09-01".."2019-09-01").contains(&d)));

        let context = file["context"].as_array().unwrap();
        let cells: BTreeSet<_> = context.iter().map(|c| (text(c, "month"), text(c, "office"))).collect();
        assert_eq!((context.len(), cells.len()), (24 * 6, 24 * 6));
        let months: BTreeSet<&str> =
            audits(&file).iter().filter_map(|a| Some(text(a, "audit_date").rsplit_once('-')?.0)).collect();
        assert!(cells.iter().all(|(month, office)| months.contains(month) && offices.contains(office)));
        for line in context {
            assert!((10.0..30.0).contains(&line["caseload"].as_f64().unwrap()));
            assert!((0.0..0.5).contains(&line["vacancy_rate"].as_f64().unwrap()));
            assert!((0.0..0.5).contains(&line["agency_rate"].as_f64().unwrap()));
            assert!(line["audits_expected"].as_u64().unwrap() > 0);
        }
    }

    /// Fails on a null, an empty text, list or map: what is not known is left out of the file.
    fn nothing_is_empty(value: &Value) {
        match value {
            Value::Null => panic!("a null"),
            Value::String(text) => assert!(!text.is_empty()),
            Value::Array(items) => {
                assert!(!items.is_empty());
                items.iter().for_each(nothing_is_empty);
            }
            Value::Object(members) => {
                assert!(!members.is_empty());
                members.values().for_each(nothing_is_empty);
            }
            Value::Bool(_) | Value::Number(_) => {}
        }
    }

    #[test]
    fn members_are_the_schema_s_and_nothing_looks_like_a_person() {
        let file = file();
        nothing_is_empty(&file);
        assert_eq!(
            (&file["plumbline"], &file["version"], &file["invented"]),
            (&"audits".into(), &1.into(), &true.into())
        );
        assert_eq!(text(&file, "authority"), "Exampleshire");
        assert!(text(&file, "note").starts_with("Invented figures"));
        assert!(file["targets"]["inadequate_at_most"] == 0.1 && file["targets"]["good_or_better_at_least"] == 0.4);
        let always = "audit_id audit_date office service team audit_type auditor_role auditor_code overall_grade \
                      immediate_risk";
        let sometimes = "moderated_grade domain_grades failure_causes partner_causes actions reaudit_of";
        let known: BTreeSet<&str> = always.split(' ').chain(sometimes.split(' ')).collect();
        let mut last = "";
        for audit in audits(&file) {
            let members = audit.as_object().unwrap();
            assert!(members.keys().all(|key| known.contains(key.as_str())));
            assert!(always.split(' ').all(|key| members.contains_key(key)));
            let date = text(audit, "audit_date");
            assert!(last <= date && ("2017-09-01"..="2019-08-30").contains(&date));
            last = date;
            // Codes that say nothing: a serial number, and a letter for the role with two digits.
            let digits = |code: &str, n: usize| code.len() == n && code.bytes().all(|b| b.is_ascii_digit());
            assert!(text(audit, "audit_id").strip_prefix("EX-").is_some_and(|code| digits(code, 4)));
            assert!(text(audit, "auditor_code").strip_prefix(['T', 'S', 'R', 'Q']).is_some_and(|code| digits(code, 2)));
            assert!(audit["immediate_risk"] == false || text(audit, "overall_grade") == "Inadequate");
        }
        // One audit a line, so that a change of the file can be read.
        let lines = document().unwrap().lines().filter(|line| line.starts_with("{\"audit_id\"")).count();
        assert_eq!(lines, audits(&file).len());
    }

    #[test]
    fn nobody_audits_on_a_closed_day() {
        let monday = Day::new(1900, 1, 1).unwrap();
        for audit in audits(&file()) {
            let date = text(audit, "audit_date");
            assert!(date.parse::<Day>().unwrap().days_since(monday).rem_euclid(7) < 5);
            assert!(["-12-25", "-12-26", "-01-01"].iter().all(|closed| !date.ends_with(closed)));
        }
    }
}
