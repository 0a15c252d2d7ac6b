//! Checksums and the inner order of numbers.

/// First two digits of identity numbers: provinces in use.
///
/// *Source:* GB/T 2260, codes of provinces; 81–83 are those of residence permits.
const PROVINCES: [u8; 35] = [
    11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37, 41, 42, 43, 44, 45, 46, 50, 51, 52, 53, 54,
    61, 62, 63, 64, 65, 71, 81, 82, 83,
];

/// Weights of the first seventeen digits of an identity number.
///
/// *Source:* GB 11643, after ISO 7064 MOD 11-2.
const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

/// Last character by remainder.
const LAST: [u8; 11] = *b"10X98765432";

/// Tells whether 18 characters, digits and perhaps a last `X`, are an identity number.
pub fn is_identity(digits: &[u8]) -> bool {
    digits.len() == 18
        && is_born(digits, &digits[6..14])
        && checksum(&digits[..17]) == digits[17].to_ascii_uppercase()
}

/// Tells whether 18 characters have the form of an identity number, whatever its last digit.
pub fn is_like_identity(digits: &[u8]) -> bool {
    digits.len() == 18 && is_born(digits, &digits[6..14])
}

/// Tells whether 15 digits are an identity number of the old form, which has no checksum.
pub fn is_old_identity(digits: &[u8]) -> bool {
    digits.len() == 15 && {
        let year = [b"19", &digits[6..12]].concat();
        is_born(digits, &year)
    }
}

/// Returns the last character that belongs to the first seventeen digits.
pub fn checksum(digits: &[u8]) -> u8 {
    let sum: u32 =
        digits.iter().zip(WEIGHTS).map(|(digit, weight)| u32::from(digit.wrapping_sub(b'0')) * weight).sum();
    LAST[(sum % 11) as usize]
}

/// Tells whether province and day of birth can be.
fn is_born(digits: &[u8], day: &[u8]) -> bool {
    let number = |digits: &[u8]| {
        digits.iter().fold(0_u32, |sum, digit| sum * 10 + u32::from(digit.wrapping_sub(b'0')))
    };
    let (year, month, of_month) = (number(&day[..4]), number(&day[4..6]), number(&day[6..8]));
    let province = number(&digits[..2]);
    PROVINCES.iter().any(|known| u32::from(*known) == province)
        && (1900..2100).contains(&year)
        && (1..=12).contains(&month)
        && (1..=days_of(year, month)).contains(&of_month)
}

fn days_of(year: u32, month: u32) -> u32 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        _ => 31,
    }
}

/// Tells whether digits pass the check of card numbers.
///
/// *Source:* ISO/IEC 7812-1, annex B (Luhn).
pub fn passes_luhn(digits: &[u8]) -> bool {
    let value = |(at, digit): (usize, &u8)| {
        let digit = u32::from(digit.wrapping_sub(b'0'));
        let twice = digit * 2;
        if at % 2 == 0 { digit } else { twice / 10 + twice % 10 }
    };
    !digits.is_empty() && digits.iter().rev().enumerate().map(value).sum::<u32>() % 10 == 0
}

/// Beginnings of bank cards in use here: UnionPay, Visa, Mastercard, JCB.
const CARDS: [&[u8]; 10] = [b"62", b"60", b"4", b"51", b"52", b"53", b"54", b"55", b"35", b"81"];

/// Tells whether digits are the number of a bank card: known beginning, usual length, right check digit.
pub fn is_card(digits: &[u8]) -> bool {
    (16..=19).contains(&digits.len())
        && CARDS.iter().any(|start| digits.starts_with(start))
        && digits.iter().any(|digit| *digit != digits[0])
        && passes_luhn(digits)
}

/// Tells whether eleven digits are a number of a mobile telephone.
pub fn is_mobile(digits: &[u8]) -> bool {
    digits.len() == 11 && digits[0] == b'1' && (b'3'..=b'9').contains(&digits[1])
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn known_numbers() {
        assert!(is_identity(b"11010519491231002X")); // the example of GB 11643
        assert!(!is_identity(b"440524188001010014"), "born before 1900");
        assert!(!is_identity(b"110105194912310021") && is_like_identity(b"110105194912310021"));
        assert!(is_old_identity(b"110105491231002") && !is_old_identity(b"110105491331002"));
        assert!(passes_luhn(b"4111111111111111") && !passes_luhn(b"4111111111111112") && !passes_luhn(b""));
        assert!(is_card(b"6222021001112222333") && !is_card(b"6222021001112222334"));
        assert!(!is_card(b"4444444444444444"));
    }

    proptest! {
        #[test]
        fn one_last_digit_of_eleven_is_right(digits in "[1-9][0-9]{16}") {
            let last = checksum(digits.as_bytes());
            prop_assert!(LAST.contains(&last));
            // Any single wrong digit is noticed: that is what the check is for.
            for at in 0..17 {
                let mut other = digits.clone().into_bytes();
                other[at] = if other[at] == b'9' { b'0' } else { other[at] + 1 };
                prop_assert_ne!(checksum(&other), last);
            }
        }

        #[test]
        fn one_check_digit_of_ten_is_right(digits in "[0-9]{15,18}") {
            let right = (b'0'..=b'9').filter(|last| passes_luhn(&[digits.as_bytes(), &[*last]].concat())).count();
            prop_assert_eq!(right, 1);
        }
    }
}
