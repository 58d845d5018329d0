//! How many rounds are run.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// How many rounds a reader asks for. In documents `"auto"`, or the number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Rounds {
    /// As many as it takes to tell the modes apart, within a time limit: see `race/rounds.rs`.
    #[default]
    Auto,
    /// This many.
    Exactly(u32),
}

/// How a query and a document write [`Rounds::Auto`].
pub const AUTO: &str = "auto";

impl Rounds {
    /// As a field's number: 0 is [`Rounds::Auto`].
    pub fn number(self) -> u32 {
        match self {
            Rounds::Auto => 0,
            Rounds::Exactly(rounds) => rounds,
        }
    }

    /// The inverse of [`Rounds::number`].
    pub fn from_number(number: u32) -> Self {
        match number {
            0 => Rounds::Auto,
            rounds => Rounds::Exactly(rounds),
        }
    }
}

impl Serialize for Rounds {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Rounds::Auto => serializer.serialize_str(AUTO),
            Rounds::Exactly(rounds) => serializer.serialize_u32(*rounds),
        }
    }
}

impl<'de> Deserialize<'de> for Rounds {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Written {
            Number(u32),
            Name(String),
        }

        match Written::deserialize(from)? {
            Written::Number(rounds) => Ok(Rounds::from_number(rounds)),
            Written::Name(name) if name == AUTO => Ok(Rounds::Auto),
            Written::Name(name) => Err(D::Error::custom(name)),
        }
    }
}
