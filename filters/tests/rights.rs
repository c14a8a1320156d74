//! Reading evidence never fails.

use proptest::prelude::*;
use tamis_filters::rights::{Policy, decide, from_header, from_meta, license};

proptest! {
    #[test]
    fn any_declaration_is_read(name in any::<String>(), value in any::<String>()) {
        let mut evidence = Vec::new();
        for name in ["X-Robots-Tag", "tdm-reservation", "tdm-policy", name.as_str()] {
            from_header(name, &value, &mut evidence);
            from_meta(name, &value, &mut evidence);
        }
        from_meta("robots", &value, &mut evidence);
        prop_assert!(evidence.iter().all(|e| e.value.len() <= 200));
        for policy in [Policy::Strict, Policy::Standard, Policy::RecordOnly] {
            decide(&evidence, policy);
        }
        license(&value);
        license(&format!("https://creativecommons.org/{value}"));
    }
}
