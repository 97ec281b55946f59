"""Every diagnostic code that kolopt declares is asserted by some test."""

import ast
from importlib.resources import files
from pathlib import Path

TESTS = Path(__file__).parent
SOURCES = Path(str(files("kolopt")))


def _trees(folder):
    return ((path, ast.parse(path.read_text(encoding="utf-8"))) for path in sorted(folder.rglob("*.py")))


def _declared():
    """Code → the modules whose ``CODES`` have it."""
    codes = {}
    for path, tree in _trees(SOURCES):
        for node in tree.body:
            if isinstance(node, ast.Assign) and [ast.unparse(target) for target in node.targets] == ["CODES"]:
                for code in ast.literal_eval(node.value):
                    codes.setdefault(code, []).append(path.relative_to(SOURCES).as_posix())
    return codes


def _asserted():
    """Texts that a test compares with: a code alone, or within a message as ``[code]``."""
    return [
        node.value
        for path, tree in _trees(TESTS)
        if path != Path(__file__)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]


def test_every_code_is_asserted_by_a_test():
    declared, texts = _declared(), _asserted()
    assert len(declared) > 100
    alone = dict.fromkeys(texts)
    within = "\n".join(text.replace("\\", "") for text in texts)
    missing = {code: at for code, at in declared.items() if code not in alone and f"[{code}]" not in within}
    assert missing == {}
