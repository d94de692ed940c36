"""The networks that pictures are put together from, kept for as long as the version that they were taken from."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable

from plangraph.asking.neighbourhood import Group, Network, chain, merged, neighbourhood, opened_group
from plangraph.asking.paths import Path, shortest_path
from plangraph.graph.endpoint import Endpoint
from plangraph.serving.versions import Version

_KEPT = 256
_Key = tuple[str, ...]


class Fragments:
    """What stands around things, folded groups and paths; the last few hundred are kept."""

    def __init__(self, endpoint: Endpoint) -> None:
        self.endpoint = endpoint
        self._kept: OrderedDict[_Key, Network | Path] = OrderedDict()
        self._lock = threading.Lock()

    @classmethod
    def of(cls, version: Version) -> Fragments:
        """Those of a version."""
        return version.once("fragments", lambda: cls(version.endpoint))

    def around(self, iri: str, steps: int = 1) -> Network:
        """The neighbourhood of a thing, of "" the tree of plans; raises NotFoundError."""
        return self._network(
            ("around", iri, str(steps)), lambda: neighbourhood(self.endpoint, iri or None, steps)
        )

    def opened(self, iri: str, times: int = 1) -> Network:
        """What unfolding a thing or a folded node brings; raises NotFoundError."""
        group = Group.of(iri)
        if group is None:
            return self.around(iri)
        return self._network(("group", iri, str(times)), lambda: opened_group(self.endpoint, group, times))

    def path(self, start: str, end: str) -> Path:
        """The way from one thing to another; raises NotFoundError."""
        found = self._once(("path", start, end), lambda: shortest_path(self.endpoint, start, end))
        assert isinstance(found, Path), "kept under a key of paths"
        return found

    def chain(self, path: Path) -> Network:
        """The things of a path with the links between them."""
        return self._network(("chain", *path.nodes), lambda: chain(self.endpoint, path.nodes))

    def merged(self, networks: list[Network]) -> Network:
        """Several as one that may be changed."""
        return merged(networks)

    def _network(self, key: _Key, make: Callable[[], Network]) -> Network:
        found = self._once(key, make)
        assert not isinstance(found, Path), "kept under a key of networks"
        return found

    def _once(self, key: _Key, make: Callable[[], Network | Path]) -> Network | Path:
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        made = make()
        with self._lock:
            self._kept[key] = made
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        return made
