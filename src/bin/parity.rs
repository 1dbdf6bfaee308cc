//! The reference cases of the statistics in WebAssembly, for `./check` to compare with the native answers bit by bit. No part of the page.

#[cfg(target_arch = "wasm32")]
#[path = "../../tests/reference/answers.rs"]
#[allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test's own code: what it trips over is a failed test"
)]
mod answers;

#[cfg(target_arch = "wasm32")]
#[allow(
    unreachable_pub,
    clippy::indexing_slicing,
    reason = "wasm-bindgen exports what is `pub`; a field that is missing is null"
)]
mod exports {
    use super::answers::answer;
    use serde_json::Value;
    use wasm_bindgen::prelude::*;

    /// The answers to a list of cases, both as JSON.
    #[wasm_bindgen]
    pub fn parity(cases: &str) -> Result<String, JsValue> {
        let cases: Vec<Value> = serde_json::from_str(cases).map_err(|error| JsValue::from_str(&error.to_string()))?;
        let answers = cases.iter().map(|case| answer(case["method"].as_str().unwrap_or_default(), &case["input"]));
        serde_json::to_string(&answers.collect::<Vec<_>>()).map_err(|_| JsValue::NULL)
    }
}

fn main() {}
