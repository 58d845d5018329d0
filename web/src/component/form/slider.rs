//! Where a slider stops: on each value where there are few, on round ones where there are many.
//!
//! Wide ranges are not linear, so that 5 and 5,000 are both easy to set. Pure; the slider itself
//! is in [`super::field`].

use interleave::model::field::Field;

/// Round numbers of a decade, in tenths.
const ROUND: [u64; 10] = [10, 12, 15, 20, 25, 30, 40, 50, 60, 80];

/// With up to this many values, each is a stop.
const FEW: u64 = 101;

/// The values on which a field's slider stops, ascending; the limits are the first and the last.
pub(crate) fn stops(field: Field) -> Vec<u64> {
    let (low, high) = field.limits().into_inner();
    if high - low < FEW {
        return (low..=high).collect();
    }
    let mut stops: Vec<u64> = (low..=10).collect();
    let mut decade = 1;
    while decade < high {
        let round = ROUND.map(|tenths| tenths * decade);
        stops.extend(round.iter().filter(|value| (11..high).contains(*value)));
        decade *= 10;
    }
    stops.push(high);
    stops
}

/// The stop at a value, or the last one below it.
pub(crate) fn position(stops: &[u64], value: u64) -> usize {
    stops
        .partition_point(|stop| *stop <= value)
        .saturating_sub(1)
}

/// The value at a stop; beyond the stops, the nearest one's.
pub(crate) fn value(stops: &[u64], position: usize) -> u64 {
    let last = stops.len().saturating_sub(1);
    stops.get(position.min(last)).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_slider_reaches_its_limits_and_ascends() {
        for field in Field::ALL {
            let stops = stops(field);
            let (low, high) = field.limits().into_inner();
            assert_eq!(
                (stops.first(), stops.last()),
                (Some(&low), Some(&high)),
                "{field:?}"
            );
            assert!(stops.is_sorted_by(|a, b| a < b), "{field:?}");
            assert!(stops.len() <= 101, "{field:?} has {}", stops.len());
        }
    }

    #[test]
    fn a_slider_stays_where_it_is_put() {
        for field in Field::ALL {
            let stops = stops(field);
            for place in 0..stops.len() {
                assert_eq!(position(&stops, value(&stops, place)), place, "{field:?}");
            }
        }
    }

    #[test]
    fn a_value_between_two_stops_shows_at_the_one_below() {
        let stops = stops(Field::Wait);
        for (typed, shown) in [(0, 0), (7, 7), (500, 500), (777, 600), (59_999, 50_000)] {
            assert_eq!(value(&stops, position(&stops, typed)), shown);
        }
        assert_eq!(value(&stops, usize::MAX), 60_000);
    }

    #[test]
    fn a_step_of_a_wide_slider_is_a_fifth_or_a_third() {
        let stops = stops(Field::Work);
        let above = stops.iter().skip_while(|stop| **stop < 10);
        let above: Vec<u64> = above.copied().collect();
        for pair in above.windows(2) {
            assert!(pair[1] * 3 <= pair[0] * 4 + 1, "{pair:?}");
        }
    }
}
