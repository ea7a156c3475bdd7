"""Pictures in folders: a sub-folder for each class."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from neurodesk.compiler.facts import Facts
from neurodesk.data.examples import Examples, Skipped
from neurodesk.data.folders import locate
from neurodesk.data.source import MAX_BAD, MAX_BYTES, MAX_CLASSES, SOURCES, Source, clean, listed, unique
from neurodesk.disk.causes import said
from neurodesk.graph.errors import DataError
from neurodesk.graph.names import natural
from neurodesk.layers.spec import Folder, Int, OneOf

MAX_FILES = 200_000
_LOOKS = 24  # pictures looked at to see whether the set is grey
_LITTER = {"thumbs.db", "desktop.ini"}  # what file managers leave behind; names with a leading dot likewise
_PARTS = {"train", "training", "val", "valid", "validation", "test", "testing"}


@dataclass(frozen=True, slots=True)
class _Listing:
    """What lies in the folder: classes in natural order, and per file its class number, shown name and path."""

    classes: tuple[str, ...]
    files: tuple[tuple[int, str, Path], ...]
    skipped: tuple[Skipped, ...]
    notes: tuple[str, ...]


@SOURCES.declare("image_folder", "Folder of images", aliases=("pictures", "photos", "folder", "jpeg", "png"))
class ImageFolder(Source):
    """Your own pictures: a folder that holds one folder for each class, named like the class.

    Files that cannot be read are left out and listed; if they are more than one in twenty, nothing is loaded. Pictures
    are turned upright as the camera says; transparent ones are laid on white. Links out of the folder are not followed.
    An empty class folder is left out when two others hold images.
    """

    icon = "ph.images"

    folder = Folder("", doc="The folder that holds the class folders.")
    size = Int(32, min=4, max=512, soft_max=128, unit="pixels", doc="Side that every picture is brought to.")
    colour = OneOf(
        "auto", options=("auto", "grey", "rgb"), doc="One grey channel or three colours; auto: grey if all are."
    )
    fit = OneOf("crop", options=("crop", "stretch"), doc="Cut a picture to a square, or press it into one.")

    def facts(self, base: Path) -> Facts:
        """Classes from the folders' names, channels from a look at a few files' headers."""
        return self._facts(self._listing(base))

    def load(self, base: Path) -> Examples:
        """Every readable picture, N x C x size x size from 0 to 255, class after class in natural order."""
        from neurodesk.data.decoding import Unreadable, read_picture

        listing = self._listing(base)
        facts = self._facts(listing)
        need = 4 * len(listing.files) * int(np.prod(facts.input))
        if need > MAX_BYTES:
            raise DataError(
                f"{len(listing.files)} pictures of {self.size} x {self.size} need {need / 1e9:.1f} GB; at most "
                f"{MAX_BYTES / 1e9:.1f} GB are held at once.", "Choose a smaller size.",
            )  # fmt: skip
        x = np.empty((len(listing.files), *facts.input), np.float32)
        kept: list[tuple[int, str]] = []
        skipped = list(listing.skipped)
        for label, name, path in listing.files:
            try:
                x[len(kept)] = read_picture(path, self.size, facts.input[0], crop=self.fit == "crop")
                kept.append((label, name))
            except Unreadable as error:
                skipped.append(Skipped(name, str(error)))
        _refuse_many(skipped, len(listing.files) + len(listing.skipped))
        facts = Facts(facts.input, classes=facts.classes, examples=len(kept))
        lost = (f"{len(skipped)} files could not be read and are left out.",) if skipped else ()
        return Examples(
            x[: len(kept)], np.array([label for label, _ in kept], np.int64), facts, tuple(name for _, name in kept),
            scaling="channels", skipped=tuple(skipped), notes=(*listing.notes, *lost),
            picture=facts.input, span=(0.0, 255.0),
        )  # fmt: skip

    def stamp(self, base: Path) -> str:
        """Names, sizes and times of all files."""
        digest = hashlib.sha256()
        for label, name, path in self._listing(base).files:
            try:
                facts = path.stat()
                digest.update(repr((label, name, facts.st_size, facts.st_mtime_ns)).encode())
            except OSError:
                digest.update(repr((label, name)).encode())
        return digest.hexdigest()

    def _facts(self, listing: _Listing) -> Facts:
        channels = {"grey": 1, "rgb": 3}.get(self.colour) or (1 if _all_grey(listing) else 3)
        return Facts((channels, self.size, self.size), classes=listing.classes, examples=len(listing.files))

    def _listing(self, base: Path) -> _Listing:
        """Look into the class folders, not deeper. Raises DataError that says what is expected instead."""
        root = locate(base, self.folder)
        inside = root.resolve()
        try:
            entries = sorted(os.scandir(root), key=lambda entry: natural(entry.name.casefold()))
            folders = [entry for entry in entries if _plain(entry) and _within(entry, inside) and entry.is_dir()]
        except OSError as error:
            raise _unreadable(self.folder, error) from error
        names = unique((entry.name for entry in folders), lambda index: f"class {index + 1}")
        found = _found(names, folders, inside)
        classes = tuple(name for name in names if found[name][0])
        empty = [name for name in names if not found[name][0]]
        if len(names) < 2 or len(names) > MAX_CLASSES or len(classes) < 2 or _are_parts(names):
            raise _no_classes(self.folder, names, empty)
        return _Listing(
            classes,
            tuple((label, shown, path) for label, name in enumerate(classes) for shown, path in found[name][0]),
            tuple(skipped for name in names for skipped in found[name][1]),
            tuple(f'The class folder "{name}" holds no images and is left out.' for name in empty),
        )


_Found = dict[str, tuple[list[tuple[str, Path]], list[Skipped]]]


def _found(names: tuple[str, ...], folders: list[os.DirEntry[str]], inside: Path) -> _Found:
    """Per class the shown names and paths of its files, and what in it must not be opened. Raises DataError."""
    found: _Found = {}
    room, faults = MAX_FILES, []
    for name, entry in zip(names[:MAX_CLASSES], folders, strict=False):
        files, skipped = found[name] = [], []
        try:
            for file, path, reason in _files(entry, inside, room):
                shown = f"{name}/{clean(file)}"
                if reason:
                    skipped.append(Skipped(shown, reason))
                else:
                    files.append((shown, path))
        except OSError as error:
            faults.append(str(_unreadable(name, error)))
        room -= len(files) + len(skipped)
    if faults:
        raise DataError(" ".join(faults[:5]), "Give yourself the right to read these folders, or choose another.")
    return found


def _files(folder: os.DirEntry[str], inside: Path, room: int) -> Iterator[tuple[str, Path, str]]:
    """Name, path and, if it must not be opened, the reason, of each file of a class, in natural order."""
    found: list[os.DirEntry[str]] = []
    with os.scandir(folder) as entries:
        for entry in entries:
            if _plain(entry) and (entry.is_symlink() or not entry.is_dir()):
                found.append(entry)
            if len(found) > room:
                raise DataError(f"The folder holds more than {MAX_FILES} files.", "Choose a smaller folder.")
    for entry in sorted(found, key=lambda entry: natural(entry.name)):
        reason = ""
        if not _within(entry, inside):
            reason = "it is a link that leads out of the folder"
        elif not entry.is_file():
            reason = "it is not a regular file"
        yield entry.name, Path(entry.path), reason


def _plain(entry: os.DirEntry[str]) -> bool:
    """Whether an entry is meant for people, not left behind by a file manager."""
    return not entry.name.startswith(".") and entry.name.lower() not in _LITTER


def _within(entry: os.DirEntry[str], inside: Path) -> bool:
    """Whether an entry lies in the folder for real; only links need a look."""
    if not entry.is_symlink():
        return True
    try:
        return Path(entry.path).resolve(strict=True).is_relative_to(inside)
    except (OSError, RuntimeError):  # it leads nowhere, or round in a circle
        return False


def _are_parts(names: tuple[str, ...]) -> bool:
    """Whether the folders are the parts of a data set that was split elsewhere."""
    return len(names) > 1 and {name.casefold() for name in names} <= _PARTS


def _no_classes(folder: str, names: tuple[str, ...], empty: list[str]) -> DataError:
    """The error for folders that cannot be classes: all that is wrong with them at once."""
    wanted = "Choose a folder that holds one folder for each class, named like the class, with its images inside."
    if not names:
        return DataError(f'The folder "{clean(folder)}" holds no class folders.', wanted)
    if len(names) > MAX_CLASSES:
        return DataError(f"There are {len(names)} class folders; at most {MAX_CLASSES} are expected.", wanted)
    if _are_parts(names):
        return DataError(
            f"The folders {listed(names)} are parts of a data set, not classes; the split is made here.",
            f'Choose the folder "{names[0]}" inside it, or put the class folders together.',
        )
    faults = []
    if len(names) == 1:
        faults.append(f'There is only one class folder, "{names[0]}": nothing to tell apart.')
    if empty:
        quoted, many = listed(f'"{name}"' for name in empty), len(empty) > 1
        faults.append(f"The class folder{'s' * many} {quoted} hold{'s' * (not many)} no images.")
    if len(names) > 1:
        faults.append("At least two classes need images.")
        wanted = "Add images, or choose another folder."
    return DataError(" ".join(faults), wanted)


def _all_grey(listing: _Listing) -> bool:
    """Whether a few files from all over the set say in their headers that they are grey."""
    from neurodesk.data.decoding import is_grey

    step = max(1, len(listing.files) // _LOOKS)
    seen = [is_grey(path) for _, _, path in listing.files[::step]]
    known = [grey for grey in seen if grey is not None]
    return bool(known) and all(known)


def _refuse_many(skipped: list[Skipped], total: int) -> None:
    """Raises DataError when more files are bad than can be left out without a word."""
    if len(skipped) > MAX_BAD * total:
        raise DataError(
            f"{len(skipped)} of {total} files cannot be read, more than {MAX_BAD:.0%}: {listed(map(str, skipped), 3)}.",
            "Repair these files, or take them out of the folder.",
        )


def _unreadable(folder: str, error: OSError) -> DataError:
    return DataError(f'The folder "{clean(folder)}" cannot be read: {said(error)}.', "Choose the folder again.")
