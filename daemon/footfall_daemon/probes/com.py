"""Calls to COM objects through ctypes: as much of it as asking Windows about its cards takes.

The layout is the same for every COM object: a pointer to a pointer to a table of methods, whose first
argument is the object. Tried against objects of our own only: **not verified on Windows yet**.
Source: the C declarations that `unknwn.h` of the Windows SDK gives.
"""

from __future__ import annotations

import ctypes
from typing import Any
from uuid import UUID

_QUERY_INTERFACE, _RELEASE = 0, 2


class ComObject:
    """A reference to an object; whoever got it calls `release`, once."""

    def __init__(self, address: int) -> None:
        self._address = address

    def attempt(self, place: int, *arguments: Any) -> int:
        """The result of the method at a place of the table; below 0 where it failed.

        Integers come as `c_uint32` or `c_int32`, everything else is passed as a pointer.
        """
        numbers = (ctypes.c_uint32, ctypes.c_int32)
        kinds = [type(each) if isinstance(each, numbers) else ctypes.c_void_p for each in arguments]
        table = ctypes.cast(self._address, ctypes.POINTER(ctypes.POINTER(ctypes.c_void_p)))[0]
        # 64-bit Windows has one calling convention, which is C's; torch does not run on 32 bits.
        method = ctypes.CFUNCTYPE(ctypes.c_int32, ctypes.c_void_p, *kinds)(table[place])
        result: int = method(self._address, *arguments)
        return result

    def call(self, place: int, *arguments: Any) -> int:
        """As `attempt`. Raises `OSError` where it failed."""
        return checked(self.attempt(place, *arguments))

    def seen_as(self, interface: UUID) -> ComObject:
        """Another interface of the same object, a reference of its own. Raises `OSError`."""
        other = ctypes.c_void_p()
        self.call(_QUERY_INTERFACE, identifier(interface), ctypes.byref(other))
        return com_object(other)

    def release(self) -> None:
        self.attempt(_RELEASE)


def com_object(pointer: ctypes.c_void_p) -> ComObject:
    """What a method has put behind a pointer. Raises `OSError` where it is nothing."""
    if not pointer.value:
        raise OSError("Windows says that it worked, and gives nothing")
    return ComObject(pointer.value)


def checked(result: int) -> int:
    """Raises `OSError` where an HRESULT is a failure."""
    if result < 0:
        raise OSError(f"Windows refuses: 0x{result & 0xFFFFFFFF:08X}")
    return result


def identifier(interface: UUID) -> ctypes.Array[ctypes.c_ubyte]:
    return (ctypes.c_ubyte * 16).from_buffer_copy(interface.bytes_le)
