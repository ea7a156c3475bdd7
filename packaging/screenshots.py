"""Makes pictures of the real window: the README's two, so that they are never out of date, and on request a page of
every dock and state in both themes.

Run it in the environment: python3 packaging/dev.py run -- python packaging/screenshots.py
The page: python3 packaging/dev.py run -- python packaging/screenshots.py --page FOLDER [--scale 2]
"""

import argparse
import html
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

FOLDER = Path(__file__).resolve().parent / "screenshots"
PICTURES = {"window.png": "dark", "window-light.png": "light"}
EPOCHS = 12  # the curves have bent by then, and it takes a few seconds
PATIENCE_MS = 300_000  # for one answer of the engine; a busy machine takes its time
LONG = "a_name_that_goes_on_and_on_as_names_in_the_files_of_other_people_do_until_it_is_cut"


def main() -> int:
    """Draw the README's pictures, or the page."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--page", type=Path, metavar="FOLDER", help="where every state of the window is drawn")
    parser.add_argument("--scale", type=float, default=1.0, help="how many pixels a px has: 1, 1.25, 2, 3")
    chosen = parser.parse_args()
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    os.environ["QT_SCALE_FACTOR"] = str(chosen.scale)
    os.environ["NEURODESK_HOME"] = tempfile.mkdtemp(prefix="neurodesk-pictures-")  # the person's own stays as it is
    return draw_page(chosen.page) if chosen.page else draw_readme()


def draw_readme() -> int:
    """Train the digits in the window of each theme, and draw it."""
    from neurodesk.commands.output import note
    from neurodesk.commands.window import picture
    from neurodesk.files.project import save_project
    from neurodesk.files.templates import template
    from neurodesk.graph.model import Project

    for name, theme in PICTURES.items():
        with tempfile.TemporaryDirectory() as folder:
            project = Project(template("digits_mlp"), Path(folder) / "digits.neurodesk")
            save_project(project)
            picture(project, FOLDER / name, theme, dock="Train", epochs=EPOCHS)
            note(f"wrote packaging/screenshots/{name}")
    return 0


def draw_page(folder: Path) -> int:
    """Draw every state in both themes, and a page that shows them side by side."""
    from neurodesk.ui.look.theme import theme

    folder.mkdir(parents=True, exist_ok=True)
    names: list[str] = []
    with tempfile.TemporaryDirectory() as home:
        window = opened(Path(home))
        try:
            for name in states(window, Path(home), EPOCHS):
                names.append(name)
                for look in ("dark", "light"):
                    theme().choose(look)
                    settle(window)
                    front(window).grab().save(str(folder / f"{len(names):02d}-{name}-{look}.png"))
        finally:
            close(window)
    rows = "".join(
        f"<h2>{html.escape(name)}</h2><img src='{at:02d}-{name}-dark.png'><img src='{at:02d}-{name}-light.png'>"
        for at, name in enumerate(names, 1)
    )
    style = "body{font:14px sans-serif;background:#888}img{width:49%;margin:0 1% 0 0}"
    page = f"<!doctype html><meta charset=utf-8><title>NeuroDesk</title><style>{style}</style>{rows}"
    (folder / "index.html").write_text(page, encoding="utf-8")
    print(f"wrote {len(names)} states in both themes: {folder / 'index.html'}")
    return 0


# ---------------------------------------------------------------------- the window brought into its states


def opened(home: Path):
    """A shown window on an empty document, its run folders below `home`."""
    from neurodesk.ui.app import application, make_window
    from neurodesk.ui.look.theme import theme

    application()
    theme().choose("dark")
    os.environ["NEURODESK_HOME"] = str(home / "home")
    window = make_window()
    window.canvas.reduced_motion = True
    window.resize(1440, 900)
    window.show()
    settle(window)
    return window


def close(window) -> None:
    """Leave nothing behind."""
    window.leave()
    window.deleteLater()


def settle(window) -> None:
    """Let the window carry out what it put off."""
    from PySide6.QtCore import QEvent
    from PySide6.QtWidgets import QApplication, QWidget

    for _ in range(8):
        QApplication.processEvents()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    for plot in window.findChildren(QWidget):
        if hasattr(plot, "catch_up"):
            plot.catch_up()
    QApplication.processEvents()


def front(window):
    """What the picture is of: the dialog that is open, or the window."""
    from PySide6.QtWidgets import QApplication, QDialog

    open_beside = [dialog for dialog in window.findChildren(QDialog) if dialog.isVisible()]
    return QApplication.activeModalWidget() or next(iter(open_beside), window)


def until(window, told: Callable[[object], bool]) -> None:
    """Wait until the engine tells something; raises RuntimeError when it does not within PATIENCE_MS."""
    from PySide6.QtCore import QEventLoop, QTimer

    loop, clock, found = QEventLoop(), QTimer(singleShot=True, interval=PATIENCE_MS), []

    def hear(event: object) -> None:
        if told(event):
            found.append(event)
            loop.quit()

    window.link.arrived.connect(hear)
    clock.timeout.connect(loop.quit)
    clock.start()
    loop.exec()
    clock.stop()
    window.link.arrived.disconnect(hear)
    if not found:
        raise RuntimeError("The engine did not answer in time.")


def states(window, home: Path, epochs: int) -> Iterator[str]:
    """Bring the window into one state after the other; each is named, and stays until the next is asked for."""
    yield from _before_work(window)
    yield from _broken(window, home)
    yield from _drawn(window)
    yield from _dialogs(window)
    yield from _at_work(window, home, epochs)


def _before_work(window) -> Iterator[str]:
    """The welcome page, the empty canvas, and every dock before there is anything to show."""
    from neurodesk.graph.model import empty_document
    from neurodesk.ui.docks import BOTTOM

    window.show_welcome()
    settle(window)
    yield "welcome"
    window.session.adopt(empty_document())
    window.show_canvas()
    for name in BOTTOM:
        window.show_dock(name)
        settle(window)
        yield f"empty-{name.lower()}"
    bar = window.canvas.quick_add()
    bar.line.setText("conv 32 relo pool")
    settle(window)
    yield "quick-add-fault"
    bar.close_bar()
    search = window.canvas.add_search()
    settle(window)
    yield "add-search"
    search.close_search()


def _broken(window, home: Path) -> Iterator[str]:
    """Problems on nodes and in their list, long names, data that is gone."""
    from neurodesk.files.templates import template
    from neurodesk.graph import edit
    from neurodesk.graph.model import Port, chosen

    document = template("digits_cnn")
    graph = document.graph()
    graph = edit.rename(graph, "conv_1", LONG[:60])
    graph = edit.disconnect(graph, Port("linear_1", "features"))
    window.session.adopt(document.with_graph(document.main, graph))
    window.show_canvas()
    window.session.select([LONG[:60]])
    window.show_dock("Problems")
    settle(window)
    yield "problems-and-a-long-name"
    window.session.adopt(document.replaced(source=chosen("image_folder", folder=str(home / "gone"))))
    window.show_dock("Data")
    settle(window)
    yield "data-gone"


def _drawn(window) -> Iterator[str]:
    """What can be marked on a drawing, blocks, and a drawing too large to see whole."""
    from neurodesk.files.templates import template

    window.session.adopt(template("digits_cnn"))
    window.show_canvas()
    settle(window)
    for names, action in ((["relu_1", "pool_1"], "frame"), (["dropout_1"], "mute")):
        window.session.select(names)
        act(window, action)
    settle(window)
    yield "frame-and-muted"
    window.session.adopt(template("digits_blocks"))
    window.show_canvas()
    settle(window)
    yield "block-repeated"
    act(window, "find")
    settle(window)
    yield "find"
    window.session.adopt(template("digits_cnn"))
    window.show_canvas()
    bar = window.canvas.quick_add()
    bar.line.setText("(conv 8 batchnorm relu) x25")
    window.canvas._add_chain(bar.chain)
    bar.close_bar()
    window.canvas.zoom_to(0.7)
    settle(window)
    yield "large-with-minimap"


def _dialogs(window) -> Iterator[str]:
    """The palette, and the windows that open over the desk."""
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication, QDialog, QLineEdit

    from neurodesk.ui.guide.tour import Tour

    window.session.save(Path(os.environ["NEURODESK_HOME"]) / "shown.neurodesk")  # a file has versions
    for action in ("palette", "settings", "shortcuts", "picture", "versions", "keys", "help", "tour"):
        act(window, action)
        settle(window)
        yield action
        for shown in window.findChildren(QDialog):
            shown.close()
        for tour in window.findChildren(Tour):
            tour.later.click()  # else its card lies over every picture from here on
        if isinstance(QApplication.focusWidget(), QLineEdit):
            QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
        settle(window)


def act(window, key: str) -> None:
    """Do what an action does."""
    from PySide6.QtCore import QTimer

    # Not at once: a dialog that waits for an answer would hold the pictures up.
    QTimer.singleShot(0, window.actions_by_key[key].trigger)
    settle(window)


def _at_work(window, home: Path, epochs: int) -> Iterator[str]:
    """A network in training, trained, and after that."""
    from neurodesk.files.templates import template
    from neurodesk.graph.edit import set_learning
    from neurodesk.training.events import Paused, RunFinished, StepsTaken

    window.session.adopt(set_learning(template("digits_cnn"), options={"epochs": 1000}))  # not over before the pause
    window.session.save(home / "digits.neurodesk")
    window.show_canvas()
    window.show_dock("Train")
    settle(window)
    window.train()
    until(window, lambda event: isinstance(event, StepsTaken))
    window.link.toggle_pause()
    until(window, lambda event: isinstance(event, Paused))
    settle(window)
    yield "paused"
    window.link.stop()
    until(window, lambda event: isinstance(event, RunFinished))
    window.session.edit("Learn less", lambda document: set_learning(document, options={"epochs": epochs}))
    window.train()
    until(window, lambda event: isinstance(event, RunFinished))
    settle(window)
    yield "trained-train"
    yield from _answered(window)
    yield from _compared(window)


def _answered(window) -> Iterator[str]:
    """Every dock when there is a run, and the canvas at every zoom."""
    from neurodesk.engine.protocol import Evaluated, Explained
    from neurodesk.ui.docks import BOTTOM

    window.panel("Evaluate").evaluate(window.link.run)
    window.show_dock("Evaluate")
    until(window, lambda event: isinstance(event, Evaluated))
    window.panel("Explain").explain(window.link.run, 0)
    window.show_dock("Explain")
    until(window, lambda event: isinstance(event, Explained))
    window.session.select(["conv_1"])
    for name in BOTTOM:
        if name != "Train":
            window.show_dock(name)
            settle(window)
            yield f"trained-{name.lower()}"
    window.show_dock("Learning")
    settle(window)
    yield "trained-learning"
    for share, name in ((1.0, "whole"), (0.6, "compact"), (0.3, "far")):
        window.canvas.zoom_to(share)
        settle(window)
        yield f"canvas-{name}"


def _compared(window) -> Iterator[str]:
    """The run that was stopped, side by side with the one that was not."""
    from neurodesk.ui.runs.runs_compare import Comparison

    window.show_dock("Runs")
    settle(window)
    panel = window.panel("Runs")
    panel.table.selectAll()
    panel.compare.click()
    settle(window)
    yield "runs-compared"
    window.findChild(Comparison).close()


if __name__ == "__main__":
    sys.exit(main())
