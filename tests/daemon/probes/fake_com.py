"""COM objects made here: tables of methods in the order of the Windows SDK's headers."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from typing import Any
from uuid import UUID

from footfall_daemon.probes.dxgi import AdapterDescription, VideoMemory

_OBJECT = """QueryInterface AddRef Release SetPrivateData SetPrivateDataInterface GetPrivateData GetParent"""
_FACTORY1 = """EnumAdapters MakeWindowAssociation GetWindowAssociation CreateSwapChain CreateSoftwareAdapter
    EnumAdapters1 IsCurrent"""
_ADAPTER3 = """EnumOutputs GetDesc CheckInterfaceSupport GetDesc1 GetDesc2
    RegisterHardwareContentProtectionTeardownStatusEvent UnregisterHardwareContentProtectionTeardownStatus
    QueryVideoMemoryInfo"""
_ADAPTER3_IDENTIFIER = "645967a4-1392-4310-a798-8053ce3e93fd"
_FACTORY1_IDENTIFIER = "770aae78-f26f-4dba-a829-253c83d1b387"

_Result, _Pointer, _Number = ctypes.c_int32, ctypes.c_void_p, ctypes.c_uint32
_KINDS: dict[str, Any] = {
    "QueryInterface": ctypes.CFUNCTYPE(_Result, _Pointer, _Pointer, _Pointer),
    "Release": ctypes.CFUNCTYPE(_Number, _Pointer),
    "EnumAdapters1": ctypes.CFUNCTYPE(_Result, _Pointer, _Number, _Pointer),
    "GetDesc1": ctypes.CFUNCTYPE(_Result, _Pointer, _Pointer),
    "QueryVideoMemoryInfo": ctypes.CFUNCTYPE(_Result, _Pointer, _Number, _Result, _Pointer),
}


def failure(code: int) -> int:
    """An HRESULT as C sees it: a signed number."""
    return code - (1 << 32)


class _FakeObject:
    """Counts the references to it, as every COM object does."""

    references = 0

    def __init__(self, names: str, methods: dict[str, Callable[..., int]]) -> None:
        order = f"{_OBJECT} {names}".split()
        self._methods = {name: _KINDS[name](method) for name, method in methods.items()}
        self._table = (_Pointer * len(order))()
        for name, method in self._methods.items():
            self._table[order.index(name)] = ctypes.cast(method, _Pointer).value
        self._object = _Pointer(ctypes.addressof(self._table))

    def hand_out(self, where: int) -> int:
        """What a method does that gives a reference to this object."""
        self.references += 1
        _Pointer.from_address(where).value = ctypes.addressof(self._object)
        return 0

    def release(self, this: int) -> int:
        assert this == ctypes.addressof(self._object)
        self.references -= 1
        return self.references


class FakeAdapter(_FakeObject):
    """One card. `refusal`: what it answers when asked for its memory."""

    def __init__(self, name: str, *, dedicated: int, budget: int, usage: int = 0, shared: int = 0, flags: int = 0):
        self.name, self.flags = name, flags
        self.dedicated, self.shared, self.budget, self.usage = dedicated, shared, budget, usage
        self.refusal = 0
        super().__init__(
            _ADAPTER3,
            {
                "QueryInterface": self._query_interface,
                "Release": self.release,
                "GetDesc1": self._describe,
                "QueryVideoMemoryInfo": self._tell,
            },
        )

    def _query_interface(self, this: int, identifier: int, where: int) -> int:
        if _identifier(identifier) != _ADAPTER3_IDENTIFIER:
            return failure(0x80004002)
        return self.hand_out(where)

    def _describe(self, this: int, where: int) -> int:
        described = AdapterDescription.from_address(where)
        letters = (ctypes.c_uint16 * 128).from_buffer_copy(self.name.encode("utf-16-le").ljust(256, b"\0"))
        described.description = letters
        described.dedicated_video, described.shared_system = self.dedicated, self.shared
        described.flags = self.flags
        return 0

    def _tell(self, this: int, node: int, segment: int, where: int) -> int:
        assert (node, segment) == (0, 0)
        memory = VideoMemory.from_address(where)
        memory.budget, memory.usage = self.budget, self.usage
        return self.refusal


class FakeFactory(_FakeObject):
    """A Windows with some cards; calling it is `CreateDXGIFactory1`."""

    def __init__(self, *adapters: FakeAdapter) -> None:
        self.adapters = adapters
        self.made = 0
        super().__init__(_FACTORY1, {"Release": self.release, "EnumAdapters1": self._enumerate})
        self.create = ctypes.CFUNCTYPE(_Result, _Pointer, _Pointer)(self._create)

    def _create(self, identifier: int, where: int) -> int:
        assert _identifier(identifier) == _FACTORY1_IDENTIFIER
        self.made += 1
        return self.hand_out(where)

    def _enumerate(self, this: int, number: int, where: int) -> int:
        if number >= len(self.adapters):
            return failure(0x887A0002)
        return self.adapters[number].hand_out(where)


def _identifier(address: int) -> str:
    return str(UUID(bytes_le=ctypes.string_at(address, 16)))
