//! What drawing costs: figures are printed, and asserted only as loose bounds.

use interleave::spec::Mode;

use crate::support::{Setting, median, with_page};

#[tokio::test]
async fn a_thousand_waiting_coroutines_are_drawn_live() {
    with_page(Setting::default(), async |page| {
        page.open("n=1000&wait=2000&modes=async").await;
        let report = page.run().await;
        assert!((2_000.0..2_500.0).contains(&median(&report, Mode::Async)));
        let painter = report.environment.painter.expect("it was measured");
        println!("1,000 coroutines: {painter:?}");
        assert!(painter.frames > 20, "{painter:?}");
        assert!(painter.script_p95_ms < 50.0, "{painter:?}");
    })
    .await;
}

#[tokio::test]
async fn the_board_makes_way_while_every_core_computes() {
    with_page(Setting::default(), async |page| {
        page.open("preset=pi&workers=2&modes=threads").await;
        let report = page.run().await;
        let painter = report.environment.painter.expect("it was measured");
        let seconds = median(&report, Mode::Threads) / 1_000.0;
        println!("every core computing for {seconds:.2} s: {painter:?}");
        // Ten times a second, and a little for the beginning and the end.
        assert!(
            f64::from(painter.frames) <= 10.0 * seconds + 30.0,
            "{painter:?} {seconds}"
        );
    })
    .await;
}
