//! Texts as data: one value for each language, with typed keys.
//!
//! [`catalogue!`] declares the keys. A language is one constant of the type that it declares, so a
//! text that is missing does not compile; [`check`](crate::catalogue) compares the languages while
//! compiling, so a text with other placeholders does not compile either.

/// A text with a number in it, in the plural categories of its language: English has two (`one` and
/// `other` in the CLDR), Chinese has one. The number stands at `$0`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Plural {
    one: Option<&'static str>,
    other: &'static str,
}

impl Plural {
    /// For a language that has one form for every number.
    pub const fn other(other: &'static str) -> Self {
        Self { one: None, other }
    }

    /// For a language that has a form for 1, and one for all other numbers.
    pub const fn one_other(one: &'static str, other: &'static str) -> Self {
        Self {
            one: Some(one),
            other,
        }
    }

    /// The text for a number, with its placeholders.
    pub fn text(&self, count: u64) -> &'static str {
        match (count, self.one) {
            (1, Some(one)) => one,
            _ => self.other,
        }
    }

    /// The text for a number, with the number in it.
    pub fn of(&self, count: u64) -> String {
        fill(self.text(count), &[&super::format::count(count)])
    }

    /// Whether Chinese and English have their categories, and the same placeholders. The form for 1 may
    /// spell the number out.
    pub const fn fits(zh: Self, en: Self) -> bool {
        let Some(one) = en.one else {
            return false;
        };
        zh.one.is_none()
            && placeholders(zh.other) == placeholders(en.other)
            && placeholders(one) | 1 == placeholders(en.other) | 1
    }
}

/// Which of `$0` to `$9` a text has, one bit for each.
///
/// # Panics
/// While compiling, if a text has a `$` without a digit, or an emphasis that does not end.
pub const fn placeholders(text: &str) -> u16 {
    let bytes = text.as_bytes();
    let (mut index, mut found, mut stars) = (0, 0, 0);
    while index < bytes.len() {
        match bytes[index] {
            b'$' => {
                index += 1;
                assert!(
                    index < bytes.len() && bytes[index].is_ascii_digit(),
                    "a $ needs a digit"
                );
                found |= 1 << (bytes[index] - b'0');
            }
            b'*' => stars += 1,
            _ => {}
        }
        index += 1;
    }
    assert!(stars % 2 == 0, "an emphasis does not end");
    found
}

/// A text with values in the places of `$0`, `$1` and so on.
pub fn fill(text: &str, values: &[&str]) -> String {
    let mut parts = text.split('$');
    let mut filled = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let place = part
            .bytes()
            .next()
            .map_or(usize::MAX, |digit| usize::from(digit.wrapping_sub(b'0')));
        debug_assert!(place < values.len(), "no value for ${place} in “{text}”");
        filled.push_str(values.get(place).copied().unwrap_or_default());
        filled.push_str(part.get(1..).unwrap_or_default());
    }
    filled
}

/// Declares the texts of a language: a struct of parts, which are structs of texts.
///
/// ```text
/// catalogue! {
///     /// The texts of a language.
///     Texts {
///         /// The header's texts.
///         header: Header {
///             /// The document's title.
///             title,
///             /// So many tasks.
///             tasks: plural,
///         }
///     }
/// }
/// const _: () = Texts::check(&zh::TEXTS, &en::TEXTS);
/// ```
///
/// A part may be declared on its own: `catalogue! { Header { title, } }`; then the language names it, as
/// `Texts { header: Header; }`.
#[macro_export]
macro_rules! catalogue {
    ($(#[$of:meta])* $Name:ident {
        $($(#[$about:meta])* $part:ident: $Part:ident {
            $($(#[$doc:meta])* $text:ident $(: $kind:ident)?,)*
        })*
    }) => {
        $crate::catalogue! {
            $(#[$of])*
            $Name {
                $($(#[$about])* $part: $Part;)*
            }
        }

        $(
            $crate::catalogue! {
                $(#[$about])*
                $Part {
                    $($(#[$doc])* $text $(: $kind)?,)*
                }
            }
        )*
    };
    ($(#[$of:meta])* $Name:ident { $($(#[$about:meta])* $part:ident: $Part:ident;)* }) => {
        $(#[$of])*
        pub struct $Name {
            /// The language.
            pub lang: $crate::model::view::Lang,
            $($(#[$about])* pub $part: $Part,)*
        }

        impl $Name {
            /// Compares the languages while compiling.
            pub(crate) const fn check(zh: &Self, en: &Self) {
                $($Part::check(&zh.$part, &en.$part);)*
            }
        }
    };
    ($(#[$about:meta])* $Part:ident { $($(#[$doc:meta])* $text:ident $(: $kind:ident)?,)* }) => {
        $(#[$about])*
        pub struct $Part {
            $($(#[$doc])* pub $text: $crate::catalogue!(@type $($kind)?),)*
        }

        impl $Part {
            /// Compares the languages while compiling.
            pub(crate) const fn check(zh: &Self, en: &Self) {
                $(
                    assert!(
                        $crate::catalogue!(@fits ($($kind)?) zh.$text, en.$text),
                        concat!(
                            stringify!($Part), ".", stringify!($text),
                            ": the languages have other placeholders or plural forms",
                        ),
                    );
                )*
            }
        }
    };
    (@type) => { &'static str };
    (@type plural) => { $crate::wording::catalogue::Plural };
    (@fits () $zh:expr, $en:expr) => {
        $crate::wording::catalogue::placeholders($zh) == $crate::wording::catalogue::placeholders($en)
    };
    (@fits (plural) $zh:expr, $en:expr) => { $crate::wording::catalogue::Plural::fits($zh, $en) };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_found_and_filled() {
        assert_eq!(placeholders("none"), 0);
        assert_eq!(placeholders("*$0* and $2, 中文$0"), 0b101);
        assert_eq!(
            fill("*$0* and $2, 中文$0", &["a", "b", "c"]),
            "*a* and c, 中文a"
        );
        assert_eq!(fill("", &[]), "");
    }

    #[test]
    fn numbers_choose_their_form() {
        let english = Plural::one_other("1 task", "$0 tasks");
        let chinese = Plural::other("$0 个任务");
        let of = |plural: Plural| [0, 1, 2, 10_000].map(|count| plural.of(count));
        assert_eq!(
            of(english),
            ["0 tasks", "1 task", "2 tasks", "10,000 tasks"]
        );
        assert_eq!(
            of(chinese),
            ["0 个任务", "1 个任务", "2 个任务", "10,000 个任务"]
        );
        assert!(Plural::fits(chinese, english));
        assert!(!Plural::fits(english, chinese));
        assert!(!Plural::fits(Plural::other("任务"), english));
        assert!(!Plural::fits(Plural::other("$0 个$1"), english));
    }
}
