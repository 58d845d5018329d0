//! Code for sharing an experiment: a link, an element or a frame for an article, Markdown. Pure: from an
//! address and an experiment.

use interleave::model::moment::Moment;
use interleave::model::query::encode;
use interleave::model::spec::Spec;
use interleave::model::view::View;

/// An experiment at an address.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shared<'s> {
    /// The page's own address, without query and fragment.
    pub(super) address: &'s str,
    /// The experiment.
    pub(super) spec: &'s Spec,
    /// How the link wants the page to be shown.
    pub(super) view: View,
    /// The fixed language and theme; without them, the lab follows the article.
    pub(super) look: View,
    /// What the experiment is called elsewhere.
    pub(super) title: &'s str,
}

impl Shared<'_> {
    /// The link that reproduces the experiment.
    pub(super) fn link(&self) -> String {
        let view = View {
            embed: false,
            run: false,
            moment: Moment::default(),
            ..self.view
        };
        self.with_query(&encode(self.spec, &view))
    }

    /// The element that `embed.js` knows, with that script.
    pub(super) fn element(&self) -> String {
        let query = encode(self.spec, &self.look);
        let attributes: String = form_urlencoded::parse(query.as_bytes())
            .map(|(key, value)| format!(" {key}=\"{}\"", escaped(&value)))
            .collect();
        let script = escaped(&format!("{}embed.js", self.folder()));
        let title = escaped(self.title);
        format!(
            "<script async src=\"{script}\"></script>\n\
             <interleave-lab title=\"{title}\"{attributes}></interleave-lab>"
        )
    }

    /// The frame, for pages that allow no scripts of other sites.
    pub(super) fn frame(&self) -> String {
        let view = View {
            embed: true,
            ..self.look
        };
        let address = escaped(&self.with_query(&encode(self.spec, &view)));
        let title = escaped(self.title);
        format!(
            "<iframe src=\"{address}\" title=\"{title}\" width=\"100%\" height=\"640\" \
             style=\"border:0\" loading=\"lazy\" allow=\"cross-origin-isolated\"></iframe>"
        )
    }

    /// The link in Markdown.
    pub(super) fn markdown(&self) -> String {
        let mut title = String::new();
        for letter in self.title.chars() {
            if matches!(letter, '[' | ']' | '\\') {
                title.push('\\');
            }
            title.push(letter);
        }
        format!("[{title}]({})", self.link())
    }

    fn with_query(&self, query: &str) -> String {
        match query {
            "" => self.address.to_owned(),
            query => format!("{}?{query}", self.address),
        }
    }

    /// The folder that the page is in.
    fn folder(&self) -> &str {
        let end = self.address.rfind('/').map_or(0, |slash| slash + 1);
        &self.address[..end]
    }
}

/// Who can follow a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reach {
    /// Others, as far as this page knows.
    Others,
    /// Only this machine: the address is its own name for itself, as `localhost`.
    ThisMachine,
    /// Only this machine: the address is a file's.
    File,
}

/// Who can follow a link to this address.
pub(super) fn reach(address: &str) -> Reach {
    let Some((scheme, rest)) = address.split_once("://") else {
        return Reach::Others;
    };
    if scheme == "file" {
        return Reach::File;
    }
    let host = rest.split('/').next().unwrap_or_default();
    let host = match host.rsplit_once(':') {
        // Colons within brackets belong to the address.
        Some((host, port)) if !port.contains(']') => host,
        _ => host,
    };
    let is_local = host == "localhost"
        || host.ends_with(".localhost")
        || host.starts_with("127.")
        || matches!(host, "[::1]" | "0.0.0.0");
    match is_local {
        true => Reach::ThisMachine,
        false => Reach::Others,
    }
}

/// A text as it is written in HTML.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            letter => escaped.push(letter),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;
    use interleave::model::preset::Preset;
    use interleave::model::view::{Lang, Theme};

    fn spec() -> Spec {
        Spec {
            n: 7,
            ..Preset::Sleeps.spec()
        }
    }

    fn shared<'s>(spec: &'s Spec, title: &'s str) -> Shared<'s> {
        Shared {
            address: "https://example.org/lab/",
            spec,
            view: View {
                lang: Some(Lang::En),
                theme: Some(Theme::Contrast),
                ..View::default()
            },
            look: View::default(),
            title,
        }
    }

    #[test]
    fn a_link_is_shown_as_this_page_is_and_does_not_start_by_itself() {
        let spec = spec();
        let mut shared = shared(&spec, "");
        shared.view.run = true;
        shared.view.embed = true;
        let link = shared.link();
        let query = link.strip_prefix("https://example.org/lab/?");
        let query = query.expect("it has a query");
        for part in ["n=7", "lang=en", "theme=contrast"] {
            assert!(query.split('&').any(|pair| pair == part), "{query}");
        }
        assert!(
            !query.contains("run") && !query.contains("embed"),
            "{query}"
        );
        let plain = Shared {
            spec: &Preset::Sleeps.spec(),
            view: View::default(),
            ..shared
        };
        assert_eq!(plain.link(), "https://example.org/lab/");
    }

    #[test]
    fn what_is_embedded_follows_the_article_unless_chosen_otherwise() {
        let spec = spec();
        let mut shared = shared(&spec, "A lab");
        let texts = |shared: Shared<'_>| shared.element() + &shared.frame();
        let follows = texts(shared);
        assert!(
            !follows.contains("theme") && !follows.contains("lang"),
            "{follows}"
        );
        assert!(
            follows.contains(" n=\"7\"") && follows.contains("embed=1"),
            "{follows}"
        );
        shared.look = shared.view;
        let keeps = texts(shared);
        for part in [
            " lang=\"en\"",
            " theme=\"contrast\"",
            "lang=en&amp;theme=contrast&amp;embed=1",
        ] {
            assert!(keeps.contains(part), "{part} in {keeps}");
        }
    }

    #[test]
    fn no_title_breaks_out_of_what_is_pasted() {
        let spec = spec();
        let shared = shared(&spec, "A \"lab\" & <i> [x] \\");
        let title = " title=\"A &quot;lab&quot; &amp; &lt;i&gt; [x] \\\"";
        for text in [shared.element(), shared.frame()] {
            assert!(text.contains(title), "{text}");
        }
        assert!(
            shared
                .markdown()
                .starts_with("[A \"lab\" & <i> \\[x\\] \\\\](https://example.org/lab/?"),
        );
    }

    #[test]
    fn the_script_is_beside_the_page() {
        let spec = spec();
        for address in [
            "https://example.org/lab/",
            "https://example.org/lab/index.html",
        ] {
            let shared = Shared {
                address,
                ..shared(&spec, "")
            };
            let begin = "<script async src=\"https://example.org/lab/embed.js\">";
            assert!(shared.element().starts_with(begin), "{address}");
        }
    }

    #[test]
    fn an_address_of_this_machine_is_known() {
        for (address, expected) in [
            ("https://example.org/lab/", Reach::Others),
            ("http://192.168.0.7:8000/", Reach::Others),
            ("https://localhost.example.org/", Reach::Others),
            ("http://localhost:8000/", Reach::ThisMachine),
            ("http://a.localhost/lab/", Reach::ThisMachine),
            ("http://127.0.0.1:8000/", Reach::ThisMachine),
            ("http://[::1]:8000/", Reach::ThisMachine),
            ("http://[2001:db8::1]/", Reach::Others),
            ("file:///home/ada/dist/index.html", Reach::File),
        ] {
            assert_eq!(reach(address), expected, "{address}");
        }
    }
}
