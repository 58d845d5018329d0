//! A queue by which processes hand over their results: when it is read, and what its pipe holds.

use serde::{Deserialize, Serialize};
use strum::{EnumCount, EnumString, IntoStaticStr, VariantArray};

use super::api::{Api, Call};
use super::spec::Spec;
use super::variants::named;

/// What the main thread does first.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    Hash,
    Serialize,
    Deserialize,
    EnumCount,
    EnumString,
    IntoStaticStr,
    VariantArray,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum QueueOrder {
    /// It joins the processes, then reads the queue.
    #[default]
    Join,
    /// It reads the queue, then joins the processes.
    Read,
}

named! { QueueOrder,
    /// Both, in the order of the menu.
    ALL,
    /// Its name in queries and documents.
    name,
    /// The one of that name.
    from_name,
}

/// How many bytes a pipe of Linux holds that nobody has read.
pub const PIPE_BYTES: u32 = 65_536;

impl Spec {
    /// Whether the processes of an API hand over their results by a queue.
    pub fn queues(&self, api: Api) -> bool {
        api.call() == Call::Queue
    }

    /// How many bytes of a result really cross: no more than the pipe takes, if nobody reads it.
    pub(crate) fn payload_sent(&self) -> u32 {
        match self.order {
            QueueOrder::Join => self.payload.min(PIPE_BYTES),
            QueueOrder::Read => self.payload,
        }
    }
}
