//! How long the class has been at a step.

use gloo_timers::callback::Interval;
use yew::prelude::*;

use crate::clock::now;

/// What [`Timer`] shows.
#[derive(Properties, PartialEq)]
pub(crate) struct TimerProps {
    /// What it counts.
    pub label: &'static str,
    /// Since when, in milliseconds of the page's time.
    pub since_ms: f64,
}

/// Minutes and seconds since then.
#[component]
pub(crate) fn Timer(props: &TimerProps) -> Html {
    let at = use_state_eq(|| props.since_ms);
    use_effect_with((), {
        let at = at.clone();
        move |()| {
            let tick = Interval::new(500, move || at.set(now()));
            move || drop(tick)
        }
    });
    html! {
        <span class="timer" role="timer" aria-label={props.label} title={props.label}>
            {clock(*at - props.since_ms)}
        </span>
    }
}

/// A time as on a clock.
fn clock(ms: f64) -> String {
    let seconds = (ms.max(0.0) / 1_000.0) as u64;
    format!("{}:{:02}", seconds / 60, seconds % 60)
}

#[cfg(test)]
mod tests {
    use super::clock;

    #[test]
    fn a_time_is_read_as_on_a_clock() {
        for (ms, read) in [
            (-3.0, "0:00"),
            (999.0, "0:00"),
            (61_000.0, "1:01"),
            (3_600_000.0, "60:00"),
        ] {
            assert_eq!(clock(ms), read);
        }
    }
}
