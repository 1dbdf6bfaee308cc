//! Grades of practice areas, partners and immediate risk: in every shape of file, and damaged.

use super::super::{Field, How, Import, Mapping, Private, Reason, read};
use crate::audit::Grade;
use proptest::prelude::*;

const GOOD: Option<Grade> = Some(Grade::GOOD);
const POOR: Option<Grade> = Some(Grade::REQUIRES_IMPROVEMENT);
const BAD: Option<Grade> = Some(Grade::INADEQUATE);

fn import(document: &str) -> Import {
    read(document.as_bytes(), None).unwrap()
}

/// Each area with its grade of each row, in order of the alphabet.
fn areas(import: &Import) -> Vec<(&str, Vec<Option<Grade>>)> {
    let areas = &import.table.areas;
    let of = |area| (0..import.table.len()).map(|row| areas.grade(area, row)).collect();
    let mut all: Vec<_> = areas.names().iter().enumerate().map(|(area, name)| (name.as_str(), of(area))).collect();
    all.sort();
    all
}

fn partners(import: &Import) -> Vec<(usize, &str)> {
    let causes = &import.table.partner_causes;
    causes.iter().map(|(row, code)| (row, causes.names()[code as usize].as_str())).collect()
}

fn listed(import: &Import) -> Vec<(Reason, Option<Field>, u64)> {
    import.problems.groups.iter().map(|group| (group.reason, group.field, group.count)).collect()
}

#[test]
fn areas_of_a_nested_object_are_read_and_new_ones_are_met_later() {
    let plain = r#"{"audit_date":"2024-04-02","overall_grade":"Good","domain_grades":{"Risk":"Good"}}"#;
    let later = r#"{"audit_date":"2024-04-02","overall_grade":"Good","domain_grades":{"risk_":null,"case_recording":"RI","Comments":"Jo said so"}}"#;
    let many = vec![plain; 70].join(",");
    let import = import(&format!("[{many},{later},{plain}]"));
    assert_eq!(import.table.areas.names(), ["Risk", "Case recording"]);
    assert_eq!((import.table.areas.grade(1, 69), import.table.areas.grade(1, 70)), (None, POOR));
    assert_eq!(import.table.areas.grade(0, 71), GOOD);
    assert!(import.problems.groups.is_empty());
    assert_eq!(import.source.columns_unread, ["domain_grades.risk_", "domain_grades.Comments"]);
    assert_eq!(import.mapping.domain_grades["Case recording"], "domain_grades.case_recording");
    // The mapping that is saved reads the file the same way.
    let saved = Mapping::parse(&import.mapping.to_json()).unwrap();
    let again = read(format!("[{many},{later},{plain}]").as_bytes(), Some(saved)).unwrap();
    assert_eq!(areas(&again), areas(&import));
}

#[test]
fn areas_partners_and_risk_that_only_later_records_have_are_read() {
    let plain = r#"{"audit_date":"2024-04-02","overall_grade":"Good"}"#;
    let empty = r#"{"audit_date":"2024-04-02","overall_grade":"Good","domain_grades":{}}"#;
    let full = r#"{"audit_date":"2024-04-02","overall_grade":"Good","domain_grades":{"Planning":"Inadequate"},"partner_causes":["Police","Health"],"immediate_risk":true}"#;
    let import = import(&format!("[{},{empty},{full},{plain}]", vec![plain; 70].join(",")));
    assert_eq!(import.table.areas.grade(0, 71), BAD);
    assert_eq!(partners(&import), [(71, "Police"), (71, "Health")]);
    assert_eq!(import.table.immediate_risk[71], Some(true));
    assert!(import.source.columns_unread.is_empty() && import.problems.groups.is_empty());
}

#[test]
fn areas_of_columns_are_known_by_a_name_that_their_content_bears_out() {
    let import = import(
        "Date,Overall grade,domain_grades.Risk,Grade: planning,Voice of the child,Management oversight grade,Draft grade,Risk notes,Plan\n\
         2024-04-02,Good,Good,RI,Good,Inadequate,Inadequate,Jo was seen,yes\n\
         2024-04-03,Good,,Good,N/A,RI,Good,Jo was not,no\n",
    );
    assert_eq!(
        areas(&import),
        [
            ("Management oversight", vec![BAD, POOR]),
            ("Planning", vec![POOR, GOOD]),
            ("Risk", vec![GOOD, None]),
            ("Voice of the child", vec![GOOD, None]),
        ]
    );
    let how =
        |column: &str| import.source.mapped.iter().find(|mapped| mapped.column == column).map(|mapped| mapped.how);
    assert_eq!(how("domain_grades.Risk"), Some(How::Synonym));
    assert_eq!(how("Grade: planning"), Some(How::NameAndContent));
    assert_eq!(import.source.columns_unread, ["Draft grade", "Risk notes", "Plan"]);
}

#[test]
fn other_grades_of_the_whole_audit_are_no_practice_areas() {
    for name in [
        "Team manager grade",
        "Auditor's grade",
        "Previous grade",
        "Grade 2",
        "Case grade",
        "Self-assessed grade",
        "Ofsted judgement",
        "Grade agreed at moderation",
        "Final rating",
    ] {
        let document = format!("Date,Overall grade,{name}\n2024-04-02,Good,Good\n2024-04-03,Good,RI\n");
        assert_eq!(import(&document).mapping.domain_grades, [].into(), "{name}");
    }
}

#[test]
fn rows_of_one_audit_are_merged_and_what_they_contradict_is_listed() {
    let import = import(
        "Audit id,Date,Grade,Risk grade,Planning grade,Partner causes,Immediate risk\n\
         1,2024-04-02,Good,Good,,Police; Health,no\n\
         1,2024-04-02,Good,,RI,Police|Schools,yes\n\
         1,2024-04-02,Good,Inadequate,RI,none,\n\
         1,2024-04-02,Good,Good,RI,,no\n\
         2,2024-04-03,Good,Good,Good,,n\n",
    );
    assert_eq!(import.table.len(), 2);
    assert_eq!(areas(&import), [("Planning", vec![POOR, GOOD]), ("Risk", vec![None, GOOD])]);
    assert_eq!(partners(&import), [(0, "Police"), (0, "Health"), (0, "Schools")]);
    assert_eq!(import.table.immediate_risk, [Some(true), Some(false)]);
    assert_eq!(listed(&import), [(Reason::AreaGradeContradicted, Some(Field::DomainGrade), 1)]);
    assert_eq!((import.source.further_findings, import.source.exact_repeats), (2, 1));
}

#[test]
fn no_audit_is_lost_for_what_is_damaged() {
    let import = import(
        r#"[{"audit_date":"2024-04-02","overall_grade":"Good","domain_grades":{"Risk":"goodish","Planning":["Good"],"Visits":"Good"},"immediate_risk":"perhaps"},
            {"audit_date":"2024-04-03","overall_grade":"Good","domain_grades":"Good","immediate_risk":[true],"partner_causes":[1,"Police"]},
            {"audit_date":"2024-04-04","overall_grade":"Good","domain_grades":{"Risk":"Good","Planning":"RI","Visits":null},"immediate_risk":0}]"#,
    );
    assert_eq!(import.table.len(), 3);
    assert_eq!(areas(&import)[1], ("Risk", vec![None, None, GOOD]));
    assert_eq!(import.table.immediate_risk, [None, None, Some(false)]);
    assert_eq!(partners(&import), [(1, "Police")]);
    assert_eq!(
        listed(&import),
        [(Reason::AreaGradeUnknown, Some(Field::DomainGrade), 1), (Reason::RiskUnknown, Some(Field::ImmediateRisk), 2),]
    );
    assert_eq!(import.problems.rows_not_used(), 0);
    assert_eq!(import.source.columns_unread, ["domain_grades"]);
}

#[test]
fn an_audit_that_is_dropped_takes_its_own_with_it_and_nothing_else() {
    let import = import(
        "Audit id,Date,Grade,Risk grade,Partner cause,Immediate risk\n1,2024-04-02,Good,Good,Police,yes\n1,2024-04-05,Good,RI,Health,yes\n\
         2,2024-04-03,Good,Inadequate,Schools,no\n",
    );
    assert_eq!(areas(&import), [("Risk", vec![BAD])]);
    assert_eq!(partners(&import), [(0, "Schools")]);
    assert_eq!(import.table.immediate_risk, [Some(false)]);
}

#[test]
fn areas_in_a_list_of_audits_are_those_of_each() {
    let import = import(
        r#"[{"borough":"North","audits":[{"date":"2024-04-02","grade":"Good","domain_grades":{"Risk":"Good"}},{"date":"2024-05-02","grade":"Good","domain_grades":{"Risk":"RI","Voice":"Good"}}]}]"#,
    );
    assert_eq!(areas(&import), [("Risk", vec![GOOD, POOR]), ("Voice", vec![None, GOOD])]);
}

#[test]
fn a_mapping_names_the_columns_of_areas_and_decides_alone() {
    let document = "d,g,x,Risk grade,p\n2024-04-02,Good,Good,RI,Police\n";
    let text = r#"{"plumbline":"mapping","version":2,"fields":{"audit_date":"d","overall_grade":"g"},"domain_grades":{"Planning":"x","Visits":"gone"}}"#;
    let mapping = Mapping::parse(text).unwrap();
    let import = read(document.as_bytes(), Some(mapping.clone())).unwrap();
    assert_eq!(areas(&import), [("Planning", vec![GOOD]), ("Visits", vec![None])]);
    assert!(partners(&import).is_empty());
    assert_eq!(Mapping::parse(&mapping.to_json()), Ok(mapping));
    let among_fields =
        r#"{"plumbline":"mapping","version":2,"fields":{"audit_date":"d","overall_grade":"g","domain_grade":"x"}}"#;
    assert!(Mapping::parse(among_fields).unwrap_err().contains("domain_grades"));
}

#[test]
fn no_column_of_text_or_of_people_is_taken_for_partners() {
    let long = "Jo said that the police had waited for a long time before anybody came to see them at all";
    let import = import(&format!(
        "Date,Grade,Partner causes,Immediate risk\n2024-04-02,Good,\"{long}\",\"{long}\"\n2024-04-03,Good,Police,no\n"
    ));
    assert!(partners(&import).is_empty() && import.table.immediate_risk.is_empty());
    assert_eq!(import.survey.columns[2].doubt_as(Field::PartnerCause), Some(Private::FreeText));
    assert!(!serde_json::to_string(&import.survey).unwrap().contains("police"));
}

#[test]
fn the_demonstration_file_has_all_of_them() {
    let packed = include_bytes!("../../../assets/demonstration.json.gz");
    let mut text = Vec::new();
    std::io::Read::read_to_end(&mut flate2::read::GzDecoder::new(&packed[..]), &mut text).unwrap();
    let import = read(&text, None).unwrap();
    assert_eq!(
        import.table.areas.names(),
        ["Child's voice", "Management oversight", "Multi-agency work", "Planning", "Risk"]
    );
    assert_eq!(import.table.partner_causes.names().len(), 5);
    assert_eq!(import.table.immediate_risk.len(), import.table.len());
    let noted = |field: Field| import.problems.groups.iter().any(|group| group.field == Some(field));
    assert!(![Field::DomainGrade, Field::ImmediateRisk, Field::PartnerCause].into_iter().any(noted));
}

#[test]
fn an_area_may_be_an_object_that_holds_its_grade() {
    let import = import(
        r#"[{"audit_date":"2024-04-02","overall_grade":"Good","domain_grades":{"Risk":{"grade":"Good","why":"Jo said so"},"Visits":{"grade":"RI"}}}]"#,
    );
    assert_eq!(areas(&import), [("Risk", vec![GOOD]), ("Visits", vec![POOR])]);
    assert_eq!(import.source.columns_unread, ["domain_grades.Risk.why"]);
}

proptest! {
    /// Whatever stands where areas, partners and the risk should, every record is accounted for, and where the file is cut makes no difference.
    #[test]
    fn whatever_stands_there_no_audit_is_lost_for_it(
        records in proptest::collection::vec((0..6_usize, 0..9_usize, 0..9_usize, 0..9_usize), 1..90), cut in 1_usize..40,
    ) {
        let value = |at: usize| ["\"Good\"", "null", "[]", "{}", "[\"RI\"]", "{\"grade\":\"RI\"}", "3", "\"x\"", "{\"Risk\":{\"Risk\":[1]}}"][at];
        let rows: Vec<String> = records
            .iter()
            .map(|(id, area, areas, other)| {
                format!(
                    r#"{{"audit_id":{id},"audit_date":"2024-04-02","overall_grade":"Good","domain_grades":{},"partner_causes":{},"immediate_risk":{}}}"#,
                    if *areas < 5 { format!(r#"{{"Risk":{},"Area {areas}":{}}}"#, value(*area), value(*other)) } else { value(*areas).to_owned() },
                    value(*other),
                    value(*area),
                )
            })
            .collect();
        let document = format!("[{}]", rows.join(","));
        let whole = read(document.as_bytes(), None).unwrap();
        let source = &whole.source;
        prop_assert_eq!(source.rows_used + source.exact_repeats + source.further_findings + whole.problems.rows_not_used(), source.records);
        prop_assert_eq!(whole.problems.rows_not_used(), 0);
        let mut reader = crate::import::Reader::new(None);
        for piece in document.as_bytes().chunks(cut) {
            reader.push(piece).unwrap();
        }
        let again = reader.finish().unwrap();
        prop_assert_eq!(&again.source, source);
        prop_assert_eq!(areas(&again), areas(&whole));
        prop_assert_eq!(partners(&again), partners(&whole));
        prop_assert_eq!(&again.table.immediate_risk, &whole.table.immediate_risk);
        // The mapping that is saved keeps every audit too.
        let saved = read(document.as_bytes(), Some(whole.mapping.clone())).unwrap();
        prop_assert_eq!(saved.table.len(), whole.table.len());
    }
}
