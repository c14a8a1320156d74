//! Places where a careless parser departs from the HTML Standard's tree: found by comparing with
//! html5ever on real pages (`scripts/extraction/agreement`).

use tamis_extract::Page;

fn all_text(html: &str) -> String {
    Page::parse(html).all_text()
}

#[test]
fn an_element_without_an_end_swallows_nothing() {
    let html = r#"<div><video a="b" </video></div><p>text</p><video>none</video><p>more"#;
    assert_eq!(all_text(html), "text\nmore");
    assert_eq!(all_text("<p>a<select><option>b<p>c"), "ab\nc");
}

#[test]
fn templates_and_pictures_nest() {
    assert_eq!(
        all_text("<template><template>a</template>b</template>c"),
        "c"
    );
    assert_eq!(
        all_text("<svg><svg/><text>a</text><svg>b</svg></svg>c"),
        "c"
    );
}

#[test]
fn a_hidden_anchor_is_hidden() {
    assert_eq!(
        all_text(r##"<p>x <a href="#" style="display:none">up</a> y"##),
        "x y"
    );
    assert_eq!(
        all_text(r##"<h2>Titre<a hidden href="#t">#</a></h2>"##),
        "Titre"
    );
    assert_eq!(all_text(r##"<p>x <a name=a>shown</a> y"##), "x shown y");
}

#[test]
fn a_script_in_a_script_in_a_comment() {
    let html = "<script><!-- w('<script src=x></script>'); var a; //--></script>text";
    assert_eq!(all_text(html), "text");
    let html =
        "<script><!-- w('</div><script src=x></script>'); w('</script>'); //--></script>text";
    assert_eq!(all_text(html), "'); //-->text");
    let html = "<script><!-- w('</div>'); w('<script></script>'); var a; --> var b;</script>text";
    assert_eq!(all_text(html), "text");
    // What only looks like an end tag is none.
    assert_eq!(
        all_text(r"<script>w('</SCRIPT\> \n'); var a;</script>text"),
        "text"
    );
    // Without the inner start tag the first end tag counts, and after the comment too.
    assert_eq!(all_text("<script><!-- a </script>text"), "text");
    assert_eq!(all_text("<script><!-- <script --> </script>text"), "text");
}

#[test]
fn an_end_tag_that_nothing_opened_cuts_no_word() {
    assert_eq!(all_text("<p>Wor</h2>t</section>e"), "Worte");
    assert_eq!(all_text("a</p>b</br>c"), "a\nb\nc");
}
