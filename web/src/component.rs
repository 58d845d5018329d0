//! What is seen: components that get props and callbacks, and keep nothing but drafts and open folds.

mod copy;
mod share;

pub(crate) use copy::Copy;
pub(crate) use share::Share;
