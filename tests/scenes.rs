//! Every chart in the conditions that are hard to draw, as it was drawn and looked at before; and what holds for all of them.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that fails should stop where it does"
)]

use flate2::read::GzDecoder;
use plumbline::audit::{Day, Granularity};
use plumbline::chart::{self, Scene};
use plumbline::import::{self, Import};
use plumbline::report::Report;
use plumbline::report::wording::Naming;
use plumbline::settings::{Baseline, Compare, Phase, Settings};
use serde_json::json;
use std::io::Read;

const WIDTHS_PX: [u32; 3] = [288, 358, 1072];

fn demonstration() -> Import {
    let mut bytes = Vec::new();
    GzDecoder::new(&include_bytes!("../assets/demonstration.json.gz")[..]).read_to_end(&mut bytes).unwrap();
    import::read(&bytes, None).unwrap()
}

/// Offices over months with so many audits a month, of which `inadequate` says whether the one at a place is.
fn file(offices: &[&str], months: u32, a_month: u32, inadequate: impl Fn(u32) -> bool) -> Import {
    let mut audits = Vec::new();
    for month in 0..months {
        for office in offices {
            for at in 0..a_month {
                audits.push(json!({
                    "audit_date": format!("{}-{:02}-{:02}", 2022 + month / 12, month % 12 + 1, at % 28 + 1),
                    "office": office,
                    "overall_grade": if inadequate(at + month) { "Inadequate" } else { "Good" },
                }));
            }
        }
    }
    import::read(json!({ "audits": audits, "exported_on": "2026-01-31" }).to_string().as_bytes(), None).unwrap()
}

fn many_offices() -> Import {
    let names: Vec<String> = (1..=149).map(|at| format!("Office {at:03}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    file(&names, 12, 2, |at| at % 7 == 0)
}

/// One office with context that has gaps, one value alone, and changes of managers with long names close together.
fn with_context() -> Import {
    let context: Vec<_> = (0..14_u32)
        .map(|at| {
            json!({
                "month": format!("{}-{:02}", 2022 + at / 12, at % 12 + 1),
                "office": "North",
                "caseload": (at != 4 && at != 5).then_some(15.5 + f64::from(at) / 2.0),
                "vacancy_rate": (at == 3).then_some(1.0),
                "agency_rate": 0,
                "audits_expected": (at > 2).then_some(10),
            })
        })
        .collect();
    let events = ["2022-05-02", "2022-06-10", "2023-02-01"]
        .map(|date| json!({ "date": date, "office": "North", "kind": "leadership", "label": format!("{LONG}: new manager") }));
    let audits: Vec<_> = (0..14_u32)
        .flat_map(|month| (0..month).map(move |at| (month, at)))
        .map(|(month, at)| {
            json!({
                "audit_date": format!("{}-{:02}-{:02}", 2022 + month / 12, month % 12 + 1, at + 1),
                "office": "North",
                "overall_grade": if at % 4 == 0 { "Inadequate" } else { "Good" },
            })
        })
        .collect();
    let document = json!({ "audits": audits, "context": context, "events": events, "exported_on": "2026-01-31" });
    import::read(document.to_string().as_bytes(), None).unwrap()
}

const LONG: &str = "North-western district, children with disabilities";

/// Files that are hard to draw, each with its name.
fn hard_files() -> Vec<(&'static str, Import)> {
    let every_fourth = |at: u32| at.is_multiple_of(4);
    vec![
        ("one-office", file(&["North"], 14, 20, every_fourth)),
        ("one-month", file(&["North", "South"], 1, 20, every_fourth)),
        ("149-offices", many_offices()),
        ("all-zero", file(&["North", "South"], 14, 12, |_| false)),
        ("all-inadequate", file(&["North", "South"], 14, 12, |_| true)),
        ("context", with_context()),
        ("long-names", file(&[LONG, "South", &LONG.replace("North", "South")], 14, 12, every_fourth)),
    ]
}

fn scenes(report: &Report, width_px: u32) -> Vec<(&'static str, Scene)> {
    let mut scenes = vec![
        ("rate", chart::rate_over_time(report, width_px).unwrap()),
        ("grades", chart::grades_over_time(report, width_px).unwrap()),
    ];
    scenes.extend(chart::funnel(report, width_px).unwrap().map(|scene| ("funnel", scene)));
    scenes.extend(chart::spread_over_time(report, width_px).unwrap().map(|scene| ("spread", scene)));
    // So many offices are a table on the page, and still a chart here.
    scenes.extend(chart::raw_beside_pooled(report, width_px).unwrap().map(|scene| ("pooled", scene)));
    let office = report.offices.first().unwrap_or_else(|| panic!("{:?}", report.file.source));
    scenes.push(("office", chart::office_over_time(report, office, width_px).unwrap()));
    let highest = chart::shared_highest(report);
    scenes.extend(
        chart::context_over_time(report, Some(&office.office), width_px).unwrap().map(|scene| ("context", scene)),
    );
    scenes.extend(chart::context_over_time(report, None, width_px).unwrap().map(|scene| ("context-of-all", scene)));
    scenes.extend(chart::closing_of_actions(report, width_px).unwrap().map(|scene| ("closing", scene)));
    scenes.extend(chart::overdue_by_office(report, width_px).unwrap().map(|scene| ("overdue", scene)));
    scenes.extend(chart::moderation_over_time(report, width_px).unwrap().map(|scene| ("moderation", scene)));
    scenes.extend(chart::areas_over_time(report, width_px).unwrap().map(|scene| ("areas", scene)));
    if let Some(why) = &report.why {
        let named = [&why.causes, &why.partners].into_iter().flatten();
        scenes.extend(named.filter_map(|named| Some(("named", chart::named_in_order(named, width_px).unwrap()?))));
        let moves = [Naming::Causes, Naming::Partners];
        scenes.extend(
            moves.into_iter().filter_map(|of| Some(("moves", chart::named_moves(report, of, width_px).unwrap()?))),
        );
    }
    scenes.push(("panel", chart::office_panel(report, office, width_px.min(330), highest).unwrap()));
    scenes
}

#[test]
fn hard_files_are_drawn_as_they_were() {
    for (name, import) in hard_files() {
        let report = Report::of(&import, &Settings::default());
        for (scene_name, scene) in scenes(&report, 358) {
            insta::assert_snapshot!(format!("{name}-{scene_name}"), scene.to_svg(scene_name));
        }
    }
}

#[test]
fn where_nothing_or_everything_is_inadequate_no_limits_of_no_width_are_told() {
    for (inadequate, said) in [(false, "between 0% and 14%"), (true, "between 86% and 100%")] {
        let report = Report::of(&file(&["North", "South"], 14, 12, |_| inadequate), &Settings::default());
        let scene = chart::rate_over_time(&report, 358).unwrap();
        for mark in &scene.marks {
            assert!(!mark.label.contains("limits"), "{}", mark.label);
            assert!(mark.label.contains(said), "{}", mark.label);
        }
        let newest = &scene.marks.last().unwrap().label;
        assert!(
            report.periods.last().is_none_or(|period| !period.provisional) || newest.contains("not judged"),
            "{newest}"
        );
        assert!(!chart::has_limits(&report));
        // An axis that ends at 1% would make nothing look like something.
        assert!(!scene.backdrop.contains("0.2%"));
    }
}

/// A name that stood nearer to another office's point would be read as that office's.
#[test]
fn every_office_of_a_few_is_named_beside_its_own_point_or_with_a_line_to_it() {
    let report = Report::begin(&demonstration(), &Settings::default()).0;
    for width_px in WIDTHS_PX {
        let scene = chart::funnel(&report, width_px).unwrap().unwrap();
        assert_eq!(scene.unnamed, Vec::<String>::new(), "{width_px}");
        for mark in &scene.marks {
            let name = mark.office.as_ref().unwrap();
            let note = scene.notes.iter().find(|note| note.text == *name).unwrap();
            let width = f64::from(u32::try_from(name.chars().count()).unwrap()) * 13.0 * 0.55;
            let left = match note.anchor {
                chart::Anchor::Start => note.x_px,
                chart::Anchor::Middle => note.x_px - width / 2.0,
                chart::Anchor::End => note.x_px - width,
            };
            let away = |mark: &chart::Mark| {
                (mark.x_px - mark.x_px.clamp(left, left + width))
                    .hypot(mark.y_px - mark.y_px.clamp(note.y_px - 13.0, note.y_px + 3.0))
            };
            let leads_there = format!("points=\"{:.0},{:.0} ", mark.x_px * 10.0, mark.y_px * 10.0);
            let is_nearest = scene.marks.iter().all(|other| away(mark) <= away(other));
            assert!(is_nearest || scene.backdrop.contains(&leads_there), "{name} at {width_px}");
        }
    }
    // Of offices at one place, who has no room for its name is told.
    let same = Report::begin(&file(&["North", "South"], 14, 12, |_| false), &Settings::default()).0;
    let scene = chart::funnel(&same, 358).unwrap().unwrap();
    assert_eq!(scene.notes.iter().map(|note| note.text.as_str()).collect::<Vec<_>>(), ["North"]);
    assert_eq!(scene.unnamed, ["South"]);
    let long =
        Report::begin(&file(&[LONG, &LONG.replace("North", "South")], 14, 12, |_| false), &Settings::default()).0;
    assert_eq!(chart::funnel(&long, 358).unwrap().unwrap().unnamed.len(), 2);
}

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

#[test]
fn phases_target_and_windows_are_drawn_as_they_were() {
    let window = |from: &str, to: &str| Baseline { from: day(from), to: day(to) };
    let settings = Settings {
        phases: vec![Phase { from: day("2019-01-01"), name: "Extra capacity".into(), reason: String::new() }],
        target_per_mille: Some(100),
        compare: Some(Compare {
            earlier: window("2017-09-01", "2018-08-31"),
            later: window("2018-12-01", "2019-07-31"),
        }),
        ..Settings::default()
    };
    let report = Report::of(&demonstration(), &settings);
    insta::assert_snapshot!("phases", chart::rate_over_time(&report, 1072).unwrap().to_svg("Rate"));
    let (picture, size_px) = chart::rate_over_time(&report, 358)
        .unwrap()
        .to_captioned_svg("A finding that is long enough for more lines than one, with <marks>", "14 of 62 (23%)");
    assert!(picture.contains("&lt;marks&gt;</text>") && picture.contains("14 of 62") && size_px.1 > 300);
    // Each phase has the average of its own months.
    let averages: Vec<(u32, u32)> =
        report.phases.iter().map(|phase| (phase.baseline.inadequate, phase.baseline.n)).collect();
    assert_eq!(averages, [(223, 1118), (61, 493)]);
    let comparison = report.comparison.unwrap();
    assert_eq!((comparison.earlier.rate.n, comparison.later.rate.n), (839, 559));
    assert!(comparison.sentence.starts_with("Allowing for chance, the rate was 3 to 11 points lower"));
    // July 2019 is complete, August may not be.
    assert!(!comparison.still_open);
    let later = window("2018-12-01", "2019-08-31");
    let compare = settings.compare.map(|compare| Compare { later, ..compare });
    assert!(Report::of(&demonstration(), &Settings { compare, ..settings }).comparison.unwrap().still_open);
}

#[test]
fn windows_that_share_months_are_not_compared() {
    let window = Baseline { from: day("2018-01-01"), to: day("2018-06-30") };
    let settings = Settings { compare: Some(Compare { earlier: window, later: window }), ..Settings::default() };
    let comparison = Report::of(&demonstration(), &settings).comparison.unwrap();
    assert!(comparison.difference.is_none() && comparison.sentence.contains("share months"));
}

#[test]
fn rolling_windows_are_drawn_and_nothing_in_them_is_judged() {
    let settings = Settings { period: Some(Granularity::Rolling), ..Settings::default() };
    let report = Report::of(&demonstration(), &settings);
    let judged = report.periods.iter().any(|period| period.outside.is_some());
    assert!(!judged && report.periods.iter().all(|period| period.limits.is_none()));
    // No audit is in the average more than once.
    assert!(report.centre.as_ref().unwrap().baseline.n <= report.overall.n);
    insta::assert_snapshot!("rolling", chart::rate_over_time(&report, 358).unwrap().to_svg("Rate"));
    // What is told of offices does not depend on how long a period is drawn.
    let months = Report::of(&demonstration(), &Settings::default());
    let rates = |report: &Report| report.offices.iter().map(|office| office.rate.tally()).collect::<Vec<_>>();
    assert_eq!(rates(&report), rates(&months));
}

#[test]
fn the_context_of_the_demonstration_is_drawn_as_it_was() {
    let report = Report::begin(&demonstration(), &Settings::default()).0;
    for (name, office, width_px) in
        [("wide", Some("Coldharbour"), 1072), ("narrow", Some("Brackley Green"), 358), ("of-all", None, 358)]
    {
        let scene = chart::context_over_time(&report, office, width_px).unwrap().unwrap();
        insta::assert_snapshot!(format!("context-{name}"), scene.to_svg("Context"));
    }
    assert_eq!(chart::context_over_time(&report, Some("Nowhere"), 358).unwrap(), None);
}

#[test]
fn everything_is_drawn_inside_its_chart_and_no_name_covers_another() {
    let mut files = hard_files();
    files.push(("demonstration", demonstration()));
    for (name, import) in files {
        for period in [Granularity::Month, Granularity::Quarter, Granularity::Rolling] {
            // Where things stand does not wait for verdicts, which take much longer than drawing.
            let (report, _) = Report::begin(&import, &Settings { period: Some(period), ..Settings::default() });
            for width_px in WIDTHS_PX {
                for (scene_name, scene) in scenes(&report, width_px) {
                    let place = format!("{name} {scene_name} {period:?} {width_px}");
                    let (width, height) = (f64::from(scene.width_px), f64::from(scene.height_px));
                    for mark in &scene.marks {
                        assert!((0.0..=width).contains(&mark.x_px) && (0.0..=height).contains(&mark.y_px), "{place}");
                        assert!(!mark.label.is_empty(), "{place}");
                    }
                    assert!(!scene.backdrop.contains("NaN") && !scene.backdrop.contains("inf"), "{place}");
                    assert!(!scene.backdrop.contains("North"), "{place}: uploaded text in a backdrop");
                    no_note_covers_another(&scene, &place);
                    labels_can_be_read(&scene, &place);
                }
            }
        }
    }
}

fn no_note_covers_another(scene: &Scene, place: &str) {
    let width_of = |text: &str| f64::from(u32::try_from(text.chars().count()).unwrap()) * 6.6;
    let spans: Vec<(f64, f64, f64)> = scene
        .notes
        .iter()
        .map(|note| {
            let width = width_of(&note.text);
            let left = match note.anchor {
                chart::Anchor::Start => note.x_px,
                chart::Anchor::Middle => note.x_px - width / 2.0,
                chart::Anchor::End => note.x_px - width,
            };
            assert!(left >= -1.0 && left + width <= f64::from(scene.width_px) + 12.0, "{place}: {}", note.text);
            (left, left + width, note.y_px)
        })
        .collect();
    for (at, (left, right, y)) in spans.iter().enumerate() {
        for (other_left, other_right, other_y) in spans.iter().skip(at + 1) {
            let apart = right <= other_left || other_right <= left || (y - other_y).abs() >= 11.0;
            assert!(apart, "{place}: two names lie over each other");
        }
    }
}

/// A piece of the backdrop's text with its place: left, top, right, bottom.
fn labels(scene: &Scene) -> Vec<(String, [f64; 4])> {
    let value = |tag: &str, name: &str| {
        let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
        rest.split_once('"').map(|(value, _)| value.to_owned())
    };
    let number = |tag: &str, name: &str| value(tag, name).unwrap().parse::<f64>().unwrap() / 10.0;
    let texts = scene.backdrop.split("<text ").skip(1).map(|rest| rest.split_once("</text>").unwrap().0);
    texts
        .map(|rest| {
            let (tag, words) = rest.split_once('>').unwrap();
            let tag = format!(" {tag}");
            let (x, y, size) = (number(&tag, "x"), number(&tag, "y"), number(&tag, "font-size"));
            let words = words.trim().to_owned();
            // Digits and capitals of system fonts are up to so wide; capitals and digits reach a little over a third of the size above and below their middle.
            let width = f64::from(u32::try_from(words.chars().count()).unwrap()) * size * 0.56;
            let left = match value(&tag, "text-anchor").as_deref() {
                Some("middle") => x - width / 2.0,
                Some("end") => x - width,
                _ => x,
            };
            (words, [left, y - size * 0.38, left + width, y + size * 0.38])
        })
        .collect()
}

/// Labels of axes are large enough, inside the chart, and covered neither by a point nor by each other.
fn labels_can_be_read(scene: &Scene, place: &str) {
    let labels = labels(scene);
    let apart = |a: &[f64; 4], b: &[f64; 4]| a[2] <= b[0] || b[2] <= a[0] || a[3] <= b[1] || b[3] <= a[1];
    for (at, (words, label)) in labels.iter().enumerate() {
        let [left, top, right, bottom] = *label;
        let inside = left >= -0.5 && top >= -0.5;
        let inside = inside && right <= f64::from(scene.width_px) + 0.5 && bottom <= f64::from(scene.height_px);
        assert!(inside, "{place}: {words} is cut");
        assert!(bottom - top >= 9.9 * 0.76, "{place}: {words} is too small");
        for mark in &scene.marks {
            let radius = match mark.shape {
                chart::Shape::Column { .. } => continue,
                chart::Shape::Dot => 2.6,
                _ => 5.4,
            };
            let point = [mark.x_px - radius, mark.y_px - radius, mark.x_px + radius, mark.y_px + radius];
            assert!(apart(label, &point), "{place}: a point lies on {words}");
        }
        for (other, there) in labels.iter().skip(at + 1) {
            assert!(apart(label, there), "{place}: {words} and {other} lie over each other");
        }
    }
}
