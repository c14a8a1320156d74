//! Canonical JSON (RFC 8785): one form of bytes for one value, so that its digest means something.

use serde::Serialize;

/// Integers beyond this one are not all to be told apart by a reader whose numbers are doubles
/// (RFC 8785, section 3.2.2.3 and appendix D): 2^53 - 1.
pub const MOST: u64 = (1 << 53) - 1;

/// The canonical bytes of a value. No line break ends them.
///
/// # Errors
/// A number that JSON cannot hold; a map whose keys are no strings.
pub fn to_bytes(value: &impl Serialize) -> Result<Vec<u8>, serde_json::Error> {
    serde_json_canonicalizer::to_vec(value)
}

/// The same as text.
///
/// # Errors
/// See [`to_bytes`].
pub fn to_string(value: &impl Serialize) -> Result<String, serde_json::Error> {
    serde_json_canonicalizer::to_string(value)
}

/// Makes a value fit for canonical JSON: integers above [`MOST`] become strings.
pub fn make_exact(value: &mut serde_json::Value) {
    use serde_json::Value;
    match value {
        Value::Number(number) => {
            let fits = number.as_i64().is_none_or(|n| n.unsigned_abs() <= MOST)
                && number.as_u64().is_none_or(|n| n <= MOST);
            if !fits {
                *value = Value::String(number.to_string());
            }
        }
        Value::Array(values) => values.iter_mut().for_each(make_exact),
        Value::Object(map) => map.values_mut().for_each(make_exact),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    // RFC 8785, section 3.2.3 (order of keys) and 3.2.2 (numbers, strings).
    #[test]
    fn the_examples_of_the_specification() {
        let value: serde_json::Value = serde_json::from_str(
            r#"{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],
                "string":"\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
                "literals":[null,true,false]}"#,
        )
        .unwrap();
        assert_eq!(
            to_string(&value).unwrap(),
            r#"{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}"#
        );
        let keys: serde_json::Value = serde_json::from_str(
            r#"{"\u20ac":"Euro Sign","\r":"Carriage Return","\ufb33":"Hebrew Letter Dalet With Dagesh",
                "1":"One","\ud83d\ude00":"Emoji: Grinning Face","\u0080":"Control",
                "\u00f6":"Latin Small Letter O With Diaeresis"}"#,
        )
        .unwrap();
        let text = to_string(&keys).unwrap();
        let order = [
            "Carriage", "One", "Control", "Latin", "Euro", "Emoji", "Hebrew",
        ];
        let places: Vec<usize> = order.iter().map(|word| text.find(word).unwrap()).collect();
        assert!(places.is_sorted(), "{text}");
    }

    // RFC 8785, appendix B.
    #[test]
    fn numbers_are_written_as_ecmascript_writes_them() {
        for (bits, text) in [
            (0x0000_0000_0000_0000, "0"),
            (0x8000_0000_0000_0000, "0"),
            (0x0000_0000_0000_0001, "5e-324"),
            (0x7fef_ffff_ffff_ffff, "1.7976931348623157e+308"),
            (0x4340_0000_0000_0000, "9007199254740992"),
            (0x4430_0000_0000_0000, "295147905179352830000"),
            (0x44b5_2d02_c7e1_4af5, "9.999999999999997e+22"),
            (0x44b5_2d02_c7e1_4af6, "1e+23"),
            (0x3eb0_c6f7_a0b5_ed8d, "0.000001"),
            (0x3eb0_c6f7_a0b5_ed8c, "9.999999999999997e-7"),
            (0x41b3_de43_5555_5553, "333333333.3333332"),
            (0xbecb_f647_612f_3696, "-0.0000033333333333333333"),
            (0x4314_3ff3_c1cb_0959, "1424953923781206.2"),
        ] {
            assert_eq!(to_string(&f64::from_bits(bits)).unwrap(), text);
        }
        assert!(to_string(&f64::NAN).is_err());
    }

    #[test]
    fn large_integers_become_strings() {
        let mut value = json!({"a": [u64::MAX, MOST, MOST + 1, -5], "b": 1.5, "c": i64::MIN});
        make_exact(&mut value);
        assert_eq!(
            value,
            json!({"a": ["18446744073709551615", MOST, "9007199254740992", -5], "b": 1.5,
                   "c": "-9223372036854775808"})
        );
    }
}
