//! The names of character references and what each stands for.
//!
//! Made by `scripts/tables/entities.py`; do not edit. Source: the HTML Standard, "Named character
//! references".

use crate::entities::chars;

/// The names of one length that end in a semicolon.
#[derive(Debug)]
pub(crate) struct OfLength {
    /// The rank of the first name among all names, by length and then by bytes.
    pub(crate) first: u16,
    /// The names end to end, in byte order, without `&` and `;`.
    pub(crate) names: &'static str,
}

/// Indexed by the length of the name.
#[rustfmt::skip]
pub(crate) static CLOSED: [OfLength; 32] = [
    OfLength { first: 0, names: "" },
    OfLength { first: 0, names: "" },
    OfLength { first: 0, names: "\
        DDGTGgGtImLTLlLtMuNuOrPiPrReScXiacafapddeeegelgEgeggglgticiiinitlElelgllltmpmuneninuoSorpi\
        pmprrxscwpwrxi" },
    OfLength { first: 52, names: "\
        AMPAcyAfrAndBcyBfrCapCfrChiCupDcyDelDfrDotENGETHEcyEfrEtaFcyFfrGcyGfrHatHfrIcyIfrIntJcyJfr\
        KcyKfrLcyLfrLshMapMcyMfrNcyNfrNotOcyOfrPcyPfrPhiPsiQfrREGRcyRfrRhoRshScySfrSubSumSupTabTau\
        TcyTfrUcyUfrVcyVeeVfrWfrXfrYcyYfrZcyZfracEacdacyaframpandangapEapeastbcybfrbnebotcapcfrchi\
        circupdcydegdfrdiedivdotecyefregsellelsengetaethfcyffrgElgapgcygelgeqgesgfrgggglEglagljgnE\
        gnehfricyiffifrintjcyjfrkcykfrlEglaplatlcylegleqleslfrlgElnElnelozlrmlshmapmcymfrmhomidnGg\
        nGtnLlnLtnapncynfrngEngengtnisnivnlEnlenltnotnprnscnumocyofrogtohmoltordorvparpcypfrphipiv\
        prEprepsiqfrrcyregrfrrhorlmrshscEscescysfrshysimsmtsolsqusubsumsuptautcytfrtopucyufrumlvcy\
        veevfrwfrxfrycyyenyfrzcyzfrzwj" },
    OfLength { first: 272, names: "\
        AopfAscrAumlBarvBetaBopfBscrCHcyCOPYCdotCopfCscrDJcyDScyDZcyDarrDopfDscrEdotEopfEscrEsimEu\
        mlFopfFscrGJcyGdotGopfGscrHopfHscrIEcyIOcyIdotIopfIotaIscrIumlJopfJscrKHcyKJcyKopfKscrLJcy\
        LangLarrLopfLscrMopfMscrNJcyNopfNscrOopfOscrOumlPopfPscrQUOTQopfQscrRangRarrRopfRscrSHcySo\
        pfSqrtSscrStarTScyTopfTscrUarrUopfUpsiUscrUumlVbarVertVopfVscrWopfWscrXopfXscrYAcyYIcyYUcy\
        YopfYscrYumlZHcyZdotZetaZopfZscranddandvangeaopfapidaposascraumlbNotbbrkbetabethbnotbopfbo\
        xHboxVboxhboxvbscrbsimbsolbullbumpcapscdotcentchcycirEcirccirecompcongcopfcopycscrcsubcsup\
        cupsdArrdHardarrdashdiamdjcydopfdscrdscydsoldtridzcyeDoteciredotemspenspeopfeparepsiescres\
        imeumleuroexclflatfnoffopfforkfscrgdotgeqqgeslgjcygnapgneqgopfgscrgsimgtccgvnEhArrhalfharr\
        hbarhopfhscriecyimofiocyiopfiotaiscrisiniumljopfjscrkhcykjcykopfkscrlArrlHarlanglarrlatelc\
        ubldcaldshleqqlesgljcylnaplneqlopflozflparlscrlsimlsqbltccltrilvnEmacrmalemaltmlcpmldrmopf\
        mscrnGtvnLtvnangnapEnbspncapncupngeqngesngtrnisdnjcynldrnleqnlesnmidnopfnparnprenscenscrns\
        imnsubnsupntglntlgnvapnvgenvgtnvlenvltoastocirodivodotogonointomidoopfoparordfordmororoscr\
        osoloumlparapartperpphivpluspopfprapprecprnEprodproppscrqintqopfqscrquotrArrrHarracerangra\
        rrrcubrdcardshrealrectrhovringropfrparrscrrsqbrtriscapscnEsdotsectsemisextshcysimesimgsiml\
        smidsmtesolbsopfsparsqufsscrstarsubEsubesuccsungsup1sup2sup3supEsupetbrktdottinttoeatopfto\
        satrietscrtscyuArruHaruarruopfupsiuscrutriuumlvArrvBarvarrvertvopfvscrwopfwscrxcapxcupxmap\
        xnisxopfxscrxveeyacyyicyyopfyscryucyyumlzdotzetazhcyzopfzscrzwnj" },
    OfLength { first: 648, names: "\
        AEligAcircAlphaAmacrAogonAringBreveCcircColonCrossDashvDeltaEcircEmacrEogonEqualGammaGcirc\
        HacekHcircIJligIcircImacrIogonIukcyJcircJukcyKappaOEligOcircOmacrOmegaPrimeRBarrScircSigma\
        THORNTRADETSHcyThetaTildeUbrcyUcircUmacrUnionUogonUpTeeUringVDashVdashWcircWedgeYcircacirc\
        acuteaeligalephalphaamacramalgangleangrtangstaogonaringasympawintbcongbdquobepsiblankblk12\
        blk14blk34blockboxDLboxDRboxDlboxDrboxHDboxHUboxHdboxHuboxULboxURboxUlboxUrboxVHboxVLboxVR\
        boxVhboxVlboxVrboxdLboxdRboxdlboxdrboxhDboxhUboxhdboxhuboxuLboxuRboxulboxurboxvHboxvLboxvR\
        boxvhboxvlboxvrbrevebsemibsimebsolbbumpEbumpecaretcaronccapsccircccupscedilcheckclubscolon\
        commacrarrcrosscsubecsupectdotcueprcuesccuporcuveecuwedcwintdashvdblacddarrdeltadharldharr\
        diamsdisindoteqdtdotdtrifduarrduhareDDotecircefDotemacremptyeogoneplusepsiveqsimequiverDot\
        erarresdotexistffligfiligfjligflligfltnsforkvfraslfrowngammagcircgesccgimelgneqqgnsimgrave\
        gsimegsimlgtcirgtdotharrwhcirchoarricirciexcliiintiiotaijligimacrimageimathimpedinfiniogon\
        iprodisinEisinsisinviukcyjcircjmathjukcykappalAarrlBarrlangdlaquolarrblateslbarrlbbrklbrke\
        lceilldquolescclhardlharulhblkllarrlltrilneqqlnsimloangloarrlobrkloparlrarrlrharlrtrilsime\
        lsimglsquoltcirltdotltrieltrifmDDotmdashmicrominusmumapnablanapidnaposnaturnbumpncongndash\
        neArrnearrnedotnesimngeqqngsimnhArrnharrnhparnlArrnlarrnleqqnlessnlsimnltrinotinnotninpart\
        nprecnrArrnrarrnrtrinsimensmidnsparnsubEnsubensuccnsupEnsupenumspnvsimnwArrnwarrocircodash\
        oeligofcirohbarolarrolcirolineomacromegaoperpoplusorarrorderovbarparslphoneplusbplusepound\
        prcueprimeprnapprsimquestrAarrrBarrradicrangdrangeraquorarrbrarrcrarrwratiorbarrrbbrkrbrke\
        rceilrdquorealsrhardrharurlarrrlharrnmidroangroarrrobrkroparrrarrrsquortriertrifsbquosccue\
        scircscnapscsimsdotbsdoteseArrsearrsetmnsharpsigmasimeqsimgEsimlEsimneslarrsmilesmtessqcap\
        sqcupsqsubsqsupsrarrstarfstrnssubnEsubnesupnEsupneswArrswarrszligthetathkapthorntildetimes\
        tradetrisbtshcytwixtubrcyucircudarrudharuharluharruhblkultriumacruogonuplusupsihuringurtri\
        utdotutrifuuarrvBarvvDashvarpivdashveeeqvltrivnsubvnsupvpropvrtriwcircwedgexcircxdtrixhArr\
        xharrxlArrxlarrxodotxrArrxrarrxutriycirc" },
    OfLength { first: 1070, names: "\
        AacuteAbreveAgraveAssignAtildeBarwedBumpeqCacuteCcaronCcedilColoneConintCupCapDaggerDcaron\
        DotDotDstrokEacuteEcaronEgraveExistsForAllGammadGbreveGcedilHARDcyHstrokIacuteIgraveItilde\
        JsercyKcedilLacuteLambdaLcaronLcedilLmidotLstrokNacuteNcaronNcedilNtildeOacuteOdblacOgrave\
        OslashOtildeOtimesRacuteRarrtlRcaronRcedilSHCHcySOFTcySacuteScaronScedilSquareSubsetSupset\
        TcaronTcedilTstrokUacuteUbreveUdblacUgraveUtildeVdashlVerbarVvdashYacuteZacuteZcaronaacute\
        abreveagraveandandangmsdangsphapacirapproxatildebarveebarwedbecausbernoubigcapbigcupbigvee\
        bkarowbottombowtieboxboxbprimebrvbarbulletbumpeqcacutecapandcapcapcapcupcapdotccaronccedil\
        circeqcirmidcolonecommatcompfnconintcoprodcopysrcularrcupcapcupcupcupdotcurarrcurrencylcty\
        daggerdalethdcarondfishtdividedivonxdlcorndlcropdollardrcorndrcropdstrokeacuteeasterecaron\
        ecolonegraveegsdotelsdotemptyvemsp13emsp14eparsleqcircequalsequestfemaleffiligfflligforall\
        frac12frac13frac14frac15frac16frac18frac23frac25frac34frac35frac38frac45frac56frac58frac78\
        gacutegammadgbrevegesdotgeslesgtlPargtrarrgtrdotgtrsimhairsphamilthardcyheartshelliphercon\
        homththorbarhslashhstrokhybullhypheniacuteigraveiiiintiinfinincareinodotintcaliquestisinsv\
        itildejsercykappavkcedilkgreenlAtaillacutelagranlambdalanglelarrfslarrhklarrlplarrpllarrtl\
        lataillbracelbracklcaronlcedilldquorlesdotlesgeslfishtlfloorlharulllhardlmidotlmoustloplus\
        lowastlowbarlparltlrhardlsaquolsquorlstroklthreeltimesltlarrltrParmapstomarkermcommamidast\
        midcirmiddotminusbminusdmnplusmodelsmstposnVDashnVdashnacutenbumpencaronncedilnearhknequiv\
        nesearnexistnltrienotinEnparslnprcuenrarrcnrarrwnrtriensccuensimeqntildenumeronvDashnvHarr\
        nvdashnvlArrnvrArrnwarhknwnearoacuteodblacodsoldograveominusorigofoslashotildeotimesparsim\
        percntperiodpermilphmmatplanckplankvplusdoplusduplusmnpreceqprimesprnsimproptoprurelpuncsp\
        qprimerAtailracuteranglerarraprarrfsrarrhkrarrlprarrplrarrtlratailrbracerbrackrcaronrcedil\
        rdquorrfishtrfloorrharulrmoustroplusrpargtrsaquorsquorrthreertimessacutescaronscedilscnsim\
        searhkseswarsfrownshchcysigmafsigmavsimdotsmashpsoftcysolbarspadessqcapssqcupssqsubesqsupe\
        squaresquarfssetmnssmilesstarfsubdotsubsetsubsimsubsubsubsupsucceqsupdotsupsetsupsimsupsub\
        supsupswarhkswnwartargettcarontcediltelrecthere4thetavthinspthksimtimesbtimesdtopbottopcir\
        tprimetridottstrokuacuteubreveudblacufishtugraveulcornulcropurcornurcroputildevangrtvarphi\
        varrhoveebarvellipverbarvsubnEvsubnevsupnEvsupnewedbarwedgeqweierpwreathxoplusxotimexsqcup\
        xuplusxwedgeyacutezacutezcaronzeetrf" },
    OfLength { first: 1481, names: "\
        BecauseCayleysCconintCedillaDiamondDownTeeElementEpsilonImpliesLeftTeeNewLineNoBreakNotLes\
        sOmicronOverBarProductUpArrowUparrowUpsilonalefsymangrtvbangzarrasympeqbacksimbecausebempt\
        yvbetweenbigcircbigodotbigstarbnequivboxplusccupssmcemptyvcirscircoloneqcongdotcudarrlcuda\
        rrrcularrpcurarrmdbkarowddaggerddotseqdemptyvdiamonddigammadotplusdwangleepsiloneqcolonequ\
        ivDDgesdotogtquestgtrlessharrcirintprodisindotlarrbfslarrsimlbrksldlbrksluldrdharlesdotole\
        ssdotlessgtrlesssimlotimeslozengeltquestluruharmalteseminusdunapproxnaturalnearrownexistsn\
        otinvanotinvbnotinvcnotnivanotnivbnotnivcnpolintnpreceqnsqsubensqsupensubsetnsucceqnsupset\
        nvinfinnvltrienvrtrienwarrowolcrossomicronorderoforslopepertenkplanckhpluscirplussimplustw\
        oprecsimquatintquesteqrarrbfsrarrsimrbrksldrbrkslurdldharrealinerotimesruluharsearrowsimpl\
        ussimrarrsubedotsubmultsubplussubrarrsuccsimsupdsubsupedotsuphsolsuphsubsuplarrsupmultsupp\
        lusswarrowtopforktriplustritimeuparrowupsilonuwanglevzigzagzigrarr" },
    OfLength { first: 1619, names: "\
        DDotrahdDotEqualIntegralLessLessNotEqualNotTildePartialDPrecedesRightTeeSucceedsSuchThatSu\
        persetUarrocirUnderBarandslopeangmsdaaangmsdabangmsdacangmsdadangmsdaeangmsdafangmsdagangm\
        sdahangrtvbdapproxeqawconintbackcongbarwedgebbrktbrkbigoplusbigsqcupbiguplusbigwedgeboxmin\
        usboxtimesbsolhsubcapbrcupcircledRcircledScirfnintclubsuitcupbrcapcurlyveecwconintdoteqdot\
        dotminusdrbkarowdzigrarrelintersemptyseteqvparslfpartintgeqslantgesdotolgnapproxhksearowhk\
        swarowimaglineimagpartinfintieintegersintercalintlarhklaemptyvldrusharleqslantlesdotorllco\
        rnerlnapproxlrcornerlurdsharmapstoupmultimapnaturalsncongdotnotindototimesasparallelplusac\
        irpointintprecneqqprecnsimprofalarproflineprofsurfraemptyvrealpartrppolintrtriltriscpolint\
        setminusshortmidsmeparslsqsubsetsqsupsetsubseteqsuccneqqsuccnsimsupseteqthetasymthicksimti\
        mesbartriangletriminustrpeziumulcornerurcornervarkappavarsigmavartheta" },
    OfLength { first: 1729, names: "\
        BackslashCenterDotCircleDotCongruentCoproductDoubleDotDownArrowDownBreveDownarrowHumpEqual\
        LeftArrowLeftFloorLeftarrowLessTildeMellintrfMinusPlusNotCupCapNotExistsNotSubsetOverBrace\
        PlusMinusThereforeThinSpaceTripleDotUnionPlusbackprimebacksimeqbigotimescenterdotcheckmark\
        complexesdotsquaredownarrowgtrapproxgtreqlessgvertneqqheartsuitleftarrowlesseqgtrlvertneqq\
        ngeqslantnleqslantnparallelnshortmidnsubseteqnsupseteqpitchforkrationalsspadesuitsubseteqq\
        subsetneqsupseteqqsupsetneqthereforetriangleqvarpropto" },
    OfLength { first: 1785, names: "\
        BernoullisCirclePlusEqualTildeFouriertrfImaginaryILaplacetrfLeftVectorLleftarrowNotElement\
        NotGreaterProportionRightArrowRightFloorRightarrowThickSpaceTildeEqualTildeTildeUnderBrace\
        UpArrowBarUpTeeArrowcircledastcomplementcurlywedgeeqslantgtrgtreqqlesslessapproxlesseqqgtr\
        lmoustachelongmapstomapstodownmapstoleftnLeftarrownleftarrownsubseteqqnsupseteqqprecapprox\
        rightarrowrmoustachesqsubseteqsqsupseteqsubsetneqqsuccapproxsupsetneqqupuparrowsvarepsilon\
        varnothing" },
    OfLength { first: 1831, names: "\
        CircleMinusCircleTimesEquilibriumGreaterLessLeftCeilingLessGreaterMediumSpaceNotLessLessNo\
        tPrecedesNotSucceedsNotSupersetOverBracketRightVectorRrightarrowRuleDelayedSmallCircleSqua\
        reUnionSubsetEqualUpDownArrowUpdownarrowVerticalBarbackepsilonblacksquarecircledcirccircle\
        ddashcurlyeqpreccurlyeqsuccdiamondsuiteqslantlessexpectationnRightarrownrightarrowpreccurl\
        yeqprecnapproxquaternionsstraightphisucccurlyeqsuccnapproxthickapproxupdownarrow" },
    OfLength { first: 1871, names: "\
        DownArrowBarDownTeeArrowExponentialEGreaterEqualGreaterTildeHilbertSpaceHumpDownHumpInters\
        ectionLeftArrowBarLeftTeeArrowLeftTriangleLeftUpVectorNotCongruentNotHumpEqualNotLessEqual\
        NotLessTildeProportionalRightCeilingRoundImpliesShortUpArrowSquareSubsetUnderBracketVertic\
        alLineblacklozengeexponentialerisingdotseqtriangledowntriangleleftvarsubsetneqvarsupsetneq" },
    OfLength { first: 1901, names: "\
        ApplyFunctionDifferentialDDoubleLeftTeeDoubleUpArrowLeftTeeVectorLeftVectorBarLessFullEqua\
        lLongLeftArrowLongleftarrowNotEqualTildeNotTildeEqualNotTildeTildePoincareplanePrecedesEqu\
        alPrecedesTildeRightArrowBarRightTeeArrowRightTriangleRightUpVectorSucceedsEqualSucceedsTi\
        ldeSupersetEqualUpEquilibriumVerticalTildeVeryThinSpacebigtriangleupblacktriangledivideont\
        imesfallingdotseqhookleftarrowleftarrowtailleftharpoonuplongleftarrowlooparrowleftmeasured\
        anglentriangleleftshortparallelsmallsetminustrianglerightupharpoonleftvarsubsetneqqvarsups\
        etneqq" },
    OfLength { first: 1943, names: "\
        DiacriticalDotDoubleRightTeeDownLeftVectorGreaterGreaterHorizontalLineInvisibleCommaInvisi\
        bleTimesLeftDownVectorLeftRightArrowLeftrightarrowLessSlantEqualLongRightArrowLongrightarr\
        owLowerLeftArrowNestedLessLessNotGreaterLessNotLessGreaterNotSubsetEqualNotVerticalBarOpen\
        CurlyQuoteReverseElementRightTeeVectorRightVectorBarShortDownArrowShortLeftArrowSquareSupe\
        rsetTildeFullEqualUpperLeftArrowZeroWidthSpacecurvearrowleftdoublebarwedgedowndownarrowsho\
        okrightarrowleftleftarrowsleftrightarrowleftthreetimeslongrightarrowlooparrowrightnshortpa\
        rallelntrianglerightrightarrowtailrightharpoonuptriangleleftequpharpoonright" },
    OfLength { first: 1987, names: "\
        CloseCurlyQuoteContourIntegralDoubleDownArrowDoubleLeftArrowDownRightVectorLeftRightVector\
        LeftTriangleBarLeftUpTeeVectorLeftUpVectorBarLowerRightArrowNotGreaterEqualNotGreaterTilde\
        NotHumpDownHumpNotLeftTriangleNotSquareSubsetOverParenthesisRightDownVectorShortRightArrow\
        UpperRightArrowbigtriangledowncirclearrowleftcurvearrowrightdownharpoonleftleftharpoondown\
        leftrightarrowsnLeftrightarrownleftrightarrowntrianglelefteqrightleftarrowsrightsquigarrow\
        rightthreetimesstraightepsilontrianglerighteqvartriangleleft" },
    OfLength { first: 2021, names: "\
        DiacriticalAcuteDiacriticalGraveDiacriticalTildeDoubleRightArrowDownArrowUpArrowEmptySmall\
        SquareGreaterEqualLessGreaterFullEqualLeftAngleBracketLeftUpDownVectorLessEqualGreaterNonB\
        reakingSpaceNotPrecedesEqualNotRightTriangleNotSucceedsEqualNotSucceedsTildeNotSupersetEqu\
        alRightTriangleBarRightUpTeeVectorRightUpVectorBarUnderParenthesisUpArrowDownArrowcirclear\
        rowrightdownharpoonrightntrianglerighteqrightharpoondownrightrightarrowstwoheadleftarrowva\
        rtriangleright" },
    OfLength { first: 2050, names: "\
        DoubleUpDownArrowDoubleVerticalBarDownLeftTeeVectorDownLeftVectorBarFilledSmallSquareGreat\
        erSlantEqualLeftDoubleBracketLeftDownTeeVectorLeftDownVectorBarLeftTriangleEqualNegativeTh\
        inSpaceNotGreaterGreaterNotLessSlantEqualNotNestedLessLessNotReverseElementNotSquareSupers\
        etNotTildeFullEqualRightAngleBracketRightUpDownVectorSquareSubsetEqualVerticalSeparatorbla\
        cktriangledownblacktriangleleftleftrightharpoonsrightleftharpoonstwoheadrightarrow" },
    OfLength { first: 2076, names: "\
        DownRightTeeVectorDownRightVectorBarLongLeftRightArrowLongleftrightarrowNegativeThickSpace\
        NotLeftTriangleBarPrecedesSlantEqualReverseEquilibriumRightDoubleBracketRightDownTeeVector\
        RightDownVectorBarRightTriangleEqualSquareIntersectionSucceedsSlantEqualblacktriangleright\
        longleftrightarrow" },
    OfLength { first: 2092, names: "\
        DoubleLongLeftArrowDownLeftRightVectorLeftArrowRightArrowNegativeMediumSpaceNotGreaterFull\
        EqualNotRightTriangleBarRightArrowLeftArrowSquareSupersetEqualleftrightsquigarrow" },
    OfLength { first: 2101, names: "\
        CapitalDifferentialDDoubleLeftRightArrowDoubleLongRightArrowEmptyVerySmallSquareNestedGrea\
        terGreaterNotDoubleVerticalBarNotGreaterSlantEqualNotLeftTriangleEqualNotSquareSubsetEqual\
        OpenCurlyDoubleQuoteReverseUpEquilibrium" },
    OfLength { first: 2112, names: "\
        CloseCurlyDoubleQuoteDoubleContourIntegralFilledVerySmallSquareNegativeVeryThinSpaceNotPre\
        cedesSlantEqualNotRightTriangleEqualNotSucceedsSlantEqual" },
    OfLength { first: 2119, names: "DiacriticalDoubleAcuteNotSquareSupersetEqual" },
    OfLength { first: 2121, names: "NotNestedGreaterGreater" },
    OfLength { first: 2122, names: "ClockwiseContourIntegralDoubleLongLeftRightArrow" },
    OfLength { first: 2124, names: "" },
    OfLength { first: 2124, names: "" },
    OfLength { first: 2124, names: "" },
    OfLength { first: 2124, names: "" },
    OfLength { first: 2124, names: "" },
    OfLength { first: 2124, names: "" },
    OfLength { first: 2124, names: "CounterClockwiseContourIntegral" },
];

/// The names that stand without a semicolon too, end to end in byte order, indexed by length.
#[rustfmt::skip]
pub(crate) static BARE: [&str; 7] = [
    "",
    "",
    "GTLTgtlt",
    "AMPETHREGampdegethnotregshyumlyen",
    "\
        AumlCOPYEumlIumlOumlQUOTUumlaumlcentcopyeumliumlmacrnbspordfordmoumlparaquotsectsup1sup2su\
        p3uumlyuml",
    "\
        AEligAcircAringEcircIcircOcircTHORNUcircacircacuteaeligaringcedilecircicirciexcllaquomicro\
        ocircpoundraquoszligthorntimesucirc",
    "\
        AacuteAgraveAtildeCcedilEacuteEgraveIacuteIgraveNtildeOacuteOgraveOslashOtildeUacuteUgrave\
        Yacuteaacuteagraveatildebrvbarccedilcurrendivideeacuteegravefrac12frac14frac34iacuteigrave\
        iquestmiddotntildeoacuteograveoslashotildeplusmnuacuteugraveyacute",
];

/// By the rank of the name, the character that it stands for, or the first of the two.
#[rustfmt::skip]
pub(crate) static FIRSTS: [char; 2125] = chars(
    "\
        ⅅ>⋙≫ℑ<⋘≪ΜΝ⩔Π⪻ℜ⪼Ξ∾\u{2061}≈ⅆⅇ⪚⪙≧≥≫≷>\u{2063}ⅈ∈\u{2062}≦≤≶≪<∓μ≠∋νⓈ∨π±≺℞≻℘≀ξ&А𝔄⩓Б𝔅⋒ℭΧ⋓Д∇𝔇¨ŊÐЭ\
        𝔈ΗФ𝔉Г𝔊^ℌИℑ∬Й𝔍К𝔎Л𝔏↰⤅М𝔐Н𝔑⫬О𝔒П𝔓ΦΨ𝔔®РℜΡ↱С𝔖⋐∑⋑\u{9}ΤТ𝔗У𝔘В⋁𝔙𝔚𝔛Ы𝔜Зℨ∾∿а𝔞&∧∠⩰≊*б𝔟=⊥∩𝔠χ○∪д°𝔡¨÷˙э𝔢⪖ℓ⪕\
        ŋηðф𝔣⪌⪆г⋛≥⩾𝔤⋙⪒⪥⪤≩⪈𝔥и⇔𝔦∫й𝔧к𝔨⪋⪅⪫л⋚≤⩽𝔩⪑≨⪇◊\u{200E}↰↦м𝔪℧∣⋙≫⋘≪≉н𝔫≧≱≯⋼∋≦≰≮¬⊀⊁#о𝔬⧁Ω⧀⩝⩛∥п𝔭φϖ⪳⪯ψ𝔮р®\
        𝔯ρ\u{200F}↱⪴⪰с𝔰\u{AD}∼⪪/□⊂∑⊃τт𝔱⊤у𝔲¨в∨𝔳𝔴𝔵ы¥𝔶з𝔷\u{200D}𝔸𝒜Ä⫧Β𝔹ℬЧ©Ċℂ𝒞ЂЅЏ↡𝔻𝒟Ė𝔼ℰ⩳Ë𝔽ℱЃĠ𝔾𝒢ℍℋЕЁİ𝕀Ιℐ\
        Ï𝕁𝒥ХЌ𝕂𝒦Љ⟪↞𝕃ℒ𝕄ℳЊℕ𝒩𝕆𝒪Öℙ𝒫\"ℚ𝒬⟫↠ℝℛШ𝕊√𝒮⋆Ц𝕋𝒯↟𝕌ϒ𝒰Ü⫫‖𝕍𝒱𝕎𝒲𝕏𝒳ЯЇЮ𝕐𝒴ŸЖŻΖℤ𝒵⩜⩚⦤𝕒≋\'𝒶ä⫭⎵βℶ⌐𝕓═║─│𝒷∽\\•≎∩ċ¢\
        ч⧃ˆ≗∁≅𝕔©𝒸⫏⫐∪⇓⥥↓‐⋄ђ𝕕𝒹ѕ⧶▿џ≑≖ė\u{2003}\u{2002}𝕖⋕εℯ≂ë€!♭ƒ𝕗⋔𝒻ġ≧⋛ѓ⪊⪈𝕘ℊ≳⪧≩⇔½↔ℏ𝕙𝒽е⊷ё𝕚ι𝒾∈ï𝕛𝒿хќ𝕜𝓀⇐⥢⟨\
        ←⪭{⤶↲≦⋚љ⪉⪇𝕝⧫(𝓁≲[⪦◃≨¯♂✠⫛…𝕞𝓂≫≪∠⩰\u{A0}⩃⩂≱⩾≯⋺њ‥≰⩽∤𝕟∦⪯⪰𝓃≁⊄⊅≹≸≍≥>≤<⊛⊚⨸⊙˛∮⦶𝕠⦷ªº⩖ℴ⊘ö¶∂⊥ϕ+𝕡⪷≺⪵∏∝𝓅⨌\
        𝕢𝓆\"⇒⥤∽⟩→}⤷↳ℜ▭ϱ˚𝕣)𝓇]▹⪸⪶⋅§;✶ш≃⪞⪝∣⪬⧄𝕤∥▪𝓈☆⫅⊆≻♪¹²³⫆⊇⎴\u{20DB}∭⤨𝕥⤩≜𝓉ц⇑⥣↑𝕦υ𝓊▵ü⇕⫨↕|𝕧𝓋𝕨𝓌⋂⋃⟼⋻𝕩𝓍⋁яї𝕪\
        𝓎юÿżζж𝕫𝓏\u{200C}ÆÂΑĀĄÅ˘Ĉ∷⨯⫤ΔÊĒĘ⩵ΓĜˇĤĲÎĪĮІĴЄΚŒÔŌΩ″⤐ŜΣÞ™ЋΘ∼ЎÛŪ⋃Ų⊥Ů⊫⊩Ŵ⋀Ŷâ´æℵαā⨿∠∟Åąå≈⨑≌„϶␣▒░▓\
        █╗╔╖╓╦╩╤╧╝╚╜╙╬╣╠╫╢╟╕╒┐┌╥╨┬┴╛╘┘└╪╡╞┼┤├˘⁏⋍⧅⪮≏⁁ˇ⩍ĉ⩌¸✓♣:,↵✗⫑⫒⋯⋞⋟⩅⋎⋏∱⊣˝⇊δ⇃⇂♦⋲≐⋱▾⇵⥯⩷ê≒ē∅ę⩱ϵ≂≡≓⥱≐\
        ∃ﬀﬁfﬂ▱⫙⁄⌢γĝ⪩ℷ≩⋧`⪎⪐⩺⋗↭ĥ⇿î¡∭℩ĳīℑıƵ∞į⨼⋹⋴∈іĵȷєκ⇚⤎⦑«⇤⪭⤌❲⦋⌈“⪨↽↼▄⇇◺≨⋦⟬⇽⟦⦅⇆⇋⊿⪍⪏‘⩹⋖⊴◂∺—µ−⊸∇≋ŉ♮≎≇–⇗↗\
        ≐≂≧≵⇎↮⫲⇍↚≦≮≴⋪∉∌∂⊀⇏↛⋫≄∤∦⫅⊈⊁⫆⊉\u{2007}∼⇖↖ô⊝œ⦿⦵↺⦾‾ōω⦹⊕↻ℴ⌽⫽☎⊞⩲£≼′⪹≾?⇛⤏√⦒⦥»⇥⤳↝∶⤍❳⦌⌉”ℝ⇁⇀⇄⇌⫮⟭⇾⟧⦆⇉\
        ’⊵▸‚≽ŝ⪺≿⊡⩦⇘↘∖♯σ≃⪠⪟≆←⌣⪬⊓⊔⊏⊐→★¯⫋⊊⫌⊋⇙↙ßθ≈þ˜×™⧍ћ≬ўû⇅⥮↿↾▀◸ūų⊎ϒů◹⋰▴⇈⫩⊨ϖ⊢≚⊲⊂⊃∝⊳ŵ∧◯▽⟺⟷⟸⟵⨀⟹⟶△ŷÁĂÀ≔Ã\
        ⌆≎ĆČÇ⩴∯≍‡Ď\u{20DC}ĐÉĚÈ∃∀ϜĞĢЪĦÍÌĨЈĶĹΛĽĻĿŁŃŇŅÑÓŐÒØÕ⨷Ŕ⤖ŘŖЩЬŚŠŞ□⋐⋑ŤŢŦÚŬŰÙŨ⫦‖⊪ÝŹŽáăà⩕∡∢⩯≈ã⊽⌅∵ℬ⋂\
        ⋃⋁⤍⊥⋈⧉‵¦•≏ć⩄⩋⩇⩀čç≗⫯≔@∘∮∐℗↶⩆⩊⊍↷¤⌭†ℸď⥿÷⋇⌞⌍$⌟⌌đé⩮ě≕è⪘⪗∅\u{2004}\u{2005}⧣≖=≟♀ﬃﬄ∀½⅓¼⅕⅙⅛⅔⅖¾⅗⅜⅘⅚⅝\
        ⅞ǵϝğ⪀⪔⦕⥸⋗≳\u{200A}ℋъ♥…⊹∻―ℏħ⁃‐íì⨌⧜℅ı⊺¿⋳ĩјϰķĸ⤛ĺℒλ⟨⤝↩↫⤹↢⤙{[ľļ„⩿⪓⥼⌊⥪⥫ŀ⎰⨭∗_⦓⥭‹‚ł⋋⋉⥶⦖↦▮⨩*⫰·⊟∸∓⊧∾\
        ⊯⊮ń≏ňņ⤤≢⤨∄⋬⋹⫽⋠⤳↝⋭⋡≄ñ№⊭⤄⊬⤂⤃⤣⤧óő⦼ò⊖⊶øõ⊗⫳%.‰ℳℏℏ∔⨥±⪯ℙ⋨∝⊰\u{2008}⁗⤜ŕ⟩⥵⤞↪↬⥅↣⤚}]řŗ”⥽⌋⥬⎱⨮⦔›’⋌⋊śšş⋩\
        ⤥⤩⌢щςς⩪⨳ь⌿♠⊓⊔⊑⊒□▪∖⌣⋆⪽⊂⫇⫕⫓⪰⪾⊃⫈⫔⫖⤦⤪⌖ťţ⌕∴ϑ\u{2009}∼⊠⨰⌶⫱‴◬ŧúŭű⥾ù⌜⌏⌝⌎ũ⦜ϕϱ⊻⋮|⫋⊊⫌⊋⩟≙℘≀⨁⨂⨆⨄⋀ýźžℨ∵ℭ\
        ∰¸⋄⊤∈Ε⇒⊣\u{A}\u{2060}≮Ο‾∏↑⇑Υℵ⊾⍼≍∽∵⦰≬◯⨀★≡⊞⩐⦲⧂≔⩭⤸⤵⤽⤼⤏‡⩷⦱⋄ϝ∔⦦ε≕⩸⪂⩼≷⥈⨼⋵⤟⥳⦏⦍⥧⪁⋖≶≲⨴◊⩻⥦✠⨪≉♮↗∄∉⋷⋶∌\
        ⋾⋽⨔⪯⋢⋣⊂⪰⊃⧞⊴⊵↖⦻οℴ⩗‱ℎ⨢⨦⨧≾⨖≟⤠⥴⦎⦐⥩ℛ⨵⥨↘⨤⥲⫃⫁⪿⥹≿⫘⫄⟉⫗⥻⫂⫀↙⫚⨹⨻↑υ⦧⦚⇝⤑≐∫⪡≠≁∂≺⊢≻∋⊃⥉_⩘⦨⦩⦪⦫⦬⦭⦮⦯⦝≊∳≌⌅⎶⨁⨆⨄⋀\
        ⊟⊠⟈⩉®Ⓢ⨐♣⩈⋎∲≑∸⤐⟿⏧∅⧥⨍⩾⪄⪊⤥⤦ℐℑ⧝ℤ⊺⨗⦴⥋⩽⪃⌞⪉⌟⥊↥⊸ℕ⩭⋵⨶∥⨣⨕⪵⋨⌮⌒⌓⦳ℜ⨒⧎⨓∖∣⧤⊏⊐⊆⪶⋩⊇ϑ∼⨱▵⨺⏢⌜⌝ϰςϑ∖·⊙≡∐¨↓\
        \u{311}⇓≏←⌊⇐≲ℳ∓≭∄⊂⏞±∴\u{2009}\u{20DB}⊎‵⋍⨂·✓ℂ⊡↓⪆⋛≩♥←⋚≨⩾⩽∦∤⊈⊉⋔ℚ♠⫅⊊⫆⊋∴≜∝ℬ⊕≂ℱⅈℒ↼⇚∉≯∷→⌋⇒\
        \u{205F}≃≈⏟⤒↥⊛∁⋏⪖⪌⪅⪋⎰⟼↧↤⇍↚⫅⫆⪷→⎱⊑⊒⫋⪸⫌⇈ϵ∅⊖⊗⇌≷⌈≶\u{205F}≪⊀⊁⊃⎴⇀⇛⧴∘⊔⊆↕⇕∣϶▪⊚⊝⋞⋟♦⪕ℰ⇏↛≼⪹ℍϕ≽⪺≈↕⤓↧ⅇ≥\
        ≳ℋ≎⋂⇤↤⊲↿≢≏≰≴∝⌉⥰↑⊏⎵|⧫ⅇ≓▿◃⊊⊋\u{2061}ⅆ⫤⇑⥚⥒≦⟵⟸≂≄≉ℌ⪯≾⇥↦⊳↾⪰≿⊇⥮≀\u{200A}△▴⋇≒↩↢↼⟵↫∡⋪∥∖▹↿⫋⫌˙⊨↽⪢─\
        \u{2063}\u{2062}⇃↔⇔⩽⟶⟹↙≪≹≸⊈∤‘∋⥛⥓↓←⊐≅↖\u{200B}↶⌆⇊↪⇇↔⋋⟶↬∦⋫↣⇀⊴↾’∮⇓⇐⇁⥎⧏⥠⥘↘≱≵≎⋪⊏⏜⇂→↗▽↺↷⇃↽⇆⇎↮⋬⇄↝\
        ⋌ϵ⊵⊲´`˜⇒⇵◻⋛≧⟨⥑⋚\u{A0}⪯⋫⪰≿⊉⧐⥜⥔⏝⇅↻⇂⋭⇁⇉↞⊳⇕∥⥞⥖◼⩾⟦⥡⥙⊴\u{200B}≫⩽⪡∌⊐≇⟩⥏⊑❘▾◂⇋⇌↠⥟⥗⟷⟺\u{200B}⧏≼⇋⟧⥝⥕⊵\
        ⊓≽▸⟷⟸⥐⇆\u{200B}≧⧐⇄⊒↭ⅅ⇔⟹▫≫∦⩾⋬⋢“⥯”∯▪\u{200B}⋠⋭⋡˝⋣⪢∲⟺∳",
);

/// The second characters, with the rank of the name; ascending.
#[rustfmt::skip]
pub(crate) static SECONDS: [(u16, char); 93] = [
    (125, '\u{333}'), (137, '\u{20E5}'), (201, '\u{338}'), (202, '\u{20D2}'), (203, '\u{338}'),
    (204, '\u{20D2}'), (208, '\u{338}'), (213, '\u{338}'), (393, '\u{FE00}'), (407, '\u{FE00}'),
    (440, '\u{FE00}'), (448, '\u{FE00}'), (478, '\u{FE00}'), (490, '\u{FE00}'), (498, '\u{338}'),
    (499, '\u{338}'), (500, '\u{20D2}'), (501, '\u{338}'), (506, '\u{338}'), (512, '\u{338}'),
    (516, '\u{338}'), (517, '\u{338}'), (524, '\u{20D2}'), (525, '\u{20D2}'), (526, '\u{20D2}'),
    (527, '\u{20D2}'), (528, '\u{20D2}'), (562, '\u{331}'), (815, 'j'), (860, '\u{FE00}'),
    (894, '\u{338}'), (897, '\u{338}'), (902, '\u{338}'), (903, '\u{338}'), (904, '\u{338}'),
    (911, '\u{338}'), (917, '\u{338}'), (925, '\u{338}'), (928, '\u{338}'), (931, '\u{20D2}'),
    (1006, '\u{FE00}'), (1053, '\u{20D2}'), (1054, '\u{20D2}'), (1320, '\u{338}'),
    (1328, '\u{338}'), (1329, '\u{20E5}'), (1331, '\u{338}'), (1332, '\u{338}'),
    (1411, '\u{FE00}'), (1412, '\u{FE00}'), (1464, '\u{FE00}'), (1465, '\u{FE00}'),
    (1466, '\u{FE00}'), (1467, '\u{FE00}'), (1511, '\u{20E5}'), (1565, '\u{338}'),
    (1568, '\u{20D2}'), (1569, '\u{338}'), (1570, '\u{20D2}'), (1572, '\u{20D2}'),
    (1573, '\u{20D2}'), (1693, '\u{338}'), (1694, '\u{338}'), (1747, '\u{20D2}'),
    (1764, '\u{FE00}'), (1768, '\u{FE00}'), (1769, '\u{338}'), (1770, '\u{338}'),
    (1799, '\u{200A}'), (1818, '\u{338}'), (1819, '\u{338}'), (1838, '\u{338}'),
    (1841, '\u{20D2}'), (1884, '\u{338}'), (1899, '\u{FE00}'), (1900, '\u{FE00}'),
    (1910, '\u{338}'), (1941, '\u{FE00}'), (1942, '\u{FE00}'), (1999, '\u{338}'),
    (2001, '\u{338}'), (2033, '\u{338}'), (2035, '\u{338}'), (2036, '\u{338}'), (2061, '\u{338}'),
    (2062, '\u{338}'), (2063, '\u{338}'), (2065, '\u{338}'), (2081, '\u{338}'), (2096, '\u{338}'),
    (2097, '\u{338}'), (2107, '\u{338}'), (2121, '\u{338}'),
];
