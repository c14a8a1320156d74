//! The names of character references.
//!
//! Made by `scripts/tables/entities.py`; do not edit. Source: the HTML Standard, "Named character
//! references".

use super::table::OfLength;

/// The names that end in a semicolon, indexed by their length.
#[rustfmt::skip]
pub(super) static CLOSED: [OfLength; 32] = [
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
pub(super) static BARE: [&str; 7] = [
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
