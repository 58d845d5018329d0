//! The reader's code for the class: what was guessed and found in a step, to be sent to the teacher.

use web_sys::HtmlElement;
use yew::prelude::*;

use crate::component::copy::CopyButton;
use crate::component::share::{LinkCode, QrFigure};
use crate::i18n::Texts;

/// What [`ClassCodeBox`] shows.
#[derive(Properties, PartialEq)]
pub(super) struct ClassCodeBoxProps {
    /// The texts.
    pub texts: &'static Texts,
    /// The code.
    pub code: AttrValue,
    /// The QR code that was made last.
    pub qr: LinkCode,
    /// Asks for the QR code of a text.
    pub want_qr: Callback<String>,
}

/// The code, folded: as text, and as a QR code.
#[component]
pub(super) fn ClassCodeBox(props: &ClassCodeBoxProps) -> Html {
    let ClassCodeBoxProps { texts, code, .. } = props;
    let words = &texts.lesson;
    let open = use_state_eq(|| false);
    use_effect_with(
        (*open, code.to_string(), props.want_qr.clone()),
        |(open, code, want)| {
            if *open {
                want.emit(code.clone());
            }
        },
    );
    let ontoggle = {
        let open = open.clone();
        move |event: Event| {
            let details: HtmlElement = event.target_unchecked_into();
            open.set(details.has_attribute("open"));
        }
    };
    let text = code.to_string();
    html! {
        <details class="more class-code" {ontoggle}>
            <summary>{words.class_code}</summary>
            <p class="note">{words.class_code_about}</p>
            <code data-class-code="">{code}</code>
            <CopyButton
                action="copy-class-code" label={texts.header.share_copy} text={Callback::from(move |()| text.clone())}
                copied={texts.header.share_copied} not_copied={texts.header.not_copied}
            />
            if *open {
                <QrFigure {texts} code={props.qr.clone()} link={code} caption={words.class_code_scan} />
            }
        </details>
    }
}
