//! Files made to do harm: markup, marks that turn the direction of the text around, formulas and far too long names, in every field that is read.

#![allow(dead_code, unreachable_pub, reason = "the native tests and those in the browser each use a part")]

use serde_json::{Map, Value, json};

/// What a script would set that any of these ran.
pub const RAN: &str = "globalThis.plumbline_ran";

/// Names that a file may hold, and what is to be seen of each.
pub fn names() -> Vec<(String, String)> {
    let as_it_is = [
        "<script>globalThis.plumbline_ran=1</script>",
        "<img src=x onerror=globalThis.plumbline_ran=1>",
        "</svg></title></style><script>globalThis.plumbline_ran=1</script>",
        "&lt;b&gt;&#60;i&#62;",
        "\"' onmouseover=globalThis.plumbline_ran=1 x=\"",
        "javascript:globalThis.plumbline_ran=1",
        "${globalThis.plumbline_ran=1}{{globalThis.plumbline_ran=1}}",
        "=HYPERLINK(\"x\";\"y\")",
        "+1+1",
        "-1+1",
        "@SUM(A1)",
        "<!-- ]]> -->",
    ];
    let cleaned = [
        ("A\u{202e}B\u{2066}C\u{200f}", "ABC"),
        ("Zero\u{200b}width\u{feff}", "Zerowidth"),
        ("Nought\u{0}", "Nought"),
        ("Esc\u{1b}[31mred", "Esc[31mred"),
        ("\u{200b}\t=cmd|' /C calc'!A0", "=cmd|' /C calc'!A0"),
        ("Two\r\nlines", "Two  lines"),
    ];
    let mut names: Vec<(String, String)> = as_it_is.map(|name| (name.to_owned(), name.to_owned())).into();
    names.extend(cleaned.map(|(name, shown)| (name.to_owned(), shown.to_owned())));
    names.push(("Long ".repeat(200_000), format!("{}Long…", "Long ".repeat(39))));
    names
}

/// Twenty-four months of audits; every name is an office, a service, a team, a cause, a partner, an area, an event and a column.
pub fn json_file(audits_an_office_and_month: u32) -> Vec<u8> {
    let names = names();
    let mut audits = Vec::new();
    for month in 0_u32..24 {
        for (at, (name, _)) in (0_u32..).zip(&names) {
            for number in 0..audits_an_office_and_month {
                let day = format!("{}-{:02}-{:02}", 2024 + month / 12, month % 12 + 1, number % 28 + 1);
                let is_bad = (at * 7 + month * 3 + number * 5) % 9 < 2;
                let mut audit = Map::new();
                let other = names.get(usize::try_from(month).unwrap_or_default() % names.len()).unwrap_or(&names[0]);
                // A name that is a megabyte long stands in few records: the file would not fit into memory.
                let fits =
                    |name: &str| if name.len() > 1000 && (month, number) != (0, 0) { "Long" } else { name }.to_owned();
                let office =
                    if name.len() > 1000 && (month, number) != (0, 0) { "Long".to_owned() } else { name.clone() };
                audit.insert("audit_id".into(), json!(format!("{month}-{at}-{number}")));
                audit.insert("audit_date".into(), json!(day));
                audit.insert("office".into(), json!(office));
                audit.insert("service".into(), json!(fits(&other.0)));
                audit.insert("team".into(), json!(fits(&other.0)));
                audit.insert("overall_grade".into(), json!(if is_bad { "Inadequate" } else { "Good" }));
                if is_bad {
                    audit.insert("failure_cause".into(), json!(office.replace(['|', ';', '\n'], ",")));
                    audit.insert("partner_cause".into(), json!(office.replace(['|', ';', '\n'], ",")));
                }
                if (month, number) == (0, 0) {
                    let areas: Map<String, Value> = names
                        .iter()
                        .filter(|(name, _)| name.len() < 60)
                        .map(|(name, _)| (name.clone(), json!("Good")))
                        .collect();
                    audit.insert("domain_grades".into(), Value::Object(areas));
                    if at == 0 {
                        for (name, _) in &names {
                            audit.insert(name.clone(), json!(name.chars().take(100).collect::<String>()));
                        }
                    }
                }
                audits.push(Value::Object(audit));
            }
        }
    }
    // A grade that is none is listed, and its word is shown where grades are explained.
    audits.push(json!({ "audit_id": "g", "audit_date": "2024-05-05", "office": "North", "overall_grade": names[0].0 }));
    audits.push(json!({ "audit_id": "h", "audit_date": "2024-05-05", "office": "North", "overall_grade": "Mid\u{202e}dling\u{0}" }));
    let events: Vec<Value> = names
        .iter()
        .map(|(name, _)| json!({ "date": "2024-06-01", "office": name, "kind": name, "label": name, "expected": name }))
        .collect();
    let file = json!({ "authority": format!("{}\u{202e}", names[0].0), "exported_at": "2026-02-15", "audits": audits, "events": events });
    serde_json::to_vec(&file).unwrap_or_default()
}
