"""The language server: the functions of this package, spoken over stdio (pygls).

What is wrong with single sentences is told at every pause of the typing; what shows only once all
clauses are held against each other is worked out in a thread of its own after a longer one.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

from lsprotocol import types as lsp
from pygls.lsp.server import LanguageServer
from pygls.uris import to_fs_path
from pygls.workspace import ServerTextPosition, ServerTextRange, TextDocument

from servanda import __version__
from servanda.agreement.document import Sentence
from servanda.agreement.format import Edit, format_agreement
from servanda.agreement.reading import read_geojson
from servanda.errors import Problem
from servanda.lsp.complete import Offer, complete_sentence
from servanda.lsp.complete_front import complete_front
from servanda.lsp.draft import Draft, is_agreement, normal
from servanda.lsp.hover import hover_at
from servanda.lsp.mentions import Mention
from servanda.lsp.problems import fixes_of, problems_of, span_of
from servanda.lsp.rename import Refused, can_rename, definitions, references, rename

PAUSE: Final = 0.15
"""Seconds without a change after which the sentences of a text are checked."""
LONG_PAUSE: Final = 1.5
"""Seconds without a change after which it is checked as a whole."""
_MOST_DRAFTS: Final = 20
_KINDS: Final = {
    "actor": lsp.CompletionItemKind.Class,
    "area": lsp.CompletionItemKind.Module,
    "clause": lsp.CompletionItemKind.Reference,
    "keyword": lsp.CompletionItemKind.Keyword,
    "value": lsp.CompletionItemKind.Value,
    "key": lsp.CompletionItemKind.Property,
    "act": lsp.CompletionItemKind.Function,
}


_SEVERITIES: Final = {
    "error": lsp.DiagnosticSeverity.Error,
    "warning": lsp.DiagnosticSeverity.Warning,
}


class HasPosition(Protocol):
    """A request that speaks of a place in a file."""

    text_document: lsp.TextDocumentIdentifier
    position: lsp.Position


@dataclass(frozen=True)
class Spot:
    """Where the cursor of an editor stands in a draft."""

    draft: Draft
    uri: str
    offset: int


class AgreementServer(LanguageServer):
    """Keeps the drafts of open files, and turns offsets into positions of the editor and back."""

    def __init__(self) -> None:
        super().__init__("servanda", __version__)
        self._drafts: dict[str, tuple[int | None, Draft]] = {}
        self._waiting: dict[str, asyncio.Task[None]] = {}
        self._thorough = asyncio.Lock()

    def draft(self, uri: str) -> Draft | None:
        """Return the draft of an open file; None if it is no agreement, or not open."""
        document = self.workspace.text_documents.get(uri)
        if document is None:
            return None
        text = normal(document.source)
        path = to_fs_path(uri) or uri
        if not is_agreement(text, path):
            return None
        version, draft = self._drafts.get(uri, (None, None))
        if draft is None or version != document.version or draft.text != text:
            draft = Draft(text, path, read_geojson(text, Path(path).parent))
            if len(self._drafts) >= _MOST_DRAFTS:
                self._drafts.clear()
            self._drafts[uri] = (document.version, draft)
        return draft

    def forget(self, uri: str) -> None:
        """Drop what is kept of a file, so that its file of areas is read again."""
        self._drafts.pop(uri, None)
        if waiting := self._waiting.pop(uri, None):
            waiting.cancel()

    # -- positions

    def spot(self, params: HasPosition) -> Spot | None:
        """Return the draft and offset that a request speaks of; None: the file is no agreement."""
        uri = params.text_document.uri
        draft = self.draft(uri)
        return Spot(draft, uri, self.offset(draft, uri, params.position)) if draft else None

    def offset(self, draft: Draft, uri: str, position: lsp.Position) -> int:
        """Return the offset of a position of the editor."""
        found = self._document(uri).position_from_client_units(position)
        line = min(found.line + 1, draft.text.count("\n") + 1)
        length = len(draft.source.line_text(line))
        return draft.source.offset_of(line) + min(found.character, length)

    def range(self, draft: Draft, uri: str, start: int, end: int) -> lsp.Range:
        """Return two offsets as a range of the editor."""
        first, last = (self._position(draft, offset) for offset in (start, end))
        return self._document(uri).range_to_client_units(ServerTextRange(first, last))

    def _document(self, uri: str) -> TextDocument:
        return self.workspace.get_text_document(uri)

    def _position(self, draft: Draft, offset: int) -> ServerTextPosition:
        line = draft.source.line_of(offset)
        return ServerTextPosition(line - 1, offset - draft.source.offset_of(line))

    def text_edit(self, draft: Draft, uri: str, edit: Edit) -> lsp.TextEdit:
        """Return an edit as the editor takes it."""
        return lsp.TextEdit(self.range(draft, uri, edit.start, edit.end), edit.text)

    def location(self, spot: Spot, mention: Mention) -> lsp.Location:
        """Return where a mention stands."""
        where = self.range(spot.draft, spot.uri, mention.start, mention.end)
        return lsp.Location(spot.uri, where)

    # -- diagnostics

    def check_soon(self, uri: str) -> None:
        """Check a file after a pause; a check that waits already is dropped."""
        if waiting := self._waiting.pop(uri, None):
            waiting.cancel()
        self._waiting[uri] = asyncio.ensure_future(self._check(uri))

    async def _check(self, uri: str) -> None:
        await asyncio.sleep(PAUSE)
        draft = self.draft(uri)
        self._publish(uri, draft, problems_of(draft, is_thorough=False) if draft else ())
        if draft is None:
            return
        await asyncio.sleep(LONG_PAUSE)
        async with self._thorough:  # one at a time: they share the processor with the answers
            problems = await asyncio.to_thread(problems_of, draft)
        if self.draft(uri) is draft:
            self._publish(uri, draft, problems)

    def _publish(self, uri: str, draft: Draft | None, problems: Iterable[Problem]) -> None:
        document = self.workspace.text_documents.get(uri)
        found = [self._diagnostic(draft, uri, problem) for problem in problems] if draft else []
        version = document.version if document else None
        self.text_document_publish_diagnostics(lsp.PublishDiagnosticsParams(uri, found, version))

    def _diagnostic(self, draft: Draft, uri: str, problem: Problem) -> lsp.Diagnostic:
        ranges = [self.range(draft, uri, *span_of(draft, place)) for place in problem.places]
        start = lsp.Position(0, 0)
        return lsp.Diagnostic(
            ranges[0] if ranges else lsp.Range(start, start),
            problem.message + (f"\n{problem.hint}" if problem.hint else ""),
            _SEVERITIES.get(problem.severity, lsp.DiagnosticSeverity.Information),
            code=problem.code,
            source="servanda",
            related_information=[
                lsp.DiagnosticRelatedInformation(lsp.Location(uri, other), place.caption or "here")
                for other, place in zip(ranges[1:], problem.places[1:], strict=True)
            ],
        )


def build_server() -> AgreementServer:
    """Return a server with all its features."""
    server = AgreementServer()
    _add_diagnostics(server)
    _add_reading(server)
    _add_writing(server)
    return server


def run_server() -> None:
    """Serve one editor over stdin and stdout until it says that it leaves."""
    build_server().start_io()


def _add_diagnostics(server: AgreementServer) -> None:
    @server.feature(lsp.TEXT_DOCUMENT_DID_OPEN)
    async def opened(params: lsp.DidOpenTextDocumentParams) -> None:
        server.check_soon(params.text_document.uri)

    @server.feature(lsp.TEXT_DOCUMENT_DID_CHANGE)
    async def changed(params: lsp.DidChangeTextDocumentParams) -> None:
        server.check_soon(params.text_document.uri)

    @server.feature(lsp.TEXT_DOCUMENT_DID_SAVE)
    async def saved(params: lsp.DidSaveTextDocumentParams) -> None:
        server.forget(params.text_document.uri)
        server.check_soon(params.text_document.uri)

    @server.feature(lsp.TEXT_DOCUMENT_DID_CLOSE)
    async def closed(params: lsp.DidCloseTextDocumentParams) -> None:
        server.forget(params.text_document.uri)
        found = lsp.PublishDiagnosticsParams(params.text_document.uri, [])
        server.text_document_publish_diagnostics(found)


def _add_reading(server: AgreementServer) -> None:
    @server.feature(lsp.TEXT_DOCUMENT_HOVER)
    def hovered(params: lsp.HoverParams) -> lsp.Hover | None:
        spot = server.spot(params)
        text = hover_at(spot.draft, spot.offset) if spot else ""
        return lsp.Hover(lsp.MarkupContent(lsp.MarkupKind.Markdown, text)) if text else None

    @server.feature(lsp.TEXT_DOCUMENT_DEFINITION)
    def defined(params: lsp.DefinitionParams) -> list[lsp.Location]:
        spot = server.spot(params)
        found = definitions(spot.draft, spot.offset) if spot else []
        return [server.location(spot, mention) for mention in found if spot]

    @server.feature(lsp.TEXT_DOCUMENT_REFERENCES)
    def referred(params: lsp.ReferenceParams) -> list[lsp.Location]:
        spot = server.spot(params)
        found = references(spot.draft, spot.offset) if spot else []
        return [server.location(spot, mention) for mention in found if spot]

    @server.feature(lsp.TEXT_DOCUMENT_DOCUMENT_SYMBOL)
    def outlined(params: lsp.DocumentSymbolParams) -> list[lsp.DocumentSymbol]:
        uri = params.text_document.uri
        draft = server.draft(uri)
        return [_symbol(server, draft, uri, s) for s in draft.document.sentences] if draft else []


def _add_writing(server: AgreementServer) -> None:
    @server.feature(
        lsp.TEXT_DOCUMENT_COMPLETION, lsp.CompletionOptions(trigger_characters=[" ", "["])
    )
    def completed(params: lsp.CompletionParams) -> lsp.CompletionList:
        spot = server.spot(params)
        items = _items(server, spot) if spot else []
        return lsp.CompletionList(is_incomplete=False, items=items)

    @server.feature(lsp.TEXT_DOCUMENT_FORMATTING)
    def formatted(params: lsp.DocumentFormattingParams) -> list[lsp.TextEdit]:
        uri = params.text_document.uri
        draft = server.draft(uri)
        if draft is None:
            return []
        edits = format_agreement(draft.text, draft.path, draft.geojson, draft.read).edits
        return [server.text_edit(draft, uri, edit) for edit in edits]

    @server.feature(lsp.TEXT_DOCUMENT_CODE_ACTION)
    def offered(params: lsp.CodeActionParams) -> list[lsp.CodeAction]:
        uri = params.text_document.uri
        draft = server.draft(uri)
        return _actions(server, draft, uri, params.range) if draft else []

    @server.feature(lsp.TEXT_DOCUMENT_PREPARE_RENAME)
    def may_rename(params: lsp.PrepareRenameParams) -> lsp.PrepareRenamePlaceholder | None:
        spot = server.spot(params)
        found = can_rename(spot.draft, spot.offset) if spot else None
        if spot is None or not isinstance(found, Mention):
            return None
        where = server.range(spot.draft, spot.uri, found.start, found.end)
        return lsp.PrepareRenamePlaceholder(where, found.name)

    @server.feature(lsp.TEXT_DOCUMENT_RENAME, lsp.RenameOptions(prepare_provider=True))
    def renamed(params: lsp.RenameParams) -> lsp.WorkspaceEdit | None:
        spot = server.spot(params)
        found = rename(spot.draft, spot.offset, params.new_name) if spot else []
        if isinstance(found, Refused):
            message = lsp.ShowMessageParams(lsp.MessageType.Warning, found.why)
            server.window_show_message(message)
            return None
        edits = [server.text_edit(spot.draft, spot.uri, edit) for edit in found if spot]
        return lsp.WorkspaceEdit({spot.uri: edits}) if spot else None


def _symbol(
    server: AgreementServer, draft: Draft, uri: str, sentence: Sentence
) -> lsp.DocumentSymbol:
    begin, end = sentence.label_start, sentence.start + len(sentence.text)
    shown = f"[{sentence.label}] {' '.join(sentence.text.split())[:80]}"
    label = server.range(draft, uri, begin, min(end, begin + len(sentence.label) + 2))
    return lsp.DocumentSymbol(
        shown, lsp.SymbolKind.Event, server.range(draft, uri, begin, end), label
    )


def _items(server: AgreementServer, spot: Spot) -> list[lsp.CompletionItem]:
    draft, offset = spot.draft, spot.offset
    offers: list[Offer] = []
    if draft.is_in_front(offset):
        offers = complete_front(draft, offset)
    elif draft.is_in_terms(offset):
        offers = complete_sentence(draft, offset)
    return [
        lsp.CompletionItem(
            label=offer.text,
            kind=_KINDS.get(offer.kind, lsp.CompletionItemKind.Text),
            detail=offer.kind,
            sort_text=f"{index:05}",
            filter_text=offer.text,
            text_edit=lsp.TextEdit(server.range(draft, spot.uri, offer.start, offset), offer.text),
        )
        for index, offer in enumerate(offers)
    ]


def _actions(
    server: AgreementServer, draft: Draft, uri: str, where: lsp.Range
) -> list[lsp.CodeAction]:
    start, end = (server.offset(draft, uri, position) for position in (where.start, where.end))
    return [
        lsp.CodeAction(
            fix.title,
            lsp.CodeActionKind.QuickFix,
            edit=lsp.WorkspaceEdit({uri: [server.text_edit(draft, uri, fix.edit)]}),
        )
        for problem in problems_of(draft, is_thorough=False)
        for fix in fixes_of(draft, problem)
        if fix.edit.start <= end and start <= fix.edit.end
    ]
