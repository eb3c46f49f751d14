"""Formulas as one line a person can read: MathML by its structure, TeX by taking its commands away."""

from __future__ import annotations

import re

from evidence_search.readers.xmltext import Element, all_text

_SPACED = frozenset("=<>≤≥≈≠±+−×÷→∼~≡∝")
_SYMBOLS = {
    "le": "≤", "leq": "≤", "ge": "≥", "geq": "≥", "ne": "≠", "neq": "≠", "pm": "±", "times": "×", "cdot": "·", "approx": "≈",
    "sim": "∼", "infty": "∞", "sum": "∑", "int": "∫", "to": "→", "rightarrow": "→", "div": "÷", "circ": "°", "prime": "′",
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "Delta": "Δ", "epsilon": "ε", "varepsilon": "ε", "zeta": "ζ",
    "eta": "η", "theta": "θ", "kappa": "κ", "lambda": "λ", "mu": "μ", "upmu": "μ", "nu": "ν", "pi": "π", "rho": "ρ",
    "sigma": "σ", "Sigma": "Σ", "tau": "τ", "phi": "φ", "varphi": "φ", "chi": "χ", "psi": "ψ", "omega": "ω", "Omega": "Ω",
    "partial": "∂", "nabla": "∇", "hbar": "ħ", "in": "∈", "mid": "|", "vert": "|", "equiv": "≡", "propto": "∝", "ast": "*",
    "star": "*",
    "langle": "⟨", "rangle": "⟩", "Phi": "Φ", "Psi": "Ψ", "Gamma": "Γ", "Theta": "Θ", "Lambda": "Λ", "xi": "ξ", "prod": "∏",
    "cdots": "…", "lt": "<", "gt": ">", "leqslant": "≤", "geqslant": "≥", "degree": "°", "textdegree": "°", "bullet": "•",
    "big": "", "Big": "", "bigl": "", "bigr": "", "Bigl": "", "Bigr": "", "nonumber": "", "hspace": " ", "vspace": " ",
    "quad": " ", "qquad": " ", "ldots": "…", "dots": "…", "hfill": " ", "ln": "ln", "log": "log", 
}  # fmt: skip
_BODY = re.compile(r"\\begin\{document\}(.*?)\\end\{document\}", re.DOTALL)
_FRACTION = re.compile(r"\\[dt]?frac\s*\{([^{}]*)\}\s*\{([^{}]*)\}")
_DRESS = re.compile(
    r"\\(?:text|textrm|textit|textbf|mathrm|mathcal|boldsymbol|bm|tilde|vec|dot|ddot|widehat|widetilde|underline|mathbf|mathit|rm|bf|it|mathop|operatorname|mbox|left|right|bar|hat|overline|limits|displaystyle)(?![A-Za-z])"
)
_ROOT = re.compile(r"\\sqrt\s*\{([^{}]*)\}")


def math_text(element: Element) -> str:
    """Return a MathML element on one line: `<mfrac><mi>a</mi><mi>b</mi></mfrac>` gives `a/b`."""
    tag = element.tag if isinstance(element.tag, str) else ""
    parts = [math_text(child) for child in element if isinstance(child.tag, str)]
    if tag in ("mi", "mn", "mtext", "ms"):
        return all_text(element).strip() if tag != "mtext" else all_text(element)
    if tag == "mo":
        sign = all_text(element).strip()
        return f" {sign} " if sign in _SPACED and sign else {",": ", ", ";": "; "}.get(sign, _operator(sign))
    if tag == "semantics":
        return parts[0] if parts else ""
    if tag in ("annotation", "annotation-xml"):
        return ""
    if tag == "mspace":
        return " "
    if tag == "mtable":
        return "; ".join(parts)
    if tag == "mtr":
        return " ".join(parts)
    if tag == "mfenced":
        separator = (element.get("separators") or ",").strip()[:1]
        return element.get("open", "(") + f"{separator} ".join(parts) + element.get("close", ")")
    return _arranged(tag, parts)


def _arranged(tag: str, parts: list[str]) -> str:
    """Return the parts of a scripted, stacked or plain group."""
    if len(parts) == 2 and tag in ("msup", "mover"):
        accent = tag == "mover" and not parts[1].strip().isalnum()
        return parts[0] + (parts[1].strip() if accent else "^" + _whole(parts[1]))
    if len(parts) == 2 and tag in ("msub", "munder"):
        return f"{parts[0]}_{_whole(parts[1])}"
    if len(parts) == 3 and tag in ("msubsup", "munderover"):
        return f"{parts[0]}_{_whole(parts[1])}^{_whole(parts[2])}"
    if len(parts) == 2 and tag == "mfrac":
        return f"{_whole(parts[0])}/{_whole(parts[1])}"
    if tag == "msqrt":
        return f"√({''.join(parts).strip()})"
    if len(parts) == 2 and tag == "mroot":
        return f"({parts[0]})^(1/{parts[1]})"
    return "".join(parts)


def _operator(sign: str) -> str:
    """Return an operator that takes no blanks; those that only mark an application or a product are not shown."""
    return "" if sign in "\u2061\u2062\u2063\u2064" else sign


def _whole(part: str) -> str:
    """Return `part`, in brackets when it is more than one thing."""
    part = part.strip()
    return part if re.fullmatch(r"[\w.%]*|\(.*\)", part) or len(part) == 1 else f"({part})"


def tex_text(tex: str) -> str:
    r"""Return TeX without preamble and layout, commands as signs or by their names: `$p\le 0.05$` gives `p≤ 0.05`."""
    body = _BODY.search(tex)
    line = (body.group(1) if body else tex).replace("$", " ")
    line = re.sub(r"\\begin\{[^}]*\}(?:\{[^}]*\})?|\\end\{[^}]*\}|\\usepackage\S*|\\(?:setlength|documentclass)\S*", " ", line)
    line = _DRESS.sub(" ", line)
    for _ in range(6):  # subtle: innermost first, so nested fractions need a few rounds
        line = _FRACTION.sub(lambda f: f"{_whole(f.group(1))}/{_whole(f.group(2))}", _ROOT.sub(r"√(\1)", line))
        line = re.sub(r"([_^])\s*\{([^{}]*)\}", lambda f: f.group(1) + _whole(f.group(2)), line)
    line = re.sub(r"\\([A-Za-z]+)", lambda f: _SYMBOLS.get(f.group(1), f.group(1)), line)
    line = re.sub(r"\\([%#&_{}])", r"\1", re.sub(r"\\[,;:!> \\]", " ", line))
    return re.sub(r"\s+", " ", line.replace("&", " ").replace("{", "").replace("}", "").replace("~", " ")).strip()
