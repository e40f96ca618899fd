"""The commands of the menu: what each entry script runs."""

import traceback
from typing import Any, Dict, Mapping, Optional

from footfall_resolve import dialogs, generate, places, removal, status
from footfall_resolve.dialogs import Dialogs, NoWindow
from footfall_resolve.editor import Editor, Timeline, found
from footfall_resolve.engines import engines_of
from footfall_resolve.gateway import Gateway
from footfall_resolve.ledger import Ledger
from footfall_resolve.marks import Listener
from footfall_resolve.orders import Request
from footfall_resolve.placing import Placing
from footfall_resolve.selection import Choice, chosen, under_playhead
from footfall_resolve.takes import next_take, use_take
from footfall_resolve.wishes import wishes
from footfall_resolve.words import Refusal, Words

_NO_PROMPT_WINDOW = (
    "no window can be shown here: write the prompt in a marker on the clip, `foley: steps on gravel`,"
    " and use `Generate Foley`"
)


def run(verb: str, given: Mapping[str, Any]) -> int:
    """`given`: the variables that Resolve gives to a script. 0 where it went well, else 1; the words are said."""
    words = Words(places.of_user())
    words.note("-- " + verb)
    try:
        _Command(given, words).run(verb)
        return 0
    except Refusal as refusal:
        words.say("%s [%s]" % (refusal.message, refusal.code))
    except Exception as error:  # noqa: BLE001 - the edge: whatever happens, the user is told
        words.note(traceback.format_exc())
        words.say(
            "something unforeseen happened (%s: %s): the log resolve.log has the details"
            % (type(error).__name__, error)
        )
    finally:
        dialogs.tell(words.said)
        words.close()
    return 1


class _Command:
    def __init__(self, given: Mapping[str, Any], words: Words) -> None:
        folders = places.of_user()
        self._words = words
        self._editor = Editor(found(given.get("resolve")))
        self._wishes = wishes(folders)
        self._gateway = Gateway(folders, "resolve", self._editor.name)
        self._ledger = Ledger(folders)
        fusion = given.get("fusion") or given.get("fu")
        self._dialogs = Dialogs(fusion, given.get("bmd"), self._editor.is_studio)

    def run(self, verb: str) -> None:
        commands: Dict[str, Any] = {
            "generate": self._generate,
            "generate here": self._generate_here,
            "generate with prompt": self._generate_with_prompt,
            "place": self._place,
            "use take": self._use_take,
            "status": self._status,
            "remove": self._remove,
        }
        try:
            commands[verb]()
        finally:
            if self._gateway.notice:
                self._words.say(self._gateway.notice)

    def _generate(self) -> None:
        timeline = self._editor.timeline()
        self._ask_for(timeline, self._chosen(timeline), Request())

    def _generate_here(self) -> None:
        timeline = self._editor.timeline()
        self._ask_for(timeline, under_playhead(timeline), Request())

    def _generate_with_prompt(self) -> None:
        # Read first: while the window is open the selection may change.
        timeline = self._editor.timeline()
        choice = self._chosen(timeline)
        try:
            request = self._dialogs.ask_request(engines_of(self._gateway), self._wishes.engine)
        except NoWindow:
            raise Refusal("no-window", _NO_PROMPT_WINDOW) from None
        if request is None:
            self._words.say("nothing asked for")
            return
        self._ask_for(timeline, choice, request)

    def _ask_for(self, timeline: Timeline, choice: Choice, request: Request) -> None:
        generate.generate(
            self._editor, timeline, choice, self._gateway, self._ledger, request, self._wishes, self._words
        )
        self._place_if_wished(timeline)

    def _place(self) -> None:
        timeline = self._editor.timeline()
        Placing(self._editor, timeline, self._gateway, self._ledger, self._words).place_finished()

    def _place_if_wished(self, timeline: Timeline) -> None:
        if self._wishes.place_at_once:
            Placing(self._editor, timeline, self._gateway, self._ledger, self._words).place_finished()

    def _use_take(self) -> None:
        timeline = self._editor.timeline()
        choice = self._chosen(timeline)
        use_take(self._editor, timeline, choice, self._gateway, self._ledger, self._words, self._choose)

    def _choose(self, title: str, lines: Any, heard: int) -> Optional[int]:
        try:
            return self._dialogs.choose(title, lines, heard)
        except NoWindow:
            return next_take(title, lines, heard)

    def _status(self) -> None:
        timeline = self._editor.timeline()
        self._place_if_wished(timeline)
        status.show(self._editor, timeline, self._gateway, self._ledger, self._words)

    def _remove(self) -> None:
        removal.remove(self._editor, self._editor.timeline(), self._gateway, self._ledger, self._words)

    def _chosen(self, timeline: Timeline) -> Choice:
        return chosen(self._editor, timeline, Listener(self._wishes.colour))
