//! The words of class and id values, as data. English first, since templates are written in it
//! everywhere; then what themes in the languages of Europe use.

use crate::hint::Hint;

/// Whole words.
pub(crate) const WORDS: &[(Hint, &str)] = &[
    (
        Hint::NAV,
        "nav navi navbar navigation navigations menu menus submenu topmenu mainmenu sidemenu \
         megamenu hamburger breadcrumb breadcrumbs crumbs crumb pagination paginator paging pager \
         pagenav topnav mainnav subnav sitenav skip skiplink skiplinks toolbar topbar \
         tablist sitemap jumplinks prevnext \
         menü hauptmenü brotkrumen brödsmulor navigacija navigazione navegacion navegación \
         navegacao navegação navigace navigace navigasjon navigointi navigáció nawigacja okruszki \
         meniu meniul meni izbornik izbornik menú fil ariane μενού πλοήγηση меню навигация",
    ),
    (
        Hint::FOOTER,
        "footer foot foots colophon siteinfo copyright copyrights footnav fusszeile fußzeile stopka \
         pied piepagina pié rodapé paticka patička zápatí lábléc podnožje noga sidfot bunntekst \
         alatunniste jalus kājene poraštė υποσέλιδο подвал",
    ),
    (
        Hint::HEADER,
        "header masthead siteheader topheader kopfzeile naglowek nagłówek cabecera cabeçalho \
         entete hlavicka hlavička fejlec fejléc zaglavlje sidhuvud",
    ),
    (
        Hint::SIDEBAR,
        "sidebar sidebars sidecol sidebox rightrail leftrail aside seitenleiste randspalte \
         marginalspalte laterale lateral sidopanel sivupalkki oldalsav bocni boczna widgetarea",
    ),
    (
        Hint::SHARE,
        "share shares sharing sharebar sharer social socials socialmedia sociallinks sharethis addtoany \
         addthis shareaholic follow followus partager compartir condividi udostepnij udostępnij \
         teilen delen dela deel dele jaa sdilet sdílet megosztás deli podijeli κοινοποίηση",
    ),
    (
        Hint::RELATED,
        "related relateds relatedposts relatedarticles similar recommended recommendation \
         recommendations recommend recs recirculation recirc suggested suggestions mostread \
         mostpopular trending morefrom readmore readnext upnext youmaylike outbrain taboola \
         latestnews morenews alsoread seealso verwandt verwandte ähnliche mehrzumthema \
         weiterlesen powiazane powiązane podobne polecane polecamy najnowsze popularne najczęściej \
         liés lies similaires recommandés alire relacionados relacionadas relacionado destacados \
         masleidas masvistos correlati correlate collegati leggianche gerelateerd gerelateerde \
         meestgelezen relaterade relaterat relaterte relateret mestläst aiheesta luetuimmat \
         souvisejici související podobné nejctenejsi kapcsolodo kapcsolódó ajánló povezano povezane \
         sorodno slično vezane similare recomandate legate susiję saistītie seotud свързани сродни \
         σχετικά σχετικα περισσότερα похожие",
    ),
    (
        Hint::COOKIE,
        "cookie cookies cookiebar cookienotice cookiebanner cookieconsent consent gdpr dsgvo rgpd rodo \
         ccpa onetrust cookiebot didomi usercentrics cmp privacybar datenschutzhinweis ciasteczka \
         kakor informasjonskapsler evästeet slapukai sīkdatnes küpsised piškotki kolačići",
    ),
    (
        Hint::AD,
        "ad ads adv advert adverts advertisement advertisements advertising adsense adslot adbox \
         adunit adcontainer adwrapper dfp gpt sponsor sponsored sponsors \
         promoted affiliate werbung anzeige anzeigen reklama reklamy reklame \
         reklaam reklāma annons annonser annonce annonces publicite publicité pub publicidad \
         publicidade pubblicita pubblicità advertentie mainos hirdetés hirdetes oglas oglasi \
         publicitate διαφήμιση реклама",
    ),
    (
        Hint::WEAK,
        "widget widgets banner banners promo promos promotion promotions teaser teasers popular \
         dropdown rail barra",
    ),
    (
        Hint::COMMENT,
        "comment comments commentlist commentarea commentform comentarios comentários commentaires \
         commenti kommentar kommentare kommentarer komentarze komentarz komentare komentáře komentari \
         komentarji kommentit kommentaarid komentāri komentarai hozzászólás hozzászólások comentarii \
         reacties σχόλια σχολια коментари комментарии disqus livefyre respond replies \
         leserkommentare lesermeinungen opinie dyskusja diskuze diskuse diskusia diskusie diskussion \
         keskustelu diskussioon komentar komentáre komentari komentarze vélemények συζήτηση обсуждение",
    ),
    (
        Hint::FORM,
        "newsletter newsletters subscribe subscription signup signin login logon register registration \
         searchform searchbox searchbar contactform mailinglist optin anmelden anmeldung abonnieren \
         suche zaloguj logowanie rejestracja szukaj wyszukiwarka inscription connexion recherche \
         suscripcion suscripción buscador buscar ricerca iscriviti zoeken inloggen prihlaseni \
         hledat kereses keresés prijava iskanje pretraga paywall",
    ),
    (
        Hint::POPUP,
        "modal modals popup popups popover overlay lightbox dialog toast tooltip interstitial \
         offcanvas drawer flyout",
    ),
    (
        Hint::META,
        "byline author authors authorbox bio biography dateline timestamp published pubdate postmeta \
         entrymeta meta metadata tags taglist tagcloud keywords categories autor autore autoren auteur \
         forfatter författare szerző data datum fecha",
    ),
    (
        Hint::CAPTION,
        "caption captions figcaption wpcaption credit credits bildunterschrift bildnachweis legenda \
         podpis didascalia leyenda bildtext",
    ),
    (
        Hint::CONTENT,
        "article articles articlebody articletext articlecontent body content contents contenu contenido \
         conteudo contenuto main maincontent mainbody entry entrycontent post posts postbody \
         postcontent story storybody storytext text texte texto testo tekst treść tresc page \
         artikel artykul artykuł artikkel articulo artículo articolo artigo clanek článek članek \
         cikk inhalt hauptinhalt obsah innehåll innhold indhold sisältö tartalom sadržaj vsebina \
         conținut turinys saturs sisu περιεχόμενο άρθρο статья съдържание blog prose richtext wysiwyg \
         description product",
    ),
    (
        Hint::HIDDEN,
        "hidden visuallyhidden screenreader sronly noprint noscript",
    ),
    (
        Hint::FORUM,
        "forum forums thread threads topic topics viewtopic phpbb vbulletin xenforo discourse \
         showthread wątek tema foro fórum fórumok",
    ),
];

/// Beginnings of longer words (`cookielaw`, `relatedcontent`), at least five letters long.
pub(crate) const PREFIXES: &[(&str, Hint)] = &[
    ("breadcrumb", Hint::NAV),
    ("navig", Hint::NAV),
    ("cookie", Hint::COOKIE),
    ("consent", Hint::COOKIE),
    ("sidebar", Hint::SIDEBAR),
    ("footer", Hint::FOOTER),
    ("related", Hint::RELATED),
    ("recommend", Hint::RELATED),
    ("newsletter", Hint::FORM),
    ("subscri", Hint::FORM),
    ("advert", Hint::AD),
    ("sponsor", Hint::AD),
    ("social", Hint::SHARE),
    ("sharing", Hint::SHARE),
    ("comments", Hint::COMMENT),
];
