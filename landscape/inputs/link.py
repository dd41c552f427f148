"""A scene as a versioned query string, and back: one codec for app, command line and lessons."""

from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from landscape.errors import ConfigError, quoted
from landscape.inputs.config import SceneConfig, scene_from, unknown_name, values_of
from landscape.inputs.settings import SETTINGS

VERSION = "1"
MAX_LENGTH = 8_000
# Known to links but not part of the scene: where in a lesson the reader is, and how the page is embedded.
BESIDE_THE_SCENE = frozenset({"lesson", "step", "embed", "embed_options", "size"})


@dataclass(frozen=True, slots=True)
class Decoded:
    """A scene read from a link, and one error for each parameter that could not be used."""

    config: SceneConfig
    problems: tuple[ConfigError, ...]


def encode(config: SceneConfig) -> str:
    """The scene as a query string with every parameter written, without a leading question mark.

    Example:
        >>> encode(SceneConfig())[:38]
        'v=1&data=moons&n_train=512&noise=0.2&d'
    """
    pairs = [("v", VERSION)]
    pairs += [(name, SETTINGS[name].format(value)) for name, value in values_of(config).items()]
    return urlencode(pairs, safe=",:")


def decode(query: str) -> Decoded:
    """Reads a link; whatever cannot be used is named in a problem and its default stands in.

    Args:
        query: A query string, with or without the question mark or a whole address before it.

    Returns:
        The scene and the problems, in the order of the link. Never raises for a bad link.
    """
    query = query.strip().split("?", 1)[-1].split("#", 1)[0]
    if len(query) > MAX_LENGTH:
        problem = ConfigError("link", f"The link is {len(query)} characters long; at most {MAX_LENGTH} are read.")
        return Decoded(SceneConfig(), (problem,))
    try:
        pairs = parse_qsl(query, keep_blank_values=True, errors="replace", max_num_fields=200)
    except ValueError:
        return Decoded(SceneConfig(), (ConfigError("link", "The link has more than 200 parameters; none was read."),))
    return decode_pairs(pairs)


def decode_pairs(pairs: list[tuple[str, str]]) -> Decoded:
    """The same as `decode`, from names and values already taken apart."""
    values: dict[str, object] = {}
    problems: list[ConfigError] = []
    seen: set[str] = set()
    for name, text in pairs:
        try:
            if name in seen:
                raise ConfigError(name, f"{quoted(name)} stands twice in the link; the first one counts.")
            seen.add(name)
            if name == "v":
                _check_version(text)
            elif name in SETTINGS:
                values[name] = SETTINGS[name].parse(text)
            elif name not in BESIDE_THE_SCENE:
                raise ConfigError(name, unknown_name(name))
        except ConfigError as problem:
            problems.append(problem)
    return Decoded(scene_from(values), tuple(problems))


def _check_version(text: str) -> None:
    if text != VERSION:
        raise ConfigError("v", f"v must be {VERSION}, the version of links this program reads; got {text[:20]!r}.")
