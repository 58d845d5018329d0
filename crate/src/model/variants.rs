//! All variants of an enum as an array, in the order in which they are declared.

/// The variants that `strum` lists; `N` is how many there are.
pub(crate) const fn all<T: Copy, const N: usize>(variants: &'static [T]) -> [T; N] {
    match variants.first_chunk() {
        Some(all) => *all,
        None => panic!("an enum has as many variants as it counts"),
    }
}
