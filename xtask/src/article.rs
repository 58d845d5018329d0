//! Makes the article and the worksheets from their templates in `www/article/`.
//!
//! A template says `{{name}}` where the lesson's experiments, programs and numbers belong; the page's own
//! program prints those. Deliberately knows none of them itself: what a template asks for and nobody has is
//! an error.

use std::collections::BTreeMap;
use std::path::Path;

use crate::error::{Error, Result};
use crate::files;

/// The folder of the article in the finished page, with a slash at its end.
pub const FOLDER: &str = "article/";
/// The folder of the templates, below `www/`.
const TEMPLATES: &str = "article";
/// What all of its pages have around their text.
const FRAME: &str = "frame.html";
/// The languages: in the list, in documents, and that of the other one.
const LANGS: [(&str, &str); 2] = [("zh", "zh-CN"), ("en", "en")];
/// The pages: the file of each language, and the template.
const PAGES: [([&str; 2], &str); 3] = [
    (["index.html", "en.html"], "article"),
    (["worksheet.zh.html", "worksheet.en.html"], "worksheet"),
    (["answers.zh.html", "answers.en.html"], "answers"),
];

/// What stands for each placeholder, by language and name.
#[derive(Debug, Default)]
pub struct Placeholders(BTreeMap<(String, String), String>);

impl Placeholders {
    /// From the lines that the page's program prints: language, name, HTML.
    #[must_use]
    pub fn parse(list: &str) -> Option<Self> {
        let line = |line: &str| {
            let mut fields = line.splitn(3, '\t');
            let [lang, name, html] = [(); 3].map(|()| fields.next());
            Some(((lang?.to_owned(), name?.to_owned()), unescaped(html?)))
        };
        list.lines().map(line).collect::<Option<_>>().map(Self)
    }

    fn get(&self, lang: &str, name: &str) -> Option<&str> {
        let key = (lang.to_owned(), name.to_owned());
        self.0.get(&key).map(String::as_str)
    }
}

/// A line's HTML, with its line breaks.
fn unescaped(html: &str) -> String {
    let mut text = String::new();
    let mut rest = html.chars();
    while let Some(c) = rest.next() {
        match (c, c == '\\') {
            (_, true) => text.push(if rest.next() == Some('n') { '\n' } else { '\\' }),
            (c, false) => text.push(c),
        }
    }
    text
}

/// What is the same on every page.
#[derive(Clone, Copy, Debug)]
pub struct Around<'a> {
    /// The name of the style sheet's file.
    pub styles: &'a str,
    /// The name of the script's file.
    pub script: &'a str,
    /// The policy, for hosts that send none.
    pub policy: &'a str,
}

/// The article and the worksheets: their names and contents.
///
/// # Errors
/// When a template is missing, or asks for something that nobody has.
pub fn pages(
    www: &Path,
    placeholders: &Placeholders,
    around: Around,
) -> Result<Vec<(String, String)>> {
    let mut pages = Vec::new();
    let frame = www.join(TEMPLATES).join(FRAME);
    for (names, template) in PAGES {
        for (at, (lang, document_lang)) in LANGS.into_iter().enumerate() {
            let path = www.join(TEMPLATES).join(format!("{template}.{lang}.html"));
            let text = files::read_text(&path)?;
            let (head, body) = text.split_once("\n---\n").ok_or_else(|| Error::Content {
                path: path.clone(),
                problem: "it must begin with its title and its description, a line each, and a line `---`."
                    .to_owned(),
            })?;
            let (title, description) = head.split_once('\n').unwrap_or((head, ""));
            let body = fill(&path, body, |name| placeholders.get(lang, name))?;
            let page = fill(&frame, &files::read_text(&frame)?, |name| {
                Some(match name {
                    "lang" => document_lang,
                    "title" => title,
                    "description" => description,
                    "other lang" => LANGS[1 - at].1,
                    "other" => names[1 - at],
                    "kind" => template,
                    "styles" => around.styles,
                    "script" => around.script,
                    "policy" => around.policy,
                    "body" => &body,
                    _ => return None,
                })
            })?;
            pages.push((format!("{FOLDER}{}", names[at]), page));
        }
    }
    Ok(pages)
}

/// A template with each placeholder replaced.
fn fill<'v>(
    path: &Path,
    template: &str,
    value: impl Fn(&str) -> Option<&'v str>,
) -> Result<String> {
    let mut filled = String::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once("{{") {
        filled.push_str(before);
        let unknown = |name: &str| Error::Content {
            path: path.to_owned(),
            problem: format!("nothing is known for the placeholder {{{{{name}}}}}."),
        };
        let (name, behind) = after
            .split_once("}}")
            .ok_or_else(|| unknown(after.lines().next().unwrap_or_default()))?;
        filled.push_str(value(name).ok_or_else(|| unknown(name))?);
        rest = behind;
    }
    filled.push_str(rest);
    Ok(filled)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::Scratch;

    const AROUND: Around = Around {
        styles: "a.css",
        script: "a.js",
        policy: "default-src 'none'",
    };

    /// Templates of which the article is this one.
    fn templates(name: &str, article: &str) -> Scratch {
        let scratch = Scratch::new(name).unwrap();
        let write = |file: &str, text: &str| {
            let path = scratch.path().join("article").join(file);
            files::write_if_changed(&path, text).unwrap();
        };
        for lang in ["zh", "en"] {
            write(&format!("article.{lang}.html"), article);
            for other in ["worksheet", "answers"] {
                write(&format!("{other}.{lang}.html"), "T\nD\n---\n");
            }
        }
        write(
            "frame.html",
            "<html lang=\"{{lang}}\"><title>{{title}}</title>{{body}}{{other}}",
        );
        scratch
    }

    #[test]
    fn a_page_is_made_in_each_language() {
        let list = "zh\ttime a\t5 秒\\n\\\\\nen\ttime a\t5 s\n";
        let placeholders = Placeholders::parse(list).unwrap();
        let www = templates("article", "Title\nAbout\n---\n<p>{{time a}}</p>");
        let pages = pages(www.path(), &placeholders, AROUND).unwrap();
        assert_eq!(pages.len(), 6);
        assert_eq!(pages[0].0, "article/index.html");
        assert_eq!(
            pages[0].1,
            "<html lang=\"zh-CN\"><title>Title</title><p>5 秒\n\\</p>en.html"
        );
        assert_eq!(
            pages[1].1,
            "<html lang=\"en\"><title>Title</title><p>5 s</p>index.html"
        );
    }

    #[test]
    fn a_placeholder_that_nobody_knows_is_named_with_its_template() {
        let www = templates("unknown", "T\nD\n---\n<p>{{time nonsense}}</p>");
        let made = pages(www.path(), &Placeholders::default(), AROUND);
        let message = made.unwrap_err().to_string();
        assert!(message.contains("article.zh.html"), "{message}");
        assert!(
            message.contains("the placeholder {{time nonsense}}"),
            "{message}"
        );
        let www = templates("open", "T\nD\n---\n<p>{{time\n</p>");
        let made = pages(www.path(), &Placeholders::default(), AROUND);
        assert!(made.unwrap_err().to_string().contains("{{time}}"));
    }

    #[test]
    fn a_list_with_a_line_that_is_none_is_noticed() {
        assert!(Placeholders::parse("zh\tonly a name\n").is_none());
    }

    /// The elements of a page that both languages must have, in their order.
    fn structure(page: &str) -> Vec<String> {
        let elements = page.split('<').skip(1).filter_map(|tag| {
            let name = tag.split(['>', ' ', '\n']).next()?;
            let counts = [
                "h1",
                "h2",
                "h3",
                "figure",
                "pre",
                "ul",
                "ol",
                "li",
                "table",
                "tr",
                "blockquote",
            ];
            counts.contains(&name).then(|| name.to_owned())
        });
        elements.collect()
    }

    /// The placeholders of a template, in their order.
    fn asked(template: &str) -> Vec<&str> {
        let parts = template.split("{{").skip(1);
        parts
            .filter_map(|part| part.split_once("}}"))
            .map(|(name, _)| name)
            .collect()
    }

    /// The links to other places.
    fn sources(template: &str) -> Vec<&str> {
        let mut links: Vec<&str> = template
            .split("href=\"https://")
            .skip(1)
            .filter_map(|part| part.split_once('"'))
            .map(|(link, _)| link)
            .collect();
        links.sort_unstable();
        links
    }

    #[test]
    fn both_languages_have_the_same_structure_placeholders_and_sources() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../www/article");
        for (_, template) in PAGES {
            let [zh, en] = ["zh", "en"].map(|lang| {
                files::read_text(&folder.join(format!("{template}.{lang}.html"))).unwrap()
            });
            assert_eq!(structure(&zh), structure(&en), "{template}");
            assert_eq!(asked(&zh), asked(&en), "{template}");
            assert_eq!(sources(&zh), sources(&en), "{template}");
        }
    }
}
