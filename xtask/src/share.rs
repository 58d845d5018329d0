//! The preview of a link where people send it: a title, a sentence, a picture.
//!
//! Messengers read the tags of a page without running it. So each experiment, and each step of the lesson, has its
//! own small page in each language, which leads on to the real one at once, also without scripts. Deliberately contains no
//! texts: the page prints its own.

use crate::error::{Error, Result};

/// The environment variable with the page's address. Pictures need it: their tags contain the full
/// address, which only the host knows.
pub const ADDRESS: &str = "INTERLEAVE_URL";
/// The folder of the small pages, with a slash at its end.
pub const FOLDER: &str = "share/";
/// The picture, 1200 by 630.
pub const PICTURE: &str = "card.png";
/// How many fields a line of the page's list has.
const FIELDS: usize = 6;

/// The page's address from the environment, with a slash at its end; none if it is not set.
///
/// # Errors
/// When it is not the address of a page.
pub fn address(said: Option<String>) -> Result<Option<String>> {
    let Some(said) = said.filter(|said| !said.is_empty()) else {
        return Ok(None);
    };
    let is_address = (said.starts_with("https://") || said.starts_with("http://"))
        && said.bytes().all(|b| matches!(b, b'!'..=b'~'))
        && !said.contains(['"', '<', '>', '?', '#']);
    if !is_address {
        return Err(Error::Usage(format!(
            "{ADDRESS} is `{said}`. It must be the URL of a folder, for example \
             https://example.org/lab/."
        )));
    }
    Ok(Some(format!("{}/", said.trim_end_matches('/'))))
}

/// The tags that need an address: of the page at this path below it. None without an address.
#[must_use]
pub fn tags(address: Option<&str>, path: &str) -> String {
    let Some(address) = address else {
        return String::new();
    };
    let tag =
        |name: &str, value: &str| format!("<meta property=\"og:{name}\" content=\"{value}\">");
    [
        tag("url", &escaped(&format!("{address}{path}"))),
        tag("image", &escaped(&format!("{address}{PICTURE}"))),
        tag("image:width", "1200"),
        tag("image:height", "630"),
    ]
    .join("\n    ")
}

/// The small pages: their names and contents. `list` is what the page prints of its experiments and steps, a
/// line each: name, language, query, title, sentence, and the page's title.
#[must_use]
pub fn pages(list: &str, address: Option<&str>) -> Option<Vec<(String, String)>> {
    list.lines()
        .map(|line| {
            let fields: Vec<String> = line.split('\t').map(escaped).collect();
            let fields: [String; FIELDS] = fields.try_into().ok()?;
            let file = format!("{FOLDER}{}.{}.html", fields[0], fields[1]);
            let page = page(&fields, &tags(address, &file));
            Some((file, page))
        })
        .collect()
}

fn page([_, lang, query, title, about, site]: &[String; FIELDS], tags: &str) -> String {
    let locale = match lang.as_str() {
        "zh" => "zh_CN",
        _ => "en_US",
    };
    let target = format!("../?{query}&amp;lang={lang}");
    format!(
        "<!doctype html>
<html lang=\"{lang}\">
  <head>
    <meta charset=\"utf-8\">
    <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">
    <meta name=\"color-scheme\" content=\"light dark\">
    <meta http-equiv=\"refresh\" content=\"0; url={target}\">
    <title>{title} · {site}</title>
    <meta name=\"description\" content=\"{about}\">
    <meta property=\"og:type\" content=\"website\">
    <meta property=\"og:site_name\" content=\"{site}\">
    <meta property=\"og:title\" content=\"{title}\">
    <meta property=\"og:description\" content=\"{about}\">
    <meta property=\"og:locale\" content=\"{locale}\">
    <meta name=\"twitter:card\" content=\"summary_large_image\">
    {tags}
  </head>
  <body>
    <h1><a href=\"{target}\">{title}</a></h1>
    <p>{about}</p>
  </body>
</html>
"
    )
}

/// A text as it stands in an attribute.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('"', "&quot;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIST: &str = "pi\tzh\tpreset=pi\t用所有核心计算 π\t纯计算。\tInterleave 并发实验台\n\
                        pi\ten\tpreset=pi\tπ on \"all\" cores\tOnly a < b & c.\tInterleave: a lab\n";

    #[test]
    fn each_experiment_has_a_page_in_each_language_that_leads_to_it() {
        let pages = pages(LIST, None).unwrap();
        let names: Vec<&str> = pages.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["share/pi.zh.html", "share/pi.en.html"]);
        let (_, page) = &pages[1];
        for part in [
            "<html lang=\"en\">",
            "content=\"0; url=../?preset=pi&amp;lang=en\"",
            "<a href=\"../?preset=pi&amp;lang=en\">",
            "<meta property=\"og:title\" content=\"π on &quot;all&quot; cores\">",
            "<meta property=\"og:description\" content=\"Only a &lt; b &amp; c.\">",
            "<meta property=\"og:locale\" content=\"en_US\">",
        ] {
            assert!(page.contains(part), "{part} in {page}");
        }
        assert!(pages[0].1.contains("content=\"zh_CN\""));
        assert!(!page.contains("og:image") && !page.contains("og:url"));
    }

    #[test]
    fn only_an_address_makes_pictures_possible() {
        let pages = pages(LIST, Some("https://example.org/lab/")).unwrap();
        for part in [
            "<meta property=\"og:url\" content=\"https://example.org/lab/share/pi.zh.html\">",
            "<meta property=\"og:image\" content=\"https://example.org/lab/card.png\">",
        ] {
            assert!(pages[0].1.contains(part), "{part} in {}", pages[0].1);
        }
    }

    #[test]
    fn a_malformed_list_is_an_error() {
        assert_eq!(pages("pi\tzh\ttitle\n", None), None);
    }

    #[test]
    fn an_address_is_a_folders() {
        let of = |said: &str| address(Some(said.to_owned()));
        assert_eq!(address(None).unwrap(), None);
        assert_eq!(of("").unwrap(), None);
        let lab = Some("https://example.org/lab/".to_owned());
        assert_eq!(of("https://example.org/lab").unwrap(), lab);
        assert_eq!(of("https://example.org/lab/").unwrap(), lab);
        for wrong in ["example.org", "https://a/?b", "https://a/\"><script>"] {
            assert!(of(wrong).is_err(), "{wrong}");
        }
    }
}
