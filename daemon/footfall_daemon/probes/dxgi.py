"""The video memory that Windows grants: `QueryVideoMemoryInfo` of DXGI, called through ctypes.

Written by the headers and tried against COM objects of our own only: **not verified on Windows yet**.
The budget is that of the process which asks. Asked from the daemon, which holds none, it is what a program
like ours may count on now; what torch says is free overstates it there.
Sources: `dxgi.h` and `dxgi1_4.h` of the Windows SDK (order of methods, structures, identifiers).
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, ClassVar
from uuid import UUID

from footfall_daemon.probes.com import ComObject, checked, com_object, identifier
from footfall_daemon.probes.readings import Reading

_SOURCE = "windows budget"
_FACTORY1 = UUID("770aae78-f26f-4dba-a829-253c83d1b387")
_ADAPTER3 = UUID("645967a4-1392-4310-a798-8053ce3e93fd")
_NOT_FOUND = -0x7785FFFE
"""DXGI_ERROR_NOT_FOUND, 0x887A0002: no adapter of that number."""
_MOST_ADAPTERS = 64
_SOFTWARE = 2
_LOCAL = 0
"""DXGI_MEMORY_SEGMENT_GROUP_LOCAL: the card's own memory, or what plays its part."""

# Places in the tables of methods; the three of IUnknown and the four of IDXGIObject come first in each.
_ENUM_ADAPTERS1 = 12
_GET_DESC1 = 10
_QUERY_VIDEO_MEMORY_INFO = 14

CreateFactory = Callable[..., int]
"""`CreateDXGIFactory1(identifier, where to put the factory)`."""


class AdapterDescription(ctypes.Structure):
    """DXGI_ADAPTER_DESC1."""

    _fields_: ClassVar = [
        ("description", ctypes.c_uint16 * 128),
        ("vendor", ctypes.c_uint32),
        ("device", ctypes.c_uint32),
        ("subsystem", ctypes.c_uint32),
        ("revision", ctypes.c_uint32),
        ("dedicated_video", ctypes.c_size_t),
        ("dedicated_system", ctypes.c_size_t),
        ("shared_system", ctypes.c_size_t),
        ("luid_low", ctypes.c_uint32),
        ("luid_high", ctypes.c_int32),
        ("flags", ctypes.c_uint32),
    ]

    @property
    def name(self) -> str:
        return bytes(self.description).decode("utf-16-le", "replace").partition("\0")[0]


class VideoMemory(ctypes.Structure):
    """DXGI_QUERY_VIDEO_MEMORY_INFO, bytes."""

    _fields_: ClassVar = [
        ("budget", ctypes.c_uint64),
        ("usage", ctypes.c_uint64),
        ("available_for_reservation", ctypes.c_uint64),
        ("reservation", ctypes.c_uint64),
    ]


def create_factory() -> CreateFactory:
    """The system's own. Raises `OSError` where this is not Windows."""
    create: Any = ctypes.CDLL("dxgi.dll").CreateDXGIFactory1
    create.restype = ctypes.c_int32
    create.argtypes = [ctypes.c_void_p, ctypes.c_void_p]
    function: CreateFactory = create
    return function


class WindowsBudget:
    """Finds its adapter when first asked, again after a failure; `close` lets go of it."""

    def __init__(self, name: str, *, load: Callable[[], CreateFactory] = create_factory) -> None:
        """`name`: the card's, as torch says it; empty where there is only one."""
        self._name = name
        self._load = load
        self._adapter: ComObject | None = None
        self._described = AdapterDescription()

    def read(self) -> Reading:
        """Never raises: a failure is a missing reading, in words."""
        try:
            if self._adapter is None:
                self._adapter, self._described = self._found()
            memory = VideoMemory()
            node = ctypes.c_uint32(0)
            segment = ctypes.c_int32(_LOCAL)
            self._adapter.call(_QUERY_VIDEO_MEMORY_INFO, node, segment, ctypes.byref(memory))
        except OSError as error:
            self.close()
            return Reading.missing(_SOURCE, str(error))
        return self._reading(memory)

    def close(self) -> None:
        adapter, self._adapter = self._adapter, None
        if adapter is not None:
            adapter.release()

    def _reading(self, memory: VideoMemory) -> Reading:
        described = self._described
        total = described.dedicated_video
        if memory.budget > total:  # a processor's own graphics: main memory plays the part of the card's
            total += described.shared_system
        return Reading(_SOURCE, total, max(0, memory.budget - memory.usage), described.name)

    def _found(self) -> tuple[ComObject, AdapterDescription]:
        """Raises `OSError` where there is not exactly one that can be meant."""
        with _factory(self._load()) as factory, _adapters(factory) as adapters:
            meant = [
                (adapter, described)
                for adapter in adapters
                if not (described := _description(adapter)).flags & _SOFTWARE and self._means(described)
            ]
            if len(meant) != 1:
                raise OSError(f"{len(meant) or 'no'} adapters may be the card {self._name!r}")
            adapter, described = meant[0]
            return adapter.seen_as(_ADAPTER3), described

    def _means(self, described: AdapterDescription) -> bool:
        return not self._name or described.name.casefold() == self._name.casefold()


@contextmanager
def _factory(create: CreateFactory) -> Iterator[ComObject]:
    pointer = ctypes.c_void_p()
    checked(create(identifier(_FACTORY1), ctypes.byref(pointer)))
    factory = com_object(pointer)
    try:
        yield factory
    finally:
        factory.release()


@contextmanager
def _adapters(factory: ComObject) -> Iterator[list[ComObject]]:
    adapters: list[ComObject] = []
    try:
        while len(adapters) < _MOST_ADAPTERS:
            pointer = ctypes.c_void_p()
            number = ctypes.c_uint32(len(adapters))
            result = factory.attempt(_ENUM_ADAPTERS1, number, ctypes.byref(pointer))
            if result == _NOT_FOUND:
                break
            checked(result)
            adapters.append(com_object(pointer))
        yield adapters
    finally:
        for adapter in adapters:
            adapter.release()


def _description(adapter: ComObject) -> AdapterDescription:
    described = AdapterDescription()
    adapter.call(_GET_DESC1, ctypes.byref(described))
    return described
