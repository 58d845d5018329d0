//! The built page in real browsers: one binary, a module a subject.
//!
//! Run by `cargo xtask test`, which builds the page first and says where the browser is.

use interleave_tests as support;

mod accessibility;
mod article;
mod code;
mod contract;
mod documents;
mod embed;
mod faults;
mod first_view;
mod fonts;
mod form;
mod frames;
mod isolation;
mod keys;
mod lesson;
mod matrix;
mod numbers;
mod other_hosts;
mod painter;
mod player;
mod presenter;
mod projector;
mod python;
mod race;
mod saved_races;
mod scripts_off;
mod service_worker;
mod share;
mod shared_state;
mod starts;
mod stop;
