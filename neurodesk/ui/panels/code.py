"""The Code dock: the drawing as the PyTorch a person would write, its lines linked to the nodes."""

from __future__ import annotations

from PySide6.QtCore import QRegularExpression, Qt, Signal
from PySide6.QtGui import QColor, QFontDatabase, QGuiApplication, QSyntaxHighlighter, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPlainTextEdit, QPushButton, QTextEdit, QVBoxLayout, QWidget

from neurodesk.compiler.links import lines_of, node_at
from neurodesk.compiler.plan import class_name, plan
from neurodesk.compiler.source import source
from neurodesk.disk.atomic import SaveError, atomic_save
from neurodesk.graph.errors import NeuroDeskError
from neurodesk.ui import asking
from neurodesk.ui.look.theme import theme
from neurodesk.ui.session import Session
from neurodesk.ui.widgets.find_bar import FindBar
from neurodesk.ui.widgets.note import Note
from neurodesk.ui.words import reasoned, tr

_WORDS = r"\b(class|def|return|import|from|as|for|in|range|None|True|False|self|if|else|and|or|not)\b"


class Highlighter(QSyntaxHighlighter):
    """Colours keywords, numbers, texts and comments."""

    def rules(self) -> list[tuple[QRegularExpression, QColor]]:
        """What to colour, later rules over earlier ones."""
        now = theme()
        return [
            (QRegularExpression(_WORDS), now.curve(3)),
            (QRegularExpression(r"\b\d[\d_.e-]*\b"), now.curve(1)),
            (QRegularExpression(r"\"[^\"]*\""), now.curve(2)),
            (QRegularExpression(r"#.*$"), now.color("text_dim")),
        ]

    def highlightBlock(self, text: str) -> None:
        """Colour one line."""
        for pattern, colour in self.rules():
            kind = QTextCharFormat()
            kind.setForeground(colour)
            found = pattern.globalMatch(text)
            while found.hasNext():
                match = found.next()
                self.setFormat(match.capturedStart(), match.capturedLength(), kind)


class CodePanel(QWidget):
    """The source, renewed with every edit. Selecting a node marks its lines; a click on a line selects its node."""

    node_chosen = Signal(str)
    inner_chosen = Signal(str, str)  # a network that is not shown, and the node in it

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.edit = QPlainTextEdit(readOnly=True, lineWrapMode=QPlainTextEdit.LineWrapMode.NoWrap)
        self.edit.setAccessibleName(tr("PyTorch source of this drawing"))
        self.edit.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )  # with a cursor that the arrows move, so that lines are followed by keys too
        font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        font.setPixelSize(13)
        self.edit.setFont(font)
        self._highlighter = Highlighter(self.edit.document())
        self.edit.cursorPositionChanged.connect(self._follow)
        self.copy = copy = QPushButton(tr("Copy all"))
        self.save = QPushButton(tr("Save as…"))
        self.save.clicked.connect(self.save_as)
        self.note = Note()
        self.find = FindBar(self.edit, self)
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.edit.toPlainText()))
        self.status = QLabel(textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        self.status.setProperty("dim", True)
        head = QHBoxLayout()
        head.addWidget(self.status, stretch=1)
        find = QPushButton(tr("Find"), toolTip=tr("Find in the code (Ctrl+F)"))
        find.clicked.connect(self.find.begin)
        for button in (find, copy, self.save):
            head.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(self.note)
        column.addWidget(self.find)
        column.addWidget(self.edit)
        self._marking = False
        self._stale = True
        self._pale = False  # the theme changed while the dock was hidden
        session.checked.connect(self.renew)
        session.selection_changed.connect(self._mark)
        theme().changed.connect(self._recolour)

    def renew(self) -> None:
        """Print the drawing as it stands, once it is seen."""
        self._stale = True
        if self.isVisible():
            self._print()

    def save_as(self) -> None:
        """Ask for a file and write the code as it is shown."""
        path = asking.file_to_save(self, tr("Save the code"), f"{self.session.title}.py", {"py": tr("Python files")})
        if path is None:
            return
        try:
            atomic_save(path, self.edit.toPlainText().encode(), backup=False)
        except SaveError as error:
            self.note.tell("error", reasoned(error))
        else:
            self.note.tell("ok", tr("Saved {file}.", file=path.name))

    def _print(self) -> None:
        self._stale = False
        try:
            text, told = (
                source(plan(self.session.document, self.session.facts)),
                tr("The network as PyTorch, as it will be exported."),
            )
        except NeuroDeskError as error:
            text, told = "", tr("The code appears when the drawing has no errors. {reason}", reason=reasoned(error))
        self.status.setText(told)
        for button in (self.copy, self.save):
            button.setEnabled(bool(text))
            button.setToolTip("" if text else tr("There is no code yet."))
        if text != self.edit.toPlainText():
            self._put(text)
        self._mark()

    def _put(self, text: str) -> None:
        """Show another text; what was in sight stays in sight, and the cursor in its line."""
        bars = self.edit.verticalScrollBar(), self.edit.horizontalScrollBar()
        kept, line = [bar.value() for bar in bars], self.edit.textCursor().blockNumber()
        self.edit.blockSignals(True)  # the person moved nothing, so nothing is followed
        self.edit.setPlainText(text)
        self.edit.setTextCursor(QTextCursor(self.edit.document().findBlockByNumber(line)))
        self.edit.blockSignals(False)
        for bar, value in zip(bars, kept, strict=True):
            bar.setValue(value)

    def _class(self, network: str = "") -> str:
        """The class that a network, the shown one unless told, is printed as."""
        session = self.session
        name = network or session.network
        return "Network" if name == session.document.main else class_name(name)

    def _mark(self) -> None:
        marks = []
        ground = QColor(theme().color("accent"))
        ground.setAlphaF(0.25)
        text = self.edit.toPlainText()
        for node in self.session.selection:
            for line in lines_of(text, node, self._class()):
                mark = QTextEdit.ExtraSelection()
                mark.format.setBackground(ground)
                mark.format.setProperty(QTextCharFormat.Property.FullWidthSelection, True)
                mark.cursor = QTextCursor(self.edit.document().findBlockByNumber(line - 1))
                marks.append(mark)
        self.edit.setExtraSelections(marks)

    def _follow(self) -> None:
        found = node_at(self.edit.toPlainText(), self.edit.textCursor().blockNumber() + 1)
        if found is None or not self.edit.hasFocus():
            return
        if found[0] == self._class():
            self.node_chosen.emit(found[1])
            return
        inner = next((name for name in self.session.document.networks if self._class(name) == found[0]), "")
        if inner:
            self.inner_chosen.emit(inner, found[1])

    def _recolour(self) -> None:
        self._pale = not self.isVisible()
        if not self._pale:
            self._highlighter.rehighlight()
            self._mark()

    def showEvent(self, event) -> None:
        """Print and colour what changed while the dock was hidden."""
        super().showEvent(event)
        if self._pale:
            self._recolour()
        if self._stale:
            self._print()
