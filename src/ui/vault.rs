//! Encrypts and decrypts shared figures by a passphrase, through the browser's own cryptography (WebCrypto): AES-256-GCM, its key by PBKDF2-HMAC-SHA-256.
//! The envelope is [`Sealed`]'s; nothing of it is kept.

use crate::disclosure::Shared;
use crate::share::{Sealed, ShareError, payload, shared_of_payload, version_of};
use js_sys::{ArrayBuffer, Object, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{CryptoKey, SubtleCrypto};

/// The figures, sealed by a passphrase, with a salt and a nonce of their own.
///
/// # Errors
/// If the browser has no cryptography, as on pages that came over plain http.
pub(crate) async fn seal(shared: &Shared, passphrase: &str) -> Result<Sealed, String> {
    let (mut salt, mut nonce) = ([0; 16], [0; 12]);
    let crypto = crypto()?;
    crypto.get_random_values_with_u8_array(&mut salt).map_err(refused)?;
    crypto.get_random_values_with_u8_array(&mut nonce).map_err(refused)?;
    let (version, iterations) = (version_of(shared), Sealed::ITERATIONS);
    let (subtle, key) = key(passphrase, &salt, iterations).await.map_err(refused)?;
    let encrypted =
        subtle.encrypt_with_object_and_u8_array(&aes(&nonce, version).map_err(refused)?, &key, &payload(shared));
    let ciphertext = bytes_of(encrypted.map_err(refused)?).await.map_err(refused)?;
    Ok(Sealed { version, salt, nonce, iterations, ciphertext })
}

/// The figures that were sealed.
///
/// # Errors
/// What is wrong, and what to ask the sender for; or that the browser has no cryptography.
pub(crate) async fn unseal(sealed: &Sealed, passphrase: &str) -> Result<Shared, String> {
    crypto()?;
    let (subtle, key) = key(passphrase, &sealed.salt, sealed.iterations).await.map_err(refused)?;
    let algorithm = aes(&sealed.nonce, sealed.version).map_err(refused)?;
    let decrypted = subtle.decrypt_with_object_and_u8_array(&algorithm, &key, &sealed.ciphertext);
    // The checksum of the link has held, so what does not decrypt has another passphrase.
    let bytes = match decrypted {
        Ok(decrypting) => bytes_of(decrypting).await.map_err(|_| ShareError::WrongPassphrase.to_string())?,
        Err(error) => return Err(refused(error)),
    };
    shared_of_payload(sealed.version, &bytes).map_err(|error| error.to_string())
}

fn crypto() -> Result<web_sys::Crypto, String> {
    let crypto = web_sys::window().and_then(|window| window.crypto().ok());
    // `subtle` is there in secure contexts alone: https, localhost, and a file.
    crypto.filter(|crypto| !crypto.subtle().is_undefined()).ok_or_else(|| refused(JsValue::UNDEFINED))
}

fn refused(_: JsValue) -> String {
    "This browser does not encrypt on this page: passphrases work on pages that come over https, and in a saved page. Open one of those, or share \
     without a passphrase."
        .into()
}

async fn key(passphrase: &str, salt: &[u8], iterations: u32) -> Result<(SubtleCrypto, CryptoKey), JsValue> {
    let subtle = crypto().map_err(JsValue::from)?.subtle();
    let usages =
        |usages: &[&str]| JsValue::from(usages.iter().map(|usage| JsValue::from(*usage)).collect::<js_sys::Array>());
    let secret = Uint8Array::from(passphrase.as_bytes());
    let importing =
        subtle.import_key_with_str("raw", secret.unchecked_ref(), "PBKDF2", false, &usages(&["deriveKey"]))?;
    let secret: CryptoKey = JsFuture::from(importing).await?.dyn_into()?;
    let stretch = object(&[
        ("name", "PBKDF2".into()),
        ("hash", "SHA-256".into()),
        ("salt", Uint8Array::from(salt).into()),
        ("iterations", iterations.into()),
    ])?;
    let derived = object(&[("name", "AES-GCM".into()), ("length", 256.into())])?;
    let deriving = subtle.derive_key_with_object_and_object(
        &stretch,
        &secret,
        &derived,
        false,
        &usages(&["encrypt", "decrypt"]),
    )?;
    let key = JsFuture::from(deriving).await?.dyn_into()?;
    Ok((subtle, key))
}

fn aes(nonce: &[u8], version: u32) -> Result<Object, JsValue> {
    object(&[
        ("name", "AES-GCM".into()),
        ("iv", Uint8Array::from(nonce).into()),
        ("additionalData", Uint8Array::from(Sealed::context_of(version).as_slice()).into()),
    ])
}

fn object(fields: &[(&str, JsValue)]) -> Result<Object, JsValue> {
    let object = Object::new();
    for (name, value) in fields {
        Reflect::set(&object, &JsValue::from(*name), value)?;
    }
    Ok(object)
}

async fn bytes_of(promise: js_sys::Promise) -> Result<Vec<u8>, JsValue> {
    let buffer: ArrayBuffer = JsFuture::from(promise).await?.dyn_into()?;
    Ok(Uint8Array::new(&buffer).to_vec())
}
