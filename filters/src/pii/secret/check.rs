//! What tells a value from something that only looks like one.

/// Base 62 as GitHub counts it.
const BASE62: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/// Characters of a checksum in GitHub's tokens.
pub(super) const SUM: usize = 6;

/// True when the last 6 characters of a GitHub token's body are the CRC-32 of the others in base
/// 62, with leading zeros (GitHub, "Behind GitHub's new authentication token formats", 2021). That
/// the sum is over the body without the prefix, and digits come before capital letters, is read
/// off the token that GitHub's own pages print.
pub(super) fn github(body: &[u8]) -> bool {
    let Some((random, sum)) = body.split_last_chunk::<SUM>() else {
        return false;
    };
    base62(crc32fast::hash(random)) == *sum
}

/// Six digits in base 62.
pub(super) fn base62(mut number: u32) -> [u8; SUM] {
    let mut digits = [b'0'; SUM];
    for digit in digits.iter_mut().rev() {
        *digit = BASE62.get((number % 62) as usize).copied().unwrap_or(b'0');
        number /= 62;
    }
    digits
}

/// True when the first part of a JSON web token decodes to an object that has the member `alg`,
/// which RFC 7515 requires (4.1.1).
pub(super) fn jwt(token: &str) -> bool {
    let head = token.split('.').next().unwrap_or_default();
    let header = from_base64url(head.as_bytes()).and_then(|b| String::from_utf8(b).ok());
    header.is_some_and(|h| h.starts_with('{') && h.ends_with('}') && h.contains("\"alg\""))
}

/// Base64url without padding (RFC 4648, 5).
fn from_base64url(spelt: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(spelt.len() * 3 / 4);
    let (mut held, mut bits) = (0_u32, 0);
    for &b in spelt {
        let value = match b {
            b'A'..=b'Z' => b - b'A',
            b'a'..=b'z' => b - b'a' + 26,
            b'0'..=b'9' => b - b'0' + 52,
            b'-' => 62,
            b'_' => 63,
            _ => return None,
        };
        held = held << 6 | u32::from(value);
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            out.extend(u8::try_from(held >> bits));
            held &= (1 << bits) - 1;
        }
    }
    Some(out)
}

/// Shannon entropy of the bytes, in bits a byte (Shannon 1948); 0 where there are none.
pub(super) fn entropy(bytes: &[u8]) -> f64 {
    let mut counts = [0_u32; 256];
    for &b in bytes {
        if let Some(count) = counts.get_mut(usize::from(b)) {
            *count += 1;
        }
    }
    // A text of 4 GiB is none of the values that come here.
    let n = f64::from(u32::try_from(bytes.len()).unwrap_or(u32::MAX));
    let part = |&count: &u32| {
        let p = f64::from(count) / n;
        -p * libm::log2(p)
    };
    counts.iter().filter(|c| **c > 0).map(part).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_token_that_github_prints_has_its_checksum() {
        // In two parts, so that no scanner takes this file for a leak.
        let body = ["zQWBuTSOoRi4A9spHcVY5ncns", "DkxkJ0mLq17"].concat();
        assert!(github(body.as_bytes()));
        assert!(!github(body.replace("0mLq17", "0mLq18").as_bytes()));
        assert!(!github(b"short"));
    }

    #[test]
    fn entropy_of_known_strings() {
        assert_eq!(entropy(b""), 0.0);
        assert_eq!(entropy(b"aaaa"), 0.0);
        assert_eq!(entropy(b"abab"), 1.0);
        assert_eq!(entropy(b"0123456789abcdef"), 4.0);
    }

    #[test]
    fn a_header_names_its_algorithm() {
        // {"alg":"HS256","typ":"JWT"}, and the same without the algorithm.
        assert!(jwt("eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.e30.x"));
        assert!(!jwt("eyJ0eXAiOiJKV1QifQ.e30.x"));
        assert!(!jwt("eyJ*.e30.x"));
    }
}
