// Units of a kernel and the answer to them: π, then patterns. Natively and in wasm.
[(1_000_000, 0x4009_21fa_ce0c_7064), (50, 0x00e6_4223_ad44_3379)]
