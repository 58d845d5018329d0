//! All variants of an enum as an array, and their names, as `strum` derives them.

/// The variants that `strum` lists; `N` is how many there are.
pub(crate) const fn all<T: Copy, const N: usize>(variants: &'static [T]) -> [T; N] {
    match variants.first_chunk() {
        Some(all) => *all,
        None => panic!("an enum has as many variants as it counts"),
    }
}

/// Gives an enum with `strum`'s derives its variants, their names, and the way back from a name.
macro_rules! named {
    (
        $type:ty,
        $(#[$all:meta])* ALL,
        $(#[$name:meta])* name,
        $(#[$from_name:meta])* from_name,
    ) => {
        impl $type {
            $(#[$all])*
            pub const ALL: [Self; <Self as strum::EnumCount>::COUNT] =
                $crate::model::variants::all(<Self as strum::VariantArray>::VARIANTS);

            $(#[$name])*
            pub fn name(self) -> &'static str {
                self.into()
            }

            $(#[$from_name])*
            pub fn from_name(name: &str) -> Option<Self> {
                name.parse().ok()
            }
        }
    };
}

pub(crate) use named;
