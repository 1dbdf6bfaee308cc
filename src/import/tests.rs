use super::*;
use crate::audit::{AuditKind, Grade, legible, says_nothing};
use proptest::prelude::*;

/// Date, office and grade.
type Audit = (&'static str, &'static str, Option<Grade>);

/// Reads a document whole and cut at every byte, and gives what it comes to: dates and grades, or the error.
fn check(document: &str, expected: Result<&[Audit], &str>) {
    let summary = |import: Result<Import, ImportError>| {
        import
            .map(|import| {
                let table = &import.table;
                (0..table.len())
                    .map(|at| (table.date[at].to_string(), table.office.name_at(at).to_owned(), table.grade[at]))
                    .collect::<Vec<_>>()
            })
            .map_err(|error| error.to_string())
    };
    let whole = summary(read(document.as_bytes(), None));
    match (&whole, expected) {
        (Ok(rows), Ok(expected)) => {
            let rows: Vec<_> =
                rows.iter().map(|(date, office, grade)| (date.as_str(), office.as_str(), *grade)).collect();
            assert_eq!(rows, expected, "{document}");
        }
        (Err(error), Err(part)) => assert!(error.contains(part), "{document}: {error}"),
        (got, _) => panic!("{document}: got {got:?}"),
    }
    for cut in 0..=document.len() {
        let (head, tail) = document.as_bytes().split_at(cut);
        let mut reader = Reader::new(None);
        let pushed = reader.push(head).and_then(|()| reader.push(tail));
        assert_eq!(summary(pushed.and_then(|()| reader.finish())), whole, "{document} cut at {cut}");
    }
}

const NORTH: Audit = ("2024-04-02", "North", Some(Grade::GOOD));
const RECORD: &str = r#"{"audit_id":1,"audit_date":"2024-04-02","office":"North","overall_grade":"Good"}"#;

#[test]
fn every_shape_of_file_is_read() {
    check(&format!("[{RECORD}]"), Ok(&[NORTH]));
    check(&format!("\u{feff} [ {RECORD} ] \n"), Ok(&[NORTH]));
    check(&format!(r#"{{"audits":[{RECORD}]}}"#), Ok(&[NORTH]));
    check(&format!(r#"{{"@odata.context":"x","value":[{RECORD}]}}"#), Ok(&[NORTH]));
    check(&format!(r#"{{"meta":{{"n":[1,-2.5e3,true,null,"]"]}},"data":{{"rows":[{RECORD}]}}}}"#), Ok(&[NORTH]));
    check(
        &format!("{RECORD}\n{}\n\n", RECORD.replace('1', "2")),
        Ok(&[NORTH, ("2024-04-02", "North", Some(Grade::GOOD))]),
    );
    check(
        r#"[{"Date of audit":"3/4/2024","Locality":"\u004eorth \"\ud83d\ude00\"","Judgement":"RI","notes":[{"a":"}]"}]}]"#,
        Ok(&[("2024-04-03", "North \"😀\"", Some(Grade::REQUIRES_IMPROVEMENT))]),
    );
}

#[test]
fn of_several_lists_the_one_with_dates_and_grades_is_read() {
    let document = format!(r#"{{"links":[{{"rel":"self"}}],"establishments":[{RECORD}],"events":[]}}"#);
    let import = read(document.as_bytes(), None).unwrap();
    assert_eq!(import.source.list.as_deref(), Some("establishments"));
    assert_eq!(import.source.lists_unread, [UnreadList { path: "links".into(), records: 1 }]);
}

#[test]
fn what_is_not_a_file_of_audits_is_refused_in_words() {
    check("", Err("empty"));
    check(" \n ", Err("empty"));
    check("%PDF-1.7 \n", Err("a PDF"));
    check("PK\u{3}\u{4}xxxx", Err("workbook"));
    check("a,b,c\n1,2,3\n", Err("date of the audit. Its columns are: \"a\", \"b\", \"c\""));
    check("<html>", Err("web page"));
    check("[]", Err("no list of audits"));
    check("{}", Err("no list of audits"));
    check("[1,2]", Err("no list of audits"));
    check(&format!("[{RECORD},"), Err("after 1 complete records"));
    check(&format!("[{RECORD}"), Err("stops in the middle, at line 1"));
    check(r#"[{"audit_date":"2024"#, Err("cut off"));
    check(&format!("[\n{RECORD},,{RECORD}]"), Err("line 2"));
    check(r#"[{"a":1,"grade":"Good"}]"#, Err("date of the audit. Its columns are: \"a\", \"grade\""));
    check(r#"[{"date":"2024-04-02","x":2}]"#, Err("overall grade"));
    check(r#"[{"date":"never","grade":"Good"}]"#, Err("None of the 1 records"));
    check(r#"[{"date":"13/4/2024","grade":"Good"},{"date":"4/13/2024","grade":"Good"}]"#, Err("record 2 (line 1)"));
}

#[test]
fn a_row_without_end_is_refused_in_bounded_memory_whatever_it_is_made_of() {
    for piece in [b",".repeat(1 << 20), b"x".repeat(1 << 20), b"\"\",".repeat(1 << 19)] {
        let mut reader = Reader::new(None);
        reader.push(b"Date,Grade\n2024-04-02,Good\n").unwrap();
        let refused = (0..64).find_map(|_| reader.push(&piece).err());
        assert_eq!(refused, Some(ImportError::RecordTooLong { line: 3 }));
    }
}

#[test]
fn a_cell_with_lines_and_quotes_that_is_well_written_is_one_cell() {
    for note in ["\"a\nb\"", "\"a \"\"b\"\"\nc\"", "\"\n\"", "\"a\nb\" ", "5\" nail", "\"a\"b", "a \"b\" c", "\"\""] {
        let document = format!("Date,Note,Grade\n02/04/2024,{note},Good\n03/04/2024,,Good\n");
        assert_eq!(read(document.as_bytes(), None).unwrap().source.rows_used, 2, "{note}");
    }
}

#[test]
fn a_cell_that_ends_with_a_comma_or_is_a_line_break_is_one_cell() {
    for (note, rest) in [("\"12 High Street,\nNorth,\"", "\"x\ny\""), ("\"\n\"", "x"), ("\"a\n,\"", "\"\"")] {
        let last = format!("Date,Grade,Note\n02/04/2024,Good,{note}\n03/04/2024,Good,{rest}\n04/04/2024,Good,\n");
        let middle = format!("Date,Note,Grade\n02/04/2024,{note},Good\n03/04/2024,{rest},Good\n04/04/2024,,Good\n");
        for document in [last, middle] {
            assert_eq!(read(document.as_bytes(), None).unwrap().source.rows_used, 3, "{document}");
        }
    }
}

#[test]
fn a_quote_that_is_not_closed_never_takes_rows_with_it() {
    // Each of these is how a later row may go on, and none of them may hide the rows before it.
    let laters = ["\"\nx\"", "\"\n\"", "\",x\"", "\"x\"", "\"\"", "\"\n\"\"x\"\"\n\"", "x", "\"\nx,\"", "\"a\nb\""];
    for later in laters {
        for row in [
            format!("02/04/2024,\"open,Good\n03/04/2024,y,Good\n04/04/2024,{later},Good\n05/04/2024,y,Good\n"),
            format!("02/04/2024,\"open,Good\n03/04/2024,y,Good\n04/04/2024,{later},Good\n05/04/2024,{later},Good\n"),
            format!("02/04/2024,\"open,Good\n04/04/2024,{later},Good\n"),
        ] {
            for (document, line) in [
                (format!("Date,Note,Grade\n{row}"), 2),
                (format!("Date,Grade,Note\n{}", row.replace(",Good\n", "\n").replace("2024,", "2024,Good,")), 2),
                (format!("Note,Date,Grade\n{}", row.replace("02/04/2024,\"open", "\"open,02/04/2024")), 2),
            ] {
                for chunk in [1, 7, 1000] {
                    let mut reader = Reader::new(None);
                    let pushed = document.as_bytes().chunks(chunk).try_for_each(|piece| reader.push(piece));
                    let error = pushed.and_then(|()| reader.finish()).map(|import| import.source.rows_used);
                    assert_eq!(error, Err(ImportError::QuoteNotClosed { line }), "{document:?}");
                }
            }
        }
    }
}

/// The rows of a table are dates, offices and grades.
#[test]
fn every_kind_of_table_is_read() {
    let rows: &[Audit] = &[NORTH, ("2024-04-13", "South, \"old\"", Some(Grade::INADEQUATE))];
    let good: &[Audit] = &[NORTH];
    check("Date,Office,Grade\n02/04/2024,North,Good\n13/04/2024,\"South, \"\"old\"\"\",Inad\n", Ok(rows));
    check("Date;Office;Grade\r\n02/04/2024;North;Good\r\n13/04/2024;\"South, \"\"old\"\"\";Inad", Ok(rows));
    check("Date\tOffice\tGrade\r02/04/2024\tNorth\tGood\r", Ok(good));
    check("sep=|\nDate|Office|Grade\n02/04/2024|North|Good\n", Ok(good));
    check("\u{feff}Audits, all of them\n,,\n\nDate,\"\n Office\",Grade\n\n02/04/2024,North,Good\n,,\n", Ok(good));
    check("Date,Notes,Office,Grade\n02/04/2024,\"one\ntwo\n\",North,Good\n", Ok(good));
    // A row that is too short lacks its last cells, and one that is too long has cells without a name.
    check("Date,Grade,Office\n02/04/2024,Good\n", Ok(&[("2024-04-02", "", Some(Grade::GOOD))]));
    check("Date,Grade,Office\n02/04/2024,Good,North,x,y\n", Ok(good));
}

#[test]
fn windows_1252_and_utf_8_are_told_apart_wherever_the_first_accent_stands() {
    let mut table = b"Date,Office,Grade\n".to_vec();
    for _ in 0..5000 {
        table.extend_from_slice(b"02/04/2024,North,Good\n");
    }
    let with = |office: &[u8]| {
        let mut table = table.clone();
        table.extend_from_slice(b"02/04/2024,");
        table.extend_from_slice(office);
        table.extend_from_slice(b",Good\n");
        read(&table, None).unwrap().table.office.names().last().cloned().unwrap()
    };
    assert_eq!(with("Ynys Môn’s".as_bytes()), "Ynys Môn’s");
    assert_eq!(with(b"Ynys M\xF4n\x92s"), "Ynys Môn’s");
}

#[test]
fn the_line_of_a_row_is_that_on_which_it_begins() {
    let document = "Title\r\n\r\nDate,Note,Grade\r\n02/04/2024,\"a\r\nb\",Good\r\n\r\n31/02/2024,,Good\r\n";
    for chunk in 1..document.len() {
        let mut reader = Reader::new(None);
        document.as_bytes().chunks(chunk).for_each(|chunk| reader.push(chunk).unwrap());
        let problems = reader.finish().unwrap().problems;
        let places: Vec<_> =
            problems.groups.iter().flat_map(|group| &group.places).map(|place| (place.record, place.line)).collect();
        assert_eq!(places, [(2, 7)], "{chunk}");
    }
}

#[test]
fn a_list_inside_a_record_is_one_audit_an_item() {
    let document = r#"[
        {"office":"North","audits":[{"date":{"$date":1711929600000},"grade":"Good"},{"date":"2024-05-02","grade":"RI"}]},
        {"office":"South","audits":[]},
        {"office":"East","audits":[{"date":"2024-05-03"},{"grade":"Good"}]}
    ]"#;
    let import = read(document.as_bytes(), None).unwrap();
    assert_eq!(import.table.office.names(), ["North", "East"]);
    assert_eq!((import.source.records, import.source.objects, import.source.rows_used), (5, Some(3), 3));
    assert_eq!(groups(document), [(Reason::DateMissing, 1, vec![3]), (Reason::NoAuditInRecord, 1, vec![2])]);
    let place = import.problems.groups[0].places[0];
    assert_eq!(place.to_string(), "record 3 (line 4), audit 2 of it");
}

#[test]
fn the_rows_of_one_audit_are_its_findings() {
    let document = "Audit ID,Date,Grade,Cause of failure\n1,2024-04-02,Inad,Drift; Oversight\n1,2024-04-02,Inad,Planning\n1,2024-04-02,Inad,Planning\n\
        2,2024-04-03,Inad,Drift\n3,2024-04-04,Good,\n2,2024-04-03,Good,Planning\n";
    let import = read(document.as_bytes(), None).unwrap();
    let source = &import.source;
    assert_eq!((source.records, source.rows_used, source.further_findings, source.exact_repeats), (6, 2, 1, 1));
    let causes: Vec<_> = import
        .table
        .causes
        .iter()
        .map(|(row, code)| (row, import.table.causes.names()[usize::try_from(code).unwrap()].as_str()))
        .collect();
    assert_eq!(causes, [(0, "Drift"), (0, "Oversight"), (0, "Planning")]);
    let list = r#"[{"date":"2024-04-02","grade":"Inad","failure_causes":["Drift","Plans; late"]}]"#;
    assert_eq!(read(list.as_bytes(), None).unwrap().table.causes.names(), ["Drift", "Plans", "late"]);
}

#[test]
fn when_audits_were_recorded_is_read_unless_a_mapping_says_no() {
    let document = "Inspection date,Judgement,Inspection publication date\n02/04/2024,Good,20/05/2024\n03/04/2024,Inadequate,last week\n\
        04/04/2024,Good,\n05/04/2024,Good,01/01/2024\n06/04/2024,Good,30/06/2024\n07/04/2024,Good,07/04/2024\n";
    let recorded = |mapping: Option<&str>| {
        let mapping = mapping.map(|mapping| Mapping::parse(mapping).unwrap());
        let import = read(document.as_bytes(), mapping).unwrap();
        let days: Vec<_> = import.table.recorded.iter().map(|day| day.map(|day| day.to_string())).collect();
        (days, import)
    };
    let silent =
        r#"{"plumbline":"mapping","version":1,"fields":{"audit_date":"Inspection date","overall_grade":"Judgement"}}"#;
    for mapping in [None, Some(silent)] {
        let (days, import) = recorded(mapping);
        // What cannot be read is listed; what lies before the audit itself tells nothing of how late it came.
        let day = |day: &str| Some(day.to_owned());
        assert_eq!(days, [day("2024-05-20"), None, None, None, day("2024-06-30"), day("2024-04-07")]);
        let listed: Vec<_> = import.problems.groups.iter().map(|group| (group.reason, group.count)).collect();
        assert_eq!(listed, [(Reason::RecordedUnreadable, 1)]);
        assert_eq!(import.mapping.fields[&Field::RecordedOn], "Inspection publication date");
        // It is saved, and read again by what was saved.
        assert_eq!(recorded(Some(&import.mapping.to_json())).0, days);
    }
    let refused = silent.replace("1,\"fields\":{", "2,\"fields\":{\"recorded_on\":\"\",");
    let (days, import) = recorded(Some(&refused));
    assert!(days.is_empty() && import.problems.groups.is_empty());
    assert!(recorded(Some(&import.mapping.to_json())).0.is_empty());
    // The only date of a file is that of the audit, whatever it is called.
    let only = read(b"Publication date,Grade\n2024-04-02,Good\n", None).unwrap();
    assert!(only.table.recorded.is_empty() && only.table.len() == 1);
}

/// The actions of a file as `row raised due completed role`.
fn actions(import: &Import) -> Vec<String> {
    let day = |day: Option<Day>| day.map_or("-".to_owned(), |day| day.to_string());
    let written = |action: crate::table::Action<'_>| {
        let (raised, due, completed) = (day(action.raised), day(action.due), day(action.completed));
        format!("{} {raised} {due} {completed} {}", action.row, action.owner_role).trim().to_owned()
    };
    assert_eq!(import.source.actions, import.table.actions.len() as u64);
    import.table.actions.iter().map(written).collect()
}

#[test]
fn actions_are_read_from_a_list_in_each_record() {
    let document = r#"[
        {"id":0,"audit_id":1,"audit_date":"2024-04-02","overall_grade":"Inadequate","actions":[
            {"raised":"2024-04-03","due":"2024-05-01","completed":"2024-04-20","owner_role":"Team manager","text":"Jo Bloggs"},
            {"raised":{"$date":1712102400000},"due":"2024-05-01","owner_role":null},
            {"raised":{"$date":1712102400000},"due":"2024-05-01"},
            {}, null, "see notes"]},
        {"audit_id":2,"audit_date":"2024-04-03","overall_grade":"Good","actions":[]},
        {"audit_id":3,"audit_date":"2024-04-04","overall_grade":"Good"},
        {"audit_id":4,"audit_date":"2024-04-05","overall_grade":"Inadequate","actions":{"raised":"2024-04-06"}}
    ]"#;
    let import = read(document.as_bytes(), None).unwrap();
    assert_eq!(
        actions(&import),
        [
            "0 2024-04-03 2024-05-01 2024-04-20 Team manager",
            "0 2024-04-03 2024-05-01 -",
            "0 2024-04-03 2024-05-01 -",
            "3 2024-04-06 - -",
        ]
    );
    assert_eq!(import.table.actions.iter().next().unwrap().days_taken(), Some(17));
    assert_eq!(import.mapping.fields[&Field::ActionOwnerRole], "actions[].owner_role");
    assert!(import.problems.groups.is_empty(), "{:?}", import.problems);
    assert_eq!(import.source.columns_unread, ["id", "actions[].text"]);
    // What is saved reads the same again.
    let again = read(document.as_bytes(), Some(Mapping::parse(&import.mapping.to_json()).unwrap())).unwrap();
    assert_eq!(actions(&again), actions(&import));
    // The same record again has no further action.
    let twice = document.replacen('[', &format!("{},", document.trim_end().trim_end_matches(']')), 1);
    let twice = read(twice.as_bytes(), None).unwrap();
    assert_eq!((twice.source.exact_repeats, actions(&twice)), (4, actions(&import)));
}

#[test]
fn actions_that_no_record_of_the_first_had_are_read() {
    let record =
        |id: usize, actions: &str| format!(r#"{{"audit_id":{id},"date":"2024-04-02","grade":"Good"{actions}}}"#);
    for before in ["", r#","actions":[]"#] {
        let mut records: Vec<String> = (0..200).map(|id| record(id, before)).collect();
        records.push(record(200, r#","actions":[{"action raised":"2024-04-03"},{"raised":"2024-04-04"}]"#));
        let import = read(format!("[{}]", records.join(",")).as_bytes(), None).unwrap();
        assert_eq!(actions(&import).len(), 1, "{:?}", import.mapping);
        assert_eq!(import.mapping.fields.keys().filter(|field| field.of_action().is_some()).count(), 1);
    }
}

#[test]
fn actions_of_each_audit_of_a_record_are_its_own_and_those_of_the_record_are_counted_once() {
    let document = r#"[{"office":"North","audits":[
        {"date":"2024-04-02","grade":"RI","actions":[{"raised":"2024-04-03"},{"raised":"2024-04-04"}]},
        {"date":"2024-05-02","grade":"RI","actions":[{"raised":"2024-05-03"}]}]}]"#;
    let import = read(document.as_bytes(), None).unwrap();
    assert_eq!(actions(&import), ["0 2024-04-03 - -", "0 2024-04-04 - -", "1 2024-05-03 - -"]);
    let document = r#"[{"actions":[{"raised":"2024-04-03"}],"audits":[{"date":"2024-04-02","grade":"RI"},{"date":"2024-05-02","grade":"RI"}]}]"#;
    assert_eq!(actions(&read(document.as_bytes(), None).unwrap()), ["0 2024-04-03 - -"]);
    // A mapping may name lists of dates, too.
    let mapping = Mapping::parse(
        r#"{"plumbline":"mapping","version":2,"fields":{"audit_date":"d","overall_grade":"g","action_raised":"r","action_due":"u"},
            "also":[{"audit_date":"d2","overall_grade":"g2"}]}"#,
    )
    .unwrap();
    let document = r#"[{"d":"2024-04-02","g":"Good","d2":"2024-05-02","g2":"Good","r":["2024-04-03",null,"2024-04-05"],"u":["2024-05-03","2024-05-04"]}]"#;
    assert_eq!(
        actions(&read(document.as_bytes(), Some(mapping)).unwrap()),
        ["0 2024-04-03 2024-05-03 -", "0 - 2024-05-04 -", "0 2024-04-05 - -"]
    );
}

#[test]
fn actions_of_a_table_are_columns_and_rows_of_one_audit_may_be_its_actions() {
    let document = "Audit ID,Date,Grade,Action raised,Action due date,Date action completed,Action owner role\n\
        1,02/04/2024,Inad,03/04/2024,01/05/2024,20/04/2024,Team manager\n\
        2,03/04/2024,Inad,04/04/2024,,,n/a\n\
        1,02/04/2024,Inad,05/04/2024,,,\n\
        1,02/04/2024,Inad,05/04/2024,,,\n\
        3,03/04/2024,Inad,06/04/2024,,,\n\
        3,03/04/2024,Good,07/04/2024,,,\n";
    let import = read(document.as_bytes(), None).unwrap();
    assert_eq!(
        actions(&import),
        ["0 2024-04-03 2024-05-01 2024-04-20 Team manager", "1 2024-04-04 - -", "0 2024-04-05 - -"]
    );
    let source = &import.source;
    assert_eq!((source.records, source.rows_used, source.further_findings, source.exact_repeats), (6, 2, 1, 1));
    let numbered = "Date,Grade,Action 1 raised,Action 1 completed,Action 2 raised,Action 2 completed\n\
        02/04/2024,Inad,03/04/2024,,04/04/2024,05/04/2024\n03/04/2024,Good,,,,\n";
    let import = read(numbered.as_bytes(), None).unwrap();
    assert_eq!(actions(&import), ["0 2024-04-03 - -", "0 2024-04-04 - 2024-04-05"]);
    assert!(import.source.columns_unread.is_empty(), "{:?}", import.source.columns_unread);
    let again = Mapping::parse(&import.mapping.to_json()).unwrap();
    assert_eq!(actions(&read(numbered.as_bytes(), Some(again)).unwrap()).len(), 2);
    let repeated = "Date,Grade,Action raised,Action raised\n02/04/2024,Inad,03/04/2024,04/04/2024\n";
    assert_eq!(actions(&read(repeated.as_bytes(), None).unwrap()).len(), 2);
    let questions = "Date of the audit,Overall grade,When was the action raised?,By when is the action due?,Was the action completed? When?,Action\n\
        02/04/2024,Inad,03/04/2024,04/05/2024,05/04/2024,Jo Bloggs to ring\n";
    let import = read(questions.as_bytes(), None).unwrap();
    assert_eq!(actions(&import), ["0 2024-04-03 2024-05-04 2024-04-05"]);
}

#[test]
fn what_is_wrong_with_an_action_is_listed_and_costs_no_audit() {
    let list = |exported: &str, actions: &str| {
        let document = format!(
            r#"{{"exported_on":"{exported}","audits":[{{"audit_id":1,"audit_date":"2024-04-02","overall_grade":"Good","actions":[{actions}]}}]}}"#
        );
        let import = read(document.as_bytes(), None).unwrap();
        assert_eq!(import.table.len(), 1);
        let found: Vec<_> = import
            .problems
            .groups
            .iter()
            .map(|group| (group.reason, group.field, group.count, group.row_used))
            .collect();
        (found, actions_of(&import))
    };
    fn actions_of(import: &Import) -> Vec<String> {
        actions(import)
    }
    let (found, read) = list("2024-06-30", r#"{"raised":"2024-04-10","due":"2024-07-10","completed":"2024-04-09"}"#);
    assert_eq!(found, [(Reason::ActionCompletedBeforeRaised, Some(Field::ActionCompleted), 1, true)]);
    assert_eq!(read, ["0 2024-04-10 2024-07-10 2024-04-09"]);
    let (found, read) =
        list("2024-06-30", r#"{"raised":"soon","due":"2024-07-10"},{"raised":["2024-04-02","2024-04-03"]}"#);
    assert_eq!(found, [(Reason::ActionDateUnreadable, Some(Field::ActionRaised), 1, true)]);
    assert_eq!(read, ["0 - 2024-07-10 -", "0 - - -"]);
    let (found, read) = list("2024-06-30", r#"{"raised":"1999-04-02","completed":"2024-07-01"}"#);
    assert_eq!(
        found,
        [
            (Reason::ActionDateImpossible, Some(Field::ActionRaised), 1, true),
            (Reason::ActionDateImpossible, Some(Field::ActionCompleted), 1, true)
        ]
    );
    assert_eq!(read, ["0 - - -"]);
    // Actions without end are bounded, and said to be.
    let many = vec![r#"{"raised":"2024-04-10"}"#; 3000].join(",");
    let (found, read) = list("2024-06-30", &many);
    assert_eq!((found[0].0, read.len()), (Reason::ActionDateUnreadable, 1000));
}

#[test]
fn the_dates_of_actions_follow_the_rule_of_the_file_and_prove_it_where_nothing_else_does() {
    let table = |rows: &str| read(format!("Date,Grade,Action raised\n{rows}").as_bytes(), None).unwrap();
    let import = table("01/02/2024,Good,01/20/2024\n");
    assert_eq!(
        (import.table.date[0].to_string(), actions(&import)),
        ("2024-01-02".into(), vec!["0 2024-01-20 - -".into()])
    );
    assert!(matches!(import.source.date_rule, Some(DateRule::MonthFirst(Some(_)))));
    let import = table("20/01/2024,Good,01/02/2024\n");
    assert_eq!(actions(&import), ["0 2024-02-01 - -"]);
    let import = table("20/01/2024,Good,01/22/2024\n20/01/2024,Good,2/3/2024\n20/01/2024,Good,2024-02-03\n");
    assert_eq!(actions(&import), ["0 - - -", "1 - - -", "2 2024-02-03 - -"]);
    assert_eq!((import.problems.groups[0].reason, import.problems.groups[0].count), (Reason::ActionDatesBothWays, 2));
}

#[test]
fn practice_area_grades_are_no_audits_of_their_own() {
    let document = r#"[{"date":"2024-04-02","domain_grades":[{"area":"Planning","grade":"Inadequate"}]}]"#;
    assert!(read(document.as_bytes(), None).unwrap_err().to_string().contains("overall grade"));
}

#[test]
fn a_choice_of_a_list_is_its_value() {
    let document = r#"{"value":[{"Audit_x0020_date":1,"AuditDate":"2024-06-30T23:00:00Z","OfficeName":{"Id":3,"Value":"North"},"OverallGrade":{"@odata.type":"x","Value":"Good"}}]}"#;
    let import = read(document.as_bytes(), None).unwrap();
    assert_eq!(
        (import.table.date[0].to_string().as_str(), import.table.office.names()),
        ("2024-07-01", &["North".to_owned()][..])
    );
}

#[test]
fn impossible_and_dangling_dates_and_re_audits_are_listed() {
    let document = r#"{"exported_on":"2024-06-30","audits":[
        {"audit_id":"1","audit_date":"1999-12-31","overall_grade":"Good"},
        {"audit_id":"2","audit_date":"2024-07-01","overall_grade":"Good"},
        {"audit_id":"3","audit_date":"2024-06-30","overall_grade":"Good"},
        {"audit_id":"4","audit_date":"2024-06-30","overall_grade":"Good","reaudit_of":"3"},
        {"audit_id":"5","audit_date":"2024-06-30","overall_grade":"Good","reaudit_of":"99"}]}"#;
    assert_eq!(
        groups(document),
        [
            (Reason::DateTooOld, 1, vec![1]),
            (Reason::DateAfterExport, 1, vec![2]),
            (Reason::FirstAuditMissing, 1, vec![5])
        ]
    );
}

#[test]
fn no_audit_is_done_after_the_day_on_which_the_file_is_read() {
    let read_on = |today: Option<&str>| {
        let mut reader = Reader::new(None).on(today.map(|day| day.parse().unwrap()));
        reader.push(b"Date,Grade\n2024-04-02,Good\n2042-04-02,Good\n").unwrap();
        reader.finish().unwrap().table.len()
    };
    assert_eq!([read_on(None), read_on(Some("2024-04-02"))], [2, 1]);
}

/// What a document holds by serde_json: its records, or `None` where it is no JSON.
#[test]
fn the_framer_agrees_with_serde_json_on_what_is_json_and_where_records_end() {
    let deep = |levels: usize| format!("{}1{}", "[".repeat(levels), "]".repeat(levels));
    let values = [
        "null".to_owned(),
        "true".into(),
        "-0".into(),
        "1e308".into(),
        "1e999".into(),
        "123456789012345678901234567890".into(),
        "01".into(),
        "+1".into(),
        ".5".into(),
        "1.".into(),
        "NaN".into(),
        "tru".into(),
        r#""""#.into(),
        r#""\u00e9\"\\\/\b\f\n\r\t""#.into(),
        r#""\ud83d\ude00""#.into(),
        r#""\ud83d""#.into(),
        r#""\ude00\ud83d""#.into(),
        r#""\x""#.into(),
        r#""\u12""#.into(),
        "\"a\u{0}b\"".into(),
        "\"tab\there\"".into(),
        r#""]}{[,""#.into(),
        "[]".into(),
        "{}".into(),
        "[,]".into(),
        "[1,]".into(),
        "{\"a\"}".into(),
        "{\"a\":1,}".into(),
        "{\"a\":1,\"a\":2}".into(),
        "{1:2}".into(),
        "[}".into(),
        "{]".into(),
        deep(50),
        deep(130),
        "'a'".into(),
        "/* */1".into(),
        "\u{a0}1".into(),
    ];
    for value in &values {
        for document in [
            format!(r#"[{{"date":"2024-04-02","grade":"Good","x":{value}}},{{"date":"2024-04-03","grade":"Good"}}]"#),
            format!(
                r#"{{"x":{value},"audits":[{{"date":"2024-04-02","grade":"Good"}},{{"date":"2024-04-03","grade":"Good"}}]}}"#
            ),
            format!(r#"[{{"date":"2024-04-02","grade":"Good"}},{value},{{"date":"2024-04-03","grade":"Good"}}]"#),
        ] {
            let valid = serde_json::from_str::<serde_json::Value>(&document);
            match (&valid, read(document.as_bytes(), None)) {
                (Ok(_), Ok(import)) => assert_eq!(import.source.rows_used, 2, "{document}"),
                (Err(_), Err(_)) => {}
                // One broken record costs no other; a lone surrogate in a column that is not read costs nothing.
                (Err(_), Ok(import)) => {
                    let rows = import.source.rows_used;
                    let kept = rows == 2 || (rows == 1 && import.problems.rows_not_used() == 1);
                    assert!(kept, "{document}: {:?}", import.problems);
                }
                (Ok(_), Err(error)) => panic!("{document}: {error}"),
            }
        }
    }
    // Invalid UTF-8 costs letters, and no record.
    let mut bytes = br#"[{"date":"2024-04-02","grade":"Good","office":""#.to_vec();
    bytes.extend_from_slice(&[0xFF, 0xC3]);
    bytes.extend_from_slice(br#""},{"date":"2024-04-03","grade":"Good"}]"#);
    assert!(serde_json::from_slice::<serde_json::Value>(&bytes).is_err());
    let import = read(&bytes, None).unwrap();
    assert_eq!((import.source.rows_used, import.source.letters_damaged), (2, 2));
}

#[test]
fn a_mapping_declares_a_scale_an_order_of_dates_and_merges() {
    let mapping = Mapping::parse(
        r#"{"plumbline":"mapping","version":2,"fields":{"audit_date":"d","overall_grade":"g","office":"o"},"dates":"month_first",
            "scale":{"levels":["3","2","1"],"inadequate":["1"],"not_graded":["x"]},"merge":{"office":{"NORTH":"North"}}}"#,
    )
    .unwrap();
    let document = "d,o,g\n04/02/2024,NORTH,1\n04/03/2024,North,X\n04/04/2024,South,4\n";
    let import = read(document.as_bytes(), Some(mapping.clone())).unwrap();
    assert_eq!(import.table.date[0].to_string(), "2024-04-02");
    assert_eq!(import.table.office.names(), ["North"]);
    assert_eq!(
        import.source.merges,
        [Merge { field: Field::Office, from: "NORTH".into(), to: "North".into(), audits: 1 }]
    );
    assert!(
        import.table.grade[0].is_some_and(|grade| import.table.scale.is_inadequate(grade))
            && import.table.grade[1].is_none()
    );
    assert_eq!(Mapping::parse(&mapping.to_json()), Ok(mapping));
    for bad in [
        r#"["1"],"inadequate":["1"]"#,
        r#"["1","2"],"inadequate":["1"]"#,
        r#"["1","2"],"inadequate":[]"#,
        r#"["a","A "],"inadequate":["a"]"#,
    ] {
        let mapping = format!(
            r#"{{"plumbline":"mapping","version":2,"fields":{{"audit_date":"d","overall_grade":"g"}},"scale":{{"levels":{bad}}}}}"#
        );
        assert!(Mapping::parse(&mapping).unwrap_err().contains("scale"), "{bad}");
    }
}

#[test]
fn a_remembered_mapping_is_used_where_its_columns_are_and_nowhere_else() {
    let mapping = Mapping::new([(Field::AuditDate, "d".to_owned()), (Field::OverallGrade, "g".into())].into());
    let read = |document: &str| {
        let mut reader = Reader::remembering(None, vec![mapping.clone()]);
        reader.push(document.as_bytes()).and_then(|()| reader.finish())
    };
    assert_eq!(read("d,g,x\n2024-04-02,Good,1\n").unwrap().source.mapped[0].how, How::SavedMapping);
    assert_eq!(read("Date,Grade\n2024-04-02,Good\n").unwrap().source.mapped[0].how, How::Synonym);
}

#[test]
fn columns_of_people_are_never_taken_for_a_group_by_themselves() {
    let document = "Date,Grade,Office name of worker,Team,Social worker's name,DOB,Notes\n02/04/2024,Good,Jo Bloggs,A team,Jo Bloggs,01/02/2011,x\n";
    let import = read(document.as_bytes(), None).unwrap();
    let private: Vec<(&str, Option<Private>)> = import
        .survey
        .columns
        .iter()
        .map(|column| (column.path.as_str(), column.private))
        .filter(|(_, private)| private.is_some())
        .collect();
    assert_eq!(
        private,
        [
            ("Office name of worker", Some(Private::PersonName)),
            ("Social worker's name", Some(Private::PersonName)),
            ("DOB", Some(Private::BirthDate)),
            ("Notes", Some(Private::FreeText)),
        ]
    );
    assert!(import.table.office.names().is_empty());
    assert!(!serde_json::to_string(&import.survey).unwrap().contains("Bloggs"));
}

#[test]
fn long_names_that_come_again_and_again_are_offices_and_long_texts_are_not() {
    let long = "safeguarding and assessment hub for disabled children and for teenagers";
    let rows: String =
        (0..12).map(|at| format!("2024-04-02,Good,\"{}, {long}\"\n", ["North", "South"][at % 2])).collect();
    let import = read(format!("Date,Grade,Office\n{rows}").as_bytes(), None).unwrap();
    assert_eq!(import.table.office.names().len(), 2);
    assert_eq!(import.source.office_left_unread(), None);

    let rows: String = (0..12).map(|at| format!("2024-04-02,Good,\"Child {at} said, {long}\"\n")).collect();
    let import = read(format!("Date,Grade,Office\n{rows}").as_bytes(), None).unwrap();
    assert!(import.table.office.names().is_empty());
    assert_eq!(import.source.office_left_unread(), Some("Office"));
}

#[test]
fn no_cell_is_told_but_of_columns_taken_for_dates_grades_and_offices() {
    let document =
        "Date,Grade,Office,Child's D.O.B.,Placed on,Team\n02/04/2024,Good,North,01/02/2011,03/03/2023,Blue\n";
    let survey = read(document.as_bytes(), None).unwrap().survey;
    let told: Vec<(&str, usize)> =
        survey.columns.iter().map(|column| (column.path.as_str(), column.samples.len())).collect();
    assert_eq!(told, [("Date", 1), ("Grade", 1), ("Office", 1), ("Child's D.O.B.", 0), ("Placed on", 0), ("Team", 0)]);
    assert_eq!(survey.columns[3].private, Some(Private::BirthDate));
}

#[test]
fn every_kind_of_private_column_is_doubted_as_every_kind_of_group_and_never_taken_for_one_by_itself() {
    let long = "Jo said that they had waited for a long time and that nobody had come to see them at all";
    let of_each_kind: &[(Private, &[&str], &[&str])] = &[
        (
            Private::PersonName,
            &[
                "Child's name",
                "socialWorkerName",
                "Social worker",
                "Team manager",
                "Auditor",
                "Completed by",
                "Surname",
                "Action owner",
                "Assigned to",
                "Name",
                "allocated_worker",
            ],
            &["Jo Bloggs", "Al Green"],
        ),
        (
            Private::BirthDate,
            &["DOB", "D.O.B.", "Date of birth", "child_dob", "childDateOfBirth", "Born"],
            &["01/02/2011", "02/02/2012"],
        ),
        (
            Private::Address,
            &["Home address", "Postcode", "E-mail", "Mobile", "homeAddress", "Where", "Location"],
            &["1 High Street, Ely CB7 4AA", "2 High Street, Ely CB7 4AB"],
        ),
        (
            Private::CaseNumber,
            &["Case number", "caseId", "Child ID", "NHS number", "NHSNumber", "Mosaic ID", "Case ref", "Key"],
            &["CF-00123", "CF-00124", "CF-00125", "CF-00126", "CF-00127", "CF-00128", "CF-00129", "CF-00130"],
        ),
        (
            Private::FreeText,
            &["Comments", "Reason for the grade, in detail", "What is working well?", "Team", "Service"],
            &[long, "no"],
        ),
    ];
    let groups =
        [Field::Office, Field::Service, Field::Team, Field::FailureCause, Field::PartnerCause, Field::ActionOwnerRole];
    for (kind, names, cells) in of_each_kind {
        for name in *names {
            let rows: String = cells.iter().map(|cell| format!("2024-04-02,Good,\"{cell}\"\n")).collect();
            let import = read(format!("Date,Grade,\"{name}\"\n{rows}").as_bytes(), None).unwrap();
            let column = import.survey.columns.iter().find(|column| column.path == *name).unwrap();
            assert_eq!(column.private, Some(*kind), "{name}");
            for field in groups {
                assert_eq!(column.doubt_as(field), Some(*kind), "{name} as {field:?}");
            }
            assert_eq!(column.doubt_as(Field::AuditId), None);
            assert!(!import.mapping.fields.values().any(|mapped| mapped == name), "{name} was taken by itself");
            assert!(column.samples.is_empty());
        }
    }
    for name in [
        "Office",
        "Auditor role",
        "Team",
        "Service area",
        "Children's service",
        "Action owner role",
        "Responsible office",
        "Team allocated to",
        "Date completed by",
        "Type of audit",
    ] {
        let import =
            read(format!("Date,Grade,{name}\n2024-04-02,Good,North\n2024-04-02,Good,South\n").as_bytes(), None)
                .unwrap();
        let column = import.survey.columns.iter().find(|column| column.path == *name).unwrap();
        assert_eq!(column.private, None, "{name}");
    }
    // Dates are no names of groups, whatever their column is called.
    let import = read(b"Date,Grade,D1\n2024-04-02,Good,2011-02-03\n2024-04-02,Good,2011-02-04\n", None).unwrap();
    assert_eq!(import.survey.columns[2].doubt_as(Field::Team), Some(Private::BirthDate));
}

#[test]
fn a_date_that_is_a_number_is_told_with_the_day_that_it_was_read_as() {
    for (cell, told) in [
        ("1736812800000", "1736812800000 (14 January 2025)"),
        ("1736812800", "1736812800 (14 January 2025)"),
        ("45671", "45671 (14 January 2025)"),
        ("45671.5", "45671.5 (14 January 2025)"),
        ("20250114", "20250114 (14 January 2025)"),
        ("/Date(1736812800000)/", "/Date(1736812800000)/ (14 January 2025)"),
        ("14/01/2025", "14/01/2025"),
        ("2025-01-14", "2025-01-14"),
    ] {
        let import = read(format!("Date,Grade\n{cell},Good\n").as_bytes(), None).unwrap();
        assert_eq!(import.survey.columns[0].samples, [told]);
    }
}

#[test]
fn letters_that_are_damaged_are_counted_with_their_places() {
    let import = read(
        "Date,Office,Grade,Note\n2024-04-02,Málaga,Good,x\n2024-04-02,M\u{fffd}\u{fffd}laga,Good,\u{fffd}\n".as_bytes(),
        None,
    )
    .unwrap();
    assert_eq!(import.source.letters_damaged, 2);
    assert_eq!(
        (import.problems.groups[0].reason, import.problems.groups[0].places[0].line),
        (Reason::LettersDamaged, 3)
    );
    // JSON that is not UTF-8, as a Windows program may have written it: its records are read all the same.
    for list in [true, false] {
        let mut document = Vec::new();
        for _ in 0..100 {
            document.extend_from_slice(if list && document.is_empty() {
                b"["
            } else if list {
                b","
            } else {
                b""
            });
            document.extend_from_slice(
                b"{\"date\":\"2024-04-02\",\"grade\":\"Good\",\"office\":\"M\xE1laga\",\"n\xF6te\":\"\xE1\"}\n",
            );
        }
        document.extend_from_slice(if list { b"]" } else { b"" });
        let import = read(&document, None).unwrap();
        assert_eq!((import.table.len(), import.source.letters_damaged), (100, 100));
        assert_eq!(import.table.office.names(), ["M\u{fffd}laga"]);
        assert_eq!((import.problems.groups[0].reason, import.problems.groups[0].count), (Reason::LettersDamaged, 100));
    }
}

#[test]
fn an_empty_list_of_causes_hides_the_causes_of_no_other_audit() {
    let document = r#"[{"date":"2024-04-02","grade":"Good","failure_causes":[]},{"date":"2024-04-02","grade":"Inad","failure_causes":["Drift"]}]"#;
    assert_eq!(read(document.as_bytes(), None).unwrap().table.causes.names(), ["Drift"]);
}

#[test]
fn utf_16_is_read() {
    let table = "Date,Office,Grade\r\n02/04/2024,Nörth 😀,Good\r\n";
    for document in [table, r#"[{"date":"2024-04-02","office":"Nörth 😀","grade":"Good"}]"#] {
        for mark in ["", "\u{feff}"] {
            let units: Vec<u16> = format!("{mark}{document}").encode_utf16().collect();
            for bytes in [
                units.iter().flat_map(|unit| unit.to_le_bytes()).collect::<Vec<u8>>(),
                units.iter().flat_map(|unit| unit.to_be_bytes()).collect(),
            ] {
                for chunk in [1, 3, 1000] {
                    let mut reader = Reader::new(None);
                    bytes.chunks(chunk).for_each(|chunk| reader.push(chunk).unwrap());
                    assert_eq!(reader.finish().unwrap().table.office.names(), ["Nörth 😀"], "{document}");
                }
            }
        }
    }
}

#[test]
fn a_line_without_end_is_refused_in_bounded_memory() {
    let mut reader = Reader::new(None);
    reader.push(b"[{\"audit_date\":\"").unwrap();
    let chunk = vec![b'x'; 1 << 20];
    let refused = (0..64).find_map(|_| reader.push(&chunk).err());
    assert_eq!(refused, Some(ImportError::RecordTooLong { line: 1 }));
}

fn groups(document: &str) -> Vec<(Reason, u64, Vec<u64>)> {
    let problems = read(document.as_bytes(), None).unwrap().problems;
    problems
        .groups
        .into_iter()
        .map(|group| (group.reason, group.count, group.places.iter().map(|place| place.record).collect()))
        .collect()
}

#[test]
fn every_row_is_used_or_listed_with_its_place() {
    let document = r#"[
        {"audit_id":"1","audit_date":"2024-04-02","office":"North","overall_grade":"Good"},
        {"audit_id":"2","audit_date":"2024-04-31","office":"North","overall_grade":"Good"},
        {"audit_id":"3","audit_date":"","office":"North","overall_grade":"Good"},
        {"audit_id":"4","audit_date":"2024-04-02","office":"North","overall_grade":"Middling"},
        {"audit_id":"5","audit_date":"2024-04-02","office":["North"],"overall_grade":"Good"},
        {"audit_id":"6","audit_date":"2024-04-02","office":null,"overall_grade":"Good","audit_type":"blue"},
        {"audit_id":"7","audit_date":"2024-04-02","office":"North",},
        {"audit_id":"1","audit_date":"2024-04-02","office":"North","overall_grade":"Good"},
        {"audit_id":"8","audit_date":"2024-04-02","office":"North","overall_grade":"Good"},
        {"audit_id":"8","audit_date":"2024-04-02","office":"North","overall_grade":"Inadequate"}
    ]"#;
    assert_eq!(
        groups(document),
        [
            (Reason::NotARecord, 1, vec![7]),
            (Reason::DateMissing, 1, vec![3]),
            (Reason::DateUnreadable, 1, vec![2]),
            (Reason::GradeUnknown, 1, vec![4]),
            (Reason::NotOneValue, 1, vec![5]),
            (Reason::ConflictingRepeat, 2, vec![9, 10]),
            (Reason::OfficeMissing, 1, vec![6]),
            (Reason::KindUnknown, 1, vec![6]),
        ]
    );
    let import = read(document.as_bytes(), None).unwrap();
    assert_eq!((import.source.rows_used, import.source.exact_repeats), (2, 1));
    let accounted = import.source.rows_used + import.source.exact_repeats + import.problems.rows_not_used();
    assert_eq!(accounted, import.source.records);
}

#[test]
fn a_re_audit_is_known_by_what_it_follows_up() {
    let document =
        r#"[{"audit_date":"2024-04-02","grade":"Good"},{"audit_date":"2024-06-02","grade":"Good","reaudit_of":"1"}]"#;
    let import = read(document.as_bytes(), None).unwrap();
    assert_eq!(import.table.kind, [AuditKind::Unstated, AuditKind::ReAudit]);
}

#[test]
fn a_file_that_proves_month_first_is_read_so() {
    let document = r#"[{"date":"04/03/2024","grade":"Good"},{"date":"04/13/2024","grade":"Good"}]"#;
    let import = read(document.as_bytes(), None).unwrap();
    assert_eq!(import.table.date[0].to_string(), "2024-04-03");
    assert_eq!(import.source.date_rule, Some(DateRule::MonthFirst(Some(Place { record: 2, line: 1, item: None }))));
}

#[test]
fn an_impossible_date_proves_no_rule() {
    let document = r#"[{"date":"03/04/2024","grade":"Good"},{"date":"02/30/2024","grade":"Good"}]"#;
    let import = read(document.as_bytes(), None).unwrap();
    assert_eq!(import.table.date[0].to_string(), "2024-04-03");
    assert_eq!(import.source.date_rule, Some(DateRule::DayFirst(None)));
    assert_eq!(groups(document), [(Reason::DateUnreadable, 1, vec![2])]);
}

#[test]
fn a_number_is_not_a_blank_cell() {
    let document = r#"[{"date":"2024-04-02","grade":"Good","audit_type":"2"},{"date":"2024-04-02","grade":"5"}]"#;
    assert_eq!(groups(document), [(Reason::GradeUnknown, 1, vec![2]), (Reason::KindUnknown, 1, vec![1])]);
    assert_eq!(read(document.as_bytes(), None).unwrap().table.kind, [AuditKind::Unrecognised]);
}

#[test]
fn saying_that_an_audit_follows_up_none_makes_it_no_re_audit() {
    for none in ["\"N/A\"", "\"none\"", "\"-\"", "null", "false", "\"\"", "0"] {
        let document = format!(r#"[{{"date":"2024-04-02","grade":"Good","reaudit_of":{none}}}]"#);
        assert_eq!(read(document.as_bytes(), None).unwrap().table.kind, [AuditKind::Unstated], "{none}");
    }
}

#[test]
fn a_field_given_twice_in_one_record_is_listed_not_chosen() {
    let document =
        r#"[{"date":"2024-04-02","grade":"Good","grade":"Inadequate"},{"date":"2024-04-02","grade":"Good"}]"#;
    assert_eq!(groups(document), [(Reason::NotOneValue, 1, vec![1])]);
}

#[test]
fn what_is_no_record_in_the_list_of_audits_is_counted_and_listed() {
    let document = r#"{"counts":[1,2],"audits":[7,{"date":"2024-04-02","grade":"Good"},null,["x"]]}"#;
    assert_eq!(groups(document), [(Reason::NotARecord, 3, vec![1, 3, 4])]);
    let source = read(document.as_bytes(), None).unwrap().source;
    assert_eq!((source.records, source.rows_used), (4, 1));
}

#[test]
fn an_unread_column_may_hold_anything() {
    let document = r#"[{"date":"2024-04-02","grade":"Good","notes":"\ud83d"}]"#;
    assert_eq!(read(document.as_bytes(), None).unwrap().source.rows_used, 1);
}

#[test]
fn a_saved_mapping_decides_alone() {
    let mapping =
        Mapping::parse(r#"{"plumbline":"mapping","version":1,"fields":{"audit_date":"when","overall_grade":"how"}}"#)
            .unwrap();
    let document =
        r#"[{"audit_id":1,"when":"2024-04-02","how":"Good"},{"audit_id":1,"when":"2024-04-02","how":"Inad"}]"#;
    let import = read(document.as_bytes(), Some(mapping.clone())).unwrap();
    assert_eq!(import.source.rows_used, 2);
    assert_eq!(import.source.columns_unread, ["audit_id"]);
    let error = read(br#"[{"when":"2024-04-02","what":"Good"}]"#, Some(mapping)).unwrap_err().to_string();
    assert!(error.contains("overall grade") && error.contains("\"how\""), "{error}");
    assert!(Mapping::parse(r#"{"plumbline":"mapping","version":1,"fields":{}}"#).is_err());
    assert!(Mapping::parse(r#"{"plumbline":"mapping","version":1,"fieldz":{}}"#).is_err());
}

#[test]
fn no_message_holds_the_text_of_a_cell() {
    let secret = "Jo Bloggs 01/02/2011";
    for document in [
        format!(r#"[{{"audit_date":"{secret}","grade":"Good","note":"{secret}"}}]"#),
        format!(r#"[{{"audit_date":"2024-04-02","grade":"{secret}"}},{{"audit_date":"2024-04-02","grade":"Good"}}]"#),
        format!(r#"[{{"note":"{secret}"}}]"#),
        format!(r#"[{{"note":"{secret}",}}]"#),
    ] {
        let said = match read(document.as_bytes(), None) {
            Ok(import) => serde_json::to_string(&(import.problems, import.source)).unwrap(),
            Err(error) => error.to_string(),
        };
        assert!(!said.contains("Bloggs"), "{said}");
    }
}

/// A mapping of the date, the office and the grade.
/// What a cell is called as an office.
fn name_of(cell: &str) -> String {
    let cell = cell.trim();
    let is_blank = says_nothing(cell) && (cell.len() <= 3 || cell.contains(char::is_alphanumeric));
    if is_blank { String::new() } else { legible(cell).into_owned() }
}

fn mapping(columns: [&str; 3]) -> Mapping {
    let fields = [Field::AuditDate, Field::Office, Field::OverallGrade];
    Mapping::new(fields.into_iter().zip(columns.map(str::to_owned)).collect())
}

proptest! {
    /// An audit has the actions of its rows, each as often as the row that tells it most often; one that is not used has none.
    #[test]
    fn actions_are_those_of_the_audits_that_are_used(
        records in proptest::collection::vec((0_u32..6, proptest::bool::weighted(0.1), proptest::collection::vec(1_u32..5, 0..4)), 1..30),
        chunk in 1_usize..60,
    ) {
        let document: Vec<_> = records
            .iter()
            .map(|(id, other, actions)| serde_json::json!({
                "audit_id": id, "audit_date": "2024-04-02", "overall_grade": if *other { "Good" } else { "Inadequate" },
                "actions": actions.iter().map(|day| serde_json::json!({ "raised": format!("2024-05-{day:02}") })).collect::<Vec<_>>(),
            }))
            .collect();
        let document = serde_json::Value::from(document).to_string();
        let mut reader = Reader::new(None);
        document.as_bytes().chunks(chunk).for_each(|piece| reader.push(piece).unwrap());
        let expected: usize = (0..6)
            .map(|wanted| {
                let own: Vec<_> = records.iter().filter(|(id, ..)| *id == wanted).collect();
                let conflict = own.iter().any(|(_, other, _)| *other != own[0].1);
                let most = |day| own.iter().map(|(.., days)| days.iter().filter(|d| **d == day).count()).max().unwrap_or(0);
                if conflict { 0 } else { (1..5).map(most).sum() }
            })
            .sum();
        match reader.finish() {
            Ok(import) => {
                prop_assert_eq!(actions(&import).len(), expected);
                prop_assert!(import.table.actions.iter().all(|action| action.row < import.table.len()));
            }
            Err(error) => prop_assert!(matches!(error, ImportError::NothingUsable { .. }), "{}", error),
        }
    }

    /// A table is read as the `csv` crate reads it, however it is cut.
    #[test]
    fn tables_are_read_as_the_csv_crate_reads_them(
        offices in proptest::collection::vec("[ -~\r\n\"é€]{0,12}", 1..12),
        chunk in 1_usize..40,
    ) {
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(["Date", "Office", "Grade"]).unwrap();
        for office in &offices {
            writer.write_record(["2024-04-02", office, "Good"]).unwrap();
        }
        let table = writer.into_inner().unwrap();
        // By a mapping: random text may look like what is never taken for an office by itself.
        let mut reader = Reader::new(Some(mapping(["Date", "Office", "Grade"])));
        for piece in table.chunks(chunk) {
            reader.push(piece).unwrap();
        }
        let import = reader.finish().unwrap();
        let read: Vec<_> = (0..import.table.len()).map(|at| import.table.office.name_at(at).to_owned()).collect();
        let expected: Vec<_> = offices.iter().map(|office| name_of(office)).collect();
        prop_assert_eq!(read, expected);
    }

    #[test]
    fn table_like_garbage_never_panics_and_is_read_the_same_however_it_is_cut(
        text in r#"(Date,Grade,Office\r?\n)?[A-C0-9/,;\t\r\n" é]{0,160}"#, chunk in 1_usize..30,
    ) {
        let told = |import: Result<Import, ImportError>| import.map(|import| (import.source, import.problems)).map_err(|error| error.to_string());
        let mut reader = Reader::new(None);
        let cut = text.as_bytes().chunks(chunk).try_for_each(|piece| reader.push(piece)).and_then(|()| reader.finish());
        prop_assert_eq!(told(cut), told(read(text.as_bytes(), None)));
    }

    #[test]
    fn garbage_never_panics(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let _ = read(&bytes, None);
    }

    #[test]
    fn json_like_garbage_never_panics(text in r#"[\[\]{}:,"a\\\n 1-9tru.e]{0,120}"#) {
        let _ = read(text.as_bytes(), None);
    }

    /// Whatever else stands in a record, it is read, and read as serde_json reads it.
    #[test]
    fn records_are_read_as_serde_json_reads_them(
        offices in proptest::collection::vec(any::<String>(), 1..8),
        noise in any::<String>(),
        chunk in 1_usize..40,
    ) {
        let records: Vec<_> = offices
            .iter()
            .map(|office| serde_json::json!({
                "audit_date": "2024-04-02", "overall_grade": "Good", "office": office,
                noise.clone() + "…": { "deep": [noise.clone(), { "]": null }] },
            }))
            .collect();
        let document = serde_json::json!({ "about": noise, "list": records }).to_string();
        let mut reader = Reader::new(Some(mapping(["audit_date", "office", "overall_grade"])));
        for piece in document.as_bytes().chunks(chunk) {
            reader.push(piece).unwrap();
        }
        let import = reader.finish().unwrap();
        let read: Vec<_> = (0..import.table.len()).map(|at| import.table.office.name_at(at).to_owned()).collect();
        let expected: Vec<_> = offices.iter().map(|office| name_of(office)).collect();
        prop_assert_eq!(read, expected);
    }
}

#[test]
fn a_placeholder_is_a_blank_cell() {
    let tables = ["NULL", "N/A", " none ", "-", "TBC", ""].map(|blank| {
        let rows: Vec<String> =
            (2..=4).map(|day| format!("{blank},2024-04-0{day},{blank},{blank},{blank},{blank},Good\n")).collect();
        let document = format!("Audit ID,Date,Office,Service,Team,Audit type,Grade\n{}", rows.concat());
        let import = read(document.as_bytes(), Some(mapping_of_all())).unwrap();
        assert_eq!((import.source.rows_used, import.source.exact_repeats), (3, 0), "{blank}");
        let json: Vec<String> = (2..=4)
            .map(|day| {
                let cells = ["Audit ID", "Office", "Service", "Team", "Audit type"];
                let cells = cells.map(|name| format!("\"{name}\":\"{blank}\"")).join(",");
                format!("{{{cells},\"Date\":\"2024-04-0{day}\",\"Grade\":\"Good\"}}")
            })
            .collect();
        let from_json = read(format!("[{}]", json.join(",")).as_bytes(), Some(mapping_of_all())).unwrap();
        let summary = |import: &Import| {
            let table = &import.table;
            let names = [&table.office, &table.service, &table.team].map(|column| format!("{column:?}"));
            let listed: Vec<_> = import.problems.groups.iter().map(|group| (group.reason, group.count)).collect();
            (table.kind.clone(), names, listed)
        };
        assert_eq!(summary(&import), summary(&from_json), "{blank}");
        summary(&import)
    });
    let [first, rest @ ..] = tables.as_slice() else { panic!() };
    assert!(rest.iter().all(|other| other == first), "{tables:?}");
    assert_eq!(first.0, [AuditKind::Unstated; 3]);
}

fn mapping_of_all() -> Mapping {
    let mut mapping = mapping(["Date", "Office", "Grade"]);
    let others = [
        (Field::AuditId, "Audit ID"),
        (Field::Service, "Service"),
        (Field::Team, "Team"),
        (Field::AuditType, "Audit type"),
    ];
    mapping.fields.extend(others.map(|(field, column)| (field, column.to_owned())));
    mapping
}

#[test]
fn what_stands_beside_the_audits_is_read_and_costs_none_of_them() {
    let document = r#"{
        "audits": [{"audit_date":"2024-04-02","office":"North","overall_grade":"Good"}],
        "targets": {"inadequate_at_most": 0.1, "good_or_better_at_least": 40},
        "events": [
            {"date":"2024-04-10","office":"all","kind":"visit","label":"Visit","expected":"Supervision every month"},
            {"date":"soon","kind":"visit","label":"Never"},
            {"date":"2024-05-10","label":""},
            "none"
        ],
        "context": [
            {"month":"2024-04","office":" North ","caseload":17.5,"vacancy_rate":"0.12","audits_expected":21},
            {"month":"2024-04-01","office":"North","agency_rate":0.1,"caseload":17.5},
            {"month":"2024-05","caseload":null,"vacancy_rate":12,"agency_rate":0},
            {"month":"2024-06","office":"South","audits_expected":2.5},
            {"month":"2024-13","caseload":1},
            {"month":"2024-07","office":"North","caseload":18,"agency_rate":0.2},
            {"month":"2024-07","office":"North","caseload":19},
            7
        ]
    }"#;
    let import = read(document.as_bytes(), None).unwrap();
    assert_eq!(import.table.len(), 1);
    assert_eq!(import.targets, Targets { inadequate_at_most: Some(0.1), good_or_better_at_least: None });
    let [event] = import.events.as_slice() else { panic!("{:?}", import.events) };
    assert_eq!((event.office.as_deref(), event.expected.as_deref()), (None, Some("Supervision every month")));
    let context: Vec<String> =
        import.context.iter().map(|context| format!("{context:?}").replace("Context ", "")).collect();
    assert_eq!(
        context,
        [
            "{ month: \"2024-04\", office: Some(\"North\"), caseload: Some(17.5), vacancy_rate: Some(0.12), agency_rate: Some(0.1), \
             audits_expected: Some(21) }",
            "{ month: \"2024-05\", office: None, caseload: None, vacancy_rate: None, agency_rate: Some(0.0), audits_expected: None }",
            "{ month: \"2024-07\", office: Some(\"North\"), caseload: None, vacancy_rate: None, agency_rate: Some(0.2), audits_expected: \
             None }",
        ]
    );
    let lines: Vec<u64> =
        import.problems.groups.iter().flat_map(|group| &group.places).map(|place| place.line).collect();
    assert_eq!(
        groups(document),
        [
            (Reason::EventUnreadable, 3, vec![2, 3, 4]),
            (Reason::ContextMonthUnreadable, 2, vec![5, 8]),
            (Reason::ContextValueImpossible, 2, vec![3, 4]),
            (Reason::ContextContradicted, 1, vec![7]),
            (Reason::TargetImpossible, 1, vec![1]),
        ]
    );
    assert_eq!(lines.last(), Some(&3));
    assert_eq!(import.problems.rows_not_used(), 0);
}

#[test]
fn a_month_beside_the_audits_is_read_as_one_or_listed_and_proves_no_rule() {
    let document = r#"{ "audits": [{"audit_date":"2024-04-02","office":"North","overall_grade":"Good"}],
        "events": [{"date":"03/04/2024","kind":"visit","label":"Visit"}],
        "context": [{"month":"Apr-24","caseload":17}, {"month":"May 2024","caseload":18}, {"month":"2024-6","caseload":19},
            {"month":"04-24","caseload":20}, {"month":"24-Apr","caseload":21}, {"month":"Jun","caseload":22}] }"#;
    let import = read(document.as_bytes(), None).unwrap();
    let context: Vec<_> = import.context.iter().map(|context| (context.month.as_str(), context.caseload)).collect();
    assert_eq!(context, [("2024-04", Some(17.0)), ("2024-05", Some(18.0)), ("2024-06", Some(19.0))]);
    assert_eq!(groups(document), [(Reason::ContextMonthUnreadable, 3, vec![4, 5, 6])]);
    assert_eq!(import.events.first().map(|event| event.date.to_string()).as_deref(), Some("2024-04-03"));
}

#[test]
fn what_stands_beside_the_audits_follows_the_merging_of_offices() {
    let document = r#"{ "audits": [{"audit_date":"2024-04-02","office":"NORTH","overall_grade":"Good"}],
        "events": [{"date":"2024-04-10","office":"NORTH","kind":"visit","label":"Visit"}],
        "context": [{"month":"2024-04","office":"NORTH","caseload":17}, {"month":"2024-04","office":"North","agency_rate":0.1}] }"#;
    let mut mapping = read(document.as_bytes(), None).unwrap().mapping;
    mapping.merge.entry(Field::Office).or_default().insert("NORTH".into(), "North".into());
    let import = read(document.as_bytes(), Some(mapping)).unwrap();
    assert_eq!(import.events.first().and_then(|event| event.office.as_deref()), Some("North"));
    let [context] = import.context.as_slice() else { panic!("{:?}", import.context) };
    assert_eq!((context.caseload, context.agency_rate), (Some(17.0), Some(0.1)));
}

mod later;
mod scanning;
mod why;
