//! Reads races from files and links, and writes them as files and links.

use std::rc::Rc;

use interleave::document::{Document, MAX_BYTES, RecordError, chrome_trace, csv};
use js_sys::futures::JsFuture;
use web_sys::File;

use super::files;
use crate::component::ExportKind;
use crate::figure::{self, Colours, SheetTexts};
use crate::saved::SavedRace;
use crate::state::OpenError;
use crate::update::{LINK_BEGINS, LONGEST_LINK};
use crate::url::window;

/// The race in a file.
pub(super) async fn read(file: &File) -> Result<Rc<SavedRace>, OpenError> {
    if file.size() > MAX_BYTES as f64 {
        return Err(RecordError::TooLong.into());
    }
    let text = JsFuture::from(file.text()).await.ok();
    let text = text.and_then(|text| text.as_string());
    let document = Document::from_json(&text.ok_or(RecordError::Foreign)?)?;
    Ok(Rc::new(document.into()))
}

/// The race in a link.
pub(super) async fn unpack(packed: &str) -> Result<Rc<SavedRace>, OpenError> {
    let text = files::unpack(packed).await.map_err(|_| OpenError::Link)?;
    let document = Document::from_json(&text).map_err(|_| OpenError::Link)?;
    Ok(Rc::new(document.into()))
}

/// A link to this page with a race within it, or its length if that is too much.
pub(super) async fn pack(race: &SavedRace) -> Option<Result<String, usize>> {
    let packed = files::pack(&race.document().ok()?.to_json()).await.ok()?;
    if packed.len() > LONGEST_LINK {
        return Some(Err(packed.len()));
    }
    let location = window().location();
    let [origin, path] = [location.origin(), location.pathname()].map(Result::unwrap_or_default);
    Some(Ok(
        [&origin, &path, "?", &race.query, LINK_BEGINS, &packed].concat()
    ))
}

/// Saves a race as a file; whether that worked.
pub(super) async fn export(kind: ExportKind, race: &SavedRace, texts: &SheetTexts) -> bool {
    let name = ["interleave.", kind.extension()].concat();
    let Ok(document) = race.document() else {
        return false;
    };
    let done = match kind {
        ExportKind::Json => files::save(&name, &document.to_json()),
        ExportKind::Csv => files::save(&name, &csv::to_csv(&document.recording)),
        ExportKind::Trace => files::save(&name, &chrome_trace::to_json(&document)),
        ExportKind::Svg => files::save(&name, &figure::sheet(race, texts, &colours()).0),
        ExportKind::Png => {
            let (svg, height) = figure::sheet(race, texts, &colours());
            files::save_png(&name, &svg, figure::WIDTH, height).await
        }
    };
    done.is_ok()
}

/// The colours of the page, as its theme has them.
fn colours() -> Colours {
    let root = window()
        .document()
        .and_then(|document| document.document_element());
    let style = root.and_then(|root| window().get_computed_style(&root).ok()?);
    let colour = |name: &'static str| {
        let value = style.as_ref()?.get_property_value(&format!("--{name}"));
        Some((name, value.ok()?.trim().to_owned()))
    };
    Colours(Colours::NAMES.into_iter().filter_map(colour).collect())
}
