//! Sums and products that are exact or none: `Decimal` alone would round what it cannot hold, and a rounded figure is another figure.

use rust_decimal::Decimal;

/// What is said of a number that holds more digits than can be kept.
pub(in crate::extract) const TOO_LARGE: &str =
    "the number has more than the 28 digits that are kept";

/// How many digits stand behind the point at most.
const SCALE_MAX: u32 = 28;

/// The product with all its digits; `None` where a `Decimal` does not hold them.
pub(in crate::extract) fn exact_mul(a: Decimal, b: Decimal) -> Option<Decimal> {
    let (mut x, mut y) = (a.mantissa(), b.mantissa());
    let mut scale = a.scale().checked_add(b.scale())?;
    // Zeros at the end are no digits: "7.50 million" needs none of them.
    for factor in [&mut x, &mut y] {
        while scale > 0 && *factor != 0 && *factor % 10 == 0 {
            *factor /= 10;
            scale -= 1;
        }
    }
    let mut product = x.checked_mul(y)?;
    if product == 0 {
        return Some(Decimal::ZERO);
    }
    // 0.5 × 0.2: a zero that only the product has.
    while scale > SCALE_MAX && product % 10 == 0 {
        product /= 10;
        scale -= 1;
    }
    Decimal::try_from_i128_with_scale(product, scale).ok()
}

/// The sum with all its digits; `None` where a `Decimal` does not hold them.
pub(in crate::extract) fn exact_add(a: Decimal, b: Decimal) -> Option<Decimal> {
    let (a, b) = (a.normalize(), b.normalize());
    let scale = a.scale().max(b.scale());
    let shifted = |part: Decimal| {
        part.mantissa().checked_mul(10_i128.checked_pow(scale.checked_sub(part.scale())?)?)
    };
    Decimal::try_from_i128_with_scale(shifted(a)?.checked_add(shifted(b)?)?, scale).ok()
}

/// The sum of a number and a share of one. Only a share that no decimal holds, as a third, and which is therefore rounded already, is
/// rounded once more where the sum needs it.
pub(in crate::extract) fn add_share(number: Decimal, share: Decimal) -> Option<Decimal> {
    let endless = share.scale() == SCALE_MAX;
    exact_add(number, share).or_else(|| endless.then(|| number.checked_add(share)).flatten())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decimal(digits: &str) -> Decimal {
        digits.parse().expect("a number")
    }

    #[test]
    fn a_product_is_exact_or_none() {
        let product = |a: &str, b: &str| exact_mul(decimal(a), decimal(b)).map(|it| it.normalize());
        assert_eq!(product("1.50", "1000000"), Some(decimal("1500000")));
        assert_eq!(product("0.0000000000000000000000000001", "10"), Some(Decimal::new(1, 27)));
        assert_eq!(product("1.6726", "0.000000000000000000000000001"), None);
        assert_eq!(product("7.1234567890123456789012345678", "12"), None);
        assert_eq!(
            product("7.123456789012345678901234567", "1000"),
            Some(decimal("7123.456789012345678901234567"))
        );
        assert_eq!(product("79228162514264337593543950335", "10"), None);
        assert_eq!(product("0", "10"), Some(Decimal::ZERO));
    }

    #[test]
    fn a_sum_is_exact_or_none() {
        let sum = |a: &str, b: &str| exact_add(decimal(a), decimal(b));
        assert_eq!(sum("2", "0.5"), Some(decimal("2.5")));
        assert_eq!(sum("79228162514264337593543950335", "0.5"), None);
        assert_eq!(sum("79228162514264337593543950335", "1"), None);
    }
}
