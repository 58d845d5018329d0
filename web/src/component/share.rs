//! The dialog for sharing an experiment: as a link, as a QR code for the projector, and as code for an
//! article.

mod embed_code;

use std::rc::Rc;

use interleave::model::moment::Moment;
use interleave::model::spec::Spec;
use interleave::model::view::{Lang, Theme, View};
use web_sys::{HtmlDialogElement, HtmlInputElement};
use yew::prelude::*;

use self::embed_code::{Reach, Shared, reach};
use super::CopyButton;
use super::export::race_link;
use crate::documents::QrCode;
use crate::i18n::{Header, Label, Texts};
use crate::state::{Asked, Link};

/// A link as a QR code; none within if it is too long for one.
pub(crate) type LinkCode = Asked<String, Option<Rc<QrCode>>>;

/// What [`Share`] shows.
#[derive(Properties, PartialEq)]
pub(crate) struct ShareProps {
    /// The texts.
    pub texts: &'static Texts,
    /// The experiment in the form.
    pub spec: Rc<Spec>,
    /// How the page's own address wants it to be shown.
    pub view: View,
    /// The theme in use.
    pub theme: Theme,
    /// The page's own address, without query and fragment.
    pub address: AttrValue,
    /// What the experiment is called here.
    pub title: AttrValue,
    /// Whether the form has a corpus of the reader's own, which no link carries.
    pub own_corpus: bool,
    /// What is on the board of a race that can be exported, if there is one.
    pub moment: Option<Moment>,
    /// The state of the link with that race in it.
    pub link: Link,
    /// Makes that link.
    pub make_link: Callback<()>,
    /// The QR code that was made last.
    pub code: LinkCode,
    /// Asks for the QR code of a link.
    pub want_code: Callback<String>,
}

/// The button that opens the dialog, and the dialog.
#[component]
pub(crate) fn Share(props: &ShareProps) -> Html {
    let is_open = use_state_eq(|| false);
    let onclick = {
        let is_open = is_open.clone();
        move |_: MouseEvent| is_open.set(true)
    };
    let on_close = {
        let is_open = is_open.clone();
        Callback::from(move |()| is_open.set(false))
    };
    let ShareProps {
        texts,
        view,
        theme,
        own_corpus,
        moment,
        ..
    } = *props;
    html! {
        <>
            <button
                type="button" class="quiet elsewhere" data-action="elsewhere"
                aria-haspopup="dialog" {onclick}
            >
                {texts.header.elsewhere}
            </button>
            if *is_open {
                <Dialog
                    {texts} spec={Rc::clone(&props.spec)} {view} {theme} {own_corpus}
                    address={props.address.clone()} title={props.title.clone()} {on_close}
                    code={props.code.clone()} want_code={&props.want_code}
                    {moment} link={props.link.clone()} make_link={&props.make_link}
                />
            }
        </>
    }
}

/// What [`Dialog`] shows: see [`ShareProps`].
#[derive(Properties, PartialEq)]
struct DialogProps {
    texts: &'static Texts,
    spec: Rc<Spec>,
    view: View,
    theme: Theme,
    address: AttrValue,
    title: AttrValue,
    own_corpus: bool,
    moment: Option<Moment>,
    link: Link,
    make_link: Callback<()>,
    code: LinkCode,
    want_code: Callback<String>,
    on_close: Callback<()>,
}

const HEADING: &str = "share-heading";

/// The light margin that cameras want around a QR code, in modules.
const MARGIN: usize = 4;

#[component]
fn Dialog(props: &DialogProps) -> Html {
    let (texts, words) = (props.texts, &props.texts.header);
    let title = use_state_eq(|| props.title.to_string());
    let keeps_look = use_state_eq(|| false);
    let root = use_node_ref();
    use_effect_with((), {
        let root = root.clone();
        move |()| {
            if let Some(dialog) = root.cast::<HtmlDialogElement>() {
                // It is in the document, but not open yet.
                let _ = dialog.show_modal();
            }
        }
    });
    let shared = Shared {
        address: &props.address,
        spec: &props.spec,
        view: props.view,
        look: match *keeps_look {
            true => look(texts.lang, props.theme),
            false => View::default(),
        },
        title: &title,
    };
    let link = shared.link();
    use_effect_with((link.clone(), props.want_code.clone()), |(link, want)| {
        want.emit(link.clone())
    });
    let warning = warning(&props.address, words);

    let on_title = {
        let title = title.clone();
        move |event: InputEvent| {
            let input: HtmlInputElement = event.target_unchecked_into();
            title.set(input.value());
        }
    };
    let on_look = {
        let keeps_look = keeps_look.clone();
        move |event: Event| {
            let input: HtmlInputElement = event.target_unchecked_into();
            keeps_look.set(input.checked());
        }
    };
    let close = {
        let root = root.clone();
        move |_: MouseEvent| {
            // This fires `close`, as Esc does.
            if let Some(dialog) = root.cast::<HtmlDialogElement>() {
                dialog.close();
            }
        }
    };
    let onclose = props.on_close.reform(|_: Event| ());
    let given = |[kind, action, label, rows]: [&'static str; 4], text: String| {
        let copy = {
            let text = text.clone();
            Callback::from(move |()| text.clone())
        };
        html! {
            <div class="given">
                <label>
                    {label}
                    <textarea readonly=true {rows} data-share={kind} value={text} />
                </label>
                <CopyButton
                    {action} label={words.share_copy} text={copy}
                    copied={words.share_copied} not_copied={words.not_copied}
                />
            </div>
        }
    };
    html! {
        <dialog ref={root} class="share" aria-labelledby={HEADING} {onclose}>
            <h2 id={HEADING}>{words.share_heading}</h2>
            <div class="ways">
                {given(["link", "copy-link", words.share_link, "2"], link.clone())}
                if let Some(warning) = warning {
                    <p class="warning" data-warning="reach">{warning}</p>
                }
                if props.own_corpus {
                    <p class="warning">{texts.label(Label::CorpusLeftOut)}</p>
                }
                if let Some(moment) = props.moment {
                    <div class="take">
                        {race_link(texts, &props.make_link, &props.link, &moment)}
                    </div>
                }
                <label>
                    {words.share_name}
                    <input type="text" value={(*title).clone()} oninput={on_title} />
                </label>
                {given(["element", "copy-element", words.share_element, "3"], shared.element())}
                {given(["frame", "copy-frame", words.share_frame, "3"], shared.frame())}
                <label class="option">
                    <input type="checkbox" data-action="keep-look" checked={*keeps_look} onchange={on_look} />
                    {words.share_look}
                </label>
                {given(["markdown", "copy-markdown", words.share_markdown, "1"], shared.markdown())}
            </div>
            <QrFigure {texts} code={props.code.clone()} {link} caption={words.share_code} />
            <div class="end">
                <button type="button" class="quiet" data-action="close-share" onclick={close}>
                    {words.close}
                </button>
            </div>
        </dialog>
    }
}

/// Why others cannot follow a link to this address, if they cannot.
pub(super) fn warning(address: &str, words: &Header) -> Option<&'static str> {
    match reach(address) {
        Reach::Others => None,
        Reach::ThisMachine => Some(words.share_this_machine),
        Reach::File => Some(words.share_file),
    }
}

/// What [`QrFigure`] shows.
#[derive(Properties, PartialEq)]
pub(crate) struct QrFigureProps {
    /// The texts.
    pub texts: &'static Texts,
    /// The QR code that was made last.
    pub code: LinkCode,
    /// The link.
    pub link: AttrValue,
    /// What stands below it.
    pub caption: &'static str,
}

/// The QR code of a link. Until it is made, an empty square keeps its place; a link that is too long has
/// none.
#[component]
pub(crate) fn QrFigure(props: &QrFigureProps) -> Html {
    let (made, words, caption) = (&props.code, &props.texts.header, props.caption);
    let (side, path) = match made.to(&props.link.to_string()) {
        Some(Some(code)) => (code.side + 2 * MARGIN, Some(code.path.clone())),
        Some(None) => return Html::default(),
        None if made.has_failed() => {
            return html! { <p class="problem" role="alert">{words.share_no_code}</p> };
        }
        None => (1, None),
    };
    html! {
        <figure>
            <svg
                viewBox={format!("-{MARGIN} -{MARGIN} {side} {side}")} role="img"
                aria-label={caption}
            >
                if let Some(path) = path {
                    <path d={path} />
                }
            </svg>
            <figcaption>{caption}</figcaption>
        </figure>
    }
}

/// The language and the theme of this page.
fn look(lang: Lang, theme: Theme) -> View {
    View {
        lang: Some(lang),
        theme: Some(theme),
        ..View::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::texts;
    use futures_executor::block_on;
    use interleave::model::view::Lang;

    fn dialog(code: LinkCode) -> String {
        let dialog = move || DialogProps {
            texts: texts(Lang::En),
            spec: Rc::default(),
            view: View::default(),
            theme: Theme::Light,
            address: "https://example.org/lab/".into(),
            title: AttrValue::default(),
            own_corpus: false,
            moment: None,
            link: Link::Unasked,
            make_link: Callback::noop(),
            code,
            want_code: Callback::noop(),
            on_close: Callback::noop(),
        };
        let page = yew::LocalServerRenderer::<Dialog>::with_props(dialog());
        block_on(page.hydratable(false).render())
    }

    #[test]
    fn only_the_code_of_this_very_link_is_shown() {
        let link = |address: &str| address.to_owned();
        let mut code = LinkCode::default();
        let made = dialog(code.clone());
        // The empty square is there already.
        assert!(made.contains("<svg") && !made.contains("<path"), "{made}");
        for (address, is_shown) in [
            ("https://example.org/lab/?n=1", false),
            ("https://example.org/lab/", true),
        ] {
            code.ask(link(address));
            code.receive(link(address), Some(QrCode::of(address).map(Rc::new)));
            assert_eq!(
                dialog(code.clone()).contains("<path"),
                is_shown,
                "{address}"
            );
        }
        code.ask(link("x"));
        code.receive(link("x"), None);
        code.ask(link("https://example.org/lab/"));
        code.receive(link("https://example.org/lab/"), Some(None));
        let none = dialog(code);
        assert!(
            !none.contains("<svg") && !none.contains("problem"),
            "{none}"
        );
    }

    #[test]
    fn a_code_that_could_not_be_made_shows_a_message() {
        let mut code = LinkCode::default();
        let link = "https://example.org/lab/".to_owned();
        code.ask(link.clone());
        code.receive(link, None);
        let told = dialog(code);
        assert!(told.contains(texts(Lang::En).header.share_no_code) && !told.contains("<svg"));
    }
}
