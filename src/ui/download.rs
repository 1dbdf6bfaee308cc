//! Files that the page gives to its reader: made here, from what is shown, without a request.

use gloo::timers::callback::Timeout;
use js_sys::Array;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{
    Blob, BlobPropertyBag, CanvasRenderingContext2d, HtmlAnchorElement, HtmlCanvasElement, HtmlImageElement, Url,
};

/// Pixels of a picture for each pixel of the page, so that it is sharp in a printed paper.
const SHARPNESS: u32 = 2;

/// How long what is offered stays to be taken: the browser may read it only after the click, and may ask its user where to put it first.
const KEPT_MS: u32 = 60_000;

/// Offers `content` to be saved under `name`.
pub(super) fn save(name: &str, media_type: &str, content: &str) {
    // Each step fails only where a browser refuses downloads altogether, and says so itself.
    let _ = try_save(name, media_type, content);
}

fn try_save(name: &str, media_type: &str, content: &str) -> Result<(), JsValue> {
    let kind = BlobPropertyBag::new();
    kind.set_type(media_type);
    save_blob(name, &Blob::new_with_str_sequence_and_options(&Array::of1(&content.into()), &kind)?)
}

fn save_blob(name: &str, blob: &Blob) -> Result<(), JsValue> {
    let address = Url::create_object_url_with_blob(blob)?;
    let document = web_sys::window().and_then(|window| window.document()).ok_or(JsValue::NULL)?;
    let link: HtmlAnchorElement = document.create_element("a")?.dyn_into()?;
    link.set_href(&address);
    link.set_download(name);
    link.click();
    Timeout::new(KEPT_MS, move || {
        let _ = Url::revoke_object_url(&address);
    })
    .forget();
    Ok(())
}

/// Offers a drawing to be saved as a picture.
pub(super) fn save_png(name: &str, svg: &str, size_px: (u32, u32)) {
    let (name, svg) = (name.to_owned(), svg.to_owned());
    spawn_local(async move {
        // As with `save`: a browser that refuses says so itself.
        let _ = try_save_png(&name, &svg, size_px).await;
    });
}

async fn try_save_png(name: &str, svg: &str, (width_px, height_px): (u32, u32)) -> Result<(), JsValue> {
    let kind = BlobPropertyBag::new();
    kind.set_type("image/svg+xml");
    let blob = Blob::new_with_str_sequence_and_options(&Array::of1(&svg.into()), &kind)?;
    let address = Url::create_object_url_with_blob(&blob)?;
    let image = HtmlImageElement::new()?;
    image.set_src(&address);
    let decoded = JsFuture::from(image.decode()).await;
    Url::revoke_object_url(&address)?;
    decoded?;
    let document = web_sys::window().and_then(|window| window.document()).ok_or(JsValue::NULL)?;
    let canvas: HtmlCanvasElement = document.create_element("canvas")?.dyn_into()?;
    let (width, height) = (width_px * SHARPNESS, height_px * SHARPNESS);
    canvas.set_width(width);
    canvas.set_height(height);
    let context: CanvasRenderingContext2d = canvas.get_context("2d")?.ok_or(JsValue::NULL)?.dyn_into()?;
    context.draw_image_with_html_image_element_and_dw_and_dh(&image, 0.0, 0.0, width.into(), height.into())?;
    let name = name.to_owned();
    let take = Closure::once_into_js(move |blob: Option<Blob>| {
        if let Some(blob) = blob {
            let _ = save_blob(&name, &blob);
        }
    });
    canvas.to_blob(take.unchecked_ref())
}

/// Puts words where they can be pasted from; tells whether the browser allowed it.
pub(super) fn copy(words: &str, tell: impl FnOnce(bool) + 'static) {
    let clipboard = web_sys::window().map(|window| window.navigator().clipboard());
    let words = words.to_owned();
    spawn_local(async move {
        let done = match clipboard.filter(|clipboard| !clipboard.is_undefined()) {
            Some(clipboard) => JsFuture::from(clipboard.write_text(&words)).await.is_ok(),
            None => false,
        };
        tell(done);
    });
}
