//! What coroutines do with a call that blocks.

use std::fmt;

use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use strum::{EnumCount, EnumString, IntoStaticStr, VariantArray};

use super::variants::named;

/// What coroutines do with a call that blocks.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    Hash,
    EnumCount,
    EnumString,
    IntoStaticStr,
    VariantArray,
)]
pub enum Blocking {
    /// They have none: they await.
    #[default]
    #[strum(serialize = "0")]
    None,
    /// They call it themselves, and block the event loop.
    #[strum(serialize = "1")]
    EventLoop,
    /// They leave it to a pool of threads, by `asyncio.to_thread`.
    #[strum(serialize = "thread")]
    Thread,
}

named! { Blocking,
    /// All of it.
    ALL,
    /// Its name in queries.
    name,
    /// What has that name.
    from_name,
}

// Documents had a yes or no here before there were threads.
impl Serialize for Blocking {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self {
            Blocking::None => to.serialize_bool(false),
            Blocking::EventLoop => to.serialize_bool(true),
            Blocking::Thread => to.serialize_str(self.name()),
        }
    }
}

impl<'de> Deserialize<'de> for Blocking {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Written;
        impl Visitor<'_> for Written {
            type Value = Blocking;

            fn expecting(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
                to.write_str("a yes or no, or \"thread\"")
            }

            fn visit_bool<E: Error>(self, blocks: bool) -> Result<Blocking, E> {
                Ok(match blocks {
                    true => Blocking::EventLoop,
                    false => Blocking::None,
                })
            }

            fn visit_str<E: Error>(self, name: &str) -> Result<Blocking, E> {
                Blocking::from_name(name).ok_or_else(|| E::custom(name))
            }
        }
        from.deserialize_any(Written)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_have_a_yes_or_no_or_a_name() {
        for (blocking, text) in Blocking::ALL
            .into_iter()
            .zip(["false", "true", "\"thread\""])
        {
            assert_eq!(serde_json::to_string(&blocking).expect("it is one"), text);
            let read: Blocking = serde_json::from_str(text).expect("it is one");
            assert_eq!(read, blocking);
        }
        assert!(serde_json::from_str::<Blocking>("\"fibre\"").is_err());
    }
}
