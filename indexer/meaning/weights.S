// What pack.mjs wrote, as it is, in the program's read-only data.
    .section .rodata
    .balign 64
    .global garner_encoder_weights
garner_encoder_weights:
    .incbin "encoder_weights.bin"
    .global garner_encoder_pieces
garner_encoder_pieces:
    .incbin "encoder_pieces.txt"
    .global garner_encoder_pieces_end
garner_encoder_pieces_end:
    .byte 0
    .section .note.GNU-stack,"",@progbits
