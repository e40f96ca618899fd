"""A tiny tokenizer of RoBERTa's kind: any text is bytes, of which a few that stand together are one token."""

from __future__ import annotations

from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers, processors, trainers

_SPECIAL = ("<s>", "<pad>", "</s>", "<unk>")
"""In the order of the published vocabulary, which the published pad token needs."""
_TEXT = "footsteps on gravel, a door closes slowly, rain on a tin roof, noisy, harsh, music, speech, voice"


def tokenizer() -> Tokenizer:
    made = Tokenizer(models.BPE())
    made.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    made.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=320,
        special_tokens=[*_SPECIAL, AddedToken("<mask>", lstrip=True, normalized=False)],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    made.train_from_iterator([_TEXT], trainer)
    made.post_processor = processors.RobertaProcessing(("</s>", 2), ("<s>", 0), add_prefix_space=False)
    return made
