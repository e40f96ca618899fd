"""Taking away everything that we placed on a timeline. The files and the bin stay."""

from footfall_resolve.editor import Editor, Timeline
from footfall_resolve.gateway import Gateway
from footfall_resolve.jobs import of_timeline
from footfall_resolve.laid import all_laid, take_away
from footfall_resolve.ledger import Ledger
from footfall_resolve.words import Refusal, Words


def remove(editor: Editor, timeline: Timeline, gateway: Gateway, ledger: Ledger, words: Words) -> None:
    """Works without the daemon too: by the marks of the items. Raises `Refusal`."""
    try:
        jobs = [job.id for job in of_timeline(gateway, timeline)]
    except Refusal:
        jobs = ledger.jobs()
    with ledger.alone():
        laid = all_laid(timeline, ledger, jobs)
        take_away(editor, timeline, laid)
        editor.save()
    words.say("removed %d sounds from %s; its empty tracks can be deleted by hand" % (len(laid), timeline.name))
