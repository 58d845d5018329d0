//! What a race showed: the headline, the findings, what the kernel computed, the machine; and what
//! the reader should know before anything else.

mod answer;
mod findings;
mod headline;
mod machine;
mod messages;

pub(crate) use answer::Answer;
pub(crate) use findings::Findings;
pub(crate) use headline::{Headline, HeadlineText};
pub(crate) use machine::{Machine, short_agent};
pub(crate) use messages::{HangMessage, Notices, TroubleMessage};
