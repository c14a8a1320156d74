//! The files that are built in: one line a country.

macro_rules! files {
    ($($country:literal)+) => {
        &[$((
            concat!($country, ".toml"),
            include_str!(concat!("../../../pii/national_id/", $country, ".toml")),
        )),+]
    };
}

/// Names and texts. A test fails if a file of the folder is not named here.
pub(super) const FILES: &[(&str, &str)] = files! {
    "AT"
    "BA"
    "BE"
    "BG"
    "CH"
    "CY"
    "CZ"
    "DE"
    "DK"
    "EE"
    "ES"
    "FI"
    "FR"
    "GB"
    "GR"
    "HR"
    "HU"
    "IE"
    "IS"
    "IT"
    "LT"
    "LU"
    "LV"
    "MD"
    "ME"
    "MK"
    "MT"
    "NL"
    "NO"
    "PL"
    "PT"
    "RO"
    "RS"
    "SE"
    "SI"
    "SK"
    "TR"
    "UA"
};
