//! Small pages written for the tests, in several languages, and what is read from them.

use insta::assert_snapshot;
use tamis_extract::Page;

fn main_text(html: &str) -> String {
    Page::parse(html).main_text()
}

#[test]
fn a_polish_article_without_its_menus_and_notices() {
    let html = r#"<!DOCTYPE html><html lang="pl"><head><title>Żubry wracają – Gazeta Leśna</title></head>
<body class="has-sidebar nav-open">
<div class="ciasteczka">Ta strona używa plików cookie. Korzystając z niej, wyrażasz zgodę.</div>
<ul class="menu-glowne menu"><li><a href="/">Start</a><li><a href="/o-nas">O nas</a></ul>
<div class="tresc">
  <h1>Żubry wracają do&nbsp;puszczy</h1>
  <p>Po&shy;nad sto żubrów żyje dziś w&nbsp;puszczy, o dwadzieścia więcej niż przed rokiem.
  <p>Leśnicy liczą je co zimę, gdy zwierzęta schodzą do paśników, i&nbsp;zapisują każde z nich.
  <h2>Zobacz także</h2>
  <ul><li><a href="/a">Wilki pod miastem</a><li><a href="/b">Rysie na pogórzu</a></ul>
</div>
<div class="powiazane"><h3>Powiązane</h3><a href="/c">Bobry nad Narwią</a></div>
<div id="komentarze"><p>Piękny artykuł, dziękuję! Byłem tam w zeszłym roku, polecam każdemu.</div>
<div class="stopka">© 2024 Gazeta Leśna. Wszelkie prawa zastrzeżone.</div>"#;
    assert_snapshot!(main_text(html), @r"
    Żubry wracają do puszczy
    Ponad sto żubrów żyje dziś w puszczy, o dwadzieścia więcej niż przed rokiem.
    Leśnicy liczą je co zimę, gdy zwierzęta schodzą do paśników, i zapisują każde z nich.
    ");
}

#[test]
fn a_greek_table_layout() {
    let html = r#"<html><body><table><tr>
<td><a href=1>Αρχική</a><br><a href=2>Πολιτική</a><br><a href=3>Κόσμος</a></td>
<td><b>Νέο λιμάνι στη Σύρο</b><br><br>Το λιμάνι της Ερμούπολης αποκτά νέα προβλήτα, όπως ανακοινώθηκε σήμερα.
<br>Τα έργα θα διαρκέσουν δύο χρόνια, με κόστος οκτώ εκατομμύρια ευρώ.</td>
</tr></table>"#;
    assert_snapshot!(main_text(html), @r"
    Νέο λιμάνι στη Σύρο
    Το λιμάνι της Ερμούπολης αποκτά νέα προβλήτα, όπως ανακοινώθηκε σήμερα.
    Τα έργα θα διαρκέσουν δύο χρόνια, με κόστος οκτώ εκατομμύρια ευρώ.
    ");
}

#[test]
fn lines_of_code_and_of_a_paragraph_stay_together() {
    let html = "<title>Zahlen</title><article><h1>Zahlen</h1>\
<p>Eine kurze Anleitung, wie man mit Zahlen rechnet, ohne dass es zu lange dauert.</p>\
<pre><code><div>fn main() {</div><div>    let value = compute(1, 2);</div><div>}</div></code></pre>\
<p>Die Adresse des Vereins, der dieses Buch herausgibt, lautet:<br>Am Markt 3<br>01234 Dorf</p></article>";
    let text = main_text(html);
    let code = ["fn main() {", "compute(1, 2);", "}"].map(|part| text.contains(part));
    assert!(code == [true; 3] || code == [false; 3], "{text}");
    let address = ["Am Markt 3", "01234 Dorf"].map(|part| text.contains(part));
    assert_eq!(address, [true; 2], "{text}");
}

#[test]
fn a_forum_thread_keeps_its_posts() {
    let html = r#"<html lang=de><head><title>Brot geht nicht auf - Backforum</title></head>
<body class="forum"><ul class="nav"><li><a href="/">Start</a></li><li><a href="/neu">Neues</a></li></ul>
<h1>Brot geht nicht auf</h1><div class="posts">
<div class="post"><p>Mein Sauerteig geht seit Tagen nicht mehr auf, obwohl ich ihn jeden Morgen füttere. Was mache ich falsch?</div>
<div class="post"><p>Ist er warm genug? Meiner braucht mindestens 24 Grad, sonst ruht er nur.</div>
<div class="post"><p>Danke, daran lag es! Auf der Heizung ist er nach drei Stunden doppelt so hoch.</div>
</div><footer>Impressum, Datenschutz</footer>"#;
    assert_snapshot!(main_text(html), @r"
    Mein Sauerteig geht seit Tagen nicht mehr auf, obwohl ich ihn jeden Morgen füttere. Was mache ich falsch?
    Ist er warm genug? Meiner braucht mindestens 24 Grad, sonst ruht er nur.
    Danke, daran lag es! Auf der Heizung ist er nach drei Stunden doppelt so hoch.
    ");
}

#[test]
fn lists_tables_and_preformatted_text_keep_their_lines() {
    let html = "<main><p>Le fichier se lit ainsi, ligne par ligne, sans rien perdre :\
<pre>\nlire fichier\n  trier\n</pre><ul><li>un<li>deux<ul><li>deux bis</ul></ul>\
<table><tr><th>Ville<th>Habitants<tr><td>Brest<td>139&nbsp;000</table>\
<p>Une adresse :<br>3 rue du Port<br>29200 Brest</main>";
    assert_snapshot!(Page::parse(html).all_text(), @r#"
    Le fichier se lit ainsi, ligne par ligne, sans rien perdre :
    lire fichier
      trier
    un
    deux
    deux bis
    Ville	Habitants
    Brest	139 000
    Une adresse :
    3 rue du Port
    29200 Brest
    "#);
}

#[test]
fn inline_markup_never_splits_and_blocks_never_glue() {
    let html = "<p>zwei<b>fel</b>los<wbr>ig<p>eins<div>zwei</div>drei<br>vier<hr>fünf</br>und\
<section>sechs</section><li>sieben<dd>acht<h2>neun</h2>zehn";
    assert_eq!(
        Page::parse(html).all_text(),
        "zweifellosig\neins\nzwei\ndrei\nvier\nfünf\nund\nsechs\nsieben\nacht\nneun\nzehn"
    );
}

#[test]
fn scripts_styles_comments_and_hidden_spans_are_never_text() {
    let html = "<span hidden>nej <b>nej</b></span><i style='color:red; display: none'>nej</i>\
<script>if (a<b) document.write('<p>nej</p>')</script><style>p{}</style>\
<!-- <p>nej</p> --><svg><title>nej</title><text>nej</text></svg><template><p>nej</template>\
<!--><p>Ja, det är text.</p><select><option>nej</select><![CDATA[nej]]><p>Slut.";
    assert_eq!(Page::parse(html).all_text(), "Ja, det är text.\nSlut.");
}

#[test]
fn a_page_made_by_scripts_gives_its_noscript_text() {
    let post = "Ako sa starať o včely v zime? Kŕmiť ich treba už v septembri, potom nechať tak. ";
    let html = format!(
        "<title>Včely</title><div id=app></div><noscript><p>{}</noscript>",
        post.repeat(15)
    );
    assert!(main_text(&html).contains("v septembri"));
    let shown = format!(
        "<p>{}</p>{html}",
        "Obsah stránky je tu, celý a bez skriptov. ".repeat(20)
    );
    assert!(!main_text(&shown).contains("v septembri"));
}

#[test]
fn a_container_with_a_false_name_is_kept() {
    let text = "Hoe maak je goede koffie? Maal de bonen vers, weeg ze af en giet langzaam op. ";
    let html = format!(
        "<div class=sidebar><p>{0}<p>{0}<p>{0}</div><div>Menu</div>",
        text
    );
    assert_eq!(main_text(&html).matches("Maal de bonen").count(), 3);
}

#[test]
fn text_is_never_lost_whole() {
    for html in [
        "Bok!",
        "<nav>Samo izbornik</nav>",
        "<footer><a href=/>Doma</a></footer>",
        "<button>Klik</button>",
    ] {
        assert!(!main_text(html).is_empty(), "{html}");
    }
    assert_eq!(main_text("<p> &nbsp; </p>"), "");
}

#[test]
fn the_head_is_read() {
    let html = r#"<html xml:lang="ga-IE"><title> Fáilte &amp; slán
</title><meta name="Robots" content="noindex"><meta NAME=robots content=noai><!-- <meta name=no content=no> -->
<meta property="og:title" content="F&aacute;ilte"><meta http-equiv=tdm-reservation content=1>
<noscript><meta name=no content=no></noscript><script>"<meta name=no content=no>"</script>
<link rel="alternate license" href="https://example.org/by/4.0/?a=1&amp;b=2">
<body><a rel=license href=/licence>CC BY</a>"#;
    let page = Page::parse(html);
    assert_eq!(
        (page.html_lang(), page.title()),
        (Some("ga-IE"), Some("Fáilte & slán"))
    );
    let metas: Vec<_> = page.meta().collect();
    assert_eq!(
        metas,
        [
            ("robots", "noindex"),
            ("robots", "noai"),
            ("og:title", "Fáilte"),
            ("tdm-reservation", "1")
        ]
    );
    let links: Vec<_> = page.license_links().collect();
    assert_eq!(links, ["https://example.org/by/4.0/?a=1&b=2", "/licence"]);
}

#[test]
fn what_is_nested_beyond_the_cap_closes_nothing_above_it() {
    let notice = "Ovaj portal koristi kolačiće, jer bez njih ne radi ni prijava.";
    let text = "Na otoku je jutros otvorena obnovljena škola, prva nakon trideset godina. ";
    let deep = "<div>".repeat(600) + &"</div>".repeat(600);
    let html = format!(
        "<div class=cookie-bar>{deep}{notice}</div><p>{}",
        text.repeat(5)
    );
    let page = Page::parse(&html);
    let names = Page::feature_names();
    let up = names.iter().position(|name| *name == "up_cookie").unwrap();
    // The notice is in the bar, the text is far from it.
    let levels: Vec<f32> = page
        .blocks()
        .iter()
        .map(|block| block.features[up])
        .collect();
    assert_eq!(levels, [0.0, 60.0]);
}

#[test]
fn a_line_that_is_only_a_link_is_left_out_but_a_link_in_a_sentence_stays() {
    let html = "<article><p>Kesän sateet nostivat järven pintaa, kertoo <a href=/k>kunta</a> tiedotteessaan.\
<p><a href=/lisaa>Lue myös: Uimarannat suljettiin</a>\
<p>Veden odotetaan laskevan syksyllä, jos lokakuu on kuiva.</article>";
    assert_eq!(
        main_text(html),
        "Kesän sateet nostivat järven pintaa, kertoo kunta tiedotteessaan.\n\
         Veden odotetaan laskevan syksyllä, jos lokakuu on kuiva."
    );
}
