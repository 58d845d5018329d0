//! Which files and folders of the finished page are named after their content. Browsers may keep
//! those for ever.

/// The prefix of an engine's folder.
const ENGINE: &str = "engine-";
/// How many digits of its content's hash follow: 48 bits, so that two engines in one browser's cache
/// never have the same name by chance.
const ENGINE_DIGITS: usize = 12;

/// The name of the engine's folder whose content has this hash.
pub(crate) fn engine_folder(hash: &str) -> String {
    format!("{ENGINE}{}", &hash[..ENGINE_DIGITS])
}

/// Whether a folder's name is an engine's.
#[must_use]
pub fn is_engine_folder(name: &str) -> bool {
    name.strip_prefix(ENGINE).is_some_and(|hash| {
        hash.len() == ENGINE_DIGITS && hash.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
    })
}

/// The engine's folder that a path, which starts with a slash, leads into.
pub(crate) fn engine_folder_of(path: &str) -> Option<&str> {
    let (folder, _) = path.strip_prefix('/')?.split_once('/')?;
    is_engine_folder(folder).then_some(folder)
}

/// Whether a file, whose path starts with a slash, is in an engine's folder or has Trunk's hash in
/// its name: 16 digits, without leading zeros.
pub(crate) fn is_named_by_content(path: &str) -> bool {
    if engine_folder_of(path).is_some() {
        return true;
    }
    let name = path.rsplit('/').next().unwrap_or_default();
    name.split('-').skip(1).any(|part| {
        let digits = part.bytes().take_while(u8::is_ascii_hexdigit).count();
        (12..=16).contains(&digits) && matches!(part.as_bytes().get(digits), Some(b'.' | b'_'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files;

    #[test]
    fn a_folder_is_named_after_its_content() {
        let name = engine_folder(&files::hash(b"abc"));
        assert_eq!(name, "engine-ba7816bf8f01");
        assert!(is_engine_folder(&name));
    }

    #[test]
    fn other_folders_are_not_engines() {
        for name in [
            "engine",
            "engine-",
            "engine-ba7816bf8f0",
            "engine-../../../..",
            "css",
        ] {
            assert!(!is_engine_folder(name), "{name}");
        }
    }

    #[test]
    fn a_hash_in_a_name_is_seen() {
        for path in [
            "/css/page-0123456789abcdef.css",
            "/board-38e1a8f5ec1caba.css",
            "/interleave-web-0123456789abcdef_bg.wasm",
            "/engine-ba7816bf8f01/worker.js",
        ] {
            assert!(is_named_by_content(path), "{path}");
        }
        for path in ["/", "/index.html", "/sw.js", "/css/page-0123456789.css"] {
            assert!(!is_named_by_content(path), "{path}");
        }
    }
}
