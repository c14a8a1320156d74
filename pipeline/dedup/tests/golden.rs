//! Signatures as they are kept in files. If one of these changes, `NORMALISER` or the family's name must
//! too, so that old and new files refuse to mix.
#![allow(clippy::unwrap_used)]

use tamis_dedup::words::NORMALISER;
use tamis_dedup::{Family, Params, Scratch, Signer, band_key};

const TEXT: &str = "Żółta łódź płynęła 12 km; ΟΔΟΣ και οδός. Ĝis la 3-a, čia „žodis“ ir Ъгъл! \
                    Dob\u{ad}ry e\u{301}te\u{301} ქართული Straße İzmir — l’été, 2024. \
                    Donaudampfschifffahrt Rindfleischetikettierungsüberwachungsaufgabe \
                    我们在2024年 テスト ภาษาไทย 한국어.";

#[test]
fn the_signature_of_a_text() {
    let signer = Signer::new(Params {
        checks: 0,
        ..Params::default()
    })
    .unwrap();
    let signed = signer.sign(TEXT, &mut Scratch::default()).unwrap();
    let signature = signed.signature;
    assert_eq!(signed.exact, EXACT);
    assert_eq!(signature, SIGNATURE);
    assert_eq!(
        [0, 1, 13].map(|band| band_key(&signature, band, 8)),
        BAND_KEYS
    );
    assert_eq!(
        (Family::Classic.stored_name(), NORMALISER),
        ("minhash-mul-add-32-mum-1", 2)
    );
}

const EXACT: u128 = 0x326c_5cd9_f3a8_1bdb_2d7d_1190_af39_e7b0;

const BAND_KEYS: [u64; 3] = [
    0xeff9_f32a_0a81_54aa,
    0xe89e_d606_b8b2_1972,
    0x3eb7_e06d_6d30_c3fe,
];

#[rustfmt::skip]
const SIGNATURE: [u32; 112] = [
    95_616_654, 36_333_813, 87_762_354, 93_874_812, 130_410_647, 125_068_676, 85_401_209,
    88_592_841, 30_947_765, 204_753_102, 196_174_501, 136_330_737, 317_609_898, 21_752_324,
    83_268_488, 31_147_618, 199_675_264, 117_134_639, 81_902_272, 97_699_011, 405_338_746,
    99_335_704, 139_644_754, 12_579_211, 103_436_279, 59_879_929, 1_589_365, 450_791_270,
    27_380_451, 6_870_078, 106_563_282, 23_865_233, 19_488_530, 68_012_555, 38_220_478,
    12_560_314, 41_193_212, 73_978_357, 39_193_274, 271_002_517, 9_869_961, 120_467_787,
    160_344_899, 290_471_882, 96_908_096, 40_667_883, 92_619_643, 86_689_088, 57_864_302,
    37_445_917, 78_942_468, 94_639_796, 45_441_966, 183_333_464, 103_144_740, 83_962_780,
    115_790_211, 38_192_922, 107_207_593, 125_903_102, 129_578_432, 193_340_913, 31_638_673,
    81_157_335, 60_558_724, 263_703_759, 38_778_473, 52_979_883, 80_335_500, 16_979_685,
    57_994_312, 49_266_043, 202_276_450, 200_578_168, 150_461_999, 26_892_321, 17_456_458,
    84_508_882, 94_575_822, 136_384_593, 85_231_991, 93_595_885, 53_295_637, 4_786_808,
    59_723_198, 64_209_178, 12_428_548, 53_653_112, 2_104_440, 53_526_111, 33_522_499,
    102_067_373, 580_407_265, 80_689_682, 243_397_124, 85_156_410, 63_258_649, 77_645_248,
    4_457_925, 181_623_624, 12_891_945, 110_171_700, 14_645_828, 312_482_160, 22_478_108,
    33_176_399, 63_744_908, 60_470_157, 82_843_251, 131_393_741, 169_949_381, 125_327_668,
];
