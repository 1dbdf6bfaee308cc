//! The third module of the page: unpacks the other two. Packed as lzip they are a quarter smaller than as gzip, which is all that browsers
//! unpack by themselves, and a host's own compression can take nothing more from what is packed already.

#[cfg(target_arch = "wasm32")]
#[allow(unreachable_pub, reason = "wasm-bindgen exports what is `pub`")]
mod exports {
    use lzma_rust2::{LzipReader, Read};
    use wasm_bindgen::prelude::*;

    /// The `size` bytes that `examples/pack.rs` packed as lzip. Anything else, and what does not fit its checksum, is an error.
    #[wasm_bindgen]
    pub fn unpack(packed: &[u8], size: usize) -> Result<Vec<u8>, JsValue> {
        let mut reader = LzipReader::new(packed);
        let mut bytes = vec![0; size];
        reader.read_exact(&mut bytes).map_err(|_| JsValue::NULL)?;
        // The checksum stands at the end, and is looked at when more is asked for.
        match reader.read(&mut [0]) {
            Ok(0) => Ok(bytes),
            _ => Err(JsValue::NULL),
        }
    }
}

fn main() {}
