"""The language variants that profiles are written for, and what is known of each by hand."""

# code: English name
VARIANTS = {
    # the 24 official languages of the EU
    "bul_Cyrl": "Bulgarian", "ces_Latn": "Czech", "dan_Latn": "Danish", "deu_Latn": "German",
    "ell_Grek": "Greek", "eng_Latn": "English", "est_Latn": "Estonian", "fin_Latn": "Finnish",
    "fra_Latn": "French", "gle_Latn": "Irish", "hrv_Latn": "Croatian", "hun_Latn": "Hungarian",
    "ita_Latn": "Italian", "lav_Latn": "Latvian", "lit_Latn": "Lithuanian", "mlt_Latn": "Maltese",
    "nld_Latn": "Dutch", "pol_Latn": "Polish", "por_Latn": "Portuguese", "ron_Latn": "Romanian",
    "slk_Latn": "Slovak", "slv_Latn": "Slovenian", "spa_Latn": "Spanish", "swe_Latn": "Swedish",
    # co-official, candidate and associated countries
    "cat_Latn": "Catalan", "eus_Latn": "Basque", "glg_Latn": "Galician", "bos_Latn": "Bosnian",
    "srp_Latn": "Serbian (Latin)", "srp_Cyrl": "Serbian (Cyrillic)", "mkd_Cyrl": "Macedonian",
    "sqi_Latn": "Albanian", "tur_Latn": "Turkish", "ukr_Cyrl": "Ukrainian",
    "kat_Geor": "Georgian", "isl_Latn": "Icelandic", "nob_Latn": "Norwegian Bokmål",
    "nno_Latn": "Norwegian Nynorsk", "ltg_Latn": "Latgalian",
    # neighbours and regional languages with enough data
    "ltz_Latn": "Luxembourgish", "cym_Latn": "Welsh", "bel_Cyrl": "Belarusian",
    "rus_Cyrl": "Russian", "oci_Latn": "Occitan", "bre_Latn": "Breton",
    "fry_Latn": "West Frisian", "fao_Latn": "Faroese", "gla_Latn": "Scottish Gaelic",
    "ast_Latn": "Asturian", "hye_Armn": "Armenian", "sme_Latn": "Northern Sami",
    "szl_Latn": "Silesian", "hsb_Latn": "Upper Sorbian", "nds_Latn": "Low German",
    "sco_Latn": "Scots",
    # regional languages, known to the model from machine-labelled web text alone or nearly so
    "dsb_Latn": "Lower Sorbian", "fur_Latn": "Friulian", "lij_Latn": "Ligurian",
    "lim_Latn": "Limburgish", "lmo_Latn": "Lombard", "roh_Latn": "Romansh", "scn_Latn": "Sicilian",
    "srd_Latn": "Sardinian", "vec_Latn": "Venetian", "crh_Latn": "Crimean Tatar",
    "tat_Cyrl": "Tatar", "bak_Cyrl": "Bashkir", "ydd_Hebr": "Eastern Yiddish",
}

# Groups of variants that identification confuses; each member names the others.
CONFUSABLE = [
    ["bos_Latn", "hrv_Latn", "srp_Latn"],
    ["dan_Latn", "nno_Latn", "nob_Latn"],
    ["ces_Latn", "slk_Latn"],
    ["ast_Latn", "glg_Latn", "por_Latn", "spa_Latn"],
    ["bul_Cyrl", "mkd_Cyrl"],
    ["cat_Latn", "oci_Latn"],
    ["gla_Latn", "gle_Latn"],
    ["fry_Latn", "nds_Latn", "nld_Latn"],
    ["lav_Latn", "ltg_Latn"],
    ["pol_Latn", "szl_Latn"],
    ["eng_Latn", "sco_Latn"],
]

# Sentence enders where the script has its own, added to those of default.toml.
# ; and U+037E are the Greek question mark, U+00B7 and U+0387 the ano teleia;
# U+0589 is the Armenian full stop, for which a colon is often typed.
SENTENCE_ENDERS = {
    "ell_Grek": ".!?…\\\"'”“»’;\u037e\u00b7\u0387",
    "hye_Armn": ".!?…\\\"'”“»’։:",
}

# Paragraphs for the languages of which the corpus has no CC0 sentences. Written for this project
# and not checked by native speakers: a correction is welcome.
WRITTEN = {
    "nno_Latn": "Kvar haust kjem fuglane tilbake til den vesle vika nedanfor garden vår. Eg minnest "
        "at bestemor sat ved vindauget og talde dei medan ho drakk kaffi. No er det eg som sit der, "
        "og borna mine spør kvifor fuglane alltid veit kvar dei skal. Det har eg ikkje noko godt "
        "svar på, men eg seier at dei følgjer stjernene og kysten, og at dei hugsar staden der dei "
        "ein gong vart fødde. Så ler vi litt og går ut for å sjå etter dei.",
    "lit_Latn": "Kiekvieną rudenį važiuojame į kaimą pas senelius rinkti obuolių. Jų namas yra "
        "senas, bet sodas didelis ir pilnas medžių, kuriuos pasodino dar mano prosenelis. Vakare "
        "sėdime prie židinio, o senelis pasakoja, kaip žmonės gyveno tada, kai jis buvo jaunas ir "
        "kaime dar nebuvo nei kelio, nei elektros. Tuomet iki miesto reikėdavo eiti kelias valandas, "
        "bet niekas nesiskundė. Paskui valgome šiltą duoną su sūriu ir anksti einame miegoti, nes "
        "rytoj vėl bus daug darbo.",
    "sqi_Latn": "Çdo vjeshtë shkojmë në fshat për të mbledhur mollët bashkë me gjyshërit tanë. "
        "Shtëpia e tyre është e vjetër, por kopshti është i madh dhe plot me pemë që i ka mbjellë "
        "stërgjyshi im. Në mbrëmje ulemi rreth zjarrit dhe gjyshi na tregon se si ishte jeta kur "
        "ai ishte i ri, kur nuk kishte rrugë dhe njerëzit duhej të ecnin me orë të tëra deri në "
        "qytet. Pastaj hamë bukë të ngrohtë me djathë dhe flemë shumë herët.",
    "bos_Latn": "Svake jeseni idemo na selo da sa djedom i nanom beremo jabuke. Njihova kuća je "
        "stara, ali je bašča velika i puna drveća koje je posadio još moj pradjed. Navečer sjedimo "
        "oko vatre, pijemo kahvu i slušamo kako je nekad bilo lahko biti dijete, iako nije bilo ni "
        "puta ni struje. Tada su ljudi satima hodali do grada, a opet su stizali kod komšija na "
        "razgovor. Poslije jedemo topli hljeb sa sirom i rano idemo spavati.",
    "ltz_Latn": "All Joer am Hierscht gi mir op d'Duerf, fir mat der Bomi an dem Bopi d'Äppel ze "
        "plécken. Hiert Haus ass al, awer de Gaart ass grouss a voller Beem, déi mäi Urgrousspapp "
        "nach selwer geplanzt huet. Owes sëtze mir ronderëm d'Feier an de Bopi erzielt eis, wéi et "
        "fréier war, wéi et nach keng Strooss gouf an d'Leit stonnelaang an d'Stad goe missten. Duerno "
        "iesse mir waarmt Brout mat Kéis a gi fréi an d'Bett.",
    "fao_Latn": "Hvørt heyst koma vit saman heima hjá abba og ommu at taka epli upp í garðinum. "
        "Húsini hjá teimum eru gomul, men tey standa væl fyri vindinum og har er altíð heitt inni. "
        "Um kvøldið sita vit kring borðið, og abbi sigur frá, hvussu tað var, tá ið hann var ungur "
        "og eingin vegur var í bygdini. Tá máttu fólk ganga um fjallið fyri at koma til handils. "
        "Síðani eta vit heitt breyð við smøri og fara tíðliga til songar.",
    "nds_Latn": "Elk Harvst fohrt wi na Dörp hen, dat wi mit Oma un Opa de Appels plücken köönt. "
        "Ehr Huus is al oolt, man de Goorn is groot un vull vun Bööm, de mien Urgrootvadder noch "
        "sülvst plant hett. Avends sitt wi üm dat Füer, un Opa vertellt uns, wo dat fröher weer, as "
        "dat noch keen Straat geev un de Lüüd stünnenlang na de Stadt lopen müssen. Denn eet wi "
        "warm Broot mit Kees un gaht fröh to Bett.",
    "gla_Latn": "Gach foghar bidh sinn a' dol don bhaile bheag gus na h-ùbhlan a thogail còmhla ri ar "
        "seanmhair agus ar seanair. Tha an taigh aca gu math sean, ach tha an gàrradh mòr agus làn "
        "de chraobhan a chuir mo shinn-seanair leis fhèin. Air an fheasgar bidh sinn nar suidhe mun "
        "teine agus bidh ar seanair ag innse mar a bha cùisean nuair a bha e òg, nuair nach robh "
        "rathad ann agus bha aig daoine ri coiseachd airson uairean a thìde. An uair sin bidh sinn "
        "ag ithe aran blàth le càise agus a' dol dhan leabaidh tràth.",
    "oci_Latn": "Cada auton anam al vilatge per culhir las pomas amb los grands. Lor ostal es vièlh, "
        "mas lo casal es grand e plen d'arbres que mon rèire-grand plantèt fa fòrça temps. Lo ser "
        "nos sesèm a l'entorn del fuòc e lo papeta nos conta cossí èra la vida quand èra jove, quand "
        "i aviá pas cap de rota e que caliá caminar d'oras per anar fins a la vila. Puèi manjam de "
        "pan caud amb de formatge e anam al lièch de bona ora.",
    "sco_Latn": "Ilka hairst we gang til the clachan for tae gether the aipples wi oor grannie an "
        "oor granda. Thair hoose is gey auld, but the gairden is muckle an fu o trees that ma "
        "great-granda plantit hissel. At e'en we sit aroond the fire an granda tells us hou it wis "
        "whan he wis a wee laddie, whan thare wis nae road ava an fowk haed tae walk for oors tae "
        "win tae the toun. Syne we eat warm breid wi cheese an gang early tae oor beds.",
}
