"""Writes text.json: merges and ids of byte pair encoding by Hugging Face's tokenizers, the distributions from which the
next token is drawn by plain numpy, and the columns that scikit-learn makes of texts.

Run with tokenizers 0.20 and scikit-learn 1.5 or later: python3 text.py
"""

import json
import pathlib

import numpy as np
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

here = pathlib.Path(__file__).parent

# Byte pair encoding: a few words with many ties, and the first 6,000 characters of the Tang poems.
poems = (here.parent.parent / "resources/samples/tang300.txt").read_text(encoding="utf-8").replace("\r\n", "\n")
words = (
    "low lower lowest slow slower newest newest widest it's we're  double  spaces\n\n"
    "naïve café, 100% of 2024; aaaa aaaaa abababab — end.\n" * 2
)
texts = {"words": (words, 330, 2), "rare": (words, 5000, 3), "poems": (poems[:6000], 600, 2)}
probe = "The slowest cafés are newer; 兰叶春葳蕤 and 🙂 aaaaaaa\n  x"


def byte_pairs(text, size, least):
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=size,
        min_frequency=least,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
        special_tokens=[],
    )
    tokenizer.train_from_iterator([text], trainer)
    model = json.loads(tokenizer.to_str())["model"]
    ids = model["vocab"]
    merges = [pair if isinstance(pair, list) else pair.split(" ") for pair in model["merges"]]
    return {
        "vocabularySize": size,
        "minCount": least,
        "merges": [[ids[a], ids[b]] for a, b in merges],
        "count": len(ids),
        "ids": tokenizer.encode(probe).ids,
        "tokensOfText": len(tokenizer.encode(text).ids),
    }


# Sampling: temperature, then the k likeliest, then the nucleus (Holtzman et al. 2020), each renormalised.
def softmax(x):
    e = np.exp(x - x.max())
    return e / e.sum()


def drawn(logits, temperature, k, p):
    probabilities = softmax(np.asarray(logits, dtype=np.float64) / temperature)
    if k is not None:
        keep = np.argsort(-probabilities, kind="stable")[:k]
        mask = np.zeros_like(probabilities)
        mask[keep] = 1
        probabilities = probabilities * mask / (probabilities * mask).sum()
    if p is not None:
        order = np.argsort(-probabilities, kind="stable")
        before = np.cumsum(probabilities[order]) - probabilities[order]
        mask = np.zeros_like(probabilities)
        mask[order[before < p]] = 1
        probabilities = probabilities * mask / (probabilities * mask).sum()
    return probabilities.tolist()


random = np.random.default_rng(0)
draws = []
for temperature, k, p in [(1, None, None), (0.5, None, None), (2, 5, None), (0.8, None, 0.9), (1.3, 7, 0.6), (1, 1, 1), (0.7, 50, 0.05)]:
    logits = np.float32(random.normal(size=20) * 3).tolist()
    draws.append({"logits": logits, "temperature": temperature, "topK": k, "topP": p,
                  "probabilities": drawn(logits, temperature, k, p)})

# Bags of words.
train = [
    "The cat sat on the mat. The cat purred!",
    "A dog chased the cat, and the dog barked.",
    "Dogs and cats: friends or enemies?",
    "",
    "It's 20 degrees; the mat is warm, the dog sleeps on the mat",
    "Ünïcode wörds and a cat, naïve x_1 x",
    "cat cat cat dog",
]
test = ["the unseen zebra sat on a cat", "zebra only", "DOG dog Dog the mat"]
vectorizers = {
    "counts": (CountVectorizer(), {"weighting": "count", "minCount": 1}),
    "common": (CountVectorizer(min_df=2, lowercase=False), {"weighting": "count", "minCount": 2, "lowercase": False}),
    "binary": (CountVectorizer(binary=True, min_df=2, max_features=6), {"weighting": "binary", "minCount": 2, "vocabularySize": 6}),
    "tfidf": (TfidfVectorizer(), {"weighting": "tfidf", "minCount": 1}),
    "tfidfPairs": (TfidfVectorizer(ngram_range=(1, 2), min_df=2), {"weighting": "tfidf", "minCount": 2, "longest": 2}),
    "characters": (TfidfVectorizer(analyzer="char", ngram_range=(1, 2), min_df=3, max_features=40),
                   {"weighting": "tfidf", "minCount": 3, "longest": 2, "unit": "characters", "vocabularySize": 40}),
}
bags = {}
for name, (vectorizer, options) in vectorizers.items():
    fitted = vectorizer.fit_transform(train).toarray()
    bags[name] = {
        "options": options,
        "terms": vectorizer.get_feature_names_out().tolist(),
        "train": fitted.tolist(),
        "test": vectorizer.transform(test).toarray().tolist(),
    }

pathlib.Path(here / "text.json").write_text(
    json.dumps(
        {
            "probe": probe,
            "words": words,
            "bytePairs": {name: byte_pairs(*given) for name, given in texts.items()},
            "draws": draws,
            "bags": {"train": train, "test": test, "by": bags},
        },
        ensure_ascii=False,
        indent=None,
    )
    + "\n",
    encoding="utf-8",
)
