//! JSON laid out for people to read.

/// JSON without space between its parts, laid out over lines as `serde_json::to_string_pretty` would: that would compile every type's
/// way into JSON a second time, some fifty kilobytes of the page's code.
///
/// ```
/// let value = serde_json::json!({ "a": [1, "{[,:"], "b": {}, "c": [] });
/// assert_eq!(plumbline::layout::laid_out(&value.to_string()), serde_json::to_string_pretty(&value).unwrap());
/// ```
pub fn laid_out(compact: &str) -> String {
    let mut laid_out = String::with_capacity(compact.len() * 2);
    let (mut depth, mut in_text, mut escaped) = (0_usize, false, false);
    let line = |laid_out: &mut String, depth: usize| {
        laid_out.push('\n');
        laid_out.extend(std::iter::repeat_n("  ", depth));
    };
    let mut letters = compact.chars().peekable();
    while let Some(letter) = letters.next() {
        if in_text {
            laid_out.push(letter);
            in_text = escaped || letter != '"';
            escaped = !escaped && letter == '\\';
            continue;
        }
        match letter {
            '{' | '[' => {
                laid_out.push(letter);
                if let Some(end) = letters.next_if(|next| matches!(next, '}' | ']')) {
                    laid_out.push(end);
                } else {
                    depth += 1;
                    line(&mut laid_out, depth);
                }
            }
            '}' | ']' => {
                depth = depth.saturating_sub(1);
                line(&mut laid_out, depth);
                laid_out.push(letter);
            }
            ',' => {
                laid_out.push(letter);
                line(&mut laid_out, depth);
            }
            ':' => laid_out.push_str(": "),
            _ => {
                in_text = letter == '"';
                laid_out.push(letter);
            }
        }
    }
    laid_out
}

#[cfg(test)]
mod tests {
    use super::laid_out;
    use proptest::prelude::*;
    use serde_json::Value;

    fn any_value() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<f64>().prop_map(Value::from),
            any::<String>().prop_map(Value::from),
            r#"[\\"{}\[\],:]*"#.prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 64, 6, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
                prop::collection::btree_map(any::<String>(), inner, 0..6).prop_map(Value::from_iter),
            ]
        })
    }

    proptest! {
        #[test]
        fn any_json_is_laid_out_as_serde_json_does(value in any_value()) {
            prop_assert_eq!(laid_out(&value.to_string()), serde_json::to_string_pretty(&value).unwrap());
        }
    }
}
