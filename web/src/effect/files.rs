//! Offers documents as files, and packs a text so that an address can hold it.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use js_sys::futures::JsFuture;
use js_sys::{Array, ArrayBuffer, Uint8Array};
use wasm_bindgen::prelude::*;
use web_sys::{Blob, BlobPropertyBag, HtmlAnchorElement, ReadableWritablePair, Response, Url};

use crate::url::window;

// `web-sys` has these only among its unstable APIs.
#[wasm_bindgen]
extern "C" {
    type CompressionStream;
    #[wasm_bindgen(constructor, catch)]
    fn new(format: &str) -> Result<CompressionStream, JsValue>;

    type DecompressionStream;
    #[wasm_bindgen(constructor, catch)]
    fn new(format: &str) -> Result<DecompressionStream, JsValue>;
}

/// How texts in addresses are compressed.
const FORMAT: &str = "deflate-raw";

/// Saves a text as a file.
///
/// # Errors
/// When the browser has no room for it.
pub(crate) fn save(name: &str, text: &str) -> Result<(), JsValue> {
    let kind = match name.ends_with(".svg") {
        true => "image/svg+xml",
        false => "text/plain",
    };
    offer(name, &text_blob(text, kind)?)
}

/// Packs a text for an address.
///
/// # Errors
/// When the browser cannot compress.
pub(crate) async fn pack(text: &str) -> Result<String, JsValue> {
    let stream = CompressionStream::new(FORMAT)?;
    let blob = text_blob(text, "text/plain")?;
    let bytes = through(&blob, stream.unchecked_ref()).await?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

/// Unpacks a text.
///
/// # Errors
/// When this is no packed text, or the browser cannot decompress.
pub(crate) async fn unpack(packed: &str) -> Result<String, JsValue> {
    let bytes = URL_SAFE_NO_PAD.decode(packed);
    let bytes = bytes.map_err(|error| JsValue::from(error.to_string()))?;
    let parts = Array::of1(&Uint8Array::from(bytes.as_slice()));
    let blob = Blob::new_with_u8_array_sequence(&parts)?;
    let stream = DecompressionStream::new(FORMAT)?;
    let bytes = through(&blob, stream.unchecked_ref()).await?;
    String::from_utf8(bytes).map_err(|error| JsValue::from(error.to_string()))
}

async fn through(blob: &Blob, stream: &ReadableWritablePair) -> Result<Vec<u8>, JsValue> {
    let passed = blob.stream().pipe_through(stream);
    let answer = Response::new_with_opt_readable_stream(Some(&passed))?;
    let bytes = JsFuture::from(answer.array_buffer()?).await?;
    Ok(Uint8Array::new(bytes.unchecked_ref::<ArrayBuffer>()).to_vec())
}

/// A text as a file of this media type.
///
/// # Errors
/// When the browser has no room for it.
pub(crate) fn text_blob(text: &str, kind: &str) -> Result<Blob, JsValue> {
    let options = BlobPropertyBag::new();
    options.set_type(kind);
    Blob::new_with_str_sequence_and_options(&Array::of1(&text.into()), &options)
}

/// Has the browser save a file.
///
/// # Errors
/// When it cannot.
pub(crate) fn offer(name: &str, blob: &Blob) -> Result<(), JsValue> {
    let document = window().document().ok_or(JsValue::UNDEFINED)?;
    let link: HtmlAnchorElement = document.create_element("a")?.unchecked_into();
    let url = Url::create_object_url_with_blob(blob)?;
    link.set_href(&url);
    link.set_download(name);
    link.click();
    Url::revoke_object_url(&url)
}
