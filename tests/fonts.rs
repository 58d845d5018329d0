//! The page's Chinese texts are readable in screenshots: the machine has glyphs for them.

use std::env;

use crate::support::{Setting, with_page};

/// Draws characters on a canvas, and returns the pixels of each as a text.
const DRAWN: &str = "
    const canvas = document.createElement('canvas');
    canvas.width = canvas.height = 64;
    const context = canvas.getContext('2d', { willReadFrequently: true });
    const drawn = (character) => {
        context.clearRect(0, 0, 64, 64);
        context.font = `48px ${getComputedStyle(document.body).fontFamily}`;
        context.fillText(character, 4, 52);
        return context.getImageData(0, 0, 64, 64).data.join();
    };
    return ['\\u5e76', '\\u53d1', '\\ue123', ' '].map(drawn);";

#[tokio::test]
async fn chinese_characters_are_drawn_and_not_replaced_by_boxes() {
    if env::var_os("CHINESE_FONT").is_none() {
        println!("SKIPPED: the test of Chinese characters (no such font; see cargo xtask doctor)");
        return;
    }
    with_page(Setting::default(), async |page| {
        page.open("lang=zh").await;
        let drawn = page.script(DRAWN).await;
        let drawn: Vec<String> = serde_json::from_value(drawn).expect("they are texts");
        let [first, second, without_glyph, blank] = drawn.as_slice() else {
            panic!("four characters are drawn");
        };
        assert_ne!(first, blank, "并 is not drawn");
        assert_ne!(second, blank, "发 is not drawn");
        // Characters without a glyph all look alike, as the private one does.
        assert_ne!(first, second, "并 and 发 look alike");
        assert_ne!(first, without_glyph, "并 is an empty box");
        assert_ne!(second, without_glyph, "发 is an empty box");
    })
    .await;
}
