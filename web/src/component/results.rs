//! The results of a race: the headline, the findings, the kernel's answer, the machine; and notices
//! and errors.

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
