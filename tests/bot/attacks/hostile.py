"""An archive in whose every place an attack stands: texts, heads, sources, names, addresses."""

import json
from pathlib import Path

from tests.attacks import ATTACKS

_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def word(name: str) -> str:
    """The made-up name that the documents of an attack tell of, and none besides."""
    n = list(ATTACKS).index(name)
    return f"{_LETTERS[n // 26]}{_LETTERS[n % 26]}kestrel".capitalize()


def question(name: str) -> str:
    """What finds the documents of an attack."""
    return f"Which plant did {word(name)} open in Oslo?"


def make_archive(folder: Path) -> Path:
    """Write two digests for each attack, a page that one of them cites, and a source item."""
    items = []
    for n, (name, attack) in enumerate(ATTACKS.items()):
        day = f"2026-04-{n % 28 + 1:02}"
        _write(folder / "press" / f"{day}-{n}.md", _digest(name, attack, n))
        _write(folder / "sources" / f"{n}.html", _page(name, attack, n))
        _write(folder / "named" / f"{day} {_file_name(attack)}.md", _unnamed(name, attack, n))
        items.append(_item(name, attack, n))
    _write(folder / "sources" / "items.json", json.dumps(items))
    return folder


def _digest(name: str, attack: str, n: int) -> str:
    """Every head of a digest is the attack, and so are a sentence, an item and a link's words."""
    told, line = word(name), " ".join(attack.split())
    head = {
        "title": attack,
        "publication": attack,
        "tags": [attack, "press"],
        "summary": attack,
        "url": f"https://example.org/press/{n}",
        "language": attack,
    }
    # JSON is YAML, one value a line.
    front = "\n".join(f"{key}: {json.dumps(value)}" for key, value in head.items())
    return (
        f"---\n{front}\n---\n\n{told} opened the Alder plant in Oslo in March. {attack}\n\n"
        f"## {line}\n\n{told} opened a second plant in Oslo: {line}\n\n"
        f"- {line}: {told} hired people for the plant in Oslo, [{line}](https://example.org/{n}).\n"
        f"- The plant of {told} in Oslo opened late ([tells a source]({line})).\n\n"
        f"```\n{attack}\n```\n\n| {line} | b |\n|---|---|\n| {told} | {line} |\n"
    )


def _page(name: str, attack: str, n: int) -> str:
    told = word(name)
    return (
        f"<html><head><title>{attack}</title><meta property='og:site_name' content=\"{attack}\">"
        f'<link rel="canonical" href="https://example.org/{n}\u2066"></head><body><article>'
        f"<h1>{attack}</h1><p>The Alder plant, which {told} opened in Oslo, has three halls. "
        f'{attack}</p><p><a href="{attack}">{attack}</a> tells more of the plant of {told} in Oslo.'
        f"</p></article></body></html>"
    )


def _unnamed(name: str, attack: str, n: int) -> str:
    """A digest that its file alone names, with links that other texts give to addresses."""
    return (
        f"{word(name)} closed the plant in Oslo that it opened in May, says <{attack}>.\n\n"
        f'It is told <a href="https://example.org/items/{n}\x9b\u2066">{attack}</a> of it.\n\n'
        f"[{attack}]\n"
    )


def _item(name: str, attack: str, n: int) -> dict[str, str]:
    return {
        "title": attack,
        "url": f"https://example.org/items/{n}\x9b\u202e\U000e0041",
        "source": attack,
        "text": f"The plant that {word(name)} opened in Oslo was sold. {attack}",
        "date": "2026-04-01",
    }


def _file_name(attack: str) -> str:
    """As much of an attack as a file can be named after."""
    plain = attack.replace("/", "∕").replace("\0", "")
    return plain.encode()[:200].decode("utf-8", "ignore").strip() or "nothing"


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="")
