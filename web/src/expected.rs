//! What the model expects of a race, as a shared handle: cloning it copies nothing.

use std::ops::Deref;
use std::rc::Rc;

use interleave::report::expectations::Expectations;

/// What the model expects of each mode; equal only to itself.
#[derive(Clone, Debug, Default)]
pub struct Expected(Rc<Expectations>);

impl Expected {
    /// What was modelled.
    pub fn new(expected: Expectations) -> Self {
        Self(Rc::new(expected))
    }
}

impl Deref for Expected {
    type Target = Expectations;

    fn deref(&self) -> &Expectations {
        &self.0
    }
}

impl PartialEq for Expected {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}
